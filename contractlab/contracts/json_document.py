"""Changing a JSON document without touching the one that is there: only what lies on the way is copied."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, Value
from contractlab.values.mismatch import PathToken, format_path

__all__ = ["append", "check_new", "get", "has", "insert", "put", "remove", "rename", "replace_at"]

Tokens = Sequence[PathToken]


def get(document: JSON, tokens: Tokens) -> Any:
    """The value at a place.

    Raises
    ------
    InvalidEdit
        If there is none.
    """
    value = document
    for number, token in enumerate(tokens):
        try:
            if isinstance(value, dict) and isinstance(token, str | int):
                value = value[str(token)]
            elif isinstance(value, list) and isinstance(token, int):
                value = value[token]
            else:
                raise KeyError(token)
        except (KeyError, IndexError):
            raise InvalidEdit(f"there is nothing at {format_path(tuple(tokens[: number + 1]))}") from None
    return value


def has(document: JSON, tokens: Tokens) -> bool:
    """True if there is a value at a place."""
    try:
        get(document, tokens)
    except InvalidEdit:
        return False
    return True


def replace_at(document: JSON, tokens: Tokens, change: Callable[[Any], Any]) -> Any:
    """A document in which the value at a place is what `change` makes of it; the same one if nothing changed."""
    way: list[tuple[Any, Any]] = []
    value = document
    for number, token in enumerate(tokens):
        step: Any = str(token) if isinstance(value, dict) else token
        if not has(value, (step,)):
            raise InvalidEdit(f"there is nothing at {format_path(tuple(tokens[: number + 1]))}")
        way.append((value, step))
        value = value[step]
    new = change(value)
    if new is value:
        return document
    for container, step in reversed(way):
        if isinstance(container, dict):
            new = {**container, step: new}
        else:
            at = step % len(container)
            new = [*container[:at], new, *container[at + 1 :]]
    return new


def put(document: JSON, tokens: Tokens, value: Value) -> Any:
    """A document with `value` at a place; the last step may be a new key, or the index behind the last item."""
    if not tokens:
        return value
    *above, last = tokens

    def change(container: Any) -> Any:
        if isinstance(container, dict):
            return {**container, str(last): value}
        if isinstance(container, list) and isinstance(last, int) and -len(container) <= last <= len(container):
            if last == len(container):
                return [*container, value]
            at = last % len(container)
            return [*container[:at], value, *container[at + 1 :]]
        raise InvalidEdit(f"nothing can be put at {format_path(tuple(tokens))}: above it there is no object or array")

    return replace_at(document, above, change)


def remove(document: JSON, tokens: Tokens) -> Any:
    """A document without the value at a place."""
    *above, last = tokens
    get(document, tokens)

    def change(container: Any) -> Any:
        if isinstance(container, dict):
            return {key: value for key, value in container.items() if key != str(last)}
        at = int(last) % len(container)
        return [*container[:at], *container[at + 1 :]]

    return replace_at(document, above, change)


def insert(document: JSON, tokens: Tokens, index: int, value: Value) -> Any:
    """A document with `value` as a new item of the array at a place."""

    def change(container: Any) -> Any:
        if not isinstance(container, list) or not 0 <= index <= len(container):
            raise InvalidEdit(f"there is no array with place {index} at {format_path(tuple(tokens))}")
        return [*container[:index], value, *container[index:]]

    return replace_at(document, tokens, change)


def append(document: JSON, tokens: Tokens, value: Value) -> Any:
    """A document with `value` as the last item of the array at a place."""
    return insert(document, tokens, len(get(document, tokens)), value)


def rename(document: JSON, tokens: Tokens, key: str) -> Any:
    """A document in which the last step of a place is called `key`; it keeps its place among the others."""
    *above, last = tokens
    get(document, tokens)

    def change(container: Any) -> Any:
        if not isinstance(container, dict):
            raise InvalidEdit(f"{format_path(tuple(tokens))} is an item of an array, which has no name")
        if key in container and key != last:
            raise InvalidEdit(f"{format_path((*above, key))} is there already")
        return {key if name == last else name: value for name, value in container.items()}

    return replace_at(document, above, change)


_SURROGATE = re.compile("[\ud800-\udfff]")


def check_new(old: Any, new: Any) -> None:
    """Refuse what no contract can hold, in the parts of `new` that are not the same objects in `old`.

    Raises
    ------
    InvalidEdit
        For half of a surrogate pair, infinity, "not a number", or what is no JSON value at all.
    """
    stack = [(old, new)]
    while stack:
        before, after = stack.pop()
        if after is before:
            continue
        if isinstance(after, dict):
            earlier = before if isinstance(before, dict) else {}
            for key, value in after.items():
                if not isinstance(key, str):
                    raise InvalidEdit(f"{key!r} is not a key of a JSON object; keys are text")
                _check_scalar(key)
                stack.append((earlier.get(key), value))
        elif isinstance(after, list):
            listed = before if isinstance(before, list) else []
            if len(listed) == len(after):
                stack += [(earlier, item) for earlier, item in zip(listed, after, strict=True) if earlier is not item]
                continue
            same = set(map(id, listed))  # where some came or went, the rest stands elsewhere
            stack += [(None, item) for item in after if id(item) not in same]
        else:
            _check_scalar(after)


def _check_scalar(value: Value) -> None:
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise InvalidEdit("a text holds half of a surrogate pair, which no file can hold")
    elif isinstance(value, float) and not math.isfinite(value):
        raise InvalidEdit(f"{value} is not valid JSON")
    elif isinstance(value, int) and not -(2**63) <= value < 2**64:
        raise InvalidEdit("a whole number of more than 64 bits is read as a decimal one; write it so, such as 1e20")
    elif not (value is None or isinstance(value, bool | int | float)):
        raise InvalidEdit(f"a {type(value).__name__} is not a JSON value; give text, numbers, lists and dicts")
