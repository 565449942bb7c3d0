"""What the live views need of the desk that they belong to; the desk at the top of the house has it all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import inf
from typing import TYPE_CHECKING, Protocol

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.editing import Edit
from contractlab.editing.preview import Preview
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run
from contractlab.widgets.desk_checks import DeskChecks
from contractlab.widgets.desk_history import DeskHistory

if TYPE_CHECKING:
    from contractlab.definition import Definition
    from contractlab.widgets.desk_provider import DeskProvider

__all__ = ["AT_ONCE", "DeskProtocol", "preview_at", "previews_of"]

AT_ONCE = 500
"""So many captures are checked before anybody could look up."""


class DeskProtocol(Protocol):
    """Contracts, captures, and how they are checked and shown.

    Attributes
    ----------
    ignored : set of str
        Groups of unmatched captures that views hide, by `UnmatchedGroup.id`.
    provider : DeskProvider or None
        What can be asked now.
    definition : Definition or None
        What is being defined.
    checks : DeskChecks
        What was checked so far.
    """

    contracts: Contracts
    captures: Captures
    redaction: Redaction
    dialect: str
    history: DeskHistory
    ignored: set[str]
    provider: DeskProvider | None
    definition: Definition | None
    checks: DeskChecks

    @property
    def run(self) -> Run:
        """Contracts checked against captures, as they are now."""
        ...

    @property
    def matrix(self) -> Matrix:
        """The same by provider version."""
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

    def swap_captures(self, gone: Collection[str], came: Sequence[AnyCapture]) -> Sequence[AnyCapture]:
        """Take captures in place of those with some keys; gives them as they are at the desk."""
        ...

    def recheck(self) -> None:
        """Check again when asked next: a pairing was made by hand."""
        ...


def preview_at(desk: DeskProtocol, edit: Edit) -> Preview:
    """What an edit changes in the verdicts of a desk; what the desk has checked already is not checked again.

    Where checking was cancelled, of the captures that were reached. Where captures may pair otherwise and there are
    many, it is not `ready` at once.
    """
    captures = desk.captures if desk.checks.reached is None else desk.checks.reached
    contract = edit.original
    if any(each is contract for each in desk.contracts) and desk.checks.verdicts.holds(contract):
        preview = edit.preview_from(desk.checks.verdicts.baseline(contract, captures, desk.dialect))
    else:
        edit.baseline(captures, dialect=desk.dialect, judged=desk.checks.results)
        preview = edit.preview(captures, dialect=desk.dialect)
    if len(captures) <= AT_ONCE:
        preview.go_on(inf)
    return preview


def previews_of(desk: DeskProtocol) -> list[Preview]:
    """What each unsaved edit of a desk changes; none while the desk is being checked."""
    if desk.checks.gradual is not None:
        return []
    return [preview_at(desk, edit) for edit in desk.history.changed]
