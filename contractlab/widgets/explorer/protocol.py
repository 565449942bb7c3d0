"""What the live matrix and its screens say to each other."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from contractlab.widgets.protocol import (
    BlockJson,
    CodeAnswer,
    FoldJson,
    LineJson,
    Nothing,
    PartOf,
    PictureJson,
    RowJson,
    SentenceAnswer,
    Unsettled,
    ViewProtocol,
)

__all__ = [
    "PROTOCOL",
    "AskCell",
    "AskEdit",
    "AskRaw",
    "AskRow",
    "AskSelected",
    "AskSettleCell",
    "AskUnfold",
    "BlocksTab",
    "CauseJson",
    "CellAnswer",
    "ChangesPush",
    "Command",
    "DocumentColumn",
    "ExplorerPayload",
    "InspectedCell",
    "MarkText",
    "MatrixRowJson",
    "OverlayCell",
    "PairWords",
    "PicturesAnswer",
    "RawAnswer",
    "RawTab",
    "RawText",
    "RowsAnswer",
    "RowsPush",
    "ViewAnswer",
    "ViewPush",
]

MatrixRowJson = tuple[str, str, str, str, list[int], int]
"""Description, request, a code for each verdict, letters of causes, numbers of states, and 1 where there is trouble."""
OverlayCell = Annotated[list[int | str], tuple[int, int, str, str]]
"""Row, column, and the codes of the verdict before and after."""


MarkText = tuple[str, str]
"""``environment`` or ``branch``, and its name."""


class PairWords(TypedDict):
    """What a matrix of a broker says in other words, and what stands beside its rows and columns.

    `words` are the verdicts by their codes; `start` is the cell that is chosen first, by row and column.
    """

    noun: str
    corner: str
    folded: str
    legend: str
    words: dict[str, str]
    row_marks: list[list[MarkText]]
    column_marks: list[list[MarkText]]
    start: list[int]


class CauseJson(TypedDict):
    """Mismatches of one kind, by their letter."""

    letter: str
    sentence: LineJson
    about: str
    path: str


class RawText(TypedDict):
    """A piece of a recorded body; `next` is where the rest begins."""

    text: str
    total: int
    next: int | None
    laid_out: bool


class BlocksTab(TypedDict):
    """A tab of the inspector that holds blocks."""

    id: str
    label: str
    blocks: list[BlockJson]


class RawTab(TypedDict):
    """The tab of the recorded body, with that of the example."""

    id: str
    label: str
    raw: RawText
    expected: str


class Command(TypedDict):
    """A command to copy, with the word of its program."""

    name: str
    text: str


class InspectedCell(TypedDict):
    """Everything about a cell but its whole body."""

    description: str
    version: str
    verdict: str
    word: NotRequired[str]
    letters: str
    more: int
    head: list[BlockJson]
    tabs: list[BlocksTab | RawTab]
    copy: list[Command]
    history: NotRequired[LineJson]
    unsettled: NotRequired[Unsettled]
    cite: NotRequired[list[Command]]


class DocumentColumn(TypedDict):
    """What an API document says of the rows: the column after the last version.

    `verdicts` has a character for each row, ``-`` for an example that it says nothing of; `findings` count, row by row,
    what is wrong and what is to be looked at.
    """

    name: str
    verdicts: str
    findings: list[tuple[int, int]]


class ExplorerPayload(TypedDict):
    """The picture of a matrix; `details` are brought along where no kernel can be asked.

    `counts` are results by the character of their verdict, which are what `status` counts; without them cells count.
    `empty` says what is so, what it means, and how the way to the captures is called, where nothing was checked.
    `under` has, by the number of the row, characters of results that stand below a worse one in their cell.
    """

    title: str
    columns: list[str]
    groups: list[tuple[str, int]]
    rows: list[MatrixRowJson]
    states: list[str]
    dense: bool
    left: int
    causes: list[CauseJson]
    more_causes: int
    status: str
    empty: list[str]
    counts: NotRequired[dict[str, int]]
    under: NotRequired[dict[str, str]]
    details: NotRequired[dict[str, InspectedCell]]
    pairs: NotRequired[PairWords]
    document: NotRequired[DocumentColumn]


class AskRow(TypedDict):
    """A row of the matrix."""

    row: int


class AskSelected(TypedDict):
    """Rows of the matrix that are selected together; none where nothing is."""

    rows: list[int]


class AskEdit(AskRow):
    """The example to be edited, and the cell in which it fails."""

    column: NotRequired[int]


class AskCell(AskRow):
    """A cell of the matrix."""

    column: int


class AskRaw(AskCell):
    """A piece of the body recorded for a cell, laid out unless it is to be `plain`."""

    offset: int
    plain: NotRequired[bool]


class AskSettleCell(AskCell):
    """What an ambiguous capture was; of a cell alone, or with all captures alike."""

    choice: int
    alike: bool


class AskUnfold(AskCell):
    """The rows that a folded row of a cell's difference stands for."""

    fold: FoldJson


class CellAnswer(TypedDict):
    """A cell, explained."""

    cell: InspectedCell


class RawAnswer(TypedDict):
    """A piece of a body."""

    raw: RawText


class RowsAnswer(TypedDict):
    """Rows in place of a folded one."""

    rows: list[RowJson]


class PicturesAnswer(TypedDict):
    """Pictures of the whole matrix; where there are none, `empty` says why."""

    pictures: list[PictureJson]
    empty: str


class ViewAnswer(TypedDict):
    """Another picture altogether, because it was asked for."""

    view: ExplorerPayload


class ViewPush(TypedDict):
    """Another picture altogether."""

    op: Literal["view"]
    view: ExplorerPayload


class RowsPush(TypedDict):
    """Rows that changed, by number, how many there are now, and everything of the picture but its rows."""

    op: Literal["rows"]
    rows: list[tuple[int, MatrixRowJson]]
    count: int
    view: Annotated[dict[str, object], PartOf(ExplorerPayload)]


class ChangesPush(TypedDict):
    """Cells whose verdict edits would change, and the same in words."""

    op: Literal["changes"]
    cells: list[OverlayCell]
    sentence: str


PROTOCOL = ViewProtocol(
    ExplorerPayload,
    {
        "cell": (AskCell, CellAnswer),
        "raw": (AskRaw, RawAnswer),
        "unfold": (AskUnfold, RowsAnswer),
        "edit": (AskEdit, SentenceAnswer),
        "select": (AskSelected, Nothing),
        "settle": (AskSettleCell, SentenceAnswer),
        "code": (AskCell, CodeAnswer),
        "pictures": (Nothing, PicturesAnswer),
        "ask": (Nothing, ViewAnswer),
    },
    Nothing,
    ViewPush | RowsPush | ChangesPush,
)
