"""What the panel of repairs and its screens say to each other."""

from __future__ import annotations

from typing import Literal, TypedDict

from contractlab.widgets.protocol import (
    DiffLine,
    LineJson,
    LookingJson,
    Nothing,
    SentenceAnswer,
    VerdictCount,
    ViewProtocol,
)

__all__ = [
    "PROTOCOL",
    "AskOption",
    "AskRepair",
    "EffectCell",
    "FoldedRepair",
    "OptionRow",
    "RepairDetails",
    "RepairRow",
    "RepairsAnswer",
    "RepairsPayload",
    "StalePush",
]

EffectCell = tuple[str, str, str, str]
"""Example, version, and the verdicts before and after; empty where there is none."""


class RepairRow(TypedDict):
    """One fix: `applies` where it changes the contract, `of` and `still` count results of the cause.

    `rather` says why the provider should change rather; empty where the fix is as good.
    """

    number: int
    name: str
    meaning: str
    evidence: str
    strictness: str
    rather: str
    applies: bool
    counts: list[VerdictCount]
    of: str
    still: str


class FoldedRepair(TypedDict):
    """A change that does not help, with the reason."""

    name: str
    reason: str


class OptionRow(TypedDict):
    """What could be done about the run as a whole: no fix of a cause.

    `applies` where the desk can do it, `cells` are verdicts that it would give, of which `more` are left out.
    """

    number: int
    name: str
    meaning: str
    sentence: str
    applies: bool
    cells: list[EffectCell]
    more: int
    code: str


class RepairsPayload(TypedDict):
    """The fixes of one cause, least harm first; `note` says why there are none, `text` is for the provider.

    Without a cause `letter` is empty, and only `options` can be done. `looking` says how far the fixes are, and is null
    where all were tried.
    """

    letter: str
    sentence: LineJson
    note: str
    rows: list[RepairRow]
    folded: list[FoldedRepair]
    options: list[OptionRow]
    text: str
    about: str
    looking: LookingJson | None


class AskRepair(TypedDict):
    """A fix by its number."""

    number: int


class AskOption(TypedDict):
    """What is to be done about the run as a whole; by its name, too: another may stand at its place by now."""

    number: int
    name: str


class RepairDetails(TypedDict):
    """What a fix would change: cells of the matrix, lines of the file, and the code for it."""

    cells: list[EffectCell]
    more: int
    lines: list[DiffLine]
    file: str
    code: str


class RepairsAnswer(TypedDict):
    """The fixes as things stand now."""

    view: RepairsPayload


class StalePush(TypedDict):
    """Something was edited: figures may be others now."""

    op: Literal["stale"]


PROTOCOL = ViewProtocol(
    RepairsPayload,
    {
        "details": (AskRepair, RepairDetails),
        "apply": (AskRepair, SentenceAnswer),
        "apply_option": (AskOption, SentenceAnswer),
        "renew": (Nothing, RepairsAnswer),
        "go_on": (Nothing, RepairsAnswer),
        "stop": (Nothing, RepairsAnswer),
    },
    Nothing,
    StalePush,
)
