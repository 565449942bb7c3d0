"""Values that are not there, each in its own way."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, TypeAlias

__all__ = ["MISSING", "NOT_RECORDED", "Missing", "MissingType", "NotRecorded", "NotRecordedType"]


class Missing(Enum):
    """Type of `MISSING`."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


class NotRecorded(Enum):
    """Type of `NOT_RECORDED`."""

    NOT_RECORDED = "not recorded"

    def __repr__(self) -> str:
        return "NOT_RECORDED"

    def __bool__(self) -> bool:
        return False


MissingType: TypeAlias = Literal[Missing.MISSING]
NotRecordedType: TypeAlias = Literal[NotRecorded.NOT_RECORDED]

MISSING: Final = Missing.MISSING
"""There is no such value (JSON's null is a value)."""

NOT_RECORDED: Final = NotRecorded.NOT_RECORDED
"""There may have been one, but the recording left it out: neither absent nor empty."""
