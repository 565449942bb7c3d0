"""Looking up what a document says: its values may be of any kind, and tables are asked for texts alone.

``value in a_set`` raises where the value is an object or an array; `tests/test_house.py` finds such lookups.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeGuard, TypeVar

__all__ = ["is_one_of", "looked_up"]

_T = TypeVar("_T")


def is_one_of(value: object, names: Collection[str]) -> TypeGuard[str]:
    """True for a text that is one of `names`."""
    return isinstance(value, str) and value in names


def looked_up(table: Mapping[str, _T], value: object) -> _T | None:
    """What a table has for a text; None for all else."""
    return table.get(value) if isinstance(value, str) else None
