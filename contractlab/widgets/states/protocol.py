"""What the editor of all states and its screens say to each other."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from contractlab.widgets.protocol import (
    AskName,
    ExampleChoice,
    FieldKind,
    Param,
    ViewProtocol,
)

__all__ = [
    "PROTOCOL",
    "AskParamEverywhere",
    "AskStateName",
    "AskStateParam",
    "AskStatePlace",
    "AtState",
    "AtStateParam",
    "ParamEverywhere",
    "RenameAnswer",
    "StateUser",
    "StateUsers",
    "StatesChange",
    "StatesPayload",
]


class StateUser(TypedDict):
    """An example that needs a state: at `place`, counted from 0, `of` so many states of its own."""

    contract: int
    example: int
    title: str
    params: list[Param]
    place: int
    of: int


class StateUsers(TypedDict):
    """A state with those who need it; of them, so many are `selected` in the matrix, where any is."""

    name: str
    shown: str
    used: str
    users: list[StateUser]
    more: int
    stub: str
    selected: NotRequired[int]


class StatesPayload(TypedDict):
    """All state definitions of a desk; `parameters` is what the formats call those of a state."""

    states: list[StateUsers]
    left: int
    contracts: list[str]
    examples: list[ExampleChoice]
    edits: str
    code: str
    parameters: str
    sentence: str


class StatesChange(TypedDict):
    """The view after an edit."""

    view: NotRequired[StatesPayload]


class AskStateName(AskName):
    """Another name for a state, everywhere."""

    text: str
    merge: NotRequired[bool]


class AtState(AskName):
    """A state of an example."""

    contract: int
    example: int


class AskStatePlace(AtState):
    """Another place for a state."""

    index: int


class AtStateParam(AtState):
    """A parameter of a state of an example."""

    key: str


class AskStateParam(AtStateParam):
    """A value for a parameter, as text of a kind; JSON where none is named."""

    text: str
    kind: NotRequired[FieldKind]


class AskParamEverywhere(AskName):
    """A value for a parameter in every example that needs a state; with `look` only what it would change.

    With `selected`, in those alone that are selected in the matrix.
    """

    key: str
    text: str
    kind: NotRequired[FieldKind]
    look: NotRequired[bool]
    selected: NotRequired[bool]


class ParamEverywhere(TypedDict):
    """What a parameter in every example changes, in a sentence."""

    sentence: str


class RenameAnswer(TypedDict):
    """A question where there is a state of that name already, and nothing was renamed; empty where it was."""

    exists: str


PROTOCOL = ViewProtocol(
    StatesPayload,
    {
        "rename": (AskStateName, RenameAnswer),
        "add": (AtState, None),
        "remove": (AtState, None),
        "move": (AskStatePlace, None),
        "param": (AskStateParam, None),
        "drop_param": (AtStateParam, None),
        "param_everywhere": (AskParamEverywhere, ParamEverywhere),
    },
    StatesChange,
    StatesChange,
)
