"""Messages as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contractlab.values.http import Body, Redacted
from contractlab.values.json_types import JSON

__all__ = ["Message"]


@dataclass(frozen=True, slots=True)
class Message:
    """What travels over a queue or a topic.

    Attributes
    ----------
    contents : bytes, None or NOT_RECORDED
        The payload; None is absent, ``b""`` is empty.
    metadata : mapping of str to JSON value
    redacted : tuple of Redacted
        Places whose text was removed before storing: parts ``"metadata"`` and ``"contents"``.
    """

    contents: Body = field(default=None, repr=False)
    metadata: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    redacted: tuple[Redacted, ...] = ()
