"""What the editor of an example and its screens say to each other."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from contractlab.widgets.editor.messages import (
    AskAcross,
    AskAlike,
    AskBody,
    AskCapture,
    AskField,
    AskFlag,
    AskMatcher,
    AskMovedState,
    AskNamed,
    AskNewKey,
    AskParam,
    AskRenamed,
    AskRenamedKey,
    AskRenamedState,
    AskTarget,
    AskText,
    AskValue,
    AtName,
    AtParam,
    AtValue,
)
from contractlab.widgets.protocol import (
    AskName,
    CodeAnswer,
    FieldKind,
    LineJson,
    Nothing,
    NothingToSave,
    NotSaved,
    Param,
    PartOf,
    Saved,
    Saving,
    SentenceAnswer,
    ViewProtocol,
)

__all__ = [
    "PROTOCOL",
    "AcrossAnswer",
    "AlikeAnswer",
    "AlikePlace",
    "BodySection",
    "CameBack",
    "CapturedPlace",
    "CapturedValue",
    "CountOfChanges",
    "DeclaredMatcher",
    "EditorChange",
    "EditorDelta",
    "EditorPayload",
    "FieldRow",
    "FieldsSection",
    "FormField",
    "MatcherChoice",
    "MatcherForm",
    "MatcherPanel",
    "MoreRow",
    "NamedField",
    "NamedRow",
    "NamedSection",
    "NewOddity",
    "PanelAnswer",
    "RuleChip",
    "SavingAnswer",
    "Section",
    "Start",
    "StateForm",
    "SuggestionChip",
    "Tab",
    "TryAnswer",
    "Unasked",
    "ValueRow",
    "VerdictPreviewJson",
    "VersionVerdicts",
    "WarningsAnswer",
]


class RuleChip(TypedDict):
    """The rule in force: `origin` is ``exact``, ``inherited`` or ``declared``; `at` is where it is declared."""

    label: str
    origin: str
    edited: bool
    whole: NotRequired[str]
    at: NotRequired[str]
    unchecked: NotRequired[bool]


class SuggestionChip(TypedDict):
    """What recordings suggest."""

    id: str
    label: str
    evidence: str


class CameBack(TypedDict):
    """What came back in the capture that is looked at; `at` is its path where that is another item of an array.

    The mark is ``passed``, ``failed``, ``mended`` or ``broken`` (by the edits), ``unchecked`` or ``absent``.
    """

    text: str
    at: NotRequired[str]
    mark: NotRequired[str]


class CapturedPlace(TypedDict):
    """A capture of the example, to be looked at."""

    version: str
    source: str
    verdict: str


class CapturedValue(TypedDict):
    """A value that came back so many times."""

    text: str
    versions: str
    number: int


class ValueRow(TypedDict):
    """A value of a body: objects and arrays have `size`, `brackets` and `open`, all others `value` and `typed`."""

    at: list[str | int]
    key: str
    level: int
    kind: str
    rule: RuleChip
    size: NotRequired[str]
    brackets: NotRequired[str]
    open: NotRequired[int]
    value: NotRequired[str]
    typed: NotRequired[FieldKind]
    long: NotRequired[str]
    came: NotRequired[CameBack]
    edited: NotRequired[bool]
    misfit: NotRequired[str]
    seen: NotRequired[str]
    wrong: NotRequired[bool]
    suggestions: NotRequired[list[SuggestionChip]]


class MoreRow(TypedDict):
    """So many further items of an array."""

    more: int
    level: int


class Unasked(TypedDict):
    """A key that captures have and the example has not; `came` is its value in the capture that is looked at."""

    at: list[str | int]
    label: str
    came: NotRequired[str]


class BodySection(TypedDict):
    """A body: as a tree, as text, or why there is neither."""

    kind: Literal["body"]
    field: str
    rows: list[ValueRow | MoreRow]
    left: int
    none: NotRequired[str]
    raw: NotRequired[str]
    too_long: NotRequired[str]
    unasked: NotRequired[list[Unasked]]


class NamedRow(TypedDict):
    """A header, a parameter or an entry of metadata."""

    name: str
    shown: str
    value: str
    rule: RuleChip
    edited: bool
    misfit: NotRequired[str]
    seen: NotRequired[str]
    wrong: NotRequired[bool]
    typed: NotRequired[FieldKind]
    came: NotRequired[CameBack]


NamedField = Literal["headers", "query", "metadata"]


class NamedSection(TypedDict):
    """Headers, parameters or metadata."""

    kind: Literal["named"]
    field: NamedField
    rows: list[NamedRow]
    suggestions: list[SuggestionChip]


class FieldRow(TypedDict):
    """Method, path or status; `fixed` where no rule can stand there."""

    name: str
    value: str
    rule: RuleChip
    fixed: bool
    edited: bool
    misfit: NotRequired[str]
    seen: NotRequired[str]
    wrong: NotRequired[bool]
    came: NotRequired[CameBack]


class FieldsSection(TypedDict):
    """Method and path, or the status."""

    kind: Literal["fields"]
    rows: list[FieldRow]
    suggestions: list[SuggestionChip]


Section = BodySection | NamedSection | FieldsSection


class Tab(TypedDict):
    """A tab of the editor; `by` is ``consumer`` or ``provider``: who sends that part."""

    id: str
    part: str
    label: str
    sections: list[Section]
    by: str


class CountOfChanges(TypedDict):
    """How many verdicts change alike; the tone is ``better``, ``worse`` or ``other``."""

    text: str
    tone: str


class VersionVerdicts(TypedDict):
    """The worst verdict of the example at a version, before and after."""

    version: str
    before: str
    after: str


class VerdictPreviewJson(TypedDict):
    """What saving would change in the verdicts."""

    sentence: str
    counts: list[CountOfChanges]
    versions: list[VersionVerdicts]
    broken: LineJson | None


class StateForm(TypedDict):
    """A state that the example needs; so many examples use it."""

    name: str
    shown: str
    params: list[Param]
    used: int
    stub: str


class Start(TypedDict):
    """What to look at first: a tab, in it the value at a place of the body, or what has a name for focus."""

    tab: str
    at: NotRequired[list[str | int]]
    focus: NotRequired[str]


class EditorPayload(TypedDict):
    """Everything that the editor shows; an example that was removed has its title only.

    `parameters` is what the format calls those of a state. `partial` names the number of captures where nothing was
    checked yet: the screen draws what is there, and asks for the rest.
    """

    file: str
    format: str
    parameters: str
    changed: bool
    edits: str
    code: str
    undo: str
    redo: str
    gone: bool
    what_if: VerdictPreviewJson
    title: str
    tabs: list[Tab]
    states: list[StateForm]
    description: NotRequired[str]
    captures: NotRequired[int]
    known_states: NotRequired[list[str]]
    start: NotRequired[Start | None]
    partial: NotRequired[int]
    seen: NotRequired[list[CapturedPlace]]
    seen_at: NotRequired[int]


EditorDelta = Annotated[dict[str, object], PartOf(EditorPayload, {"tabs": list[Tab | None], "tab_ids": list[str]})]
"""What is other than on the screen; tabs that are the same are None."""


class EditorChange(TypedDict):
    """What an edit changes on every screen of the example."""

    delta: NotRequired[EditorDelta]


class FormField(TypedDict):
    """One thing that a matcher asks for."""

    name: str
    label: str
    kind: str
    choices: list[str]


class MatcherForm(TypedDict):
    """A matcher that a value can have."""

    name: str
    label: str
    fields: list[FormField]


class DeclaredMatcher(TypedDict):
    """What the file declares; `matcher` is empty where no form can show it."""

    matcher: str
    fields: dict[str, str | int]
    nullable: bool
    label: str


class MatcherChoice(TypedDict):
    """A matcher as a choice: of so many captured values so many match it; `takes` says which."""

    matcher: str
    fields: dict[str, str]
    nullable: bool
    label: str
    meaning: str
    matched: int
    of: int
    takes: list[bool]
    now: bool


class MatcherPanel(TypedDict):
    """The matcher of a value, and what it could be instead."""

    path: str
    shared: bool
    forms: list[MatcherForm]
    chip: RuleChip
    declared: DeclaredMatcher | None
    nullable: bool
    misfit: str
    wider: list[str]
    value: str
    values: list[CapturedValue]
    choices: list[MatcherChoice]
    suggestions: NotRequired[list[SuggestionChip]]


class PanelAnswer(TypedDict):
    """The panel of a value."""

    panel: MatcherPanel


class TryAnswer(TypedDict):
    """Whether the example would fit a matcher, why not, and what would change in the verdicts."""

    fits: bool
    text: str
    what_if: str


class AlikePlace(TypedDict):
    """A value of the same name in some example, with the rule in force there.

    `selected` says whether its example is selected in the matrix, where any of the examples is.
    """

    example: str
    path: str
    rule: str
    selected: NotRequired[bool]


class AlikeAnswer(TypedDict):
    """Where values of one name stand; empty where there is no other."""

    alike: list[AlikePlace]


class AcrossAnswer(TypedDict):
    """What one matcher for several values would do, as the button for it says it."""

    button: str


class NewOddity(TypedDict):
    """Something that the edits make newly odd."""

    text: str


class WarningsAnswer(TypedDict):
    """What the edits make newly odd."""

    warnings: list[NewOddity]


class SavingAnswer(TypedDict):
    """What saving would change."""

    saving: Saving | NothingToSave


PROTOCOL = ViewProtocol(
    EditorPayload,
    {
        "set_value": (AskValue, None),
        "add_key": (AskNewKey, None),
        "rename_key": (AskRenamedKey, None),
        "remove": (AtValue, None),
        "set_body": (AskBody, None),
        "add_seen": (AtValue, None),
        "set_named": (AskNamed, None),
        "rename_named": (AskRenamed, None),
        "remove_named": (AtName, None),
        "set_field": (AskField, None),
        "panel": (AskTarget, PanelAnswer),
        "set_matcher": (AskMatcher, None),
        "drop_rule": (AskTarget, None),
        "try": (AskMatcher, TryAnswer),
        "alike": (AskAlike, AlikeAnswer),
        "try_across": (AskAcross, AcrossAnswer),
        "set_across": (AskAcross, SentenceAnswer),
        "rest": (Nothing, None),
        "look_at": (AskCapture, None),
        "warnings": (Nothing, WarningsAnswer),
        "describe": (AskText, None),
        "set_pending": (AskFlag, None),
        "suggest": (AskName, None),
        "undo": (Nothing, None),
        "redo": (Nothing, None),
        "code": (Nothing, CodeAnswer),
        "saving": (Nothing, SavingAnswer),
        "save": (Nothing, Saved | NotSaved),
        "save_as": (AskName, Saved),
        "state_add": (AskName, None),
        "state_remove": (AskName, None),
        "state_move": (AskMovedState, None),
        "state_rename": (AskRenamedState, None),
        "param_set": (AskParam, None),
        "param_remove": (AtParam, None),
    },
    EditorChange,
    EditorChange,
)
