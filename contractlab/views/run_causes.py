"""The causes of a run, as the view shows them: why it failed, in one line each, errors after them."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.contracts.contract import Example
from contractlab.values.sentences import Sentence
from contractlab.values.source import Location
from contractlab.values.without_rule import why_without_rule
from contractlab.verification.causes import Cause
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Cell,
    Line,
    Only,
    Paragraph,
    Row,
    Span,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
    tell,
    typed,
)
from contractlab.views.result_model import error_reason, traceback_blocks
from contractlab.views.words import count, cut, full_place, place_of, short_place

__all__ = ["causes_blocks"]

CAUSES = 12
ERRORS = 6
_TRACEBACKS = 3
_WIDTHS = ("36px", "", "34%")
_RICH = frozenset({"html", "markdown"})
_TEXT_LINES = 18


def _sentence(cause: Cause) -> Sentence:
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    return cause.sentence_in_list(shown)


def _extent(cause: Cause) -> str:
    """``2 examples, 21 values``."""
    pieces = [count(len(cause.examples), "example")]
    seen = {result.provider_version for result in cause.results}
    if len(seen) > 1:
        pieces.append(count(len(seen), "version"))
    if len(cause.mismatches) > len(cause.results):
        pieces.append(count(len(cause.mismatches), "value"))
    return ", ".join(pieces)


def _rule(cause: Cause) -> Line:
    if cause.rule is None:
        return line(faint(f" · {why_without_rule(cause.mismatches[0]).remark}"))
    return line(faint(" · rule "), Span("code-faint", cut(cause.rule.name, 40), cause.rule.label))


def _named(examples: Sequence[Example]) -> str:
    first = f"“{cut(examples[0].description, 60)}”"
    return first if len(examples) == 1 else f"{first} and {len(examples) - 1:,} more"


def _short(location: Location, alone: bool) -> Line:
    """Where to look; the file is named in the headline where there is but one."""
    number = location.line
    if alone and number is not None:
        return (Span("faint", f" · line {number:,}", full_place(location)),)
    return line(faint(" · "), Span("code-faint", short_place(location), full_place(location)))


def _cause_place(cause: Cause) -> Location:
    first = cause.results[0]
    return place_of(cause.mismatches[0], first.example, first.match)


def _cause_row(cause: Cause, alone: bool, names: bool) -> Row:
    remark = line(faint(_extent(cause)), _rule(cause), _short(_cause_place(cause), alone))
    if names:
        remark = line(remark, f" · {_named(cause.examples)}")
    return Row((Cell(line(cause.letter), strong=True), Cell(tell(_sentence(cause))), Cell(remark)))


def _errors(run: Run) -> list[tuple[str, list[Result]]]:
    """Errors of one reason together."""
    grouped: dict[str, list[Result]] = {}
    for result in run.results:
        if result.verdict == "error":
            grouped.setdefault(error_reason(result.reason), []).append(result)
    return list(grouped.items())


def _error_row(reason: str, results: Sequence[Result], alone: bool) -> Row:
    examples = list({id(result.example): result.example for result in results}.values())
    more = f" and {len(examples) - 1:,} more" if len(examples) > 1 else ""
    sentence = line(strong(cut(examples[0].description)), f"{more}: {cut(reason, 300)}")
    remark = line(faint(f"{count(len(examples), 'example')} · error, not a pass"), _short(examples[0].location, alone))
    return Row((Cell((chip("error"),)), Cell(sentence), Cell(remark)))


@guarded
def _rich(run: Run, errors: Sequence[tuple[str, list[Result]]]) -> list[Block]:
    causes, alone = run.causes, len(run.contracts) == 1
    rows = [_cause_row(cause, alone, False) for cause in causes[:CAUSES]]
    rows += [_error_row(reason, results, alone) for reason, results in errors[:ERRORS]]
    blocks: list[Block] = [Paragraph(line(f"Why: {count(len(causes), 'cause')}"), "heading")] if causes else []
    blocks.append(Table(tuple(rows), (), "list", _WIDTHS))
    if len(causes) > CAUSES:
        blocks.append(Paragraph(line(faint(f"… {count(len(causes) - CAUSES, 'more cause')}: "), typed("run.causes"))))
    if len(errors) > ERRORS:
        more = count(len(errors) - ERRORS, "more reason")
        blocks.append(Paragraph(line(faint(f"… {more} for errors: "), typed("run.failures"))))
    return blocks


@guarded
def _plain(run: Run, errors: Sequence[tuple[str, list[Result]]]) -> list[Block]:
    """The same for a terminal: with the name of the example and the file to look at, and within 25 lines."""
    blocks: list[Block] = []
    if run.causes:
        rows = tuple(_cause_row(cause, False, True) for cause in run.causes[:CAUSES])
        room = _TEXT_LINES - 4 if errors else _TEXT_LINES
        blocks.append(Table(rows, (), "list", (), (), room, "run.causes", len(run.causes) - len(rows)))
    if errors:
        rows = tuple(_error_row(reason, results, False) for reason, results in errors[:ERRORS])
        room = 5 if run.causes else _TEXT_LINES
        blocks.append(Table(rows, (), "list", (), (), room, "run.failures", len(errors) - len(rows)))
    return blocks


@guarded
def _tracebacks(run: Run) -> list[Block]:
    """What handlers and apps raised, each once, under the example that came first."""
    shown: dict[str, Result] = {}
    for result in run.results:
        if result.breaks and result.traceback:
            shown.setdefault(result.traceback, result)
    blocks: list[Block] = []
    for result in list(shown.values())[:_TRACEBACKS]:
        blocks.append(Paragraph(line(strong(cut(result.example.description)), faint(" raised:"))))
        blocks += traceback_blocks(result)
    if len(shown) > _TRACEBACKS:
        more = count(len(shown) - _TRACEBACKS, "more traceback")
        blocks.append(Paragraph(line(faint(f"… {more}: "), code("result.traceback"))))
    return blocks


@guarded
def causes_blocks(run: Run) -> list[Block]:
    """Why the run failed: causes, then errors by their reason, then what was raised."""
    errors = _errors(run)
    if not run.causes and not errors:
        return []
    causes = [Only(_RICH, tuple(_rich(run, errors))), Only(frozenset({"text"}), tuple(_plain(run, errors)))]
    return [*causes, *_tracebacks(run)]
