"""Values in fields: written so that a reader sees every character, and read with a reason where that fails.

A field holds the text of a value, and beside it stands of what kind the value is: a string needs no quotes there.
"""

from __future__ import annotations

import json
import re
from typing import get_args

from contractlab.errors import InvalidEdit
from contractlab.values.json_text import JsonFault, NotJson, parse_json
from contractlab.values.text import quote, visible
from contractlab.widgets.protocol import FieldKind, JSONValue

__all__ = ["LONGEST", "field_text", "read_field", "read_typed", "typed_text"]

LONGEST = 1_000_000
"""Characters of one field."""

_QUOTED = 60
_STAYS = "Previous value kept."
_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]{1,3})?")
_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{3})+")
_MOST_DIGITS = 40
_YES = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
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
        raise InvalidEdit(f'Nothing is written here; an empty string is "". {_STAYS}')
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


def typed_text(value: object) -> tuple[str, FieldKind]:
    """What a field holds for a value, and the kind that is chosen beside it.

    A string stands as it is where every character of it can be seen in a field of one line, else as JSON with escapes.

    Parameters
    ----------
    value : JSON value

    Returns
    -------
    text : str
    kind : str
    """
    if isinstance(value, str):
        return (value, "string") if visible(value) == value else (field_text(value), "json")
    if isinstance(value, bool):
        return field_text(value), "boolean"
    if value is None:
        return "null", "null"
    return field_text(value), "number" if isinstance(value, int | float) else "json"


def read_typed(text: JSONValue, kind: JSONValue = "json", what: str = "") -> JSONValue:
    """The value that somebody typed as one of a kind.

    Parameters
    ----------
    text : str
        As a message carries it; not trusted.
    kind : str
        A `FieldKind`.
    what : str
        As in `read_field`.

    Raises
    ------
    InvalidEdit
        With what to write instead, as a sentence for the line under the field.
    """
    if kind not in _KINDS:
        raise InvalidEdit("choose string, number, true/false, null or JSON")
    if kind == "json":
        return read_field(text, what)
    if not isinstance(text, str):
        raise InvalidEdit("a text is missing")
    if len(text) > LONGEST:
        raise InvalidEdit(f"that is {len(text):,} characters; {LONGEST:,} are the most that a field takes")
    if kind == "string":
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise InvalidEdit(f"Half a character stands in the text; choose JSON to write it as an escape. {_STAYS}")
        return text
    bare = text.strip()
    if kind == "number":
        return _number(bare)
    if kind == "boolean":
        return _truth(bare)
    if bare not in ("", "null"):
        raise InvalidEdit(f"Null has no text. Clear the field, or choose string. {_STAYS}")
    return None


def _number(bare: str) -> JSONValue:
    try:
        value: JSONValue = parse_json(bare) if bare else None
    except NotJson:
        value = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    nearest = _nearest_numbers(bare)
    use = " or ".join(nearest) if nearest else "digits with a point, such as 1200.5"
    raise InvalidEdit(f"Not a number. Use {use}, or choose string. {_STAYS}")


def _nearest_numbers(bare: str) -> list[str]:
    """What somebody meant who wrote a number as people do: with a comma, spaces or a currency's apostrophes."""
    if len(bare) > _MOST_DIGITS:
        return []
    plain = "".join(sign for sign in bare if not sign.isspace() and sign not in "_'’")
    points, commas = plain.count("."), plain.count(",")
    readings: list[str] = []
    if commas == 1 and not points:
        whole, _, rest = plain.partition(",")
        readings = [f"{whole}.{rest}"]
        if len(rest) == 3 and 0 < len(whole.lstrip("+-")) < 4:
            readings.append(whole + rest)  # nobody can tell which of both was meant
    elif commas and points:
        mark = max(",.", key=plain.rfind)
        whole, _, rest = plain.rpartition(mark)
        readings = [f"{whole.replace(',', '').replace('.', '')}.{rest}"]
    elif (commas > 1 or points > 1) and _GROUPS.fullmatch(plain):
        readings = [plain.replace(",", "").replace(".", "")]
    else:
        readings = [plain]
    written = (_as_json_number(reading) for reading in readings)
    return [number for number in dict.fromkeys(written) if number]


def _as_json_number(text: str) -> str:
    """A number as JSON has it, from one with a plus, zeros before, or no digit beside its point; else empty."""
    if not _NUMBER.fullmatch(text) or not any(sign.isdecimal() for sign in text.lower().partition("e")[0]):
        return ""
    sign = "-" if text.startswith("-") else ""
    digits, mark, power = text.lstrip("+-").lower().partition("e")
    whole, point, rest = digits.partition(".")
    whole = whole.lstrip("0") or "0"
    return f"{sign}{whole}{point if rest else ''}{rest}{mark}{power}"


def _truth(bare: str) -> bool:
    if bare in ("true", "false"):
        return bare == "true"
    meant = _YES.get(bare.lower())
    use = "true or false" if meant is None else field_text(meant)
    raise InvalidEdit(f"Not true or false. Use {use}, or choose string. {_STAYS}")
