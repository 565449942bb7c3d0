"""Every matcher of a contract, with the place where it is written; without recursion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contractlab.values.json_types import JSON, Value
from contractlab.values.source import join_pointer

__all__ = [
    "CHILD",
    "NAMED",
    "TYPE",
    "UNIQUE_NAME",
    "VARIABLE_NAME",
    "lookup_key",
    "matcher_type",
    "same_json",
    "walk",
]

TYPE = "_case:matcher:type"
UNIQUE_NAME = "_case:matcher:uniqueName"
CHILD = "_case:matcher:child"
VARIABLE_NAME = "_case:matcher:variableName"
NAMED = "matcher:"


def lookup_key(name: str) -> str:
    """Key of a named matcher in ``matcherLookup``."""
    return f"{NAMED}{name}"


def matcher_type(value: Value) -> str | None:
    """The type of a matcher as the file writes it; None for plain data."""
    kind = value.get(TYPE) if isinstance(value, Mapping) else None
    return kind if isinstance(kind, str) else None


def walk(value: Value, pointer: str) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """Every object that is a matcher, in the order of the file, with its JSON pointer."""
    stack = [(pointer, value)]
    while stack:
        at, part = stack.pop()
        if isinstance(part, Mapping):
            if matcher_type(part) is not None:
                yield at, part
            stack += [(join_pointer(at, key), below) for key, below in reversed(list(part.items()))]
        elif isinstance(part, list):
            stack += [(join_pointer(at, index), below) for index, below in reversed(list(enumerate(part)))]


def same_json(first: Any, second: Any) -> bool:
    """Equal as JavaScript values: the order of keys does not count, and true is not 1.

    A named matcher inside is the same as a reference to it: ContractCase keeps references in ``matcherLookup``.
    """
    stack = [(first, second)]
    while stack:
        left, right = stack.pop()
        if left is right:
            continue
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            if left.keys() ^ right.keys() == {CHILD} and left.get(UNIQUE_NAME, left) == right.get(UNIQUE_NAME, right):
                continue
            if left.keys() != right.keys():
                return False
            stack += [(left[key], right[key]) for key in left]
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            stack += list(zip(left, right, strict=True))
        elif isinstance(left, bool) is not isinstance(right, bool) or left != right:
            return False
    return True
