"""Names for JSON values in signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

__all__ = ["JSONObject", "JSONScalar", "JSONValue"]

JSONScalar: TypeAlias = str | int | float | bool | None
JSONValue: TypeAlias = "JSONScalar | Sequence[JSONValue] | Mapping[str, JSONValue]"
"""A parsed JSON document, or a part of one; not to be changed in place."""

JSONObject: TypeAlias = "Mapping[str, JSONValue]"
