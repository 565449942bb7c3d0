"""An example of a ContractCase contract being edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.contracts.validate import text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.editing.body import CaseBody, written_at
from contractlab.formats.contractcase.editing.part import CasePart, refuse
from contractlab.formats.contractcase.editing.site import CaseSite, with_field
from contractlab.formats.contractcase.model import CaseContract, CaseExample
from contractlab.formats.contractcase.walking import CHILD, TYPE, UNIQUE_NAME, lookup_key, matcher_type
from contractlab.formats.contractcase.write_matchers import say_case
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING

__all__ = ["CaseExampleEditing"]

_REFUSED = {
    "pending": ("pending examples", "take the example out, or let the contract be verified on a branch"),
    "key": ("keys", "names of requests and responses tell its examples apart"),
    "comments": ("comments", "names of requests, responses and states say what is meant"),
}
_BODIES = {"arguments": ("request", "arguments"), "returns": ("response", "success")}


class CaseExampleEditing:
    """See `ExampleEditing`.

    Parameters
    ----------
    contract : CaseContract
    example : CaseExample
    tokens : tuple
        Where it stands in the document.
    """

    instead: Mapping[str, str] = {"request": "; see arguments", "response": "; see returns and throws"}
    attributes: frozenset[str] = frozenset({"request_name", "response_name", "throws"})
    bodies: frozenset[str] = frozenset(_BODIES)

    def __init__(self, contract: CaseContract, example: CaseExample, tokens: Tokens) -> None:
        self._contract = contract
        self._example = example
        self._tokens = tokens
        self._root = contract.document

    @property
    def parts(self) -> tuple[CasePart, ...]:
        """See `ExampleEditing`."""
        kind = self._example.kind
        if kind == "http":
            request, response = self._site("request", ".request"), self._site("response", ".response")
            return (
                CasePart("request", False, ("request",), request),
                CasePart("response", True, ("response",), response),
            )
        if kind == "function":
            call, outcome = self._site("request", ""), self._site("response", "")
            return (
                CasePart("arguments", False, ("call",), call, self.body("arguments")),
                CasePart("result", True, ("outcome",), outcome, self.body("returns")),
            )
        return ()

    def _site(self, field: str, code: str) -> CaseSite:
        return CaseSite(self._example, self._tokens, field, code)

    def _function(self, field: str) -> CaseSite:
        if self._example.kind != "function":
            raise InvalidEdit(f"an example of kind {self._example.kind} is not a function")
        return self._site(field, "")

    def body(self, attribute: str) -> CaseBody:
        """See `ExampleEditing`: what a function is called with, or what it returns."""
        part, field = _BODIES[attribute]
        return CaseBody(self._function(part), field, f".{attribute}")

    def read(self, attribute: str) -> JSON:
        """See `ExampleEditing`."""
        example = self._example
        readers: dict[str, Callable[[], Any]] = {
            "description": lambda: example.description, "pending": lambda: False, "key": lambda: example.key,
            "comments": dict, "request_name": lambda: example.request_name,
            "response_name": lambda: example.response_name, "throws": self._throws,
        }  # fmt: skip
        return readers[attribute]()

    def write(self, attribute: str, value: object) -> EditOperation:
        """See `ExampleEditing`."""
        if attribute in _REFUSED:
            refuse(*_REFUSED[attribute])
        if attribute == "description":
            raise InvalidEdit(
                "a ContractCase example is described by its states, its request and its response: set request_name or "
                "response_name"
            )
        writers: dict[str, Callable[[Any], EditOperation]] = {
            "request_name": lambda name: self._call("request", name),
            "response_name": lambda name: self._call("response", name),
            "arguments": lambda arguments: self.body("arguments").set("$", arguments),
            "returns": self._set_returns,
            "throws": self._set_throws,
        }
        return writers[attribute](value)

    def _call(self, part: str, name: object) -> EditOperation:
        """Give the matcher of a part another name; other examples keep the old one."""
        name = text_of(name, f"the name of a {part}")
        tokens = (*self._tokens, "mock", part)

        def change(document: JSON) -> JSON:
            raw = document_of.get(document, tokens)
            if matcher_type(raw) == "_case:Lookup" and raw.get(UNIQUE_NAME) == name:
                return document
            child = _inside(document, tokens)
            same_named = document.get("matcherLookup", {}).get(lookup_key(name), child)
            if same_named != child:
                raise InvalidEdit(f"another matcher is called {name!r}; names are unique within a contract")
            wrapper = raw if matcher_type(raw) == "_case:Lookup" else {TYPE: "_case:Lookup"}
            return document_of.put(document, tokens, {**wrapper, UNIQUE_NAME: name, CHILD: child})

        return EditOperation(f"call the {part} {name!r}", f".{part}_name = {name!r}", change)

    def _set_returns(self, value: object) -> EditOperation:
        site = self._function("response")
        written = say_case(value)

        def change(result: JSONObject) -> JSONObject:
            kept = {key: field for key, field in result.items() if key not in ("errorClassName", "message")}
            raw = result.get("success", MISSING)
            return with_field(kept, "success", written if raw is MISSING else written_at(raw, value, MISSING))

        return site.operation("set what it returns", f".returns = {value!r}", change)

    def _throws(self) -> str | None:
        """Class of the error that a function throws; None where it returns."""
        name = self._function("response").document.get("errorClassName")
        return name if isinstance(name, str) else None

    def _set_throws(self, name: object) -> EditOperation:
        if not isinstance(name, str) or not name:
            raise InvalidEdit("an error has the name of its class, such as UserNotFound")

        def change(result: JSONObject) -> JSONObject:
            kept = {key: field for key, field in result.items() if key != "success"}
            return with_field(kept, "errorClassName", name)

        return self._function("response").operation(f"let it throw {name}", f".throws = {name!r}", change)

    def copy(self, description: str) -> JSONObject:
        """See `ExampleEditing`; the copy's request is called by the other name."""
        text_of(description, "the name of a request")
        if any(example.request_name == description for example in self._contract.case_examples):
            raise InvalidEdit(f"there is a request called {description!r} already")
        copied = dict(document_of.get(self._root, self._tokens))
        child = _inside(self._root, (*self._tokens, "mock", "request"))
        named = {TYPE: "_case:Lookup", UNIQUE_NAME: description, CHILD: child}
        copied["mock"] = {**copied["mock"], "request": named}
        return copied


def _inside(document: JSON, tokens: Tokens) -> JSON:
    """What is written at a place, or under the name that is written there."""
    raw = document_of.get(document, tokens)
    if matcher_type(raw) != "_case:Lookup":
        return raw
    return document_of.get(
        document, (*tokens, CHILD) if CHILD in raw else ("matcherLookup", lookup_key(str(raw.get(UNIQUE_NAME))))
    )
