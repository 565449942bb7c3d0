"""How much a check may take on before it ends without a verdict, and how to change that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from contractlab.values.json_types import JSONObject

__all__ = ["MOST_COLLECTED", "Limits", "collecting", "current_limits", "limits", "most_collected"]


MOST_COLLECTED = 12_000
"""Differences below one value, after which no more are looked for: a result tells 2,000, and counts the others."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes and times at which a verdict is "error", with the limit named as the reason.

    Attributes
    ----------
    regex_seconds : float
        Seconds of processor time for all regular expressions of one check together.
    xml_depth : int
        XML elements inside one another, at most 200.
    parts : int
        Parts of a multipart body.
    pairings : int
        Pairs of items and variants that one ``arrayContains`` compares.
    """

    regex_seconds: float = 1.0
    xml_depth: int = 200
    parts: int = 10_000
    pairings: int = 5_000_000


_DEEPEST_XML = 200
_USUAL = Limits()
_CURRENT: ContextVar[Limits] = ContextVar("limits", default=_USUAL)
_COLLECTED: ContextVar[int] = ContextVar("collected", default=MOST_COLLECTED)


def current_limits() -> Limits:
    """The limits that hold here."""
    return _CURRENT.get()


@contextmanager
def limits(
    *,
    regex_seconds: float | None = None,
    xml_depth: int | None = None,
    parts: int | None = None,
    pairings: int | None = None,
) -> Iterator[Limits]:
    """Check under other limits than the usual; what is not given stays as it is.

    Parameters
    ----------
    regex_seconds, xml_depth, parts, pairings : number, optional
        See `Limits`.

    Raises
    ------
    ValueError
        If a limit is not positive, or ``xml_depth`` is larger than can be walked.
    """
    given = {"regex_seconds": regex_seconds, "xml_depth": xml_depth, "parts": parts, "pairings": pairings}
    changed: JSONObject = {name: value for name, value in given.items() if value is not None}
    for name, value in changed.items():
        if value <= 0:
            raise ValueError(f"the limit {name} must be positive; {value} is not")
    if xml_depth is not None and xml_depth > _DEEPEST_XML:
        raise ValueError(f"the limit xml_depth can be {_DEEPEST_XML} at most; {xml_depth:,} is more")
    token = _CURRENT.set(replace(_CURRENT.get(), **changed))
    try:
        yield _CURRENT.get()
    finally:
        _CURRENT.reset(token)


def most_collected() -> int:
    """How many differences of one kind a part of a check need look for here."""
    return _COLLECTED.get()


@contextmanager
def collecting(most: int) -> Iterator[None]:
    """Look for so many differences of one kind only: for who asks whether there are any, not which.

    Parameters
    ----------
    most : int
        At least 1.
    """
    token = _COLLECTED.set(min(max(most, 1), MOST_COLLECTED))
    try:
        yield
    finally:
        _COLLECTED.reset(token)
