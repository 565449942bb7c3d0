"""Recorded values as they are asked for by type: arrays of any length, where their items are of one kind.

ContractCase 0.30.1 compares an array by type with as many items as its example has, each with the one in its place;
only where its items are written apart may there be more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contractlab.contracts import match
from contractlab.contracts.matcher import Matcher
from contractlab.values.json_types import JSON
from contractlab.values.text import json_kind

__all__ = ["like_recorded"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for, and whether a value would do."""

    value: Any
    accepts: Callable[[JSON], bool]


def like_recorded(value: JSON) -> Matcher:
    """A value by type; what was recorded would do itself."""
    return match.like(_asked(value).value)


def _asked(value: JSON) -> _Asked:
    if isinstance(value, dict):
        return _object({key: _asked(below) for key, below in value.items()})
    if isinstance(value, list):
        return _array(value)
    return _Asked(value, lambda given: json_kind(given) == json_kind(value))


def _object(asked: dict[str, _Asked]) -> _Asked:
    return _Asked(
        {key: below.value for key, below in asked.items()},
        lambda given: (
            isinstance(given, dict) and all(key in given and below.accepts(given[key]) for key, below in asked.items())
        ),
    )


def _array(items: list[JSON]) -> _Asked:
    if not items:
        return _Asked(match.array_length(items), lambda given: isinstance(given, list))
    first = _asked(items[0])
    if all(map(first.accepts, items)):
        return _Asked(
            match.each_like(first.value),
            lambda given: isinstance(given, list) and bool(given) and all(map(first.accepts, given)),
        )
    asked = [first, *map(_asked, items[1:])]
    return _Asked(
        [each.value for each in asked],
        lambda given: (
            isinstance(given, list)
            and len(given) == len(asked)
            and all(each.accepts(item) for each, item in zip(asked, given, strict=True))
        ),
    )
