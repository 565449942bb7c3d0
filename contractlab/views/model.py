"""The view model: what is said, in which order, and what it means; not what it looks like.

A document is a row of blocks, a block holds lines of spans, a span is a text with a meaning. Builders make documents
out of contracts, results and captures; three renderers write them as HTML, Markdown and plain text. Texts are raw
here, strangers' words included: making them harmless is the renderers' business, at the one place where each knows
its own syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from contractlab.values.sentences import Sentence
from contractlab.views.drawing import Drawing

__all__ = [
    "WRITE_ALL",
    "Block",
    "Bullets",
    "Cell",
    "CodeBlock",
    "Details",
    "Document",
    "Fold",
    "Line",
    "Only",
    "Paragraph",
    "Picture",
    "Row",
    "Span",
    "SpanKind",
    "Table",
    "bar_text",
    "chip",
    "code",
    "faint",
    "faint_code",
    "join",
    "line",
    "shares",
    "square",
    "strong",
    "tell",
    "typed",
]

WRITE_ALL = "--json FILE"
"""What gives all of a run in a shell, where nobody can ask an object for more."""

SpanKind = Literal[
    "text",
    "strong",
    "faint",
    "code",
    "code-strong",
    "code-faint",
    "code-below",
    "state",
    "rule",
    "rule-failed",
    "ins",
    "del",
    "chip-failed",
    "chip-error",
    "chip-pending",
    "chip-not-exercised",
    "chip-passed",
    "square-failed",
    "square-error",
    "square-pending",
    "square-not-exercised",
    "square-passed",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A text with a meaning.

    Attributes
    ----------
    kind : str
        ``ins`` and ``del`` are the expected and the given value of a difference; ``chip-…`` is a verdict in a solid
        block, whose sign the renderer adds; ``square-…`` is one small block of the strip.
    text : str
    title : str
        The whole text, where `text` is cut.
    target : str
        Name of the section of a page that tells more; renderers without links leave it out.
    shell : str
        What to type in a shell instead, where `text` is something to type in Python.
    opens : str
        The file to open and its line, ``pacts/billing.json:118``; renderers that cannot open files leave it out.
    """

    kind: SpanKind
    text: str
    title: str = ""
    target: str = ""
    shell: str = ""
    opens: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line.

    Attributes
    ----------
    spans : Line
    role : str
        ``"title"``, ``"sentence"``, ``"heading"``, ``"plain"``.
    """

    spans: Line
    role: Literal["title", "sentence", "heading", "plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `indent` counts levels of nesting, `span` columns; `fill` is the verdict that a bar has the colour of.

    `bar` draws figures side by side, each a verdict with its number; the figures themselves stand in another cell. Text
    in the same cell stands above it, and alone where bars are made of characters.
    """

    spans: Line
    indent: int = 0
    span: int = 1
    faint: bool = False
    strong: bool = False
    center: bool = False
    fill: Literal["", "failed", "error", "pending"] = ""
    bar: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """What a row of a diff stands for, so that a screen can ask for it; static renderers have no use for it.

    Attributes
    ----------
    kind : str
        ``"branch"``: all that is below the value at `place`; ``"run"``: its values from `start` to `stop`; ``"way"``:
        its items that differ in one way, ``"ways"``: in other ways; ``"rest"``: its items that do not differ.
    place : tuple of int
        Positions from the root down. Not keys: those may be secret.
    start, stop : int
        What is asked for first, and where a run ends.
    number : int
        Which way of differing.
    """

    kind: Literal["branch", "run", "way", "ways", "rest"]
    place: tuple[int, ...]
    start: int = 0
    stop: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row; the tone ``"failed"`` tints it from end to end.

    Attributes
    ----------
    cells : tuple of Cell
    tone : str
    fold : Fold or None
        What can be unfolded here.
    bracket : str
        ``"opens"`` and ``"closes"`` hold rows of one object or array together.
    """

    cells: tuple[Cell, ...]
    tone: Literal["", "failed"] = ""
    fold: Fold | None = None
    bracket: Literal["", "opens", "closes"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    rows : tuple of Row
    head : tuple of str
        Column titles; none for a list of sentences.
    kind : str
        ``"list"``: sentences with remarks; ``"cards"``: the same, side by side where a renderer can; ``"grid"``:
        columns; ``"diff"``: expected, rule, got; ``"bars"``: many narrow columns, in which a cell may be a bar over
        several.
    widths : tuple of str
        CSS widths of the columns, ``""`` for what is left.
    caption : Line
    text_lines : int
        How many lines the text view gives to it; 0 for all.
    rest : str
        The call that shows what is cut.
    left_out : int
        Rows that are not among `rows`.
    shell : str
        The option that shows or writes what is cut, for readers in a shell.
    """

    rows: tuple[Row, ...]
    head: tuple[str, ...] = ()
    kind: Literal["list", "cards", "grid", "diff", "bars"] = "grid"
    widths: tuple[str, ...] = ()
    caption: Line = ()
    text_lines: int = 0
    rest: str = ""
    left_out: int = 0
    shell: str = WRITE_ALL


