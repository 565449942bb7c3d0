"""The request and the response that an example itself describes, with defaults for its variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contractlab.contracts.contract import Example
from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.sample_exchange import OwnPart, PartOwner, request_of, response_of
from contractlab.engine.errors import CannotCheck
from contractlab.engine.rules import RuleSet
from contractlab.formats.contractcase.matching.context import Thrown
from contractlab.formats.contractcase.matching.js_values import template
from contractlab.formats.contractcase.matching.node import CaseNode, decides
from contractlab.formats.contractcase.matching.plan import CasePlan
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.source import join_pointer

__all__ = ["own_parts", "own_query", "own_request", "own_response", "with_content_type"]


_SIDES: tuple[PartOwner, PartOwner] = ("consumer", "provider")


def own_request(plan: CasePlan) -> ExpectedRequest:
    """The request that ContractCase sends, or expects.

    Parameters
    ----------
    plan : CasePlan
        The compiled request.
    """
    parts = _parts(plan)
    query = parts.get("query")
    return ExpectedRequest(
        _text(parts.get("method"), "?"),
        _text(parts.get("path"), "?"),
        _listed(query),
        None,
        _listed(parts.get("headers")),
        _body(parts),
        _path_rules(plan),
        pointer=_pointer(plan),
    )


def own_query(plan: CasePlan) -> JSON:
    """The query of that request in its own shape: an object of texts, lists and objects; None where there is none."""
    return _parts(plan).get("query")


def own_response(plan: CasePlan) -> ExpectedResponse:
    """The response that ContractCase gives, or expects.

    Parameters
    ----------
    plan : CasePlan
        The compiled response.
    """
    parts = _parts(plan)
    status = parts.get("status")
    number = int(status) if isinstance(status, int | float) and not isinstance(status, bool) else 0
    return ExpectedResponse(number, _listed(parts.get("headers")), _body(parts), pointer=_pointer(plan))


def own_parts(example: Example) -> Iterator[OwnPart]:
    """What the sides of an example would send over HTTP.

    Parameters
    ----------
    example : Example
    """
    if example.kind != "http":
        return
    caller, server = _SIDES if example.judged != "request" else _SIDES[::-1]
    request, response = request_of(with_content_type(example.request)), response_of(with_content_type(example.response))
    yield OwnPart("request", caller, request, example.check_request, join_pointer(example.pointer, "mock", "request"))
    yield OwnPart(
        "response", server, response, example.check_response, join_pointer(example.pointer, "mock", "response")
    )


def with_content_type(expected: Value) -> Any:
    """A request or a response with the content type of JSON: without it, Express would not read the body."""
    if expected.body.presence == "present" and not any(name.lower() == "content-type" for name in expected.headers):
        return replace(expected, headers={**expected.headers, "Content-Type": ["application/json"]})
    return expected


def _parts(plan: CasePlan) -> JSONObject:
    try:
        nodes: Mapping[str, CaseNode] = getattr(decides(plan.node), "parts", {})
        return {name: node.example for name, node in nodes.items() if node.example is not MISSING}
    except (Thrown, CannotCheck, RecursionError):
        return {}


def _pointer(plan: CasePlan) -> str:
    """Where the matcher stands that names and contexts lead to."""
    try:
        return decides(plan.node).pointer
    except (Thrown, CannotCheck, RecursionError):
        return plan.pointer


def _path_rules(plan: CasePlan) -> dict[str, RuleSet]:
    """The matcher of a path that may vary, so that recordings are not looked up by its example alone."""
    try:
        node = getattr(decides(plan.node), "parts", {}).get("path")
        best = node.state.best if node is not None and node.state is not None else None
    except (Thrown, CannotCheck, RecursionError):
        return {}
    return {"path": RuleSet((best,))} if best is not None else {}


def _text(value: Value, without: str) -> str:
    return without if value is None or value is MISSING else template(value)


def _listed(value: Value) -> dict[str, list[str]]:
    if not isinstance(value, Mapping):
        return {}
    return {
        str(name): [template(each) for each in item] if isinstance(item, list) else [template(item)]
        for name, item in value.items()
    }


def _body(parts: Mapping[str, JSON]) -> ExpectedBody:
    return ExpectedBody("present", value=parts["body"]) if "body" in parts else ExpectedBody("missing")
