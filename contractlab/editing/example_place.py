"""Where an example of a session stands; it stays the same one when others come, go and move."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.contracts import json_document as document_of
from contractlab.contracts.contract import Example
from contractlab.contracts.editing import EditOperation, ExampleEditing, Tokens
from contractlab.contracts.validate import place_of
from contractlab.editing.session import EditSession
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import count

__all__ = ["ExamplePlace", "insert_example", "place_at"]


class ExamplePlace:
    """An example by its number.

    Parameters
    ----------
    edit : EditSession
    field : str
        The list of the document that it stands in.
    number : int
        Its number in `Edited.ids`.
    """

    def __init__(self, edit: EditSession, field: str, number: int) -> None:
        self.edit = edit
        self.field = field
        self.number = number

    @property
    def index(self) -> int:
        """Its place in its list.

        Raises
        ------
        InvalidEdit
            If it was removed.
        """
        try:
            return self.edit.state.ids[self.field].index(self.number)
        except ValueError:
            raise InvalidEdit("this example was removed; edit.undo() brings it back") from None

    @property
    def tokens(self) -> Tokens:
        """Where it stands in the document."""
        return (self.field, self.index)

    @property
    def document(self) -> Mapping[str, JSON]:
        """The example as the file has it now; not to be changed."""
        written: Mapping[str, JSON] = document_of.get(self.edit.document, self.tokens)
        return written

    @property
    def example(self) -> Example:
        """The example as it is read now."""
        before = 0
        for field, ids in self.edit.state.ids.items():
            if field == self.field:
                break
            before += len(ids)
        index = self.index
        return self.edit.example_at(self.field, index, before + index)

    @property
    def kind(self) -> str:
        """As in `Example`."""
        return self.example.kind

    @property
    def name(self) -> str:
        """How code names it: its description where that is the only such one, else its place."""
        mine = self.example
        tells = mine.description in self.edit.telling_descriptions
        return f"edit[{mine.description!r}]" if tells else f"edit[{mine.index}]"

    @property
    def editing(self) -> ExampleEditing:
        """What the format makes of it now."""
        example = self.example
        return self.edit.format_editing.example(example.contract, example, self.tokens)

    @property
    def before(self) -> ExampleEditing | None:
        """What the format made of it as it was loaded, or last saved; None where it is new."""
        start, original = self.edit.start, self.edit.original
        if self.number not in start.ids[self.field]:
            return None
        example = original.examples[start.numbers.index(self.number)]
        tokens = (self.field, start.ids[self.field].index(self.number))
        return self.edit.format_editing.example(original, example, tokens)

    def perform(self, operation: EditOperation) -> None:
        """Make an edit of it."""
        self.edit.apply(operation.change, operation.label, operation.line(self.name))


def insert_example(edit: EditSession, example: JSONObject, field: str, at: int, label: str, code: str) -> ExamplePlace:
    """Put an example into a list of the document, as a step with label and code.

    Parameters
    ----------
    edit : EditSession
    example : dict
        As the file would have it.
    field : str
        The list.
    at : int
        Its place there.
    label, code : str
        As in `Step`.

    Raises
    ------
    InvalidEdit
        If the contract cannot take it in.
    """
    edit.format_editing.check_new(edit.revised, example)
    ids = edit.state.ids[field]
    place_of(at, len(ids), f"{count(len(ids), 'example')}")
    (number,) = edit.fresh(1)

    def change(document: JSON) -> JSON:
        listed = document_of.put(document, (field,), []) if field not in document else document
        return document_of.insert(listed, (field,), at, example)

    edit.apply(change, label, code, ids={field: (*ids[:at], number, *ids[at:])})
    return ExamplePlace(edit, field, number)


def place_at(edit: EditSession, index: int) -> ExamplePlace:
    """The example that stands at a place of the contract."""
    return ExamplePlace(edit, *edit.list_place(index))
