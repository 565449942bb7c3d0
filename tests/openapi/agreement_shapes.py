"""What the lists of named differences are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Pair = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """A kind of pairs.

    Attributes
    ----------
    reason : str
    pairs : tuple
        A document and an interaction each.
    ours, theirs : tuple of str
        Codes of findings; ``throws`` where the comparator ends in an error.
    """

    reason: str
    pairs: tuple[Pair, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def api(operations: dict[str, Any], path: str = "/a", **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {path: operations}, **more}


def content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


DONE = {"200": {"description": "done"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
