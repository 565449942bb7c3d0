"""Values that another run would write otherwise: those that were made of the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from contractlab.values.json_types import JSON, Value
from contractlab.values.source import join_pointer

__all__ = ["clock_values"]

_NEAR = timedelta(hours=1)
"""A moment this near to now is one of this run: contracts are older."""
_MOST_VALUES = 20_000
_MOMENT = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?")
_NOT_LOOKED_AT = frozenset({"matchingRules", "generators", "description", "comments", "providerStates", "metadata"})
_SECONDS, _MILLISECONDS = 1, 1_000


def clock_values(example: Mapping[str, JSON], now: datetime) -> Iterator[tuple[str, str]]:
    """Values of an example that are moments of now: JSON pointer within it, and the value.

    Parameters
    ----------
    example : mapping
        As a file has it.
    now : datetime
        With a zone.
    """
    waiting: list[tuple[str, Value]] = [
        (join_pointer("", name), value) for name, value in example.items() if name not in _NOT_LOOKED_AT
    ]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(join_pointer(pointer, key), each) for key, each in value.items() if key not in _NOT_LOOKED_AT]
        elif isinstance(value, list):
            waiting += [(join_pointer(pointer, index), each) for index, each in enumerate(value)]
        elif _is_now(value, now):
            yield pointer, str(value)[:60]


def _is_now(value: Value, now: datetime) -> bool:
    if isinstance(value, str):
        return len(value) <= 400 and any(_near(*match.groups(), now=now) for match in _MOMENT.finditer(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return any(abs(value / unit - now.timestamp()) < _NEAR.total_seconds() for unit in (_SECONDS, _MILLISECONDS))


def _near(
    year: str, month: str, day: str, hour: str, minute: str, second: str | None, zone: str | None, *, now: datetime
) -> bool:
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
    except ValueError:
        return False
    if zone is None:  # of this place or of UTC
        local = moment.replace(tzinfo=now.tzinfo)
        return abs(moment - now) < _NEAR or abs(local - now) < _NEAR
    if zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        moment = moment - offset if zone[0] == "+" else moment + offset
    return abs(moment - now) < _NEAR
