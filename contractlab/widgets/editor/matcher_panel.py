"""The panel beside the tree: which matcher a value has, what else it could have, and whether that would fit."""

from __future__ import annotations

from contractlab.contracts.format import format_of
from contractlab.contracts.match import Matcher
from contractlab.contracts.registry import word_is_exact
from contractlab.editing.contract_edit import ExampleEdit
from contractlab.editing.observations import general
from contractlab.editing.probing import PROBES, Side
from contractlab.errors import InvalidEdit
from contractlab.values.explanation import Explained
from contractlab.values.json_path import read_path
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken, format_path
from contractlab.values.text import json_kind, quote, shorten, visible
from contractlab.widgets.editor.body_rows import misfit_of, rule_chip
from contractlab.widgets.editor.captured_values import Captured, captured_at, captured_beside, captured_json
from contractlab.widgets.editor.example_parts import EditedPart, Place, part_named, parts_of, rule_place, tokens_of
from contractlab.widgets.editor.matcher_choices import Asked, list_choices
from contractlab.widgets.editor.matcher_forms import Written, forms_for, matcher_of
from contractlab.widgets.editor.model import EditorModel
from contractlab.widgets.editor.protocol import MatcherPanel, TryAnswer
from contractlab.widgets.editor.sections import suggestion_chip
from contractlab.widgets.protocol import Message

__all__ = ["Target", "drop_rule", "panel", "set_matcher", "set_on", "target_of", "try_matcher"]

Tokens = tuple[PathToken, ...]

_PROBED_BYTES = 50_000
_WIDER = 3
_COPIED = 20_000


class Target:
    """A value that a matcher is for: one of a body, or one beside it.

    Parameters
    ----------
    part : EditedPart
    field : str
        ``"body"``, ``"headers"``, ``"query"``, ``"metadata"``, ``"path"`` or ``"status"``.
    tokens : tuple
        Of a value of the body.
    name : str
        Of a header, a parameter or an entry of metadata.
    """

    def __init__(self, part: EditedPart, field: str, tokens: Tokens = (), name: str = "") -> None:
        self.part = part
        self.field = field
        self.tokens = tokens
        self.name = name

    @property
    def in_body(self) -> bool:
        """True for a value of the body."""
        return self.field == "body"

    @property
    def place(self) -> Place:
        """Where its rule is to be written."""
        if self.in_body:
            return rule_place(self.part, self.tokens)
        return Place(self.name or self.field, False)

    @property
    def written(self) -> Written | None:
        """What the file declares for it."""
        if not self.in_body:
            return self.part.written(self.field, (self.name,) if self.name else ())
        steps = read_path(self.place.path)
        return None if steps is None else self.part.written("body", steps)

    @property
    def value(self) -> object:
        """The example value.

        Raises
        ------
        KeyError
            If it is not there any more.
        """
        if self.in_body:
            return self.part.body[format_path(self.tokens)]
        if self.field == "path":
            return self.part.edit.path
        if self.field == "status":
            return self.part.edit.status
        return self.part.named_values(self.field)[self.name]

    @property
    def kind(self) -> str:
        """JSON kind, or ``"status"``."""
        if self.field == "status":
            return "status"
        return json_kind(self.value) if self.in_body or self.field == "metadata" else "string"

    def explained(self, side: Side | None) -> Explained | None:
        """The value with its rule, as a side has it."""
        if side is None:
            return None
        if self.in_body:
            return None if side.json is MISSING else side.values.get(self.tokens)
        name = self.name.lower() if self.field == "headers" else self.name
        return side.named.get((self.field, name))


def target_of(model: EditorModel, message: Message) -> Target:
    """The value that a message from the screen names.

    Raises
    ------
    InvalidEdit
        If there is none.
    """
    part = part_named(model.parts, message.get("part"))
    field, name = message.get("field"), message.get("name")
    if field in ("body", "contents", None):
        target = Target(part, "body", tokens_of(message.get("at")))
    elif field in ("path", "status"):
        target = Target(part, str(field))
    elif field in ("headers", "query", "metadata") and isinstance(name, str):
        target = Target(part, str(field), (), name)
    else:
        raise InvalidEdit("no matcher can stand there")
    try:
        target.value  # noqa: B018  is it still there?
    except KeyError:
        raise InvalidEdit(f"there is no {field} {shorten(target.name, 40)!r} any more") from None
    return target


