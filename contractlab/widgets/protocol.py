"""What the live views and their screens say to each other: one typed payload for everything that crosses.

`tests/widgets/typescript.py` writes these types as ``protocol.d.ts``, against which the scripts are type-checked, so
what a script reads is what stands here. Numbers, texts and lists only; a key that is absent is declared as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, NotRequired, TypedDict

__all__ = [
    "Answer",
    "AskName",
    "BlockJson",
    "BulletsJson",
    "CandidateJson",
    "CellJson",
    "CodeAnswer",
    "CodeJson",
    "Conflict",
    "DetailsJson",
    "DiffLine",
    "ExampleChoice",
    "FieldKind",
    "FoldJson",
    "JSONValue",
    "LineJson",
    "LookingJson",
    "MarkJson",
    "MeaningJson",
    "Message",
    "NotSaved",
    "Nothing",
    "NothingToSave",
    "ParagraphJson",
    "Param",
    "PartOf",
    "PictureJson",
    "RowJson",
    "Saved",
    "Saving",
    "SentenceAnswer",
    "SpanJson",
    "TableJson",
    "Unsettled",
    "VerdictCount",
    "ViewProtocol",
    "WordsJson",
]

JSONValue = None | bool | int | float | str | list["JSONValue"] | dict[str, "JSONValue"]
Message = Mapping[str, JSONValue]
"""What a screen has sent, in which nothing is trusted: ``op``, ``id``, and what the operation asks for."""
Answer = dict[str, object]
"""What goes back: ``id``, ``op``, ``ok``, then what the operation answers, or ``error``."""


@dataclass(frozen=True, slots=True, eq=False)
class PartOf:
    """Marks a mapping that has some keys of a payload, and `more` in place of others or beside them."""

    whole: type
    more: Mapping[str, object] = field(default_factory=dict)


class Nothing(TypedDict):
    """An operation that asks for nothing, or answers with nothing."""


SpanJson = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]
"""Kind and text, and the whole text where that is cut; last the file that it opens, with the line."""
LineJson = list[SpanJson]
FoldJson = Annotated[list[object], tuple[str, list[int], int, int, int]]
"""Kind, place, start, stop, number; the screen sends it back as it is."""


class CellJson(TypedDict):
    """A cell of a table."""

    line: LineJson
    indent: NotRequired[int]
    faint: NotRequired[bool]
    strong: NotRequired[bool]
    center: NotRequired[bool]
    span: NotRequired[int]


class RowJson(TypedDict):
    """A row of a table; `hot` where it differs."""

    cells: list[CellJson]
    hot: NotRequired[bool]
    fold: NotRequired[FoldJson]
    bracket: NotRequired[str]


class ParagraphJson(TypedDict):
    """One line."""

    t: Literal["p"]
    role: str
    line: LineJson


class TableJson(TypedDict):
    """A table; of kind ``diff`` it is a tree to move in."""

    t: Literal["table"]
    kind: str
    rows: list[RowJson]
    head: NotRequired[list[str]]
    caption: NotRequired[LineJson]


class DetailsJson(TypedDict):
    """Blocks under a summary."""

    t: Literal["details"]
    summary: LineJson
    blocks: list[BlockJson]
    open: bool


class BulletsJson(TypedDict):
    """A list of lines."""

    t: Literal["list"]
    items: list[LineJson]


class CodeJson(TypedDict):
    """A text that keeps its line breaks."""

    t: Literal["pre"]
    text: str


class MarkJson(TypedDict):
    """A rectangle of a picture: x, y, width, height; `cell` are the numbers of the row and the column it leads to."""

    box: tuple[int, int, int, int]
    look: str
    label: NotRequired[str]
    starts: NotRequired[bool]
    tip: NotRequired[str]
    cell: NotRequired[tuple[int, int]]


class WordsJson(TypedDict):
    """A line of text in a picture: looks and texts."""

    x: int
    y: int
    spans: list[tuple[str, str]]
    anchor: str
    whole: NotRequired[str]


class PictureJson(TypedDict):
    """A drawing as shapes, from back to front, with its text alternative; strokes are x and y in turn."""

    t: Literal["picture"]
    title: LineJson
    name: str
    about: str
    width: int
    height: int
    least: int
    frame: str
    dense: bool
    places: list[MarkJson]
    strokes: list[list[int]]
    marks: list[MarkJson]
    words: list[WordsJson]


BlockJson = ParagraphJson | TableJson | DetailsJson | BulletsJson | CodeJson | PictureJson


class SentenceAnswer(TypedDict):
    """What was done, in words."""

    sentence: str


class CodeAnswer(TypedDict):
    """Python to be copied, or put into a cell."""

    code: str


class AskName(TypedDict):
    """A name: of a suggestion, a state or a file."""

    name: str


class ExampleChoice(TypedDict):
    """An example to choose."""

    contract: int
    example: int
    title: str


class CandidateJson(TypedDict):
    """What ambiguous captures may be: an example by its states, each in turn (-2), or nothing (-1)."""

    choice: int
    sentence: LineJson
    about: LineJson
    passed: int
    tried: int


class Unsettled(TypedDict):
    """What an ambiguous cell offers: the choices, and how many captures each scope has."""

    choices: list[CandidateJson]
    here: int
    alike: int


FieldKind = Literal["string", "number", "boolean", "null", "json"]
"""What the text of a field is: a string as it stands, a number, true or false, nothing, or JSON."""


class Param(TypedDict):
    """A parameter of a state: its name as it is and as it is shown, its value as a field of some kind holds it."""

    name: str
    shown: str
    value: str
    kind: str
    typed: NotRequired[FieldKind]


class MeaningJson(TypedDict):
    """One change in meaning."""

    example: str
    effect: str
    sentence: LineJson


DiffLine = tuple[str, str]
"""``added``, ``removed``, ``place`` or ``same``, and the text."""


class Saving(TypedDict):
    """What saving would change, in meaning and in the file; `file` is empty where there is no place to save to."""

    meaning: list[MeaningJson]
    more: int
    lines: list[DiffLine]
    places: str
    file: str
    button: str


class NothingToSave(TypedDict):
    """Why there is nothing to save."""

    nothing: str


class Conflict(TypedDict):
    """Why the file was not written, with both changes where it changed on disk."""

    title: str
    text: str
    theirs: NotRequired[list[DiffLine]]
    mine: NotRequired[list[DiffLine]]


class Saved(TypedDict):
    """Where it was written, in words."""

    saved: str


class NotSaved(TypedDict):
    """That it was not written."""

    conflict: Conflict


class LookingJson(TypedDict):
    """How far something is that takes long; not `running` where that was stopped."""

    done: int
    total: int
    seconds: int
    running: bool


class VerdictCount(TypedDict):
    """How many verdicts would change alike; the tone is ``better``, ``worse`` or ``other``, and `number` may be 0."""

    text: str
    tone: str
    number: int


@dataclass(frozen=True, slots=True)
class ViewProtocol:
    """All that one live view and its screens say.

    Attributes
    ----------
    payload : type
        The trait ``view``.
    operations : mapping of str to (message, answer)
        What a screen may ask for.
    change : type
        What is added to the answer where something has changed, and told to the other screens.
    heard : type or union
        What a screen hears without having asked.
    """

    payload: type
    operations: Mapping[str, tuple[type, object]]
    change: type
    heard: object
