"""An example of a Pact contract being edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from contractlab.contracts import json_document as document_of
from contractlab.contracts.contract import Contract
from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.contracts.validate import text_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.editing.body import PactBody
from contractlab.formats.pact.editing.part import PactPart
from contractlab.formats.pact.editing.site import PactSite
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote

__all__ = ["PactExampleEditing", "check_key"]


def check_key(contract: Contract, key: object, index: int | None = None) -> None:
    """Refuse a key that another example has; `index` is that of the example itself."""
    if key in {example.key for example in contract.examples if example.index != index}:
        raise InvalidEdit(f"another example has the key {key!r}; keys are unique within a contract")


class PactExampleEditing:
    """See `ExampleEditing`.

    Parameters
    ----------
    contract : Contract
    example : PactExample
    tokens : tuple
        Where it stands in the document.
    """

    instead: Mapping[str, str] = {"response": "; see contents and responses"}
    attributes: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()

    def __init__(self, contract: Contract, example: PactExample, tokens: Tokens) -> None:
        self._contract = contract
        self._example = example
        self._tokens = tokens
        self._document: Mapping[str, JSON] = document_of.get(contract.document, tokens)

    @property
    def _version(self) -> str:
        return self._contract.spec_version

    def _site(self, steps: Tokens, code: str) -> PactSite:
        return PactSite(self._document, self._tokens, steps, code, self._version)

    @property
    def parts(self) -> tuple[PactPart, ...]:
        """See `ExampleEditing`."""
        kind = self._example.kind
        if kind == "message":
            return (PactPart("message", True, (), self._site((), "")),)
        if kind not in ("http", "sync-message"):
            return ()
        request = PactPart("request", False, ("request",), self._site(("request",), ".request"))
        if kind == "http":
            response = self._site(("response",), ".response")
            return request, PactPart("response", True, ("response",), response)
        return request, *self._replies()

    def _replies(self) -> list[PactPart]:
        listed = self._document.get("response")
        steps: list[Tokens] = [("response",)]
        if isinstance(listed, list):
            steps = [("response", number) for number in range(len(listed))]
        return [
            PactPart(f"reply {number + 1}", True, ("responses", number), self._site(place, f".responses[{number}]"))
            for number, place in enumerate(steps)
        ]

    def read(self, attribute: str) -> JSON:
        """See `ExampleEditing`."""
        readers: dict[str, Callable[[], Any]] = {
            "description": lambda: self._example.description, "pending": lambda: self._example.pending,
            "key": lambda: self._example.key, "comments": lambda: self._example.comments,
        }  # fmt: skip
        return readers[attribute]()

    def write(self, attribute: str, value: object) -> EditOperation:
        """See `ExampleEditing`."""
        writers: dict[str, Callable[[Any], EditOperation]] = {
            "description": self._set_description, "pending": self._set_pending, "key": self._set_key,
            "comments": self._set_comments,
        }  # fmt: skip
        return writers[attribute](value)

    def body(self, attribute: str) -> PactBody:
        """See `ExampleEditing`."""
        raise InvalidEdit(f"an example of kind {self._example.kind} has no {attribute}")

    def copy(self, description: str) -> JSONObject:
        """See `ExampleEditing`; the key is the original's own."""
        copied = dict(self._document)
        copied["description"] = text_of(description, "a description")
        copied.pop("key", None)
        return copied

    def _put(self, field: str, value: JSON, label: str) -> EditOperation:
        tokens = (*self._tokens, field)
        return EditOperation(label, f".{field} = {value!r}", lambda document: document_of.put(document, tokens, value))

    def _set_description(self, text: object) -> EditOperation:
        return self._put("description", text_of(text, "a description"), f"call it {text!r}")

    def _set_pending(self, pending: object) -> EditOperation:
        self._needs_v4("pending")
        if not isinstance(pending, bool):
            raise InvalidEdit(f"{quote(pending, 40)} is neither True nor False")
        return self._put("pending", pending, "mark it pending" if pending else "mark it not pending")

    def _set_key(self, key: object) -> EditOperation:
        self._needs_v4("a key")
        check_key(self._contract, text_of(key, "a key"), self._example.index)
        return self._put("key", key, f"give it the key {key!r}")

    def _set_comments(self, comments: object) -> EditOperation:
        self._needs_v4("comments")
        if not isinstance(comments, Mapping):
            raise InvalidEdit(f"{quote(comments, 40)} is not an object; comments are one, such as {{'text': ['…']}}")
        return self._put("comments", dict(cast(Mapping[str, JSON], comments)), "change its comments")

    def _needs_v4(self, what: str) -> None:
        if self._version < "4.0":
            raise InvalidEdit(
                f"{what} came with Pact V4, and this contract is V{self._version[0]}; convert it first: "
                "cl.convert(contract, to='pact', spec_version='4.0')"
            )
