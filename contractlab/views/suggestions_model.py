"""Views of suggestions: what was seen, what it suggests, what that would change, and the code that does it."""

from __future__ import annotations

from contractlab.editing.suggestions import Suggestion, Suggestions
from contractlab.views.model import (
    Block,
    Cell,
    CodeBlock,
    Details,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Table,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.pasted import pasted
from contractlab.views.words import count, cut, named

__all__ = ["SHOWN", "build_suggestion", "build_suggestions"]

SHOWN = 40
_RICH = frozenset({"html", "markdown"})


def _where(suggestion: Suggestion) -> Line:
    if suggestion.part in ("body", "contents"):
        return line(code(cut(suggestion.path, 80)))
    return (
        line(strong("status"))
        if suggestion.part == "status"
        else line(strong("header "), code(cut(suggestion.path, 60)))
    )


def _effect(suggestion: Suggestion) -> str:
    preview = suggestion.preview
    if preview or not preview.differences:
        return preview.sentence.removeprefix("If saved: ")
    word = "fewer" if preview.differences < 0 else "more"
    return f"{count(abs(preview.differences), 'mismatch', 'mismatches')} {word}"


def _rows(numbered: list[tuple[int, Suggestion]]) -> tuple[Row, ...]:
    """A row for each, by example; the number is the one to apply it by."""
    by_example: dict[str, list[tuple[int, Suggestion]]] = {}
    for number, suggestion in numbered:
        by_example.setdefault(suggestion.example, []).append((number, suggestion))
    rows: list[Row] = []
    for name, listed in by_example.items():
        rows.append(Row((Cell(line(named("strong", name)), span=4),)))
        for number, suggestion in listed:
            advice = line(f"{cut(suggestion.evidence, 140)}: ", strong(suggestion.advice))
            changes = (
                strong(_effect(suggestion))
                if suggestion.preview or suggestion.preview.differences
                else faint(_effect(suggestion))
            )
            rows.append(Row((Cell(line(faint(number))), Cell(_where(suggestion)), Cell(advice), Cell(line(changes)))))
    return tuple(rows)


def build_suggestions(suggestions: Suggestions) -> Document:
    """The document of several suggestions."""
    if not suggestions:
        nothing = Paragraph(line(strong("Nothing to suggest: the captures match the examples.")))
        return Document((nothing, *_left(suggestions)))
    title = line(strong(count(len(suggestions), "suggestion")), faint(", none applied"))
    shown = list(enumerate(suggestions))[:SHOWN]
    left = len(suggestions) - len(shown)
    head = ("", "where", "seen, and suggested", "if applied")
    blocks: list[Block] = [Paragraph(title, "title")]
    blocks.append(Table(_rows(shown), head, "grid", ("32px", "220px", "", "200px"), (), 40, "suggestions", left))
    if left:
        blocks.append(Only(_RICH, (Paragraph(line(faint(f"… {left:,} more: "), code("suggestions"))),)))
    blocks += _left(suggestions)
    lines = "\n".join(pasted(suggestion.code, 400) for _, suggestion in shown)
    blocks.append(Only(_RICH, (Details(line("As code"), (CodeBlock(lines, "python"),)),)))
    blocks.append(Paragraph(line(faint("Next: "), code("suggestions[0].apply()"), " ", code("edit.undo()"))))
    return Document(tuple(blocks), 48)


def _left(suggestions: Suggestions) -> list[Block]:
    """What was not looked at in a contract of thousands of examples."""
    return [Paragraph(line(faint(f"{suggestions.left_sentence}.")))] if suggestions.examples_left else []


def build_suggestion(suggestion: Suggestion) -> Document:
    """The document of one suggestion."""
    about = line(_where(suggestion), faint(" in "), named("text", suggestion.example))
    advice = line(f"{suggestion.evidence}: ", strong(suggestion.advice), ".")
    blocks: tuple[Block, ...] = (
        Paragraph(about, "title"),
        Paragraph(advice, "sentence"),
        Paragraph(line(suggestion.preview.sentence, ".")),
        CodeBlock(suggestion.code, "python"),
    )
    return Document(blocks)
