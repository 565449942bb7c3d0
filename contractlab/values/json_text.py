"""JSON as the Rust core reads and writes it (serde_json).

orjson reads as serde_json does: integers beyond 64 bits are floats, and numbers too large for a float, lone
surrogates, ``NaN``, a byte order mark and invalid UTF-8 are errors. What differs is held here: ``-0`` is a float, and
containers more than 127 deep in one another are an error. So is the wording of errors, which is the standard library's.
Some floats come out otherwise in the Rust core (`serde_numbers`); `parse_serde_json` reads those as it does.
"""

from __future__ import annotations

import json
import math
import re
from enum import Enum
from itertools import accumulate
from json.encoder import encode_basestring
from typing import Any, NoReturn

import orjson

from contractlab.values.json_types import Value
from contractlab.values.serde_numbers import may_drift, serde_number

__all__ = [
    "MAX_DEPTH",
    "JsonFault",
    "NotJson",
    "as_parsed",
    "json_equal",
    "json_text",
    "parse_json",
    "parse_serde_json",
    "read_again",
    "to_string",
]

MAX_DEPTH = 127
"""Containers inside one another that serde_json reads."""

_MAY_BE_NEGATIVE_ZERO = re.compile(rb"-0(?=[\s,\]}]|\Z)").search
"""Finds every number ``-0``; in strings it finds some texts that are none."""

_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.", re.DOTALL
)
"""Escapes; the first group is half of a pair without the other half."""

_STRING = re.compile(rb'"[^"]*"')
_TO_STEPS = bytes.maketrans(b"[{]}", b"<<>>")
_NO_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'[{]}"')
_STEP = {ord("<"): 1, ord(">"): -1}
_SHORT = 10_000
"""Bytes up to which counting brackets first is worth it."""
_STRETCH = 128
"""Brackets that are counted at once; where a stretch can reach the limit, one after the other."""


_SHORTEST_DRIFTING = 17
"""Characters of a number with 16 digits and a point."""


class JsonFault(Enum):
    """What is wrong with the grammar of a text."""

    UNTERMINATED = "unterminated string"
    NO_VALUE = "no value"
    NO_KEY = "no key"
    NO_COLON = "no colon"
    NO_COMMA = "no comma"
    MORE = "more than a value"
    CONTROL = "control character"
    ESCAPE = "escape"
    COMMA = "trailing comma"
    RANGE = "number out of range"
    OTHER = "other"


_FAULTS = {
    "Unterminated string": JsonFault.UNTERMINATED,
    "Expecting value": JsonFault.NO_VALUE,
    "Expecting property name": JsonFault.NO_KEY,
    "Expecting ':'": JsonFault.NO_COLON,
    "Expecting ','": JsonFault.NO_COMMA,
    "Extra data": JsonFault.MORE,
    "Invalid control character": JsonFault.CONTROL,
    "Invalid \\escape": JsonFault.ESCAPE,
    "Illegal trailing comma": JsonFault.COMMA,
}
"""The standard library's parser tells faults apart by these words alone; what follows them differs by version."""


