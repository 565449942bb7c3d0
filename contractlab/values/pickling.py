"""What travels when an object is pickled: what it is, not what was derived from it and kept for speed."""

from __future__ import annotations

from functools import cached_property

from contractlab.values.json_types import JSONObject

__all__ = ["lasting_state"]


def lasting_state(item: object) -> JSONObject:
    """The attributes of `item` without the values of its cached properties, which are derived again when needed."""
    derived = {
        name for kind in type(item).__mro__ for name, value in vars(kind).items() if isinstance(value, cached_property)
    }
    return {name: value for name, value in vars(item).items() if name not in derived}
