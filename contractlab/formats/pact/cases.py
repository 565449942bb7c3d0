"""The official cases of the Pact specification, for conformance checks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from contractlab.contracts.expected import ExpectedMessage
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.errors import InvalidContract
from contractlab.formats.pact.matching.http import ResponsePlan
from contractlab.formats.pact.matching.messages import MessagePlan, metadata_type
from contractlab.formats.pact.model import compile_request
from contractlab.formats.pact.reading import _PartReader
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import json_text
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.message import Message
from contractlab.values.result import MatchResult
from contractlab.values.source import Source

__all__ = ["check_case"]


def _actual_headers(part: Mapping[str, JSON]) -> Headers:
    headers = part.get("headers")
    return Headers(headers if isinstance(headers, Mapping) else None)


def _actual_body(body: ExpectedBody) -> bytes | None:
    if body.presence == "missing":
        return None
    if body.presence == "null":
        return b"null"
    return body.data


def check_case(case: Mapping[str, JSON], *, spec_version: str, kind: str) -> MatchResult:
    """Check an official case ``{match, comment, expected, actual}`` in the spec dialect.

    Parameters
    ----------
    case : mapping
    spec_version : str
        ``"1.0"``, ``"1.1"``, ``"2.0"``, ``"3.0"`` or ``"4.0"``.
    kind : str
        ``"request"``, ``"response"`` or ``"message"``.

    Returns
    -------
    MatchResult
        ``passed`` is to equal ``case["match"]``.

    Raises
    ------
    InvalidContract
        If the case cannot be read.
    ValueError
        For a kind that does not exist.
    """
    name = str(case.get("comment", "case"))
    reader = _PartReader(Source(name, json_text(dict(case)).encode()), spec_version)
    expected, actual = case["expected"], case["actual"]
    again = partial(check_case, case, spec_version=spec_version, kind=kind)
    if kind == "message":
        wanted, sent = reader.message(expected, "/expected"), reader.message(actual, "/actual")
        _refuse(reader, name)
        plan = MessagePlan(wanted.contents, wanted.metadata, wanted.rules, "spec")
        return plan.check(Message(_actual_body(sent.contents), _with_type(sent))).repeatable(again)
    if kind == "request":
        want = reader.request(expected, "/expected")
        got = reader.request(actual, "/actual")
        _refuse(reader, name)
        query = (
            actual.get("query")
            if isinstance(actual.get("query"), str)
            else [(key, value) for key, values in got.query.items() for value in values]
        )
        request = HttpRequest(got.method, got.path, query or "", _actual_headers(actual), _actual_body(got.body))
        return compile_request(want, spec_version, "spec").check(request).repeatable(again)
    if kind != "response":
        raise ValueError(f"there are no cases of kind {kind!r}; use request, response or message")
    answer = reader.response(expected, "/expected")
    given = reader.response(actual, "/actual")
    _refuse(reader, name)
    status = given.status if "status" not in expected else answer.status
    answer_plan = ResponsePlan(status, answer.headers, answer.body, answer.rules, "spec")
    response = HttpResponse(given.status, _actual_headers(actual), _actual_body(given.body))
    return answer_plan.check(response).repeatable(again)


def _with_type(message: ExpectedMessage) -> JSONObject:
    """Metadata with the content type that a V4 body says of itself."""
    metadata = dict(message.metadata)
    kind = message.contents.content_type
    if kind is not None and metadata_type(metadata) is None:
        metadata["contentType"] = str(kind)
    return metadata


def _refuse(reader: _PartReader, name: str) -> None:
    if reader.faults:
        raise InvalidContract(name, reader.faults)
