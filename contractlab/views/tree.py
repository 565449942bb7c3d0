"""The aligned tree as the views walk it: nothing is expanded that is not shown, and what differs is known beforehand.

A result knows its differences by path. `Marks` turns them into answers ("does anything below here differ?"), so that
of a body with ten thousand items only those are worked out that will be on screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contractlab.matching.nodes import Child, explain
from contractlab.values.explanation import Explained
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked

__all__ = ["Branch", "Marks", "body_branch"]

Tokens = tuple[PathToken, ...]

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


class Branch:
    """One value of the aligned tree.

    Parameters
    ----------
    explained : Explained
    node : Node, optional
        What judged it; with it, single items of a long array can be explained.
    part : str
    """

    __slots__ = ("_children", "_known", "explained", "node", "part")

    def __init__(self, explained: Explained, node: Any = None, part: str = "body") -> None:
        self.explained = explained
        self.node = node
        self.part = part
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
            self._children = [
                Branch(one, _judge(below.get(one.tokens[-1])), self.part) for one in self.explained.children
            ]
        return self._children

    def items(self, indices: Iterable[int]) -> list[Branch]:
        """Some items of an array, in the order asked for."""
        if self.node is None or self.size <= _MANY:
            known = {one.tokens[-1]: one for one in self.children if one.tokens}
            return [known[index] for index in indices if index in known]
        below = self._below()
        found = []
        for index in indices:
            node = _judge(below.get(index))
            if node is not None:
                child = below[index]
                found.append(Branch(explain(node, child.actual, self.part, (*self.tokens, index)), node, self.part))
        return found


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
