"""Messages as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Message"]


@dataclass(frozen=True, slots=True)
class Message:
    """What travels over a queue or a topic.

    Attributes
    ----------
    contents : bytes or None
        The payload; None is absent, ``b""`` is empty.
    metadata : mapping of str to JSON value
    """

    contents: bytes | None = field(default=None, repr=False)
    metadata: Mapping[str, Any] = field(default_factory=dict)
