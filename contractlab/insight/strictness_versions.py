"""Strictness over versions of a contract: which paths let more, or less, through than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from contractlab.contracts.contract import Contract
from contractlab.insight.counts import Counts
from contractlab.values.display import Shown, quiet
from contractlab.values.tables import Column, ColumnKind, make_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STRICTNESS_VERSION_COLUMNS", "PathOverVersions", "StrictnessOverVersions"]

STRICTNESS_VERSION_COLUMNS = (
    Column("path", "what is asked for, with the provider where there are several"),
    Column("version", "of the contract", ColumnKind.ORDERED),
    Column("stopped", "wrong answers that fail", ColumnKind.COUNT),
    Column("weakly", "wrong answers that pass although something is asked there", ColumnKind.COUNT),
    Column("never", "wrong answers at places of which nothing is asked", ColumnKind.COUNT),
)


class TriedPath(Protocol):
    """A path of one contract with what became of wrong answers there."""

    @property
    def label(self) -> str:
        """``$.tags``, ``status``, ``header ETag``."""

    @property
    def contract(self) -> Contract:
        """Whose path it is."""

    @property
    def counts(self) -> Counts:
        """What became of them."""


class Tried(Protocol):
    """Contracts of one version with what became of wrong answers."""

    @property
    def contracts(self) -> Sequence[Contract]:
        """Those that were tried."""

    @property
    def paths(self) -> Sequence[TriedPath]:
        """Every path."""

    @property
    def stopped(self) -> int:
        """Wrong answers that fail."""

    @property
    def asked(self) -> int:
        """Wrong answers at places of which something is asked."""


_Tried = TypeVar("_Tried", bound=Tried)


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class PathOverVersions:
    """One path over the versions.

    Attributes
    ----------
    label : str
        As in `PathStrictness`, with the provider where there are several.
    counts : tuple of Counts or None
        One for each version; None where the version does not have the path.
    """

    label: str
    counts: tuple[Counts | None, ...]

    @property
    def change(self) -> int:
        """How many more wrong answers the last two versions that have it let through; less than 0 for fewer."""
        there = [each.weakly for each in self.counts if each is not None]
        return there[-1] - there[-2] if len(there) > 1 else 0


class StrictnessOverVersions(Shown, Generic[_Tried]):
    """Wrong answers that each version of a contract would stop.

    Attributes
    ----------
    by_version : mapping of str to Strictness
        Oldest first.
    """

    def __init__(self, by_version: Mapping[str, _Tried]) -> None:
        self.by_version = dict(by_version)

    @property
    def versions(self) -> tuple[str, ...]:
        """Their names, oldest first."""
        return tuple(self.by_version)

    @cached_property
    def paths(self) -> tuple[PathOverVersions, ...]:
        """Every path, those that let more through than before first, then those that let anything through."""
        columns = [_by_label(each) for each in self.by_version.values()]
        labels = dict.fromkeys(label for column in columns for label in column)
        rows = [PathOverVersions(label, tuple(column.get(label) for column in columns)) for label in labels]
        return tuple(sorted(rows, key=_worst_first))

    @property
    def weaker(self) -> tuple[PathOverVersions, ...]:
        """Paths that let more through than in the version before."""
        return tuple(path for path in self.paths if path.change > 0)

    @property
    def stricter(self) -> tuple[PathOverVersions, ...]:
        """Paths that let less through than in the version before."""
        return tuple(path for path in self.paths if path.change < 0)

    @property
    def sentence(self) -> str:
        """``67 of 68 wrong answers stopped, then 68 of 68``."""
        figures = [f"{each.stopped:,} of {each.asked:,}" for each in self.by_version.values()]
        return " wrong answers stopped, then ".join(figures[:2]) + "".join(f", then {each}" for each in figures[2:])

    def __getitem__(self, version: str) -> _Tried:
        """The strictness of a version."""
        return self.by_version[version]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_version)

    def __len__(self) -> int:
        return len(self.by_version)

    def to_frame(self) -> pd.DataFrame:
        """One row for each path and version that has it: path, version, stopped, weakly, never."""
        rows: list[tuple[Any, ...]] = [
            (path.label, version, each.stopped, each.weakly, each.never)
            for path in self.paths
            for version, each in zip(self.versions, path.counts, strict=True)
            if each is not None
        ]
        return make_table(STRICTNESS_VERSION_COLUMNS, rows, orders={"version": self.versions})

    def __repr__(self) -> str:
        return f"<StrictnessOverVersions {self.sentence}>"


def _by_label(of_version: Tried) -> dict[str, Counts]:
    """Paths of all contracts of one version; those of several providers apart."""
    several = len({contract.provider for contract in of_version.contracts}) > 1
    grouped: dict[str, list[Counts]] = {}
    for path in of_version.paths:
        label = f"{path.contract.provider} {path.label}" if several else path.label
        grouped.setdefault(label, []).append(path.counts)
    return {label: _together(counts) for label, counts in grouped.items()}


def _together(counts: Sequence[Counts]) -> Counts:
    return counts[0] if len(counts) == 1 else Counts(field for each in counts for field in each.fields)


def _worst_first(path: PathOverVersions) -> tuple[int, int]:
    last = next((each for each in reversed(path.counts) if each is not None), None)
    return (-path.change, 0 if last is None else -last.weakly)
