"""The view model as Markdown, for step summaries and pull requests.

Strangers' words never reach the syntax: plain words are escaped, and whatever holds a character that some dialect
gives a meaning to (a dollar, an at sign, an address …) becomes a code span, in which nothing has one.
"""

from __future__ import annotations

import re
from html import escape

from contractlab.values.text import visible
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

__all__ = ["code_span", "escape_text", "render_document"]

# Mathematics, HTML, mentions, references to issues, addresses, emoji names: escaping differs from dialect to dialect.
_RISKY = re.compile(r"[$\\`<>@#^]|://|www\.|:\w+:|&\w|&#|[\w.+-]@|\bGH-\d", re.IGNORECASE)
_SPECIAL = re.compile(r"([*_\[\]|~!{}&])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_BACKTICKS = re.compile(r"`+")


def code_span(text: object, *, in_table: bool = False) -> str:
    """A code span that no run of backticks can end.

    Parameters
    ----------
    text : object
    in_table : bool
        True if pipes must be escaped.
    """
    shown = visible(text)
    if not shown.strip():
        shown = f"‹{len(shown)} spaces›" if shown else "‹empty›"
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    if in_table:
        # After a backslash no spelling of a pipe serves all: JupyterLab's parser reads two as an escaped backslash.
        shown = shown.replace("\\|", "\\‹U+007C›").replace("|", "\\|")
    return f"{fence}{pad}{shown}{pad}{fence}"


def escape_text(text: object, *, in_table: bool = False) -> str:
    """Words that mean nothing but themselves."""
    shown = visible(text)
    if _RISKY.search(shown):
        inner = shown.strip()
        before, after = shown[: len(shown) - len(shown.lstrip())], shown[len(shown.rstrip()) :]
        return f"{before[:1]}{code_span(inner, in_table=in_table)}{after[:1]}"
    return _SPECIAL.sub(r"\\\1", shown)


def _span(span: Span, in_table: bool) -> str:
    kind = span.kind
    family, _, verdict = kind.partition("-")
    if family == "square":
        return ""
    if family == "chip":
        return (
            f"**{SIGNS[verdict]} {escape_text(span.text, in_table=in_table)}**"
            if span.text
            else f"**{SIGNS[verdict]}**"
        )
    if kind == "rule-failed":
        return f"✗ {code_span(span.text, in_table=in_table)}"
    if family == "code" or kind in ("rule", "ins", "del", "state"):
        # A label such as ``"name": `` ends in a space, which belongs outside.
        return code_span(span.text.rstrip() or span.text, in_table=in_table)
    if kind == "strong":
        inner = escape_text(span.text.strip(), in_table=in_table)
        after = " " if span.text.endswith(" ") else ""
        return (f"**{inner}**" if inner and inner[0].isalnum() and inner[-1].isalnum() else inner) + after
    return escape_text(span.text, in_table=in_table)


def _line(spans: Line, in_table: bool = False) -> str:
    pieces: list[str] = []
    for span in spans:
        piece = _span(span, in_table)
        if not piece:
            continue
        # Two code spans that touch would read as one with a longer fence.
        if pieces and pieces[-1].endswith("`") and piece.startswith("`"):
            pieces.append(" ")
        pieces.append(piece)
    text = "".join(pieces).strip()
    # What starts a line could start a list, a quote or a rule.
    return _LEADING.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", text)


def _html_span(span: Span) -> str:
    """A span inside an HTML block (a summary), where Markdown is not read."""
    shown = visible(span.text)
    family, _, verdict = span.kind.partition("-")
    if family == "square":
        return ""
    if family == "chip":
        return f"<b>{SIGNS[verdict]} {escape(shown)}</b>"
    if family in ("code", "rule") or span.kind in ("ins", "del", "state") or _RISKY.search(shown):
        return f"<code>{escape(shown)}</code>"
    return f"<b>{escape(shown)}</b>" if span.kind == "strong" else escape(shown)


def _cell(cell: Cell) -> str:
    if cell.bar and not cell.spans:
        return code_span(bar_text(cell.bar), in_table=True)
    return ("· " * cell.indent + _line(cell.spans, True)).strip() or " "


def _table(table: Table) -> list[str]:
    if not table.rows:
        return []
    if table.kind in ("list", "cards"):
        rows = []
        for row in table.rows:
            sign, *rest = [_line(cell.spans) for cell in row.cells]
            remarks = "".join(f"  \n  {remark}" for remark in rest[1:] if remark)
            rows.append(f"- {sign} {rest[0]}{remarks}" if sign else f"- {rest[0]}{remarks}")
        return ["\n".join(rows)]
    count = max([len(table.head), *(sum(cell.span for cell in row.cells) for row in table.rows)])
    head = [escape_text(title, in_table=True) or " " for title in table.head] or [" "] * count
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * count]
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            cells += [_cell(cell), *[" "] * (cell.span - 1)]
        lines.append("| " + " | ".join(cells) + " |")
    caption = [_line(table.caption)] if table.caption else []
    return ["\n".join(lines), *caption]


def _block(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        text = _line(block.spans)
        if block.role in ("title", "heading") and text:
            return [f"### {text}" if block.role == "title" else f"**{text}**" if "*" not in text else text]
        return [text] if text else []
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Details):
        opened = " open" if block.open else ""
        summary = "".join(map(_html_span, block.summary)).strip()
        return [f"<details{opened}><summary>{summary}</summary>", *_blocks(block.blocks), "</details>"]
    if isinstance(block, Bullets):
        return ["\n".join(f"- {_line(item)}" for item in block.items)]
    if isinstance(block, CodeBlock):
        lines = [visible(text) for text in block.text.split("\n")]
        longest = max((len(run) for text in lines for run in _BACKTICKS.findall(text)), default=0)
        fence = "`" * max(3, longest + 1)
        return ["\n".join([f"{fence}{block.language}", *lines, fence])]
    if isinstance(block, Picture):
        return [_line(block.title), *_table(block.table)]
    return _blocks(block.blocks) if "markdown" in block.media else []


def _blocks(blocks: tuple[Block, ...]) -> list[str]:
    return [text for block in blocks for text in _guarded(block) if text]


def _guarded(block: Block) -> list[str]:
    try:
        return _block(block)
    except Exception as error:
        return _block(broken_block(error))


def render_document(document: Document) -> str:
    """Write a document as GitHub's Markdown.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        Blocks parted by empty lines, ending in a line end.
    """
    return "\n\n".join(_blocks(document.blocks)) + "\n"
