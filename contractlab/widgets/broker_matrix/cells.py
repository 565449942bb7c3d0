"""What the inspector shows of a cell of a broker's matrix: interactions first, then mismatches, then what changed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from contractlab.broker.pair_matrix import Blocking, PairCell, PairColumn, PairRow
from contractlab.broker.result_details import FailedExample, ReportedMismatch
from contractlab.broker.results import MatrixSource
from contractlab.contracts.contract import Contract
from contractlab.editing.compare import compare
from contractlab.errors import ContractLabError
from contractlab.values.text import visible
from contractlab.views.compare_model import build_comparison
from contractlab.views.model import Block, Cell, Line, Paragraph, Row, Table, code, faint, line, strong
from contractlab.views.words import count, cut
from contractlab.widgets.block_json import blocks_json
from contractlab.widgets.explorer.protocol import BlocksTab, InspectedCell, RawTab

__all__ = ["Inspected", "inspect_pair"]

_MOST = 100
_NAME, _SENTENCE = 120, 400


@dataclass(frozen=True, slots=True)
class Inspected:
    """A cell with what lies around it.

    Attributes
    ----------
    row : PairRow
    column : PairColumn
    cell : PairCell or None
        None where the column is another provider's.
    letters : str
    failures : tuple of FailedExample
    others : sequence of (PairColumn, PairCell)
        The rest of the row.
    previous : PairRow or None
        The content before.
    source : MatrixSource or None
    trouble : str
        Why the broker does not tell what failed; ``""`` where it does.
    """

    row: PairRow
    column: PairColumn
    cell: PairCell | None
    letters: str
    failures: tuple[FailedExample, ...]
    others: Sequence[tuple[PairColumn, PairCell]]
    previous: PairRow | None
    source: MatrixSource | None
    trouble: str = ""


_VERDICTS = {
    "passed": ("passed", "verified"),
    "failed": ("failed", "failed"),
    "pending": ("pending", "failed, work in progress"),
    "never verified": ("not exercised", "never verified"),
    "ignored": ("not exercised", "ignored"),
}


def inspect_pair(shown: Inspected) -> InspectedCell:
    """A cell for the inspector, as JSON."""
    cell = shown.cell
    verdict, word = ("none", "") if cell is None else _VERDICTS[cell.verdict]
    if cell is not None and cell.blocks and cell.verdict == "never verified":
        verdict = "blocks"
    answer: InspectedCell = {
        "description": cut(f"{shown.row.consumer} {shown.row.versions[0]} → {shown.row.provider}", 300),
        "version": cut(shown.column.version, 60),
        "verdict": verdict,
        "letters": shown.letters,
        "more": 0,
        "head": blocks_json(_head(shown)),
        "tabs": [],
        "copy": [],
    }
    if word:
        answer["word"] = word
    if cell is None:
        return answer
    contract, why = _contract(shown)
    tabs: list[BlocksTab | RawTab] = []
    if cell.result is not None and cell.result.success is not None:
        tabs.append(_tab("interactions", _interactions_title(shown, contract), _interactions(shown, contract, why)))
    if shown.failures:
        tabs.append(_tab("difference", "Mismatches", _mismatches(shown)))
    tabs.append(_tab("others", "Other versions", _others(shown)))
    if shown.previous is not None and contract is not None:
        tabs.append(_tab("changed", "Changed", _changed(shown, contract, shown.previous)))
    answer["tabs"] = tabs
    if cell.verdict in ("never verified", "failed", "pending"):
        place = shlex.quote(f"broker:{quote(visible(shown.row.provider))}")
        answer["copy"] = [{"name": "verify", "text": f"contractlab verify {place} --provider URL"}]
    return answer


def _tab(name: str, label: str, blocks: list[Block]) -> BlocksTab:
    return {"id": name, "label": label, "blocks": blocks_json(blocks)}


def _head(shown: Inspected) -> list[Block]:
    """Reason first: what failed or is missing, then what it keeps out, then when."""
    cell = shown.cell
    if cell is None:
        return [Paragraph(line("This version belongs to another provider."), "sentence")]
    blocks: list[Block] = []
    live = f", which runs in {_listed(shown.column.environments)}" if shown.column.environments else ""
    provider = f"{cut(shown.column.provider, _NAME)} {cut(shown.column.version, _NAME)}"
    if cell.verdict == "never verified":
        good = [column.version for column, each in shown.others if each.verdict == "passed"]
        others = f" {_listed(good[-3:])} did." if good else " No version shown here did."
        blocks.append(
            Paragraph(line(strong(provider), f"{live}, has never verified this content.{others}"), "sentence")
        )
    elif cell.verdict in ("failed", "pending") and shown.failures:
        blocks.append(Paragraph(_first(shown.failures[0]), "sentence"))
    elif cell.verdict in ("failed", "pending"):
        reason = shown.trouble or "The verifier did not tell which interactions failed."
        blocks.append(
            Paragraph(line(strong(provider), f"{live}, does not keep it. {cut(reason, _SENTENCE)}"), "sentence")
        )
    for block in cell.blocks:
        blocks.append(Paragraph(_blocks(block)))
    if cell.hidden:
        places = _listed(cell.hidden)
        text = f"Not counted in {places}: another live version has a result, so the broker does not ask for this one."
        blocks.append(Paragraph(line(text)))
    result = cell.result
    if result is not None and result.verified_at:
        number = f"Result {result.result_number}, " if result.result_number is not None else ""
        blocks.append(Paragraph(line(faint(f"{number}{cut(result.verified_at, 40)}")), "plain"))
    versions = len(shown.row.versions)
    if versions > 1:
        named = _listed(shown.row.versions[:6]) + (f" and {versions - 6} more" if versions > 6 else "")
        blocks.append(Paragraph(line(faint(f"{versions} consumer versions share this content: {named}")), "plain"))
    return blocks


def _listed(names: Sequence[str]) -> str:
    return ", ".join(cut(name, 40) for name in names)


def _blocks(block: Blocking) -> Line:
    moved = f"{cut(block.pacticipant, _NAME)} {cut(block.version, _NAME)}"
    there = f"{cut(block.live, _NAME)} {cut(block.live_version, _NAME)}"
    return line("Keeps ", strong(moved), " out of ", strong(cut(block.environment, 40)), f": {there} runs there.")


def _first(example: FailedExample) -> Line:
    name = cut(example.description or example.id or "An interaction", _NAME)
    if not example.mismatches:
        return line(strong(name), f": {cut(example.errors[0], _SENTENCE)}" if example.errors else " failed.")
    return line(strong(name), ": ", *_mismatch(example.mismatches[0]))


def _mismatch(mismatch: ReportedMismatch) -> Line:
    place = mismatch.place
    sentence = f"{': ' if place else ''}{cut(mismatch.text, _SENTENCE)}"
    at = faint(f" line {mismatch.line}") if mismatch.line is not None else ""
    return line(code(cut(place, _NAME)) if place else "", sentence, at)


def _contract(shown: Inspected) -> tuple[Contract | None, str]:
    """The contract of the row; else why it cannot be shown."""
    if shown.source is None:
        return None, "The broker is not at hand."
    try:
        return shown.source.contract_of(shown.row.sample), ""
    except ContractLabError as error:
        return None, visible(str(error))


def _interactions_title(shown: Inspected, contract: Contract | None) -> str:
    if contract is None:
        return "Interactions"
    return f"Interactions {len(contract.examples):,}"


def _interactions(shown: Inspected, contract: Contract | None, why: str) -> list[Block]:
    """Those that failed first, each with its first mismatch; then the rest."""
    rows = [
        Row(
            (
                Cell(line(strong("✗"))),
                Cell(line(strong(cut(each.description or each.id or "an interaction", _NAME)))),
                Cell(_mismatch(each.mismatches[0]) if each.mismatches else line(cut(_errors(each), _SENTENCE))),
            ),
            tone="failed",
        )
        for each in shown.failures[:_MOST]
    ]
    failed = {each.index for each in shown.failures}
    untold = shown.cell is not None and shown.cell.verdict != "passed" and not shown.failures
    passed = [each for each in (contract.examples if contract is not None else ()) if each.index not in failed]
    sign = "?" if untold else "✓"
    word = "not told" if untold else "passed"
    rows += [
        Row((Cell(line(sign)), Cell(line(cut(each.description, _NAME))), Cell(line(faint(word)))))
        for each in passed[:_MOST]
    ]
    if len(passed) > _MOST:
        rest = count(len(passed) - _MOST, "more interaction")
        rows.append(Row((Cell(line("")), Cell(line(faint(f"{rest}, {word}"))), Cell(line("")))))
    blocks: list[Block] = [Table(tuple(rows), ("", "Interaction", "Mismatch"), widths=("28px", "38%", ""))]
    if contract is None:
        blocks.append(Paragraph(line(faint(f"The contract cannot be shown: {cut(why, _SENTENCE)}"))))
    return blocks


def _errors(example: FailedExample) -> str:
    return example.errors[0] if example.errors else "The verifier told no mismatch."


def _mismatches(shown: Inspected) -> list[Block]:
    listed: list[tuple[FailedExample, str, Line]] = []
    for example in shown.failures:
        listed += [(example, mismatch.part, _mismatch(mismatch)) for mismatch in example.mismatches]
        listed += [(example, "error", line(cut(text, _SENTENCE))) for text in example.errors]
    rows = [
        Row((Cell(line(cut(example.description or example.id, _NAME))), Cell(line(cut(part, 40))), Cell(sentence)))
        for example, part, sentence in listed
    ]
    blocks: list[Block] = [Table(tuple(rows[:_MOST]), ("Interaction", "Part", "Mismatch"), widths=("30%", "12%", ""))]
    if len(rows) > _MOST:
        blocks.append(Paragraph(line(faint(f"{len(rows) - _MOST:,} more"))))
    return blocks


def _others(shown: Inspected) -> list[Block]:
    rows = [
        Row(
            (
                Cell(line(strong(cut(column.version, _NAME)))),
                Cell(line(_VERDICTS[cell.verdict][1])),
                Cell(line(_listed(column.environments))),
                Cell(line(faint(_listed(column.branches)))),
            )
        )
        for column, cell in reversed(shown.others)
    ]
    if not rows:
        return [Paragraph(line(f"No other version of {cut(shown.row.provider, _NAME)} is shown here."))]
    return [Table(tuple(rows[:_MOST]), ("Version", "Result", "Runs in", "Branch"))]


def _changed(shown: Inspected, contract: Contract, previous: PairRow) -> list[Block]:
    """What the contract says differently from the content before."""
    if shown.source is None:
        return []
    try:
        before = shown.source.contract_of(previous.sample)
    except ContractLabError as error:
        return [Paragraph(line(cut(str(error), _SENTENCE)))]
    since = Paragraph(line("Since ", strong(cut(previous.versions[0], _NAME)), ":"))
    return [since, *build_comparison(compare(before, contract)).blocks]
