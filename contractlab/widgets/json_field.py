"""JSON values in fields: written so that a reader sees every character, and read with a reason where that fails."""

from __future__ import annotations

import json
import re

from contractlab.errors import InvalidEdit
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.text import quote, visible
from contractlab.widgets.protocol import JSONValue

__all__ = ["LONGEST", "field_text", "read_field"]

LONGEST = 1_000_000
"""Characters of one field."""

_QUOTED = 60
_STAYS = "Last good value stays in force."
_VALUE_IS_MISSING = "a value is missing"
_REASONS = (
    ("Unterminated string", "missing closing quote"),
    ("Expecting value", _VALUE_IS_MISSING),
    ("Expecting property name", "a key in double quotes is missing"),
    ("Expecting ':'", "a colon is missing"),
    ("Expecting ','", "a comma is missing"),
    ("Extra data", "something follows the value"),
    ("Invalid control character", "a line break or another control character stands in a string; write \\n"),
    ("Invalid \\escape", "a backslash is to be written as \\\\"),
    ("Illegal trailing comma", "a comma too many"),
)
"""What Python's json module says first, and what a reader is told."""
_PLACE = re.compile(r" at line ([\d,]+), column ([\d,]+)\Z")


def field_text(value: object, indent: int | None = None) -> str:
    """JSON text of a value, with what cannot be seen written as escapes; it reads back as the same value."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if visible(text.replace("\n", "")) == text.replace("\n", ""):
        return text
    lines = [
        "".join(sign if visible(sign) == sign else json.dumps(sign)[1:-1] for sign in line) for line in text.split("\n")
    ]
    return "\n".join(lines)


def read_field(text: JSONValue, what: str = "") -> JSONValue:
    """The value that somebody typed.

    Parameters
    ----------
    text : str
        As a message carries it; not trusted.
    what : str
        What the sentence calls it; without it, the text itself is quoted.

    Raises
    ------
    InvalidEdit
        With the reason, as a sentence for the line under the field.
    """
    if not isinstance(text, str):
        raise InvalidEdit("a value is written as JSON text")
    if len(text) > LONGEST:
        raise InvalidEdit(f"that is {len(text):,} characters; {LONGEST:,} are the most that a field takes")
    short = text if len(text) <= _QUOTED else text[: _QUOTED - 3]
    named = what or f"‹{visible(short)}{'' if short == text else '…'}›"
    if not text.strip():
        raise InvalidEdit(f'Nothing is written here; an empty text is "". {_STAYS}')
    try:
        value: JSONValue = parse_json(text)
    except NotJson as error:
        raise InvalidEdit(f"{named} is not JSON: {_reason(str(error), text)}. {_STAYS}") from None
    return value


def _reason(message: str, text: str) -> str:
    place = _PLACE.search(message)
    usual = message[: place.start()] if place else message
    reason = next((ours for theirs, ours in _REASONS if message.startswith(theirs)), usual)
    if place and "\n" in text.strip():
        reason = f"{reason} at line {place[1]}, column {place[2]}"
    bare = text.strip()
    if reason == _VALUE_IS_MISSING and bare[:1].isalpha():
        return f"text stands in double quotes, as in {quote(bare, 40)}"
    return reason
