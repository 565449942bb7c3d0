"""Documents of the view model as JSON, so that a screen draws what the static views say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contractlab.values.text import visible
from contractlab.views.model import Block, Bullets, CodeBlock, Details, Paragraph, Row, Table
from contractlab.widgets.spans import as_json

__all__ = ["blocks_json"]


def blocks_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as JSON, every stranger's character visible; what is for other media is left out.

    Parameters
    ----------
    blocks : iterable of Block

    Returns
    -------
    list of dict
        Each with ``t``: ``"p"``, ``"table"``, ``"details"``, ``"list"`` or ``"pre"``.
    """
    made: list[dict[str, Any]] = []
    for one in blocks:
        made += _block(one)
    return made


def _block(block: Block) -> list[dict[str, Any]]:
    if isinstance(block, Paragraph):
        return [{"t": "p", "role": block.role, "line": as_json(block.spans)}] if block.spans else []
    if isinstance(block, Table):
        return [_table(block)] if block.rows else []
    if isinstance(block, Details):
        inner = blocks_json(block.blocks)
        return [{"t": "details", "summary": as_json(block.summary), "blocks": inner, "open": block.open}]
    if isinstance(block, Bullets):
        return [{"t": "list", "items": [as_json(item) for item in block.items]}]
    if isinstance(block, CodeBlock):
        return [{"t": "pre", "text": "\n".join(map(visible, block.text.split("\n"))), "language": block.language}]
    return blocks_json(block.blocks) if "html" in block.media else []


def _table(table: Table) -> dict[str, Any]:
    made: dict[str, Any] = {"t": "table", "kind": table.kind, "rows": [_row(row) for row in table.rows]}
    if table.head:
        made["head"] = [visible(title) for title in table.head]
    if table.caption:
        made["caption"] = as_json(table.caption)
    return made


def _row(row: Row) -> dict[str, Any]:
    cells = []
    for cell in row.cells:
        made: dict[str, Any] = {"line": as_json(cell.spans)}
        made |= {name: getattr(cell, name) for name in ("indent", "faint", "strong", "center") if getattr(cell, name)}
        if cell.span > 1:
            made["span"] = cell.span
        cells.append(made)
    return {"cells": cells, "hot": True} if row.tone == "failed" else {"cells": cells}
