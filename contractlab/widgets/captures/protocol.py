"""What the view of captures and its screens say to each other."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from contractlab.widgets.protocol import AskName, CandidateJson, ExampleChoice, LineJson, SentenceAnswer, ViewProtocol

__all__ = [
    "PROTOCOL",
    "AmbiguousJson",
    "AskAll",
    "AskAssign",
    "AskCandidates",
    "AskDrop",
    "AskGroup",
    "AskPromote",
    "AskRows",
    "AskSettle",
    "CandidatesAnswer",
    "CaptureCounts",
    "CaptureRow",
    "CapturesChange",
    "CapturesPayload",
    "GroupAction",
    "GroupJson",
    "PromoteAnswer",
    "Removed",
    "RowsPage",
    "Verdicts",
]


class CaptureRow(TypedDict):
    """A capture: which example it matches, or why none; `then` is its verdict if the group's choice were made."""

    number: int
    kind: str
    line: LineJson
    version: str
    origin: str
    by_hand: bool
    fits: bool
    verdict: str
    promote: bool
    example: NotRequired[str]
    letter: NotRequired[str]
    why: NotRequired[LineJson]
    then: NotRequired[str]


class CaptureCounts(TypedDict):
    """Captures by what became of them; `others` are calls that set up states, and what redirects led to."""

    total: int
    matched: int
    ambiguous: int
    unmatched: int
    ignored: int
    others: int


class Verdicts(TypedDict):
    """How many captures would have which verdict, of so many that were tried."""

    passed: int
    failed: int
    error: int
    tried: int


class GroupAction(TypedDict):
    """What can be done about a group: ``apply``, ``ignore`` or ``promote``; `main` where it stands out."""

    op: str
    label: str
    main: bool


class GroupJson(TypedDict):
    """Unmatched captures with one reason."""

    id: str
    number: int
    first: int
    sentence: LineJson
    about: LineJson
    actions: list[GroupAction]
    code: str
    then: NotRequired[Verdicts]


class AmbiguousJson(TypedDict):
    """Captures that match the same examples; the details are asked for."""

    id: str
    number: int
    examples: int
    sentence: LineJson


class CapturesPayload(TypedDict):
    """The captures of a desk; `rows` are the first of all."""

    rows: list[CaptureRow]
    total: int
    sentence: str
    counts: CaptureCounts
    groups: list[GroupJson]
    more_groups: int
    ignored: list[GroupJson]
    ambiguous: list[AmbiguousJson]
    examples: list[ExampleChoice]
    contracts: list[str]
    removed: list[Removed]
    problems: list[str]


class Removed(TypedDict):
    """A place whose secrets were taken out, so many times."""

    part: str
    name: str
    times: int


class CapturesChange(TypedDict):
    """The view after a change."""

    view: NotRequired[CapturesPayload]


class AskRows(TypedDict):
    """Rows of a list from a place on: ``all``, ``matched``, ``ambiguous``, ``unmatched``, ``ignored`` or a group."""

    list: str
    offset: int


class RowsPage(TypedDict):
    """Some rows of a list that has `total`."""

    rows: list[CaptureRow]
    total: int


class AskGroup(TypedDict):
    """A group by its id; a message has an id of its own."""

    group: str


class AskCandidates(AskGroup):
    """A group of ambiguous captures; of one version alone where `version` names it."""

    version: str


class CandidatesAnswer(TypedDict):
    """What may be chosen for ambiguous captures of a group."""

    group: str
    version: str
    number: int
    request: LineJson
    candidates: list[CandidateJson]
    versions: list[str]
    apart: str
    evidence: LineJson
    code: str


class AskSettle(AskCandidates):
    """The choice for all captures of a group, or for those of a version."""

    choice: int


class AskAll(TypedDict):
    """One choice for every ambiguous capture: each as the example that most of its kind pass, or each in turn."""

    turn: bool


class AskDrop(AskName):
    """A file with its text, and the provider version that it is of."""

    text: str
    version: str


class AskAssign(TypedDict):
    """The example that a capture belongs to; None takes it back."""

    number: int
    contract: NotRequired[int]
    example: int | None


class AskPromote(AskName):
    """A name for the example that a capture becomes."""

    number: int
    contract: int


class PromoteAnswer(SentenceAnswer):
    """What was done, and its code."""

    code: str


PROTOCOL = ViewProtocol(
    CapturesPayload,
    {
        "drop": (AskDrop, SentenceAnswer),
        "assign": (AskAssign, SentenceAnswer),
        "promote": (AskPromote, PromoteAnswer),
        "rows": (AskRows, RowsPage),
        "candidates": (AskCandidates, CandidatesAnswer),
        "settle": (AskSettle, SentenceAnswer),
        "settle_all": (AskAll, SentenceAnswer),
        "apply": (AskGroup, SentenceAnswer),
        "ignore": (AskGroup, SentenceAnswer),
        "show": (AskGroup, SentenceAnswer),
    },
    CapturesChange,
    CapturesChange,
)
