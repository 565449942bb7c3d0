"""The lower half of a report: what nothing checked or exercised, states, problems, and versions of everything."""

from __future__ import annotations

import platform
from hashlib import sha256

from contractlab.__about__ import __version__
from contractlab.captures import Redaction
from contractlab.reports.section import Section, quiet_section
from contractlab.reports.subject import Subject, listed
from contractlab.values.result import Verdict
from contractlab.verification.matrix import NO_VERSION
from contractlab.verification.results import SEVERITY, Result
from contractlab.views.client_notes import client_notes_lines
from contractlab.views.contract_model import problems_block
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Details,
    Line,
    Paragraph,
    Row,
    Span,
    Table,
    chip,
    code,
    faint,
    line,
    strong,
)
from contractlab.views.result_model import unchecked_groups
from contractlab.views.second_hand import second_hand_of_run
from contractlab.views.unpaired_model import unpaired_sentence
from contractlab.views.words import count, cut, file_name, format_name, safe_source, short_place, some

__all__ = [
    "not_checked_section",
    "not_exercised_section",
    "problems_section",
    "states_section",
    "versions_section",
]

ROWS = 60
_LOOKED_AT = 400
_FILES = 20
_LISTED = 10


def not_checked_section(subject: Subject) -> Section:
    """What passed because nothing looked at it, by example, at the newest version."""
    if subject.second_hand is not None:
        text = "What nothing checked is not known: the verifier does not tell it."
        return quiet_section("not-checked", "Not checked", text, None)
    judged = [result for result in subject.current if result.match is not None]
    rows: list[Row] = []
    left = 0
    for result in judged[:_LOOKED_AT]:
        for sentence, _ in unchecked_groups(result.unchecked):
            if len(rows) < ROWS:
                rows.append(Row((Cell(line(cut(result.example.description))), Cell(sentence))))
            else:
                left += 1
    unseen = len(judged) - _LOOKED_AT
    if not rows and unseen <= 0:
        text = "Nothing was left unchecked in what was judged." if judged else "Nothing was judged."
        return quiet_section("not-checked", "Not checked", text)
    head = ("example", "what nothing checked")
    blocks: list[Block] = [Table(tuple(rows), head, "grid", ("34%", ""), (), 16, "result.unchecked", left)]
    if left:
        blocks.append(Paragraph(line(faint(f"… {left:,} more: "), code("result.unchecked"))))
    if unseen > 0:
        blocks.append(Paragraph(line(faint(f"{count(unseen, 'more result')} not looked through."))))
    return Section(
        "not-checked", "Not checked", tuple(blocks), len(rows) + left, line(faint("passed without being checked"))
    )


def not_exercised_section(subject: Subject) -> Section:
    """Examples without a capture, each with the place where it is written and the versions that lack it."""
    gaps: dict[int, list[Result]] = {}
    for result in subject.results:
        if result.verdict == "not exercised":
            gaps.setdefault(id(result.example), []).append(result)
    if not gaps:
        text = "Every example was exercised." if subject.results else "There are no examples."
        return quiet_section("not-exercised", "Not exercised", text)
    columns = len(subject.matrix.versions)
    rows = []
    for results in list(gaps.values())[:ROWS]:
        first = results[0]
        missing = [subject.column_of[id(result)] for result in results]
        versions = "every version" if len(missing) == columns > 1 else listed([cut(name, 30) for name in missing])
        rows.append(
            Row(
                (
                    Cell(line(cut(first.example.description))),
                    Cell(line("–" if missing == [NO_VERSION] else versions)),
                    Cell((code(short_place(first.example.location)),)),
                )
            )
        )
    left = len(gaps) - len(rows)
    head = ("example", "not exercised at", "file and line")
    blocks: list[Block] = [Table(tuple(rows), head, "grid", ("", "28%", "30%"), (), 16, "run.not_exercised", left)]
    if left:
        blocks.append(Paragraph(line(faint(f"… {left:,} more: "), code("run.not_exercised"))))
    if subject.tolerant:
        blocks.append(Paragraph(line(faint("Tolerated: "), code("allow_not_exercised"), faint("."))))
    return Section("not-exercised", "Not exercised", tuple(blocks), len(gaps))


def states_section(subject: Subject) -> Section:
    """States that the examples name, those first whose examples fail."""
    verdicts: dict[int, Verdict] = {}
    for result in subject.current:
        before = verdicts.get(id(result.example))
        if before is None or SEVERITY[result.verdict] < SEVERITY[before]:
            verdicts[id(result.example)] = result.verdict
    uses: dict[tuple[str, str], dict[Verdict, list[str]]] = {}
    for contract in subject.contracts:
        for example in contract.examples:
            if id(example) in verdicts:
                for state in example.states:
                    by_verdict = uses.setdefault((contract.provider, state.name), {})
                    by_verdict.setdefault(verdicts[id(example)], []).append(example.description)
    if not uses:
        return quiet_section("states", "States", "The examples name no states.")
    several = len({provider for provider, _ in uses}) > 1
    order = [verdict for verdict in SEVERITY if verdict != "passed"]
    ranked = sorted(uses.items(), key=lambda use: tuple(-len(use[1].get(verdict, ())) for verdict in order))
    rows = []
    for (provider, name), by_verdict in ranked[:ROWS]:
        worst = next(verdict for verdict in SEVERITY if verdict in by_verdict)
        total = sum(map(len, by_verdict.values()))
        share = f"{len(by_verdict[worst]):,} of {total:,}" if total > 1 else f"{len(by_verdict[worst]):,}"
        label = line(cut(name), faint(f" · {cut(provider, 60)}") if several else "")
        examples = [cut(example, 60) for verdict in SEVERITY for example in by_verdict.get(verdict, ())]
        names = line(some(list(dict.fromkeys(examples)), 3))
        rows.append(Row((Cell(label), Cell((chip(worst, f"{share} {worst}"),)), Cell(names, faint=True))))
    left = len(uses) - len(rows)
    head = ("state", "examples that need it", "which")
    blocks: list[Block] = [Table(tuple(rows), head, "grid", ("38%", "190px", ""), (), 16, "contract.states", left)]
    if left:
        blocks.append(Paragraph(line(faint(f"… {left:,} more: "), code("contract.states"))))
    return Section("states", "States", tuple(blocks), len(uses))


