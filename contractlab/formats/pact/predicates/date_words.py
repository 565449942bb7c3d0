"""What the letters of a date format ask for, in words, and what is read at the place where a text does not give it."""

from __future__ import annotations

import re

from contractlab.formats.pact.predicates.date_patterns import PatternToken

__all__ = ["ZONE_LETTERS", "asks", "piece_at"]

ZONE_LETTERS = frozenset("xXZO")
"""Letters that ask for an offset from UTC."""

_RANGES = {
    "M": ("a month", 1, 12), "L": ("a month", 1, 12), "d": ("a day of the month", 1, 31),
    "D": ("a day of the year", 1, 356), "w": ("a week of the year", 1, 56), "W": ("a week of the month", 1, 5),
    "F": ("a week of the month", 0, 4), "e": ("a day of the week", 1, 7), "c": ("a day of the week", 1, 7),
    "k": ("an hour", 1, 24), "H": ("an hour", 0, 23), "h": ("an hour", 1, 12), "K": ("an hour", 0, 11),
    "m": ("minutes", 0, 59), "s": ("seconds", 0, 60), "Q": ("a quarter", 1, 4), "q": ("a quarter", 1, 4),
}  # fmt: skip

_NAMES = {
    "M": ("the name of a month", "Jan", "January"),
    "E": ("the name of a day", "Mon", "Monday"),
    "e": ("the name of a day", "Mon", "Monday"),
    "Q": ("a quarter", "Q1", "1st quarter"),
    "q": ("a quarter", "Q1", "1st quarter"),
}

_OTHERS = {
    "G": "AD or BC",
    "a": "am or pm",
    "n": "nanoseconds",
    "A": "milliseconds of the day",
    "N": "nanoseconds of the day",
    "z": "the short name of a time zone such as CET",
    "V": "a time zone such as Europe/Paris",
}

_OFFSETS = {"x": ("+01", "+0100", "+01:00", "+0100", "+01:00"), "Z": ("+0100", "+0100", "+0100", "GMT", "+01:00")}


def asks(token: PatternToken) -> str:
    """What a run of pattern letters asks for: ``a month (1 to 12)``, ``1 to 3 digits``.

    Parameters
    ----------
    token : PatternToken
        One with a letter.
    """
    letter, count = token.letter or "", len(token.text)
    if letter in "yYuS":
        digits = "1 digit" if count == 1 else f"1 to {count:,} digits"
        return digits if letter == "S" else f"a year of {digits}"
    if letter in _NAMES and (count > 2 or letter == "E"):
        words, short, long = _NAMES[letter]
        return f"{words} such as {long if count > 3 else short}"
    if letter in _RANGES:
        words, low, high = _RANGES[letter]
        return f"{words} ({low} to {high})"
    if letter in ZONE_LETTERS:
        return _offset(letter, count)
    return _OTHERS[letter]


def _offset(letter: str, count: int) -> str:
    if letter == "O":
        return "an offset such as GMT+1" if count <= 3 else "an offset such as GMT+01:00"
    example = _OFFSETS["x" if letter in "xX" else letter][count - 1]
    if example == "GMT":
        return "GMT or an offset such as GMT+01:00"
    return f"Z or an offset such as {example}" if letter == "X" else f"an offset such as {example}"


_OFFSET_TEXT = re.compile(r"(?:GMT|UTC)?[+-]?[0-9]+(?::[0-9]+)*|[A-Za-z]+")
_ZONE_TEXT = re.compile(r"[A-Za-z0-9_/+-]+")
_RUN = re.compile(r"[0-9]+|[^\W\d_]+|.", re.DOTALL)


def piece_at(text: str, at: int, letter: str | None) -> str:
    """What a reader takes for one thing at a place: digits, a word, an offset; else one character.

    Parameters
    ----------
    text : str
    at : int
        Within the text.
    letter : str or None
        The pattern letter that is to read it.
    """
    form = _OFFSET_TEXT if letter in ZONE_LETTERS else _ZONE_TEXT if letter in ("V", "z") else _RUN
    match = form.match(text, at) or _RUN.match(text, at)
    return "" if match is None else match[0]
