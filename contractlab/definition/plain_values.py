"""What no contract can hold is refused where it is typed: dates, bytes and sets in JSON, NaN, half characters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.contracts.defined import Defined, DefinedBody, DefinedPart, Element
from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.values.json_text import MAX_DEPTH
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["refuse_unwritable"]

_MOST_DEEP = MAX_DEPTH - 6
"""A body stands so deep in a file that readers take no more."""


def refuse_unwritable(defined: Defined) -> None:
    """Refuse an example with a value that a file cannot hold.

    Raises
    ------
    InvalidEdit
        It says where.
    """
    for place, value in _values(defined):
        _refuse(place, value)


def _values(defined: Defined) -> Iterator[tuple[str, Any]]:
    yield "the description", defined.description
    yield "the states", [[name, dict(params)] for name, params in defined.states]
    yield "the comments", defined.comments
    yield "the key", defined.key
    for part in (defined.request, *defined.responses):
        if part is not None:
            yield from _of_part(part)


def _of_part(part: DefinedPart) -> Iterator[tuple[str, Any]]:
    yield "the path", part.path
    yield "the query", list(part.query)
    yield "the headers", [[header.name, header.value] for header in part.headers]
    yield "the metadata", part.metadata
    yield "the rules", part.rules
    yield "the generators", part.generators
    if part.call is not None:
        yield "the arguments", list(part.call.arguments)
    if part.outcome is not None:
        yield "what comes of the call", [part.outcome.value, part.outcome.error_class, part.outcome.message]
    if isinstance(part.body, DefinedBody) and part.body.kind not in ("bytes", "multipart"):
        yield "the body", part.body.value


def _refuse(place: str, whole: Any) -> None:
    """Walk a value without recursion: it may be as deep as anything."""
    left: list[tuple[Any, int]] = [(whole, 0)]
    while left:
        value, depth = left.pop()
        if depth > _MOST_DEEP:
            raise InvalidEdit(f"{place} has values more than {_MOST_DEEP} deep, which no reader takes")
        if isinstance(value, Matcher):
            left += [(each, depth) for each in (value.example, *value.parts)]
            left += [(each, depth) for each in value.args.values()]
        elif isinstance(value, Element):
            left += [(each, depth) for each in (value.tag, *value.children, *value.attributes.values())]
        elif isinstance(value, Mapping):
            left += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list | tuple):
            left += [(each, depth + 1) for each in value]
        else:
            _refuse_single(place, value)


def _refuse_single(place: str, value: Any) -> None:
    if value is None or value is MISSING or isinstance(value, bool | int | Generator):
        return
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidEdit(f"{place}: {quote(ascii(value), 60)} has half a character, which no file holds") from None
    elif not isinstance(value, float):
        raise InvalidEdit(f"{place}: {quote(repr(value), 60)} is not JSON; give text, a number, a list or a dict")
    elif not math.isfinite(value):
        raise InvalidEdit(f"{place}: {value} is not a number that JSON has")
