"""Values that are compared exactly: the node of a format, or of a place, without matchers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contractlab.engine.array_neighbours import ItemsInOrder
from contractlab.engine.nodes import BaseNode, Child, Chosen, Difference, Expansion
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.markers import MISSING

__all__ = ["ExactNode", "same"]


def same(expected: Value, actual: Value) -> bool:
    """True for JSON values that are equal; unlike in Python, true is not 1 and 1 is not 1.0."""
    if type(expected) is not type(actual):
        return False
    if isinstance(expected, dict):
        return expected.keys() == actual.keys() and all(same(value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    return bool(expected == actual)


class ExactNode(BaseNode):
    """A JSON value that the actual one must be equal to, key by key and item by item.

    Parameters
    ----------
    example : JSON value
    """

    def __init__(self, example: Any) -> None:
        self._example = example

    @property
    def example(self) -> Any:
        """See `Node`."""
        return self._example

    @property
    def ok(self) -> Callable[[Value], bool]:
        """See `Node`."""
        return lambda actual: same(self._example, actual)

    @property
    def state(self) -> Chosen | None:
        """None: no rule is in force."""
        return None

    def expand(self, actual: Value) -> Expansion:
        """See `Node`."""
        expansion = Expansion()
        expected = self._example
        if isinstance(expected, dict) and isinstance(actual, dict):
            self._expand_object(expansion, expected, actual)
        elif isinstance(expected, list) and isinstance(actual, list):
            around = ItemsInOrder(len(expected), lambda index: ExactNode(expected[index]), actual)
            expansion.around = around
            if len(expected) != len(actual):
                counts = {"expected_count": len(expected), "actual_count": len(actual)}
                expansion.own.append(Difference("length", expected, actual, facts=counts, around=around))
            expansion.children = [
                Child(index, (ExactNode(value),), value, actual[index])
                for index, value in enumerate(expected[: len(actual)])
            ]
        elif type(expected) is not type(actual) and isinstance(expected, dict | list):
            expansion.own.append(Difference("kind", expected, actual))
        elif not same(expected, actual):
            expansion.own.append(Difference("equality", expected, actual))
        return expansion

    @staticmethod
    def _expand_object(expansion: Expansion, expected: JSONObject, actual: JSONObject) -> None:
        for key, value in expected.items():
            if key in actual:
                expansion.children.append(Child(key, (ExactNode(value),), value, actual[key]))
            else:
                expansion.own.append(Difference("missing-key", value, MISSING, tokens=(key,)))
        for key, value in actual.items():
            if key not in expected:
                expansion.own.append(Difference("extra-key", MISSING, value, tokens=(key,)))

    def describe(self) -> str:
        """See `Node`."""
        return "exact"
