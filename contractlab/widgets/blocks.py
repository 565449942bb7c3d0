"""Documents of the view model as JSON, so that a screen draws what the static views say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from contractlab.values.text import visible
from contractlab.views.model import Block, Bullets, CodeBlock, Details, Fold, Paragraph, Row, Table
from contractlab.widgets.spans import as_json

__all__ = ["blocks_json", "fold_of", "rows_json"]


_KINDS: tuple[Literal["branch", "run", "way", "ways", "rest"], ...] = ("branch", "run", "way", "ways", "rest")
_DEEPEST = 1_000


def blocks_json(blocks: Iterable[Block], *, live: bool = False) -> list[dict[str, Any]]:
    """Blocks as JSON, every stranger's character visible; what is for other media is left out.

    Parameters
    ----------
    blocks : iterable of Block
    live : bool
        True where somebody answers when a row is to be unfolded.

    Returns
    -------
    list of dict
        Each with ``t``: ``"p"``, ``"table"``, ``"details"``, ``"list"`` or ``"pre"``.
    """
    made: list[dict[str, Any]] = []
    for one in blocks:
        made += _block(one, live)
    return made


def _block(block: Block, live: bool) -> list[dict[str, Any]]:
    if isinstance(block, Paragraph):
        return [{"t": "p", "role": block.role, "line": as_json(block.spans)}] if block.spans else []
    if isinstance(block, Table):
        return [_table(block, live)] if block.rows else []
    if isinstance(block, Details):
        inner = blocks_json(block.blocks, live=live)
        return [{"t": "details", "summary": as_json(block.summary), "blocks": inner, "open": block.open}]
    if isinstance(block, Bullets):
        return [{"t": "list", "items": [as_json(item) for item in block.items]}]
    if isinstance(block, CodeBlock):
        return [{"t": "pre", "text": "\n".join(map(visible, block.text.split("\n"))), "language": block.language}]
    return blocks_json(block.blocks, live=live) if "html" in block.media else []


def _table(table: Table, live: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"t": "table", "kind": table.kind, "rows": [_row(row, live) for row in table.rows]}
    if table.head:
        made["head"] = [visible(title) for title in table.head]
    if table.caption:
        made["caption"] = as_json(table.caption)
    return made


def _row(row: Row, live: bool) -> dict[str, Any]:
    cells: list[dict[str, Any]] = []
    for cell in row.cells:
        made: dict[str, Any] = {"line": as_json(cell.spans)}
        made |= {name: getattr(cell, name) for name in ("indent", "faint", "strong", "center") if getattr(cell, name)}
        if cell.span > 1:
            made["span"] = cell.span
        cells.append(made)
    told: dict[str, Any] = {"cells": cells}
    if row.tone == "failed":
        told["hot"] = True
    if live and row.fold is not None:
        fold = row.fold
        told["fold"] = [fold.kind, list(fold.place), fold.start, fold.stop, fold.number]
    if live and row.bracket:
        told["bracket"] = row.bracket
    return told


def rows_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows of a table as in `blocks_json`."""
    return [_row(row, True) for row in rows]


def fold_of(told: Any) -> Fold | None:
    """A fold as a screen sends it back; None if it is none.

    Parameters
    ----------
    told : JSON value
    """
    if not isinstance(told, list) or len(told) != 5:
        return None
    kind, place, *numbers = told
    listed = [*place, *numbers] if isinstance(place, list) and len(place) <= _DEEPEST else [None]
    if not isinstance(kind, str) or any(isinstance(one, bool) or not isinstance(one, int) for one in listed):
        return None
    known = next((one for one in _KINDS if one == kind), None)
    return None if known is None else Fold(known, tuple(place), *numbers)
