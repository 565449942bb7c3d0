"""What every desk does with what it holds: edits are kept in one history, captures come and go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from contractlab.captures import AnyCapture, Captures
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.editing import Edit
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run
from contractlab.widgets.desk_checks import DeskChecks
from contractlab.widgets.desk_history import DeskHistory

__all__ = ["HeldDesk"]


class HeldDesk:
    """Contracts and captures, their edits and what was checked of them; the ground of every desk."""

    contracts: Contracts
    captures: Captures
    history: DeskHistory
    checks: DeskChecks

    @property
    def run(self) -> Run:
        """Contracts checked against captures."""
        return self.checks.run

    @property
    def matrix(self) -> Matrix:
        """The same by provider version."""
        return self.checks.matrix

    def edit_of(self, contract: Contract) -> Edit:
        """The edit of a contract; the same one each time."""
        return self.history.edit_of(contract)

    def adopt(self, saved: Edit) -> None:
        """Take what an edit saved in place of what it began with; what did not change is not checked again."""
        self.contracts = self.history.adopt(self.contracts, saved)
        self.recheck()

    def add_captures(self, captures: Captures) -> None:
        """Take more recordings."""
        self.captures = self.captures + captures
        self.recheck()

    def swap_captures(self, gone: Collection[str], came: Sequence[AnyCapture]) -> Sequence[AnyCapture]:
        """Take captures in place of those with some keys; gives them as they are at the desk."""
        self.captures = _swapped(self.captures, gone, came)
        self.recheck()
        return self.captures[len(self.captures) - len(came) :]

    def recheck(self) -> None:
        """Check again when asked next; what did not change is not checked again."""
        self.checks.forget()


def _swapped(captures: Captures, gone: Collection[str], came: Iterable[AnyCapture]) -> Captures:
    out = frozenset(gone)
    kept = Captures(
        (capture for capture in captures if capture.key not in out),
        problems=captures.problems,
        files=captures.files,
        base_path=captures.base_path,
        redaction=captures.redaction,
    )
    return kept + Captures(came)
