"""The view model as static HTML: inline styles, no script, no link, nothing fetched.

A document with pictures begins with one style element, which never holds a stranger's word: it shows the drawings and
hides the tables of the same figures. A front end that drops SVG drops it too, so that the tables stand.

Every text passes `text_of`, the only door: hidden characters become visible, and markup becomes characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.views.escaping import text_of
from contractlab.views.guard import broken_block
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    CodeBlock,
    Details,
    Document,
    Line,
    Only,
    Paragraph,
    Picture,
    Row,
    Span,
    Table,
    shares,
)
from contractlab.views.styles import STYLES
from contractlab.views.svg import PICTURE_STYLE, SWITCH, frame_class, render_svg
from contractlab.views.table_widths import NARROWEST, column_groups, least_width

__all__ = ["SIGNS", "HtmlWriter", "render_document", "text_of"]

SIGNS = {"failed": "✗", "error": "!", "pending": "◔", "not-exercised": "–", "passed": "✓"}
"""The sign of each verdict; a word always stands beside it or in its title."""

_MAX_TITLE = 300
_INDENT_PX = 14
_TOGETHER = 3
_CODE_TAGS = {"code", "code-strong", "code-faint", "code-below", "rule", "rule-failed"}


def _title(title: str) -> str:
    if not title:
        return ""
    cut = title if len(title) <= _MAX_TITLE else title[: _MAX_TITLE - 1] + "…"
    return f' title="{text_of(cut)}"'


class HtmlWriter:
    """Writes blocks with inline styles; pages of their own derive from it and say how things look."""

    reached = ""
    """What lets a keyboard scroll a box; notebooks strip it, and their browsers do it unasked."""

    def look(self, name: str, *more: str) -> str:
        """The attribute that makes an element look as `name` of `STYLES` says.

        Parameters
        ----------
        name : str
        more : str
            ``"center"``, ``"faint"``, ``"bold"``, or ``"indent-3"``.
        """
        return f'style="{STYLES[name]}{"".join(map(self._more, more))}"'

    @staticmethod
    def _more(name: str) -> str:
        if name.startswith("indent-"):
            return f";padding-left:{8 + _INDENT_PX * int(name[7:])}px"
        return {
            "center": ";text-align:center;vertical-align:middle",
            "middle": ";text-align:center",
            "faint": ";opacity:.72",
            "bold": ";font-weight:600",
        }[name]

    def tag(self, name: str, style: str, inner: str, more: str = "") -> str:
        """An element."""
        return f"<{name} {self.look(style)}{more}>{inner}</{name}>"

    def named(self, details: Details) -> str:
        """What else stands in the tag of a section; nothing where pages have no links."""
        return ""

    def span(self, span: Span) -> str:
        """A piece of a line."""
        kind, inner, title = span.kind, text_of(span.text), _title(span.title)
        if kind == "text":
            return f"<span{title}>{inner}</span>" if title else inner
        if kind == "strong":
            return self.tag("strong", "strong", inner, title)
        if kind in _CODE_TAGS:
            return self.tag("code", kind, f"✗ {inner}" if kind == "rule-failed" else inner, title)
        if kind in ("ins", "del"):
            # The value itself is code; <ins> and <del> still say which is which where styles are stripped.
            return self.tag("code", "code", self.tag(kind, kind, inner, title))
        family, _, verdict = kind.partition("-")
        if family in ("chip", "square"):
            sign = SIGNS[verdict]
            # A letter stays beside its sign; a sentence may break.
            shown = f"{sign}&nbsp;{inner}" if len(span.text) <= _TOGETHER else f"{sign} {inner}"
            return self.tag("span", kind, shown if inner else sign, title)
        return self.tag("span", kind, inner, title)

    def line(self, spans: Line) -> str:
        """A line."""
        return "".join(map(self.span, spans))

    def _paragraph(self, block: Paragraph) -> str:
        inner = self.line(block.spans)
        if block.role in ("title", "heading"):
            # No h1 to h6: a notebook's table of contents would list them.
            inner = self.tag("strong", "strong", inner) if block.role == "heading" else inner
        return self.tag("p", block.role, inner)

    def _bar(self, cell: Cell) -> str:
        """A cell of a table of bars; sign and letter stand at its start, so that they are read without any style."""
        span = f' colspan="{cell.span}"' if cell.span > 1 else ""
        name = "bars-center" if cell.center else "bars-cell"
        if cell.fill or cell.span > 1 or cell.faint:
            name = f"bar-{cell.fill}" if cell.fill else "bar" if cell.faint else "bars-cell"
        bold = ("bold",) if cell.strong else ()
        return f"<td {self.look(name, *bold)}{span}>{self.line(cell.spans)}</td>"

    def segments(self, cell: Cell) -> str:
        """A bar of figures; it takes a little less than the cell, so that rounding breaks no line."""
        return "".join(
            f'<span style="{STYLES["segment-" + verdict.replace(" ", "-")]};width:{part}%">&nbsp;</span>'
            for verdict, part in shares(cell.bar, 98)
        )

    def _cell(self, cell: Cell, kind: str) -> str:
        if kind == "bars":
            return self._bar(cell)
        more = [name for name in ("center", "faint") if getattr(cell, name)]
        if cell.indent:
            more.insert(1 if cell.center else 0, f"indent-{min(cell.indent, 20)}")
        if cell.strong:
            more.append("bold")
        span = f' colspan="{cell.span}"' if cell.span > 1 else ""
        inner = self.line(cell.spans)
        if cell.bar:
            inner = f"{inner}<br>{self.segments(cell)}" if cell.spans else self.segments(cell)
        return f"<td {self.look('diff-cell' if kind == 'diff' else 'cell', *more)}{span}>{inner}</td>"

    def row(self, row: Row, kind: str) -> str:
        """A row of a table."""
        name = "diff-row" if kind == "diff" else "row"
        style = f"{name}-failed" if row.tone == "failed" else name
        return self.tag("tr", style, "".join(self._cell(cell, kind) for cell in row.cells))

    def _heads(self, table: Table) -> str:
        if table.kind != "bars":
            return "".join(self._head(table, number, title) for number, title in enumerate(table.head))
        first, *versions, last = table.head
        groups = (self._group(versions[start:stop]) for start, stop in column_groups(versions))
        return f"{self._head(table, 0, first)}{''.join(groups)}{self._head(table, len(table.head) - 1, last)}"

    def _group(self, versions: Sequence[str]) -> str:
        """The head above neighbouring bars: the newest of their versions, for which alone there is room."""
        if len(versions) == 1:
            return self.tag("th", "bars-head", text_of(versions[0]), ' scope="col"')
        more = f' scope="colgroup" colspan="{len(versions)}"{_title(", ".join(versions))}'
        return self.tag("th", "bars-head", text_of(versions[-1]), more)

    def _head(self, table: Table, number: int, title: str) -> str:
        centered = table.rows and number < len(table.rows[-1].cells) and table.rows[-1].cells[number].center
        more = ("middle",) if centered else ()
        return f'<th {self.look("head-cell", *more)} scope="col">{text_of(title)}</th>'

    def table(self, table: Table) -> str:
        """A table."""
        parts = []
        if table.caption:
            parts.append(self.tag("caption", "caption", self.line(table.caption)))
        widths = table.widths
        if widths:
            columns = "".join(f'<col style="width:{width}">' if width else "<col>" for width in widths)
            parts.append(f"<colgroup>{columns}</colgroup>")
        if table.head:
            parts.append(f"<thead>{self.tag('tr', 'head-row', self._heads(table))}</thead>")
        parts.append(f"<tbody>{''.join(self.row(row, table.kind) for row in table.rows)}</tbody>")
        made, least = self.tag("table", "table", "".join(parts)), least_width(table)
        if least <= NARROWEST:
            return made
        inner = f'<div style="min-width:{least}px">{made}</div>'
        return self.tag("div", "scroll", inner, self.reached)

    def picture(self, picture: Picture) -> str:
        """A picture, hidden until the style of the document shows it; else its words would stand without their places.

        ``hidden`` is for front ends that take the style attribute away, but not the words of the drawing.
        """
        title = self.tag("p", "heading", self.line(picture.title))
        frame = self.tag(
            "div", "unseen", render_svg(picture.drawing), f' class="{frame_class(picture.drawing)}" hidden'
        )
        if not picture.table.rows:  # its figures stand below in any case
            return frame
        return f'{title}{frame}<div class="clp-table">{self.table(picture.table)}</div>'

    def block(self, block: Block) -> str:
        """A block."""
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Details):
            opened = " open" if block.open else ""
            inner = self.tag("summary", "summary", self.line(block.summary)) + self.blocks(block.blocks)
            look = self.look("details-boxed" if block.boxed else "details")
            return f"<details {look}{self.named(block)}{opened}>{inner}</details>"
        if isinstance(block, Bullets):
            return self.tag("ul", "list", "".join(self.tag("li", "item", self.line(item)) for item in block.items))
        if isinstance(block, CodeBlock):
            return self.tag("pre", "pre", "\n".join(map(text_of, block.text.split("\n"))))
        if isinstance(block, Picture):
            return self.picture(block)
        return self.blocks(block.blocks) if "html" in block.media else ""

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        """Blocks, one below the other."""
        return "".join(map(self._guarded, blocks))

    def _guarded(self, block: Block) -> str:
        try:
            return self.block(block)
        except Exception as error:
            return self._paragraph(broken_block(error))


_INLINE = HtmlWriter()


def _has_picture(block: Block) -> bool:
    if isinstance(block, Details):
        return any(map(_has_picture, block.blocks))
    if isinstance(block, Only):
        return "html" in block.media and any(map(_has_picture, block.blocks))
    return isinstance(block, Picture)


def render_document(document: Document) -> str:
    """Write a document as one ``div``, behind a style element where it has pictures.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        HTML that an untrusted JupyterLab shows unchanged; the classes keep MathJax out.
    """
    inner = _INLINE.blocks(document.blocks)
    style = f"<style>{PICTURE_STYLE}{SWITCH}</style>" if any(map(_has_picture, document.blocks)) else ""
    return f'{style}<div class="contractlab tex2jax_ignore mathjax_ignore" {_INLINE.look("root")}>{inner}</div>'
