"""What an example itself describes, as its sender would send it: the recording that a perfect partner would leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.message import Message
from contractlab.values.result import MatchResult

__all__ = ["OwnPart"]

AnyRecording = HttpRequest | HttpResponse | Message


@dataclass(frozen=True, slots=True)
class OwnPart:
    """One part of an example, sent exactly as the contract has it.

    Attributes
    ----------
    name : str
        ``"request"``, ``"response"``, ``"message"``, ``"reply 1"`` ...
    by : str
        Who makes it: ``"consumer"`` or ``"provider"``.
    recording : HttpRequest, HttpResponse or Message
    check : callable
        From such a recording to what the example says of it.
    pointer : str
        JSON pointer of the part in the contract.
    """

    name: str
    by: Literal["consumer", "provider"]
    recording: AnyRecording
    check: Callable[[AnyRecording], MatchResult]
    pointer: str
