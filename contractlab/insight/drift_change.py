"""One change of what a provider answered, of a field or of several that changed together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contractlab.editing.observations import Seen
from contractlab.insight.endpoints import EndpointKey
from contractlab.insight.shapes import Shape
from contractlab.values.display import quiet

__all__ = ["DriftChange", "DriftKind", "VersionAnswers"]


class DriftKind(StrEnum):
    """What changed."""

    SHAPE = "another shape"
    APPEARED = "appeared"
    GONE = "gone"
    KIND = "another kind"
    PRESENCE = "sometimes missing"
    ALWAYS = "always there"
    FORMAT = "another format"
    VALUES = "new values"
    LENGTH = "empty or filled"


@quiet
@dataclass(frozen=True, slots=True)
class VersionAnswers:
    """What one version answered at one endpoint.

    Attributes
    ----------
    version : str
    bodies : int
    shapes : mapping of str to Shape
    seen : mapping of str to Seen
    """

    version: str
    bodies: int
    shapes: Mapping[str, Shape]
    seen: Mapping[str, Seen]


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class DriftChange:
    """One change, of one field or of several that changed together.

    Attributes
    ----------
    endpoint : EndpointKey
    path : str
    kind : DriftKind
    since, before : str
        The version that changed, and the last one that answered otherwise.
    was, now : str
        In a few words.
    times : str
        How often: ``"3 of 41 answers"``; empty where it is always so.
    asked_by : tuple of str
        Consumers that ask for the field.
    failed_since : str
        The first version in which a contract failed at this path, at the change or later; empty if none did.
    strip : tuple of (str, str)
        Each version with what it answered there, in a few words; empty where it answered nothing.
    fields : tuple of DriftChange
        The changes that are one, each of one field, where several came together; else empty.
    """

    endpoint: EndpointKey
    path: str
    kind: DriftKind
    since: str
    before: str
    was: str
    now: str
    times: str
    asked_by: tuple[str, ...]
    failed_since: str = ""
    strip: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    fields: tuple[DriftChange, ...] = field(default=(), repr=False)

    @property
    def sentence(self) -> str:
        """``$.creditLimit is null in 3 of 41 answers since 2.4.0; before: integer. Nobody asks.``."""
        often = f" in {self.times}" if self.times else ""
        what = "it" if all(each.asked_by for each in self.fields) else "some of it"
        asked = f"{len(self.asked_by):,} ask for {what}" if len(self.asked_by) > 1 else "Nobody asks"
        if len(self.asked_by) == 1:
            asked = f"{self.asked_by[0]} asks for {what}"
        failed = f"; failed since {self.failed_since}" if self.failed_since else ""
        return f"{self.path} {self.now}{often} since {self.since}; before: {self.was}. {asked}{failed}."

    @property
    def each_field(self) -> tuple[DriftChange, ...]:
        """The changes of single fields: those that are one here, or this one."""
        return self.fields or (self,)
