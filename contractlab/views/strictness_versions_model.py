"""Views of strictness over versions of a contract: a bar of each path for each version."""

from __future__ import annotations

from contractlab.insight.counts import Counts
from contractlab.insight.strictness import Strictness
from contractlab.insight.strictness_versions import PathOverVersions, StrictnessOverVersions
from contractlab.views.model import Block, Cell, Document, Line, Paragraph, Row, Table, chip, code, faint, line, strong
from contractlab.views.words import count, cut

__all__ = ["build_strictness_versions"]

_SHOWN = 30
_VERSIONS = 8


def build_strictness_versions(strictness: StrictnessOverVersions[Strictness]) -> Document:
    """The document of strictness over versions."""
    if not len(strictness):
        return Document((Paragraph(line(strong("No versions, so nothing was tried.")), "title"),))
    weaker, stricter = strictness.weaker, strictness.stricter
    names = strictness.versions[-_VERSIONS:]
    if weaker:
        title = line(chip("failed", f"{count(len(weaker), 'path')} weaker"), " ", strong(f"in {cut(names[-1], 40)}"))
    else:
        words = f"{count(len(stricter), 'path')} stricter" if stricter else "as strict as before"
        title = line(chip("passed", words), " ", strong(f"in {cut(names[-1], 40)}"))
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(line(f"{strictness.sentence}."), "sentence")]
    loud = [path for path in strictness.paths if any(each is not None and each.weakly for each in path.counts)]
    rows = tuple(_row(path, len(names)) for path in loud[:_SHOWN])
    if rows:
        head = ("path", *(cut(name, 24) for name in names), "")
        left = len(loud) - len(rows)
        widths = ("34%", *("" for _ in names), "140px")
        blocks.append(Table(rows, head, "grid", widths, (), _SHOWN, "strictness.paths", left))
        blocks.append(
            Paragraph(line(faint("Wrong answers that are stopped, of those at places where something is asked.")))
        )
    blocks.append(Paragraph(line(faint("Next: "), code("strictness.to_frame()"))))
    return Document(tuple(blocks), 64)


def _row(path: PathOverVersions, columns: int) -> Row:
    cells = [Cell(line(_figure(each)), center=True) for each in path.counts[-columns:]]
    words: Line = line(faint("as before"))
    if path.change > 0:
        words = line(strong(f"{path.change:,} more let through"))
    elif path.change < 0:
        words = line(f"{-path.change:,} more stopped")
    return Row((Cell(line(code(cut(path.label, 80))), strong=path.change > 0), *cells, Cell(words)))


def _figure(counts: Counts | None) -> str:
    return "–" if counts is None else f"{counts.stopped:,} of {counts.asked:,}"
