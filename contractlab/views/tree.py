"""The aligned tree as the views walk it: nothing is expanded that is not shown, and what differs is known beforehand.

A result knows its differences by path. `Marks` turns them into answers ("does anything below here differ?"), so that
of a body with ten thousand items only those are worked out that will be on screen.
"""

from __future__ import annotations

from collections.abc import Iterable

from contractlab.values.explanation import Explained
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked, general_path
from contractlab.values.result import MatchResult

__all__ = ["GIVEN", "Branch", "Marks", "body_branch"]

Tokens = tuple[PathToken, ...]

GIVEN = "given"
"""Status of what stands in a value of another kind: there is nothing to hold it against."""

_MANY = 50
"""From so many values on they are explained one by one."""


class Marks:
    """Differences and unchecked values of a result, by path.

    Parameters
    ----------
    mismatches : iterable of Mismatch
    unchecked : iterable of Unchecked
    """

    def __init__(self, mismatches: Iterable[Mismatch], unchecked: Iterable[Unchecked] = ()) -> None:
        self.parts: list[Mismatch] = []
        self.body: list[Mismatch] = []
        self._own: dict[Tokens, list[Mismatch]] = {}
        self._touched: set[Tokens] = set()
        for mismatch in mismatches:
            if mismatch.part not in ("body", "contents"):
                self.parts.append(mismatch)
                continue
            self.body.append(mismatch)
            self._own.setdefault(mismatch.tokens, []).append(mismatch)
            for length in range(len(mismatch.tokens) + 1):
                self._touched.add(mismatch.tokens[:length])
        self._unchecked: set[Tokens] = set()
        self._unchecked_below: set[Tokens] = set()
        for note in unchecked:
            if note.part in ("body", "contents") and note.reason != "redacted":
                self._unchecked.add(note.tokens)
                self._unchecked_below |= {note.tokens[:length] for length in range(len(note.tokens) + 1)}

    def own(self, tokens: Tokens) -> list[Mismatch]:
        """Differences of this very value."""
        return self._own.get(tokens, [])

    def differs(self, tokens: Tokens) -> bool:
        """True if this value or one below it differs."""
        return tokens in self._touched

    def unchecked(self, tokens: Tokens) -> bool:
        """True if nothing looked at this value."""
        return tokens in self._unchecked

    def unchecked_below(self, tokens: Tokens) -> bool:
        """True if nothing looked at this value or at one below it."""
        return tokens in self._unchecked_below

    def items(self, tokens: Tokens) -> dict[int, list[Mismatch]]:
        """Differing items of the array at `tokens`, with what differs in each."""
        depth = len(tokens)
        by_index: dict[int, list[Mismatch]] = {}
        for mismatch in self.body:
            if len(mismatch.tokens) > depth and mismatch.tokens[:depth] == tokens:
                index = mismatch.tokens[depth]
                if isinstance(index, int):
                    by_index.setdefault(index, []).append(mismatch)
        return by_index

    def ways(self, tokens: Tokens) -> list[list[int]]:
        """Differing items of the array at `tokens` by their way of differing, the most frequent way first."""
        level = len(tokens) + 1
        groups: dict[tuple[tuple[str, str, str], ...], list[int]] = {}
        for index, mismatches in self.items(tokens).items():
            ways = {
                (general_path(mismatch.tokens[level:]), mismatch.code, mismatch.rule.name if mismatch.rule else "")
                for mismatch in mismatches
            }
            groups.setdefault(tuple(sorted(ways)), []).append(index)
        return sorted(groups.values(), key=len, reverse=True)


class Branch:
    """One value of the aligned tree.

    Parameters
    ----------
    explained : Explained
    place : tuple of int
        Positions from the root down to it.
    """

    __slots__ = ("_by_key", "_children", "_explained", "_parent", "likely", "place", "tokens")

    def __init__(self, explained: Explained, place: tuple[int, ...] = ()) -> None:
        self._explained: Explained | None = explained
        self._parent: Branch | None = None
        self.place = place
        self.tokens = explained.tokens
        """Where it stands."""
        self.likely = explained.status
        """Its status; of one that nobody looked at yet, the status that it has unless it differs."""
        self._children: list[Branch] | None = None
        self._by_key: dict[PathToken, Branch] | None = None

    @classmethod
    def later(cls, parent: Branch, number: int, key: PathToken, likely: str) -> Branch:
        """A value that is worked out when somebody looks at it.

        Parameters
        ----------
        parent : Branch
        number : int
            Its place among the values below `parent`.
        key : str or int
        likely : str
            The status that it has unless it differs.
        """
        branch = cls.__new__(cls)
        branch._explained = None
        branch._parent = parent
        branch.place = (*parent.place, number)
        branch.tokens = (*parent.tokens, key)
        branch.likely = likely
        branch._children = None
        branch._by_key = None
        return branch

    @property
    def explained(self) -> Explained:
        """The value with the rule that judged it."""
        if self._explained is None:
            assert self._parent is not None
            self._explained = self._parent.explained.child(self.tokens[-1])
            assert self._explained is not None, "an outline lists values that are there"
        return self._explained

    @property
    def size(self) -> int:
        """Number of items of an array."""
        actual = self.explained.actual
        return len(actual) if isinstance(actual, list) else 0

    @property
    def absent(self) -> bool:
        """True for a value that only the contract has."""
        if self._explained is None and self.likely in ("equal", "matches", "extra"):
            return False  # the recording has it, so that nobody needs to look
        return self.explained.actual is MISSING

    @property
    def children(self) -> list[Branch]:
        """Values below, those of a large body not worked out: keys and items of both sides, in the order to show."""
        if self._children is None:
            large = isinstance(self.explained.actual, dict | list)
            outline = (self.explained.outline or ()) if large else ()
            if len(outline) > _MANY:
                listed = enumerate(outline)
                self._children = [Branch.later(self, number, key, likely) for number, (key, likely) in listed]
        if self._children is None:
            below = self.explained.children or _alone(self.explained)
            self._children = [Branch(explained, (*self.place, number)) for number, explained in enumerate(below)]
        return self._children

    def find(self, place: Iterable[int]) -> Branch | None:
        """The value at some positions below this one; None if there is none."""
        branch: Branch = self
        for step in place:
            if not 0 <= step < len(branch.children):
                return None
            branch = branch.children[step]
        return branch

    def items(self, indices: Iterable[int]) -> list[Branch]:
        """Some items of an array, in the order asked for."""
        if self._by_key is None:
            self._by_key = {child.tokens[-1]: child for child in self.children if child.tokens}
        return [self._by_key[index] for index in indices if index in self._by_key]


def _alone(parent: Explained) -> list[Explained]:
    """What is in a value that only the recording has, that nothing looked at, or that is of another kind."""
    of_another_kind = parent.status == "differs" and type(parent.expected) is not type(parent.actual)
    if parent.status not in ("extra", "unchecked", GIVEN) and not of_another_kind:
        return []
    status = GIVEN if of_another_kind else parent.status
    if isinstance(parent.actual, dict):
        listed: Iterable[tuple[PathToken, JSON]] = parent.actual.items()
    elif isinstance(parent.actual, list):
        listed = enumerate(parent.actual)
    else:
        return []
    return [Explained((*parent.tokens, key), MISSING, value, status) for key, value in listed]


def body_branch(match: MatchResult) -> Branch | None:
    """The root of a result's body; None where no body was compared.

    Parameters
    ----------
    match : MatchResult
    """
    root = match.explanation.body
    return None if root is None else Branch(root)
