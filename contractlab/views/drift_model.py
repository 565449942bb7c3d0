"""View of drift: what a provider answered otherwise from some version on, and whether anybody asks."""

from __future__ import annotations

from itertools import groupby

from contractlab.insight.drift import Drift, DriftChange
from contractlab.views.guard import lost_blocks
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
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.words import count, cut

__all__ = ["build_drift"]

_SHOWN = 40
_SPANS = 6
_RICH = frozenset({"html", "markdown"})


def build_drift(drift: Drift) -> Document:
    """The document of what changed over versions."""
    versions = drift.versions
    span = f"{versions[0]} to {versions[-1]}" if len(versions) > 1 else "one version"
    over = faint(f" {count(drift.answers, 'answer')}, {span}")
    if not len(drift):
        none = (
            chip("not exercised", "No field is known to have drifted")
            if drift.lost
            else chip("passed", "No field drifted")
        )
        return Document((Paragraph(line(none, over), "title"), *lost_blocks(drift.lost)))
    silent = len(drift.silent)
    title = line(strong(f"{count(len(drift), 'change')} in the answers"), over)
    nobody = sum(1 for change in drift.changes if not change.asked_by)
    words = f"{silent:,} while all contracts passed"
    if drift.before_failures:
        words += f"; {len(drift.before_failures):,} at a path that failed then or later"
    words += f"; {nobody:,} in fields that nobody asks for."
    rows = tuple(_row(change) for change in drift.changes[:_SHOWN])
    left = max(0, len(drift) - _SHOWN)
    head = ("field", "since", "what changed", "over versions", "asked by")
    table = Table(rows, head, "grid", ("26%", "72px", "", "22%", "110px"), (), _SHOWN, "drift", left)
    calls = line(code("drift.to_frame()"), faint(" · "), code(f"drift[{drift.changes[0].path!r}]"))
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(line(words), "sentence"), table]
    blocks += [_fields(change) for change in drift.changes[:_SHOWN] if change.fields]
    blocks += lost_blocks(drift.lost)
    blocks.append(Only(_RICH, (Paragraph(line(faint("Next: "), calls)),)))
    return Document(tuple(blocks), 64)


def _row(change: DriftChange) -> Row:
    failed = bool(change.failed_since)
    place = line(code(cut(change.path, 80)), faint(f" {cut(change.endpoint.label, 80)}"))
    often = f" in {change.times}" if change.times else ""
    what = line(strong(cut(f"{change.now}{often}", 120)), faint(f", before {cut(change.was, 80)}"))
    if failed:
        what = line(what, " ", chip("failed", f"failed since {cut(change.failed_since, 20)}"))
    asked = line(cut(", ".join(change.asked_by), 60)) if change.asked_by else line(faint("nobody"))
    cells = (
        Cell(place, strong=failed),
        Cell(line(cut(change.since, 20))),
        Cell(what),
        Cell(_strip(change)),
        Cell(asked),
    )
    return Row(cells)


def _fields(change: DriftChange) -> Details:
    """Each field of a change that is of several."""
    shown = change.fields[:_SHOWN]
    title = line(code(cut(change.path, 80)), faint(f" {cut(change.endpoint.label, 80)}: "))
    title = line(title, f"{count(len(change.fields), 'change')} in one")
    listed = [line(cut(each.sentence, 200)) for each in shown]
    if len(change.fields) > len(shown):
        listed.append(line(faint(f"{len(change.fields) - len(shown):,} more")))
    return Details(title, (Bullets(tuple(listed)),))


def _strip(change: DriftChange) -> Line:
    groups = [(words, [version for version, _ in group]) for words, group in groupby(change.strip, key=lambda e: e[1])]
    pieces = [f"{versions[0]} {cut(words, 30)}" for words, versions in groups]
    if len(pieces) > _SPANS:
        pieces = [*pieces[: _SPANS - 1], "…", pieces[-1]]
    return line(faint(" → ".join(pieces)))
