"""The view model as plain text: what a terminal prints, and what a notebook keeps for readers without HTML."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from contractlab.values.text import cut_middle, visible
from contractlab.views.guard import broken_block
from contractlab.views.html import SIGNS
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    CodeBlock,
    Details,
    Document,
    Line,
    Paragraph,
    Picture,
    Span,
    Table,
    bar_text,
)

__all__ = ["WORDS", "render_document"]

WORDS = {"failed": "FAIL", "error": "ERR", "pending": "pend", "not-exercised": "-", "passed": "ok"}
"""What stands for the sign of each verdict."""

_SIGN = 8
"""Width of the sign in front of a sentence: a letter, a plus, a verdict."""

_LEAST = 3
"""Lines that a table keeps in any case."""

_LONGEST = 4_000
"""Characters of one span that are looked at; more are never shown."""


def _span(span: Span) -> str:
    text = visible(span.text[:_LONGEST])
    family, _, verdict = span.kind.partition("-")
    if family == "chip":
        return f"{WORDS[verdict]} {text} " if text else SIGNS[verdict]
    if family == "square":
        return ""
    if span.kind == "rule-failed":
        return f"✗ {text}"
    return text


def _line(spans: Line) -> str:
    return "".join(map(_span, spans)).rstrip()


def _wrap(text: str, width: int, first: str = "", rest: str = "", lines: int = 0) -> list[str]:
    """Break `text` into lines; with `lines`, the last of them ends in an ellipsis where more would follow."""
    wrapped = textwrap.wrap(
        text, max(width, 20), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ) or [first.rstrip()]  # fmt: skip
    if lines and len(wrapped) > lines:
        wrapped = wrapped[:lines]
        wrapped[-1] = wrapped[-1][: width - 2] + " …"
    return wrapped


_KEPT = 88
"""Characters that a value or a pattern keeps where a sentence is too long: enough for what a writer put in sight."""

_MORE_LINES = 3
"""Lines that a sentence may have beyond its room, before its end is cut."""


def _sentence(spans: Line, width: int, first: str = "", rest: str = "", lines: int = 0) -> list[str]:
    """Break a sentence into lines: what is long in it is cut in the middle first, and its end is cut last of all."""
    texts = [_span(span) for span in spans]
    while True:
        wrapped = _wrap("".join(texts).rstrip(), width, first, rest)
        over = len(wrapped) - lines
        long = [index for index, span in enumerate(spans) if span.kind.startswith("code") and len(texts[index]) > _KEPT]
        if over <= 0 or not long:
            break
        longest = max(long, key=lambda index: len(texts[index]))
        texts[longest] = cut_middle(texts[longest], max(_KEPT, len(texts[longest]) - over * width // 2))
    return wrapped if over <= _MORE_LINES else _wrap("".join(texts).rstrip(), width, first, rest, lines + _MORE_LINES)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def _list(table: Table, width: int) -> list[list[str]]:
    """A sign, a sentence, and remarks below it."""
    rows = []
    for row in table.rows:
        sign, *rest = [_line(cell.spans) for cell in row.cells]
        sign = _cut(sign, _SIGN)
        first = f"  {sign:<3}{' ' * (len(sign) > 2)}" if sign else "  "
        lines = _sentence(row.cells[1].spans, width, first, " " * len(first), 3)
        indent = " " * len(first)
        lines += [text for remark in rest[1:] if remark for text in _wrap(remark, width, indent, indent, 1)]
        rows.append(lines)
    return rows


def _cell(cell: Cell) -> str:
    if cell.bar and not cell.spans:
        return bar_text(cell.bar)
    return "  " * cell.indent + _line(cell.spans)


_ANSWERS = frozenset({"ins", "del"})
_STUMP = 8


def _fit(cell: Cell, width: int) -> str:
    """The text of a cell in a column; what differs is cut last, and what stands around it in its middle."""
    text = _cell(cell)
    if len(text) <= width or cell.bar or not any(span.kind in _ANSWERS for span in cell.spans):
        return _cut(text, width)
    width -= 2 * cell.indent
    texts = [_span(span) for span in cell.spans]
    around = [index for index, span in enumerate(cell.spans) if span.kind not in _ANSWERS]
    for index in sorted(around, key=lambda index: -len(texts[index])):
        over = len("".join(texts).rstrip()) - width
        if over > 0 and len(texts[index]) > _STUMP:
            texts[index] = cut_middle(texts[index], max(_STUMP, len(texts[index]) - over))
    fitted = "".join(texts).rstrip()
    return "  " * cell.indent + (fitted if len(fitted) <= width else cut_middle(fitted, max(width, _STUMP)))


def _grid(table: Table, width: int) -> list[list[str]]:
    """Columns, as wide as what they hold, the widest giving way first."""
    count = max([len(table.head), *(len(row.cells) for row in table.rows)], default=0)
    texts = [[_cell(cell) for cell in row.cells] for row in table.rows]
    head = [list(table.head)] if any(table.head) else []
    made_of: list[tuple[Cell, ...]] = [()] * len(head) + [row.cells for row in table.rows]
    widths = [0] * count
    for cells, row in zip(texts, table.rows, strict=True):
        if all(cell.span == 1 for cell in row.cells):
            for index, text in enumerate(cells):
                widths[index] = max(widths[index], len(text))
    for cells in head:
        for index, text in enumerate(cells):
            widths[index] = max(widths[index], len(text))
    room = width - 2 - 2 * max(count - 1, 0)
    while sum(widths) > room and max(widths, default=0) > 8:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    rows = []
    for cells, whole in zip(head + texts, made_of, strict=True):
        if len(cells) < count:
            rows.append([_cut("  " + "  ".join(cells), width).rstrip()])
            continue
        if whole:
            cells = [_fit(cell, widths[index]) for index, cell in enumerate(whole)]
        shown = "  ".join(f"{_cut(text, widths[index]):<{widths[index]}}" for index, text in enumerate(cells))
        rows.append([f"  {shown}".rstrip()])
    return rows


def _more(number: int, call: str) -> str:
    return f"  … {number:,} more: {call}" if call else f"  … {number:,} more"


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes blocks; `squeeze` is how many lines each table gives up where the page is too long."""

    width: int
    squeeze: int = 0

    def table(self, table: Table) -> list[str]:
        if not table.rows:
            return []
        rows = _list(table, self.width) if table.kind in ("list", "cards") else _grid(table, self.width)
        heads = len(rows) - len(table.rows)
        most = max(table.text_lines - self.squeeze, _LEAST) if table.text_lines else 0
        lines: list[str] = []
        for index, row in enumerate(rows):
            left = len(rows) - index + table.left_out
            room = most - len(lines) - (1 if left > 1 else 0)
            if most and len(row) > room and index > heads:
                return [*lines, _more(left, table.rest)]
            lines += row
        return [*lines, _more(table.left_out, table.rest)] if table.left_out else lines

    def block(self, block: Block) -> list[str]:
        if isinstance(block, Paragraph):
            first, rest, most = ("", "  ", 2) if block.role == "title" else ("  ", "  ", 3)
            if not _line(block.spans):
                return []
            if block.role == "title":
                return _wrap(_line(block.spans), self.width, first, rest, most)
            return _sentence(block.spans, self.width, first, rest, most)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Details):
            if not block.open:
                return []
            return _wrap(_line(block.summary), self.width, "  ", "    ", 2) + self.blocks(block.blocks)
        if isinstance(block, Bullets):
            return [text for item in block.items for text in _sentence(item, self.width, "    ", "      ", 2)]
        if isinstance(block, CodeBlock):
            return [_cut(f"    {visible(text)}", self.width) for text in block.text.split("\n")]
        if isinstance(block, Picture):
            return self.blocks((Paragraph(block.title), block.table))
        return self.blocks(block.blocks) if "text" in block.media else []

    def blocks(self, blocks: tuple[Block, ...]) -> list[str]:
        return [row for block in blocks for row in self._guarded(block)]

    def _guarded(self, block: Block) -> list[str]:
        try:
            return self.block(block)
        except Exception as error:
            return self.block(broken_block(error))


def render_document(document: Document, width: int = 100) -> str:
    """Write a document as lines of at most `width` characters.

    Parameters
    ----------
    document : Document
        With `text_lines`, tables give way until the whole fits.
    width : int
        At least 40.

    Returns
    -------
    str
        Without control characters, whatever the contract holds; no line end at its end.
    """
    width, most = max(width, 40), document.text_lines
    lines = _Page(width).blocks(document.blocks)
    squeeze = 0
    while most and len(lines) > most and squeeze < most:
        squeeze += 1
        lines = _Page(width, squeeze).blocks(document.blocks)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _more(len(lines) - most + 1, "")]
    return "\n".join(lines)
