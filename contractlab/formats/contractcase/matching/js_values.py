"""Values as JavaScript sees them: ContractCase's core is written in it, and its messages show.

``undefined`` is MISSING. Numbers have one kind, so ``1`` is ``1.0``; ``true`` is no number. Objects keep their keys in
JavaScript's order: array indices first. Source: ECMA-262, and pretty-format 30 for the text of whole values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING

__all__ = [
    "Inherited",
    "has_key",
    "has_text",
    "in_key_order",
    "is_number",
    "is_object",
    "is_truthy",
    "js_type",
    "key_value",
    "number_text",
    "pretty",
    "same",
    "template",
    "utf8",
]

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_LAST_INDEX = 2**32 - 2
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Inherited:
    """A member that every JavaScript object has, such as ``toString``: ``"toString" in {}`` is true."""

    name: str


_INHERITED = {
    name: Inherited("Object" if name == "constructor" else name)
    for name in (
        "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString",
        "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    )
}  # fmt: skip


def js_type(value: Value) -> str:
    """What ``typeof`` says."""
    if value is MISSING:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "function" if isinstance(value, Inherited) else "object"


def is_number(value: Value) -> bool:
    """True for numbers; booleans are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_object(value: Value) -> bool:
    """True for objects; arrays, null and functions are none."""
    return isinstance(value, Mapping)


def is_truthy(value: Value) -> bool:
    """False for undefined, null, false, 0, NaN and the empty string alone."""
    if isinstance(value, dict | list | Inherited):
        return True
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def _as_double(number: int | float) -> int | float:
    """Integers that a double cannot hold, as the double that JavaScript makes of them."""
    if isinstance(number, float) or -_EXACT <= number <= _EXACT:
        return number
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def same(first: Value, second: Value) -> bool:
    """``===``: two objects are never the same here, because one comes from the contract and one from a recording."""
    if is_number(first) and is_number(second):
        return _as_double(first) == _as_double(second)
    if isinstance(first, dict | list | Inherited) or isinstance(second, dict | list | Inherited):
        return False
    return type(first) is type(second) and bool(first == second)


def has_key(key: str, value: Mapping[str, JSON]) -> bool:
    """``key in value``, inherited members included."""
    return key in value or key in _INHERITED or key == "__proto__"


def key_value(value: Mapping[str, JSON], key: str) -> Any:
    """``value[key]``."""
    if key in value:
        return value[key]
    return {} if key == "__proto__" else _INHERITED.get(key, MISSING)


def in_key_order(value: Mapping[str, JSON]) -> Iterable[tuple[str, Any]]:
    """``Object.entries``: array indices in ascending order, then the other keys as they were written."""
    if not any(key[:1].isdigit() for key in value):
        return value.items()
    indices = [key for key in value if _INDEX.fullmatch(key) and int(key) <= _LAST_INDEX]
    if not indices:
        return value.items()
    chosen = frozenset(indices)
    ordered = sorted(indices, key=int) + [key for key in value if key not in chosen]
    return [(key, value[key]) for key in ordered]


def number_text(number: int | float) -> str:
    """A number as JavaScript prints it (ECMA-262, Number::toString)."""
    number = _as_double(number)
    if isinstance(number, int):
        return str(number)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    digits = digits.rstrip("0") or "0"
    count = len(digits)
    if count <= point <= 21:
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
        text = digits[0] + (f".{digits[1:]}" if count > 1 else "") + power
    return f"-{text}" if number < 0 else text


def template(value: Value) -> str:
    """The text that a template literal makes of a value."""
    if not isinstance(value, list):
        return _plain_text(value)
    # Lists inside lists are put together without recursion: their depth is not ours to choose.
    pieces: list[str] = []
    stack: list[Iterator[Any]] = [iter(value)]
    first = [True]
    while stack:
        current = next(stack[-1], stack)
        if current is stack:
            stack.pop()
            first.pop()
            continue
        if not first[-1]:
            pieces.append(",")
        first[-1] = False
        if isinstance(current, list):
            stack.append(iter(current))
            first.append(True)
        elif current is not None and current is not MISSING:
            pieces.append(_plain_text(current))
    return "".join(pieces)


def has_text(value: Value) -> bool:
    """False where a template literal throws: for an object whose ``toString`` is a value that nobody can call."""
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, list):
            stack += current
        elif isinstance(current, Mapping) and "toString" in current:
            return False
    return True


def _plain_text(value: Value) -> str:
    if value is MISSING:
        return "undefined"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if is_number(value):
        return number_text(value)
    return f"function {value.name}() {{ [native code] }}" if isinstance(value, Inherited) else "[object Object]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _code_units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _scalar(value: Value) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if is_number(value):
        return "-0" if value == 0 and math.copysign(1, value) < 0 else number_text(value)
    if isinstance(value, Inherited):
        return f"[Function {value.name}]"
    return template(value)


def pretty(value: Value) -> str:
    """A whole value as ContractCase prints it into messages: keys sorted, one entry a line, nothing indented."""
    pieces: list[str] = []
    stack: list[Iterator[tuple[str, Any]]] = [iter([("value", value)])]
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        kind, current = step
        if kind == "text":
            pieces.append(current)
        elif isinstance(current, Mapping):
            stack.append(_object_steps(current))
        elif isinstance(current, list):
            stack.append(_array_steps(current))
        else:
            pieces.append(_scalar(current))
    return "".join(pieces)


def _object_steps(value: Mapping[str, JSON]) -> Iterator[tuple[str, Any]]:
    if not value:
        yield "text", "Object {}"
        return
    yield "text", "Object {\n"
    for key in sorted(value, key=_code_units):
        yield "text", f"{_quoted(key)}: "
        yield "value", value[key]
        yield "text", ",\n"
    yield "text", "}"


def _array_steps(value: list[Value]) -> Iterator[tuple[str, Any]]:
    if not value:
        yield "text", "Array []"
        return
    yield "text", "Array [\n"
    for current in value:
        yield "value", current
        yield "text", ",\n"
    yield "text", "]"


def utf8(text: str) -> bytes:
    """The bytes that Node.js makes of a string: a lone surrogate becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
