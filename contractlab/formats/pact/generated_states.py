"""The value that Pact's ProviderState generator makes of the parameters of provider states.

Source: what the Rust core behind pact-python 4.2.0 sent for expressions, types of data and parameters in every part of
a request (pact_models, generators and expression parser).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, TypeAlias

from contractlab.engine.errors import CannotCheck
from contractlab.values.json_text import as_parsed, to_string
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

__all__ = ["NOT_APPLIED", "NotApplied", "state_value"]

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_ALONE = re.compile(r"\$\{([^}]+)\}")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class NotApplied(Enum):
    """Type of `NOT_APPLIED`."""

    NOT_APPLIED = "not applied"

    def __repr__(self) -> str:
        return "NOT_APPLIED"

    def __bool__(self) -> bool:
        return False


NOT_APPLIED: Final = NotApplied.NOT_APPLIED
"""The generator made no value: the example's stays."""

NotAppliedType: TypeAlias = Literal[NotApplied.NOT_APPLIED]


class _Unfit(ValueError):
    """A parameter that cannot be of the type of data."""


def state_value(expression: JSON, data_type: JSON, params: Mapping[str, JSON], *, in_body: bool) -> JSON:
    """The value of an expression such as ``${id}``, ``/orders/${id}`` or, as a bare key, ``id``.

    Parameters
    ----------
    expression : JSON value
        As written; anything but text makes nothing.
    data_type : JSON value
        As written: STRING, INTEGER, DECIMAL, FLOAT, BOOLEAN or RAW in any case; anything else counts as RAW.
    params : mapping of str to JSON value
    in_body : bool
        False for a path, a header or a query, where every value is text.

    Returns
    -------
    JSON value or NOT_APPLIED
        NOT_APPLIED without the parameter, and in a body for a value that does not fit the type of data.

    Raises
    ------
    CannotCheck
        Where the core panics: for a value outside of bodies that does not fit the type of data, and for a closing
        brace ahead of ``${``.
    """
    value = _evaluated(expression, params) if isinstance(expression, str) else NOT_APPLIED
    if value is NOT_APPLIED:
        return NOT_APPLIED
    convert = _CONVERSIONS.get(data_type.upper(), _raw) if isinstance(data_type, str) else _raw
    try:
        made = convert(value, in_body)
    except (_Unfit, OverflowError):
        if in_body:
            return NOT_APPLIED
        shown = visible(to_string(value))[:60]
        raise CannotCheck(f"the provider state's value {shown!r} is not of type {visible(data_type)}") from None
    return made if in_body else to_string(made)


def _evaluated(expression: str, params: Mapping[str, JSON]) -> JSON:
    """The text, or the value of the only parameter; numbers as the core reads them where they come from as JSON."""
    alone = _ALONE.fullmatch(expression)
    if alone or "${" not in expression:
        key = alone[1] if alone else expression
        return as_parsed(params[key]) if key in params else NOT_APPLIED
    pieces: list[str] = []
    rest = expression
    while (start := rest.find("${")) >= 0:
        end = rest.find("}")
        if end < 0:
            return NOT_APPLIED
        if end < start:
            raise CannotCheck(f"a brace closes ahead of ${{ in the expression {visible(expression)[:60]!r}")
        key = rest[start + 2 : end]
        if key and key not in params:
            return NOT_APPLIED
        pieces += rest[:start], to_string(as_parsed(params[key])) if key else ""
        rest = rest[end + 1 :]
    return "".join(pieces) + rest


def _raw(value: JSON, in_body: bool) -> JSON:
    return value


def _string(value: JSON, in_body: bool) -> str:
    return "null" if value is None and in_body else to_string(value)


def _integer(value: JSON, in_body: bool) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value) and len(value) <= 40:
        number = int(value)
        if _SMALLEST <= number <= _LARGEST:
            return number
    elif isinstance(value, float) and value == value:
        return int(max(_SMALLEST, min(_LARGEST, value)))
    elif isinstance(value, int):
        # The core casts to 64 bits with a sign for the wire, so 2^63 becomes negative there.
        return int(value) if in_body else (value - _SMALLEST) % 2**64 + _SMALLEST
    elif value is None:
        return 0
    raise _Unfit


def _decimal(value: JSON, in_body: bool) -> float:
    if isinstance(value, (int, float)) or (isinstance(value, str) and _DECIMAL.fullmatch(value)):
        number = float(value)
        if abs(number) != float("inf"):
            return number
    elif value is None:
        return 0.0
    raise _Unfit


def _decimal_or_text(value: JSON, in_body: bool) -> JSON:
    number = _decimal(value, in_body)
    # Rust's Display of a float has neither an exponent nor an empty fraction.
    return number if in_body else format(Decimal(repr(number)), "f").removesuffix(".0")


def _boolean(value: JSON, in_body: bool) -> bool:
    if isinstance(value, (int, float)):
        return value > 0
    if value is None or value == "false":
        return False
    if value == "true":
        return True
    raise _Unfit


_CONVERSIONS: dict[str, Callable[[JSON, bool], JSON]] = {
    "STRING": _string,
    "INTEGER": _integer,
    "DECIMAL": _decimal_or_text,
    "FLOAT": _decimal_or_text,
    "BOOLEAN": _boolean,
    "RAW": _raw,
}
