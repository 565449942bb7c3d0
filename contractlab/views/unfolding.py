"""What is behind a folded row of a diff, worked out when somebody asks: never more rows than a screen can use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from contractlab.engine.xml_document import XmlElement
from contractlab.verification.masking import Mask
from contractlab.views.diff import DiffBuilder
from contractlab.views.model import Cell, Fold, Row, Span
from contractlab.views.tree import Branch, Marks
from contractlab.views.words import count

__all__ = ["unfold"]

_VALUES = 100
_WHOLE = 20
_ROWS = 2_000


def unfold(root: Branch, marks: Marks, mask: Mask, fold: Fold) -> list[Row] | None:
    """The rows that a folded row stands for; the last of them stands for what is left.

    Parameters
    ----------
    root : Branch
        The body.
    marks : Marks
    mask : Mask
        Takes secrets out of the given values.
    fold : Fold
        Nothing about it is trusted.

    Returns
    -------
    list of Row or None
        At most 100 values, or 20 items that differ; None if there is no such row.
    """
    branch = root.find(fold.place)
    if branch is None:
        return None
    builder = DiffBuilder(marks, mask, limit=_ROWS)
    builder.markup = isinstance(root.explained.actual, XmlElement)
    depth = len(branch.place) + 1
    start = max(fold.start, 0)
    if fold.kind in ("branch", "run"):
        _values(builder, branch, fold, start, depth)
    elif fold.kind == "ways":
        builder.ways(branch, depth, start, _WHOLE)
    elif fold.kind == "rest":
        _rest(builder, branch, start, depth)
    else:
        ordered = marks.ways(branch.tokens)
        if not 0 <= fold.number < len(ordered):
            return None
        _way(builder, branch, ordered[fold.number], Fold("way", fold.place, start, 0, fold.number), depth)
    if builder.cut:
        builder.rows.append(Row((Cell(()), _cut())))
    return builder.rows


def _cut() -> Cell:
    return Cell((Span("text", f"… cut after {_ROWS:,} rows: "), Span("code", "result.explanation")), span=3, faint=True)


def _values(builder: DiffBuilder, branch: Branch, fold: Fold, start: int, depth: int) -> None:
    """All values below one, or a run of them."""
    total = len(branch.children)
    stop = min(fold.stop, total) if fold.kind == "run" else total
    end = min(stop, start + _VALUES)
    for child in branch.children[start:end]:
        builder.add(child, depth)
    if end < stop:
        builder.fold(f"{stop - end:,} more", depth, Fold(fold.kind, fold.place, end, stop))


def _way(builder: DiffBuilder, branch: Branch, indices: list[int], fold: Fold, depth: int) -> None:
    """More items that differ in one way."""
    end = fold.start + _WHOLE
    for item in branch.items(indices[fold.start : end]):
        builder.add(item, depth)
    if end < len(indices):
        more = f"{count(len(indices) - end, 'more item')} like these"
        builder.fold(more, depth, Fold("way", fold.place, end, 0, fold.number))


def _rest(builder: DiffBuilder, branch: Branch, start: int, depth: int) -> None:
    """Items that do not differ."""
    differing = builder.marks.items(branch.tokens)

    def agreeing() -> Iterator[int]:
        return (index for index in range(start, branch.size) if index not in differing)

    shown = list(islice(agreeing(), _VALUES))
    for item in branch.items(shown):
        builder.add(item, depth)
    left = sum(1 for _ in islice(agreeing(), len(shown), None))
    if left:
        builder.fold(f"{left:,} more equal or matching", depth, Fold("rest", branch.place, shown[-1] + 1))
