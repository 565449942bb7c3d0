"""Single values on screen: cut where they are long, with the difference in sight."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from contractlab.engine.xml_document import XmlElement
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.text import first_difference, json_kind, quote, visible
from contractlab.views.model import Line, Span, SpanKind, code, faint, line
from contractlab.views.words import count

__all__ = [
    "Excerpt",
    "brackets",
    "container_summary",
    "describe_bytes",
    "difference_spans",
    "is_container",
    "key_label",
    "plain_value",
    "size_of",
    "text_excerpt",
]

LONG = 40
_AROUND = 20


def is_container(value: Value) -> bool:
    """True for objects, arrays and XML elements: what has values below."""
    return isinstance(value, dict | list | XmlElement)


def brackets(value: Value) -> tuple[str, str]:
    """What stands before and after the values of a container."""
    if isinstance(value, XmlElement):
        return f"<{value.local}>", f"</{value.local}>"
    return ("{", "}") if isinstance(value, dict) else ("[", "]")


def size_of(value: Value) -> int:
    """Number of values directly in a container."""
    if isinstance(value, XmlElement):
        return len(value.children) + len(value.attributes)
    return len(value)


def key_label(key: Value, *, markup: bool = False) -> str:
    """``"creditLimit": `` or ``[12] ``; nothing at the root.

    Parameters
    ----------
    key : str, int or None
    markup : bool
        True in XML, where elements name themselves and attributes are written ``name=``.
    """
    if key is None:
        return ""
    if markup and isinstance(key, str):
        return f"{key[1:61]}=" if key.startswith("@") else ""
    if isinstance(key, int):
        return f"[{key:,}] "
    text = key if len(key) <= 60 else key[:59] + "…"
    return f"{json.dumps(text, ensure_ascii=False)}: "


def plain_value(value: Value, limit: int = LONG) -> Span:
    """A value that agrees."""
    return Span("code", *_short(value, limit))


def _short(value: Value, limit: int) -> tuple[str, str]:
    """The value as text, and its whole text for the title where it was cut."""
    if is_container(value):
        return container_summary(value), ""
    shown = quote(value, limit)
    if isinstance(value, str) and len(value) > limit:
        return shown, value[:300]
    return shown, ""


def container_summary(value: Value, word: str = "") -> str:
    """``{ 4 keys }``, ``[ 1 item ]``; with `word`, ``{ 4 matching }``."""
    if isinstance(value, XmlElement):
        return brackets(value)[0]
    if isinstance(value, dict):
        if not value:
            return "{}"
        return f"{{ {len(value):,} {word} }}" if word else f"{{ {count(len(value), 'key')} }}"
    if isinstance(value, list):
        if not value:
            return "[]"
        return f"[ {count(len(value), 'item')}{f' {word}' if word else ''} ]"
    return quote(value, LONG)


def difference_spans(label: str, value: Value, opposite: Value, kind: SpanKind, place: int | None = None) -> Line:
    """One side of a difference: the value as ``ins`` or ``del``.

    Of a long string the surroundings of `place` are shown; without one, of two long strings those of the first
    difference.
    """
    start = [code(label)] if label else []
    if value is MISSING:
        return line(*start, Span(kind, "nothing"))
    if value is NOT_RECORDED:
        return line(*start, Span(kind, "not recorded"))
    placed = place is not None and isinstance(value, str) and LONG < len(value) > place
    if placed or (isinstance(value, str) and isinstance(opposite, str) and max(len(value), len(opposite)) > LONG):
        at = place if placed else first_difference(value, opposite)
        if at is not None and at > _AROUND:
            before = ("…" if at > _AROUND else '"') + value[max(0, at - _AROUND) : at]
            rest = value[at : at + _AROUND]
            after = "…" if at + _AROUND < len(value) else '"'
            return line(
                *start, code(before), Span(kind, rest or "ends here", value[:300]), code(after if rest else ""),
                faint(f" {count(len(value), 'character')}"),
            )  # fmt: skip
    if isinstance(value, bytes):
        return line(*start, Span(kind, _bytes_excerpt(value)), faint(f" {count(len(value), 'byte')}"))
    text, title = _short(value, LONG)
    return line(*start, Span(kind, text, title))


def _bytes_excerpt(data: bytes) -> str:
    try:
        text = data[:200].decode("utf-8")
    except UnicodeDecodeError:
        return data[:16].hex(" ")
    return visible(text[:LONG]) + ("…" if len(data) > LONG else "")


class Excerpt(NamedTuple):
    """The start of a body as text.

    Attributes
    ----------
    text : str
        Hexadecimal digits of what is no text.
    remark : str
        What is left out, or what the bytes are; empty where `text` is all of it.
    cut : bool
        True for a text that goes on.
    """

    text: str
    remark: str = ""
    cut: bool = False


def text_excerpt(data: bytes, most: int = 2_000) -> Excerpt:
    """A body as text: the start of it, and a remark on what is left out.

    Parameters
    ----------
    data : bytes
    most : int
        Characters to show.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Excerpt(data[:64].hex(" "), describe_bytes(data))
    if data[:64].count(0) > 4:
        return Excerpt(data[:64].hex(" "), describe_bytes(data))
    if len(text) <= most:
        return Excerpt(text)
    return Excerpt(text[:most], f"… {count(len(text) - most, 'more character')}", cut=True)


def describe_bytes(data: bytes) -> str:
    """``1,024 bytes, sha256 4f1c…``."""
    return f"{count(len(data), 'byte')}, sha256 {hashlib.sha256(data).hexdigest()[:12]}…"


def kind_of(value: Value) -> str:
    """JSON kind, or nothing for what is no value."""
    return "" if value in (MISSING, NOT_RECORDED) and not isinstance(value, dict | list) else json_kind(value)
