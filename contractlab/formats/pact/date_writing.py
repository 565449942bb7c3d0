"""Dates and times written in Java-like patterns, the way the Rust core writes them.

The core turns a pattern into one of chrono's (``to_chrono_pattern`` of pact_models, time_utils.rs). Its oddities are
kept, because a provider is to get the same text: numbers are padded whatever the count of letters, ``K`` and ``k``
count like ``h`` and ``H``, zone names are offsets, ``X`` never writes ``Z``, and what chrono has no word for writes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from contractlab.formats.pact.predicates.date_patterns import DAY_NAMES, MONTH_NAMES, read_pattern

__all__ = ["UnwritableDateFormat", "written_date"]

_FRACTION_DIGITS = {1: 3, 2: 3, 3: 3, 6: 6, 9: 9}
"""Digits by count of letters ``S``; chrono has no other widths and panics on them."""


class UnwritableDateFormat(ValueError):
    """A pattern that the core reads for matching and cannot write."""


def _nanoseconds(moment: datetime) -> str:
    return f"{moment.microsecond * 1000:09d}"


def _fraction(moment: datetime, count: int) -> str:
    if count not in _FRACTION_DIGITS:
        raise UnwritableDateFormat(f"{'S' * count}: a fraction has 3, 6 or 9 digits")
    return _nanoseconds(moment)[: _FRACTION_DIGITS[count]]


def _offset(moment: datetime, separator: str) -> str:
    offset = moment.utcoffset() or timedelta(0)
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"{'-' if offset < timedelta(0) else '+'}{hours:02d}{separator}{minutes:02d}"


def _year(moment: datetime, count: int) -> str:
    return f"{moment.year % 100:02d}" if count == 2 else f"{moment.year:04d}"


def _month(moment: datetime, count: int) -> str:
    name = MONTH_NAMES[moment.month - 1].capitalize()
    return f"{moment.month:02d}" if count <= 2 else name[:3] if count == 3 else name


def _day_name(moment: datetime, count: int) -> str:
    name = DAY_NAMES[moment.weekday()].capitalize()
    return name if count > 3 else name[:3]


def _hour_of_12(moment: datetime, _: int) -> str:
    return f"{moment.hour % 12 or 12:02d}"


def _hour_of_24(moment: datetime, _: int) -> str:
    return f"{moment.hour:02d}"


def _zone(moment: datetime, _: int) -> str:
    return _offset(moment, ":")


def _nothing(_: datetime, __: int) -> str:
    """What is written for weeks of a month, quarters, parts of a day and ``GMT+1``: chrono has no such field."""
    return ""


_WRITERS: dict[str, Callable[[datetime, int], str]] = {
    "G": lambda _, __: "AD",
    "y": _year,
    "Y": _year,
    "u": _year,
    "M": _month,
    "L": lambda moment, _: f"{moment.month:02d}",
    "D": lambda moment, _: f"{moment.timetuple().tm_yday:03d}",
    "d": lambda moment, _: f"{moment.day:02d}",
    # Weeks begin on Sunday; the days before the first Sunday are week 00.
    "w": lambda moment, _: moment.strftime("%U"),
    "E": _day_name,
    "e": lambda moment, _: str(moment.isoweekday()),
    "c": lambda moment, _: str(moment.isoweekday()),
    "a": lambda moment, _: "AM" if moment.hour < 12 else "PM",
    "H": _hour_of_24,
    "k": _hour_of_24,
    "h": _hour_of_12,
    "K": _hour_of_12,
    "m": lambda moment, _: f"{moment.minute:02d}",
    "s": lambda moment, _: f"{moment.second:02d}",
    "S": _fraction,
    "n": lambda moment, _: _nanoseconds(moment),
    "Z": lambda moment, _: _offset(moment, ""),
    "X": _zone,
    "x": _zone,
    "z": _zone,
    "V": _zone,
    **dict.fromkeys("WFQqANO", _nothing),
}


def written_date(moment: datetime, pattern: str) -> str:
    """Write a moment in a pattern.

    Parameters
    ----------
    moment : datetime
        With its time zone; one without counts as UTC.
    pattern : str
        Java-like, as in the ``format`` of a generator.

    Raises
    ------
    InvalidDateFormat
        If the core cannot read the pattern.
    UnwritableDateFormat
        If it can and has no way to write it.
    """
    return "".join(
        token.text if token.letter is None else _WRITERS[token.letter](moment, len(token.text))
        for token in read_pattern(pattern)
    )
