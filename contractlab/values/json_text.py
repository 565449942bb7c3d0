"""JSON as the Rust core reads and writes it (serde_json), on top of the standard library's parser.

Differences to ``json.loads`` that decide verdicts: integers beyond 64 bits are floats, ``-0`` is a float, numbers
too large for a float and containers more than 127 deep are errors, and so are lone surrogates, ``NaN``, a byte
order mark and invalid UTF-8.
"""

from __future__ import annotations

import json
import math
import re
from itertools import chain
from typing import Any, NoReturn

__all__ = ["MAX_DEPTH", "NotJson", "as_parsed", "json_equal", "json_text", "parse_json", "to_string"]

MAX_DEPTH = 127
"""Containers inside one another that serde_json reads."""

_NEGATIVE_ZERO = re.compile(rb"-0(?![\d.eE])")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_CONTAINERS = frozenset({dict, list})

# Every digit becomes 0, every exponent sign +, so that unusual numbers are found by plain substring searches.
_SHAPES = bytes(
    48 if 48 <= byte <= 57 else 101 if byte in b"eE" else 43 if byte in b"+-" else 32 for byte in range(256)
)
_UNUSUAL_SHAPES = (b"0" * 19, b"0e000", b"0e+000")


class NotJson(ValueError):
    """Text that is not JSON; the message says why and where."""


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is no JSON value")


def _integer(text: str) -> int | float:
    if text == "-0":
        return -0.0
    if len(text) <= 20:
        number = int(text)
        if -(2**63) <= number < 2**64:
            return number
    return _float(text)


def as_parsed(value: Any) -> Any:
    """A JSON value made in Python as it would have been read: integers that need more than 64 bits are floats."""
    if type(value) is int and not -(2**63) <= value < 2**64:
        try:
            return float(value)
        except OverflowError:
            return math.copysign(math.inf, value)
    if isinstance(value, dict):
        return {key: as_parsed(one) for key, one in value.items()}
    return [as_parsed(one) for one in value] if isinstance(value, list | tuple) else value


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise NotJson(f"the number {text[:40]}{'…' if len(text) > 40 else ''} is out of range")
    return number


def _has_unusual_numbers(data: bytes) -> bool:
    """Whether a number may lie outside 64 bits, overflow a float, or be a negative zero."""
    shapes = data.translate(_SHAPES)
    return any(shape in shapes for shape in _UNUSUAL_SHAPES) or _NEGATIVE_ZERO.search(data) is not None


def _check_depth(value: Any) -> None:
    """Refuse containers that stand too deep in one another; level by level, without recursion."""
    level = [value] if type(value) in _CONTAINERS else []
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise NotJson(f"containers stand more than {MAX_DEPTH} deep in one another")
        inside = list(chain.from_iterable(one.values() if type(one) is dict else one for one in level))
        kinds = set(map(type, inside))
        level = [one for one in inside if type(one) in _CONTAINERS] if kinds & _CONTAINERS else []


def _check_surrogates(text: str) -> None:
    if not _SURROGATE.search(text):
        return
    for match in _ESCAPES.finditer(text):
        run = match[0]
        if not run.startswith("\\u"):
            continue
        pending = False
        for start in range(0, len(run), 6):
            unit = int(run[start + 2 : start + 6], 16)
            if pending:
                if not 0xDC00 <= unit < 0xE000:
                    raise NotJson("a lone surrogate stands in a string")
                pending = False
            elif 0xD800 <= unit < 0xDC00:
                pending = True
            elif 0xDC00 <= unit < 0xE000:
                raise NotJson("a lone surrogate stands in a string")
        if pending:
            raise NotJson("a lone surrogate stands in a string")


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
    if isinstance(data, str):
        text, data = data, data.encode("utf-8", "surrogatepass")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotJson(f"byte {error.start + 1:,} is not UTF-8") from None
    if text[:1] == "\ufeff":
        raise NotJson("the text starts with a byte order mark")
    if "\\u" in text:
        _check_surrogates(text)
    try:
        value = _UNUSUAL.decode(text) if _has_unusual_numbers(data) else _USUAL.decode(text)
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at line {error.lineno:,}, column {error.colno:,}") from None
    except RecursionError:
        raise NotJson(f"containers stand more than {MAX_DEPTH} deep in one another") from None
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH:
        _check_depth(value)
    return value


_USUAL = json.JSONDecoder(parse_constant=_no_constant)
_UNUSUAL = json.JSONDecoder(parse_constant=_no_constant, parse_int=_integer, parse_float=_float)


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


def json_text(value: Any) -> str:
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
    if isinstance(value, dict):
        return "{" + ",".join(f"{json_text(key)}:{json_text(value[key])}" for key in sorted(value)) + "}"
    return "[" + ",".join(map(json_text, value)) + "]"


def to_string(value: Any) -> str:
    """A string as it is, null as nothing, anything else as JSON text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json_text(value)


def json_equal(one: Any, other: Any) -> bool:
    """Typed equality: ``1`` is not ``1.0``, true is not ``1``."""
    if type(one) is not type(other):
        return False
    if type(one) is dict:
        return len(one) == len(other) and all(key in other and json_equal(one[key], other[key]) for key in one)
    if type(one) is list:
        return len(one) == len(other) and all(map(json_equal, one, other))
    return bool(one == other)
