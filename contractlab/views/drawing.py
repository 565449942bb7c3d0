"""What a picture consists of, before anybody draws it: marks, words and lines with a meaning, at whole numbers.

Builders lay out (`views/pictures/`); `views/svg.py` writes elements, and a live view gets the same as JSON. Texts are
raw here, as in `views/model.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Anchor", "Drawing", "Look", "Mark", "Stroke", "StrokeLook", "WordLook", "Words"]

Look = Literal[
    "failed",
    "error",
    "pending",
    "not-exercised",
    "passed",
    "allowed",
    "unchecked",
    "step-1",
    "step-2",
    "step-3",
    "step-4",
    "lane-allowed",
    "lane-refused",
    "track",
]
"""What a mark means: a verdict, a value that the rule allows, what nothing checked, how many, or a place for marks."""

WordLook = Literal["text", "strong", "faint", "code", "code-strong"]
StrokeLook = Literal["line", "failed", "open", "nothing", "nothing-head", "verified"]
"""A plain line, or what is known of two that it joins: failed, no verdict, nothing there to have one, verified."""
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle that stands for something.

    Attributes
    ----------
    x, y, width, height : int
    look : str
    label : str
        What stands in it: a sign or a figure, because a colour alone tells nothing.
    starts : bool
        True if the label stands at its start, not in its middle.
    tip : str
        What it stands for, in words.
    cell : tuple of int, optional
        Numbers of the row and the column that it leads to.
    """

    x: int
    y: int
    width: int
    height: int
    look: Look
    label: str = ""
    starts: bool = False
    tip: str = ""
    cell: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `y` is its base line, `whole` the text where it is cut."""

    x: int
    y: int
    spans: tuple[tuple[WordLook, str], ...]
    anchor: Anchor = "start"
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from point to point: x and y in turn; `look` is what it stands for."""

    points: tuple[int, ...]
    look: StrokeLook = "line"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything of a picture, from back to front.

    Attributes
    ----------
    width, height : int
        Size at which texts are 12 px high; a renderer may draw it smaller.
    name, about : str
        The text alternative: which question it answers, and what the answer is.
    newest_last : bool
        True if what matters most stands at its right end: a frame that is too narrow shows that first.
    dense : bool
        True if its labels have little room.
    places : tuple of Mark
        Lanes and tracks behind the marks.
    strokes : tuple of Stroke
    marks : tuple of Mark
    words : tuple of Words
    """

    width: int
    height: int
    name: str
    about: str
    newest_last: bool = True
    dense: bool = False
    places: tuple[Mark, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    marks: tuple[Mark, ...] = ()
    words: tuple[Words, ...] = ()
