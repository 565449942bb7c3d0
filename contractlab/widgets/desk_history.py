"""One history over everything that is done at a desk: edits of all contracts, and pairings made by hand.

Each `Edit` has steps of its own. Here stands in which order they were made, so that undo takes back what was done last,
wherever it was done. Steps that code makes or undoes are noticed when somebody looks.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.editing import Edit
from contractlab.editing.history import Step
from contractlab.errors import InvalidEdit
from contractlab.widgets.desk_edits import DeskEdits
from contractlab.widgets.edit_events import listen, tell

__all__ = ["DeskAction", "DeskHistory", "EditStep"]


@dataclass(frozen=True, slots=True, eq=False)
class EditStep:
    """A step of one contract's edit.

    Attributes
    ----------
    edit : Edit
    step : Step
    """

    edit: Edit
    step: Step

    @property
    def label(self) -> str:
        """What it did, in words."""
        return self.step.label

    @property
    def code(self) -> str:
        """The line of Python that does it again."""
        return self.step.code


@dataclass(frozen=True, slots=True, eq=False)
class DeskAction:
    """Something done at the desk that is no edit of a contract, such as a pairing made by hand.

    Attributes
    ----------
    label, code : str
        As in `EditStep`.
    undo, redo : callable
    """

    label: str
    code: str
    undo: Callable[[], object]
    redo: Callable[[], object]


Change = EditStep | DeskAction


class DeskHistory:
    """What was done at a desk and not undone, in order, and who wants to hear of it."""

    def __init__(self) -> None:
        self._edits = DeskEdits()
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._steps: dict[Edit, tuple[Step, ...]] = {}
        self._together: list[tuple[Step, ...]] = []
        self._listeners: list[weakref.WeakMethod[Callable[[], None]]] = []

    def edit_of(self, contract: Contract) -> Edit:
        """The edit of a contract; the same one each time."""
        edit = self._edits.of(contract)
        if edit not in self._steps:
            self._steps[edit] = ()
            listen(edit, self._edited)
        return edit

    def adopt(self, contracts: Contracts, saved: Edit) -> Contracts:
        """As in `DeskEdits`."""
        return self._edits.adopt(contracts, saved)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every edit that was begun, in the order of beginning."""
        return tuple(self._steps)

    @property
    def changed(self) -> list[Edit]:
        """Edits that saving would write."""
        return [edit for edit in self._steps if edit.changed]

    @property
    def done(self) -> tuple[Change, ...]:
        """What is in force, in order."""
        self._catch_up()
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Change, ...]:
        """What was taken back and can be done again, the next one last."""
        self._catch_up()
        return tuple(self._undone)

    def record(self, action: DeskAction) -> None:
        """Note something that was done just now, and tell everybody."""
        self._catch_up()
        self._done.append(action)
        self._undone.clear()
        self.tell()

    def take_together(self, edits: Iterable[Edit]) -> None:
        """Take the last step of several edits as one change, which is undone and redone as one."""
        steps = tuple(edit.steps[-1] for edit in edits)
        if len(steps) > 1:
            self._together.append(steps)

    def _alike(self, changes: list[Change]) -> int:
        """How many of the last changes are one."""
        last = changes[-1]
        steps = next((each for each in self._together if any(_is_of(last, step) for step in each)), ())
        alike = 0
        while alike < len(changes) and any(_is_of(changes[-1 - alike], step) for step in steps):
            alike += 1
        return max(alike, 1)

    def undo(self) -> Change:
        """Take back what was done last.

        Raises
        ------
        InvalidEdit
            If there is nothing.
        """
        self._catch_up()
        if not self._done:
            raise InvalidEdit("there is nothing to undo")
        changes = [self._undo_last() for _ in range(self._alike(self._done))]
        return changes[-1]

    def _undo_last(self) -> Change:
        change = self._done[-1]
        if isinstance(change, EditStep):
            change.edit.undo()
            tell(change.edit)
        else:
            change.undo()
            self._undone.append(self._done.pop())
            self.tell()
        return change

    def redo(self) -> Change:
        """Do again what was taken back last.

        Raises
        ------
        InvalidEdit
            If there is nothing.
        """
        self._catch_up()
        if not self._undone:
            raise InvalidEdit("there is nothing to redo")
        changes = [self._redo_last() for _ in range(self._alike(self._undone))]
        return changes[-1]

    def _redo_last(self) -> Change:
        change = self._undone[-1]
        if isinstance(change, EditStep):
            change.edit.redo()
            tell(change.edit)
        else:
            change.redo()
            self._done.append(self._undone.pop())
            self.tell()
        return change

    def undo_to(self, number: int) -> int:
        """Take back the change with a number, counted from 0, and everything after it; how many these were.

        Raises
        ------
        InvalidEdit
            If there is no such change.
        """
        done = self.done
        if not 0 <= number < len(done):
            raise InvalidEdit("this change no longer exists")
        while len(self.done) > number:
            self.undo()
        return len(done) - len(self.done)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a method after each change; it is not kept alive by listening."""
        self._listeners.append(weakref.WeakMethod(listener))

    def tell(self) -> None:
        """Say that verdicts are to be looked at again."""
        self._listeners = [held for held in self._listeners if held() is not None]
        for held in tuple(self._listeners):
            listener = held()
            if listener is not None:
                listener()

    def _edited(self) -> None:
        self._catch_up()
        self.tell()

    def _catch_up(self) -> None:
        """Notice steps that were made or taken back since somebody looked last."""
        added: list[EditStep] = []
        for edit, before in self._steps.items():
            now = edit.steps
            if len(now) == len(before) and all(left is right for left, right in zip(now, before, strict=True)):
                continue
            self._steps[edit] = now
            same = sum(1 for _ in _common(before, now))
            for step in reversed(before[same:]):
                self._take_back(edit, step)
            added += [EditStep(edit, step) for step in now[same:]]
        for change in sorted(added, key=lambda change: change.step.moment):
            self._put_in_force(change)
        undone = {id(change.step) for change in self._undone if isinstance(change, EditStep)}
        for edit in self._steps:  # made and taken back while nobody looked
            self._undone += [EditStep(edit, step) for step in edit.undone if id(step) not in undone]

    def _take_back(self, edit: Edit, step: Step) -> None:
        place = next(index for index, change in enumerate(self._done) if _is_of(change, step))
        change = self._done.pop(place)
        if any(step is undone for undone in edit.undone):
            self._undone.append(change)

    def _put_in_force(self, added: EditStep) -> None:
        place = next((index for index, change in enumerate(self._undone) if _is_of(change, added.step)), None)
        if place is not None:
            self._done.append(self._undone.pop(place))
            return
        self._done.append(added)
        self._undone.clear()


def _is_of(change: Change, step: Step) -> bool:
    return isinstance(change, EditStep) and change.step is step


def _common(before: tuple[Step, ...], now: tuple[Step, ...]) -> Iterator[Step]:
    for left, right in zip(before, now, strict=False):
        if left is not right:
            return
        yield left
