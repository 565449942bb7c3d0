"""Pieces of sentences: a path, a value, a number with its noun; what is long is cut where it says least."""

from __future__ import annotations

from contractlab.values.json_types import Value
from contractlab.values.text import cut_middle, first_difference, visible
from contractlab.values.wording import Span

__all__ = ["code", "counted", "side_by_side", "strong"]

_IN_SIGHT = 80
"""Characters around the place that answers; no renderer cuts so few."""


def code(text: object, limit: int = 200, keep: int | None = None) -> Span:
    """A path, a name or a value; one that is long is cut in the middle, and the character `keep` stays in sight."""
    if keep is not None and len(str(text)) > _IN_SIGHT:
        return ("code", visible(cut_middle(str(text), _IN_SIGHT, keep)))
    shown = visible(text)
    if len(shown) > limit:
        shown = f"{shown[: limit // 2]}…{shown[-limit // 2 :]}"
    return ("code", shown)


def side_by_side(expected: Value, actual: Value) -> tuple[Span, Span]:
    """Two values side by side, each cut so that the first difference stays in sight."""
    texts = isinstance(expected, str) and isinstance(actual, str)
    keep = first_difference(expected, actual) if texts else None
    return code(expected, keep=keep), code(actual, keep=keep)


def strong(text: str) -> Span:
    """A word that names the place."""
    return ("strong", text)


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 item``, ``1,200 items``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
