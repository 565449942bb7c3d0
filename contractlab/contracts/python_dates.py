"""Dates as Python has them: objects, and formats of ``strftime``, which pact-python takes; contracts hold patterns."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from contractlab.errors import InvalidEdit
from contractlab.values.text import quote

__all__ = ["date_text", "is_strftime", "pattern_of"]

_CODES = {
    "a": "EEE", "A": "EEEE", "b": "MMM", "B": "MMMM", "d": "dd", "f": "SSSSSS", "G": "YYYY", "H": "HH", "I": "hh",
    "j": "DDD", "m": "MM", "M": "mm", "p": "a", "S": "ss", "u": "u", "U": "ww", "V": "ww", "W": "ww", "y": "yy",
    "Y": "yyyy", "z": "Z", "Z": "z", "%": "%", ":z": "XXX",
}  # fmt: skip
"""What pact-python 4.2.0 makes of each code."""
_CODE = re.compile(r"%(:?.?)", re.DOTALL)


def is_strftime(written: object) -> bool:
    """True for a format of ``strftime``: in a pattern a percent sign stands before no letter."""
    return isinstance(written, str) and re.search(r"%[A-Za-z:]", written) is not None


def pattern_of(written: str) -> str:
    """The pattern that a format of ``strftime`` means; any other text as it is.

    Raises
    ------
    InvalidEdit
        For a code without a pattern: ``%c`` depends on where it is run.
    """
    if not is_strftime(written):
        return written
    made, end = "", 0
    for code in _CODE.finditer(written):
        if code[1] not in _CODES:
            raise InvalidEdit(
                f"{quote(code[0], 20)} in {quote(written, 60)} has no pattern; write the pattern, such as yyyy-MM-dd"
            )
        made += _literal(written[end : code.start()]) + _CODES[code[1]]
        end = code.end()
    return made + _literal(written[end:])


def _literal(text: str) -> str:
    """A text in a pattern: from the first letter on it stands in quotes."""
    doubled = text.replace("'", "''")
    first = next((place for place, sign in enumerate(doubled) if sign.isalpha()), None)
    return doubled if first is None else f"{doubled[:first]}'{doubled[first:]}'"


def date_text(value: Any, written: str, usual: str) -> Any:
    """The text of a date, a time or both that was given as an object; anything else as it is.

    Parameters
    ----------
    value : object
    written : str
        The format as it was given; empty for the usual one.
    usual : str
        The usual format; empty where a date with its time is written as ISO 8601 has it, which takes a time zone.

    Raises
    ------
    InvalidEdit
        If the text cannot be told from the format.
    """
    if not isinstance(value, dt.date | dt.time):
        return value
    if not (written or usual) and isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.isoformat(timespec="seconds")
    strftime = written or usual
    if not is_strftime(strftime):
        what = "a time zone or a format" if not written else "its text, or a format"
        raise InvalidEdit(f"{value!r} needs {what} such as %Y-%m-%d")
    return value.strftime(strftime)