def panel(model: EditorModel, message: Message) -> MatcherPanel:
    """What the panel shows of a value, as JSON."""
    target = target_of(model, message)
    part = target.part
    place, written = target.place, target.written
    now, was = target.explained(part.side), target.explained(part.before)
    shown: MatcherPanel = {
        "path": visible(place.path),
        "shared": place.shared,
        "forms": forms_for(target.kind, format_of(model.edit.original).vocabulary),
        "chip": rule_chip(now, was, was is not None),
        "declared": None
        if written is None
        else {
            "matcher": written.matcher,
            "fields": dict(written.fields),
            "nullable": written.nullable,
            "label": shorten(written.label, 200),
        },
        "nullable": model.edit.version >= "3.0" and target.in_body and target.kind != "null",
        "misfit": misfit_of(now),
        "wider": _wider(target),
        "value": quote(target.value, _COPIED),
        "values": [],
        "choices": [],
    }
    values = _captured(model, target)
    asked = Asked(target.kind, target.value, target.tokens if target.in_body else None, (target.field, target.name))
    shown["values"] = captured_json(values)
    shown["choices"] = list_choices(
        asked,
        part,
        written,
        shown["chip"],
        format_of(model.edit.original).vocabulary,
        values,
        lambda matcher: _trial(model, target, matcher)[1],
    )
    if target.in_body and part.number >= 0:
        path = format_path(general(target.tokens))
        shown["suggestions"] = [
            suggestion_chip(name, suggestion)
            for name, suggestion in model.suggestions.items()
            if suggestion.path == path and suggestion.part in ("body", "contents")
        ]
    return shown


def _wider(target: Target) -> list[str]:
    """Values that the part refused before the edits and takes now."""
    side, before = target.part.side, target.part.before
    if not target.in_body or side is None or before is None or before.json is MISSING or side.json is MISSING:
        return []
    if len(side.data or b"") > _PROBED_BYTES or target.tokens not in before.values:
        return []
    wider: list[str] = []
    for probe in PROBES:
        if side.accepts(target.tokens, probe) and not before.accepts(target.tokens, probe):
            wider.append(quote(probe, 30))
            if len(wider) == _WIDER:
                break
    return wider


def set_matcher(model: EditorModel, message: Message) -> None:
    """Give a value the matcher that the form says.

    Raises
    ------
    InvalidEdit
        If the form or the version cannot say it.
    """
    target = target_of(model, message)
    if message.get("matcher") == "":
        drop_rule(model, message)
        return
    matcher = _said(model, message)
    set_on(model.example, target, matcher)


def _said(model: EditorModel, message: Message) -> Matcher:
    """The matcher that the form of a message says."""
    form = message.get("matcher"), message.get("fields"), message.get("nullable")
    return matcher_of(format_of(model.edit.original).vocabulary, *form)


def set_on(example: ExampleEdit, target: Target, matcher: Matcher) -> None:
    """Give a value of an example a matcher; exact where that needs no rule takes the rule away."""
    part = part_named(parts_of(example, None), target.part.name)
    if target.in_body:
        place = target.place
        if word_is_exact(matcher.name) and _exact_without(example, target):
            if target.written is not None:
                part.body.drop_rule(place.path)
            return
        part.body.set_rule(place.path, matcher)
    elif target.field == "path":
        part.edit.path = matcher
    elif target.field == "status":
        part.edit.status = matcher
    else:
        part.named_values(target.field)[target.name] = matcher


def _exact_without(example: ExampleEdit, target: Target) -> bool:
    """True if equality would hold without any rule for the very value."""
    trial = example.edit.fork().example_edit(example.field, example.number)
    part = part_named(parts_of(trial, None), target.part.name)
    if target.written is not None:
        part.body.drop_rule(target.place.path)
        part = part_named(parts_of(trial, None), target.part.name)
    value = part.at(target.tokens)
    return value is not None and value.rule is None


def drop_rule(model: EditorModel, message: Message) -> None:
    """Take the rule of a value away, so that what stands further up, or equality, decides.

    Raises
    ------
    InvalidEdit
        If none is declared for it.
    """
    target = target_of(model, message)
    if target.in_body:
        target.part.body.drop_rule(target.place.path)
        return
    pointer = target.part.pointer_of_rule(target.field, target.name)
    if pointer is None:
        raise InvalidEdit(f"no rule is declared for {shorten(target.name or target.field, 40)}")
    model.edit.drop(pointer)


def try_matcher(model: EditorModel, message: Message) -> TryAnswer:
    """Whether the example would fit the matcher that a form says, without editing anything.

    Returns
    -------
    dict
        ``fits``, ``text`` (why not) and ``what_if`` (what would change in the verdicts).

    Raises
    ------
    InvalidEdit
        If the form or the version cannot say it.
    """
    target = target_of(model, message)
    trial, part = _trial(model, target, _said(model, message))
    misfit = misfit_of(target.explained(part.side))
    preview = trial.edit.preview(model.desk.captures, dialect=model.desk.dialect)
    return {"fits": not misfit, "text": misfit, "what_if": preview.sentence}


def _trial(model: EditorModel, target: Target, matcher: Matcher) -> tuple[ExampleEdit, EditedPart]:
    """The example, and the part of the target, as they would be with a matcher; nothing is edited."""
    example = model.example
    trial = example.edit.fork().example_edit(example.field, example.number)
    set_on(trial, target, matcher)
    return trial, part_named(parts_of(trial, None), target.part.name)


def _captured(model: EditorModel, target: Target) -> list[Captured]:
    """What came back at the target, over all captures of the example."""
    recorded = model.recorded(target.part)
    if recorded is None or not recorded.captures:
        return []
    if target.in_body:
        return captured_at(recorded, general(target.tokens))
    return captured_beside(recorded, (target.field, target.name.lower()))
