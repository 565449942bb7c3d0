"""What an example being edited consists of: its own values, its parts, and its states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.example_place import ExamplePlace
from contractlab.editing.generators_edit import GeneratorsEdit
from contractlab.editing.named_edit import NamedEdit
from contractlab.editing.part_edit import PartEdit, parts_of
from contractlab.editing.states_edit import ExampleStates
from contractlab.editing.strict_attributes import Guarded
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON

__all__ = ["ExampleAttributes"]


class ExampleAttributes(Guarded, ExamplePlace):
    """An example whose attributes can be read and set; what its format or its kind does not have is refused.

    Beside what stands here it has what its format gives: ``request_name``, ``response_name``, ``arguments``,
    ``returns`` and ``throws`` of ContractCase.
    """

    _own: ClassVar[frozenset[str]] = frozenset({"edit", "field", "number"})

    def _write(self, attribute: str, value: object) -> None:
        self.perform(self.editing.write(attribute, value))

    @property
    def description(self) -> str:
        """What it is called."""
        return str(self.editing.read("description"))

    @description.setter
    def description(self, text: str) -> None:
        self._write("description", text)

    @property
    def pending(self) -> bool:
        """True if a failure must not break a build."""
        return bool(self.editing.read("pending"))

    @pending.setter
    def pending(self, pending: bool) -> None:
        self._write("pending", pending)

    @property
    def key(self) -> str:
        """Its key: the file's own, else the digest that stands for it."""
        return str(self.editing.read("key"))

    @key.setter
    def key(self, key: str) -> None:
        self._write("key", key)

    @property
    def comments(self) -> Mapping[str, JSON]:
        """Comments on it."""
        comments: Mapping[str, JSON] = self.editing.read("comments")
        return comments

    @comments.setter
    def comments(self, comments: Mapping[str, JSON]) -> None:
        self._write("comments", comments)

    @property
    def states(self) -> ExampleStates:
        """The states it needs."""
        return ExampleStates(self)

    @property
    def parts(self) -> tuple[PartEdit, ...]:
        """What its sides send, requests and calls first."""
        return parts_of(self)

    def _part(self, place: tuple[str | int, ...], noun: str) -> PartEdit:
        own = self.editing
        if all(part.place != place for part in own.parts):
            raise InvalidEdit(f"an example of kind {self.kind} has no {noun}{own.instead.get(noun, '')}")
        return PartEdit(self, place)

    @property
    def request(self) -> PartEdit:
        """What the consumer sends, or the message that is answered."""
        return self._part(("request",), "request")

    @property
    def response(self) -> PartEdit:
        """What the provider answers."""
        return self._part(("response",), "response")

    @property
    def responses(self) -> tuple[PartEdit, ...]:
        """The replies of a synchronous message."""
        if self.kind != "sync-message":
            raise InvalidEdit(f"an example of kind {self.kind} has no responses")
        return tuple(part for part in self.parts if part.place[:1] == ("responses",))

    @property
    def _message(self) -> PartEdit:
        return self._part((), "contents of its own")

    @property
    def contents(self) -> BodyEdit:
        """The contents of a message."""
        return self._message.contents

    @contents.setter
    def contents(self, value: object) -> None:
        self._message.contents = value

    @property
    def metadata(self) -> NamedEdit:
        """The metadata of a message."""
        return self._message.metadata

    @property
    def generators(self) -> GeneratorsEdit:
        """Generators of a message by place."""
        return self._message.generators

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            own = self.editing
            if name in own.attributes:
                return own.read(name)
            if name in own.bodies:
                own.body(name)  # refuses at once what an example of this kind has not
                return BodyEdit(self, lambda: self.editing.body(name))
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __setattr__(self, name: str, value: JSON) -> None:
        if name in self._own or name.startswith("_") or hasattr(type(self), name):
            super().__setattr__(name, value)
        elif name in self.editing.attributes | self.editing.bodies:
            self._write(name, value)
        else:
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.editing.attributes, *self.editing.bodies})
