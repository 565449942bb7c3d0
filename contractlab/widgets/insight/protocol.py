"""What the panel of advice and its screens say to each other."""

from __future__ import annotations

from typing import Literal, TypedDict

from contractlab.widgets.protocol import LookingJson, Nothing, SentenceAnswer, ViewProtocol
from contractlab.widgets.repairs.protocol import StalePush

__all__ = [
    "PROTOCOL",
    "AdviceJson",
    "AskAdvice",
    "AskInsight",
    "AskInsightRow",
    "InsightAnswer",
    "InsightDetails",
    "InsightPayload",
    "InsightRow",
    "InsightTopic",
    "Topic",
]

Topic = Literal["coverage", "strictness", "drift"]
"""What is asked: which fields nobody asks for, which wrong answers pass, what changed over the versions."""


class InsightTopic(TypedDict):
    """A topic, and what it answers."""

    id: Topic
    label: str


class InsightRow(TypedDict):
    """A place: what is said of it, and of strictness how many wrong answers were stopped, passed, and never asked."""

    number: int
    label: str
    about: str
    sentence: str
    bar: list[int]
    tone: Literal["weak", "nobody", "failed", "plain"]


class InsightPayload(TypedDict):
    """The rows of one topic; `note` where there are none, `left` those that are not shown.

    `looking` says how far they are, and is null where they are whole.
    """

    topic: Topic
    topics: list[InsightTopic]
    title: str
    note: str
    rows: list[InsightRow]
    left: int
    looking: LookingJson | None


class AskInsight(TypedDict):
    """A topic."""

    topic: Topic


class AskInsightRow(TypedDict):
    """A row by its number."""

    number: int


class AskAdvice(TypedDict):
    """A piece of advice of a row."""

    number: int
    advice: int


class AdviceJson(TypedDict):
    """An edit: what it asks for, where, what it stops and breaks, and the code for it."""

    name: str
    meaning: str
    code: str


class InsightDetails(TypedDict):
    """What a row opens to: what was looked at, and the edits; `none` says why there are none."""

    lines: list[tuple[str, str]]
    more: int
    advice: list[AdviceJson]
    none: str


class InsightAnswer(TypedDict):
    """The rows as things stand now."""

    view: InsightPayload


PROTOCOL = ViewProtocol(
    InsightPayload,
    {
        "show": (AskInsight, InsightAnswer),
        "details": (AskInsightRow, InsightDetails),
        "apply": (AskAdvice, SentenceAnswer),
        "renew": (Nothing, InsightAnswer),
        "go_on": (Nothing, InsightAnswer),
        "stop": (Nothing, InsightAnswer),
    },
    Nothing,
    StalePush,
)
