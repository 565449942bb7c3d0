"""What the screens of an example ask its editor for."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from contractlab.widgets.protocol import AskName, FieldKind

__all__ = [
    "AskAcross",
    "AskAlike",
    "AskBody",
    "AskCapture",
    "AskField",
    "AskFlag",
    "AskMatcher",
    "AskMovedState",
    "AskNamed",
    "AskNewKey",
    "AskParam",
    "AskRenamed",
    "AskRenamedKey",
    "AskRenamedState",
    "AskTarget",
    "AskText",
    "AskValue",
    "AtName",
    "AtParam",
    "AtPart",
    "AtValue",
]


class AtPart(TypedDict):
    """A part of the example."""

    part: str


class AtValue(AtPart):
    """A value of a body."""

    at: list[str | int]


class AtName(AtPart):
    """A header, a parameter or an entry of metadata."""

    field: str
    name: str


class AskValue(AtValue):
    """A value as text of a kind; JSON where none is named."""

    text: str
    kind: NotRequired[FieldKind]


class AskNewKey(AskValue):
    """A new key of an object with its value, or a new item of an array."""

    key: str


class AskRenamedKey(AtValue):
    """Another name for a key."""

    key: str


class AskBody(AtPart):
    """JSON text for a whole body."""

    text: str


class AskNamed(AtName):
    """A value for a name, which must not be there yet if it is `new`; of metadata as text of a kind."""

    text: str
    kind: NotRequired[FieldKind]
    new: NotRequired[bool]


class AskRenamed(AtName):
    """Another name."""

    key: str


class AskField(AtPart):
    """Text for method, path or status."""

    name: str
    text: str


class AskTarget(AtPart):
    """A value that can have a matcher: one of a body by `at`, one beside it by `field` and `name`."""

    field: str
    at: NotRequired[list[str | int]]
    name: NotRequired[str]


class AskMatcher(AskTarget):
    """A matcher as its form says it; an empty word takes the rule away."""

    matcher: str
    fields: dict[str, str]
    nullable: bool


class AskText(TypedDict):
    """A text."""

    text: str


class AskFlag(TypedDict):
    """Yes or no."""

    value: bool


class AskMovedState(AskName):
    """Another place for a state."""

    index: int


class AskRenamedState(AskName):
    """Another name for a state, of this example or of all."""

    key: str
    everywhere: NotRequired[bool]


class AtParam(AskName):
    """A parameter of a state."""

    state: str


class AskParam(AtParam):
    """A value for a parameter, as text of a kind; it must not be there yet if it is `new`."""

    text: str
    kind: NotRequired[FieldKind]
    new: NotRequired[bool]


class AskCapture(TypedDict):
    """The capture whose values stand beside the example's, by its place in the list; -1 for the usual one."""

    number: int


class AskAlike(AskTarget):
    """Values of the same name in all examples."""


class AskAcross(AskMatcher):
    """A matcher for several of the values of one name, by their places in the list; None for all."""

    places: list[int] | None
