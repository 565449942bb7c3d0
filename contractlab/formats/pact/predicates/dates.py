"""Dates and times against Java-like patterns, read the way the Rust core reads them (pact_models, time utilities).

Every token takes as many characters as it can and never gives one back, so a pattern becomes one regular expression
of possessive pieces. Known faults of the core are kept, because its verdict is what a build says: zone hours end at
11, days of the year at 356, ``z`` does not know UTC.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from zoneinfo import available_timezones

__all__ = ["InvalidDateFormat", "compile_date_format", "date_checker", "date_trouble"]

_MONTHS = (
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
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Abbreviations that the core's table holds, observed by asking pact_ffi 0.5.12 for all words of 3 and 4 letters.
_ABBREVIATIONS = frozenset(
    """
    ADT AMT APT AST AWT BDT BMT BST CAT CDT CET CMT CPT CST CWT DMT EAT EDT EET EMT EPT EST EWT FMT GDT GMT
    GST HDT HKT HMT HPT HST HWT IDT IMT IST JDT JMT JST KDT KMT KST LMT LST MDT MET MMT MPT MSD MSK MST MWT
    NDT NPT NST NWT PDT PKT PMT PPT PST PWT QMT RMT SET SMT SST TMT WAT WET WIB WIT WMT YDT YPT YST YWT ACDT
    ACST ADDT AEDT AEST AHDT AHST AKDT AKST AWDT AWST BDST CAST CDDT CEMT CEST EDDT EEST FFMT HKST HKWT IDDT
    MDDT MDST MEST NDDT NZDT NZMT NZST PDDT PKST PLMT PMMT PPMT SAST SDMT SJMT TBMT WAST WEMT WEST WITA YDDT
    """.split()
)
_LARGEST_YEAR = 32767
_NEWER_ZONES = frozenset({"Europe/Kyiv", "Pacific/Kanton"})


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
    return f"(?P<month>{_names(tuple(name[:3] for name in _MONTHS) if count == 3 else _MONTHS)})"


def _day_name(count: int) -> str:
    return _names(tuple(name[:3] for name in _DAYS) if count <= 3 else _DAYS)


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
        raise InvalidDateFormat(f"{letter} is no pattern letter")
    return simple[letter]()


_RUN = re.compile(r"([A-Za-z])\1*")
_QUOTED = re.compile(r"'((?:''|[^'])+)'")
_PLAIN = re.compile(r"[^A-Za-z0-9'{}\[\]]+")


def _tokens(pattern: str) -> list[tuple[str, str]]:
    """Cut a pattern into pieces of regular expression, each with the text that a reader knows it by."""
    pieces: list[tuple[str, str]] = []
    at = 0
    while at < len(pattern):
        if (match := _RUN.match(pattern, at)) is not None:
            pieces.append((_piece(match[1], len(match[0])), match[0]))
        elif (match := _QUOTED.match(pattern, at)) is not None:
            text = re.sub("'+", "'", match[1])
            pieces.append((re.escape(text), text))
        elif pattern.startswith("''", at):
            pieces.append(("'", "'"))
            at += 2
            continue
        elif (match := _PLAIN.match(pattern, at)) is not None:
            pieces.append((re.escape(match[0]), match[0]))
        else:
            raise InvalidDateFormat(f"the pattern cannot be read from {pattern[at:]!r} on")
        at = match.end()
    if not pieces:
        raise InvalidDateFormat("the pattern is empty")
    return pieces


class _DateFormat:
    """A compiled pattern: one expression, and the checks that look at several fields."""

    def __init__(self, pattern: str) -> None:
        self.pieces: list[str] = []
        self._fields: dict[str, list[str]] = {}
        self.shown: list[str] = []
        for piece, shown in _tokens(pattern):
            self.shown.append(shown)
            self.pieces.append(re.sub(r"\(\?P<(\w+)>", self._number_group, piece))
        self.expression = re.compile("".join(self.pieces))
        fields = {name: len(groups) for name, groups in self._fields.items()}
        self._plain_date = fields == {"year": 1, "month": 1, "day": 1} and "[0-9]{1,4}+" in self.expression.pattern

    def _number_group(self, match: re.Match[str]) -> str:
        # A field may stand several times in a pattern; a group name may not.
        names = self._fields.setdefault(match[1], [])
        names.append(f"{match[1]}{len(names)}")
        return f"(?P<{names[-1]}>"

    @property
    def nothing_such(self) -> str:
        """What is wrong with a text that has the pattern's form and is refused all the same."""
        return (
            "There is no such day or time zone."
            if {"zone", "zoneid"} & self._fields.keys()
            else "There is no such day."
        )

    def _values(self, match: re.Match[str], field: str) -> list[str]:
        return [match[name] for name in self._fields.get(field, ())]

    def check(self, text: str) -> bool:
        """True if `text` is a date or time in this pattern."""
        match = self.expression.fullmatch(text)
        if match is None:
            return False
        if not self._fields:
            return True
        # Every month has 28 days, and a year of four digits is never too large.
        if self._plain_date and match["day0"] < "29" and len(match["day0"]) == 2:
            return True
        return self._fields_fit(match)

    def _fields_fit(self, match: re.Match[str]) -> bool:
        if any(not 1 <= int(value) <= 356 for value in self._values(match, "yearday")):
            return False
        if any(value not in _ABBREVIATIONS for value in self._values(match, "zone")):
            return False
        zones = self._values(match, "zoneid")
        if any(value not in available_timezones() or value in _NEWER_ZONES for value in zones):
            return False
        return _day_exists(self._values(match, "year"), self._values(match, "month"), self._values(match, "day"))


