"""Numbers as serde_json reads them, which is not always to the nearest float.

The Rust core is built without serde_json's feature ``float_roundtrip``. It collects digits in an integer of 64 bits
and multiplies or divides once by a power of ten: of the floats with 16 and 17 digits one in ten comes out one unit in
the last place off, and digits beyond 64 bits are dropped. Integers within 64 bits are exact.

Source: serde_json 1.0, de.rs (``parse_number``, ``parse_decimal``, ``parse_long_integer``, ``f64_from_parts``).
"""

from __future__ import annotations

import math
import re

__all__ = ["may_drift", "serde_number"]

_MAX_SIGNIFICAND = 2**64 - 1
_ALWAYS_FIT = 19
"""So many digits fit into 64 bits, whatever they are."""
_MAX_EXPONENT = 2**31 - 1
_LONGEST_EXPONENT = 11
"""Digits of an exponent that tell whether it is too large."""
_MAX_POWER = 308
_POWERS = tuple(float(f"1e{power}") for power in range(_MAX_POWER + 1))
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")

_DRIFTING_DIGITS = 16
"""With fewer digits and no exponent, digits and power of ten are exact floats, and so their quotient is the nearest."""

_DIGITS_ALIKE = bytes.maketrans(b"123456789.E", b"0000000000e")
_LONG = b"0" * _DRIFTING_DIGITS
_LONG_RUNS = re.compile(_LONG + b"0*").finditer
_EXPONENT = re.compile(b"0e[-+0]")
_HAS_EXPONENT, _EXPONENT_MARKS = _EXPONENT.search, _EXPONENT.finditer
_PIECE = 100_000
_BEFORE_NUMBER = b":,[ \t\r\n"
_MANY_MARKS, _BYTES_FOR_A_MARK = 1_000, 200
"""Where digits and an ``e`` in strings are more frequent, reading anew is cheaper than looking at each."""


def serde_number(text: str) -> int | float:
    """Read the text of a JSON number.

    Parameters
    ----------
    text : str
        As the grammar of JSON has it.

    Returns
    -------
    int or float
        An int where the text has neither fraction nor exponent and fits into 64 bits.

    Raises
    ------
    ValueError
        For what is no number.
    OverflowError
        Where serde_json says that the number is out of range.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is not a number")
    sign, whole, fraction, power = match.groups()
    significand, taken = _collected(0, whole)
    exponent = len(whole) - taken
    if fraction is None and power is None and not exponent:
        # As in serde_json, -0 is a float, and so is what does not fit into a signed integer.
        return significand if not sign else -significand if 0 < significand <= 2**63 else -float(significand)
    if fraction is not None:
        # A digit behind the point may fit where one before it did not: serde_json asks anew.
        significand, taken = _collected(significand, fraction)
        exponent -= taken
    if power is not None:
        digits = power.lstrip("+-0")
        given = int(digits[:_LONGEST_EXPONENT] or 0)
        if given > _MAX_EXPONENT:
            if significand and power[0] != "-":
                raise OverflowError(text)
            return -0.0 if sign else 0.0
        exponent += -given if power[0] == "-" else given
    number = _scaled(float(significand), exponent)
    if math.isinf(number):
        raise OverflowError(text)
    return -number if sign else number


def _collected(significand: int, digits: str) -> tuple[int, int]:
    """A significand grown by digits until one no longer fits into 64 bits, and how many of them fitted."""
    if len(digits) <= _ALWAYS_FIT and significand < 10 ** (_ALWAYS_FIT - len(digits)):
        return significand * 10 ** len(digits) + int(digits), len(digits)
    for taken, digit in enumerate(digits):
        grown = significand * 10 + int(digit)
        if grown > _MAX_SIGNIFICAND:
            return significand, taken
        significand = grown
    return significand, len(digits)


def _scaled(number: float, exponent: int) -> float:
    """A number times a power of ten, rounded at each step; infinite where serde_json finds it out of range."""
    while number and exponent < -_MAX_POWER:
        number /= _POWERS[_MAX_POWER]
        exponent += _MAX_POWER
    if not number or exponent < 0:
        return number / _POWERS[-exponent] if number else number
    return number * _POWERS[exponent] if exponent <= _MAX_POWER else math.inf


def may_drift(data: bytes) -> bool:
    """Whether serde_json may read a number of a JSON text as another than the nearest float.

    Parameters
    ----------
    data : bytes
        JSON. Nothing but its bytes is looked at, in a tenth of the time of parsing: a text in it that looks like a
        number, such as ``"no 1234567890123456"``, counts as one.
    """
    # Large texts are looked at in pieces that fit into the processor's cache; most have nothing to look at again.
    if len(data) > _PIECE and not any(
        _has_mark(data[start : start + _PIECE + _DRIFTING_DIGITS].translate(_DIGITS_ALIKE))
        for start in range(0, len(data), _PIECE)
    ):
        return False
    alike = data.translate(_DIGITS_ALIKE)
    if _LONG in alike and any(_stands_free(alike, run.start()) for run in _LONG_RUNS(alike)):
        return True
    if not _HAS_EXPONENT(alike):
        return False
    most = max(_MANY_MARKS, len(data) // _BYTES_FOR_A_MARK)
    for number, mark in enumerate(_EXPONENT_MARKS(alike)):
        if number > most or _stands_free(alike, _start_of_digits(alike, mark.start())):
            return True
    return False


def _has_mark(alike: bytes) -> bool:
    return _LONG in alike or _HAS_EXPONENT(alike) is not None


def _start_of_digits(alike: bytes, at: int) -> int:
    while at and alike[at - 1] in b"0":
        at -= 1
    return at


def _stands_free(alike: bytes, start: int) -> bool:
    """Whether digits begin where a number can, and so are not surely part of a string."""
    if start and alike[start - 1] in b"-":
        start -= 1
    return not start or alike[start - 1] in _BEFORE_NUMBER
