"""What edits changed in a file, as a person would see it in a review."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import cached_property

from contractlab.contracts.contract import Contract
from contractlab.editing.compare import Comparison, compare
from contractlab.values.display import Shown
from contractlab.values.text import count

__all__ = ["Difference", "text_difference"]

_MOST_LINES = 400


def text_difference(old: bytes, new: bytes, old_name: str, new_name: str) -> str:
    """A unified difference of two texts, cut where it is long."""
    before, after = (data.decode("utf-8", "replace").splitlines() for data in (old, new))
    lines = list(difflib.unified_diff(before, after, old_name, new_name, lineterm="", n=2))
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], f"… {count(len(lines) - _MOST_LINES, 'more line')}"]
    return "\n".join(lines)


class Difference(Shown):
    """The changed lines of a contract.

    Attributes
    ----------
    original : Contract
    edits : int
        Number of edits that led to it.
    """

    def __init__(self, original: Contract, new: bytes, edits: int, edited: Callable[[], Contract]) -> None:
        self.original = original
        self.edits = edits
        self._new = new
        self._edited = edited

    @cached_property
    def comparison(self) -> Comparison:
        """What the edits ask more and less of the other side."""
        return compare(self.original, self._edited())

    @property
    def text(self) -> str:
        """The difference in unified form; empty where nothing changed."""
        name = self.original.source.name
        return text_difference(self.original.source.data, self._new, name, f"{name}, edited")

    def __bool__(self) -> bool:
        return self.original.source.data != self._new

    def __str__(self) -> str:
        return f"{self.comparison}\n\n{self.text}" if self else ""

    def __repr__(self) -> str:
        return f"<Difference after {count(self.edits, 'edit')}>"
