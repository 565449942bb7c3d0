"""A document for readers in a shell: what is to be typed stands as an option or a command, not as Python."""

from __future__ import annotations

from dataclasses import replace

from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Details,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Table,
)

__all__ = ["for_shell"]


def for_shell(document: Document) -> Document:
    """The same document with the shell's words in the place of Python's, wherever a span or a table has some."""
    return replace(document, blocks=_blocks(document.blocks))


def _blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(map(_block, blocks))


def _block(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, spans=_line(block.spans))
    if isinstance(block, Table):
        rest = block.shell if block.rest else ""
        return replace(block, rows=tuple(map(_row, block.rows)), caption=_line(block.caption), rest=rest)
    if isinstance(block, Details):
        return replace(block, summary=_line(block.summary), blocks=_blocks(block.blocks))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(map(_line, block.items)))
    if isinstance(block, Only):
        # A shell shows text; what other media show stays as it is, and need not be made.
        return Only(block.media, _blocks(block.blocks)) if "text" in block.media else block
    return block


def _row(row: Row) -> Row:
    return replace(row, cells=tuple(map(_cell, row.cells)))


def _cell(cell: Cell) -> Cell:
    return replace(cell, spans=_line(cell.spans))


def _line(spans: Line) -> Line:
    if not any(span.shell for span in spans):
        return spans
    return tuple(replace(span, text=span.shell) if span.shell else span for span in spans)
