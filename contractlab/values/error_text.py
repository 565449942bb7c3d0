"""What an error response says, in one line: the words that its sender meant people to read.

Servers wrap them in many ways: problem details (RFC 9457), ``{"error": …}``, lists of errors, validation errors by
field, HTML pages, stack traces. Nothing here judges; what cannot be recognised is shown as it starts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from contractlab.values.json_text import NotJson, json_text, parse_json
from contractlab.values.text import count, cut_middle

__all__ = ["ERRORS_FROM", "error_text", "pretty_body"]

ERRORS_FROM = 400
"""Statuses from here on are errors."""

_LONGEST = 200
_SOME = 3
_DEEPEST = 4
_LOOKED_AT = 20_000

_HEADINGS = ("title", "error", "type", "code")
_MESSAGES = (
    "detail", "message", "error_description", "errorMessage", "error_message", "description", "msg", "reason",
    "exception", "fault", "faultstring", "userMessage", "developerMessage",
)  # fmt: skip
_LISTS = ("errors", "details", "violations", "fieldErrors", "issues", "invalid-params", "invalidParams", "problems")
_PLACES = ("field", "property", "propertyPath", "pointer", "path", "loc", "name", "param", "source")


def error_text(body: bytes | None, most: int = _LONGEST) -> str | None:
    """The words of an error, cut in the middle where they are many; None where there is nothing to read.

    Parameters
    ----------
    body : bytes or None
        Without what must not be shown.
    most : int
        Characters.
    """
    text = _decoded(body)
    if text is None or not text.strip():
        return None
    words = _of_text(text)
    words = " ".join(words.split())
    return cut_middle(words, most) if words else None


def _decoded(body: bytes | None) -> str | None:
    if not body:
        return None
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text[:64] else text


def _of_text(text: str) -> str:
    try:
        value = parse_json(text.encode("utf-8", "surrogatepass"))
    except NotJson:
        return _of_markup(text) if text.lstrip().startswith("<") else _first_line(text)
    return value if isinstance(value, str) else _of_json(value, _DEEPEST) or json_text(value)


def _first_line(text: str) -> str:
    """Of a stack trace its first line says what is wrong."""
    return text.strip().splitlines()[0][:_LOOKED_AT]


def _of_markup(text: str) -> str:
    """The title of a page, else its words without tags."""
    text = text[:_LOOKED_AT]
    lowered = text.lower()
    for name in ("title", "h1", "detail", "message", "faultstring"):
        start = lowered.find(f"<{name}")
        opened = text.find(">", start) if start >= 0 else -1
        end = lowered.find(f"</{name}", opened) if opened >= 0 else -1
        if end > opened and text[opened + 1 : end].strip():
            return unescape(text[opened + 1 : end])
    pieces = [piece.rpartition(">")[2] for piece in text.split("<")]
    return unescape(" ".join(piece for piece in pieces if piece.strip()))


def _of_json(value: Any, depth: int) -> str:
    """The words of a JSON error; empty where none of its keys is one that errors have."""
    if isinstance(value, str):
        return value
    if depth == 0 or value is None:
        return ""
    if isinstance(value, list):
        return _joined(_of_json(item, depth - 1) for item in value[:_SOME])
    if not isinstance(value, Mapping):
        return ""
    heading = next((text for text in _texts(value, _HEADINGS, depth) if text), "")
    message = next((text for text in _texts(value, _MESSAGES, depth) if text), "")
    listed = next((text for text in (_of_list(value.get(name), depth - 1) for name in _LISTS) if text), "")
    if message and heading and message != heading:
        # A type or code in front of a message helps only where it is words, not an address.
        message = message if "://" in heading or heading == "about:blank" else f"{heading}: {message}"
    elif heading == "about:blank":
        heading = ""
    words = [text for text in (message or heading, listed) if text]
    return ": ".join(dict.fromkeys(words)) if words else _place_and_text(value, depth)


def _texts(value: Mapping[str, Any], names: Iterable[str], depth: int) -> Iterator[str]:
    return (_of_json(value[name], depth - 1) for name in names if name in value)


def _of_list(value: Any, depth: int) -> str:
    """Errors one by one: a list of them, or of each field."""
    if depth <= 0:
        return ""
    if isinstance(value, Mapping):
        pairs = [(str(name), _of_json(inner, depth)) for name, inner in list(value.items())[: _SOME + 1]]
        texts = [f"{name} {text}" if text else name for name, text in pairs]
    elif isinstance(value, list):
        texts = [_item(item, depth) for item in value[: _SOME + 1]]
    else:
        return _of_json(value, depth)
    more = f"; and {len(value) - _SOME:,} more" if len(value) > _SOME else ""
    joined = "; ".join(text for text in texts[:_SOME] if text)
    return joined + more if joined else ""


def _item(item: Any, depth: int) -> str:
    if not isinstance(item, Mapping):
        return _of_json(item, depth)
    place = next((_place(item[name]) for name in _PLACES if name in item), "")
    text = _of_json({key: below for key, below in item.items() if key not in _PLACES}, depth)
    return f"{place} {text}".strip() if text else place


def _place(value: Any) -> str:
    if isinstance(value, list):
        return ".".join(str(step) for step in value if isinstance(step, str | int))
    if isinstance(value, Mapping):
        return next((str(value[name]) for name in ("pointer", "parameter") if name in value), "")
    return value if isinstance(value, str) else ""


def _place_and_text(value: Mapping[str, Any], depth: int) -> str:
    """An object around the error: ``{"response": {"message": …}}``."""
    if len(value) != 1:
        return ""
    (inner,) = value.values()
    return _of_json(inner, depth - 1) if isinstance(inner, Mapping | list) else ""


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(text for text in texts if text)


def pretty_body(body: bytes | None, most: int) -> str | None:
    """An error's body to be read: JSON laid out, text as it is; None for what is no text.

    Parameters
    ----------
    body : bytes or None
        Without what must not be shown.
    most : int
        Characters; what is more is cut at the end, and said.
    """
    text = _decoded(body)
    if text is None or not text.strip():
        return None
    try:
        text = json.dumps(parse_json(text.encode("utf-8", "surrogatepass")), indent=2, ensure_ascii=False)
    except (NotJson, RecursionError):
        text = text.strip()
    if len(text) <= most:
        return text
    return f"{text[:most]}\n… {count(len(text) - most, 'more character')}"
