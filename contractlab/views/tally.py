"""What is counted, and the words for it: the overview of a desk, the explorer, matrices, runs and reports all ask here.

A result is an example checked against one capture, or an example without one. Results are counted, not cells of a
table; those that could not be checked are no failures; pending ones and gaps count in the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contractlab.verification.matrix import Matrix
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.run import Run
from contractlab.views.model import Span, chip
from contractlab.views.words import count, cut

__all__ = ["Tally", "columns_of_run", "newest_tally", "newest_versions", "tally_of", "tally_of_matrix"]

Columns = Mapping[str, Sequence[Result]]
"""Results by version, oldest first."""

_WORDS = {"error": "could not be checked"}


@dataclass(frozen=True, slots=True)
class Tally:
    """Results counted by verdict.

    Attributes
    ----------
    counts : mapping of str to int
        Every verdict, worst first.
    total : int
        Results, gaps among them.
    examples, versions : int
        How many different ones the results are of.
    """

    counts: Mapping[str, int]
    total: int
    examples: int
    versions: int

    @property
    def exercised(self) -> int:
        """Results that are not gaps."""
        return self.total - self.counts["not exercised"]

    def verdict(self, *, tolerant: bool) -> str:
        """The verdict that stands for all of them; `tolerant` is True if gaps fail nothing."""
        if not self.total:
            return "error"
        for verdict in ("failed", "error"):
            if self.counts[verdict]:
                return verdict
        missing = self.counts["not exercised"]
        return "not exercised" if missing == self.total or (missing and not tolerant) else "passed"

    def headline(self, *, tolerant: bool) -> str:
        """``6 of 18 failed, 2 could not be checked``; parameters as in `verdict`."""
        if not self.total:
            return "nothing to check"
        chief = self.verdict(tolerant=tolerant)
        number = self.counts[chief]
        if chief == "not exercised" and number == self.total:
            return f"{number:,} not exercised"
        text = f"{number:,} of {self.total:,} {_WORDS.get(chief, chief)}"
        errors = self.counts["error"]
        return f"{text}, {errors:,} {_WORDS['error']}" if chief == "failed" and errors else text

    def chip(self, *, tolerant: bool, version: str = "") -> Span:
        """The headline as a block of colour, with the version that it is of where there are several."""
        text = self.headline(tolerant=tolerant)
        return chip(self.verdict(tolerant=tolerant), f"{cut(version, 40)}: {text}" if version else text)

    @property
    def figures(self) -> str:
        """Every number that is not 0: ``6 failed, 2 could not be checked, 10 passed``."""
        return ", ".join(
            f"{number:,} {_WORDS.get(verdict, verdict)}" for verdict, number in self.counts.items() if number
        )

    def rest(self, *, tolerant: bool) -> str:
        """The numbers that the headline does not say: ``10 passed``; parameters as in `verdict`."""
        chief = self.verdict(tolerant=tolerant)
        headline = {chief, "error"} if chief == "failed" else {chief}
        return ", ".join(
            f"{number:,} {_WORDS.get(verdict, verdict)}"
            for verdict, number in self.counts.items()
            if number and verdict not in headline
        )

    @property
    def scope(self) -> str:
        """What the total is made of: ``9 examples × 2 versions``; empty where it is a result for each example."""
        if self.total == self.examples:
            return ""
        if self.total == self.examples * self.versions:
            return f"{count(self.examples, 'example')} × {count(self.versions, 'version')}"
        several = f", {count(self.versions, 'version')}" if self.versions > 1 else ""
        return f"{count(self.total, 'result')} of {count(self.examples, 'example')}{several}"


def tally_of(results: Iterable[Result], columns: int = 0, rows: int = 0) -> Tally:
    """Count results; `columns` and `rows` say of how many versions and examples, where the results do not tell."""
    counts: dict[str, int] = dict.fromkeys(SEVERITY, 0)
    # Two contracts of the same parties may have the same keys: within a version, each example counts.
    examples: dict[tuple[str, str, str], dict[str | None, set[int]]] = {}
    versions: set[str | None] = set()
    total = 0
    for result in results:
        counts[result.verdict] += 1
        total += 1
        name = (result.contract.consumer, result.contract.provider, result.example.key)
        examples.setdefault(name, {}).setdefault(result.provider_version, set()).add(id(result.example))
        versions.add(result.provider_version)
    named = sum(max(map(len, by_version.values())) for by_version in examples.values())
    return Tally(counts, total, rows or named, columns or len(versions))


def tally_of_matrix(matrix: Matrix) -> Tally:
    """Count the results of all columns."""
    return tally_of(matrix.results, len(matrix.versions), len(matrix.rows))


def columns_of_run(run: Run) -> dict[str, list[Result]]:
    """Results of a run by the provider version of their captures, oldest first."""
    columns: dict[str, list[Result]] = {version or "": [] for version in run.provider_versions}
    for result in run.results:
        columns.setdefault(result.provider_version or "", []).append(result)
    return columns


def newest_versions(columns: Columns) -> dict[str, str]:
    """The newest column at which each provider was exercised, else the last: several may lie side by side."""
    newest: dict[str, str] = {}
    for version, results in columns.items():
        for result in results:
            if result.verdict != "not exercised":
                newest[result.contract.provider] = version
    last = next(reversed(list(columns)), "")
    for results in columns.values():
        for result in results:
            newest.setdefault(result.contract.provider, last)
    return newest


def newest_tally(item: Run | Matrix) -> tuple[str, Tally]:
    """The newest version, and what was counted there; of several providers each at its own newest.

    Returns
    -------
    str
        ``newest`` where the providers' newest versions differ; empty where there is but one version.
    Tally
    """
    columns: Columns = (
        {version: run.results for version, run in item.runs.items()}
        if isinstance(item, Matrix)
        else columns_of_run(item)
    )
    newest = newest_versions(columns)
    current = [
        result
        for version, results in columns.items()
        for result in results
        if newest[result.contract.provider] == version
    ]
    names = set(newest.values())
    if len(columns) < 2:
        return "", tally_of(current)
    return next(iter(names)) if len(names) == 1 else "newest", tally_of(current)
