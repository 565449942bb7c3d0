"""Plain values for matchers that make their example out of parts: a text that is given is taken apart again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import M
from contractlab.formats.contractcase.matching.js_text import (
    BadUri,
    decode_base64,
    decode_uri_component,
    encode_base64,
    encode_uri_component,
)
from contractlab.formats.contractcase.walking import CHILD
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote

__all__ = [
    "PutParts",
    "put_after_prefix",
    "put_base64",
    "put_basic_auth",
    "put_before_suffix",
    "put_json",
    "put_url_encoded",
]

Put = Callable[[Any, Any], Any]
"""From a part as the file has it and a value to the part with that value for its example."""

Written = Mapping[str, JSON]

PutParts = Callable[[Written, JSON, Put], JSONObject]
"""From a matcher as the file has it, what is to stand at its place and a way to give a part another example to the
matcher whose parts make up that value; `InvalidEdit` where it is not made of such parts."""


def _text(value: JSON) -> str:
    if not isinstance(value, str):
        raise InvalidEdit(f"{quote(value, 40)} is not text, which the matcher there asks for; give a matcher instead")
    return value


def put_after_prefix(raw: Written, value: JSON, put: Put) -> JSONObject:
    """The text behind the prefix."""
    fixed, free = raw.get(f"{M}prefix"), raw.get(f"{M}suffix")
    text = _text(value)
    if not isinstance(fixed, str) or not text.startswith(fixed):
        raise _does_not("start with", fixed, text, "match.string_prefix")
    return {**raw, f"{M}suffix": put(free, text[len(fixed) :])}


def put_before_suffix(raw: Written, value: JSON, put: Put) -> JSONObject:
    """The text before the suffix."""
    fixed, free = raw.get(f"{M}suffix"), raw.get(f"{M}prefix")
    text = _text(value)
    if not isinstance(fixed, str) or not text.endswith(fixed):
        raise _does_not("end with", fixed, text, "match.string_suffix")
    return {**raw, f"{M}prefix": put(free, text[: len(text) - len(fixed)])}


def _does_not(word: str, fixed: Any, text: str, instead: str) -> InvalidEdit:
    wanted = quote(fixed, 40) if isinstance(fixed, str) else "one text that is always the same"
    return InvalidEdit(
        f"{quote(text, 40)} does not {word} {wanted}, as the matcher there asks; to ask for another: {instead}"
    )


def put_base64(raw: Written, value: JSON, put: Put) -> JSONObject:
    """The text that is encoded in base64."""
    return {**raw, CHILD: put(raw.get(CHILD), _decoded(_text(value)))}


def _decoded(text: str) -> str:
    inside = decode_base64(text)
    if encode_base64(inside) != text:
        raise InvalidEdit(
            f"{quote(text, 40)} is not text in base64, which the matcher there asks for; give the text in base64, or a "
            "matcher: match.base64(text)"
        )
    return inside


def put_url_encoded(raw: Written, value: JSON, put: Put) -> JSONObject:
    """The text that is percent-encoded."""
    text = _text(value)
    try:
        inside = decode_uri_component(text)
        encoded = encode_uri_component(inside)
    except BadUri:
        encoded = None
    if encoded != text:
        raise InvalidEdit(
            f"{quote(text, 40)} is not percent-encoded, which the matcher there asks for; encode it, or give a "
            "matcher: match.url_encoded(text)"
        )
    return {**raw, CHILD: put(raw.get(CHILD), inside)}


def put_json(raw: Written, value: JSON, put: Put) -> JSONObject:
    """The value of the JSON text."""
    text = _text(value)
    try:
        inside = parse_json(text.encode("utf-8", "surrogatepass"))
    except NotJson:
        raise InvalidEdit(
            f"{quote(text, 40)} is not valid JSON, which the matcher there needs; give the JSON as text, or a matcher: "
            "match.json_stringified(value)"
        ) from None
    return {**raw, CHILD: put(raw.get(CHILD), inside)}


def put_basic_auth(raw: Written, value: JSON, put: Put) -> JSONObject:
    """Name and password."""
    username, colon, password = _decoded(_text(value)).partition(":")
    if not colon:
        raise InvalidEdit(
            f"{quote(value, 40)} holds no name and password with a colon between; give a matcher: "
            "match.basic_auth(username, password)"
        )
    named = {f"{M}username": put(raw.get(f"{M}username"), username)}
    return {**raw, **named, f"{M}password": put(raw.get(f"{M}password"), password)}
