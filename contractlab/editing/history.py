"""What was done to a document, and what was taken back: every step a value with its inverse and its code."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from contractlab.errors import InvalidEdit
from contractlab.values.text import quote

__all__ = ["FIELDS", "Edited", "History", "Step"]

FIELDS = ("interactions", "messages")


@dataclass(frozen=True, slots=True)
class Edited:
    """A document at one moment.

    Attributes
    ----------
    document : JSON value
        Parts that an edit did not touch are the same objects before and after.
    ids : mapping of str to tuple of int
        For each list of examples a number for each, which stays with it when others come and go.
    """

    document: Any
    ids: Mapping[str, tuple[int, ...]]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all examples, in their order."""
        return tuple(number for ids in self.ids.values() for number in ids)


@dataclass(frozen=True, slots=True)
class Step:
    """One edit.

    Attributes
    ----------
    label : str
        What it did, in words.
    code : str
        The line of Python that does it again.
    before, after : Edited
    """

    label: str
    code: str
    before: Edited
    after: Edited

    @property
    def inverse(self) -> Step:
        """The edit that takes this one back."""
        return Step(f"undo: {self.label}", "edit.undo()", self.after, self.before)


class History:
    """The steps of an edit, and the document that they led to."""

    _state: Edited
    _done: list[Step]
    _undone: list[Step]

    @property
    def document(self) -> Any:
        """The document as it is now; not to be changed."""
        return self._state.document

    @property
    def state(self) -> Edited:
        """The document with the numbers of its examples."""
        return self._state

    @property
    def steps(self) -> tuple[Step, ...]:
        """Edits in force, in order."""
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Step, ...]:
        """Edits that were taken back and can be made again, the next one last."""
        return tuple(self._undone)

    def undo(self, count: int = 1) -> Self:
        """Take the last edits back.

        Raises
        ------
        InvalidEdit
            If there are not as many; nothing has changed then.
        """
        _check_count(count, len(self._done), "undo")
        for _ in range(count):
            step = self._done.pop()
            self._undone.append(step)
            self._state = step.before
        return self

    def redo(self, count: int = 1) -> Self:
        """Make edits again that were taken back.

        Raises
        ------
        InvalidEdit
            If there are not as many; nothing has changed then.
        """
        _check_count(count, len(self._undone), "redo")
        for _ in range(count):
            step = self._undone.pop()
            self._done.append(step)
            self._state = step.after
        return self

    def fork(self) -> Self:
        """Another one with the same steps, which goes its own way from here."""
        other = copy.copy(self)
        other._done, other._undone = list(self._done), list(self._undone)
        return other


def _check_count(count: Any, there: int, word: str) -> None:
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise InvalidEdit(f"{quote(count, 40)} is no number of edits to {word}")
    if count > there:
        raise InvalidEdit(f"there is nothing to {word}" if not there else f"there are only {there} edits to {word}")
