"""A body being edited: values by path, with the matchers that belong to them."""

from __future__ import annotations

from collections.abc import Callable

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import BodyEditing, Tokens
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.validate import path_tokens
from contractlab.editing.example_place import ExamplePlace
from contractlab.editing.strict_attributes import Guarded
from contractlab.errors import InvalidEdit
from contractlab.values.json_path import read_path
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.markers import MISSING

__all__ = ["BodyEdit"]


class BodyEdit(Guarded):
    """The body of a request or a response, the contents of a message, the arguments of a function.

    ``body["$.total"]`` gives a value, as the other side sees it; setting it sets the example, and the matcher too where
    a matcher is given. A matcher without an example changes the matcher alone.

    Parameters
    ----------
    owner : ExamplePlace
    find : callable
        Gives what the format makes of the body as it is now.
    """

    def __init__(self, owner: ExamplePlace, find: Callable[[], BodyEditing]) -> None:
        self._owner = owner
        self._find = find

    @property
    def value(self) -> JSON:
        """The whole example; MISSING where there is none."""
        return self._find().value

    def __getitem__(self, path: str) -> JSON:
        value = self.value
        if value is MISSING:
            raise InvalidEdit("there is no body")
        return document_of.get(value, path_tokens(path))

    def __contains__(self, path: object) -> bool:
        tokens = read_path(path) if isinstance(path, str) else None
        value = MISSING if tokens is None else self.value
        return tokens is not None and value is not MISSING and document_of.has(value, tokens)

    def rules(self, path: str = "$") -> tuple[JSONObject, ...]:
        """The rules or the matcher that are declared for a path, as the file has them; nothing for plain data."""
        return self._find().rules(path)

    def rule_path(self, tokens: Tokens) -> str:
        """The path to write a rule for the value at a place by; see `BodyEditing.rule_path`."""
        return self._find().rule_path(tokens)

    def __setitem__(self, path: str, value: object) -> None:
        self._owner.perform(self._find().set(path, value))

    def set_rule(self, path: str, matcher: Matcher) -> None:
        """Change the matcher of a path and keep its value: the same as setting a matcher without an example."""
        self._owner.perform(self._find().set_rule(path, matcher))

    def drop_rule(self, path: str) -> None:
        """Take the matchers of a path away, so that what stands further up, or equality, decides."""
        self._owner.perform(self._find().drop_rule(path))

    def __delitem__(self, path: str) -> None:
        """Take a value out, with what is declared for it."""
        self._owner.perform(self._find().remove(path))

    def remove(self) -> None:
        """Take the whole body out, with what is declared for it."""
        self._owner.perform(self._find().remove_all())

    def rename(self, path: str, key: str) -> None:
        """Call a key by another name; what is declared for it goes along."""
        self._owner.perform(self._find().rename(path, key))

    def insert(self, path: str, index: int, value: object) -> None:
        """Put an item into an array; what is declared for later items moves with them."""
        self._owner.perform(self._find().insert(path, index, value))

    def __repr__(self) -> str:
        return f"<body {self.value!r}>"
