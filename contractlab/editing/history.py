"""What was done to a document, and what was taken back: every step a value with its inverse and its code."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Self

from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.text import quote

__all__ = ["Edited", "History", "Step"]

_moments = count(1)


@quiet
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

    document: JSON
    ids: Mapping[str, tuple[int, ...]]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all examples, in their order."""
        return tuple(number for ids in self.ids.values() for number in ids)

    def moved(self, ids: Mapping[str, tuple[int, ...]]) -> dict[str, dict[int, int]]:
        """For each list, from the place of an example to its place by other `ids`, -1 where it is gone."""
        places: dict[str, dict[int, int]] = {}
        for name, numbers in self.ids.items():
            after = {number: index for index, number in enumerate(ids[name])}
            places[name] = {index: after.get(number, -1) for index, number in enumerate(numbers)}
        return places


@quiet
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
    moment : int
        Grows with every step of every edit, so that steps of several edits have an order.
    """

    label: str
    code: str
    before: Edited
    after: Edited
    moment: int = field(default_factory=_moments.__next__, compare=False, repr=False)

    @property
    def inverse(self) -> Step:
        """The edit that takes this one back."""
        return Step(f"undo: {self.label}", "edit.undo()", self.after, self.before)


class History:
    """The steps of an edit, and the document that they led to.

    Parameters
    ----------
    state : Edited
        Before any step.
    """

    def __init__(self, state: Edited) -> None:
        self._state = state
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def document(self) -> JSON:
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

    @contextmanager
    def as_one(self, label: str) -> Iterator[None]:
        """Make one step of all steps made inside; it is undone as a whole.

        Parameters
        ----------
        label : str
            What they do, in words.

        Raises
        ------
        Exception
            What the steps raise; nothing has changed then.
        """
        first = len(self._done)
        try:
            yield
        except BaseException:
            if len(self._done) > first:
                self._state = self._done[first].before
                del self._done[first:]
            raise
        steps = self._done[first:]
        if steps:
            code = "\n".join(step.code for step in steps)
            self._done[first:] = [Step(label, code, steps[0].before, steps[-1].after)]

    def fork(self) -> Self:
        """Another one with the same steps, which goes its own way from here."""
        forked = copy.copy(self)
        forked._done, forked._undone = list(self._done), list(self._undone)
        return forked


def _check_count(wanted: object, available: int, word: str) -> None:
    if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 0:
        raise InvalidEdit(f"{quote(wanted, 40)} is not a number of edits to {word}")
    if wanted > available:
        none = f"there is nothing to {word}"
        some = f"there is only 1 edit to {word}" if available == 1 else f"there are only {available} edits to {word}"
        raise InvalidEdit(some if available else none)
