"""What a report is about: a run, a matrix or a desk, brought to one shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from contractlab.captures import CaptureProblem
from contractlab.contracts.contract import Contract
from contractlab.errors import InvalidContract
from contractlab.values.display import quiet
from contractlab.values.reasons import Reason
from contractlab.verification.causes import Cause
from contractlab.verification.matrix import NO_VERSION, Matrix, matrix_of
from contractlab.verification.results import SEVERITY, Result
from contractlab.verification.run import Run
from contractlab.verification.unpaired import Unpaired
from contractlab.verification.verifier_run import SecondHandRun
from contractlab.views.lasting import Lasting
from contractlab.views.tally import newest_versions, tally_of

__all__ = ["DeskLike", "Pair", "Reportable", "Subject", "counts_of", "listed", "subject_of"]


@runtime_checkable
class DeskLike(Protocol):
    """A desk, as a report sees it: desks live further up the house."""

    @property
    def run(self) -> Run:
        """Its contracts checked against its captures."""

    @property
    def matrix(self) -> Matrix:
        """The same by version."""


Reportable = Run | Matrix | DeskLike
"""What a report can be written of."""


def counts_of(results: Sequence[Result]) -> Mapping[str, int]:
    """Number of results by verdict, worst first."""
    return tally_of(results).counts


def listed(names: Sequence[str], most: int = 3) -> str:
    """``a``, ``a and b``, ``a, b and c``; of more, the first and how many others."""
    if len(names) <= 1:
        return "".join(names)
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1:,} others"
    return f"{', '.join(names[:-1])} and {names[-1]}"


@quiet
@dataclass(frozen=True, slots=True)
class Pair:
    """A consumer and a provider.

    Attributes
    ----------
    consumer, provider : str
    version : str
        The newest version at which any example of the provider was exercised; empty where none is known.
    results : tuple of Result
        Those of this version.
    """

    consumer: str
    provider: str
    version: str
    results: tuple[Result, ...]


class Subject:
    """Everything that a report tells of.

    Attributes
    ----------
    matrix : Matrix
        Of one column where there is but one version.
    run : Run or None
        The run that all columns are of, where there is one.
    """

    def __init__(self, matrix: Matrix, run: Run | None = None) -> None:
        self.matrix = matrix
        self.run = run

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The run that was given, else that of each version."""
        return (self.run,) if self.run is not None else tuple(self.matrix.runs.values())

    @property
    def passed(self) -> bool:
        """True if every run passed; of a matrix, that of the newest version."""
        return self.run.passed if self.run is not None else self.matrix.passed

    @property
    def tolerant(self) -> bool:
        """True if examples without a capture break nothing."""
        return all(run.allow_not_exercised for run in self.runs)

    @property
    def stopped(self) -> tuple[Reason, ...]:
        """Why a part of the verification did not take place, where no result says it."""
        return tuple(reason for run in self.runs for reason in run.stopped_elsewhere)

    @property
    def second_hand(self) -> SecondHandRun | None:
        """The run, where somebody else judged."""
        return self.run if isinstance(self.run, SecondHandRun) else None

    @property
    def results(self) -> tuple[Result, ...]:
        """All results of all versions."""
        return self.matrix.results

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why results fail, over all versions."""
        return self.matrix.causes

    @cached_property
    def contracts(self) -> tuple[Contract, ...]:
        """Every contract once, those of newer columns last."""
        return tuple({id(contract): contract for run in self.runs for contract in run.contracts}.values())

    @cached_property
    def refused(self) -> tuple[InvalidContract, ...]:
        """Contracts that could not be read."""
        return tuple({error.source: error for run in self.runs for error in run.contracts.refused}.values())

    @cached_property
    def capture_problems(self) -> tuple[CaptureProblem, ...]:
        """What was odd about the recordings."""
        return tuple(dict.fromkeys(problem for run in self.runs for problem in run.captures.problems))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Files of recordings."""
        return tuple(dict.fromkeys(name for run in self.runs for name in run.captures.files))

    @cached_property
    def unpaired(self) -> tuple[Unpaired, ...]:
        """Captures that fit no example."""
        return tuple({id(unpaired.capture): unpaired for run in self.runs for unpaired in run.unpaired}.values())

    @property
    def versions(self) -> tuple[str, ...]:
        """Names of the columns, oldest first; none where no version is known."""
        named = tuple(version for version in self.matrix.versions if version != NO_VERSION)
        return named if len(named) == len(self.matrix.versions) else self.matrix.versions if named else ()

    @cached_property
    def _newest(self) -> dict[str, str]:
        """The newest column of each provider: versions are those of a provider, and several may lie side by side."""
        return newest_versions({version: run.results for version, run in self.matrix.runs.items()})

    def newest_of(self, provider: str) -> str:
        """The newest column at which a provider was exercised, else the last column."""
        return self._newest.get(provider) or (self.matrix.versions[-1] if self.matrix.versions else "")

    @cached_property
    def lasting(self) -> Lasting:
        """Since when something is so."""
        return Lasting(self.matrix)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Consumers and providers, the worst first."""
        names = list(dict.fromkeys((result.contract.consumer, result.contract.provider) for result in self.results))
        made = []
        for consumer, provider in names:
            version = self.newest_of(provider)
            mine = tuple(
                result
                for result in self.matrix.runs[version].results
                if (result.contract.consumer, result.contract.provider) == (consumer, provider)
            )
            made.append(Pair(consumer, provider, "" if version == NO_VERSION else version, mine))
        order = [verdict for verdict in SEVERITY if verdict != "passed"]
        return tuple(sorted(made, key=lambda pair: tuple(-counts_of(pair.results)[verdict] for verdict in order)))

    @cached_property
    def current(self) -> tuple[Result, ...]:
        """Results of the newest version of each provider."""
        return tuple(result for pair in self.pairs for result in pair.results)

    @cached_property
    def is_current(self) -> frozenset[int]:
        """``id`` of each of them."""
        return frozenset(map(id, self.current))

    @cached_property
    def column_of(self) -> dict[int, str]:
        """The column of each result by its ``id``."""
        return {id(result): version for version, run in self.matrix.runs.items() for result in run.results}

    @cached_property
    def letters(self) -> dict[int, str]:
        """Letters of causes by ``id`` of the result."""
        letters: dict[int, str] = {}
        for cause in self.causes:
            for result in cause.results:
                letters[id(result)] = letters.get(id(result), "") + cause.letter
        return letters


def subject_of(item: Reportable) -> Subject:
    """Bring a run, a matrix or a desk to the shape of a report.

    Parameters
    ----------
    item : Run, Matrix or Lab

    Raises
    ------
    TypeError
        If it is none of these.
    """
    if isinstance(item, Run):
        return Subject(_columns(item), item)
    if isinstance(item, Matrix):
        return Subject(item)
    if isinstance(item, DeskLike):
        run, matrix = item.run, item.matrix
        if isinstance(run, Run) and isinstance(matrix, Matrix):  # the names alone say little
            return Subject(matrix if len(matrix.versions) > 1 else _columns(run), run)
    raise TypeError(f"a report is written of a run, a matrix or a desk, not of {type(item).__name__}")


def _columns(run: Run) -> Matrix:
    """A run by version; one of a single version keeps what it knows beside its results."""
    versions = list(dict.fromkeys(result.provider_version for result in run.results))
    if len(versions) > 1 and len(run.provider_versions) > 1:
        return matrix_of(run)
    name = versions[0] if len(versions) == 1 else None
    return Matrix({NO_VERSION if name is None else name: run})
