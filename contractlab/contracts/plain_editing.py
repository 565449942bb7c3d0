"""Editing of a format whose examples are plain data: a request and a response, each an object, compared as they are.

A format gets it by few lines::

    class MyFormat:
        editing = PlainEditing(fields=("pairs",), spelling={"description": "name"})

What differs (the text of a file that is not JSON, above all) is said in a subclass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from contractlab.contracts import json_document as document_of
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.editing import (
    BodyEditing,
    EditOperation,
    ExampleEditing,
    PartEditing,
    RecordedExchange,
    StateForm,
    StateRecord,
    Tokens,
    Written,
)
from contractlab.contracts.plain_parts import PlainPart, PlainSite
from contractlab.contracts.validate import text_of
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_rewriting import rewrite_bytes, same_value
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import NOT_RECORDED

__all__ = ["PlainEditing", "PlainExample", "PlainStates"]


class PlainExample:
    """See `ExampleEditing`.

    Parameters
    ----------
    contract : Contract
    example : Example
    tokens : tuple
        Where it stands in the document.
    spelling : mapping of str to str
        As in `PlainEditing`.
    """

    instead: Mapping[str, str] = {}
    attributes: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()

    def __init__(self, contract: Contract, example: Example, tokens: Tokens, spelling: Mapping[str, str]) -> None:
        self._contract = contract
        self._example = example
        self._tokens = tokens
        self._spelling = spelling

    @property
    def parts(self) -> tuple[PartEditing, ...]:
        """A request and a response, of an exchange over HTTP."""
        if self._example.kind != "http":
            return ()
        return tuple(PlainPart(name, name == "response", self._site(name)) for name in ("request", "response"))

    def _site(self, name: str) -> PlainSite:
        tokens = (*self._tokens, self._spelling.get(name, name))
        return PlainSite(self._contract.document, tokens, f".{name}", self._contract.format, self._spelling)

    def read(self, attribute: str) -> JSON:
        """See `ExampleEditing`."""
        example = self._example
        own = {"description": example.description, "pending": example.pending, "key": example.key, "comments": {}}
        return own[attribute]

    def write(self, attribute: str, value: object) -> EditOperation:
        """See `ExampleEditing`; the description alone can be set."""
        if attribute != "description":
            noun = {"pending": "pending examples", "key": "keys"}.get(attribute, attribute)
            raise InvalidEdit(f"contracts of format {self._contract.format} have no {noun}")
        text = text_of(value, "a description")
        tokens = (*self._tokens, self._spelling.get("description", "description"))
        code = f".description = {text!r}"
        return EditOperation(f"call it {text!r}", code, lambda document: document_of.put(document, tokens, text))

    def body(self, attribute: str) -> BodyEditing:
        """There is none beside those of the parts."""
        raise InvalidEdit(f"an example of kind {self._example.kind} has no {attribute}")

    def copy(self, description: str) -> JSONObject:
        """See `ExampleEditing`."""
        written = document_of.get(self._contract.document, self._tokens)
        return {**written, self._spelling.get("description", "description"): text_of(description, "a description")}


@quiet
@dataclass(frozen=True, slots=True)
class PlainStates:
    """See `StateForm`: names, or objects with a name and parameters.

    Attributes
    ----------
    field : str
        What the file calls them.
    parameters, noun : str
    """

    field: str = "states"
    parameters: str = "params"
    noun: str = "parameters"

    def given(
        self, params: Mapping[str, JSON] | None, variables: Mapping[str, JSON] | None = None
    ) -> Mapping[str, JSON] | None:
        """See `StateForm`; both words are understood."""
        return variables if params is None else params

    def read(self, example: Mapping[str, JSON]) -> list[StateRecord]:
        """See `StateForm`."""
        listed = example.get(self.field)
        states = listed if isinstance(listed, list) else []
        return [dict(state) if isinstance(state, Mapping) else {"name": state} for state in states]

    def write(self, example: JSONObject, states: list[StateRecord]) -> JSONObject:
        """See `StateForm`; a state without parameters is its name."""
        if same_value(states, self.read(example)):
            return example
        if not states:
            return {key: value for key, value in example.items() if key != self.field}
        return {**example, self.field: [state["name"] if list(state) == ["name"] else state for state in states]}


@quiet
@dataclass(frozen=True)
class PlainEditing:
    """See `FormatEditing`.

    Attributes
    ----------
    fields : tuple of str
        The lists of examples in a document.
    spelling : mapping of str to str
        How the file calls what the house calls ``description``, ``states``, ``request``, ``response``, ``method``,
        ``path``, ``query``, ``headers``, ``status`` and ``body``, where it has another word.
    """

    fields: tuple[str, ...] = ("examples",)
    spelling: Mapping[str, str] = field(default_factory=dict)

    def example(self, contract: Contract, example: Example, tokens: Tokens) -> ExampleEditing:
        """See `FormatEditing`."""
        return PlainExample(contract, example, tokens, self.spelling)

    def states(self, contract: Contract) -> StateForm:
        """See `FormatEditing`."""
        return PlainStates(self.spelling.get("states", "states"))

    def settle(self, before: JSON, after: JSON, moved: Mapping[str, Mapping[int, int]] | None) -> JSON:
        """Nothing follows."""
        return after

    def check_new(self, contract: Contract, example: Mapping[str, JSON]) -> None:
        """Whatever the format reads is taken in."""

    def names(self, contract: Contract) -> set[str]:
        """Descriptions."""
        return {example.description for example in contract.examples}

    def called(self, example: Example) -> object:
        """The description."""
        return example.description

    def promote(self, contract: Contract, recorded: RecordedExchange) -> tuple[str, JSONObject]:
        """See `FormatEditing`; the very values are asked for, because there are no matchers."""
        if not isinstance(recorded.request, HttpRequest):
            raise InvalidEdit(f"contracts of format {contract.format} have no messages")
        (response,) = recorded.responses
        assert isinstance(response, HttpResponse)
        states: list[StateRecord] = [
            {"name": name, **({"params": dict(params)} if params else {})} for name, params in recorded.states
        ]
        made = {
            self._word("description"): recorded.description,
            self._word("request"): self._request(recorded, recorded.request),
            self._word("response"): self._response(recorded, response),
        }
        return self.fields[0], self.states(contract).write(made, states)

    def _word(self, name: str) -> str:
        return self.spelling.get(name, name)

    def _request(self, recorded: RecordedExchange, request: HttpRequest) -> JSONObject:
        made: JSONObject = {self._word("method"): request.method.upper(), self._word("path"): request.path}
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(request.query, keep_blank_values=True):
            if recorded.marker not in value:
                query.setdefault(name, []).append(value)
        if query:
            values = {name: texts[0] if len(texts) == 1 else texts for name, texts in query.items()}
            made[self._word("query")] = values
        return {**made, **self._common(recorded, request)}

    def _response(self, recorded: RecordedExchange, response: HttpResponse) -> JSONObject:
        if response.body is NOT_RECORDED:
            raise InvalidEdit("the body of the response was not recorded, so there is nothing to ask for")
        return {self._word("status"): response.status, **self._common(recorded, response)}

    def _common(self, recorded: RecordedExchange, message: HttpRequest | HttpResponse) -> JSONObject:
        """Headers and body, which requests and responses alike have."""
        made: JSONObject = {}
        headers: dict[str, list[str]] = {}
        for name, value in message.headers:
            if name.lower() in recorded.kept_headers and recorded.marker not in value:
                headers.setdefault(name, []).append(value)
        if headers:
            made[self._word("headers")] = {name: ", ".join(lines) for name, lines in headers.items()}
        if isinstance(message.body, bytes) and message.body:
            made[self._word("body")] = _readable(message.body)
        return made

    def write(self, document: JSON, before: Written) -> bytes:
        """A JSON file in which the text of what was not touched stays; a subclass writes what is no JSON."""
        return rewrite_bytes(before.data, before.document, document)

    def targets(self, path: Path, before: Contract, after: Contract) -> Sequence[Path]:
        """The file that was loaded, and no other."""
        return [path]


def _readable(data: bytes) -> JSON:
    """A JSON value, else text."""
    try:
        return parse_json(data)
    except NotJson:
        pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidEdit("the body is binary, which is not text that a file could hold") from None
