"""What the Run panel and its screens say to each other."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from contractlab.widgets.protocol import AskName, BlockJson, LineJson, Nothing, SentenceAnswer, ViewProtocol

__all__ = [
    "PROTOCOL",
    "AskExample",
    "AskRun",
    "LiveChange",
    "LiveCounts",
    "LiveDetails",
    "LiveFact",
    "LivePayload",
    "LivePush",
    "LiveRow",
    "LiveState",
    "LiveStep",
    "MissingPart",
    "RunGoing",
    "StateMark",
    "StepAnswer",
]

StateMark = Literal["done", "failed", "missing", "asked"]
"""A state that was brought about, could not be, has no handler, or is asked for."""


class LiveFact(TypedDict):
    """What is so about the provider: a word, what it is, and what that means."""

    label: str
    text: str
    more: str


class MissingPart(TypedDict):
    """What lacks before anything is asked, whom it concerns, and code to begin with."""

    sentence: str
    examples: list[str]
    left: int
    code: str


class LiveState(TypedDict):
    """A state of an example, and the values that its handler gave."""

    name: str
    mark: StateMark
    values: str


class LiveRow(TypedDict):
    """An example: `verdict` is empty where it was not asked for; `edited` since it was."""

    at: str
    title: str
    verdict: str
    sentence: LineJson
    states: list[LiveState]
    request: LineJson
    answer: str
    time: str
    edited: bool


class RunGoing(TypedDict):
    """A run that goes on: which example is asked for, and what is being done for it."""

    done: int
    of: int
    at: str
    title: str
    doing: str


class LiveCounts(TypedDict):
    """Examples: all of them, those that did not pass, and those that were asked for."""

    all: int
    broken: int
    asked: int


class LivePayload(TypedDict):
    """The panel. `problem` says why nothing was asked; `code` does what was done last."""

    facts: list[LiveFact]
    missing: list[MissingPart]
    unused: list[str]
    rows: list[LiveRow]
    left: int
    counts: LiveCounts
    sentence: str
    problem: str
    code: str
    file: str
    going: NotRequired[RunGoing]


class AskRun(TypedDict):
    """What is to be asked for: everything, what failed, or some examples; one comes to a run that goes on."""

    what: Literal["all", "broken", "some"]
    some: NotRequired[list[str]]


class AskExample(TypedDict):
    """An example, by the `at` of its row."""

    at: str


class StepAnswer(TypedDict):
    """Rows that changed, and whether the run goes on."""

    rows: list[LiveRow]
    goes_on: bool


class LiveStep(TypedDict):
    """One thing that was done for an example."""

    doing: str
    state: str
    time: str
    failed: bool
    values: str


class LiveDetails(TypedDict):
    """Everything about an example that was asked for: what was done, and the parts that there is something in."""

    steps: list[LiveStep]
    traceback: str
    request: str
    response: str
    blocks: list[BlockJson]


class LiveChange(TypedDict):
    """The panel after something was done."""

    view: NotRequired[LivePayload]


class LivePush(TypedDict):
    """What changes by itself: how far a run is, or the whole panel."""

    op: Literal["going", "view"]
    view: NotRequired[LivePayload]
    going: NotRequired[RunGoing]


PROTOCOL = ViewProtocol(
    LivePayload,
    {
        "run": (AskRun, SentenceAnswer),
        "step": (Nothing, StepAnswer),
        "stop": (Nothing, SentenceAnswer),
        "details": (AskExample, LiveDetails),
        "save": (AskName, SentenceAnswer),
    },
    LiveChange,
    LivePush,
)
