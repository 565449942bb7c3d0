"""Views of repairs: what could be done about each cause, what it would change, and what to tell the provider."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.editing.repair import CauseRepairs, Repair, Repairs
from contractlab.editing.repair_options import RunOption
from contractlab.verification.causes import Cause, shared_sentence
from contractlab.views.guard import guarded, lost_blocks
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
    tell,
)
from contractlab.views.pasted import pasted
from contractlab.views.words import count, cut

__all__ = ["build_cause_repairs", "build_repair", "build_repairs"]

_RICH = frozenset({"html", "markdown"})
_CAUSES = 12
_DIFFERENCES = 12_000
"""Differences of the results of the causes listed: each change that is tried judges them again."""
_HEAD = ("", "fix, least harm first", "failed → passed", "passed → failed")
_WIDTHS = ("32px", "", "170px", "170px")


def build_repairs(repairs: Repairs) -> Document:
    """The document of all causes with their repairs."""
    if not repairs:
        return Document((Paragraph(line(strong("Nothing to repair: no example fails.")), "title"),))
    title = count(len(repairs), "cause") if len(repairs) else count(len(repairs.options), "thing to look at")
    blocks: list[Block] = [Paragraph(line(strong(title), faint(", nothing is applied by itself")), "title")]
    for option in repairs.options:
        blocks += _option_blocks(option)
    listed = _listed(repairs.causes)
    for place, cause in enumerate(repairs[:listed]):
        blocks += _cause_blocks(cause, f"repairs[{place}]")
    if len(repairs) > listed:
        blocks.append(Paragraph(line(faint(f"… {len(repairs) - listed:,} more: "), code("repairs"))))
    first = next(
        (f"repairs[{place}][{own}]" for place, each in enumerate(repairs[:listed]) for own, repair in enumerate(each)
         if repair.helps and repair.applies), "",
    )  # fmt: skip
    if first:
        blocks.append(Paragraph(line(faint("Next: "), code(f"{first}.apply()"), " ", code(f"{first}.previews"))))
    return Document(tuple(blocks), 60)


def _listed(causes: Sequence[Cause]) -> int:
    """How many causes to list: fewer where one result differs in thousands of ways, one at least."""
    differences = 0
    for place, cause in enumerate(causes[:_CAUSES]):
        matches = (result.match for result in cause.results)
        differences += max((len(own.mismatches) + own.left_out for own in matches if own is not None), default=0)
        if place and differences > _DIFFERENCES:
            return place
    return min(len(causes), _CAUSES)


@guarded
def _option_blocks(option: RunOption) -> list[Block]:
    """What could be done about the run as a whole: what it would give, and the code for it."""
    return [
        Paragraph(line(strong(cut(option.name))), "heading"),
        Paragraph(line(cut(option.meaning, 400), " ", strong(cut(option.sentence, 300))), "sentence"),
        Only(_RICH, (CodeBlock(pasted(option.code), "python"),)),
    ]


def build_cause_repairs(repairs: CauseRepairs) -> Document:
    """The document of what could be done about one cause."""
    return Document(tuple(_cause_blocks(repairs, "repairs")))


def build_repair(repair: Repair) -> Document:
    """The document of one repair: its meaning, both figures, and the code, or the text for the provider."""
    blocks: list[Block] = [
        Paragraph(line(strong(cut(repair.name))), "title"),
        Paragraph(_meaning(repair), "sentence"),
        Paragraph(line(cut(repair.sentence, 300), ".")),
    ]
    if repair.text or repair.code:
        blocks.append(CodeBlock(repair.text) if repair.text else CodeBlock(pasted(repair.code), "python"))
    return Document(tuple(blocks))


@guarded
def _cause_blocks(repairs: CauseRepairs, name: str) -> list[Block]:
    cause = repairs.cause
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    sentence = tell(shared_sentence(cause.mismatches, cause.path, shown=shown))
    blocks: list[Block] = [Paragraph(line(strong(f"{cause.letter} "), sentence), "heading")]
    if not any(repair.applies for repair in repairs.helping):
        blocks.append(Paragraph(line(repairs.sentence)))
    rows = tuple(_row(place, repair) for place, repair in enumerate(repairs.helping))
    blocks.append(Table(rows, _HEAD, "grid", _WIDTHS, (), 20, name))
    if repairs.folded:
        reasons = [f"{repair.name[:1].lower()}{repair.name[1:]} ({repair.why_not})" for repair in repairs.folded]
        words = f"{count(len(reasons), 'change')} would not help: "
        blocks.append(Paragraph(line(faint(words + cut("; ".join(reasons), 600)))))
    blocks += lost_blocks(() if repairs.untried else repairs.lost)
    letter = next((repair.text for repair in repairs if repair.text), "")
    if letter:
        blocks.append(Only(_RICH, (Details(line("Text for the provider"), (CodeBlock(letter),)),)))
    return blocks


def _meaning(repair: Repair) -> Line:
    seen = faint(f" Learned from captures: {cut(repair.evidence, 140)}.") if repair.evidence else ""
    strict = faint(f" {repair.strictness.sentence}.") if repair.strictness else ""
    rather = faint(f" Rather the provider: {cut(repair.why_last, 160)}.") if repair.why_last else ""
    return line(cut(repair.meaning, 300), seen, strict, rather)


def _row(place: int, repair: Repair) -> Row:
    name = Cell(line(strong(cut(repair.name, 120)), ". ", _meaning(repair)))
    if not repair.applies:
        return Row(
            (Cell(line(faint(place))), name, Cell(line(faint("0 until it is released"))), Cell(line(faint("0"))))
        )
    counted = repair.counts()
    mended, broken = counted.get(("failed", "passed"), 0), counted.get(("passed", "failed"), 0)
    good = line(strong(f"{mended:,} of {repair.total:,}" if mended <= repair.total else f"{mended:,}"))
    if repair.still:
        good = line(good, faint(f", {repair.still_in_words}"))
    bad = line(strong(f"{broken:,}") if broken else faint("0"))
    others = sum(counted.values()) - mended - broken
    if others:
        bad = line(bad, faint(f", {others:,} other {'change' if others == 1 else 'changes'}"))
    return Row((Cell(line(faint(place))), name, Cell(good), Cell(bad)))
