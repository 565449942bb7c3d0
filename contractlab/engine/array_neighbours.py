"""Arrays whose items did not fit: which item is nearest to what was expected, and whether only the order differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from contractlab.engine.neighbours import MOST_ITEMS, Facts, Nearby, Search, describe_nearest
from contractlab.engine.nodes import Node, collect
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, Value
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import json_kind

__all__ = ["ItemsInOrder", "NearestItem"]

_NAMED = 3


def _nearest(
    node: Node, items: Sequence[Value], nearby: Nearby, search: Search
) -> tuple[int, list[Mismatch], int] | None:
    """The item with the fewest differences, these, and how many items were compared; None where none could be."""
    best: tuple[tuple[bool, int], int, list[Mismatch]] | None = None
    looked_at = 0
    kind = json_kind(node.example)
    for index, item in enumerate(items[:MOST_ITEMS]):
        if not search.spend(1, node.example):
            break
        looked_at += 1
        differences = collect(node, item, nearby.part, (*nearby.tokens, index))
        rank = (json_kind(item) != kind, len(differences))
        if best is None or rank < best[0]:
            best = (rank, index, differences)
    if best is None or not best[2]:
        return None
    return best[1], best[2], looked_at


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class NearestItem:
    """An item that is looked for anywhere in an array, and was not found.

    Attributes
    ----------
    node : Node
        What the item must fit.
    items : sequence
        The array.
    """

    node: Node
    items: Sequence[Value]

    def facts(self, mismatch: Mismatch, nearby: Nearby, search: Search) -> Facts:
        """The nearest item, and what differs there."""
        nearest = _nearest(self.node, self.items, nearby, search)
        if nearest is None:
            return {"not_searched": True} if self.items else {}
        index, differences, looked_at = nearest
        return {"nearest_item": describe_nearest(index, differences, looked_at, len(self.items))}


class ItemsInOrder:
    """An array whose items are compared by position, each with the example's item at the same index.

    Parameters
    ----------
    count : int
        Items of the example.
    node_at : callable
        From an index of the example to what its item must fit.
    items : sequence
        The array that was sent.
    """

    def __init__(self, count: int, node_at: Callable[[int], Node], items: Sequence[Value]) -> None:
        self._count = count
        self._node_at = node_at
        self._items = items
        self._search: Search | None = None

    @cached_property
    def _places(self) -> dict[int, int] | None:
        """From each item of the example to the item that fits it, no item twice; None where there are too many."""
        search = self._search
        size = max(self._count, len(self._items))
        if search is None or size > MOST_ITEMS:
            return None
        places: dict[int, int] = {}
        waiting: list[int] = []
        for index in range(self._count):
            if index < len(self._items) and self._node_at(index).ok(self._items[index]):
                places[index] = index
            else:
                waiting.append(index)
        left = [index for index in range(len(self._items)) if index not in places]
        for index in waiting:
            node = self._node_at(index)
            if not search.spend(len(left), node.example):
                return None
            found_at = next((place for place in left if node.ok(self._items[place])), None)
            if found_at is not None:
                places[index] = found_at
                left.remove(found_at)
        return places

    def facts(self, mismatch: Mismatch, nearby: Nearby, search: Search) -> Facts:
        """The order, where the item stands instead, or the item that is nearest to it."""
        self._search = search
        places = self._places
        if places is None:
            return {}
        count = len(self._items)
        if len(places) == self._count == count:
            return {"same_items": count}
        if nearby.key is None:
            return self._left_over(places)
        index = nearby.key
        if not isinstance(index, int) or index >= self._count:
            return {}
        if index in places:
            return {"found_at": [index, places[index]]}
        return self._nearest_to(index, nearby, search)

    def _left_over(self, places: dict[int, int]) -> Facts:
        """Of an array of another length: what it lacks, and what it has beside."""
        taken = set(places.values())
        lacking: list[JSON] = [index for index in range(self._count) if index not in places]
        beside: list[JSON] = [index for index in range(len(self._items)) if index not in taken]
        if len(lacking) + len(taken) == 0 or (lacking and beside):
            return {}  # no common item, or items differ as well: only the length is reported
        if lacking:
            return {"lacking": lacking[:_NAMED], "lacking_count": len(lacking)}
        return {"beside": beside[:_NAMED], "beside_count": len(beside)}

    def _nearest_to(self, index: int, nearby: Nearby, search: Search) -> Facts:
        node = self._node_at(index)
        nearest = _nearest(node, self._items, nearby, search)
        if nearest is None or nearest[0] == index:
            return {}
        place, differences, looked_at = nearest
        if index < len(self._items):
            here = collect(node, self._items[index], nearby.part, (*nearby.tokens, index))
            if len(here) <= len(differences):
                return {}
        return {"nearest_item": describe_nearest(place, differences, looked_at, len(self._items))}
