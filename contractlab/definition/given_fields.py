"""Fields of parts in the order in which they were given."""

from __future__ import annotations

from dataclasses import replace

from contractlab.contracts.defined import DefinedPart

__all__ = ["in_order"]


def in_order(part: DefinedPart) -> DefinedPart:
    """A part that knows in which order its query, headers and body were given."""
    given = {"query": bool(part.query), "headers": bool(part.headers), "body": part.body is not None}
    present = [name for name, is_there in given.items() if is_there]
    kept = tuple(name for name in part.order if name in present)
    return replace(part, order=(*kept, *(name for name in present if name not in kept)))
