"""The view of a run: the verdict, the causes, and the failed examples; what passed stays quiet."""

from __future__ import annotations

from functools import cache

from contractlab.contracts.problems import DEAD_RULE
from contractlab.values.mismatch import OTHER_KIND
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.run import Run
from contractlab.verification.verifier_run import SecondHandRun
from contractlab.views.client_notes import client_notes_of_run
from contractlab.views.guard import guarded
from contractlab.views.model import (
    Block,
    Cell,
    Document,
    Line,
    Only,
    Paragraph,
    Row,
    Span,
    Table,
    chip,
    code,
    faint,
    join,
    line,
    square,
    strong,
    tell,
    typed,
)
from contractlab.views.pictures import hot_paths
from contractlab.views.recording_problems import recording_problems_of_run
from contractlab.views.result_model import sentence_of
from contractlab.views.run_causes import causes_blocks
from contractlab.views.run_examples import call_for, failures_blocks, quiet_blocks
from contractlab.views.run_pairing import notes_blocks, unpaired_blocks
from contractlab.views.second_hand import second_hand_of_run
from contractlab.views.tally import newest_tally, tally_of
from contractlab.views.words import count, cut, file_name, format_name, short_place, versions

__all__ = ["build_run", "scope_text", "summary_chip", "summary_text"]

STRIP = 60
_UNCHECKED_LOOKED_AT = 400
_LOOKED_INTO = 50
"""Contracts whose problems are shown beside the verdicts."""
_PAIRS = 20
_STOPPED = 5
_SHORT = 96
_WORDS = {"error": "could not be checked"}


def summary_chip(run: Run) -> Span:
    """The verdict of the whole run: ``4 of 8 failed``."""
    tally = tally_of(run.results)
    if run.stopped and not tally.counts["failed"] and not tally.counts["error"]:
        return chip("error", "not verified in full")
    return tally.chip(tolerant=run.allow_not_exercised)


def scope_text(run: Run) -> str:
    """What the total is made of, and what the newest version comes to: ``8 examples × 6 versions; 2.5.0: …``."""
    version, newest = newest_tally(run)
    at_newest = f"{cut(version, 40)}: {newest.headline(tolerant=run.allow_not_exercised)}" if version else ""
    return "; ".join(filter(None, (tally_of(run.results).scope, at_newest)))


def _unchecked_results(run: Run) -> list[Result] | None:
    """Passing results with parts that nothing checked; None where there are too many to look through."""
    passed = [result for result in run.results if result.verdict == "passed"]
    return [result for result in passed if result.unchecked] if len(passed) <= _UNCHECKED_LOOKED_AT else None


def summary_text(run: Run) -> str:
    """Every figure: ``4 failed, 1 could not be checked, 3 passed``."""
    return tally_of(run.results).figures


def _pair(run: Run) -> str:
    contracts = list(run.contracts)
    if not contracts:
        return ""
    providers = list(dict.fromkeys(contract.provider for contract in contracts))
    consumers = list(dict.fromkeys(contract.consumer for contract in contracts))
    if len(providers) == 1 and len(consumers) == 1:
        return f"{cut(consumers[0], 80)} → {cut(providers[0], 80)}"
    if len(providers) == 1:
        return f"{count(len(consumers), 'consumer')} → {cut(providers[0], 80)}"
    return count(len(contracts), "contract")


def _sources(run: Run) -> Line:
    contracts = list(run.contracts)
    if len(contracts) == 1:
        contract = contracts[0]
        left = line(code(file_name(contract.source.name)), faint(f" ({format_name(contract)})"))
    else:
        left = line(faint(count(len(contracts), "contract")))
    if isinstance(run, SecondHandRun):
        return line(left, faint(" as told in "), code(file_name(run.second_hand.file)))
    files = list(dict.fromkeys(capture.source for capture in run.captures if not capture.source.startswith("<")))
    if len(files) == 1 and not any(capture.source.startswith("<") for capture in run.captures):
        return line(left, faint(" against "), code(file_name(files[0])))
    captures = count(len(run.captures), "capture")
    return line(left, faint(f" against {captures}" + (f" in {count(len(files), 'file')}" if files else "")))


def _strip(run: Run) -> Line:
    if not 1 < len(run.results) <= STRIP:
        return ()
    ordered = sorted(run.results, key=lambda result: SEVERITY[result.verdict])
    squares = tuple(
        square(result.verdict, f"{cut(result.example.description)}: {result.verdict}") for result in ordered
    )
    return (*squares, Span("text", " "))


