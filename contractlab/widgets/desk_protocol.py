"""What the live views need of the desk that they belong to; the desk at the top of the house has it all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from contractlab.captures import Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.editing import Edit
from contractlab.editing.preview import Preview
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.widgets.desk_history import DeskHistory

__all__ = ["DeskProtocol", "preview_at"]


class DeskProtocol(Protocol):
    """Contracts, captures, and how they are checked and shown.

    Attributes
    ----------
    ignored : set of str
        Groups of unmatched captures that views hide, by `UnmatchedGroup.id`.
    """

    contracts: Contracts
    captures: Captures
    redaction: Redaction
    dialect: str
    history: DeskHistory
    ignored: set[str]

    @property
    def run(self) -> Run:
        """Contracts checked against captures, as they are now."""
        ...

    @property
    def matrix(self) -> Matrix:
        """The same by provider version."""
        ...

    def judged(self) -> Iterable[Result]:
        """Results that are there already; none where nothing was checked yet."""
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


def preview_at(desk: DeskProtocol, edit: Edit) -> Preview:
    """What an edit changes in the verdicts of a desk; what the desk has checked already is not checked again."""
    edit.baseline(desk.captures, dialect=desk.dialect, judged=desk.judged())
    return edit.preview(desk.captures, dialect=desk.dialect)
