"""Runs of several machines as one: a CI that splits contracts, or captures, over jobs joins what they saved."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.captures.own_keys import content_of
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.errors import InvalidCapture
from contractlab.values.patterns import expand_patterns
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.run import Run
from contractlab.verification.run_file import load_run
from contractlab.verification.unpaired import Unpaired

__all__ = ["join"]

RunSource: TypeAlias = "Run | str | Path | Iterable[RunSource]"
"""A run, the file of a saved one, a pattern of such files, or several of these."""


def join(*runs: RunSource) -> Run:
    """One run of several, as if one machine had checked everything; nothing is judged again.

    Parameters
    ----------
    *runs : Run, path, pattern of paths, or lists of these
        Saved runs, or runs. A contract that several of them hold, byte for byte, is one contract, and a recording
        that several of them read is one recording. An example that one of them exercised is exercised, at the same
        version of the provider; a capture that one of them matched to an example is matched.

    Returns
    -------
    Run
        Contracts in the order in which they come first, results in theirs. Gaps are tolerated if all runs do.

    Raises
    ------
    InvalidCapture
        If a file cannot be read, if there is no run, or if runs are of different dialects.
    NothingMatches
        If no file matches a pattern.
    """
    named = list(_flat(runs))
    if not named:
        raise InvalidCapture("<runs>", ["there is no run to join; name files that run.save(path) wrote"])
    first_name, first = named[0]
    for name, run in named[1:]:
        if run.dialect != first.dialect:
            words = f"is a run of the dialect {run.dialect!r}, and {first_name} is one of {first.dialect!r}"
            raise InvalidCapture(name, [f"{words}; their verdicts do not go together"])
    return first if len(named) == 1 else _Joiner([run for _, run in named]).joined()


def _flat(runs: Iterable[RunSource]) -> Iterable[tuple[str, Run]]:
    """Every run with what to call it."""
    for given in runs:
        if isinstance(given, Run):
            yield repr(given), given
        elif isinstance(given, str | Path):
            for path in expand_patterns([str(given)]):
                yield path, load_run(path)
        else:
            yield from _flat(given)


class _Joiner:
    """Takes runs apart and puts their parts together, each part once.

    Parameters
    ----------
    runs : sequence of Run
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.contracts: dict[bytes, Contract] = {}
        self.examples: dict[int, Example] = {}
        for contract in (contract for run in runs for contract in run.contracts):
            same = self.contracts.setdefault(contract.source.data, contract)
            for own, kept in zip(contract.examples, same.examples, strict=True):
                self.examples[id(own)] = kept
        by_content: dict[Hashable, AnyCapture] = {}
        same_capture = {
            id(capture): by_content.setdefault((capture.source, capture.index, content_of(capture)), capture)
            for run in runs
            for capture in run.captures
        }
        kept_captures = list(by_content.values())
        self.captures = Captures(
            kept_captures,
            problems=dict.fromkeys(problem for run in runs for problem in run.captures.problems),
            files=dict.fromkeys(file for run in runs for file in run.captures.files),
            base_path=next((run.captures.base_path for run in runs if run.captures.base_path), ""),
        )
        # Captures of two files of one name get keys of their own, which makes new objects of them.
        renamed = {id(old): new for old, new in zip(kept_captures, self.captures, strict=True)}
        self.capture = {number: renamed[id(same)] for number, same in same_capture.items()}

    def joined(self) -> Run:
        """The one run."""
        results = self._results()
        matched = {id(result.capture) for result in results}
        examples = [example for contract in self.contracts.values() for example in contract.examples]
        unpaired: dict[int, Unpaired] = {}
        for old in (old for run in self.runs for old in run.unpaired):
            capture = self.capture[id(old.capture)]
            if id(capture) not in matched:
                unpaired.setdefault(id(capture), Unpaired(capture, examples, old.note))
        refused = {str(error): error for run in self.runs for error in run.contracts.refused}
        run = Run(
            Contracts(
                self.contracts.values(),
                refused.values(),
                dict.fromkeys(name for run in self.runs for name in run.contracts.skipped),
                dict.fromkeys(name for run in self.runs for name in run.contracts.duplicates),
            ),
            self.captures,
            results,
            list(unpaired.values()),
            dialect=self.runs[0].dialect,
            allow_not_exercised=all(run.allow_not_exercised for run in self.runs),
            redaction=_all_redaction([run.redaction for run in self.runs]),
            base_path_hint=next((run.base_path_hint for run in self.runs if run.base_path_hint), ""),
        )
        run.stopped = tuple(dict.fromkeys(reason for each in self.runs for reason in each.stopped))
        return run

    def _results(self) -> list[Result]:
        """Results of all runs, each once, in the order of contracts, examples and versions."""
        order = {
            id(example): place
            for place, example in enumerate(
                example for contract in self.contracts.values() for example in contract.examples
            )
        }
        exercised: dict[int, set[str | None]] = {}
        kept: dict[tuple[int, str | None, int], Result] = {}
        for result in (self._at_home(result) for run in self.runs for result in run.results):
            example = id(result.example)
            if result.verdict != "not exercised":
                exercised.setdefault(example, set()).add(result.provider_version)
            # What was called without a capture has nothing by which it could be the same.
            content = 0 if result.verdict == "not exercised" else id(result.capture or result)
            name = (example, result.provider_version, content)
            before = kept.get(name)
            if before is None or SEVERITY[result.verdict] < SEVERITY[before.verdict]:
                kept[name] = result
        versions = {version: place for place, version in enumerate([None, *self.captures.provider_versions])}
        captures = {id(capture): place for place, capture in enumerate(self.captures)}
        return sorted(
            (result for result in kept.values() if not _is_filled(result, exercised)),
            key=lambda result: (
                order[id(result.example)],
                versions.get(result.provider_version, 0),
                captures.get(id(result.capture), -1),
            ),
        )

    def _at_home(self, result: Result) -> Result:
        """A result about the contract, the example and the capture that are kept."""
        moved = copy.copy(result)
        moved.example = self.examples[id(result.example)]
        moved.contract = moved.example.contract
        if result.capture is not None:
            moved.capture = self.capture[id(result.capture)]
            if result.seen is result.capture:
                moved.seen = moved.capture
        return moved


def _is_filled(result: Result, exercised: dict[int, set[str | None]]) -> bool:
    """True for a gap that another run fills; one without a version is that of a job that had no captures at all."""
    if result.verdict != "not exercised":
        return False
    versions = exercised.get(id(result.example), set())
    return result.provider_version in versions or (result.provider_version is None and bool(versions))


def _all_redaction(redactions: Sequence[Redaction]) -> Redaction:
    """What any of them hides."""
    return Redaction(
        headers=dict.fromkeys(name for each in redactions for name in each.headers),
        parameters=dict.fromkeys(name for each in redactions for name in each.parameters),
        body=dict.fromkeys(path.text for each in redactions for path in each.body),
    )
