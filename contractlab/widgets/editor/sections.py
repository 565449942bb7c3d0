"""What the editor shows of an example: its head, and a tab for each part, as JSON for the screen."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from contractlab.editing.suggestions import Suggestion
from contractlab.values.markers import MISSING
from contractlab.values.text import shorten, visible
from contractlab.views.words import count, file_name, format_name
from contractlab.widgets.editor.body_rows import body_rows, misfit_of, rule_chip, unasked
from contractlab.widgets.editor.came_back import capture_choices
from contractlab.widgets.editor.example_parts import EditedPart
from contractlab.widgets.editor.example_states import state_forms
from contractlab.widgets.editor.model import EditorModel
from contractlab.widgets.editor.protocol import (
    BodySection,
    EditorPayload,
    FieldRow,
    FieldsSection,
    NamedField,
    NamedRow,
    NamedSection,
    NewOddity,
    Section,
    SuggestionChip,
    Tab,
    VerdictPreviewJson,
)
from contractlab.widgets.editor.recorded_values import named_in_words
from contractlab.widgets.editor.verdict_preview import verdict_preview
from contractlab.widgets.json_field import field_text, typed_text
from contractlab.widgets.unsaved_code import unsaved_code

__all__ = ["editor_payload", "new_oddities", "suggestion_chip"]

_RAW = 200_000
_ODDITIES = 8
_NAMED = 200
_STATES = 200
_NOUNS = {"request": "Request", "response": "Response", "message": "Message"}


def editor_payload(model: EditorModel) -> EditorPayload:
    """Everything that the editor shows."""
    edit, contract = model.edit, model.edit.original
    steps, undone = edit.steps, edit.undone
    unsaved = len(steps) if edit.changed else 0
    index = model.example.example.index if model.there else None
    shown: EditorPayload = {
        "file": shorten(file_name(contract.source.name), 80),
        "format": format_name(contract),
        "parameters": edit.state_form.noun,
        "changed": edit.changed,
        "edits": f"{count(unsaved, 'edit')} not saved" if unsaved else "",
        "code": unsaved_code([edit]),
        "undo": shorten(steps[-1].label, 120) if steps else "",
        "redo": shorten(undone[-1].label, 120) if undone else "",
        "gone": not model.there,
        "what_if": _what_if(model, index),
        "title": "This example was removed",
        "tabs": [],
        "states": [],
    }
    if index is None:
        return shown
    example = model.example.example
    recorded = [part for part in map(model.recorded, model.parts) if part is not None]
    if model.waits:
        shown["partial"] = len(model.desk.captures)
    at = model.looked_at
    if at is not None:
        shown["seen"], shown["seen_at"] = capture_choices(model.results), at
    return {
        **shown,
        "title": shorten(example.description, 200),
        "description": example.description,
        "captures": max((part.captures for part in recorded), default=0),
        "tabs": _tabs(model),
        "states": state_forms(model.example),
        "known_states": [state.name for state in edit.states][:_STATES],
    }


def _what_if(model: EditorModel, index: int | None) -> VerdictPreviewJson:
    if model.waits:
        return {"sentence": "", "counts": [], "versions": [], "broken": None}
    return verdict_preview(model.preview, model.desk.redaction, index)


def new_oddities(model: EditorModel) -> list[NewOddity]:
    """What the edits make newly odd; as it takes longer, it is asked for apart."""
    oddities = model.oddities
    listed: list[NewOddity] = [{"text": visible(problem.message)[:600]} for problem in oddities[:_ODDITIES]]
    if len(oddities) > _ODDITIES:
        listed.append({"text": f"… {len(oddities) - _ODDITIES:,} more: edit.warnings"})
    return listed


def _tabs(model: EditorModel) -> list[Tab]:
    tabs: list[Tab] = []
    for part in model.parts:
        noun = _NOUNS.get(part.name, part.name.capitalize())
        if part.edit.owner.kind == "function":
            tabs.append(_tab(part, noun, [_body(model, part)]))
        elif not part.is_http:
            tabs.append(_tab(part, noun, [_body(model, part), _named(model, part, "metadata")]))
        elif part.name == "request":
            sections: list[Section] = [_fields(model, part, ("method", "path"))]
            sections += [_named(model, part, "query"), _named(model, part, "headers"), _body(model, part)]
            tabs.append(_tab(part, noun, sections))
        else:
            headers = _named(model, part, "headers")
            tabs.append(_tab(part, "Response body", [_body(model, part)]))
            tabs.append(_tab(part, f"Headers {len(headers['rows'])}", [headers], "headers"))
            tabs.append(_tab(part, f"Status {part.edit.status}", [_fields(model, part, ("status",))], "status"))
    return tabs


def _tab(part: EditedPart, label: str, sections: list[Section], about: str = "") -> Tab:
    return {
        "id": f"{part.name} {about}".strip(),
        "part": part.name,
        "label": label,
        "sections": sections,
        "by": "consumer" if part.number < 0 else "provider",
    }


def _body(model: EditorModel, part: EditedPart) -> BodySection:
    value = part.body.value
    section: BodySection = {"kind": "body", "field": part.body_field, "rows": [], "left": 0}
    if value is MISSING:
        section["none"] = "There is no body; whatever comes is accepted."
        return section
    text = field_text(value, 2)
    section["raw"] = text if len(text) <= _RAW else ""
    if len(text) > _RAW:
        section["too_long"] = f"{len(text):,} characters: too long to be edited as text here"
    if not part.tree:
        section["none"] = _why_no_tree(part)
        return section
    recorded = model.recorded(part)
    chips: dict[str, list[SuggestionChip]] = {}
    if recorded is not None:
        for name, suggestion in model.of_body(part).items():
            if suggestion.kind != "unasked":  # those stand below the tree, as keys that could be added
                chips.setdefault(suggestion.path, []).append(suggestion_chip(name, suggestion))
    answered = model.answered(part)
    section["rows"], section["left"] = body_rows(part, recorded, chips, answered)
    section["unasked"] = unasked(part, recorded, answered)
    return section


def _why_no_tree(part: EditedPart) -> str:
    if part.side is None:
        return "The example cannot be read in this form; the raw text can be edited."
    reason = part.side.own.reason
    if reason:
        return f"{shorten(reason, 200)}. The raw text can be edited."
    return "The body is not valid JSON, so it has no tree; the raw text can be edited."


def _named(model: EditorModel, part: EditedPart, field: NamedField) -> NamedSection:
    """Rows for headers, parameters or metadata."""
    recorded, answered = model.recorded(part), model.answered(part)
    before = _named_before(part, field)
    rows: list[NamedRow] = []
    for name, value in islice(part.named_values(field).items(), _NAMED):
        place = (field, name.lower() if field == "headers" else name)
        now = None if part.side is None else part.side.named.get(place)
        was = None if part.before is None else part.before.named.get(place)
        text, typed = typed_text(value) if field == "metadata" else (_named_text(value), None)
        row: NamedRow = {
            "name": name,
            "shown": shorten(name, 120),
            "value": text,
            "rule": rule_chip(now, was, before is not None and name in before),
            "edited": before is None or before.get(name, MISSING) != value,
        }
        if typed is not None:
            row["typed"] = typed
        misfit = misfit_of(now)
        if misfit:
            row["misfit"] = misfit
        if recorded is not None and recorded.captures and field in ("headers", "metadata"):
            row["seen"], row["wrong"] = named_in_words(recorded, (field, name.lower()))
        came = None if answered is None else answered.beside(field, name)
        if came is not None:
            row["came"] = came
        rows.append(row)
    suggestions: list[SuggestionChip] = [
        {
            **suggestion_chip(name, suggestion),
            "label": f"{shorten(suggestion.path, 40)}: {shorten(suggestion.advice, 60)}",
        }
        for name, suggestion in model.suggestions.items()
        if suggestion.part == field and part.name == "response"
    ]
    return {"kind": "named", "field": field, "rows": rows, "suggestions": suggestions}


def _fields(model: EditorModel, part: EditedPart, names: tuple[str, ...]) -> FieldsSection:
    """Rows for method, path and status."""
    values: Mapping[str, str] = {name: _field_text(part, name) for name in names}
    recorded, answered = model.recorded(part), model.answered(part)
    rows: list[FieldRow] = []
    for name, value in values.items():
        now = None if part.side is None else part.side.named.get((name, ""))
        was = None if part.before is None else part.before.named.get((name, ""))
        row: FieldRow = {
            "name": name,
            "value": value,
            "rule": rule_chip(now, was, was is not None),
            "fixed": name == "method",
            "edited": was is None or str(was.expected) != value,
        }
        misfit = misfit_of(now)
        if misfit:
            row["misfit"] = misfit
        if name == "status" and recorded is not None:
            row["seen"], row["wrong"] = named_in_words(recorded, ("status", ""))
        came = None if answered is None else answered.beside(name, "")
        if came is not None:
            row["came"] = came
        rows.append(row)
    chips = [suggestion_chip(name, each) for name, each in model.suggestions.items() if each.part == "status"]
    return {"kind": "fields", "rows": rows, "suggestions": chips if "status" in names else []}


def _field_text(part: EditedPart, name: str) -> str:
    if name == "method":
        return part.edit.method
    return part.edit.path if name == "path" else str(part.edit.status)


def suggestion_chip(name: str, suggestion: Suggestion) -> SuggestionChip:
    """A suggestion as a button says it."""
    return {
        "id": name,
        "label": shorten(suggestion.advice, 60),
        "evidence": shorten(suggestion.evidence, 160),
    }


def _named_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else field_text(value)


def _named_before(part: EditedPart, field: NamedField) -> Mapping[str, object] | None:
    """Values as the file had them; None where the part is new."""
    before = part.edit.before
    return None if before is None or part.before is None else dict(before.named(field).values)
