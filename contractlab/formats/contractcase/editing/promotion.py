"""A recorded exchange as an example of a ContractCase file: what was asked and answered, without secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from contractlab.contracts.editing import RecordedExchange
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import M, matcher, switched
from contractlab.formats.contractcase.walking import CHILD
from contractlab.values.content_types import parse_content_type
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import NOT_RECORDED

__all__ = ["promoted"]


def promoted(recorded: RecordedExchange) -> JSONObject:
    """The example as a ContractCase file has it, without its states.

    Parameters
    ----------
    recorded : RecordedExchange
        Of kind ``"http"``.

    Raises
    ------
    InvalidEdit
        If the answer was not recorded whole.
    """
    assert isinstance(recorded.request, HttpRequest)
    (response,) = recorded.responses
    assert isinstance(response, HttpResponse)
    name = recorded.description
    mock = {
        "request": _named(name, _request(recorded, recorded.request)),
        "response": _named(f"the response to {name}", _response(recorded, response)),
        "_case:mock:type": "_case:MockHttpServer",
        "_case:run:context:setup": {
            "write": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
            "read": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
        },
    }
    return {"mock": mock, "result": "VERIFIED"}


def _named(name: str, child: JSONObject) -> JSONObject:
    return {**matcher("Lookup", uniqueName=name), CHILD: child}


def _request(recorded: RecordedExchange, request: HttpRequest) -> JSONObject:
    made: JSONObject = {"method": request.method.upper(), "path": request.path}
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        if recorded.marker not in value:
            query.setdefault(name, []).append(value)
    if query:
        made["query"] = {name: values[0] if len(values) == 1 else values for name, values in query.items()}
    headers: dict[str, list[str]] = {}
    for name, value in request.headers:
        if name.lower() in recorded.kept_headers and recorded.marker not in value:
            headers.setdefault(name.lower(), []).append(value)
    if headers:
        made["headers"] = {name: ", ".join(lines) for name, lines in headers.items()}
    made.update(_body(request.body, request.headers.get("content-type"), by_type=False))
    return {**made, f"{M}type": "_case:HttpRequestMatcher"}


def _response(recorded: RecordedExchange, response: HttpResponse) -> JSONObject:
    """Headers are left out: ContractCase 0.30.1 cannot verify those of a response."""
    if response.body is NOT_RECORDED:
        raise InvalidEdit("the body of the response was not recorded, so there is nothing to ask for")
    body = _body(response.body, response.headers.get("content-type"), by_type=recorded.by_type)
    return {"status": response.status, **body, f"{M}type": "_case:HttpResponseMatcher"}


def _body(data: Any, content_type: str | None, *, by_type: bool) -> JSONObject:
    """The body of a part; nothing for what ContractCase cannot ask for: no body, or bytes that are no text."""
    if not isinstance(data, bytes) or not data:
        return {}
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return {}
    kind = parse_content_type(content_type) if content_type else None
    try:
        value = parse_json(data)
    except NotJson:
        return {"body": text}
    if kind is not None and not kind.is_json:
        return {"body": value}  # ContractCase reads any text as JSON where it can
    if by_type and isinstance(value, dict | list) and value:
        inner = _typed(value)
        written = inner if inner in ({}, []) else switched(inner, True)
    else:
        written = _exact(value)
    # ContractCase takes a body of "", 0, false, null or {} for no expectation at all.
    return {"body": written} if isinstance(written, list) or written else {}


def _exact(value: JSON) -> JSON:
    """A value that is compared as it is; ContractCase stops at an empty object, so such keys are left out."""
    if isinstance(value, Mapping):
        inside = {key: _exact(below) for key, below in value.items()}
        return {key: below for key, below in inside.items() if below != {}}
    return [_exact(item) for item in value] if isinstance(value, list) else value


def _typed(value: JSON) -> JSON:
    """A value that is compared by type; the items of an array are like the first, any number of them."""
    if isinstance(value, Mapping):
        inside = {key: _typed(below) for key, below in value.items()}
        return {key: below for key, below in inside.items() if below != {}}
    if not isinstance(value, list):
        return value
    if not value:
        return {**matcher("ArrayLength", minLength=0, maxLength="unlimited"), f"{M}example": value}
    return matcher("ArrayEachEntryLike", matcher=_typed(value[0]))
