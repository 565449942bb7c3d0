"""The edits of a desk: the same `Edit` of a contract each time, also when what it saved has taken its place."""

from __future__ import annotations

from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.editing import Edit, edit

__all__ = ["DeskEdits"]


class DeskEdits:
    """An edit for each contract that was asked for."""

    def __init__(self) -> None:
        # Two contracts may be alike, so each is known by identity, and kept: a number is given again once it is free.
        self._by_identity: dict[int, tuple[Contract, Edit]] = {}

    def of(self, contract: Contract) -> Edit:
        """The edit of a contract."""
        entry = self._by_identity.get(id(contract))
        if entry is None:
            entry = self._by_identity[id(contract)] = (contract, edit(contract))
        return entry[1]

    def adopt(self, contracts: Contracts, saved: Edit) -> Contracts:
        """Contracts in which what an edit saved stands in place of what it began with.

        Parameters
        ----------
        contracts : Contracts
        saved : Edit
        """
        now = [saved.original if self._is_of(contract, saved) else contract for contract in contracts]
        self._by_identity[id(saved.original)] = (saved.original, saved)
        return Contracts(now, contracts.refused, contracts.skipped, contracts.duplicates)

    def _is_of(self, contract: Contract, edit: Edit) -> bool:
        entry = self._by_identity.get(id(contract))
        return entry is not None and entry[1] is edit
