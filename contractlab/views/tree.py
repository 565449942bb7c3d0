"""The aligned tree as the views walk it: nothing is expanded that is not shown, and what differs is known beforehand.

A result knows its differences by path. `Marks` turns them into answers ("does anything below here differ?"), so that
of a body with ten thousand items only those are worked out that will be on screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contractlab.engine.nodes import Child, explain
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked, general_path

__all__ = ["GIVEN", "Branch", "Marks", "body_branch"]

Tokens = tuple[PathToken, ...]

GIVEN = "given"
"""Status of what stands in a value of another kind: there is nothing to hold it against."""

_MANY = 50
"""From so many items on they are explained one by one."""


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
        for one in mismatches:
            if one.part not in ("body", "contents"):
                self.parts.append(one)
                continue
            self.body.append(one)
            self._own.setdefault(one.tokens, []).append(one)
            for length in range(len(one.tokens) + 1):
                self._touched.add(one.tokens[:length])
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
        found: dict[int, list[Mismatch]] = {}
        for one in self.body:
            if len(one.tokens) > depth and one.tokens[:depth] == tokens:
                index = one.tokens[depth]
                if isinstance(index, int):
                    found.setdefault(index, []).append(one)
        return found

    def ways(self, tokens: Tokens) -> list[list[int]]:
        """Differing items of the array at `tokens` by their way of differing, the most frequent way first."""
        level = len(tokens) + 1
        groups: dict[Any, list[int]] = {}
        for index, found in self.items(tokens).items():
            kinds = {(general_path(one.tokens[level:]), one.code, one.rule.name if one.rule else "") for one in found}
            groups.setdefault(tuple(sorted(kinds)), []).append(index)
        return sorted(groups.values(), key=len, reverse=True)


class Branch:
    """One value of the aligned tree.

    Parameters
    ----------
    explained : Explained
    node : Node, optional
        What judged it; with it, single items of a long array can be explained.
    part : str
    place : tuple of int
        Positions from the root down to it.
    """

    __slots__ = ("_children", "_known", "explained", "node", "part", "place")

    def __init__(self, explained: Explained, node: Any = None, part: str = "body", place: tuple[int, ...] = ()) -> None:
        self.explained = explained
        self.node = node
        self.part = part
        self.place = place
        self._children: list[Branch] | None = None
        self._known: dict[PathToken, Child] | None = None

    @property
    def tokens(self) -> Tokens:
        """Where it stands."""
        return self.explained.tokens

    @property
    def size(self) -> int:
        """Number of items of an array."""
        actual = self.explained.actual
        return len(actual) if isinstance(actual, list) else 0

    def _below(self) -> dict[PathToken, Child]:
        if self._known is None:
            expansion = self.node.expand(self.explained.actual).children if self.node is not None else ()
            self._known = {child.key: child for child in expansion}
        return self._known

    @property
    def children(self) -> list[Branch]:
        """Values below; asked for short arrays and objects only."""
        if self._children is None:
            below = self._below()
            listed = self.explained.children or _alone(self.explained)
            self._children = [
                Branch(one, _judge(below.get(one.tokens[-1])), self.part, (*self.place, number))
                for number, one in enumerate(listed)
            ]
        return self._children

    @property
    def long(self) -> bool:
        """True for an array whose items are explained one by one."""
        return self.node is not None and self.size > _MANY

    def find(self, place: Iterable[int]) -> Branch | None:
        """The value at some positions below this one; None if there is none."""
        found: Branch = self
        for step in place:
            below = found.items([step]) if found.long else found.children[step : step + 1] if step >= 0 else []
            if not below:
                return None
            found = below[0]
        return found

    def items(self, indices: Iterable[int]) -> list[Branch]:
        """Some items of an array, in the order asked for."""
        if not self.long:
            known = {one.tokens[-1]: one for one in self.children if one.tokens}
            return [known[index] for index in indices if index in known]
        below = self._below()
        found = []
        for index in indices:
            node = _judge(below.get(index))
            if node is not None:
                child = below[index]
                explained = explain(node, child.actual, self.part, (*self.tokens, index))
                found.append(Branch(explained, node, self.part, (*self.place, int(index))))
        return found


def _alone(one: Explained) -> list[Explained]:
    """What is in a value that only the recording has, that nothing looked at, or that is of another kind."""
    other = one.status == "differs" and type(one.expected) is not type(one.actual)
    if one.status not in ("extra", "unchecked", GIVEN) and not other:
        return []
    status = GIVEN if other else one.status
    if isinstance(one.actual, dict):
        listed: Iterable[tuple[PathToken, Any]] = one.actual.items()
    elif isinstance(one.actual, list):
        listed = enumerate(one.actual)
    else:
        return []
    return [Explained((*one.tokens, key), MISSING, value, status) for key, value in listed]


def _judge(child: Child | None) -> Any:
    """The node to show of those that judge one value: the first that objects."""
    if child is None:
        return None
    return next((one for one in child.nodes if not one.ok(child.actual)), child.nodes[0])


def body_branch(match: Any) -> Branch | None:
    """The root of a result's body; None where no body was compared.

    Parameters
    ----------
    match : MatchResult
    """
    root = match.explanation.body
    if root is None:
        return None
    try:
        node = match.expected.body.comparison.node
    except Exception:
        node = None
    if node is not None and node.example is not root.expected:
        node = None
    return Branch(root, node)
