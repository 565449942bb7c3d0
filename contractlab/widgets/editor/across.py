"""One matcher for every value of a name, in all examples of a contract: looked at first, and one step to undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contractlab.contracts.format import format_of
from contractlab.contracts.match import Matcher
from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.editing.observations import general
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.mismatch import PathToken, format_path
from contractlab.values.text import json_kind, shorten
from contractlab.views.words import count
from contractlab.widgets.desk_protocol import preview_at
from contractlab.widgets.editor.body_rows import rule_chip
from contractlab.widgets.editor.example_parts import EditedPart, part_named, parts_of
from contractlab.widgets.editor.matcher_forms import matcher_of
from contractlab.widgets.editor.matcher_panel import Target, set_on, target_of
from contractlab.widgets.editor.model import EditorModel
from contractlab.widgets.editor.protocol import AcrossAnswer, AlikeAnswer, AlikePlace
from contractlab.widgets.protocol import JSONValue, Message, SentenceAnswer
from contractlab.widgets.verdict_counts import count_changes

__all__ = ["list_alike", "set_across", "try_across"]

_LISTED = 500
"""So many values of one name are offered together."""

_VALUES = 20_000
"""So many values of one body are looked through."""

_ITEMS = 100
_SHOWN = 100


@quiet
@dataclass(frozen=True)
class _Alike:
    """A value of the same name and kind in some example."""

    example: ExampleEdit
    part: str
    field: str
    tokens: tuple[PathToken, ...] = ()
    name: str = ""

    def target(self, edit: Edit) -> Target:
        """The same value in an edit, which may be a trial."""
        example = edit.example_edit(self.example.field, self.example.number)
        return Target(part_named(parts_of(example, None), self.part), self.field, self.tokens, self.name)

    @property
    def path(self) -> str:
        """Where it stands, for people."""
        if self.field == "body":
            return format_path(self.tokens)
        return f"{self.field} {self.name}" if self.name else self.field


def _tail(tokens: Sequence[PathToken]) -> tuple[PathToken, ...]:
    """The last key of a path with the items below it, by which a value is known elsewhere; empty for the root."""
    place = general(tokens)
    keys = [at for at, token in enumerate(place) if isinstance(token, str) and isinstance(tokens[at], str)]
    return place[keys[-1] :] if keys else ()


def _alike(model: EditorModel, target: Target) -> list[_Alike]:
    """Values of the same name, kind and sender in all examples, the target itself first."""
    if target.field == "path" or (target.in_body and not _tail(target.tokens)):
        return []
    places: list[_Alike] = []
    for example in model.edit:
        if example.kind == "unknown":
            continue
        for part in example.parts:
            if part.answers == (target.part.number >= 0):
                places += _in_part(example, EditedPart(part.name, part, 0 if part.answers else -1, None, None), target)
    here = (model.example.field, model.example.number, target.part.name)
    mine = [place for place in places if (place.example.field, place.example.number, place.part) == here]
    return [*mine, *(place for place in places if place not in mine)][:_LISTED]


def _in_part(example: ExampleEdit, part: EditedPart, target: Target) -> Iterator[_Alike]:
    if target.in_body:
        yield from (_Alike(example, part.name, "body", tokens) for tokens in _in_body(part.body.value, target))
    elif target.field == "status":
        if part.name == target.part.name:
            yield _Alike(example, part.name, "status")
    elif part.is_http == target.part.is_http:
        fold = str.lower if target.field == "headers" else str
        for name in part.named_values(target.field):
            if fold(name) == fold(target.name):
                yield _Alike(example, part.name, target.field, (), name)


def _in_body(body: object, target: Target) -> Iterator[tuple[PathToken, ...]]:
    tail, kind = _tail(target.tokens), target.kind
    places: set[tuple[PathToken, ...]] = set()
    stack: list[tuple[tuple[PathToken, ...], object]] = [((), body)]
    for _ in range(_VALUES):
        if not stack:
            return
        tokens, value = stack.pop()
        place = general(tokens)
        if place not in places:  # of an array the first item speaks for all
            places.add(place)
            if place[-len(tail) :] == tail and json_kind(value) == kind:
                yield tokens
        if isinstance(value, dict):
            stack += [((*tokens, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            stack += [((*tokens, index), item) for index, item in reversed(list(enumerate(value[:_ITEMS])))]


def _asked(model: EditorModel, message: Message) -> tuple[str, list[_Alike], list[_Alike]]:
    """The name of the values, all of them, and those that were chosen."""
    target = target_of(model, message)
    alike = _alike(model, target)
    if len(alike) < 2:
        raise InvalidEdit("no other example has a value of this name")
    return _name_of(target), alike, _chosen(alike, message.get("places"))


def _name_of(target: Target) -> str:
    if not target.in_body:
        return target.name or target.field
    return next(token for token in reversed(target.tokens) if isinstance(token, str))


def _chosen(alike: list[_Alike], places: JSONValue) -> list[_Alike]:
    if places is None:
        return alike
    numbers = places if isinstance(places, list) else []
    chosen = [
        alike[number]
        for number in numbers
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(alike)
    ]
    if not chosen or len(chosen) != len(numbers):
        raise InvalidEdit("choose at least one example")
    return chosen


def list_alike(model: EditorModel, message: Message) -> AlikeAnswer:
    """Where values of the same name stand, with the rules in force there; fewer than two where there are no others."""
    target = target_of(model, message)
    rows: list[AlikePlace] = []
    listed = _alike(model, target)[:_SHOWN]
    for alike in listed:
        at = alike.target(model.edit)
        rule = rule_chip(at.explained(at.part.side), None, False)
        name = shorten(alike.example.description, 100)
        rows.append({"example": name, "path": shorten(alike.path, 100), "rule": rule["label"]})
    selected = model.selected.among(alike.example for alike in listed)
    if any(selected):
        for row, is_selected in zip(rows, selected, strict=True):
            row["selected"] = is_selected
    return {"alike": rows if len(rows) > 1 else []}


def try_across(model: EditorModel, message: Message) -> AcrossAnswer:
    """What one matcher for several values would change in the verdicts, without editing anything.

    Raises
    ------
    InvalidEdit
        If there is no other value of that name, or the form or the version cannot say the matcher.
    """
    name, alike, chosen = _asked(model, message)
    trial = model.edit.fork()
    _apply(trial, chosen, _matcher(model, message))
    now = preview_at(model.desk, model.edit)
    then = preview_at(model.desk, trial)
    touched = now.edited_numbers | then.edited_numbers
    before, after = now.verdicts_of(touched), then.verdicts_of(touched)
    counted: Counter[tuple[str | None, str | None]] = Counter(
        (verdict, after[place]) for place, verdict in before.items() if after.get(place, verdict) != verdict
    )
    changes = [each["text"] for each in count_changes(counted) if each["number"]]
    effect = ", ".join(changes) or "no verdict changes"
    return {"button": f"Apply to {_examples(chosen, alike)} with {shorten(name, 40)}: {effect}"}


def set_across(model: EditorModel, message: Message) -> SentenceAnswer:
    """Give several values one matcher, as a single step.

    Raises
    ------
    InvalidEdit
        As in `try_across`; nothing has changed then.
    """
    name, alike, chosen = _asked(model, message)
    words = _examples(chosen, alike)
    with model.edit.as_one(f"set the matcher of {shorten(name, 40)} in {words}"):
        _apply(model.edit, chosen, _matcher(model, message))
    return {"sentence": f"The matcher of {shorten(name, 40)} is set in {words}. One undo takes it back."}


def _apply(edit: Edit, chosen: Sequence[_Alike], matcher: Matcher) -> None:
    for alike in chosen:
        set_on(edit.example_edit(alike.example.field, alike.example.number), alike.target(edit), matcher)


def _matcher(model: EditorModel, message: Message) -> Matcher:
    vocabulary = format_of(model.edit.original).vocabulary
    return matcher_of(vocabulary, message.get("matcher"), message.get("fields"), message.get("nullable"))


def _examples(chosen: Sequence[_Alike], alike: Sequence[_Alike]) -> str:
    """``both examples``, ``all 7 examples``, ``3 of 7 examples``; of several values in one example their number."""
    picked, every = (
        len({(each.example.field, each.example.number) for each in each_of}) for each_of in (chosen, alike)
    )
    if len(chosen) == len(alike):
        words = "both examples" if every == 2 else f"all {every:,} examples" if every > 1 else "this example"
        return words if len(alike) == every else f"all {len(alike):,} values in {words}"
    if len(alike) == every:
        return f"{picked:,} of {every:,} examples"
    return f"{len(chosen):,} of {len(alike):,} values in {count(picked, 'example')}"


def _count_examples(places: Sequence[_Alike]) -> int:
    return len({(place.example.field, place.example.number) for place in places})
