"""Fields of parts in the order in which they were given, and parameters of states as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contractlab.contracts.defined import DefinedPart
from contractlab.contracts.matcher import Matcher

__all__ = ["in_order", "without_matchers"]


def in_order(part: DefinedPart) -> DefinedPart:
    """A part that knows in which order its query, headers and body were given."""
    given = {"query": bool(part.query), "headers": bool(part.headers), "body": part.body is not None}
    present = [name for name, is_there in given.items() if is_there]
    kept = tuple(name for name in part.order if name in present)
    return replace(part, order=(*kept, *(name for name in present if name not in kept)))


def without_matchers(value: Any) -> Any:
    """A value with null in the place of matchers, to ask whether it is JSON."""
    if isinstance(value, Matcher):
        return None
    if isinstance(value, Mapping):
        return {key: without_matchers(inner) for key, inner in value.items()}
    return [without_matchers(item) for item in value] if isinstance(value, list | tuple) else value
