"""A recorded exchange as an example of a contract: what was asked and answered, without secrets."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from contractlab.captures import REDACTED, AnyCapture, Capture, MessageCapture, Redaction
from contractlab.errors import InvalidEdit
from contractlab.values.content_types import detect_from_text, parse_content_type
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.message import Message

__all__ = ["field_for", "name_for", "promoted"]

_KEPT = frozenset({"content-type"})
"""Headers that an example gets without being asked: the others are the transport's business, not the contract's."""


def field_for(capture: AnyCapture, version: str) -> str:
    """The list of a Pact file that the example of a capture belongs to."""
    return "messages" if isinstance(capture, MessageCapture) and version < "4.0" else "interactions"


def name_for(capture: AnyCapture, taken: set[str]) -> str:
    """A description that no other example has."""
    if isinstance(capture, Capture):
        request = capture.relative_request
        name = f"{request.method.upper()} {request.path}"
    else:
        name = "a message"
    count, made = 1, name
    while made in taken:
        count += 1
        made = f"{name} ({count})"
    return made


def promoted(
    capture: AnyCapture,
    version: str,
    description: str,
    states: Iterable[tuple[str, Mapping[str, Any]]] | None,
    headers: Iterable[str],
    by_type: bool,
    redaction: Redaction,
) -> dict[str, Any]:
    """The example as a Pact file of a version has it.

    Parameters
    ----------
    capture : Capture or MessageCapture
    version : str
        Of the specification.
    description : str
    states : iterable of (name, parameters), optional
        Those of the recording without it.
    headers : iterable of str
        Names of headers to keep beside the content type.
    by_type : bool
        True puts a rule of type at the root of what the provider sends.
    redaction : Redaction
        What must not get into the file.

    Raises
    ------
    InvalidEdit
        If the recording has no answer, was not recorded whole, or the version cannot hold it.
    """
    if not isinstance(capture, Capture | MessageCapture):
        raise InvalidEdit(f"a {type(capture).__name__} is no capture; give one of cl.load_captures(path)")
    capture = redaction.redact_capture(capture)
    kept = _KEPT | {name.lower() for name in headers}
    made: dict[str, Any] = {}
    if version >= "4.0":
        kind = "Synchronous/HTTP"
        if isinstance(capture, MessageCapture):
            kind = "Synchronous/Messages" if capture.request is not None else "Asynchronous/Messages"
        made["type"] = kind
    made["description"] = description
    made.update(_states(capture.states if states is None else tuple(states), version))
    if isinstance(capture, Capture):
        if capture.response is None:
            raise InvalidEdit(f"the recording has no response to promote: {capture.error or 'nothing came back'}")
        made["request"] = _request(capture.relative_request, kept, version)
        made["response"] = _response(capture.response, kept, version, by_type)
        return made
    if capture.request is not None:
        made["request"] = _message(capture.request, version, False)
        made["response"] = [_message(one, version, by_type) for one in capture.responses]
        return made
    if capture.message is None:
        raise InvalidEdit("the recording has no message to promote")
    return {**made, **_message(capture.message, version, by_type)}


def _states(states: Iterable[tuple[str, Mapping[str, Any]]], version: str) -> dict[str, Any]:
    listed = list(states)
    if not listed:
        return {}
    if version < "3.0":
        if len(listed) > 1 or listed[0][1]:
            raise InvalidEdit("Pact V2 has one state without parameters for an example; give states=[(name, {})]")
        return {"providerState": listed[0][0]}
    return {
        "providerStates": [{"name": name, **({"params": dict(params)} if params else {})} for name, params in listed]
    }


def _named(pairs: Iterable[tuple[str, str]], kept: frozenset[str], version: str) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.lower() in kept and REDACTED not in value:
            found.setdefault(name, []).append(value)
    return {name: lines if version >= "4.0" else ", ".join(lines) for name, lines in found.items()}


def _query(request: HttpRequest, version: str) -> Any:
    from urllib.parse import parse_qsl, urlencode

    pairs = [pair for pair in parse_qsl(request.query, keep_blank_values=True) if REDACTED not in pair[1]]
    if version < "3.0":
        return urlencode(pairs)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _request(request: HttpRequest, kept: frozenset[str], version: str) -> dict[str, Any]:
    made: dict[str, Any] = {"method": request.method.upper(), "path": request.path}
    query = _query(request, version)
    if query:
        made["query"] = query
    headers = _named(request.headers, kept, version)
    if headers:
        made["headers"] = headers
    body = None if request.body is NOT_RECORDED else request.body
    made.update(_body(body, request.headers.get("content-type"), version))
    return made


def _response(response: HttpResponse, kept: frozenset[str], version: str, by_type: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"status": response.status}
    headers = _named(response.headers, kept, version)
    if headers:
        made["headers"] = headers
    if response.body is NOT_RECORDED:
        raise InvalidEdit("the body of the response was not recorded, so there is nothing to ask for")
    body = _body(response.body, response.headers.get("content-type"), version)
    made.update(body)
    if by_type and version >= "2.0":
        made.update(_rules(body.get("body"), version, "body"))
    return made


def _message(message: Message, version: str, by_type: bool) -> dict[str, Any]:
    if message.contents is NOT_RECORDED:
        raise InvalidEdit("the contents of the message were not recorded, so there is nothing to ask for")
    metadata = {key: value for key, value in message.metadata.items() if value != REDACTED}
    kind = next((str(v) for k, v in metadata.items() if k.lower().replace("-", "") == "contenttype"), None)
    made: dict[str, Any] = {}
    body = _body(message.contents, kind, version)
    if body:
        made["contents"] = body["body"]
    if metadata:
        made["metadata"] = metadata
    if by_type:
        made.update(_rules(made.get("contents"), version, "body"))
    return made


def _rules(body: Any, version: str, category: str) -> dict[str, Any]:
    """A rule of type at the root of a JSON body."""
    value = body.get("content") if version >= "4.0" and isinstance(body, dict) else body
    if not isinstance(value, dict | list) or not value:
        return {}
    if version < "3.0":
        return {"matchingRules": {"$.body": {"match": "type"}}}
    return {"matchingRules": {category: {"$": {"matchers": [{"match": "type"}], "combine": "AND"}}}}


def _body(data: Any, content_type: str | None, version: str) -> dict[str, Any]:
    if not isinstance(data, bytes) or not data:
        return {}
    kind = parse_content_type(content_type) if content_type else None
    value: Any
    encoded: Any = False
    try:
        value = parse_json(data)
        plain = kind is None or kind.is_json
        if not plain:
            value = data.decode("utf-8")
    except (NotJson, UnicodeDecodeError):
        try:
            value, plain = data.decode("utf-8"), False
        except UnicodeDecodeError:
            if version < "4.0":
                raise InvalidEdit(
                    f"the body is binary, which Pact V{version[0]} cannot hold; convert the contract first: "
                    "cl.convert(contract, to='pact', spec_version='4.0')"
                ) from None
            value, encoded, plain = base64.b64encode(data).decode("ascii"), "base64", False
    if version < "4.0":
        return {"body": value}
    # Without a header the kind is guessed, by whoever checks the answer too; both have to guess alike.
    guessed = "application/octet-stream" if encoded else "application/json" if plain else str(detect_from_text(value))
    shown = content_type or guessed
    return {"body": {"content": value, "contentType": shown.partition(";")[0].strip(), "encoded": encoded}}
