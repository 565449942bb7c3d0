"""What stands around a difference and would explain it: the nearest item of an array, the same items in another order.

Finding it costs more than finding the difference. So nodes only say where one could look (`Around`), and `settle` looks
when the verdict is made, within bounds of its own: whatever happens there, no verdict depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from contractlab.engine.errors import CannotCheck
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, Value
from contractlab.values.mismatch import Mismatch, PathToken

__all__ = ["AROUND", "Around", "Nearby", "Search", "describe_nearest", "remember", "settle"]

AROUND = "around"
"""The fact that holds where to look; after `settle` no difference has it."""

MOST_ITEMS = 200
"""So many items of an array are compared with so many others."""

_OF_RECORDED_KEYS = frozenset({"extra-key", "each-key"})
"""Differences whose path is a key that only the recording has, which may be a secret."""

_PAIRS = MOST_ITEMS * MOST_ITEMS
_SETTLED = 1_000
_VALUES_PER_PAIR = 2

Facts = Mapping[str, JSON]


class Search:
    """How much may still be looked at, for all differences of one check together."""

    __slots__ = ("left",)

    def __init__(self, pairs: int = _PAIRS) -> None:
        self.left = pairs

    def spend(self, pairs: int, example: Value = None) -> bool:
        """True if so many comparisons with an example may be made; large examples count for several."""
        cost = pairs * (1 + _weight(example) // _VALUES_PER_PAIR)
        if cost > self.left:
            return False
        self.left -= cost
        return True


class Around(Protocol):
    """Something around a difference, such as the array that its item is in."""

    def facts(self, mismatch: Mismatch, nearby: Nearby, search: Search) -> Facts:
        """What it says of a difference; empty where it says nothing."""


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class Nearby:
    """Where a difference stands in something around it.

    Attributes
    ----------
    around : Around
    key : str, int or None
        The step below it; None for a difference of the array or object itself.
    tokens : tuple
        Where the array or object stands.
    part : str
        As in `Mismatch`.
    """

    around: Around
    key: PathToken | None
    tokens: tuple[PathToken, ...]
    part: str


def remember(
    mismatches: list[Mismatch],
    before: int,
    around: Around | None,
    key: PathToken | None,
    tokens: tuple[PathToken, ...],
    part: str,
) -> None:
    """Let the last differences of a list remember what they stand in, the innermost first.

    Parameters
    ----------
    mismatches : list of Mismatch
    before : int
        How many of them stand elsewhere.
    around, key, tokens, part
        As in `Nearby`; nothing is remembered where there is nothing around.
    """
    if around is None:
        return
    nearby = Nearby(around, key, tokens, part)
    mismatches[before:] = [
        replace(mismatch, facts={**mismatch.facts, AROUND: (*mismatch.facts.get(AROUND, ()), nearby)})
        for mismatch in mismatches[before:]
    ]


def settle(mismatches: Sequence[Mismatch], search: Search | None = None) -> list[Mismatch]:
    """Differences with what is around them in place of where to look for it.

    Parameters
    ----------
    mismatches : sequence of Mismatch
    search : Search, optional
        How much may be looked at.
    """
    budget = Search() if search is None else search
    settled: list[Mismatch] = []
    looked = 0
    for mismatch in mismatches:
        places = mismatch.facts.get(AROUND)
        if places is None:
            settled.append(mismatch)
            continue
        looked += 1
        facts = {name: fact for name, fact in mismatch.facts.items() if name != AROUND}
        facts.update(_first_facts(mismatch, places, budget) if looked <= _SETTLED else {})
        settled.append(replace(mismatch, facts=facts))
    return settled


def _first_facts(mismatch: Mismatch, places: Iterable[Nearby], search: Search) -> Facts:
    for nearby in places:
        try:
            facts = nearby.around.facts(mismatch, nearby, search)
        except CannotCheck:
            continue
        if facts:
            return facts
    return {}


def describe_nearest(index: int, differences: Sequence[Mismatch], looked_at: int, count: int) -> JSON:
    """The fact about the nearest item of an array, as JSON values.

    Parameters
    ----------
    index : int
        Which item it is.
    differences : sequence of Mismatch
        What differs there, in document order.
    looked_at, count : int
        How many items were compared, of how many.
    """
    fact: dict[str, JSON] = {"index": index, "more": len(differences) - 1}
    first = next((difference for difference in differences if difference.code not in _OF_RECORDED_KEYS), None)
    if first is not None:
        # A key that is near to a missing one is not looked at for secrets here.
        facts = {name: value for name, value in first.facts.items() if name not in (AROUND, "nearest")}
        fact["spans"] = [list(span) for span in replace(first, facts=facts).sentence.spans]
        fact["tokens"] = list(map(_plain_token, first.tokens))
        if isinstance(first.actual, str | int | float):
            fact["actual"] = first.actual
    if looked_at < count:
        fact["cut"] = [looked_at, count]
    return fact


def _plain_token(token: PathToken) -> PathToken:
    return token if isinstance(token, int) else str(token)


def _weight(value: Value) -> int:
    """Number of values in an example, up to a bound; without recursion."""
    stack, count = [value], 0
    while stack and count < 1_000:
        inside = stack.pop()
        count += 1
        if isinstance(inside, Mapping):
            stack += islice(inside.values(), 1_000)
        elif isinstance(inside, list):
            stack += inside[:1_000]
    return count
