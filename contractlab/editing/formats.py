"""Formats that texts have in common: dates, identifiers, versions, digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contractlab.contracts import match
from contractlab.contracts.match import Matcher
from contractlab.formats.pact.predicates.dates import date_checker
from contractlab.formats.pact.predicates.regexes import whole_match

__all__ = ["Format", "common_format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of texts.

    Attributes
    ----------
    noun : str
        ``"a UUID"``.
    matcher : Matcher
        What asks for it, without an example.
    pattern : str
        The same as a pattern, for versions of Pact that have no such matcher.
    fits : callable
        From a text to whether it has the format.
    """

    noun: str
    matcher: Matcher
    pattern: str
    fits: Callable[[str], bool]


def _dated(noun: str, rule: str, written: str, pattern: str) -> Format:
    exists = date_checker(written)
    matches = re.compile(pattern).fullmatch

    def fits(text: str) -> bool:
        return matches(text) is not None and exists(text)

    make = {"date": match.date, "time": match.time, "datetime": match.datetime}[rule]
    return Format(noun, make(format=written), pattern, fits)


def _patterned(noun: str, matcher: Matcher, pattern: str) -> Format:
    return Format(noun, matcher, pattern, whole_match(pattern))


_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{2}:\d{2}:\d{2}"


def _make_formats() -> tuple[Format, ...]:
    return (
        _patterned("a UUID", match.uuid(), match.UUID),
        _dated("a date", "date", "yyyy-MM-dd", _DAY),
        _dated("a time", "time", "HH:mm:ss", _CLOCK),
        _dated("a date-time", "datetime", "yyyy-MM-dd'T'HH:mm:ssXXX", rf"{_DAY}T{_CLOCK}(Z|[+-]\d{{2}}:\d{{2}})"),
        _dated(
            "a date-time with milliseconds", "datetime", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            rf"{_DAY}T{_CLOCK}\.\d{{3}}(Z|[+-]\d{{2}}:\d{{2}})",
        ),
        _dated("a date-time without zone", "datetime", "yyyy-MM-dd'T'HH:mm:ss", rf"{_DAY}T{_CLOCK}"),
        _patterned("a semantic version", match.semver(), r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?"),
        _patterned("text of digits", match.regex(regex=r"\d+"), r"\d+"),
        _patterned("text of a decimal number", match.regex(regex=r"-?\d+\.\d+"), r"-?\d+\.\d+"),
    )  # fmt: skip


_FORMATS: list[Format] = []


def common_format(texts: Sequence[str]) -> Format | None:
    """The first format that every one of several texts has; None where there is none."""
    if not _FORMATS:
        _FORMATS.extend(_make_formats())
    return next((one for one in _FORMATS if all(map(one.fits, texts))), None) if texts else None
