"""Where one part of a ContractCase example stands at one moment: its names are followed to where they are declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.editing.places import followed
from contractlab.formats.contractcase.model import CaseExample
from contractlab.formats.contractcase.states import stripped
from contractlab.formats.contractcase.walking import TYPE
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING

__all__ = ["CaseSite", "with_field"]

PartChange = Callable[[JSONObject], JSONObject]


def with_field(part: JSONObject, name: str, value: JSON) -> JSONObject:
    """A part with a field; a new one stands before the matcher's type where that comes last, as ContractCase writes."""
    if name in part or next(reversed(part), None) != TYPE:
        return {**part, name: value}
    return {**{key: written for key, written in part.items() if key != TYPE}, name: value, TYPE: part[TYPE]}


class CaseSite:
    """The place of a request or a response, or of a call and its result.

    Parameters
    ----------
    example : CaseExample
    at : tuple
        Where the example stands in the document.
    field : str
        ``"request"`` or ``"response"``, as the file has it under ``mock``.
    code : str
        How code names the part, behind the name of the example.

    Attributes
    ----------
    root : JSON value
        The document of the contract.
    """

    def __init__(self, example: CaseExample, at: Tokens, field: str, code: str) -> None:
        self.example = example
        self.at = at
        self.field = field
        self.code = code
        self.root = example.contract.document

    @property
    def place(self) -> Tokens:
        """Where the part is written in the document."""
        return followed(self.root, (*self.at, "mock", self.field))

    @property
    def document(self) -> Mapping[str, JSON]:
        """The part as the file has it."""
        part = document_of.get(self.root, self.place)
        return part if isinstance(part, Mapping) else {}

    def operation(self, label: str, code: str, change: PartChange) -> EditOperation:
        """An edit of this part, in every example that uses it by the same name."""
        place = self.place
        if not isinstance(document_of.get(self.root, place), Mapping):
            why = f"the {self.field} is written in a form that cannot be edited part by part"
            raise InvalidEdit(f"{why}; edit.put can")
        return EditOperation(label, code, lambda document: document_of.replace_at(document, place, change))

    def put(self, field: str, value: JSON, label: str, code: str) -> EditOperation:
        """Set a field to what is to be written."""
        return self.operation(label, code, lambda part: with_field(part, field, value))

    def example_of(self, raw: JSON) -> JSON:
        """The example of what is written; MISSING where it has none."""
        return MISSING if raw is MISSING else stripped(raw, "", self.example.world())
