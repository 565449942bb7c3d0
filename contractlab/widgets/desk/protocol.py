"""What the live desk and its screens say to each other; its panels keep their own protocols inside it."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from contractlab.widgets.captures.protocol import CapturesPayload
from contractlab.widgets.define.protocol import DefinePayload
from contractlab.widgets.editor.protocol import EditorPayload
from contractlab.widgets.explorer.protocol import ExplorerPayload
from contractlab.widgets.insight.protocol import InsightPayload
from contractlab.widgets.protocol import (
    BlockJson,
    CodeAnswer,
    Conflict,
    DiffLine,
    LineJson,
    MeaningJson,
    Nothing,
    SentenceAnswer,
    VerdictCount,
    ViewProtocol,
)
from contractlab.widgets.provider.protocol import LivePayload
from contractlab.widgets.repairs.protocol import RepairsPayload
from contractlab.widgets.states.protocol import StatesPayload

__all__ = [
    "PROTOCOL",
    "AskAgain",
    "AskChange",
    "AskFileName",
    "AskFiles",
    "AskLook",
    "AskPanel",
    "AskRepairs",
    "BarPush",
    "ChangeRow",
    "ChangesAnswer",
    "ChecksAnswer",
    "ChecksJson",
    "DeskBar",
    "DeskPanels",
    "DeskPayload",
    "DeskTab",
    "FileToSave",
    "FilesAnswer",
    "FilesSaved",
    "LivePanelPush",
    "OriginJson",
    "PanelAnswered",
    "PanelPush",
    "Place",
    "RepairsPanelPush",
]

Place = Literal["matrix", "changes", "states", "captures", "live", "define", "insight"]
"""What a tab of the desk shows."""


class DeskTab(TypedDict):
    """A tab; `dot` marks changes that are not saved."""

    id: Place
    label: str
    figure: str
    dot: NotRequired[bool]


class ChecksJson(TypedDict):
    """How many captures were checked, and about how long the rest takes; not `running`: the rest was cancelled."""

    done: int
    total: int
    seconds: int
    running: bool


class ChecksAnswer(TypedDict):
    """How far the checks are; None where they are over."""

    checks: ChecksJson | None


class OriginJson(TypedDict):
    """A contract, and where it came from."""

    contract: str
    place: LineJson


class DeskBar(TypedDict):
    """What stands on top of every tab; `origins` are those of the first contracts, `sources` counts them all.

    `options` is true where something could be done about the run as a whole.
    """

    checks: ChecksJson | None
    title: str
    tabs: list[DeskTab]
    undo: str
    redo: str
    edits: str
    code: str
    counts: list[VerdictCount]
    plain: str
    options: bool
    sources: str
    origins: list[OriginJson]


class DeskPanels(TypedDict):
    """Payloads of the panels that were opened."""

    matrix: ExplorerPayload
    editor: NotRequired[EditorPayload]
    states: NotRequired[StatesPayload]
    captures: NotRequired[CapturesPayload]
    repairs: NotRequired[RepairsPayload]
    live: NotRequired[LivePayload]
    define: NotRequired[DefinePayload]
    insight: NotRequired[InsightPayload]


class DeskPayload(TypedDict):
    """The desk: its bar, the tab that is shown first, and the panels opened so far."""

    bar: DeskBar
    tab: Place
    panels: DeskPanels


class BarPush(TypedDict):
    """The bar after something was done."""

    op: Literal["bar"]
    bar: DeskBar


class PanelPush(TypedDict):
    """A panel that was opened, or opened anew for something else."""

    op: Literal["panel"]
    name: Literal["editor"]
    view: EditorPayload


class RepairsPanelPush(TypedDict):
    """The panel of repairs, opened for a cause, or for the run as a whole."""

    op: Literal["repairs"]
    view: RepairsPayload


class LivePanelPush(TypedDict):
    """The Run panel, in which an example of the matrix is asked for again."""

    op: Literal["live"]
    view: LivePayload


class AskRepairs(TypedDict):
    """A cause by its place in the list, and the row that is looked at; without a cause, the run as a whole."""

    cause: int | None
    row: NotRequired[int]


class AskLook(TypedDict):
    """A fix whose verdicts the matrix is to show, by its number; -1 for none."""

    number: int


class AskPanel(TypedDict):
    """A panel that is to be opened."""

    name: Literal["states", "captures", "live", "define", "insight"]


class PanelAnswered(TypedDict):
    """The panel; where it cannot be built, `broken` is what stands in its tab."""

    broken: NotRequired[list[BlockJson]]
    view: NotRequired[StatesPayload | CapturesPayload | LivePayload | DefinePayload | InsightPayload]


class AskAgain(TypedDict):
    """A row of the matrix whose example is to be asked for again."""

    row: int


class ChangeRow(TypedDict):
    """A change that is not saved: its number, what it did, where, the code for it, and what it changed in verdicts."""

    number: int
    label: str
    place: str
    code: str
    effects: list[VerdictCount]
    saved: bool


class ChangesAnswer(TypedDict):
    """Every change, newest first, those that were undone before them."""

    undone: list[str]
    changes: list[ChangeRow]
    left: int


class AskChange(TypedDict):
    """A change by its number."""

    number: int


class FileToSave(TypedDict):
    """A file that saving would write: what changes in it, and which verdicts."""

    number: int
    file: str
    contract: str
    meaning: list[MeaningJson]
    more: int
    lines: list[DiffLine]
    places: str
    counts: list[VerdictCount]
    conflict: NotRequired[Conflict]


class FilesAnswer(TypedDict):
    """Every file that saving would write."""

    files: list[FileToSave]


class AskFiles(TypedDict):
    """Files to write, by number."""

    files: list[int]


class FilesSaved(TypedDict):
    """What was written; nothing, where `problem` says why."""

    saved: str
    problem: str


class AskFileName(AskChange):
    """Another name for a file."""

    name: str


PROTOCOL = ViewProtocol(
    DeskPayload,
    {
        "open": (AskPanel, PanelAnswered),
        "undo": (Nothing, SentenceAnswer),
        "redo": (Nothing, SentenceAnswer),
        "undo_to": (AskChange, SentenceAnswer),
        "changes": (Nothing, ChangesAnswer),
        "saving": (Nothing, FilesAnswer),
        "save": (AskFiles, FilesSaved),
        "save_as": (AskFileName, FilesSaved),
        "code": (Nothing, CodeAnswer),
        "close_editor": (Nothing, Nothing),
        "repairs": (AskRepairs, Nothing),
        "look": (AskLook, Nothing),
        "close_repairs": (Nothing, Nothing),
        "again": (AskAgain, SentenceAnswer),
        "go_on": (Nothing, ChecksAnswer),
        "cancel_checks": (Nothing, ChecksAnswer),
        "check_rest": (Nothing, Nothing),
    },
    Nothing,
    BarPush | PanelPush | RepairsPanelPush | LivePanelPush,
)
