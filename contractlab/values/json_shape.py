"""The shape of a JSON value: what rules that look at no value can tell apart."""

from __future__ import annotations

from contractlab.values.json_types import JSON

__all__ = ["shape_key"]


def shape_key(body: JSON) -> tuple[object, ...]:
    """What is equal for JSON values of one shape: the same keys, lengths and types, in the same order."""
    key: list[object] = []
    stack: list[JSON] = [body]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            key += ["{", len(value), *value]
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            key += ["[", len(value)]
            stack.extend(reversed(value))
        else:
            key.append(type(value))
    return tuple(key)