def _day_exists(years: list[str], months: list[str], days: list[str]) -> bool:
    """The day exists in its month; the first of repeated fields counts, and no year means 2001."""
    if not days:
        return True
    digits = years[0].lstrip("0") if years else "2001"
    # A pattern may ask for thousands of digits, which Python does not turn into a number.
    if len(digits) > 5 or int(digits or "0") > _LARGEST_YEAR:
        return False
    year = int(digits or "0")
    if not months:
        return True
    month = int(months[0]) if months[0].isdigit() else _month_number(months[0])
    # The calendar repeats every 400 years, and the standard library's starts at year 1.
    return int(days[0]) <= monthrange(year % 400 + 400, month)[1]


def _month_number(name: str) -> int:
    return next(index for index, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()))


@lru_cache(maxsize=1024)
def compile_date_format(pattern: str) -> _DateFormat:
    """Read a pattern once.

    Raises
    ------
    InvalidDateFormat
        If the core cannot read it either.
    """
    return _DateFormat(pattern)


def date_checker(pattern: str) -> Callable[[str], bool]:
    """A function that says whether a text fits `pattern`; nothing fits a pattern that cannot be read."""
    try:
        return compile_date_format(pattern).check
    except InvalidDateFormat:
        return lambda _: False


def date_trouble(pattern: str, text: str) -> str | None:
    """Say at which character `text` stops being a date in `pattern`, or what is wrong with the pattern."""
    try:
        form = compile_date_format(pattern)
    except InvalidDateFormat as error:
        return f"The pattern cannot be read: {error}."
    reached = 0
    wanted = "the end"
    for count, shown in enumerate(form.shown, 1):
        match = re.compile("".join(form.pieces[:count])).match(text)
        if match is None:
            wanted = _shown(shown)
            break
        reached = match.end()
    else:
        if reached == len(text):
            return None if form.check(text) else form.nothing_such
    got = _shown(text[reached]) if reached < len(text) else "the end"
    return f"At character {reached + 1:,}: expected {wanted}, got {got}."


def _shown(text: str) -> str:
    return (
        "a space" if text == " " else "".join(char if char.isprintable() else f"‹U+{ord(char):04X}›" for char in text)
    )
