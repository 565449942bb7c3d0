"""Java-like patterns of dates and times, cut into tokens the way the Rust core reads them (pact_models, time_utils.rs).

Every token takes as many characters as it can and never gives one back, so each brings a possessive piece of regular
expression. Known faults of the core are kept, because its verdict is what a build says: zone hours end at 11, and ``z``
does not know UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["DAY_NAMES", "MONTH_NAMES", "InvalidDateFormat", "PatternToken", "read_pattern"]

MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class InvalidDateFormat(ValueError):
    """A pattern that the core cannot read; every value fails it."""


def _number(low: int, high: int) -> str:
    """One or two digits, as many as there are, with a value in range."""
    two = "|".join(f"{value:02d}" for value in range(low, min(high, 99) + 1))
    single = "".join(str(value) for value in range(low, min(high, 9) + 1))
    return f"(?>{two}|[{single}](?![0-9]))"


def _names(names: tuple[str, ...]) -> str:
    return f"(?>(?i:{'|'.join(names)}))"


_SIGN = "[+-]++"
_HOUR_0_11 = _number(0, 11)
_MINUTE = _number(0, 59)
_SECOND = _number(0, 60)
_ZONE_HOUR_MINUTE = f"{_SIGN}{_HOUR_0_11}:{_MINUTE}"


def _offset_x(count: int) -> str:
    body = {
        1: f"{_HOUR_0_11}(?:{_MINUTE})?+",
        2: f"{_HOUR_0_11}{_MINUTE}",
        3: f"{_HOUR_0_11}:{_MINUTE}",
        4: f"{_HOUR_0_11}{_MINUTE}(?:{_SECOND})?+",
        5: f"{_HOUR_0_11}:{_MINUTE}(?::{_SECOND})?+",
    }[count]
    return _SIGN + body


def _offset_z(count: int) -> str:
    if count <= 3:
        return f"{_SIGN}{_HOUR_0_11}{_MINUTE}"
    if count == 4:
        return f"(?>(?:GMT|UTC){_ZONE_HOUR_MINUTE}|GMT|UTC)"
    return _ZONE_HOUR_MINUTE


def _offset_gmt(count: int) -> str:
    minutes = f"(?::{_MINUTE})?+" if count <= 3 else f":{_MINUTE}"
    return f"(?:GMT|UTC){_SIGN}{_HOUR_0_11}{minutes}"


def _quarter(count: int) -> str:
    if count < 3:
        return _number(1, 4)
    return "(?>(?i:Q[1-4]))" if count == 3 else "(?>(?i:(?:1st|2nd|3rd|4th) quarter))"


def _month(count: int) -> str:
    if count <= 2:
        return f"(?P<month>{_number(1, 12)})"
    return f"(?P<month>{_names(tuple(name[:3] for name in MONTH_NAMES) if count == 3 else MONTH_NAMES)})"


def _day_name(count: int) -> str:
    return _names(tuple(name[:3] for name in DAY_NAMES) if count <= 3 else DAY_NAMES)


LETTERS_ELSEWHERE = {
    "f": "a fraction of a second is S",
    "T": "text stands in single quotes, as in 'T'",
    "t": "am or pm is a",
    "P": "am or pm is a",
    "p": "am or pm is a",
    "o": "an offset is XXX",
}
"""Letters of other date formats (.NET, Python, moment.js), with what they are here."""

_LONGEST = {letter: limit for letters, limit in (
    ("GEeMLQxXZ", 5), ("Oz", 4), ("qwWFdhHkKmsV", 2), ("ac", 1),
) for letter in letters}  # fmt: skip


def _piece(letter: str, count: int) -> str:
    """The possessive piece for a run of one pattern letter."""
    if count > _LONGEST.get(letter, count):
        raise InvalidDateFormat(f"{letter * count}: at most {_LONGEST[letter]} letters {letter} may follow one another")
    simple: dict[str, Callable[[], str]] = {
        "G": lambda: "(?>(?i:ad|bc))",
        "a": lambda: "(?>(?i:am|pm))",
        "M": lambda: _month(count),
        "L": lambda: _number(1, 12),
        "D": lambda: "(?P<yearday>[0-9]{1,3}+)",
        "d": lambda: f"(?P<day>{_number(1, 31)})",
        "w": lambda: _number(1, 56),
        "W": lambda: _number(1, 5),
        "F": lambda: _number(0, 4),
        "E": lambda: _day_name(count),
        "e": lambda: _day_name(count) if count > 2 else "[1-7]",
        "c": lambda: "[1-7]",
        "k": lambda: _number(1, 24),
        "H": lambda: _number(0, 23),
        "h": lambda: _number(1, 12),
        "K": lambda: _HOUR_0_11,
        "m": lambda: _MINUTE,
        "s": lambda: _SECOND,
        "S": lambda: f"[0-9]{{1,{count}}}+",
        "n": lambda: "[0-9]++",
        "A": lambda: "[0-9]++",
        "N": lambda: "[0-9]++",
        "Q": lambda: _quarter(count),
        "q": lambda: _quarter(count),
        "x": lambda: _offset_x(count),
        "X": lambda: f"(?>Z|{_offset_x(count)})",
        "Z": lambda: _offset_z(count),
        "O": lambda: _offset_gmt(count),
        "z": lambda: "(?P<zone>[A-Z]{3,4}+)" if count < 4 else "(?!)",
        "V": lambda: "(?P<zoneid>[A-Za-z0-9]++/[A-Za-z0-9]++)",
    }
    if letter in "yYu":
        return f"(?P<year>[0-9]{{1,{count}}}+)"
    if letter not in simple:
        here = LETTERS_ELSEWHERE.get(letter)
        raise InvalidDateFormat(f"{letter} is not a pattern letter" + (f"; {here}" if here else ""))
    return simple[letter]()


_RUN = re.compile(r"([A-Za-z])\1*")
_QUOTED = re.compile(r"'((?:''|[^'])+)'")
_PLAIN = re.compile(r"[^A-Za-z0-9'{}\[\]]+")


class PatternToken(NamedTuple):
    """A run of one pattern letter, or text between runs."""

    expression: str
    """The possessive piece of regular expression that reads it."""
    text: str
    """The run as the pattern has it, or the text without its quotes."""
    letter: str | None
    """The pattern letter; None for text."""


def read_pattern(pattern: str) -> list[PatternToken]:
    """Cut a pattern into its tokens.

    Raises
    ------
    InvalidDateFormat
        If the core cannot read it either.
    """
    tokens: list[PatternToken] = []
    at = 0
    while at < len(pattern):
        if (match := _RUN.match(pattern, at)) is not None:
            tokens.append(PatternToken(_piece(match[1], len(match[0])), match[0], match[1]))
        elif (match := _QUOTED.match(pattern, at)) is not None:
            text = re.sub("'+", "'", match[1])
            tokens.append(PatternToken(re.escape(text), text, None))
        elif pattern.startswith("''", at):
            tokens.append(PatternToken("'", "'", None))
            at += 2
            continue
        elif (match := _PLAIN.match(pattern, at)) is not None:
            tokens.append(PatternToken(re.escape(match[0]), match[0], None))
        else:
            raise InvalidDateFormat(f"the pattern cannot be read from {pattern[at:]!r} on")
        at = match.end()
    if not tokens:
        raise InvalidDateFormat("the pattern is empty")
    return tokens
