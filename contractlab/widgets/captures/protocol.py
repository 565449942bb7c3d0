"""What the view of recordings and its screens say to each other."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from contractlab.widgets.protocol import AskName, ExampleChoice, LineJson, SaidAnswer, ViewProtocol

__all__ = [
    "PROTOCOL",
    "AskAssign",
    "AskDrop",
    "AskPromote",
    "CaptureRow",
    "CapturesChange",
    "CapturesPayload",
    "PromoteAnswer",
    "Removed",
]


class CaptureRow(TypedDict):
    """A recording: which example it fits, or why none."""

    number: int
    line: LineJson
    version: str
    by_hand: bool
    fits: bool
    verdict: str
    promote: bool
    example: NotRequired[str]
    letter: NotRequired[str]
    why: NotRequired[LineJson]


class Removed(TypedDict):
    """A place whose secrets were taken out, so many times."""

    part: str
    name: str
    times: int


class CapturesPayload(TypedDict):
    """The recordings of a desk."""

    rows: list[CaptureRow]
    left: int
    said: str
    examples: list[ExampleChoice]
    contracts: list[str]
    removed: list[Removed]
    problems: list[str]


class CapturesChange(TypedDict):
    """The view after a change."""

    view: NotRequired[CapturesPayload]


class AskDrop(AskName):
    """A file with its text, and the provider version that it is of."""

    text: str
    version: str


class AskAssign(TypedDict):
    """The example that a recording belongs to; None takes it back."""

    number: int
    contract: NotRequired[int]
    example: int | None


class AskPromote(AskName):
    """A name for the example that a recording becomes."""

    number: int
    contract: int


class PromoteAnswer(SaidAnswer):
    """What was done, and its code."""

    code: str


PROTOCOL = ViewProtocol(
    CapturesPayload,
    {
        "drop": (AskDrop, SaidAnswer),
        "assign": (AskAssign, SaidAnswer),
        "promote": (AskPromote, PromoteAnswer),
    },
    CapturesChange,
    CapturesChange,
)
