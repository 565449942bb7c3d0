"""Expected and actual side by side, with the rule that decided at each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from contractlab.values.display import clean_text, kind_of_value
from contractlab.values.json_types import Value
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked, format_path
from contractlab.values.rule import DecidingRule
from contractlab.values.text import count

__all__ = ["Explained", "Explanation", "Outline"]


Outline = tuple[tuple[PathToken, str], ...]
"""Values right below one: key or index, and the status that each has unless it differs."""


def _no_children() -> tuple[Explained, ...]:
    return ()


@dataclass(frozen=True, eq=False, repr=False)
class Explained:
    """One value of the aligned tree. Children are worked out when they are looked at.

    Attributes
    ----------
    tokens : tuple of str and int
        Where the value stands: keys and indices from the root of the part.
    expected, actual : JSON value, or MISSING where that side has none
    status : str
        ``"differs"`` (this value or one below), ``"equal"``, ``"matches"`` (a rule accepts it), ``"extra"`` (not in the
        contract, allowed), ``"unchecked"`` (nothing looked at it).
    rule : DecidingRule or None
        The rule in force; None where equality holds.
    mismatches : tuple of Mismatch
        Differences of this very value, not of those below.
    unchecked : tuple of Unchecked
        What passed here without being checked.
    deviation : str
        Where the Rust core and the specification differ and this decided: the name of the difference and both sides.
    """

    tokens: tuple[PathToken, ...]
    expected: Value
    actual: Value
    status: str
    rule: DecidingRule | None = None
    mismatches: tuple[Mismatch, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    _expand: Callable[[], tuple[Explained, ...]] = field(default=_no_children, repr=False)
    deviation: str = ""
    _pick: Callable[[PathToken], Explained | None] | None = field(default=None, repr=False)
    _outline: Callable[[], Outline] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        expected, actual = kind_of_value(self.expected), kind_of_value(self.actual)
        return f"<Explained {clean_text(self.path)}: {self.status}, expected {expected}, got {actual}>"

    @property
    def key(self) -> PathToken | None:
        """Key or index in the parent; None at the root."""
        return self.tokens[-1] if self.tokens else None

    @property
    def path(self) -> str:
        """JSON path of the value."""
        return format_path(self.tokens)

    @cached_property
    def children(self) -> tuple[Explained, ...]:
        """Values below, in the order of the contract, then what only the recording has."""
        return self._expand()

    @property
    def picks(self) -> bool:
        """True if one value below can be explained without all of its neighbours."""
        return self._pick is not None

    def child(self, key: PathToken) -> Explained | None:
        """The value right below with a key or index; None if there is none.

        Of an array with thousands of items only those are worked out that somebody asks for.
        """
        if self._pick is not None:
            return self._pick(key)
        return next((below for below in self.children if below.key == key), None)

    @property
    def outline(self) -> Outline | None:
        """`children` by key and likely status, without a look at their values; None where that saves nothing.

        Whoever knows what differs explains only what is shown: the rest needs no more than its place in the order.
        """
        return None if self._outline is None else self._outline()

    def walk_some(self, most: int, items: int) -> Iterator[Explained]:
        """Yield the value and what is below, parents first: so many values, and so many items of one array.

        Parameters
        ----------
        most, items : int
        """
        stack = [self]
        while stack and most:
            explained = stack.pop()
            yield explained
            most -= 1
            longer = isinstance(explained.expected, list) and len(explained.expected) > items
            if longer and explained.picks:
                picked = map(explained.child, range(items))
                stack.extend(reversed([child for child in picked if child is not None]))
            else:
                stack.extend(reversed(explained.children))

    def walk(self) -> Iterator[Explained]:
        """Yield the value and all below, parents first, without recursion."""
        stack = [self]
        while stack:
            explained = stack.pop()
            yield explained
            stack.extend(reversed(explained.children))


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """The explanation of a whole result.

    Attributes
    ----------
    parts : tuple of (str, str, Explained)
        Part, name within it (a header's or parameter's; else empty), and what happened there; the body is not among
        them.
    body : Explained or None
        The tree of a body that was compared value by value.
    """

    parts: tuple[tuple[str, str, Explained], ...] = ()
    body: Explained | None = None

    def __repr__(self) -> str:
        differing = [clean_text(f"{part} {name}".strip()) for part, name, row in self.parts if row.status == "differs"]
        if self.body is not None and self.body.status == "differs":
            differing.append("body")
        return f"<Explanation of {count(len(self.parts), 'part')}; different: {', '.join(differing) or 'nothing'}>"

    def walk(self) -> Iterator[Explained]:
        """Every explained value, parts first."""
        for _, _, part in self.parts:
            yield from part.walk()
        if self.body is not None:
            yield from self.body.walk()
