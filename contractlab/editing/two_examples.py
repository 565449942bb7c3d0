"""Two examples in place of one: how every format says that a value may be null, or absent, at times.

The second example is a copy of the first in a state of its own, in which the value is null or is not there. It comes as
one edit, which is undone as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contractlab.contracts.registry import matcher_info
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.example_place import ExamplePlace, insert_example
from contractlab.editing.part_edit import PartEdit, parts_of
from contractlab.editing.states_edit import ExampleStates
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import format_path

__all__ = ["RecordedStates", "Variant", "add_variant", "with_null", "without_key"]

RecordedStates = tuple[tuple[str, Mapping[str, JSON]], ...]
"""Names and parameters of the states that were in force."""

_ASKED_NAME, _ANSWER_NAME = "request_name", "response_name"

Change = Callable[[BodyEdit], None]


@quiet
@dataclass(frozen=True, slots=True)
class Variant:
    """The second example.

    Attributes
    ----------
    words : str
        What is other there, in words: ``nickname is null``.
    states : tuple or None
        States to set for the second example, as recorded; None where `words` is its state instead.
    value : Explained
        The value that is other.
    change : callable
        Makes the body other.
    """

    words: str
    states: RecordedStates | None
    value: Explained
    change: Change

    def changes(self, body: BodyEdit) -> bool:
        """False where the first example has no such value any more, so that nothing is to be done."""
        return format_path(self.value.tokens) in body


def with_null(value: Explained) -> Change:
    """A change of a value to null, so that nothing but null is asked for."""
    path = format_path(value.tokens)
    rule = value.rule

    def change(body: BodyEdit) -> None:
        if body.rules(path):
            body.drop_rule(path)
        elif rule is not None and not matcher_info(rule.name).type_like:
            raise InvalidEdit(f"a rule further up decides at {path}, and it may not let null be")
        body[path] = None

    return change


def without_key(value: Explained) -> Change:
    """A change that takes a value out, so that nothing is asked of it."""

    def change(body: BodyEdit) -> None:
        del body[format_path(value.tokens)]

    return change


def add_variant(part: PartEdit, variant: Variant) -> None:
    """Add the second example behind the one that a part belongs to, as one edit.

    Parameters
    ----------
    part : PartEdit
        The part in which a value is null or absent at times.
    variant : Variant

    Raises
    ------
    InvalidEdit
        If there is such an example already, or the format cannot say it; nothing has changed then.
    """
    first = part.owner
    if not variant.changes(_body_of(part)):
        return
    edit = first.edit
    description = f"{_called(first)}, {variant.words}"
    if description in edit.format_editing.names(edit.revised):
        raise InvalidEdit(f"there is an example {description!r} already")
    with edit.as_one(f"add an example in which {variant.words}"):
        copied = first.editing.copy(description)
        code = f"{first.name}.duplicate({description!r})"
        second = insert_example(edit, copied, first.field, first.index + 1, f"copy it as {description!r}", code)
        _own_name(second, variant)
        _own_state(second, variant)
        before = first.document
        changed = next(each for each in parts_of(second) if each.place == part.place)
        variant.change(_body_of(changed))
        if first.document != before:
            raise InvalidEdit("both examples share what would be changed")


def _body_of(part: PartEdit) -> BodyEdit:
    return part.contents if part.name.startswith(("message", "reply")) else part.body


def _called(first: ExamplePlace) -> JSON:
    """What a copy is named after: its request where requests have names, else its description."""
    editing = first.editing
    return editing.read(_ASKED_NAME) if _ASKED_NAME in editing.attributes else first.example.description


def _own_name(second: ExamplePlace, variant: Variant) -> None:
    """Where answers have names, those of one name are one: the second gets a name of its own."""
    editing = second.editing
    name = editing.read(_ANSWER_NAME) if _ANSWER_NAME in editing.attributes else None
    if name is not None:
        second.perform(editing.write(_ANSWER_NAME, f"{name}, {variant.words}"))


def _own_state(second: ExamplePlace, variant: Variant) -> None:
    states = ExampleStates(second)
    if variant.states is not None:
        for state in list(states):
            states.remove(state.name)
        for name, params in variant.states:
            states.add(name, dict(params) or None)
        return
    present = [state.name for state in states]
    try:
        states.add(variant.words)
    except InvalidEdit:
        if len(present) != 1:
            raise
        # Formats that know one state for an example get it all in one name.
        states.rename(present[0], f"{present[0]}, {variant.words}")
