"""The upper half of a report: contracts, causes, the matrix, and figures over the versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contractlab.reports.options import ReportOptions
from contractlab.reports.section import Section, quiet_section
from contractlab.reports.subject import Subject, counts_of
from contractlab.verification.causes import Cause
from contractlab.verification.results import SEVERITY, Result
from contractlab.views.matrix_model import FAILED_OF_EXERCISED, matrix_blocks
from contractlab.views.model import (
    Block,
    Cell,
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
    tell,
)
from contractlab.views.pictures import causes_over_versions, hot_paths, verdicts_over_versions
from contractlab.views.result_model import error_reason
from contractlab.views.words import count, cut

__all__ = ["OVER_VERSIONS", "causes_section", "matrix_section", "over_versions_section", "pairs_section"]

CARDS = 6
_LISTED = 30
_PAIRS = 60
_PATHS = 8
_LINKS = 3
_VERDICTS = ("passed", "not exercised", "pending", "error", "failed")
"""In a bar, what fails stands at the end."""

OVER_VERSIONS = "over-versions"
"""Name of the section before the failures."""

Targets = Mapping[int, str]


def _bar(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((verdict, counts.get(verdict, 0)) for verdict in _VERDICTS if counts.get(verdict, 0))


def _failed_of(counts: Mapping[str, int]) -> Line:
    """``2 / 8``: failed of what was exercised, and behind it what could not be checked."""
    failed, errors = counts["failed"], counts["error"]
    figures = f"{failed:,} / {sum(counts.values()) - counts['not exercised']:,}"
    unknown = faint(f" +{errors:,} !") if errors else faint("")
    return (strong(figures) if failed else faint(figures), unknown)


def pairs_section(subject: Subject) -> Section | None:
    """A row for each consumer and provider; nothing where there is but one."""
    pairs = subject.pairs
    if len(pairs) < 2:
        return None
    rows = []
    for pair in pairs[:_PAIRS]:
        counts = counts_of(pair.results)
        rows.append(
            Row(
                (
                    Cell((_pair_chip(counts, subject.tolerant),)),
                    Cell(line(strong(f"{cut(pair.consumer, 60)} → {cut(pair.provider, 60)}"))),
                    Cell(line(cut(pair.version or "–", 40))),
                    Cell((), bar=_bar(counts)),
                    Cell(_failed_of(counts)),
                )
            )
        )
    left = len(pairs) - len(rows)
    head = ("", "consumer → provider", "version", "verdicts", FAILED_OF_EXERCISED)
    blocks: list[Block] = [Table(tuple(rows), head, "grid", ("44px", "", "110px", "22%", "110px"), (), 10, "", left)]
    if left:
        blocks.append(Paragraph(line(faint(f"… {left:,} more, none worse than these."))))
    return Section("contracts", "Contracts", tuple(blocks), len(pairs))


def _pair_chip(counts: Mapping[str, int], tolerant: bool) -> Span:
    tolerated = {"not exercised"} if tolerant and counts["passed"] else set()
    ranked = [verdict for verdict in SEVERITY if counts[verdict] and verdict not in tolerated]
    return chip(ranked[0] if ranked else "not exercised")


def _named(results: Sequence[Result], targets: Targets) -> Line:
    """Examples as links, the first few of them."""
    examples: dict[int, Result] = {}
    for result in results:
        examples[id(result.example)] = result
    spans: list[Span] = []
    for result in list(examples.values())[:_LINKS]:
        spans += [faint(", ")] * bool(spans)
        spans.append(Span("text", cut(result.example.description, 80), "", targets.get(id(result), "")))
    if len(examples) > _LINKS:
        spans.append(faint(f" and {len(examples) - _LINKS:,} more"))
    return tuple(spans)


def _extent(subject: Subject, cause: Cause) -> str:
    """``2 examples, 21 values``, of the newest version where it occurs there."""
    results = _of_newest(subject, cause.results)
    mine = set(map(id, cause.mismatches))
    values = sum(id(mismatch) in mine for result in results for mismatch in result.mismatches)
    examples = count(len({id(result.example) for result in results}), "example")
    return f"{examples}, {count(values, 'value')}" if values > len(results) else examples


def _cause_row(subject: Subject, cause: Cause, targets: Targets) -> Row:
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    since = subject.lasting.line(cause.results)
    remark = line(since, faint(f"{' · ' if since else ''}{_extent(subject, cause)}"))
    links = _named(_of_newest(subject, cause.results), targets)
    sentence = tell(cause.sentence_in_list(shown))
    pending = all(result.verdict == "pending" for result in cause.results)
    verdict = "pending" if pending else "failed"
    return Row((Cell((chip(verdict, cause.letter),)), Cell(sentence), Cell(remark), Cell(links)))


def _errors(subject: Subject) -> list[tuple[str, list[Result]]]:
    """Errors of one reason together."""
    grouped: dict[str, list[Result]] = {}
    for result in subject.results:
        if result.verdict == "error":
            grouped.setdefault(error_reason(result.reason), []).append(result)
    return list(grouped.items())


def _error_row(subject: Subject, reason: str, results: Sequence[Result], targets: Targets) -> Row:
    current = _of_newest(subject, results)
    since = subject.lasting.line(results)
    extent = f"{count(len({id(result.example) for result in current}), 'example')}, error"
    remark = line(since, faint(f"{' · ' if since else ''}{extent}"))
    sentence = line(cut(reason[:1].upper() + reason[1:], 300))
    return Row((Cell((chip("error"),)), Cell(sentence), Cell(remark), Cell(_named(current, targets))))


def _is_now(subject: Subject, results: Sequence[Result]) -> bool:
    return any(id(result) in subject.is_current for result in results)


def _of_newest(subject: Subject, results: Sequence[Result]) -> list[Result]:
    """Those of the newest version; where there are none, all of them."""
    return [result for result in results if id(result) in subject.is_current] or list(results)


def causes_section(subject: Subject, targets: Targets) -> Section:
    """Why it fails: a card for each cause of the newest versions, then a list."""
    causes = sorted(subject.causes, key=lambda cause: not _is_now(subject, cause.results))
    errors = sorted(_errors(subject), key=lambda error: not _is_now(subject, error[1]))
    listed = causes[: CARDS + _LISTED]
    rows = [(_is_now(subject, cause.results), _cause_row(subject, cause, targets)) for cause in listed]
    rows += [
        (_is_now(subject, results), _error_row(subject, reason, results, targets))
        for reason, results in errors[:_LISTED]
    ]
    if not rows:
        return quiet_section("causes", "Causes", "Nothing failed.")
    rows.sort(key=lambda ranked: not ranked[0])
    cards = [row for now, row in rows[:CARDS] if now] or [rows[0][1]]
    rest = [row for _, row in rows[len(cards) :]]
    widths = ("44px", "", "24%", "24%")
    blocks: list[Block] = [Table(tuple(cards), (), "cards", widths, (), 12, "run.causes", len(rest))]
    if rest:
        blocks.append(Table(tuple(rest), (), "list", widths, (), 1, "run.causes"))
    total = len(causes) + len(errors)
    if total > len(rows):
        blocks.append(Paragraph(line(faint(f"… {total - len(rows):,} more: "), code("run.causes"))))
    picture = hot_paths(subject.results) if subject.second_hand is None else None
    if picture is not None:
        blocks.append(picture)
    return Section("causes", "Causes", tuple(blocks), total)


def matrix_section(subject: Subject, targets: Targets, options: ReportOptions) -> Section:
    """Examples by version, each failing cell with the letter of its cause."""
    matrix = subject.matrix
    if not matrix.rows:
        return quiet_section("matrix", "Matrix", "There are no examples.")
    providers = list(dict.fromkeys(row.provider for row in matrix.rows))
    whose = cut(providers[0], 60) if len(providers) == 1 else count(len(providers), "provider")
    if matrix.axis == "consumer":
        remark = "examples by version of the contract"
    else:
        remark = f"examples by version of {whose}" if len(matrix.versions) > 1 else "every example"
    blocks = matrix_blocks(matrix, targets=targets, rows=options.matrix_rows, pieces=options.matrix_bars)
    return Section("matrix", "Matrix", tuple(blocks), None, line(faint(remark)))


def over_versions_section(subject: Subject) -> Section:
    """How many fail at each version and why, and the paths that break most often; of one version, its figures."""
    if not subject.results:
        return quiet_section(OVER_VERSIONS, "Over versions", "There are no verdicts.", None)
    blocks: list[Block] = []
    if len(subject.matrix.versions) < 2:
        figures = line("There is one version: failed / exercised ", *_failed_of(counts_of(subject.results)), ".")
        return Section(OVER_VERSIONS, "Over versions", (Paragraph(figures),), None, quiet=True)
    for picture in (verdicts_over_versions(subject.matrix), causes_over_versions(subject.matrix)):
        if picture is not None:
            blocks.append(picture)
    paths = _paths(subject)
    if len(paths) > 1:
        most = paths[0][2]
        rows = [
            Row(
                (
                    Cell((code(cut(path, 80), path if len(path) > 80 else ""),)),
                    Cell((), bar=(("failed", failing), ("none", most - failing))),
                    Cell(line(count(failing, "result"))),
                )
            )
            for path, _, failing in paths[:_PATHS]
        ]
        blocks.append(Paragraph(line("Most frequent failures"), "heading"))
        left = len(paths) - len(rows)
        widths = ("30%", "", "110px")
        blocks.append(Table(tuple(rows), ("path", "failing results", ""), "grid", widths, (), 6, "run.causes", left))
        if left:
            blocks.append(Paragraph(line(faint(f"… {count(left, 'more path')}."))))
    return Section(OVER_VERSIONS, "Over versions", tuple(blocks))


def _paths(subject: Subject) -> list[tuple[str, str, int]]:
    """Paths with the number of results that fail there, the most broken first."""
    failing: dict[tuple[str, str], set[int]] = {}
    for cause in subject.causes:
        path = cause.path if cause.part == "body" or cause.path == cause.part else f"{cause.part} {cause.path}".strip()
        failing.setdefault((path, cause.part), set()).update(map(id, cause.results))
    ordered = sorted(failing.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return [(path, part, len(results)) for (path, part), results in ordered]
