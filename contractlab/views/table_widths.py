"""How wide a table has to be so that nothing in it collides: narrower screens scroll it in its own box."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.views.model import Table

__all__ = ["NARROWEST", "column_groups", "least_width"]

NARROWEST = 330
"""Pixels that a table has on the smallest screen; one that needs no more is not put into a box."""

_NAME, _LAST, _COLUMN = 150, 84, 110
"""Least widths of the column with names, of the last one, and of others that are not said in pixels."""

_MARK, _BAR = 46, 22
"""Of a column with a chip in it, and of a bar."""

_LETTER, _SMALL_LETTER, _PADDING = 7.2, 6.4, 16
_BARS_PX = 640
"""What all bars have together on a usual screen."""


def least_width(table: Table) -> int:
    """Pixels below which texts of the table would run into each other; 0 where they wrap well at any width."""
    if table.kind == "bars":
        versions = table.head[1:-1]
        groups = column_groups(versions)
        widest = max((_label(versions[stop - 1]) / (stop - start) for start, stop in groups), default=0.0)
        return _beside_shares(table.widths, [len(versions) * max(_BAR, widest), _LAST])
    if table.kind != "grid" or not table.rows:
        return 0
    columns = max(len(table.head), max(len(row.cells) for row in table.rows))
    centered = {number for row in table.rows for number, cell in enumerate(row.cells) if cell.center}
    pixels: list[float] = []
    for number in range(columns):
        title = table.head[number] if number < len(table.head) else ""
        width = table.widths[number] if number < len(table.widths) else ""
        if number in centered:
            pixels.append(max(_MARK, len(title) * _LETTER + _PADDING))
        elif width.endswith("px"):
            pixels.append(int(width.removesuffix("px")))
        elif not width.endswith("%"):
            pixels.append(_NAME if number == 0 and centered else _COLUMN)
    return _beside_shares(table.widths, pixels)


def _beside_shares(widths: Sequence[str], pixels: Sequence[float]) -> int:
    """The width at which columns in pixels have room beside those that take a share, and these have theirs."""
    taken = [int(width.removesuffix("%")) / 100 for width in widths if width.endswith("%")]
    beside = sum(pixels) / max(1 - sum(taken), 0.1)
    return round(max([beside, *(_COLUMN / share for share in taken if share)]))


def column_groups(versions: Sequence[str]) -> list[tuple[int, int]]:
    """Neighbouring columns of bars that share a title, from and up to: as many as the longest name needs.

    The newest version closes the last group, because it is the one that everybody looks for.
    """
    if not versions:
        return []
    room = max(_BAR, _BARS_PX / len(versions))
    step = max(1, -int(-max(map(_label, versions)) // room))
    stops = list(range(len(versions), 0, -step))[::-1]
    return [(max(0, stop - step), stop) for stop in stops]


def _label(version: str) -> float:
    return len(version) * _SMALL_LETTER + 4
