"""Text from strangers, made visible: no control characters, no hidden direction changes, no endless lines."""

from __future__ import annotations

import json
import re

from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING, NOT_RECORDED

__all__ = [
    "KINDS",
    "count",
    "cut_middle",
    "first_difference",
    "json_kind",
    "quote",
    "shorten",
    "shorten_middle",
    "visible",
]

# C0 and C1 controls, line and paragraph separators, direction marks and overrides, zero-width and other invisible
# characters, tags, lone surrogates: all that can make a screen say something else than the data (Unicode TR36, TR39).
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

KINDS = {
    "object": "object",
    "array": "array",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 example``, ``4,053 items``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def visible(text: object) -> str:
    """Replace every invisible or direction-changing character of `text` by ``‹U+XXXX›``."""
    return _HIDDEN.sub(lambda m: f"‹U+{ord(m[0]):04X}›", str(text))


def json_kind(value: Value) -> str:
    """Name the JSON kind of `value`: object, array, string, number, boolean, null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list | tuple):
        return "array"
    return "value"


def cut_middle(text: str, limit: int, keep: int | None = None) -> str:
    """Shorten `text` to about `limit` characters; the place `keep` stays visible, else both ends do."""
    if len(text) <= limit:
        return text
    if keep is None:
        head = (limit * 2) // 3
        return f"{text[:head]}…{text[len(text) - (limit - head - 1) :]}"
    start = max(0, min(keep - limit // 3, len(text) - limit))
    piece = text[start : start + limit]
    return ("…" if start else "") + piece + ("…" if start + limit < len(text) else "")


def shorten(text: object, limit: int) -> str:
    """One visible line of at most `limit` characters, cut at its end."""
    line = visible(text)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def shorten_middle(text: object, limit: int) -> str:
    """One visible line of at most `limit` characters, cut in its middle: of a pattern or a path both ends matter."""
    return cut_middle(visible(text), limit)


def first_difference(expected: str, actual: str) -> int | None:
    """Index of the first character in which two texts differ; None if they are equal."""
    if expected == actual:
        return None
    # Halved again and again: slices are compared far faster than characters one by one.
    low, high = 0, min(len(expected), len(actual))
    while low < high:
        middle = (low + high + 1) // 2
        if expected[low:middle] == actual[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


_DEEPEST = 40
"""Levels of nesting that are written: more characters than any budget, and no danger to Python's stack."""


def _brief(value: Value, budget: int, depth: int = 0) -> str:
    """JSON text of `value`, written only as far as `budget` characters need it."""
    if isinstance(value, str):
        inner = value if len(value) <= budget else value[: budget + 1]
        return json.dumps(inner, ensure_ascii=False)
    if isinstance(value, dict | list | tuple):
        is_object = isinstance(value, dict)
        if depth >= _DEEPEST:
            return ("{…}" if is_object else "[…]") if value else ("{}" if is_object else "[]")
        parts, left = [], budget
        for key, below in value.items() if isinstance(value, dict) else ((None, item) for item in value):
            part = _brief(below, max(left, 1), depth + 1)
            if is_object:
                part = f"{json.dumps(str(key)[:budget], ensure_ascii=False)}: {part}"
            parts.append(part)
            left -= len(part)
            if left <= 0:
                break
        inner = ", ".join(parts)
        return f"{{{inner}}}" if is_object else f"[{inner}]"
    if value is MISSING:
        return "nothing"
    if value is NOT_RECORDED:
        return "‹not recorded›"
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if value is None or isinstance(value, bool | float | int):
        # Python refuses to print integers of thousands of digits; so many tell a reader nothing anyway.
        if isinstance(value, int) and value.bit_length() > 512:
            return f"a number of about {int(value.bit_length() * 0.30103) + 1:,} digits"
        return json.dumps(value)
    return str(value)


def quote(value: Value, limit: int = 60, keep: int | None = None) -> str:
    """Write a JSON value for a sentence: visible, JSON-escaped, cut in the middle with its full length named."""
    if isinstance(value, str) and len(value) > limit:
        inner = json.dumps(cut_middle(value, limit, keep), ensure_ascii=False)
        return visible(f"{inner} ({len(value):,} characters)")
    text = visible(_brief(value, limit * 4))
    return text if len(text) <= limit else cut_middle(text, limit)