@dataclass(frozen=True, slots=True)
class Details:
    """A section that can be folded; the text view shows open ones only. Links of a page find it by its `name`.

    Who lays blocks out anew asks the `topic`: ``"why"``, ``"compared"``, ``"not-checked"``, ``"reproduce"``, or empty.
    """

    summary: Line
    blocks: tuple[Block, ...]
    open: bool = False
    boxed: bool = True
    name: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Several lines of code; `program` is what they are for, where several blocks do the same: ``"curl"``."""

    text: str
    language: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that answers one question, and the same figures as a table for where nothing can be drawn.

    A table without rows stands for one that follows in any case: then the drawing is alone, and has no title.
    """

    title: Line
    drawing: Drawing
    table: Table


@dataclass(frozen=True, slots=True)
class Only:
    """Blocks for some of the media: ``"html"``, ``"markdown"``, ``"text"``.

    What takes time to make is given as a function that keeps it: a medium that does not show it never asks for it.
    """

    media: frozenset[str]
    content: tuple[Block, ...] | Callable[[], tuple[Block, ...]]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks themselves."""
        return self.content() if callable(self.content) else self.content


Block = Paragraph | Table | Details | Bullets | CodeBlock | Picture | Only


@dataclass(frozen=True, slots=True)
class Document:
    """What one object says of itself; `text_lines` is the most that its text view may take, 0 for any number."""

    blocks: tuple[Block, ...]
    text_lines: int = 25


def line(*pieces: str | Span | Line) -> Line:
    """Put a line together; strings are plain text."""
    spans: list[Span] = []
    for piece in pieces:
        if isinstance(piece, str):
            spans.append(Span("text", piece))
        elif isinstance(piece, Span):
            spans.append(piece)
        else:
            spans.extend(piece)
    return tuple(spans)


def code(text: object, title: str = "") -> Span:
    """A path, a name or a value."""
    return Span("code", str(text), title)


def typed(text: str, shell: str = WRITE_ALL) -> Span:
    """Something to type in Python, and what does the same in a shell."""
    return Span("code", text, shell=shell)


def faint(text: object) -> Span:
    """A remark."""
    return Span("faint", str(text))


def faint_code(text: object, title: str = "") -> Span:
    """A path, a name or a value within a remark."""
    return Span("code-faint", str(text), title)


def strong(text: object) -> Span:
    """A name or a heading."""
    return Span("strong", str(text))


_VERDICT_KINDS: dict[str, SpanKind] = {
    "failed": "chip-failed",
    "error": "chip-error",
    "pending": "chip-pending",
    "not exercised": "chip-not-exercised",
    "passed": "chip-passed",
}
_SQUARE_KINDS: dict[str, SpanKind] = {
    "failed": "square-failed",
    "error": "square-error",
    "pending": "square-pending",
    "not exercised": "square-not-exercised",
    "passed": "square-passed",
}


def chip(verdict: str, text: str = "") -> Span:
    """A verdict as a block; without a text the sign alone."""
    return Span(_VERDICT_KINDS.get(verdict, "chip-error"), text)


def square(verdict: str, title: str) -> Span:
    """One result in the strip."""
    return Span(_SQUARE_KINDS.get(verdict, "square-error"), "", title)


def tell(sentence: Sentence) -> Line:
    """A sentence as a line; the path it starts with stands out."""
    spans: list[Span] = []
    for index, (kind, text) in enumerate(sentence.spans):
        if kind == "code":
            spans.append(Span("code-strong" if index == 0 else "code", text))
        else:
            spans.append(Span("strong" if kind == "strong" else "text", text))
    return tuple(spans)


def shares(bar: Iterable[tuple[str, int]], width: int) -> list[tuple[str, int]]:
    """The figures of a bar as parts of `width`; what is there keeps a part of 1 at least, and none is too wide.

    Parameters
    ----------
    bar : iterable of (str, int)
    width : int
        At least as large as the number of figures.
    """
    figures = [(verdict, number) for verdict, number in bar if number > 0]
    total = sum(number for _, number in figures)
    parts = [(verdict, max(1, number * width // total)) for verdict, number in figures]
    left = width - sum(part for _, part in parts)
    if parts:
        # What rounding took, or gave, is the widest part's.
        widest = max(range(len(parts)), key=lambda index: parts[index][1])
        parts[widest] = (parts[widest][0], parts[widest][1] + left)
    return parts


_BAR = {
    "passed": "░",
    "failed": "█",
    "error": "▓",
    "pending": "▒",
    "not exercised": "·",
    "none": "·",
    "weakly": "█",
    "never": "·",
}
_BAR_WIDTH = 16


def bar_text(bar: Iterable[tuple[str, int]]) -> str:
    """A bar drawn of characters: ``░░░░░░░░████████``."""
    return "".join(_BAR.get(verdict, "▓") * part for verdict, part in shares(bar, _BAR_WIDTH))


def join(lines: Iterable[Line], separator: str = " · ") -> Line:
    """Lines in a row, empty ones left out."""
    joined: list[Span] = []
    for spans in lines:
        if not spans:
            continue
        if joined:
            joined.append(faint(separator))
        joined.extend(spans)
    return tuple(joined)
