"""Where an entry of a recording stands, and what is odd about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from contractlab.captures.attachments import NO_ATTACHMENTS, AttachedBodies
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.unpacking import UnpackBudget
from contractlab.values.display import quiet

__all__ = ["NO_TIME", "EntryPlace", "EntryProblems", "Note", "UnreadableEntry"]

NO_TIME = "1970-01-01T00:00:00.000Z"
"""HAR wants a time in every entry; this one is written, and understood, where none is known."""

Note = Callable[[str, str], None]
"""Takes a JSON pointer below the entry and what to say about it."""


class UnreadableEntry(Exception):
    """An entry that is left out, with every reason; warnings where it is no exchange at all."""

    def __init__(self, problems: list[CaptureProblem]) -> None:
        self.problems = problems
        super().__init__(problems)


@quiet
@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where an entry stands, and what the way to it says about it.

    Attributes
    ----------
    source : str
        Name of the file.
    index : int
        Number of the entry, from 0.
    pointer : str
        JSON pointer of the entry in its file.
    line : int or None
        Line of the entry, where it is known.
    provider_version : str or None
        Holds unless the entry says otherwise.
    base_path : str
    attachments : AttachedBodies
        Bodies that stand in files of their own.
    budget : UnpackBudget
        What the bodies of its file may still unpack to.
    """

    source: str
    index: int = 0
    pointer: str = ""
    line: int | None = None
    provider_version: str | None = None
    base_path: str = ""
    attachments: AttachedBodies = NO_ATTACHMENTS
    budget: UnpackBudget = field(default_factory=UnpackBudget)

    def problem(self, pointer: str, message: str, *, warning: bool = False) -> CaptureProblem:
        """Say what is odd below this entry."""
        return CaptureProblem(
            message, self.source, self.line, "warning" if warning else "error", self.pointer + pointer
        )


class EntryProblems:
    """Collects what is odd about one entry, so that all of it is said at once.

    Parameters
    ----------
    place : EntryPlace

    Attributes
    ----------
    notes : list of CaptureProblem
        Reservations: the entry stays.
    """

    def __init__(self, place: EntryPlace) -> None:
        self._place = place
        self._faults: list[CaptureProblem] = []
        self.notes: list[CaptureProblem] = []

    def fault(self, pointer: str, message: str) -> None:
        """Say why the entry cannot be read."""
        self._faults.append(self._place.problem(pointer, message))

    def note(self, pointer: str, message: str) -> None:
        """Say what is odd about the entry, which stays."""
        self.notes.append(self._place.problem(pointer, message, warning=True))

    def refuse(self) -> None:
        """Leave the entry out if it has a fault.

        Raises
        ------
        UnreadableEntry
            With every fault.
        """
        if self._faults:
            raise UnreadableEntry(self._faults)
