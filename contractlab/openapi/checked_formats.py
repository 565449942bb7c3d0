"""Formats of JSON Schema and OpenAPI that are looked at: the same everywhere, whatever libraries are there.

What each takes is what ajv-formats 3 takes, the reader of formats behind PactFlow's comparator; other formats say
nothing. The library's own checks depend on which packages stand beside it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any

__all__ = ["FORMATS", "format_checker"]

_LONGEST = 8_192
"""Characters of a text whose format is looked at; longer ones are none of those."""

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?(z|([+-])(\d\d)(?::?(\d\d))?)?", re.ASCII | re.IGNORECASE)
_PARTED = re.compile(r"[t\s]", re.IGNORECASE)
_CHARACTER = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)"
_USER = r"(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@)?"
_ENDS = rf"(?:\?(?:{_CHARACTER}|[/?])*)?(?:#(?:{_CHARACTER}|[/?])*)?"
_SERVED = rf"//{_USER}{_HOST}(?::\d*)?(?:/{_CHARACTER}*)*"
_WORD = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

_PATTERNS = {
    "duration": r"P(?!$)(?:(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|(?:\d+W)?)",
    "uri": rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:{_SERVED}|/?{_CHARACTER}+(?:/{_CHARACTER}*)*|/){_ENDS}",
    "uri-reference": rf"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?(?:{_SERVED}|/?(?:{_CHARACTER}+(?:/{_CHARACTER}*)*)?){_ENDS}",
    "uri-template": r"(?:[^\x00-\x20\"'<>%\\^`{|}]|%[0-9A-Fa-f]{2}|\{[+#./;?&=,!@|]?[\w.%]+(?::\d{1,4}|\*)?"
    r"(?:,[\w.%]+(?::\d{1,4}|\*)?)*\})*",
    "url": r"(?:https?|ftp)://[^\s/?#]+(?:[/?#]\S*)?",
    "email": rf"{_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+{_LABEL}",
    "hostname": rf"(?=.{{1,253}}\.?$){_LABEL}(?:\.{_LABEL})*\.?",
    "uuid": r"(?:urn:uuid:)?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
    "json-pointer": r"(?:/(?:[^~/]|~0|~1)*)*",
    "relative-json-pointer": r"(?:0|[1-9]\d*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)",
    "byte": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
}


def _is_date(text: str) -> bool:
    given = _DATE.fullmatch(text)
    if given is None:
        return False
    year, month, day = map(int, given.groups())
    return 1 <= month <= 12 and 1 <= day <= monthrange(year or 4, month)[1]


def _is_time(text: str, *, zone: bool) -> bool:
    given = _TIME.fullmatch(text)
    if given is None or (zone and given[4] is None):
        return False
    hour, minute, second = int(given[1]), int(given[2]), int(given[3])
    sign = -1 if given[5] == "-" else 1
    ahead_hours, ahead_minutes = int(given[6] or 0), int(given[7] or 0)
    if ahead_hours > 23 or ahead_minutes > 59:
        return False
    if hour <= 23 and minute <= 59 and second < 60:
        return True
    whole = hour * 60 + minute - sign * (ahead_hours * 60 + ahead_minutes)
    return second == 60 and whole % 1_440 == 1_439  # a leap second, which is one in UTC


def _is_date_time(text: str, *, zone: bool) -> bool:
    pieces = _PARTED.split(text)
    return len(pieces) == 2 and _is_date(pieces[0]) and _is_time(pieces[1], zone=zone)


def _is_address(text: str, kind: type[IPv4Address | IPv6Address]) -> bool:
    try:
        kind(text)
    except AddressValueError:
        return False
    return "%" not in text


def _whole(pattern: str) -> Callable[[str], bool]:
    expression = re.compile(pattern, re.ASCII)
    return lambda text: expression.fullmatch(text) is not None


FORMATS: dict[str, Callable[[str], bool]] = {
    **{name: _whole(pattern) for name, pattern in _PATTERNS.items()},
    "date": _is_date,
    "time": lambda text: _is_time(text, zone=True),
    "iso-time": lambda text: _is_time(text, zone=False),
    "date-time": lambda text: _is_date_time(text, zone=True),
    "iso-date-time": lambda text: _is_date_time(text, zone=False),
    "ipv4": lambda text: _is_address(text, IPv4Address),
    "ipv6": lambda text: _is_address(text, IPv6Address),
}
"""What a text of each format must be."""


@lru_cache(maxsize=1)
def format_checker() -> Any:
    """The checks as `jsonschema` asks for them."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        checker.checkers = {**checker.checkers, name: (_of_texts(accepts), ())}
    checker.checkers = {**checker.checkers, "int32": (_is_int32, ())}
    return checker


def _of_texts(accepts: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or (len(value) <= _LONGEST and accepts(value))


def _is_int32(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return -(2**31) <= value < 2**31
