"""The view of what changed between two versions: verdicts, and differences that are new or gone."""

from __future__ import annotations

from contractlab.verification.changes import CellChange, Changes
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
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
    tell,
)
from contractlab.views.words import count, cut

__all__ = ["build_changes"]

ROWS = 60
_RICH = frozenset({"html", "markdown"})


def _verdict(cell: CellChange) -> Line:
    before = cell.before or "not in it"
    after = cell.after or "not in it"
    return line(faint(before)) if before == after else line(faint(f"{before} → "), strong(after))


def _change_row(change: CellChange) -> Row:
    shown = [seen.mask.mismatch(mismatch) for mismatch, seen in zip(change.new[:3], change.seen_in[:3], strict=True)]
    sentences: list[Line] = [tell(mismatch.sentence) for mismatch in shown]
    if len(change.new) > 3:
        sentences.append(line(faint(f"… {len(change.new) - 3:,} more")))
    if change.gone:
        sentences.append(line(faint(f"{count(len(change.gone), 'mismatch', 'mismatches')} gone")))
    return Row((Cell(line(strong(cut(change.description, 80)))), Cell(_verdict(change)), Cell(join(sentences, " "))))


def build_changes(changes: Changes) -> Document:
    """The document of what changed between two versions."""
    title = line(strong(f"{cut(changes.old, 40)} → {cut(changes.new, 40)} "))
    if not changes:
        return Document((Paragraph(line(title, "nothing changed"), "title"),))
    pieces = []
    if changes.broken:
        pieces.append(line(chip("failed", f"{len(changes.broken):,} broken")))
    if changes.mended:
        pieces.append(line(chip("passed", f"{len(changes.mended):,} mended")))
    others = len(changes) - len(changes.broken) - len(changes.mended)
    if others:
        pieces.append(line(faint(f"{others:,} otherwise different")))
    rows = tuple(_change_row(cell) for cell in changes.cells[:ROWS])
    left = len(changes) - len(rows)
    table = Table(
        rows, ("example", "verdict", "new mismatches"), "grid", ("28%", "150px", ""), (), 18, "changes.cells", left
    )
    more: list[Block] = []
    if left:
        more.append(Only(_RICH, (Bullets((line(faint(f"… {left:,} more: "), code("changes.cells")),)),)))
    return Document((Paragraph(line(title, join(pieces, " ")), "title"), table, *more))