@guarded
def _headline(run: Run, idle: list[Result] | None) -> list[Block]:
    version = versions(run.provider_versions)
    pair = _pair(run)
    title = line(summary_chip(run), " ", strong(pair), f" {version}" if version else "")
    counts = run.counts()
    remarks: list[Line] = []
    if counts["passed"] != len(run.results) and run.results:
        remarks.append(line(faint(summary_text(run))))
    scope = scope_text(run)
    if scope:
        remarks.append(line(faint(scope)))
    if run.passed and idle:
        has = "has" if len(idle) == 1 else "have"
        remarks.append(line(f"{count(len(idle), 'example')} {has} parts that nothing checked"))
    if run.dialect != "reference":
        remarks.append(line(faint(f"dialect {run.dialect}")))
    remarks.append(_sources(run))
    blocks: list[Block] = [
        Paragraph(title, "title"),
        Only(frozenset({"html", "markdown"}), (Paragraph(line(_strip(run), join(remarks))),)),
    ]
    if scope:
        blocks.append(Only(frozenset({"text"}), (Paragraph(line(faint(scope))),)))
    if isinstance(run, SecondHandRun):
        blocks += second_hand_of_run(run)
    blocks += _stopped_blocks(run)
    if not run.results:
        where_none = "the contract has no examples" if len(run.contracts) == 1 else "there are no examples"
        blocks.append(Paragraph(line(f"Nothing to check: {where_none}."), "sentence"))
    elif counts["not exercised"] == len(run.results) and not run.stopped:
        blocks.append(Paragraph(line(_nothing_exercised(run)), "sentence"))
    elif counts["not exercised"] and not run.allow_not_exercised:
        blocks.append(
            Paragraph(
                line(
                    faint("Unexercised examples fail; use "),
                    typed("allow_not_exercised=True", "--allow-not-exercised"),
                    faint(" to tolerate them."),
                )
            )
        )
    return blocks


@guarded
def _stopped_blocks(run: Run) -> list[Block]:
    """Why a part of the verification did not take place; what is the reason of a result stands among the causes."""
    reasons = run.stopped_elsewhere
    blocks: list[Block] = [
        Paragraph(line(chip("error"), " ", cut(sentence_of(reason.text), 400)), "sentence")
        for reason in reasons[:_STOPPED]
    ]
    if len(reasons) > _STOPPED:
        blocks.append(Paragraph(line(faint(f"… {len(reasons) - _STOPPED:,} more: "), typed("run.stopped"))))
    return blocks


@guarded
def _idle_handlers(run: Run) -> list[Block]:
    """Handlers of states that no example needs: mostly a name that was changed in one place."""
    if not run.unused_states:
        return []
    names = ", ".join(f"“{cut(name, 60)}”" for name in run.unused_states[:3])
    left = len(run.unused_states) - 3
    more = f" and {left:,} more" if left > 0 else ""
    noun = "handler" if len(run.unused_states) == 1 else "handlers"
    return [Paragraph(line(faint(f"No example needs the {noun} of {names}{more}.")))]


def _nothing_exercised(run: Run) -> str:
    captures = (
        "no captures" if not len(run.captures) else f"{count(len(run.captures), 'capture')} that match none of them"
    )
    return f"{count(len(run.results), 'example')}, {captures}. Nothing was checked."


@guarded
def _pairs_block(run: Run) -> list[Block]:
    """A row for each contract, where there are several."""
    contracts = list(run.contracts)
    if len(contracts) < 2:
        return []
    by_contract: dict[int, dict[str, int]] = {id(contract): dict.fromkeys(SEVERITY, 0) for contract in contracts}
    for result in run.results:
        by_contract.setdefault(id(result.contract), dict.fromkeys(SEVERITY, 0))[result.verdict] += 1
    worst = sorted(
        contracts,
        key=lambda contract: tuple(-by_contract[id(contract)][verdict] for verdict in SEVERITY if verdict != "passed"),
    )
    rows = []
    for contract in worst[:_PAIRS]:
        counted = by_contract[id(contract)]
        total = sum(counted.values())
        verdict = next((name for name in SEVERITY if counted[name]), "not exercised")
        figures = f"{counted[verdict]:,} of {total:,} {_WORDS.get(verdict, verdict)}"
        rows.append(
            Row(
                (
                    Cell((chip(verdict, figures),)),
                    Cell(line(cut(contract.label))),
                    Cell((code(file_name(contract.source.name)),), faint=True),
                )
            )
        )
    blocks: list[Block] = [Table(tuple(rows), (), "grid", ("30%", "", "30%"), (), 6, "run.contracts")]
    if len(contracts) > _PAIRS:
        blocks.append(Paragraph(line(faint(f"… {len(contracts) - _PAIRS:,} more: "), typed("run.contracts"))))
    return blocks