class NotJson(ValueError):
    """Text that is not JSON; the message says why and where.

    Attributes
    ----------
    reason : str
        Why, without the place.
    fault : JsonFault
    line, column : int
        Where, from 1; 0 where it has no place.
    """

    def __init__(self, reason: str, fault: JsonFault = JsonFault.OTHER, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{reason} at line {line:,}, column {column:,}" if line else reason)
        self.reason = reason
        self.fault = fault
        self.line = line
        self.column = column


def _from_parser(error: json.JSONDecodeError) -> NotJson:
    fault = next((fault for words, fault in _FAULTS.items() if error.msg.startswith(words)), JsonFault.OTHER)
    return NotJson(error.msg, fault, error.lineno, error.colno)


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is not valid JSON")


def _integer(text: str) -> int | float:
    if text == "-0":
        return -0.0
    if len(text) <= 20:
        number = int(text)
        if -(2**63) <= number < 2**64:
            return number
    return _float(text)


def as_parsed(value: Value) -> Any:
    """A JSON value made in Python as the Rust core would read its shortest text.

    Integers that need more than 64 bits are floats.
    """
    if type(value) is float or (type(value) is int and not -(2**63) <= value < 2**64):
        try:
            return serde_number(_float_text(value) if type(value) is float else str(value))
        except OverflowError:
            return math.inf if value > 0 else -math.inf
        except ValueError:  # not finite already, or an integer of more digits than Python writes
            return value if type(value) is float else math.inf if value > 0 else -math.inf
    if isinstance(value, dict):
        return {key: as_parsed(child) for key, child in value.items()}
    return [as_parsed(child) for child in value] if isinstance(value, list | tuple) else value


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _out_of_range(text)
    return number


def _out_of_range(text: str) -> NotJson:
    return NotJson(f"the number {text[:40]}{'…' if len(text) > 40 else ''} is out of range", JsonFault.RANGE)


def _serde_number(text: str) -> int | float:
    if len(text) < _SHORTEST_DRIFTING and "e" not in text and "E" not in text:
        return float(text) if "." in text else _integer(text)
    try:
        return serde_number(text)
    except OverflowError:
        raise _out_of_range(text) from None


_SLOW = json.JSONDecoder(parse_constant=_no_constant, parse_int=_integer, parse_float=_float)
"""Reads the same values as orjson but ``-0``, which it reads as serde_json does; its errors name line and column."""

_SERDE = json.JSONDecoder(parse_constant=_no_constant, parse_int=_serde_number, parse_float=_serde_number)
"""Reads every number as serde_json does."""


def _is_too_deep(data: bytes) -> bool:
    """Whether containers stand too deep in one another.

    Parameters
    ----------
    data : bytes
        Valid JSON. Its brackets alone are counted, which takes a tenth of the time of parsing.
    """
    if len(data) <= _SHORT and data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return False
    if b"\\" in data:
        data = data.replace(rb"\\", b"").replace(rb"\"", b"")
    steps = data.translate(_TO_STEPS, _NO_STRUCTURE)
    # Quotes side by side are strings without a bracket; where not all of them are, strings go with what is in them.
    if 2 * steps.count(b'""') != steps.count(b'"'):
        steps = _STRING.sub(b"", steps)
    else:
        steps = steps.translate(None, b'"')
    if len(steps) <= 2 * MAX_DEPTH:
        return False
    depth = 0
    for start in range(0, len(steps), _STRETCH):
        stretch = steps[start : start + _STRETCH]
        opened = stretch.count(b"<")
        if depth + opened > MAX_DEPTH and depth + max(accumulate(map(_STEP.__getitem__, stretch))) > MAX_DEPTH:
            return True
        depth += 2 * opened - len(stretch)
    return False


def _too_deep() -> NotJson:
    return NotJson(f"containers are nested more than {MAX_DEPTH} levels deep")


def _why_not(data: bytes | str) -> NotJson:
    """Why orjson refuses a text, in the words of the standard library's parser and with line and column."""
    try:
        text = data if isinstance(data, str) else data.decode()
        text.encode()
    except UnicodeDecodeError as error:
        return NotJson(f"byte {error.start + 1:,} is not UTF-8")
    except UnicodeEncodeError:
        return NotJson("a lone surrogate stands in a string")
    if text[:1] == "\ufeff":
        return NotJson("the text starts with a byte order mark")
    if any(escape[1] for escape in _LONE_SURROGATE.finditer(text)):
        return NotJson("a lone surrogate stands in a string")
    try:
        _SLOW.decode(text)
    except json.JSONDecodeError as error:
        return _from_parser(error)
    except NotJson as error:
        return error
    except RecursionError:
        pass
    return _too_deep()  # the limit of orjson itself is 1,024


def parse_json(data: bytes | str) -> Any:
    """Read JSON text.

    Parameters
    ----------
    data : bytes or str
        Bytes are UTF-8.

    Returns
    -------
    dict, list, str, int, float, bool or None
        Integers lie within 64 bits; the last of duplicate keys wins.

    Raises
    ------
    NotJson
        If serde_json would not read it either.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise _why_not(data) from None
    raw = data.encode() if isinstance(data, str) else data
    if _is_too_deep(raw):
        raise _too_deep()
    return _SLOW.decode(raw.decode()) if _MAY_BE_NEGATIVE_ZERO(raw) else value


def parse_serde_json(data: bytes | str) -> Any:
    """Read JSON text as the Rust core does, with the numbers that it reads otherwise than to the nearest float.

    Parameters, result and errors are those of `parse_json`.
    """
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    try:
        value = parse_json(data)
    except NotJson as error:
        # A number that is just too large may not be so where digits are dropped.
        if error.fault is not JsonFault.RANGE:
            raise
    else:
        if not may_drift(raw):
            return value
    return _SERDE.decode(raw.decode())


def read_again(value: Value) -> Any:
    """A value as the Rust core reads it from the text that it has written of it; the same object if nothing differs.

    Raises
    ------
    NotJson
        Where a number becomes one that is out of range.
    """
    try:
        text = orjson.dumps(value)
    except TypeError:  # lone surrogates, which orjson does not write
        text = json_text(value).encode("utf-8", "surrogatepass")
    if not may_drift(text):
        return value
    return _SERDE.decode(text.decode("utf-8", "surrogatepass"))


def _float_text(number: float) -> str:
    """Shortest decimal text, with an exponent only above 10^16 and below 10^-5."""
    text = repr(number)
    sign = "-" if text[0] == "-" else ""
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    power = int(exponent or 0) - len(fraction)
    stripped = digits.rstrip("0")
    power += len(digits) - len(stripped)
    digits = stripped
    if not digits:
        return f"{sign}0.0"
    point = len(digits) + power
    if power >= 0 and point <= 16:
        return f"{sign}{digits}{'0' * power}.0"
    if 0 < point <= 16:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -5 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    head = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    exp = point - 1
    return f"{sign}{head}e{'+' if exp > 0 else ''}{exp}"


_SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PERHAPS_A_FRACTION = re.compile(r"\d[.eE]|NaN|Infinity")
"""Only numbers with a fraction or an exponent are printed otherwise than the standard library does."""


def json_text(value: Value) -> str:
    """Compact JSON text with sorted keys and raw non-ASCII characters, as the Rust core prints a value."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, int):
        return str(value)
    text = _SORTED.encode(value)
    if _PERHAPS_A_FRACTION.search(text) is None:
        return text
    return _json_text_with_fractions(value)


def _json_text_with_fractions(value: Value) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode_basestring(key)}:{_item_text(value[key])}" for key in sorted(value)) + "}"
    return "[" + ",".join(map(_item_text, value)) + "]"


def _item_text(value: Value) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    return _json_text_with_fractions(value) if isinstance(value, dict | list) else json_text(value)


def to_string(value: Value) -> str:
    """A string as it is, null as nothing, anything else as JSON text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json_text(value)


def json_equal(left: Value, right: Value) -> bool:
    """Typed equality: ``1`` is not ``1.0``, true is not ``1``."""
    if type(left) is not type(right):
        return False
    if type(left) is dict:
        return len(left) == len(right) and all(key in right and json_equal(left[key], right[key]) for key in left)
    if type(left) is list:
        return len(left) == len(right) and all(map(json_equal, left, right))
    return bool(left == right)
