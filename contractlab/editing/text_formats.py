"""Formats that texts have in common: dates, identifiers, versions, digits.

What makes a date real is as the Rust core behind Pact has it, so that a matcher that is suggested takes every text
it was suggested for: seconds go to 60, years begin with 0, and zones end before twelve hours.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from contractlab.contracts import match
from contractlab.contracts.match import Matcher
from contractlab.values.display import quiet

__all__ = ["TextFormat", "common_format"]


@quiet
@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format of texts.

    Attributes
    ----------
    noun : str
        ``"a UUID"``.
    matcher : Matcher
        What asks for it, without an example.
    pattern : str
        The same as a pattern, for versions of a format that have no such matcher.
    fits : callable
        From a text to whether it has the format.
    """

    noun: str
    matcher: Matcher
    pattern: str
    fits: Callable[[str], bool]


_TEMPORAL = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>\d\d))?T?"
    r"(?:(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[01]):[0-5]\d)?"
)


def _is_real(text: str) -> bool:
    """True if there is such a day, such a time and such a zone."""
    parts = _TEMPORAL.fullmatch(text)
    if parts is None or parts["day"] is None:
        return parts is not None
    year, month, day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    return 1 <= day <= calendar.monthrange(year or 400, month)[1]  # the year 0 is a leap year, as 400 is


def _dated(noun: str, matcher: Matcher, pattern: str) -> TextFormat:
    matches = re.compile(pattern).fullmatch

    def fits(text: str) -> bool:
        return matches(text) is not None and _is_real(text)

    return TextFormat(noun, matcher, pattern, fits)


def _patterned(noun: str, matcher: Matcher, pattern: str) -> TextFormat:
    matches = re.compile(pattern).fullmatch
    return TextFormat(noun, matcher, pattern, lambda text: matches(text) is not None)


_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{2}:\d{2}:\d{2}"
_NUMBER = r"(0|[1-9]\d*)"
_SEMVER = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?"
"""01.02.2003 is a day."""
_FRACTION = rf"{_DAY}T{_CLOCK}\.\d{{1,9}}(Z|[+-]\d{{2}}:\d{{2}})?"


@cache
def _formats() -> tuple[TextFormat, ...]:
    return (
        _patterned("a UUID", match.uuid(), match.UUID),
        _dated("a date", match.date(), _DAY),
        _dated("a time", match.time(), _CLOCK),
        _dated("a date-time", match.datetime(), rf"{_DAY}T{_CLOCK}(Z|[+-]\d{{2}}:\d{{2}})"),
        _dated(
            "a date-time with milliseconds", match.datetime(format="yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
            rf"{_DAY}T{_CLOCK}\.\d{{3}}(Z|[+-]\d{{2}}:\d{{2}})",
        ),
        _dated("a date-time without zone", match.datetime(format="yyyy-MM-dd'T'HH:mm:ss"), rf"{_DAY}T{_CLOCK}"),
        # .NET writes seven digits, Python six, Go as many as it needs.
        _dated("a date-time with a fraction", match.regex(regex=_FRACTION), _FRACTION),
        _patterned("a semantic version", match.semver(), _SEMVER),
        _patterned("text of digits", match.regex(regex=r"\d+"), r"\d+"),
        _patterned("text of a decimal number", match.regex(regex=r"-?\d+\.\d+"), r"-?\d+\.\d+"),
    )  # fmt: skip


def common_format(texts: Sequence[str]) -> TextFormat | None:
    """The first format that every one of several texts has; None where there is none."""
    if not texts:
        return None
    return next((format_ for format_ in _formats() if all(map(format_.fits, texts))), None)
