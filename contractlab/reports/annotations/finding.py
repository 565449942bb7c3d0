"""What a run or a lint found, as one flat list with file and line; each writer of this folder takes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from contractlab.captures import Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.problems import Problem
from contractlab.errors import InvalidContract
from contractlab.values.display import quiet
from contractlab.values.mismatch import Mismatch
from contractlab.values.source import Location
from contractlab.values.text import shorten, visible
from contractlab.verification.causes import Cause, shared_sentence
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.result_model import error_reason
from contractlab.views.words import count, place_of, relative_file

__all__ = ["Finding", "Level", "findings_of_contracts", "findings_of_run", "make_finding"]

Level = Literal["error", "warning", "note"]

_LONGEST = 1_000
"""Characters of a message: GitHub cuts annotations at 4 kB, and nobody reads that much beside a line."""

_NAMED = 3
"""Examples that a message names."""


@quiet
@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, at one place.

    Attributes
    ----------
    level : str
        ``"error"`` breaks the build, ``"warning"`` and ``"note"`` do not.
    rule : str
        What kind of finding it is, for filters: ``mismatch/status``, ``error/not-recorded``, ``not-exercised``,
        ``lint/dead-rule``.
    title : str
        A few words: consumer, provider, how many examples.
    message : str
        Sentences of one line, secrets and control characters taken out.
    file : str
        As it was named, relative to the working folder where it lies below; empty for what came from no file.
    line : int or None
        From 1.
    pointer : str
        JSON pointer of the place.
    """

    level: Level
    rule: str
    title: str
    message: str
    file: str
    line: int | None
    pointer: str

    @property
    def fingerprint(self) -> str:
        """The same in every run for the same kind of finding at the same place, whatever was received (64 digits)."""
        return hashlib.sha256("\x00".join((self.rule, self.file, self.pointer)).encode(errors="replace")).hexdigest()


def findings_of_run(run: Run) -> list[Finding]:
    """Everything that breaks a run, and what is pending.

    Parameters
    ----------
    run : Run

    Returns
    -------
    list of Finding
        First each cause once, at the rule that decided or the value that was expected, those with most results first,
        because GitHub shows ten of a step; then the other places of each cause, errors, gaps, and files that could not
        be read.
    """
    first: list[Finding] = []
    further: list[Finding] = []
    mismatches = _mismatches_by_cause(run.causes)
    for number, cause in enumerate(run.causes):
        at_first, *elsewhere = _cause_findings(
            cause, {id(each): mismatches[id(each), number] for each in cause.results}
        )
        first.append(at_first)
        further += elsewhere
    refused = [finding for error in run.contracts.refused for finding in _refused(error)]
    return [*first, *refused, *_without_verdict(run), *further]


def findings_of_contracts(contracts: Contracts) -> list[Finding]:
    """Problems of contracts, and files that could not be read; errors first."""
    findings = [finding for error in contracts.refused for finding in _refused(error)]
    findings += map(_problem, contracts.problems)
    order: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}
    return sorted(findings, key=lambda finding: order[finding.level])


def make_finding(level: Level, rule: str, title: str, message: str, location: Location) -> Finding:
    """Make one, without secrets and control characters; parameters as in `Finding`."""
    line = location.line
    return Finding(level, rule, _clean(title), _clean(message), relative_file(location.file), line, location.pointer)


def _clean(text: str) -> str:
    return shorten(visible(" ".join(Redaction().redact_text(text).split())), _LONGEST)


def _title(result: Result, remark: str) -> str:
    """Consumer and provider, and what is special about the finding."""
    pair = f"{result.contract.consumer} → {result.contract.provider}"
    return f"{pair}: {remark}" if remark else pair


def _examples(results: Sequence[Result]) -> str:
    names = list(dict.fromkeys(result.example.description for result in results))
    listed = ", ".join(f"“{shorten(name, 120)}”" for name in names[:_NAMED])
    return f"{listed} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else listed


def _mismatches_by_cause(causes: Sequence[Cause]) -> dict[tuple[int, int], list[Mismatch]]:
    """Mismatches by the ``id`` of their result and the number of their cause.

    Each result is walked through once: it may have thousands of mismatches, each of a cause of its own.
    """
    cause_of = {id(mismatch): number for number, cause in enumerate(causes) for mismatch in cause.mismatches}
    results = {id(result): result for cause in causes for result in cause.results}
    grouped: dict[tuple[int, int], list[Mismatch]] = {}
    for key, result in results.items():
        for mismatch in result.mismatches:
            number = cause_of.get(id(mismatch))
            if number is not None:
                grouped.setdefault((key, number), []).append(mismatch)
    return grouped


def _cause_findings(cause: Cause, mismatches_of: Mapping[int, Sequence[Mismatch]]) -> Iterator[Finding]:
    """One for each place in a contract, the place with most results first."""
    places: dict[tuple[str, str], list[tuple[Result, Location]]] = {}
    for result in cause.results:
        location = place_of(mismatches_of[id(result)][0], result.example, result.match)
        places.setdefault((location.file, location.pointer), []).append((result, location))
    for at_place in sorted(places.values(), key=len, reverse=True):
        results = [result for result, _ in at_place]
        first, location = at_place[0]
        mismatches = mismatches_of[id(first)]
        sentence = shared_sentence(mismatches, cause.path, shown=first.mask.mismatch(mismatches[0]))
        failed = any(result.verdict == "failed" for result in results)
        versions = list(dict.fromkeys(filter(None, (result.provider_version for result in results))))
        seen = f" (provider {', '.join(versions[:_NAMED])})" if versions else ""
        yield make_finding(
            "error" if failed else "warning",
            f"mismatch/{cause.part}",
            _title(first, "" if failed else "pending"),
            f"{sentence} In {_examples(results)}{seen}",
            location,
        )


def _without_verdict(run: Run) -> Iterator[Finding]:
    """Errors of one reason together for each contract; examples that nothing exercised likewise."""
    errors: dict[tuple[int, str], list[Result]] = {}
    gaps: dict[int, list[Result]] = {}
    for result in run.results:
        if result.verdict == "error":
            errors.setdefault((id(result.contract), error_reason(result.reason)), []).append(result)
        elif result.verdict == "not exercised":
            gaps.setdefault(id(result.contract), []).append(result)
    for (_, reason), results in errors.items():
        first = results[0]
        code = first.reason_code.value if first.reason_code is not None else "unknown"
        title = _title(first, f"{count(len(results), 'result')} could not be checked")
        message = f"{reason.rstrip('.')}. In {_examples(results)}"
        yield make_finding("error", f"error/{code}", title, message, first.example.location)
    for results in gaps.values():
        first = results[0]
        level: Level = "note" if run.allow_not_exercised else "error"
        title = _title(first, f"{count(len(results), 'example')} not exercised")
        yield make_finding(
            level, "not-exercised", title, f"No capture exercises {_examples(results)}", first.example.location
        )


def _refused(error: InvalidContract) -> Iterator[Finding]:
    name = relative_file(error.source)
    for fault in error.faults:
        message = _clean(fault.message)
        yield Finding("error", "not-readable", "contract cannot be read", message, name, fault.line, fault.pointer)


def _problem(problem: Problem) -> Finding:
    level: Level = "note" if problem.severity == "info" else problem.severity
    return make_finding(level, f"lint/{problem.code}", problem.code, str(problem.message), problem.location)
