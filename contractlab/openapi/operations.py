"""Operations of an API document: what may be asked, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contractlab.openapi.references import Place, References, UnreadableReference
from contractlab.openapi.schemas import Schema
from contractlab.openapi.servers import base_paths
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.source import join_pointer

__all__ = ["METHODS", "MediaType", "Operation", "Parameter", "Reply", "operations_of"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@quiet
@dataclass(frozen=True, eq=False)
class MediaType:
    """A body in one media type.

    Attributes
    ----------
    name : str
        ``"application/json"``.
    place : Place
    references : References
    """

    name: str
    place: Place
    references: References

    @property
    def schema(self) -> Schema | None:
        """Of the body; None where the document says nothing of it."""
        return _schema(self.place, self.references)

    @property
    def example(self) -> tuple[JSON, ...]:
        """The example that stands beside the schema, or nothing."""
        return _example(self.place, self.references)


@quiet
@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of an operation.

    Attributes
    ----------
    name : str
    location : str
        ``"path"``, ``"query"``, ``"header"`` or ``"cookie"``.
    required : bool
    place : Place
    references : References
    """

    name: str
    location: str
    required: bool
    place: Place
    references: References

    @cached_property
    def schema(self) -> Schema | None:
        """Of its value; None where the document says nothing of it."""
        own = _schema(self.place, self.references)
        return own if own is not None else next((media.schema for media in _media(self.place, self.references)), None)

    @property
    def is_content(self) -> bool:
        """True if its value is a text of a media type, such as JSON."""
        return "content" in _mapping(self.place.value)

    @property
    def style(self) -> str:
        """How its value is written: ``"form"``, ``"simple"``, ``"deepObject"`` and others."""
        given = _mapping(self.place.value).get("style")
        usual = "simple" if self.location in ("path", "header") else "form"
        return given if isinstance(given, str) else usual

    @property
    def explode(self) -> bool:
        """True if several values stand one by one: ``a=1&a=2``."""
        given = _mapping(self.place.value).get("explode")
        return given if isinstance(given, bool) else self.style in ("form", "cookie")

    @property
    def example(self) -> tuple[JSON, ...]:
        """The example that stands beside the schema, or nothing."""
        return _example(self.place, self.references)


@quiet
@dataclass(frozen=True, eq=False)
class Reply:
    """An answer to an operation.

    Attributes
    ----------
    status : str
        As the document names it: ``"200"``, ``"2XX"``, ``"default"``.
    place : Place
    references : References
    """

    status: str
    place: Place
    references: References

    @property
    def content(self) -> tuple[MediaType, ...]:
        """Its media types."""
        return tuple(_media(self.place, self.references))

    @property
    def headers(self) -> tuple[Parameter, ...]:
        """Its headers; ``Content-Type`` is none, as the media type says it."""
        made = []
        for name, at in _entries(self.place, "headers", self.references):
            required = _mapping(at.value).get("required") is True
            if name.lower() != "content-type":
                made.append(Parameter(name, "header", required, at, self.references))
        return tuple(made)


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation.

    Attributes
    ----------
    method : str
        In capitals.
    path : str
        The template: ``"/customers/{id}"``.
    place : Place
    above : Place
        The path item that it stands in.
    references : References
    """

    method: str
    path: str
    place: Place
    above: Place
    references: References

    @property
    def name(self) -> str:
        """Its ``operationId``; method and path where it has none."""
        given = _mapping(self.place.value).get("operationId")
        return given if isinstance(given, str) and given else f"{self.method} {self.path}"

    @property
    def summary(self) -> str:
        """What it does, in the document's words."""
        given = _mapping(self.place.value).get("summary")
        return given if isinstance(given, str) else ""

    @property
    def pointer(self) -> str:
        """JSON pointer of the operation."""
        return self.place.pointer

    @property
    def base_paths(self) -> tuple[str, ...]:
        """Paths of its own servers, else of those of its path; nothing where those of the document hold."""
        return base_paths(self.place.value) or base_paths(self.above.value)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters, those of the path item among them; the operation's own count where both name one."""
        made: dict[tuple[str, str], Parameter] = {}
        for owner in (self.above, self.place):
            listed = _mapping(owner.value).get("parameters")
            for index, value in enumerate(listed if isinstance(listed, list) else []):
                at = Place(value, owner.base, join_pointer(owner.pointer, "parameters", index))
                try:
                    at = self.references.resolved(at)
                except UnreadableReference:
                    continue
                value = _mapping(at.value)
                name, location = value.get("name"), value.get("in")
                if isinstance(name, str) and isinstance(location, str):
                    required = value.get("required") is True or location == "path"
                    made[(location, name)] = Parameter(name, location, required, at, self.references)
        return tuple(made.values())

    @cached_property
    def body(self) -> tuple[tuple[MediaType, ...], bool]:
        """Media types of the request's body, and whether there must be one."""
        value = _mapping(self.place.value).get("requestBody")
        if value is None:
            return (), False
        try:
            at = self.references.resolved(
                Place(value, self.place.base, join_pointer(self.place.pointer, "requestBody"))
            )
        except UnreadableReference:
            return (), False
        return tuple(_media(at, self.references)), _mapping(at.value).get("required") is True

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        """What it answers, in the document's order."""
        listed = _entries(self.place, "responses", self.references)
        return tuple(Reply(name, at, self.references) for name, at in listed)

    def reply(self, status: int) -> Reply | None:
        """The answer of a status: by itself, by its class, or the default."""
        by_status = {reply.status: reply for reply in self.replies}
        wanted = (str(status), f"{status // 100}XX", "default")
        return next((by_status[name] for name in wanted if name in by_status), None)

    def __repr__(self) -> str:
        return f"<Operation {self.name}>"


def operations_of(document: dict[str, JSON], references: References) -> Iterator[Operation]:
    """Every operation of a document, in order."""
    paths = references.at("", document)
    for path, item in _entries(paths, "paths", references):
        if not path.startswith("/"):
            continue
        value = _mapping(item.value)
        for method in METHODS:
            if isinstance(value.get(method), Mapping):
                at = Place(value[method], item.base, join_pointer(item.pointer, method))
                yield Operation(method.upper(), path, at, item, references)


def _mapping(value: JSON) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _entries(owner: Place, field: str, references: References) -> Iterator[tuple[str, Place]]:
    """Entries of a mapping, references followed; those that name nothing are left out."""
    for name, value in _mapping(_mapping(owner.value).get(field)).items():
        try:
            yield str(name), references.resolved(Place(value, owner.base, join_pointer(owner.pointer, field, name)))
        except UnreadableReference:
            continue


def _media(owner: Place, references: References) -> Iterator[MediaType]:
    for name, at in _entries(owner, "content", references):
        yield MediaType(name, at, references)


def _schema(owner: Place, references: References) -> Schema | None:
    value = _mapping(owner.value).get("schema")
    if not isinstance(value, Mapping | bool):
        return None
    return Schema(Place(value, owner.base, join_pointer(owner.pointer, "schema")), references)


def _example(owner: Place, references: References) -> tuple[JSON, ...]:
    value = _mapping(owner.value)
    if "example" in value:
        return (value["example"],)
    for _, at in _entries(owner, "examples", references):
        given = _mapping(at.value)
        if "value" in given:
            return (given["value"],)
    return ()