@guarded
def _problems_block(run: Run) -> list[Block]:
    if len(run.contracts) > _LOOKED_INTO:
        return []
    problems = run.contracts.problems
    serious = [problem for problem in problems if problem.severity == "error"]
    refused = len(run.contracts.refused)
    blocks: list[Block] = []
    if refused:
        blocks.append(
            Paragraph(
                line(chip("error", f"{count(refused, 'contract')} could not be read"), " ", typed("run.contracts"))
            )
        )
    if serious:
        blocks.append(
            Paragraph(
                line(
                    strong(f"{count(len(serious), 'problem')} in the contract"),
                    f": {cut(str(serious[0].message), 200)} ",
                    Span("code-faint", short_place(serious[0].location)),
                )
            )
        )
    return blocks


@guarded
def _quiet_troubles(run: Run, idle: list[Result] | None) -> list[Block]:
    """In a line: values that passed although they are of another kind, and rules that judge nothing."""
    pieces: list[Line] = []
    silent = [(note, result) for result in idle or () for note in result.unchecked if note.reason == OTHER_KIND]
    if silent:
        note, result = silent[0]
        passes = count(len(silent), "silent pass", "silent passes")
        named = f" in “{cut(result.example.description, 60)}”" if len(run.results) > 1 else ""
        pieces.append(line(strong(passes), f"{named}: ", *tell(note.sentence)))
    problems = run.contracts.problems if len(run.contracts) <= _LOOKED_INTO else ()
    dead = [problem for problem in problems if problem.code == DEAD_RULE]
    if dead:
        place = Span("code-faint", short_place(dead[0].location))
        rules = count(len(dead), "dead rule")
        pieces.append(line(strong(rules), f": {cut(dead[0].message.removeprefix('the rule is dead: '), 200)} ", place))
    return [Paragraph(piece) for piece in pieces]


@guarded
def _closing_text(run: Run, idle: list[Result] | None) -> list[Block]:
    """The last line of the text view."""
    counts = run.counts()
    pieces = []
    if counts["passed"] and not (counts["passed"] == len(run.results) and not idle):
        unchecked = f", {len(idle):,} with parts that nothing checked" if idle else ""
        pieces.append(f"{counts['passed']:,} passed{unchecked}.")
    pieces += [
        f"{counts[verdict]:,} {verdict}."
        for verdict in ("pending", "not exercised")
        if 0 < counts[verdict] < len(run.results)
    ]
    worst = run.failures[0] if len(run.failures) else None
    figures = line(" ".join(pieces)) if pieces else ()
    call = line(call_for(worst), " shows one in full.") if worst is not None else ()
    closing = [line(figures, "   ", call)] if figures and call and _length(figures, call) < _SHORT else [figures, call]
    return [Only(frozenset({"text"}), tuple(Paragraph(spans) for spans in closing if spans))]


def _length(*lines: Line) -> int:
    """Characters that lines take, in a shell or not."""
    return sum(max(len(span.text), len(span.shell)) for spans in lines for span in spans)


@guarded
def _next(run: Run) -> list[Block]:
    if not run.results:
        return []
    worst = run.failures[0] if len(run.failures) else run.results[0]
    what = "one failure in full" if len(run.failures) else "one result in full"
    remarks = [line(call_for(worst), faint(f" {what}"))]
    if run.failures:
        remarks.append(line(code('run.to_frame("mismatches")'), faint(" every mismatch as a row")))
    return [Only(frozenset({"html"}), (Paragraph(line(faint("Next: "), join(remarks))),))]


@guarded
def _hot_paths(run: Run) -> list[Block]:
    """Which fields fail, and which are never checked; a verifier does not tell what it checked."""
    picture = None if isinstance(run, SecondHandRun) else hot_paths(run.results)
    return [] if picture is None else [picture]


def _hot_paths_where_shown(run: Run) -> Only:
    """Every value of many results is looked at for it, so it is made once, where it is shown."""
    return Only(frozenset({"html", "markdown"}), cache(lambda: tuple(_hot_paths(run))))


def build_run(run: Run) -> Document:
    """The document of a run."""
    idle = _unchecked_results(run)
    return Document(
        (
            *_headline(run, idle),
            *_pairs_block(run),
            *_problems_block(run),
            *_idle_handlers(run),
            *_quiet_troubles(run, idle),
            *causes_blocks(run),
            *client_notes_of_run(run.results),
            *failures_blocks(run),
            *quiet_blocks(run, idle),
            _hot_paths_where_shown(run),
            *notes_blocks(run),
            *unpaired_blocks(run),
            *recording_problems_of_run(run.captures.problems, run.redaction),
            *_closing_text(run, idle),
            *_next(run),
        )
    )
