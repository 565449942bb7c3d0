"""Names for the types of JSON values, so that a signature says that it takes any JSON and not anything at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

__all__ = ["JSON", "JSONMapping", "JSONObject", "JSONScalar", "JSONValue"]

JSON: TypeAlias = Any
"""A parsed JSON value: dict, list, str, int, float, bool or None.

Checkers see `Any`: documents of strangers are read key by key, and each reader says what it expects where it reads.
"""

JSONObject: TypeAlias = dict[str, JSON]
"""A JSON object that is being written."""

JSONScalar: TypeAlias = str | int | float | bool | None
JSONValue: TypeAlias = "JSONScalar | Sequence[JSONValue] | Mapping[str, JSONValue]"
"""A parsed JSON document, or a part of one; not to be changed in place."""

JSONMapping: TypeAlias = "Mapping[str, JSONValue]"
