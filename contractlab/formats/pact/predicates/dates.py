"""Dates and times against Java-like patterns, judged the way the Rust core judges them (pact_models, time utilities).

A pattern becomes one regular expression of its tokens' pieces. Known faults of the core are kept, because its verdict
is what a build says: days of the year end at 356.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from zoneinfo import available_timezones

from contractlab.formats.pact.predicates.date_patterns import (
    MONTH_NAMES,
    InvalidDateFormat,
    PatternToken,
    read_pattern,
)
from contractlab.formats.pact.predicates.date_words import ZONE_LETTERS, asks, piece_at

__all__ = ["InvalidDateFormat", "compile_date_format", "date_checker", "date_trouble"]

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
_LAST_YEARDAY = 356
_NEWER_ZONES = frozenset({"Europe/Kyiv", "Pacific/Kanton"})


def _zone_exists(name: str) -> bool:
    return name in available_timezones() and name not in _NEWER_ZONES


class _DateFormat:
    """A compiled pattern: one expression, and the checks that look at several fields."""

    def __init__(self, pattern: str) -> None:
        self.pieces: list[str] = []
        self._fields: dict[str, list[str]] = {}
        self.tokens = read_pattern(pattern)
        for token in self.tokens:
            self.pieces.append(re.sub(r"\(\?P<(\w+)>", self._number_group, token.expression))
        self.expression = re.compile("".join(self.pieces))
        fields = {name: len(groups) for name, groups in self._fields.items()}
        self._plain_date = fields == {"year": 1, "month": 1, "day": 1} and "[0-9]{1,4}+" in self.expression.pattern

    def _number_group(self, match: re.Match[str]) -> str:
        # A field may stand several times in a pattern; a group name may not.
        names = self._fields.setdefault(match[1], [])
        names.append(f"{match[1]}{len(names)}")
        return f"(?P<{names[-1]}>"

    def missing_day_or_zone(self, text: str) -> str:
        """What is wrong with a text that has the pattern's form and is refused all the same."""
        match = self.expression.fullmatch(text)
        if match is not None:
            for value in self._values(match, "zone"):
                if value not in _ABBREVIATIONS:
                    return f"The Rust core does not know the time zone {value}."
            for value in self._values(match, "zoneid"):
                if not _zone_exists(value):
                    return f"The Rust core does not know the time zone {value}."
            if any(not 1 <= int(value) <= _LAST_YEARDAY for value in self._values(match, "yearday")):
                return f"The Rust core counts the days of a year from 1 to {_LAST_YEARDAY}."
        return "There is no such day."

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
        if any(not 1 <= int(value) <= _LAST_YEARDAY for value in self._values(match, "yearday")):
            return False
        if any(value not in _ABBREVIATIONS for value in self._values(match, "zone")):
            return False
        if not all(map(_zone_exists, self._values(match, "zoneid"))):
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
    return next(index for index, month in enumerate(MONTH_NAMES, 1) if month.startswith(name.lower()))


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
    """Say at which letter of `pattern` a text stops being a date, what it asks for, and what is there instead.

    Parameters
    ----------
    pattern : str
    text : str

    Returns
    -------
    str or None
        None for a date in the pattern.
    """
    try:
        form = compile_date_format(pattern)
    except InvalidDateFormat as error:
        return f"The pattern cannot be read: {error}."
    starts = [0]
    failing: PatternToken | None = None
    for count, token in enumerate(form.tokens, 1):
        match = re.compile("".join(form.pieces[:count])).match(text)
        if match is None:
            failing = token
            break
        starts.append(match.end())
    reached = starts[-1]
    if failing is None and reached == len(text):
        return None if form.check(text) else form.missing_day_or_zone(text)
    before = form.tokens[len(starts) - 2] if len(starts) > 1 else None
    if before is not None and reached < len(text) and _stopped_too_early(before, failing, text[reached]):
        return _refused(before, text, starts[-2])
    if failing is None or failing.letter is None:
        wanted = "the end" if failing is None else _shown(failing.text)
        return (
            f"At character {reached + 1:,}: expected {wanted}, got {_got(text, reached, None)}.{_of_strftime(pattern)}"
        )
    return _refused(failing, text, reached)


def _stopped_too_early(before: PatternToken, failing: PatternToken | None, char: str) -> bool:
    """True if the text goes on with more of what the letter before has read all that it takes of."""
    if before.letter == "V":
        return char in "_/-"
    counts = before.letter is not None and before.letter in "yYuSD"
    return counts and char.isascii() and char.isdigit() and (failing is None or failing.letter not in _DIGIT_LETTERS)


def _refused(token: PatternToken, text: str, at: int) -> str:
    """What the letters of a token ask for, and what stands there."""
    got = _got(text, at, token.letter)
    sentence = f"At character {at + 1:,}: {token.text} asks for {asks(token)}, got "
    digits = got.isascii() and got.isdigit()
    if token.letter in ("S", "y", "Y", "u") and digits:
        sentence += f"{len(got):,}: "
    sentence += f"{got}."
    hours = re.match(r"(?:GMT|UTC)?[+-](\d\d)", got, re.ASCII) if token.letter in ZONE_LETTERS else None
    if hours is not None and int(hours[1]) > _MOST_ZONE_HOURS:
        return f"{sentence} The Rust core reads offsets of at most {_MOST_ZONE_HOURS} hours."
    if got == "Z" and token.letter in ZONE_LETTERS:
        return f"{sentence} A Z is read by X, or by a Z in quotes."
    if token.letter == "V" and ("_" in got or got.count("/") > 1):
        return f"{sentence} The Rust core reads two words of letters and digits."
    return sentence


_MOST_ZONE_HOURS = 11
_DIGIT_LETTERS = frozenset("yYuDdwWFkHhKmsSnANLMecQq")


def _of_strftime(pattern: str) -> str:
    return (
        " A format with % is Python's or C's; Pact's are Java's, as in yyyy-MM-dd." if _STRFTIME.search(pattern) else ""
    )


_STRFTIME = re.compile("%[A-Za-z]")


def _got(text: str, at: int, letter: str | None) -> str:
    if at >= len(text):
        return "the end"
    piece = text[at] if letter is None else piece_at(text, at, letter)
    return _shown(piece if len(piece) <= 40 else f"{piece[:39]}…")


def _shown(text: str) -> str:
    return (
        "a space" if text == " " else "".join(char if char.isprintable() else f"‹U+{ord(char):04X}›" for char in text)
    )
