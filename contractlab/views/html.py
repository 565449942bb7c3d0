"""The view model as static HTML: inline styles, no script, no style element, no link, nothing fetched.

Every text passes `_text`, the only door: hidden characters become visible, and markup becomes characters.
"""

from __future__ import annotations

from html import escape

from contractlab.values.text import visible
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    CodeBlock,
    Details,
    Document,
    Line,
    Paragraph,
    Row,
    Span,
    Table,
    shares,
)
from contractlab.views.styles import STYLES

__all__ = ["SIGNS", "render_document"]

SIGNS = {"failed": "✗", "error": "!", "pending": "◔", "not-exercised": "–", "passed": "✓"}
"""The sign of each verdict; a word always stands beside it or in its title."""

_MAX_TITLE = 300
_INDENT_PX = 14
_LETTER_PX, _BARS_PX = 7, 640
"""Width of a letter above a bar, and of all bars together: a version without room breaks after its dots."""
_CODE_TAGS = {"code", "code-strong", "code-faint", "code-below", "rule", "rule-failed"}


def _text(text: object) -> str:
    return escape(visible(text), quote=True)


def _title(title: str) -> str:
    if not title:
        return ""
    cut = title if len(title) <= _MAX_TITLE else title[: _MAX_TITLE - 1] + "…"
    return f' title="{_text(cut)}"'


def _tag(name: str, style: str, inner: str, more: str = "") -> str:
    return f'<{name} style="{STYLES[style]}"{more}>{inner}</{name}>'


def _span(span: Span) -> str:
    kind, inner, title = span.kind, _text(span.text), _title(span.title)
    if kind == "text":
        return f"<span{title}>{inner}</span>" if title else inner
    if kind == "strong":
        return _tag("strong", "strong", inner, title)
    if kind in _CODE_TAGS:
        return _tag("code", kind, f"✗ {inner}" if kind == "rule-failed" else inner, title)
    if kind in ("ins", "del"):
        # The value itself is code; <ins> and <del> still say which is which where styles are stripped.
        return f'<code style="{STYLES["code"]}">{_tag(kind, kind, inner, title)}</code>'
    family, _, verdict = kind.partition("-")
    if family in ("chip", "square"):
        sign = SIGNS[verdict]
        return _tag("span", kind, f"{sign} {inner}".rstrip(), title)
    return _tag("span", kind, inner, title)


def _line(spans: Line) -> str:
    return "".join(map(_span, spans))


def _paragraph(block: Paragraph) -> str:
    inner = _line(block.spans)
    if block.role in ("title", "heading"):
        # No h1 to h6: a notebook's table of contents would list them.
        inner = _tag("strong", "strong", inner) if block.role == "heading" else inner
    return _tag("p", block.role, inner)


def _bar(cell: Cell) -> str:
    """A cell of a table of bars; a sign and a letter stand at its start, so that they are read without any style."""
    span = f' colspan="{cell.span}"' if cell.span > 1 else ""
    name = "bars-center" if cell.center else "bars-cell"
    if cell.fill or cell.span > 1 or cell.faint:
        name = f"bar-{cell.fill}" if cell.fill else "bar" if cell.faint else "bars-cell"
    bold = ";font-weight:600" if cell.strong else ""
    return f'<td style="{STYLES[name]}{bold}"{span}>{_line(cell.spans)}</td>'


def _segments(cell: Cell) -> str:
    """A bar of figures; it takes a little less than the cell, so that rounding breaks no line."""
    return "".join(
        f'<span style="{STYLES["segment-" + verdict.replace(" ", "-")]};width:{part}%">&nbsp;</span>'
        for verdict, part in shares(cell.bar, 98)
    )


def _cell(cell: Cell, kind: str) -> str:
    if kind == "bars":
        return _bar(cell)
    style = STYLES["diff-cell" if kind == "diff" else "cell"]
    if cell.center:
        style += ";text-align:center;vertical-align:middle"
    if cell.indent:
        style += f";padding-left:{8 + _INDENT_PX * min(cell.indent, 20)}px"
    if cell.faint:
        style += ";opacity:.72"
    if cell.strong:
        style += ";font-weight:600"
    span = f' colspan="{cell.span}"' if cell.span > 1 else ""
    inner = _segments(cell) if cell.bar else _line(cell.spans)
    return f'<td style="{style}"{span}>{inner}</td>'


def _row(row: Row, kind: str) -> str:
    name = "diff-row" if kind == "diff" else "row"
    style = f"{name}-failed" if row.tone == "failed" else name
    return _tag("tr", style, "".join(_cell(cell, kind) for cell in row.cells))


def _head(table: Table, number: int, title: str) -> str:
    outer = number in (0, len(table.head) - 1)
    if table.kind == "bars" and not outer:
        narrow = len(title) * _LETTER_PX * (len(table.head) - 2) > _BARS_PX
        shown = _text(title).replace(".", ".<br>") if narrow else _text(title)
        return _tag("th", "bars-head", shown, ' scope="col"')
    style = STYLES["head-cell"]
    if table.rows and number < len(table.rows[-1].cells) and table.rows[-1].cells[number].center:
        style += ";text-align:center"
    return f'<th style="{style}" scope="col">{_text(title)}</th>'


def _table(table: Table) -> str:
    parts = []
    if table.caption:
        parts.append(_tag("caption", "caption", _line(table.caption)))
    widths = table.widths
    if widths:
        columns = "".join(f'<col style="width:{width}">' if width else "<col>" for width in widths)
        parts.append(f"<colgroup>{columns}</colgroup>")
    if table.head:
        cells = "".join(_head(table, number, title) for number, title in enumerate(table.head))
        parts.append(f"<thead>{_tag('tr', 'head-row', cells)}</thead>")
    parts.append(f"<tbody>{''.join(_row(row, table.kind) for row in table.rows)}</tbody>")
    return _tag("table", "table", "".join(parts))


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Details):
        opened = " open" if block.open else ""
        inner = _tag("summary", "summary", _line(block.summary)) + _blocks(block.blocks)
        return f'<details style="{STYLES["details-boxed" if block.boxed else "details"]}"{opened}>{inner}</details>'
    if isinstance(block, Bullets):
        return _tag("ul", "list", "".join(_tag("li", "item", _line(one)) for one in block.items))
    if isinstance(block, CodeBlock):
        return _tag("pre", "pre", "\n".join(map(_text, block.text.split("\n"))))
    return _blocks(block.blocks) if "html" in block.media else ""


def _blocks(blocks: tuple[Block, ...]) -> str:
    return "".join(map(_block, blocks))


def render_document(document: Document) -> str:
    """Write a document as one ``div``.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        HTML that an untrusted JupyterLab shows unchanged; the classes keep MathJax out.
    """
    inner = _blocks(document.blocks)
    return f'<div class="contractlab tex2jax_ignore mathjax_ignore" style="{STYLES["root"]}">{inner}</div>'
