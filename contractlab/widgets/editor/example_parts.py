"""The parts of an example for the editor: what is edited, what judges it, and what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.contract_edit import ExampleEdit
from contractlab.editing.named_edit import NamedEdit
from contractlab.editing.part_edit import PartEdit
from contractlab.editing.probing import Side
from contractlab.engine.paths import steps_of
from contractlab.errors import ContractLabError, InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, PathToken
from contractlab.values.rule import DecidingRule
from contractlab.widgets.editor.matcher_forms import Written, read_rules
from contractlab.widgets.protocol import JSONValue

__all__ = ["EditedPart", "Place", "part_named", "parts_of", "rule_place", "tokens_of"]

Tokens = tuple[PathToken, ...]

_DEEPEST = 200
_MOST_BYTES = 300_000
"""Bodies of examples beyond are shown as text only."""


@quiet
@dataclass
class EditedPart:
    """A request, a response, a message or a reply of an example.

    Attributes
    ----------
    name : str
        As in `OwnPart`: ``"request"``, ``"response"``, ``"message"``, ``"reply 1"``.
    edit : PartEdit
    number : int
        Which of the parts that the provider sends it is; -1 for what the consumer sends.
    side : Side or None
        What it accepts now; None where nothing can be asked.
    before : Side or None
        What it accepted before it was edited; None where it is new.
    """

    name: str
    edit: PartEdit
    number: int
    side: Side | None
    before: Side | None

    @property
    def body(self) -> BodyEdit:
        """Its body or contents."""
        return self.edit.contents if self.body_field == "contents" else self.edit.body

    @property
    def body_field(self) -> str:
        """``"body"``, or ``"contents"`` of a message."""
        return "body" if self.edit.owner.kind == "http" else "contents"

    @property
    def is_http(self) -> bool:
        """True for requests and responses."""
        return self.edit.owner.kind == "http"

    def named_values(self, field: str) -> NamedEdit:
        """Its headers, query or metadata.

        Raises
        ------
        InvalidEdit
            If such a part has no such values.
        """
        if field == "metadata" and not self.is_http:
            return self.edit.metadata
        if field == "headers" and self.is_http:
            return self.edit.headers
        if field == "query" and self.is_http and self.number < 0:
            return self.edit.query
        raise InvalidEdit("the example no longer has this part")

    def written(self, field: str, place: Tokens) -> Written | None:
        """What the file declares for a place, as a form shows it."""
        declared = self.edit.declared(field, place)
        vocabulary = format_of(self.edit.owner.edit.original).vocabulary
        return None if declared is None else read_rules(declared.rules, vocabulary, declared.combine)

    def pointer_of_rule(self, field: str, name: str) -> str | None:
        """JSON pointer of the rule of a header, a parameter or the like; None where there is none."""
        declared = self.edit.declared(field, (name,) if name else ())
        return None if declared is None else declared.pointer

    @property
    def tree(self) -> bool:
        """True if the body is a JSON value that rows can show."""
        side = self.side
        return side is not None and side.json is not MISSING and len(side.data or b"") <= _MOST_BYTES

    def at(self, tokens: Tokens) -> Explained | None:
        """A value of the body with the rule in force there."""
        return self.side.values.get(tokens) if self.side is not None and self.tree else None

    def was(self, tokens: Tokens) -> Explained | None:
        """The same before any edit."""
        if self.before is None or self.before.json is MISSING:
            return None
        return self.before.values.get(tokens)


@quiet
@dataclass(frozen=True, slots=True)
class Place:
    """Where the rule of a value is to be written.

    Attributes
    ----------
    path : str
        As rules write it.
    shared : bool
        True if it is for other values too.
    """

    path: str
    shared: bool


def rule_place(part: EditedPart, tokens: Tokens) -> Place:
    """The path to write a rule for: the one that has it now, else all items of the arrays on the way that may vary.

    Raises
    ------
    InvalidEdit
        If Pact has no path for one of the keys.
    """
    value = part.at(tokens)
    rule: DecidingRule | None = None if value is None else value.rule
    if rule is not None and not rule.cascaded:
        steps = steps_of(rule.path)
        if steps is not None and len(steps) == len(tokens):
            return Place(part.body.rule_path(steps), steps != tokens)
    general: list[PathToken] = []
    for depth, token in enumerate(tokens):
        array = part.at(tokens[:depth]) if isinstance(token, int) else None
        general.append(EVERY_ITEM if array is not None and array.rule is not None else token)
    made = tuple(general)
    return Place(part.body.rule_path(made), made != tokens)


def _sides(example: Example | None) -> dict[str, Side]:
    """What the parts of an example accept, by name; empty where the example cannot be asked."""
    if example is None:
        return {}
    try:
        return {part.name: Side(part) for part in example.own_parts}
    except (ContractLabError, AttributeError):
        return {}


def parts_of(example: ExampleEdit, before: Example | None) -> list[EditedPart]:
    """The parts of an example, what the consumer sends first.

    Parameters
    ----------
    example : ExampleEdit
    before : Example or None
        The same example before it was edited.
    """
    now, then = _sides(example.example), _sides(before)
    sent = [part for part in example.parts if not part.answers]
    answered = [part for part in example.parts if part.answers]
    numbered = [*((part, -1) for part in sent), *((part, number) for number, part in enumerate(answered))]
    return [EditedPart(part.name, part, number, now.get(part.name), then.get(part.name)) for part, number in numbered]


def part_named(parts: list[EditedPart], name: JSONValue) -> EditedPart:
    """The part that a message from the screen names.

    Raises
    ------
    InvalidEdit
        If there is no such part.
    """
    for part in parts:
        if part.name == name:
            return part
    raise InvalidEdit("the example no longer has this part")


def tokens_of(value: JSONValue) -> tuple[PathToken, ...]:
    """Tokens as the screen sent them.

    Raises
    ------
    InvalidEdit
        If they are none.
    """
    if not isinstance(value, list) or len(value) > _DEEPEST:
        raise InvalidEdit("no place was named")
    tokens = tuple(token for token in value if isinstance(token, str | int) and not isinstance(token, bool))
    if len(tokens) != len(value):
        raise InvalidEdit("no place was named")
    return tokens
