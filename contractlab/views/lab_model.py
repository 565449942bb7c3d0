"""The overview of a desk: what lies on it, what is broken, and what to type next."""

from __future__ import annotations

from typing import Protocol

from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.verification.causes import group_mismatches
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Line,
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
from contractlab.views.result_model import error_reason, result_sentences
from contractlab.views.run_model import scope_text, summary_chip, summary_text
from contractlab.views.words import count, cut, file_name, format_name, some, versions

__all__ = ["build_lab"]


class AskedProvider(Protocol):
    """A provider that can be asked now."""

    @property
    def name(self) -> str:
        """What it is called."""


class DeskContents(Protocol):
    """What the overview asks of a desk, which lives further up the house."""

    @property
    def contracts(self) -> Contracts:
        """Those that lie on it."""

    @property
    def captures(self) -> Captures:
        """Recordings that lie on it."""

    @property
    def run(self) -> Run:
        """The contracts checked against the captures."""

    @property
    def provider(self) -> AskedProvider | None:
        """What can be asked now."""


PAIRS = 12
WORST = 3
FILES = 3


def _title(lab: DeskContents, run: Run) -> Line:
    figures = faint(f" {'; '.join(filter(None, (summary_text(run), scope_text(run))))}") if run.results else faint("")
    if not len(lab.contracts):
        return line(strong("No contracts here yet."), f" {_skipped(lab)}")
    if not len(lab.captures):
        examples = count(len(run.results), "example")
        return line(summary_chip(run), f" {examples}, no captures. Nothing was checked.")
    return line(summary_chip(run), figures)


def _skipped(lab: DeskContents) -> str:
    skipped = len(lab.contracts.skipped)
    return "No Pact or ContractCase file was found." + (
        f" {count(skipped, 'other JSON file')} {'was' if skipped == 1 else 'were'} skipped." if skipped else ""
    )


def _files(lab: DeskContents) -> Line:
    names = [file_name(contract.source.name) for contract in lab.contracts]
    recorded = [file_name(file) for file in lab.captures.files]
    sources = [line(faint("contracts "), code(cut(some(names, FILES), 160)) if names else faint("none"))]
    kept = faint("in memory" if len(lab.captures) else "none")
    sources.append(line(faint("captures "), code(cut(some(recorded, FILES), 160)) if recorded else kept))
    if lab.provider is not None:
        sources.append(line(faint("provider "), code(cut(lab.provider.name, 160))))
    return join(sources)


def _pair_row(lab: DeskContents, consumer: str, provider: str, results: list[Result]) -> Row:
    mine = [contract for contract in lab.contracts if (contract.consumer, contract.provider) == (consumer, provider)]
    verdicts = [result.verdict for result in results]
    failed, unknown, idle = (verdicts.count(verdict) for verdict in ("failed", "error", "not exercised"))
    figures = [line(strong(f"{failed:,} failed"))] if failed else []
    figures += [line(strong(f"{unknown:,} could not be checked"))] if unknown else []
    passed = verdicts.count("passed")
    figures += [line(faint(f"{passed:,} passed"))] if passed else []
    figures += [line(faint(f"{idle:,} not exercised"))] if idle else []
    return Row(
        (
            Cell(line(strong(f"{cut(consumer, 60)} → {cut(provider, 60)}"))),
            Cell(line(faint(some(list(dict.fromkeys(map(format_name, mine))), 2)))),
            Cell(line(f"{sum(len(result.examples) for result in mine):,}")),
            Cell(join(figures, ", ")),
        )
    )


def _failure(result: Result) -> Line:
    start = line(chip(result.verdict, result.verdict), " ", strong(cut(result.example.description)))
    version = faint(f" {cut(result.provider_version, 40)}") if result.provider_version else faint("")
    if result.verdict == "error":
        return line(start, version, f": {cut(error_reason(result.reason), 240)}")
    groups = group_mismatches(result.mismatches)
    more = f" And {len(groups) - 1:,} more." if len(groups) > 1 else ""
    return line(start, version, ": ", *result_sentences(groups[:1], result.mask, None), faint(more))


def build_lab(lab: DeskContents) -> Document:
    """The document of a desk.

    Parameters
    ----------
    lab : Lab
        Known by what it has, because it lives further up the house.
    """
    run: Run = lab.run
    blocks: list[Block] = [Paragraph(_title(lab, run), "title"), Paragraph(_files(lab))]
    several = lab.captures.provider_versions
    remarks = [line(count(len(lab.contracts), "contract")), line(count(len(lab.captures), "capture"))]
    remarks.append(line(f"versions {versions(several)}") if several else ())
    refused = len(lab.contracts.refused)
    remarks.append(line(strong(f"{count(refused, 'file')} could not be read")) if refused else ())
    blocks.append(Paragraph(join(remarks)))
    pairs: dict[tuple[str, str], list[Result]] = {}
    for result in run.results:
        pairs.setdefault((result.contract.consumer, result.contract.provider), []).append(result)
    if pairs:
        rows = tuple(_pair_row(lab, *pair, results) for pair, results in list(pairs.items())[:PAIRS])
        head = ("consumer → provider", "format", "examples", "verdicts")
        left = len(pairs) - len(rows)
        blocks.append(Table(rows, head, "grid", ("40%", "120px", "80px", ""), (), 8, "lab.contracts", left))
    if run.failures:
        blocks.append(Paragraph(line("Worst"), "heading"))
        blocks.append(Bullets(tuple(_failure(failure) for failure in run.failures[:WORST])))
        more = len(run.failures) - WORST
        if more > 0:
            blocks.append(Paragraph(line(faint(f"… {more:,} more: "), code("lab.run.failures"))))
    if run.unpaired:
        strays = line(faint(f"{count(len(run.unpaired), 'unmatched capture')} (ignored): "), code("lab.run.unpaired"))
        blocks.append(Paragraph(strays))
    if not len(lab.contracts):
        blocks.append(Paragraph(line(faint("Next: "), code('cl.open("pacts/", captures="captures/")'))))
        return Document(tuple(blocks))
    calls = ["lab.live()"] if lab.provider is not None else []
    calls += ["lab.run"] + (["lab.matrix"] if len(several) > 1 else [])
    if run.failures:
        calls.append(f"lab.run[{cut(run.failures[0].example.description, 60)!r}]")
    calls += ["lab.edit()" if len(lab.contracts) == 1 else "lab.edit(0)", 'lab.report("report.ipynb")']
    blocks.append(Paragraph(join([line(faint("Next: "), code(calls[0])), *(line(code(call)) for call in calls[1:])])))
    return Document(tuple(blocks))
