"""What the live views need of the place of work that they belong to; the desk at the top of the house has it all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol

from contractlab.captures import Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.editing import Edit, edit
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.matrix import NO_VERSION, Matrix, matrix
from contractlab.verification.run import Run

__all__ = ["Bench", "Desk", "bench_of"]


class Desk(Protocol):
    """Contracts, captures, and how they are checked and shown."""

    contracts: Contracts
    captures: Captures
    redaction: Redaction
    dialect: str

    @property
    def matrix(self) -> Matrix:
        """Contracts checked against captures, as they are now."""
        ...

    def edit_of(self, contract: Contract) -> Edit:
        """The edit of a contract; the same one each time."""
        ...

    def adopt(self, saved: Edit) -> None:
        """Take what an edit saved in place of the contract that it began with."""
        ...

    def add_captures(self, captures: Captures) -> None:
        """Take more recordings."""
        ...

    def recheck(self) -> None:
        """Check again when asked next: a pairing was made by hand."""
        ...


class Bench:
    """A desk for a view alone: what a run or a matrix was made of, or captures without contracts around them.

    Parameters
    ----------
    captures : Captures, optional
    contracts : iterable of Contract, optional
    redaction : Redaction, optional
    dialect : str
    """

    def __init__(
        self,
        captures: Captures | None = None,
        contracts: Iterable[Contract] = (),
        redaction: Redaction | None = None,
        dialect: str = "reference",
    ) -> None:
        self.captures = captures if captures is not None else Captures()
        self.contracts = contracts if isinstance(contracts, Contracts) else Contracts(contracts)
        self.redaction = redaction if redaction is not None else Redaction()
        self.dialect = dialect
        self._edits: dict[int, Edit] = {}
        self._matrix: Matrix | None = None
        self._cache = CheckCache()

    @property
    def matrix(self) -> Matrix:
        """See `Desk`."""
        if self._matrix is None:
            how: Any = {"dialect": self.dialect, "redaction": self.redaction, "cache": self._cache}
            self._matrix = matrix(self.contracts, self.captures, **how)
        return self._matrix

    def edit_of(self, contract: Contract) -> Edit:
        """See `Desk`."""
        known = self._edits.get(id(contract))
        if known is None:
            known = self._edits[id(contract)] = edit(contract)
        return known

    def adopt(self, saved: Edit) -> None:
        """See `Desk`."""
        self.contracts = adopted(self.contracts, self._edits, saved)
        self._matrix = None

    def add_captures(self, captures: Captures) -> None:
        """See `Desk`."""
        self.captures = self.captures + captures
        self._matrix = None

    def recheck(self) -> None:
        """See `Desk`."""
        self._matrix = None


def adopted(contracts: Contracts, edits: dict[int, Edit], saved: Edit) -> Contracts:
    """Contracts in which what an edit saved stands in place of what it began with; `edits` learns of it."""
    now = [saved.original if edits.get(id(one)) is saved else one for one in contracts]
    edits[id(saved.original)] = saved
    return Contracts(now, contracts.refused, contracts.skipped, contracts.duplicates)


def bench_of(item: Run | Matrix) -> Bench:
    """The desk that a run or a matrix could have been made at.

    Parameters
    ----------
    item : Run or Matrix
    """
    if isinstance(item, Run):
        return Bench(item.captures, item.contracts, item.redaction, item.dialect)
    runs = list(item.runs.items())
    found = Captures()
    for version, run in runs:
        named = (
            one if one.provider_version is not None or version == NO_VERSION else replace(one, provider_version=version)
            for one in run.captures
        )
        if item.axis == "provider" or run is runs[-1][1]:
            found = found + Captures(named)
    if not runs:
        return Bench(found)
    last = runs[-1][1]
    return Bench(found, last.contracts, last.redaction, last.dialect)
