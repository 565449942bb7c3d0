"""What the live views need of the place of work that they belong to; the desk at the top of the house has it all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from contractlab.captures import Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.editing import Edit, edit

__all__ = ["Bench", "Desk"]


class Desk(Protocol):
    """Contracts, captures, and how they are checked and shown."""

    contracts: Contracts
    captures: Captures
    redaction: Redaction
    dialect: str

    def edit_of(self, contract: Contract) -> Edit:
        """The edit of a contract; the same one each time."""
        ...


@dataclass
class Bench:
    """A desk for one view alone: captures without contracts around them."""

    captures: Captures = field(default_factory=Captures)
    redaction: Redaction = field(default_factory=Redaction)
    dialect: str = "reference"
    contracts: Contracts = field(default_factory=lambda: Contracts([]))
    _edits: dict[int, Any] = field(default_factory=dict, repr=False)

    def edit_of(self, contract: Contract) -> Edit:
        """The edit of a contract; the same one each time."""
        known = self._edits.get(id(contract))
        if known is None:
            known = self._edits[id(contract)] = edit(contract)
        return known
