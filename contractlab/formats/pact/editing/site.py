"""Where one part of a Pact example stands at one moment, and edits of that part as edits of the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["PactSite"]

PartChange = Callable[[JSONObject], JSONObject]


@dataclass(frozen=True, slots=True)
class PactSite:
    """The place of a request, a response or a message.

    Attributes
    ----------
    example : mapping
        The example as the file has it.
    at : tuple
        Where the example stands in the document.
    steps : tuple
        Where the part stands in the example; empty for a message, which is the example itself.
    code : str
        How code names the part, behind the name of the example.
    version : str
        Of the specification.
    """

    example: Mapping[str, JSON]
    at: Tokens
    steps: Tokens
    code: str
    version: str

    @property
    def document(self) -> Mapping[str, JSON]:
        """The part as the file has it; empty where it has none."""
        part = document_of.get(self.example, self.steps) if document_of.has(self.example, self.steps) else {}
        return part if isinstance(part, Mapping) else {}

    def operation(self, label: str, code: str, change: PartChange, *, deletes: bool = False) -> EditOperation:
        """An edit of this part; a part that the file leaves out is written."""

        def change_example(example: JSONObject) -> JSONObject:
            if self.steps and not document_of.has(example, self.steps):
                new: JSONObject = document_of.put(example, self.steps, change({}))
                return new
            if not isinstance(document_of.get(example, self.steps), dict):
                place = ".".join(map(str, self.steps))
                raise InvalidEdit(f"the {place} of this example is not an object in the file; edit.put sets it whole")
            replaced: JSONObject = document_of.replace_at(example, self.steps, change)
            return replaced

        def change_document(document: JSON) -> JSON:
            return document_of.replace_at(document, self.at, change_example)

        return EditOperation(label, code, change_document, deletes)
