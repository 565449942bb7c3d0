"""Bodies of Pact files, rewritten between the form since V4 and the one before."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from contractlab.contracts.expected_body import ExpectedBody
from contractlab.formats.pact.bodies import read_body, read_v4_body
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["same_body", "written_body"]

Headers = Mapping[str, Sequence[str]]


def _header(headers: Headers) -> str | None:
    for name, values in headers.items():
        if name.lower() == "content-type" and values:
            return ", ".join(values)
    return None


def same_body(first: ExpectedBody, second: ExpectedBody, headers: Headers) -> bool:
    """True if two expected bodies ask for the same."""
    if first.presence != second.presence:
        return False
    if first.presence != "present":
        return True
    header = _header(headers)
    return str(first.type_with(header)) == str(second.type_with(header)) and _value(first, header) == _value(
        second, header
    )


def _value(body: ExpectedBody, header: str | None) -> Any:
    if body.type_with(header).is_json:
        try:
            return parse_json(body.data)
        except NotJson:
            return body.data
    return body.data


def written_body(body: ExpectedBody, headers: Headers, version: str) -> tuple[JSONObject, bool]:
    """The body's entry in a part, and whether it says the same.

    Parameters
    ----------
    body : ExpectedBody
        As the original has it.
    headers : mapping of str to list of str
        Of the part, or those that a message's metadata stands for.
    version : str
        To write for.

    Returns
    -------
    dict, bool
        Empty, or with the one key ``"body"``.
    """
    if body.presence == "missing":
        return {}, True
    if body.presence == "null":
        return {"body": None}, True
    v4 = version >= "4.0"
    read = read_v4_body if v4 else read_body
    tried = [{"body": way} for way in (_v4(body, headers) if v4 else _before_v4(body))]
    for entry in tried:
        if same_body(body, read(entry, headers), headers):
            return entry, True
    return tried[0], False


def _text(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _json(body: ExpectedBody) -> list[JSON]:
    if body.has_value:
        return [body.value]
    try:
        return [parse_json(body.data)]
    except NotJson:
        return []


def _v4(body: ExpectedBody, headers: Headers) -> list[JSON]:
    """Ways to write it, the plainest first."""
    if body.presence == "empty":
        return [{"content": ""}]
    kind = body.type_with(_header(headers))
    named = {"contentType": str(kind)} if str(kind) != "*/*" else {}
    ways: list[JSON] = []
    if kind.is_json:
        ways += [{"content": value, **named, "encoded": False} for value in _json(body)]
    text = _text(body.data)
    if text is not None:
        ways.append({"content": text, **named, "encoded": False})
    encoded = base64.b64encode(body.data).decode("ascii")
    return [*ways, {"content": encoded, **named, "encoded": "base64"}]


def _before_v4(body: ExpectedBody) -> list[JSON]:
    if body.presence == "empty":
        return [""]
    ways: list[JSON] = []
    for value in _json(body):
        ways.append(json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value)
    text = _text(body.data)
    if text is not None:
        ways.append(text)
    return [*ways, base64.b64encode(body.data).decode("ascii")]
