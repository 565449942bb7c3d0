"""An API document: its operations, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property

from contractlab.contracts.problems import Problem
from contractlab.errors import InvalidEdit
from contractlab.openapi.operations import Operation, operations_of
from contractlab.openapi.references import Place, References, UnreadableReference
from contractlab.openapi.servers import base_paths
from contractlab.openapi.validating import document_faults
from contractlab.values.display import Shown
from contractlab.values.json_types import JSON
from contractlab.values.source import Location, Source, join_pointer
from contractlab.values.text import count, quote

__all__ = ["ApiDocument"]

_MOST_FAULTS = 50
_MOST_REFERENCES = 200_000
"""References that are looked at to say which name nothing."""
_CHECKED = 2_000_000
"""Characters of a document that is checked as a whole against the schema of OpenAPI."""


class ApiDocument(Shown):
    """An API document, as `load_openapi` reads it.

    Attributes
    ----------
    source : Source
        Name and text; says the line of any JSON pointer.
    document : dict
        The parsed document; not to be changed.
    references : References
    """

    def __init__(self, source: Source, document: dict[str, JSON], references: References) -> None:
        self.source = source
        self.document = document
        self.references = references

    def _info(self, name: str) -> str:
        info = self.document.get("info")
        value = info.get(name) if isinstance(info, Mapping) else None
        return value if isinstance(value, str) else ""

    @property
    def title(self) -> str:
        """Of the API."""
        return self._info("title")

    @property
    def version(self) -> str:
        """Of the API."""
        return self._info("version")

    @property
    def openapi(self) -> str:
        """Of the specification: ``"3.1.0"``."""
        return str(self.document["openapi"])

    @property
    def base_paths(self) -> tuple[str, ...]:
        """Paths of its servers, without a slash at the end; ``""`` where there is none.

        A variable stands for its default and for each value that it may have. A path or an operation may have servers
        of its own instead: `Operation.base_paths`.
        """
        return base_paths(self.document) or ("",)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the document's order."""
        return tuple(operations_of(self.document, self.references))

    def __getitem__(self, name: str) -> Operation:
        """An operation by its ``operationId``, or by method and path: ``document["GET /customers/{id}"]``.

        Raises
        ------
        InvalidEdit
            If there is none, or several; it names the nearest.
        """
        by_id = [each for each in self.operations if each.name == name]
        method, _, path = name.partition(" ")
        by_path = [each for each in self.operations if (each.method, each.path) == (method.upper(), path.strip())]
        listed = by_id or by_path
        if len(listed) == 1:
            return listed[0]
        if listed:
            raise InvalidEdit(f"{len(listed)} operations are called {quote(name, 60)}: give method and path")
        names = [each.name for each in self.operations]
        near = get_close_matches(name, names, 3, 0.4) or names[:3]
        raise InvalidEdit(f"{quote(name, 60)} is not an operation of the document; it has {', '.join(near) or 'none'}")

    def location(self, place: Place | str) -> Location:
        """Where something stands, with its line."""
        if isinstance(place, str):
            return Location(self.source, place)
        return Location(self.references.source_of(place) or self.source, place.pointer)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd about the document: what breaks the rules of OpenAPI, and references that name nothing."""
        return tuple(self._problems())

    def _problems(self) -> Iterator[Problem]:
        if len(self.source.data) <= _CHECKED:
            for pointer, reason in document_faults(self.document, _MOST_FAULTS):
                yield Problem("warning", "invalid-document", reason, Location(self.source, pointer))
        else:
            message = "The document is too large to be checked as a whole; what is used of it is read all the same."
            yield Problem("info", "not-checked", message, Location(self.source, ""))
        told_of: set[str] = set()
        for pointer, reference in _references(self.document):
            if reference in told_of:
                continue
            told_of.add(reference)
            if len(told_of) > _MOST_REFERENCES:
                return
            reason = self._unreadable(reference)
            if reason:
                yield Problem("warning", "unreadable-reference", f"{reason}.", Location(self.source, pointer))

    def _unreadable(self, reference: str) -> str:
        """Why a reference cannot be followed; what it names may be one itself, which is reported where it stands."""
        try:
            named = self.references.follow(reference, self.references.base)
        except UnreadableReference as error:
            return str(error)
        try:
            self.references.resolved(named)
        except UnreadableReference as error:
            return str(error) if error.circle else ""
        return ""

    def __repr__(self) -> str:
        return (
            f"<ApiDocument {self.title or self.source.name} {self.version}, {count(len(self.operations), 'operation')}>"
        )


def _references(document: JSON) -> Iterator[tuple[str, str]]:
    """Every ``$ref`` with its place; no recursion. Values behind one alias are looked at once."""
    seen: set[int] = set()
    waiting: list[tuple[str, JSON]] = [("", document)]
    while waiting:
        pointer, value = waiting.pop()
        if not isinstance(value, dict | list) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                yield pointer, reference
            waiting += [(join_pointer(pointer, key), each) for key, each in value.items()]
        else:
            waiting += [(join_pointer(pointer, index), each) for index, each in enumerate(value)]
