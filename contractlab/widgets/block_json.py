"""Documents of the view model as JSON, so that a screen draws what the static views say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeGuard

from contractlab.values.text import visible
from contractlab.views.guard import broken_block
from contractlab.views.model import Block, Bullets, Cell, CodeBlock, Details, Fold, Paragraph, Picture, Row, Table
from contractlab.widgets.picture_json import picture_json
from contractlab.widgets.protocol import BlockJson, CellJson, JSONValue, RowJson, TableJson
from contractlab.widgets.span_json import spans_json

__all__ = ["blocks_json", "fold_of", "rows_json"]

FoldKind = Literal["branch", "run", "way", "ways", "rest"]
_KINDS: tuple[FoldKind, ...] = ("branch", "run", "way", "ways", "rest")
_DEEPEST = 1_000


def blocks_json(blocks: Iterable[Block], *, live: bool = False) -> list[BlockJson]:
    """Blocks as JSON, every stranger's character visible; what is for other media is left out.

    Parameters
    ----------
    blocks : iterable of Block
    live : bool
        True where somebody answers when a row is to be unfolded.
    """
    return [drawn for block in blocks for drawn in _guarded(block, live)]


def _guarded(block: Block, live: bool) -> list[BlockJson]:
    """A block, or the line that says that it cannot be drawn: it does not take the page along."""
    try:
        return _block(block, live)
    except Exception as error:
        return _block(broken_block(error), live)


def _block(block: Block, live: bool) -> list[BlockJson]:
    if isinstance(block, Paragraph):
        return [{"t": "p", "role": block.role, "line": spans_json(block.spans)}] if block.spans else []
    if isinstance(block, Table):
        return [_table(block, live)] if block.rows else []
    if isinstance(block, Details):
        inner = blocks_json(block.blocks, live=live)
        return [{"t": "details", "summary": spans_json(block.summary), "blocks": inner, "open": block.open}]
    if isinstance(block, Bullets):
        return [{"t": "list", "items": [spans_json(item) for item in block.items]}]
    if isinstance(block, CodeBlock):
        return [{"t": "pre", "text": "\n".join(map(visible, block.text.split("\n")))}]
    if isinstance(block, Picture):
        return [picture_json(block)]
    return blocks_json(block.blocks, live=live) if "html" in block.media else []


def _table(table: Table, live: bool) -> TableJson:
    drawn: TableJson = {"t": "table", "kind": table.kind, "rows": [_row(row, live) for row in table.rows]}
    if table.head:
        drawn["head"] = [visible(title) for title in table.head]
    if table.caption:
        drawn["caption"] = spans_json(table.caption)
    return drawn


def _row(row: Row, live: bool) -> RowJson:
    drawn: RowJson = {"cells": [_cell(cell) for cell in row.cells]}
    if row.tone == "failed":
        drawn["hot"] = True
    if live and row.fold is not None:
        fold = row.fold
        drawn["fold"] = [fold.kind, list(fold.place), fold.start, fold.stop, fold.number]
    if live and row.bracket:
        drawn["bracket"] = row.bracket
    return drawn


def _cell(cell: Cell) -> CellJson:
    """A cell; what is as usual is left out, because a matrix has thousands."""
    drawn: CellJson = {"line": spans_json(cell.spans)}
    if cell.indent:
        drawn["indent"] = cell.indent
    if cell.faint:
        drawn["faint"] = True
    if cell.strong:
        drawn["strong"] = True
    if cell.center:
        drawn["center"] = True
    if cell.span > 1:
        drawn["span"] = cell.span
    return drawn


def rows_json(rows: Iterable[Row]) -> list[RowJson]:
    """Rows of a table as in `blocks_json`."""
    return [_row(row, True) for row in rows]


def fold_of(value: JSONValue) -> Fold | None:
    """A fold as a screen sends it back; None if it is none.

    Parameters
    ----------
    value : JSON value
        Not trusted.
    """
    if not isinstance(value, list) or len(value) != 5:
        return None
    name, place, *numbers = value
    kind = next((kind for kind in _KINDS if kind == name), None)
    if kind is None or not isinstance(place, list) or len(place) > _DEEPEST:
        return None
    if not _are_whole(place) or not _are_whole(numbers):
        return None
    return Fold(kind, tuple(place), *numbers)


def _are_whole(values: list[JSONValue]) -> TypeGuard[list[int]]:
    return all(isinstance(value, int) and not isinstance(value, bool) for value in values)
