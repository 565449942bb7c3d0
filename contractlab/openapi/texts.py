"""Texts by format, pattern and length, as matchers."""

from __future__ import annotations

import re
from collections.abc import Callable

from contractlab.contracts import match
from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.openapi.schemas import Schema
from contractlab.values.json_types import JSON

__all__ = ["text_matcher"]

_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d{2}:\d{2})"
_FORMATS = {
    "date": ("2001-02-03", f"^{_DATE}$"),
    "date-time": ("2001-02-03T04:05:06Z", f"^{_DATE}[Tt ]{_TIME}$"),
    "time": ("04:05:06Z", f"^{_TIME}$"),
    "email": ("someone@example.com", r"^[^@\s]+@[^@\s]+$"),
    "uri": ("https://example.com/", r"^[A-Za-z][A-Za-z0-9+.\-]*:\S*$"),
    "url": ("https://example.com/", r"^[A-Za-z][A-Za-z0-9+.\-]*:\S*$"),
    "ipv4": ("192.0.2.1", r"^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$"),
    "hostname": ("example.com", r"^[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)*$"),
}
"""An example and a pattern of formats (RFC 3339, RFC 3986 and others); looser than the format where that is long."""

_PLAIN = frozenset({"password", "byte", "binary"})
_LONGEST = 1_000
_ENDS = re.compile(r"\A\^(.*)\$\Z", re.DOTALL)


def text_matcher(schema: Schema, given: tuple[JSON, ...], note: Callable[[str], None]) -> Matcher:
    """The matcher of a schema of texts.

    Parameters
    ----------
    schema : Schema
    given : tuple of JSON value
        An example, or nothing.
    note : callable
        Told what is not said.
    """
    example = given[0] if given and isinstance(given[0], str) and len(given[0]) <= _LONGEST else None
    pattern, kind = schema.first("pattern"), schema.first("format")
    if isinstance(pattern, str):
        made = _patterned(pattern, example)
        if made is not None:
            return made
        note(f"the pattern is not said, as no text is known that fits it: {pattern[:60]}")
    if kind == "uuid":
        try:
            return match.uuid("c0ffee00-1234-4abc-8def-0123456789ab" if example is None else example)
        except InvalidEdit:
            note("the document's example is not a UUID")
            return match.uuid("c0ffee00-1234-4abc-8def-0123456789ab")
    if isinstance(kind, str) and kind in _FORMATS:
        usual, shape = _FORMATS[kind]
        fits = example is not None and re.search(shape, example) is not None
        if example is not None and not fits:
            note(f"the document's example is not of the format {kind}")
        return match.regex(example if fits and example is not None else usual, regex=shape)
    if isinstance(kind, str) and kind not in _PLAIN:
        note(f"the format {kind[:40]} is not said, so that any text fits")
    return _sized(schema, example)


def _patterned(pattern: str, example: str | None) -> Matcher | None:
    """A pattern as a matcher has it, which is of the whole text: one of JSON Schema is looked for anywhere in it."""
    if len(pattern) > _LONGEST:
        return None
    anchored = _ENDS.match(pattern) is not None
    whole = pattern if anchored else rf"[\s\S]*(?:{pattern})[\s\S]*"
    try:
        return match.regex(example, regex=whole) if example is not None else match.regex(regex=pattern)
    except InvalidEdit:
        return None


def _sized(schema: Schema, example: str | None) -> Matcher:
    least, most = schema.first("minLength"), schema.first("maxLength")
    low = least if type(least) is int and least > 0 else 0
    high = most if type(most) is int and low <= most <= _LONGEST else None
    if example is None:
        example = "text" if low <= 4 else "text".ljust(min(low, _LONGEST), "x")
        example = example[:high] if high is not None else example
    if not low and high is None:
        return match.any_string(example)
    if low > _LONGEST or not low <= len(example) <= (high if high is not None else len(example)):
        return match.any_string(example)
    bounds = f"{{{low},{'' if high is None else high}}}"
    return match.regex(example, regex=rf"^[\s\S]{bounds}$")
