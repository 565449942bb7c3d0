"""Bodies as Pact files write them, read into what is expected.

Source: pact_models, ``body_from_json`` of V3 and of V4. Before V4 a body is a JSON value and its type comes from a
header; since V4 it is wrapped in an object that says its type and encoding.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from contractlab.contracts.expected_body import ExpectedBody
from contractlab.values.content_types import (
    UNKNOWN_TYPE,
    ContentType,
    detect_from_bytes,
    detect_from_text,
    parse_content_type,
)
from contractlab.values.json_text import NotJson, json_text, parse_json, to_string
from contractlab.values.json_types import JSON

__all__ = ["BODY_ATTRIBUTES", "read_body", "read_v4_body"]

BODY_ATTRIBUTES = frozenset({"content", "contentType", "contentTypeHint", "encoded"})
MISSING_BODY = ExpectedBody("missing")
_ABSENT: Any = object()


def _header_type(headers: Mapping[str, Sequence[str]]) -> ContentType | None:
    for name, values in headers.items():
        if name.lower() == "content-type" and values:
            return parse_content_type(values[0])
    return None


def _decode_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_string_or_object(text: str) -> bool:
    """The Rust core takes a text for JSON only if it is a JSON string or object."""
    try:
        return isinstance(parse_json(text), str | dict)
    except NotJson:
        return False


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def read_body(part: Mapping[str, JSON], headers: Mapping[str, Sequence[str]], name: str = "body") -> ExpectedBody:
    """The body of a request, response or message before V4.

    Parameters
    ----------
    part : mapping
        The request or response.
    headers : mapping of str to list of str
    name : str
        ``"body"``, or ``"contents"`` for messages.
    """
    body = part.get(name, _ABSENT)
    if body is _ABSENT:
        return MISSING_BODY
    if body is None:
        return ExpectedBody("null")
    if not isinstance(body, str):
        return ExpectedBody("present", value=body)
    if not body:
        return ExpectedBody("empty")
    kind = _header_type(headers) or detect_from_text(body)
    if kind.is_json:
        text = body if _is_string_or_object(body) else f'"{body}"'
        return ExpectedBody("present", _bytes(text), kind)
    if kind.is_text:
        return ExpectedBody("present", _bytes(body), kind)
    decoded = _decode_base64(body)
    return ExpectedBody("present", _bytes(body) if decoded is None else decoded)


def read_v4_body(part: Mapping[str, JSON], headers: Mapping[str, Sequence[str]], name: str = "body") -> ExpectedBody:
    """The body of a request, response or message since V4: ``{content, contentType, encoded, contentTypeHint}``."""
    body = part.get(name, _ABSENT)
    if body is _ABSENT:
        return MISSING_BODY
    if body is None:
        return ExpectedBody("null")
    if not isinstance(body, Mapping):
        return ExpectedBody("present", _bytes(json_text(body)))
    content = body.get("content", _ABSENT)
    if content is _ABSENT:
        # No content, and anything but attributes: the whole object is the body.
        if body.keys() - BODY_ATTRIBUTES:
            return ExpectedBody("present", value=dict(body))
        return MISSING_BODY
    if content is None:
        return ExpectedBody("null")
    declared = body.get("contentType")
    kind = parse_content_type(to_string(declared)) if "contentType" in body else _header_type(headers)
    return _v4_content(content, kind, body.get("encoded", False))


def _v4_content(content: Any, kind: ContentType | None, encoded: Any) -> ExpectedBody:
    value = _ABSENT
    if isinstance(encoded, str) or (encoded is not False and not isinstance(encoded, bool)) or encoded is True:
        scheme = encoded.lower() if isinstance(encoded, str) else ""
        raw = _decode_base64(to_string(content)) if scheme == "base64" else None
        if raw is None:
            raw = _bytes(to_string(content))
    elif kind is not None and kind.is_json:
        if content == "":
            raw = b""
        else:
            raw, value = None, content
    else:
        raw = _bytes(to_string(content))
    if raw is not None and not raw:
        return ExpectedBody("empty")
    if kind is None:
        data = raw if raw is not None else _bytes(json_text(content))
        kind = detect_from_bytes(data) or UNKNOWN_TYPE
    if value is not _ABSENT:
        return ExpectedBody("present", None, kind, value)
    return ExpectedBody("present", raw, kind)
