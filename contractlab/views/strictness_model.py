"""Views of strictness: how many wrong answers a contract would let through, path by path, and what stops them."""

from __future__ import annotations

from contractlab.insight.judged import Field, JudgedMutant, Outcome
from contractlab.insight.strictness import PathStrictness, Strictness
from contractlab.insight.tightening import Tightening
from contractlab.views.guard import lost_blocks
from contractlab.views.model import (
    Block,
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
    line,
    strong,
)
from contractlab.views.pasted import pasted
from contractlab.views.words import count, cut, named

__all__ = ["build_path", "build_strictness"]

_SHOWN = 20
_MUTANTS = 60
_RICH = frozenset({"html", "markdown"})
_HEAD = ("path", "stopped", "weakly", "never", "first let through, and what stops it")
_WIDTHS = ("34%", "72px", "72px", "64px", "")


def build_strictness(strictness: Strictness) -> Document:
    """The document of contracts' strictness."""
    blocks: list[Block] = [Paragraph(_title(strictness), "title"), Paragraph(_figures(strictness), "sentence")]
    shown = [path for path in strictness.paths if path.weakly][:_SHOWN]
    shown += [path for path in strictness.paths if not path.weakly and path.asked][: max(0, 8 - len(shown))]
    several = len(strictness.contracts) > 1
    rows = tuple(_row(path, several) for path in shown)
    if rows:
        blocks.append(Table(rows, _HEAD, "grid", _WIDTHS, (), 26, "strictness"))
    blocks += _left_out(strictness, shown)
    worst = next((path for path in strictness.paths if path.weakly), None)
    if worst is not None:
        calls = line(code(f"strictness[{worst.label!r}]"), faint(" one by one · "), code("strictness.edits"))
        blocks.append(Paragraph(line(faint("Next: "), calls, faint(" the edits of the last column"))))
    return Document(tuple(blocks), 64)


def _title(strictness: Strictness) -> Line:
    pairs = sorted({f"{contract.consumer} → {contract.provider}" for contract in strictness.contracts})
    whose = faint(f" {cut(pairs[0], 100)}" if len(pairs) == 1 else f" {count(len(pairs), 'contract')}")
    if not strictness.total:
        return line(strong("No answer to try: no example has a response of the provider."), whose)
    if not strictness.weakly:
        done = f"Nothing is let through: {strictness.stopped:,} of {strictness.asked:,}."
        return line(chip("passed", done), whose)
    passes = f"{count(strictness.weakly, 'wrong answer')} let through"
    return line(chip("not exercised", passes), " ", strong("although the contract asks there"), whose)


def _figures(strictness: Strictness) -> Line:
    if not strictness.total:
        return ()
    pieces = line(
        f"Of {count(strictness.total, 'wrong answer')} ",
        strong(f"{strictness.stopped:,} were stopped"),
        ", ",
        strong(f"{strictness.weakly:,} were asked weakly"),
        f", {strictness.never:,} were never asked. Score: {strictness.stopped:,} of {strictness.asked:,} asked. ",
    )
    return line(
        pieces,
        faint("Never asked is not a fault: consumers ask only for what they use. Transport headers are left out."),
    )


def _row(path: PathStrictness, several: bool) -> Row:
    label = line(code(cut(path.label, 90)))
    if several:
        label = line(label, faint(f" {cut(path.contract.consumer, 40)} → {cut(path.contract.provider, 40)}"))
    bar = (("passed", path.stopped), ("weakly", path.weakly), ("never", path.never))
    weakly = line(strong(f"{path.weakly:,}") if path.weakly else faint("0"))
    never = line(faint(f"{path.never:,}"))
    cells = (
        Cell(label, strong=bool(path.weakly), bar=bar), Cell(line(f"{path.stopped:,}")), Cell(weakly),
        Cell(never), Cell(_advice(path)),
    )  # fmt: skip
    return Row(cells)