def problems_section(subject: Subject) -> Section:
    """What is odd about contracts and recordings, and captures that fit nothing."""
    odd_contracts = [
        problem for contract in subject.contracts for problem in contract.problems if problem.severity != "info"
    ]
    blocks: list[Block] = []
    if subject.refused:
        items = [
            line(
                code(file_name(error.source)), " ", cut(safe_source(str(error.faults[0])) if error.faults else "", 300)
            )
            for error in subject.refused[:_LISTED]
        ]
        blocks += _list_of(chip("error", f"{count(len(subject.refused), 'contract')} could not be read"), items)
        blocks += _rest(len(subject.refused), "run.contracts.refused")
    blocks += problems_block(odd_contracts, "run.contracts.problems", with_file=True)
    odd_recordings = subject.capture_problems
    if odd_recordings:
        hidden = Redaction()
        items = [
            line(
                code(file_name(problem.file) if problem.line is None else f"{file_name(problem.file)}:{problem.line}"),
                f" {cut(hidden.redact_text(problem.message), 300)}",
            )
            for problem in odd_recordings[:_LISTED]
        ]
        blocks += _list_of(strong(count(len(odd_recordings), "problem") + " in the captures"), items)
        blocks += _rest(len(odd_recordings), "run.captures.problems")
    changed = client_notes_lines(subject.current)
    if changed:
        blocks += _list_of(strong("What CI's client made of the answers"), changed[:_LISTED])
    if subject.unpaired:
        number = len(subject.unpaired)
        redaction = subject.runs[0].redaction
        items = [unpaired_sentence(unpaired, redaction) for unpaired in subject.unpaired[:_LISTED]]
        blocks += _list_of(strong(f"{count(number, 'unmatched capture')} (ignored)"), items)
        blocks += _rest(number, "run.unpaired")
    total = len(odd_contracts) + len(subject.refused) + len(odd_recordings) + len(changed) + len(subject.unpaired)
    if not blocks:
        return quiet_section("problems", "Problems", "No problems in the contracts; every capture matches an example.")
    return Section("problems", "Problems", tuple(blocks), total)


def _list_of(title: Span, items: list[Line]) -> list[Block]:
    return [Details(line(title), (Bullets(tuple(items)),), True, False)]


def _rest(number: int, call: str) -> list[Block]:
    return [Paragraph(line(faint(f"… {number - _LISTED:,} more: "), code(call)))] if number > _LISTED else []


def versions_section(subject: Subject, stamp: str = "") -> Section:
    """Versions of everything that took part: contracts by their content, recordings, dialect, programs.

    Parameters
    ----------
    subject : Subject
    stamp : str
        When the report was made; left out where it is empty, so that two reports of the same data are equal.
    """
    rows = []
    for contract in subject.contracts[:_FILES]:
        digest = sha256(contract.source.data).hexdigest()
        label = line(code(file_name(contract.source.name)), f" {format_name(contract)}, sha256 ", code(digest[:12]))
        rows.append(Row((Cell(line("contract")), Cell(label))))
    rows += _more(len(subject.contracts), "contract")
    for name in subject.files[:_FILES]:
        rows.append(Row((Cell(line("captures")), Cell((code(file_name(name)),)))))
    rows += _more(len(subject.files), "file")
    if subject.versions:
        kind = "versions of the contract" if subject.matrix.axis == "consumer" else "provider versions"
        names = some([cut(version, 40) for version in subject.versions], 30)
        rows.append(Row((Cell(line(kind)), Cell(line(names)))))
    dialects = list(dict.fromkeys(run.dialect for run in subject.runs))
    rows.append(Row((Cell(line("dialect")), Cell(line(", ".join(dialects))))))
    programs = f"contractlab {__version__}, Python {platform.python_version()}"
    rows.append(Row((Cell(line("made with")), Cell(line(programs)))))
    if stamp:
        rows.append(Row((Cell(line("made at")), Cell(line(cut(stamp, 80))))))
    blocks: list[Block] = [Table(tuple(rows), (), "grid", ("190px", ""), (), 20)]
    if subject.second_hand is not None:
        blocks += second_hand_of_run(subject.second_hand)
    return Section("versions", "Versions", tuple(blocks))


def _more(number: int, noun: str) -> list[Row]:
    if number <= _FILES:
        return []
    return [Row((Cell(line("")), Cell(line(faint(count(number - _FILES, f"more {noun}"))))))]
