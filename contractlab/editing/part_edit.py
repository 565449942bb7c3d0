"""A request, a response or a message being edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from contractlab.contracts.editing import DeclaredRules, PartEditing, Tokens
from contractlab.contracts.matcher import Matcher
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.example_place import ExamplePlace
from contractlab.editing.generators_edit import GeneratorsEdit
from contractlab.editing.named_edit import NamedEdit
from contractlab.editing.strict_attributes import Guarded
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON

__all__ = ["PartEdit", "parts_of"]

_T = TypeVar("_T")


def _checked(find: Callable[[], _T]) -> Callable[[], _T]:
    """A function that was asked once, so that what the format does not have is refused at once."""
    find()
    return find


class PartEdit(Guarded):
    """A request, a response, a message or a reply; a call of a function or its result.

    Parameters
    ----------
    owner : ExamplePlace
    place : tuple
        As in `PartEditing`.
    """

    _own: ClassVar[frozenset[str]] = frozenset({"owner", "place"})

    def __init__(self, owner: ExamplePlace, place: tuple[str | int, ...]) -> None:
        self.owner = owner
        self.place = place

    @property
    def editing(self) -> PartEditing:
        """What the format makes of it now."""
        for part in self.owner.editing.parts:
            if part.place == self.place:
                return part
        raise InvalidEdit("the example no longer has this part")

    @property
    def before(self) -> PartEditing | None:
        """What the format made of it as it was loaded, or last saved; None where it is new."""
        example = self.owner.before
        return None if example is None else next((part for part in example.parts if part.place == self.place), None)

    def _write(self, attribute: str, value: object) -> None:
        self.owner.perform(self.editing.write(attribute, value))

    @property
    def name(self) -> str:
        """What it is called: ``"request"``, ``"response"``, ``"message"``, ``"reply 1"``."""
        return self.editing.name

    @property
    def answers(self) -> bool:
        """True for a response, a reply, a message or a result; False for a request or a call."""
        return self.editing.answers

    @property
    def document(self) -> Mapping[str, JSON]:
        """The part as the file has it now; empty where it has none."""
        return self.editing.document

    @property
    def steps(self) -> Tokens:
        """Where it stands in the example."""
        return self.editing.tokens[len(self.owner.tokens) :]

    @property
    def status(self) -> int:
        """Expected status of a response, or its example."""
        status: int = self.editing.read("status")
        return status

    @status.setter
    def status(self, status: int | Matcher) -> None:
        self._write("status", status)

    @property
    def method(self) -> str:
        """Expected method of a request."""
        return str(self.editing.read("method"))

    @method.setter
    def method(self, method: str | Matcher) -> None:
        self._write("method", method)

    @property
    def path(self) -> str:
        """Expected path of a request, or its example."""
        return str(self.editing.read("path"))

    @path.setter
    def path(self, path: str | Matcher) -> None:
        self._write("path", path)

    @property
    def content_type(self) -> str | None:
        """The content type that the part asks for."""
        kind: str | None = self.editing.read("content_type")
        return kind

    @content_type.setter
    def content_type(self, kind: str) -> None:
        self._write("content_type", kind)

    @property
    def headers(self) -> NamedEdit:
        """Headers by name."""
        return self._named("headers")

    @property
    def query(self) -> NamedEdit:
        """Query parameters by name."""
        return self._named("query")

    @property
    def metadata(self) -> NamedEdit:
        """Metadata of a message by name."""
        return self._named("metadata")

    def _named(self, attribute: str) -> NamedEdit:
        return NamedEdit(self.owner, _checked(lambda: self.editing.named(attribute)))

    @property
    def body(self) -> BodyEdit:
        """The body."""
        return self._body("body")

    @body.setter
    def body(self, value: object) -> None:
        self.body["$"] = value

    @property
    def contents(self) -> BodyEdit:
        """The contents of a message, the arguments of a call, or what it returns."""
        return self._body("contents")

    @contents.setter
    def contents(self, value: object) -> None:
        self.contents["$"] = value

    def _body(self, attribute: str) -> BodyEdit:
        return BodyEdit(self.owner, _checked(lambda: self.editing.body(attribute)))

    @property
    def generators(self) -> GeneratorsEdit:
        """Generators by place: values that are made at run time."""
        return GeneratorsEdit(self.owner, _checked(lambda: self.editing.generators()))

    def declared(self, field: str, place: Tokens = ()) -> DeclaredRules | None:
        """What the file declares beside a value; see `PartEditing.declared`."""
        return self.editing.declared(field, place)

    def __repr__(self) -> str:
        return f"<PartEdit {'.'.join([self.owner.name, *map(str, self.place)])}>"


def parts_of(owner: ExamplePlace) -> tuple[PartEdit, ...]:
    """The parts of an example, requests and calls first."""
    return tuple(PartEdit(owner, part.place) for part in owner.editing.parts)