def _advice(path: PathStrictness) -> Line:
    first = path.first_let_through
    if first is None:
        return line(faint("all stopped" if path.asked else "– never asked"))
    tightenings = path.tightenings
    passes = line("○ ", code(cut(first.words, 80)), " passes. ")
    if not tightenings:
        return line(passes, faint("No edit was found that stops it and breaks no capture."))
    best = max(tightenings, key=lambda tightening: len(tightening.stops))
    return line(passes, code(cut(best.label, 100)), f" {_stops(best)}.")


def _stops(tightening: Tightening) -> str:
    stopped, all_of_them = len(tightening.stops), len(tightening.field.let_through)
    if stopped == all_of_them:
        return "stops it" if stopped == 1 else f"stops all {stopped:,}"
    return f"stops {stopped:,} of {all_of_them:,}"


def _left_out(strictness: Strictness, shown: list[PathStrictness]) -> list[Block]:
    left = [path for path in strictness.paths if path not in shown]
    weak = sum(1 for path in left if path.weakly)
    stopping = sum(1 for path in left if path.asked and not path.weakly)
    never = sum(1 for path in left if not path.asked)
    pieces = []
    if weak:
        pieces.append(f"{count(weak, 'more path')} let something through")
    if stopping:
        pieces.append(f"{count(stopping, 'more path')} {'stops' if stopping == 1 else 'stop'} everything")
    if never:
        pieces.append(f"{count(never, 'path')} {'is' if never == 1 else 'are'} never asked")
    notes = [f"Worst first. {'; '.join(pieces)}." if pieces else "Worst first."]
    if any(path.weakly for path in shown):
        tried = "The edits in the last column were tried: they break no capture."
        notes.append(tried if len(strictness.captures) else "No captures were given to try the edits on.")
    if strictness.not_tried:
        notes.append(f"{count(strictness.not_tried, 'place')} of large bodies {_was(strictness.not_tried)} not tried.")
    if strictness.unjudged:
        number = len(strictness.unjudged)
        notes.append(f"{count(number, 'example')} could not be judged.")
    return [Paragraph(line(faint(" ".join(notes)))), *lost_blocks(strictness.lost)]


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def build_path(path: PathStrictness) -> Document:
    """The document of one path: every wrong answer with its verdict."""
    title = line(code(cut(path.label, 120)), faint(f" {cut(path.contract.consumer, 60)} → "))
    title = line(title, faint(cut(path.contract.provider, 60)))
    figures = f"{path.stopped:,} stopped, {path.weakly:,} asked weakly, {path.never:,} never asked."
    rows: list[Row] = []
    for field in path.fields:
        rows.append(Row((Cell(line(named("strong", field.example.description)), span=3),)))
        rows += [_mutant_row(judged) for judged in _weak_first(field)]
    left = max(0, len(rows) - _MUTANTS)
    head = ("wrong answer", "how", "")
    table = Table(tuple(rows[:_MUTANTS]), head, "grid", ("", "150px", "190px"), (), 60, "strictness", left)
    blocks: list[Block] = [Paragraph(title, "title"), Paragraph(line(figures), "sentence"), table]
    lines = "\n".join(tightening.code for tightening in path.tightenings)
    if lines:
        blocks.append(Only(_RICH, (Paragraph(line(strong("What stops it"))), CodeBlock(pasted(lines), "python"))))
    return Document(tuple(blocks), 64)


def _weak_first(field: Field) -> list[JudgedMutant]:
    order = {Outcome.WEAKLY: 0, Outcome.NEVER: 1, Outcome.STOPPED: 2}
    return sorted(field.mutants, key=lambda judged: order[judged.outcome])


def _mutant_row(judged: JudgedMutant) -> Row:
    weak = judged.outcome is Outcome.WEAKLY
    sign = "○ passes" if weak else "– passes, never asked" if judged.outcome is Outcome.NEVER else "✓ stopped"
    value = Cell(line(code(cut(judged.mutant.words, 80))), strong=weak)
    return Row((value, Cell(line(faint(str(judged.mutant.kind)))), Cell(line(strong(sign) if weak else faint(sign)))))
