"""What the view of a definition and its screens say to each other."""

from __future__ import annotations

from typing import Literal, TypedDict

from contractlab.widgets.protocol import BlockJson, Nothing, ViewProtocol

__all__ = [
    "PROTOCOL",
    "AskNumber",
    "AskServe",
    "AskTry",
    "DefineAnswer",
    "DefineCode",
    "DefinePayload",
    "DefinePush",
    "TriedExample",
    "TriedRequest",
]


class TriedRequest(TypedDict):
    """A request as it is typed: headers one a line."""

    method: str
    target: str
    headers: str
    body: str


class TriedExample(TypedDict):
    """An example that can be tried, with its own request."""

    title: str
    proved: bool
    request: TriedRequest


class DefinePayload(TypedDict):
    """The card, the examples, and what the mock has received; `shown` is the request that is looked at."""

    card: list[BlockJson]
    examples: list[TriedExample]
    address: str
    received: list[str]
    shown: int
    answer: list[BlockJson]
    code: str


class AskServe(TypedDict):
    """Serve, or stop serving."""

    on: bool


class AskTry(TypedDict):
    """A request to be judged."""

    method: str
    target: str
    headers: str
    body: str


class AskNumber(TypedDict):
    """A received request, from 1."""

    number: int


class DefineAnswer(TypedDict):
    """Everything as it is now."""

    view: DefinePayload


class DefineCode(TypedDict):
    """The lines that define the whole contract."""

    code: str


class DefinePush(TypedDict):
    """The mock has received a request of somebody else."""

    op: Literal["received"]
    view: DefinePayload


PROTOCOL = ViewProtocol(
    DefinePayload,
    {
        "look": (Nothing, DefineAnswer),
        "serve": (AskServe, DefineAnswer),
        "try": (AskTry, DefineAnswer),
        "show": (AskNumber, DefineAnswer),
        "code": (Nothing, DefineCode),
    },
    Nothing,
    DefinePush,
)
