"""The whole of an example being edited, as JSON for the screen; nothing here knows a browser."""

from __future__ import annotations

import hashlib
from typing import Any

from contractlab.captures import Captures
from contractlab.contracts.example import Example
from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.editing.preview import Baseline, Preview
from contractlab.editing.suggestions import Suggestion, find_suggestions
from contractlab.engine.dialect import check_dialect
from contractlab.errors import ContractLabError, InvalidEdit
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken
from contractlab.values.text import shorten, visible
from contractlab.views.words import count, file_name, format_name
from contractlab.widgets.body_rows import body_rows, rule_chip, unasked
from contractlab.widgets.desk import Desk
from contractlab.widgets.example_parts import EditedPart, parts_of
from contractlab.widgets.json_field import field_text
from contractlab.widgets.kept_code import code_kept
from contractlab.widgets.seen import SeenPart, observed, seen_values
from contractlab.widgets.state_rows import state_forms
from contractlab.widgets.what_if import what_if

__all__ = ["EditorModel"]

_RAW = 200_000
_WARNINGS = 8
_NAMED = 200
_TRIED, _FEWEST_TRIED = 60_000, 20
"""Values that all trials of suggestions together may look at, and how many are tried in any case."""


class EditorModel:
    """One example of an Edit, with what the recordings of a desk say about it.

    Parameters
    ----------
    example : ExampleEdit
    desk : Desk
    """

    def __init__(self, example: ExampleEdit, desk: Desk) -> None:
        self.example = example
        self.desk = desk
        self._known: dict[str, tuple[Any, Any]] = {}

    @property
    def edit(self) -> Edit:
        """The edit that the example belongs to."""
        return self.example.edit

    @property
    def there(self) -> bool:
        """True unless the example was removed."""
        return self.example.number in self.edit.state.ids[self.example.field]

    def _once(self, name: str, make: Any) -> Any:
        """What was made for the document and the captures as they are now."""
        moment = (self.edit.document, self.edit.original, tuple(map(id, self.desk.captures)), self.desk.redaction)
        known = self._known.get(name)
        same = known is not None and all(
            one is other or (isinstance(one, tuple) and one == other)
            for one, other in zip(known[0], moment, strict=True)
        )
        if known is None or not same:
            known = self._known[name] = (moment, make())
        return known[1]

    @property
    def before(self) -> Example | None:
        """The same example as it was loaded, or last saved; None where it is new."""
        numbers = self.edit.start.numbers
        if self.example.number not in numbers:
            return None
        return self.edit.original.examples[numbers.index(self.example.number)]

    @property
    def parts(self) -> list[EditedPart]:
        """Its parts."""
        found: list[EditedPart] = self._once("parts", lambda: parts_of(self.example, self.before))
        return found

    @property
    def preview(self) -> Preview:
        """Verdicts before and after all edits."""
        made: Preview = self._once("preview", lambda: self.edit.preview(self.desk.captures, dialect=self.desk.dialect))
        return made

    def seen(self, part: EditedPart) -> SeenPart | None:
        """What was recorded of a part; None for what the consumer sends."""
        if part.number < 0:
            return None
        index = self.example.example.index

        def look() -> SeenPart:
            mine = [one for one in self.preview.results if one.example.index == index]
            return observed(mine, self.desk.redaction, part.number)

        found: SeenPart = self._once(f"seen {part.name}", look)
        return found

    @property
    def suggestions(self) -> dict[str, Suggestion]:
        """What the recordings suggest for this example, by a name that stays the same as long as it does the same."""

        def find() -> dict[str, Suggestion]:
            try:
                index = self.example.example.index
                mine = [one.capture for one in self.preview.results if one.example.index == index]
                seen = Captures(one for one in mine if one is not None)
                baseline = Baseline(self.edit.revised, seen, check_dialect(self.desk.dialect))
                # Of a body of thousands of values the first are tried: somebody waits. `edit.suggestions` tries all.
                values = sum(len(one.side.values) for one in self.parts if one.side is not None)
                most = max(_FEWEST_TRIED, _TRIED // max(values, 1))
                listed = find_suggestions(self.edit, baseline, self.desk.redaction, self.example, most)
            except ContractLabError:
                return {}
            return {hashlib.blake2b(one.code.encode(), digest_size=8).hexdigest(): one for one in listed}

        found: dict[str, Suggestion] = self._once("suggestions", find)
        return found

    # -- as JSON ------------------------------------------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        """Everything that the editor shows."""
        edit = self.edit
        contract = edit.original
        steps, undone = edit.steps, edit.undone
        unsaved = len(steps) if edit.changed else 0
        shown: dict[str, Any] = {
            "file": shorten(file_name(contract.source.name), 80),
            "format": format_name(contract),
            "pair": shorten(f"{contract.consumer} → {contract.provider}", 120),
            "changed": edit.changed,
            "edits": f"{count(unsaved, 'edit')} not saved" if unsaved else "",
            "code": code_kept([edit]),
            "undo": shorten(steps[-1].label, 120) if steps else "",
            "redo": shorten(undone[-1].label, 120) if undone else "",
            "gone": not self.there,
        }
        index = self.example.example.index if self.there else None
        shown["what_if"] = what_if(self.preview, self.desk.captures, self.desk.redaction, index)
        if index is None:
            return {**shown, "title": "This example was removed", "tabs": [], "states": []}
        example = self.example.example
        return {
            **shown,
            "title": shorten(example.description, 200),
            "description": example.description,
            "pending": example.pending,
            "captures": max((one.captures for one in map(self.seen, self.parts) if one is not None), default=0),
            "tabs": self._tabs(),
            "states": state_forms(self.example),
            "known_states": [one.name for one in edit.states][:200],
        }

    def warnings(self) -> list[dict[str, str]]:
        """What the edits make newly odd, of this example first; as it takes longer, it is asked for apart."""
        mine = self.example.example.key if self.there else None
        found = sorted(self.edit.warnings, key=lambda one: one.example != mine)
        listed = [{"text": visible(one.message)[:600], "code": one.code} for one in found[:_WARNINGS]]
        if len(found) > _WARNINGS:
            listed.append({"text": f"… {len(found) - _WARNINGS:,} more: edit.warnings", "code": ""})
        return listed

    def _tabs(self) -> list[dict[str, Any]]:
        tabs: list[dict[str, Any]] = []
        for part in self.parts:
            noun = {"request": "Request", "response": "Response", "message": "Message"}.get(
                part.name, part.name.capitalize()
            )
            if part.edit.owner.kind == "function":
                tabs.append(self._tab(part, noun, [self._body(part)]))
            elif not part.is_http:
                tabs.append(self._tab(part, noun, [self._body(part), self._named(part, "metadata")]))
            elif part.name == "request":
                sections = [self._fields(part, ("method", "path"))]
                sections += [self._named(part, "query"), self._named(part, "headers"), self._body(part)]
                tabs.append(self._tab(part, noun, sections))
            else:
                headers = self._named(part, "headers")
                status = part.edit.status
                tabs.append(self._tab(part, "Response body", [self._body(part)]))
                tabs.append(self._tab(part, f"Headers {len(headers['rows'])}", [headers], "headers"))
                tabs.append(self._tab(part, f"Status {status}", [self._fields(part, ("status",))], "status"))
        return tabs

    @staticmethod
    def _tab(part: EditedPart, label: str, sections: list[dict[str, Any]], about: str = "") -> dict[str, Any]:
        return {
            "id": f"{part.name} {about}".strip(),
            "part": part.name,
            "label": label,
            "sections": sections,
            "by": "consumer" if part.number < 0 else "provider",
        }

    def _body(self, part: EditedPart) -> dict[str, Any]:
        value = part.body.value
        section: dict[str, Any] = {"kind": "body", "field": part.body_field, "rows": [], "left": 0}
        if value is MISSING:
            section["none"] = "There is no body; whatever comes is accepted."
            return section
        text = field_text(value, 2)
        section["raw"] = text if len(text) <= _RAW else ""
        if len(text) > _RAW:
            section["too_long"] = f"{len(text):,} characters: too long to be edited as text here"
        if not part.tree:
            why = self._why_no_tree(part)
            section["none"] = why
            return section
        seen = self.seen(part)
        chips: dict[str, list[Any]] = {}
        if seen is not None:
            for name, one in self._of_part(part).items():
                if one.kind != "unasked":
                    chips.setdefault(one.path, []).append(_chip(name, one))
        section["rows"], section["left"] = body_rows(part, seen, chips)
        section["unasked"] = unasked(part, seen)
        return section

    @staticmethod
    def _why_no_tree(part: EditedPart) -> str:
        if part.side is None:
            return "The example cannot be read in this form; the raw text can be edited."
        reason = part.side.own.reason
        if reason:
            return f"{shorten(reason, 200)}. The raw text can be edited."
        return "The body is no JSON value, so it has no tree; the raw text can be edited."

    def _of_part(self, part: EditedPart) -> dict[str, Suggestion]:
        """Suggestions for the body of a part."""
        replies = [one for one in self.parts if one.number >= 0]
        if len(replies) > 1 and part is not replies[0]:
            return {}
        return {name: one for name, one in self.suggestions.items() if one.part in ("body", "contents")}

    def _named(self, part: EditedPart, field: str) -> dict[str, Any]:
        """Rows for headers, parameters or metadata."""
        edited = getattr(part.edit, field)
        seen = self.seen(part)
        side = part.side
        rows: list[dict[str, Any]] = []
        before = _named_before(part, field)
        for name, value in list(edited.items())[:_NAMED]:
            place = (field, name.lower() if field == "headers" else name)
            now = None if side is None else side.named.get(place)
            was = None if part.before is None else part.before.named.get(place)
            known = before is not None and name in before
            row: dict[str, Any] = {
                "name": name,
                "shown": shorten(name, 120),
                "value": _named_text(value),
                "json": field == "metadata",
                "rule": rule_chip(now, was, known),
                "edited": before is None or before.get(name, MISSING) != value,
            }
            if now is not None and now.mismatches:
                row["misfit"] = visible(now.mismatches[0].message)[:400]
            if seen is not None and seen.captures and field in ("headers", "metadata"):
                words, wrong = seen_values(
                    seen.named.get((field, name.lower())), seen.named_differing[(field, name.lower())], seen.captures
                )
                row["seen"], row["wrong"] = words, wrong
            rows.append(row)
        return {
            "kind": "named",
            "field": field,
            "rows": rows,
            "suggestions": [
                {**_chip(name, one), "label": f"{shorten(one.path, 40)}: {shorten(one.advice, 60)}"}
                for name, one in self.suggestions.items()
                if one.part == field and part.name == "response"
            ],
        }

    def _fields(self, part: EditedPart, names: tuple[str, ...]) -> dict[str, Any]:
        """Rows for method, path and status."""
        rows = []
        seen = self.seen(part)
        for name in names:
            value = getattr(part.edit, name)
            now = None if part.side is None else part.side.named.get((name, ""))
            was = None if part.before is None else part.before.named.get((name, ""))
            row: dict[str, Any] = {
                "name": name,
                "value": str(value),
                "rule": rule_chip(now, was, was is not None),
                "fixed": name == "method",
                "edited": was is None or str(was.expected) != str(value),
            }
            if now is not None and now.mismatches:
                row["misfit"] = visible(now.mismatches[0].message)[:400]
            if name == "status" and seen is not None:
                row["seen"], row["wrong"] = seen_values(
                    seen.named.get(("status", "")), seen.named_differing[("status", "")], seen.captures
                )
            rows.append(row)
        chips = [_chip(name, one) for name, one in self.suggestions.items() if one.part == "status"]
        return {"kind": "fields", "field": "", "rows": rows, "suggestions": chips if "status" in names else []}


def _chip(name: str, one: Suggestion) -> dict[str, str]:
    return {
        "id": name,
        "label": shorten(one.advice, 60),
        "evidence": shorten(one.evidence, 160),
        "effect": one.effect,
    }


def _named_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else field_text(value)


def _named_before(part: EditedPart, field: str) -> dict[str, Any] | None:
    """Values as the file had them."""
    before = part.edit.before
    return None if before is None or part.before is None else dict(before.named(field).values)


def tokens_of(given: Any) -> tuple[PathToken, ...]:
    """Tokens as the screen sent them.

    Raises
    ------
    InvalidEdit
        If they are none.
    """
    if not isinstance(given, list) or len(given) > 200:
        raise InvalidEdit("no place was named")
    if any(isinstance(one, bool) or not isinstance(one, str | int) for one in given):
        raise InvalidEdit("no place was named")
    return tuple(given)
