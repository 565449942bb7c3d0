"""Views of editing: what was edited, what it would change in the verdicts, and what changes in the file."""

from __future__ import annotations

from contractlab.editing.contract_edit import Edit
from contractlab.editing.differences import Difference
from contractlab.editing.preview import Preview, VerdictChange
from contractlab.views.compare_model import comparison_blocks
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    CodeBlock,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Table,
    chip,
    code,
    faint,
    join,
    line,
    strong,
)
from contractlab.views.words import capture_line, count, cut, file_name, format_name

__all__ = ["build_difference", "build_edit", "build_preview"]

STEPS = 30
CHANGES = 60
WARNINGS = 8
_LINES = 200
_RICH = frozenset({"html", "markdown"})


def build_edit(edit: Edit) -> Document:
    """The document of an edit."""
    contract = edit.original
    title = line(
        strong(f"{cut(contract.consumer, 80)} → {cut(contract.provider, 80)}"),
        faint(f" {format_name(contract)}, editing"),
    )
    about = line(code(file_name(contract.source.name)), faint(f" {count(len(edit), 'example')}"))
    steps = edit.steps
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(about)]
    blocks += _warnings(edit)
    if not steps:
        blocks.append(Paragraph(line("Nothing is edited yet.")))
    else:
        items = tuple(line(f"{cut(step.label, 100)} ", code(cut(step.code, 160))) for step in steps[-STEPS:])
        blocks.append(Paragraph(line(strong(count(len(steps), "edit")), faint(", not saved") if edit.changed else "")))
        if len(steps) > STEPS:
            blocks.append(Paragraph(line(faint(f"… {len(steps) - STEPS:,} before: "), code("edit.steps"))))
        blocks.append(Bullets(items))
    calls = [
        "edit.preview(captures)",
        "edit.suggestions(captures)",
        "edit.diff()",
        "edit.undo()",
        "edit.code()",
        "edit.save()",
    ]
    blocks.append(Paragraph(join([line(faint("Next: "), code(calls[0])), *(line(code(call)) for call in calls[1:])])))
    return Document(tuple(blocks))


@guarded
def _warnings(edit: Edit) -> list[Block]:
    """What the edits made newly odd."""
    warnings = edit.warnings
    if not warnings:
        return []
    shown = tuple(line(cut(warning.message, 240)) for warning in warnings[:WARNINGS])
    blocks: list[Block] = [Paragraph(line(strong(f"Newly odd: {len(warnings):,}")), "heading"), Bullets(shown)]
    if len(warnings) > WARNINGS:
        blocks.append(Paragraph(line(faint(f"… {len(warnings) - WARNINGS:,} more: "), code("edit.warnings"))))
    return blocks


def _verdict(verdict: str | None) -> Line:
    return line(faint("nothing")) if verdict is None else (chip(verdict, verdict),)


def _row(change: VerdictChange) -> Row:
    capture = change.result.mask.capture if change.result is not None else None
    about = line(strong(cut(change.example, 80)))
    if capture is not None:
        about = line(about, " ", capture_line(capture))
    return Row((Cell(about), Cell(_verdict(change.before)), Cell(_verdict(change.after))))


def build_preview(preview: Preview) -> Document:
    """The document of what edits would change."""
    blocks: list[Block] = [Paragraph(line(strong(preview.sentence)), "title")]
    changes = preview.changes
    if changes:
        rows = tuple(map(_row, changes[:CHANGES]))
        left = len(changes) - len(rows)
        head = ("example", "before", "after")
        blocks.append(Table(rows, head, "grid", ("", "130px", "130px"), (), 18, "preview.changes", left))
        if left:
            more = Paragraph(line(faint(f"… {left:,} more: "), code("preview.changes")))
            blocks.append(Only(_RICH, (more,)))
    return Document(tuple(blocks))


def build_difference(difference: Difference) -> Document:
    """The document of the changed lines of a file."""
    name = file_name(difference.original.source.name)
    if not difference:
        return Document((Paragraph(line(code(name), " is unchanged."), "title"),))
    lines = difference.text.splitlines()
    shown = "\n".join(text[:300] for text in lines[:_LINES])
    blocks: list[Block] = comparison_blocks(difference.comparison)
    blocks.append(
        Paragraph(line("In the file ", code(name), faint(f" after {count(difference.edits, 'edit')}:")), "heading")
    )
    blocks.append(CodeBlock(shown, "diff"))
    if len(lines) > _LINES:
        blocks.append(
            Paragraph(line(faint(f"… {count(len(lines) - _LINES, 'more line')}: "), code("edit.diff().text")))
        )
    return Document(tuple(blocks))
