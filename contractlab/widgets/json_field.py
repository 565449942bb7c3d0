"""JSON values in fields: written so that a reader sees every character, and read with a reason where that fails."""

from __future__ import annotations

import json

from contractlab.errors import InvalidEdit
from contractlab.values.json_text import JsonFault, NotJson, parse_json
from contractlab.values.text import quote, visible
from contractlab.widgets.protocol import JSONValue

__all__ = ["LONGEST", "field_text", "read_field"]

LONGEST = 1_000_000
"""Characters of one field."""

_QUOTED = 60
_STAYS = "Previous value kept."
_WORDS = {
    JsonFault.UNTERMINATED: "missing closing quote",
    JsonFault.NO_VALUE: "a value is missing",
    JsonFault.NO_KEY: "a key in double quotes is missing",
    JsonFault.NO_COLON: "a colon is missing",
    JsonFault.NO_COMMA: "a comma is missing",
    JsonFault.MORE: "something follows the value",
    JsonFault.CONTROL: "a string holds a line break or another control character; write \\n",
    JsonFault.ESCAPE: "write a backslash as \\\\",
    JsonFault.COMMA: "a comma too many",
}


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
        raise InvalidEdit(f"{named} is not JSON: {_reason(error, text)}. {_STAYS}") from None
    return value


def _reason(error: NotJson, text: str) -> str:
    bare = text.strip()
    several = bool(error.line) and "\n" in bare
    if error.fault is JsonFault.NO_VALUE and not several and bare[:1].isalpha():
        return f"text needs double quotes, e.g. {quote(bare, 40)}"
    reason = _WORDS.get(error.fault, error.reason)
    return f"{reason} at line {error.line:,}, column {error.column:,}" if several else reason
