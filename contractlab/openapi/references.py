"""What ``$ref`` names: within the document, and beyond it only where that was allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import url2pathname

from referencing import Registry, Resource, Specification
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT4, DRAFT202012

from contractlab.errors import ContractLabError
from contractlab.formats.fetch import fetch
from contractlab.openapi.parsing import parsed_text
from contractlab.redaction.addresses import clean_address
from contractlab.values.display import quiet
from contractlab.values.files import read_file
from contractlab.values.json_types import JSON
from contractlab.values.source import Source

__all__ = ["Place", "References", "UnreadableReference"]

MOST_FOLLOWED = 50
"""References to references that are followed before it is taken for a loop."""

_NOT_KEPT = ("registry", "_client", "_headers", "_fetched")
_OWN = "urn:contractlab:document"


class UnreadableReference(ContractLabError):
    """A reference that names nothing, goes in circles, or is not followed.

    Attributes
    ----------
    circle : bool
        True where every reference names something, and that is a reference again.
    """

    def __init__(self, reason: str, *, circle: bool = False) -> None:
        super().__init__(reason)
        self.circle = circle


@quiet
@dataclass(frozen=True, slots=True)
class Place:
    """A value, and where it stands.

    Attributes
    ----------
    value : JSON value
    base : str
        Address of the document that it stands in; the first one's is its own name within.
    pointer : str
        JSON pointer within that document.
    """

    value: JSON
    base: str
    pointer: str


def _shown(address: str) -> str:
    return clean_address(address[:1_000])[:200]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """What an error came of."""
    for _ in range(10):
        error = None if error is None else error.__cause__ or error.__context__
        if error is None:
            return
        yield error


class References:
    """Follows references of one document.

    Parameters
    ----------
    document : dict
    base : str
        Its address, ``""`` where it has none.
    name : str
        What it is called.
    allow_remote : bool
        As in `load_openapi`.
    headers, client
        As in `load_openapi`.
    """

    def __init__(
        self,
        document: dict[str, JSON],
        base: str,
        name: str,
        *,
        allow_remote: bool = False,
        headers: Mapping[str, str] | None = None,
        client: Any = None,
    ) -> None:
        self.document = document
        self.base = base or _OWN
        self.allow_remote = allow_remote
        self.refused: dict[str, None] = {}
        self._headers, self._client = headers, client
        self._sources: dict[str, Source] = {}
        self._fetched: dict[str, Resource[Any]] = {}
        self.registry = self._new_registry()
        self._name = name

    def _new_registry(self) -> Registry[Any]:
        empty: Registry[Any] = Registry(retrieve=self._retrieve)  # type: ignore[call-arg]
        whole: Registry[Any] = empty.with_resource(self.base, self._specification.create_resource(self.document))
        return whole

    def __getstate__(self) -> dict[str, Any]:
        # A registry holds functions that cannot be written, and a client is open here alone.
        return {name: value for name, value in vars(self).items() if name not in _NOT_KEPT}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _client=None, _headers=None, _fetched={})
        self.registry = self._new_registry()

    @property
    def _specification(self) -> Specification[Any]:
        """Of schemas: 3.0 has those of an older draft, in which ``$ref`` stands alone."""
        return DRAFT202012 if str(self.document.get("openapi", "")).startswith("3.1") else DRAFT4

    def at(self, pointer: str, value: JSON) -> Place:
        """A place of the document itself."""
        return Place(value, self.base, pointer)

    def source_of(self, place: Place) -> Source | None:
        """The text of another document that was read; None for the first one."""
        return self._sources.get(place.base)

    def resolved(self, place: Place) -> Place:
        """The value that a place means: where it is a reference, what that names.

        Raises
        ------
        UnreadableReference
            If nothing can be found there.
        """
        for _ in range(MOST_FOLLOWED):
            value: Any = place.value
            reference = value.get("$ref") if isinstance(value, Mapping) else None
            if not isinstance(reference, str):
                return place
            place = self.follow(reference, place.base)
        raise UnreadableReference(f"the reference at {place.pointer[:200]} goes in circles", circle=True)

    def follow(self, reference: str, base: str) -> Place:
        """What one reference names."""
        whole = f"{base}{reference}" if reference.startswith("#") else urljoin(base, reference)
        target, fragment = urldefrag(whole)
        if target != self.base and not self.allow_remote:
            self.refused[clean_address(reference)] = None
            raise UnreadableReference(
                f"$ref {_shown(reference)} lies outside of the document, and is not read; allow_remote=True reads it"
            )
        try:
            found_there = self.registry.resolver(target).lookup(f"#{fragment}")
        except (Unresolvable, ContractLabError) as error:
            why = next((f": {each}" for each in _causes(error) if isinstance(each, ContractLabError)), "")
            raise UnreadableReference(f"$ref {_shown(reference)} names nothing{why}") from None
        except (RecursionError, ValueError, TypeError):
            raise UnreadableReference(f"$ref {_shown(reference)} cannot be followed") from None
        return Place(found_there.contents, target, unquote(fragment))

    def _retrieve(self, uri: str) -> Resource[Any]:
        if not self.allow_remote:
            self.refused[clean_address(uri)] = None
            raise UnreadableReference(f"{_shown(uri)} is not read; allow_remote=True reads it")
        if uri in self._fetched:
            return self._fetched[uri]
        parts = urlsplit(uri)
        if parts.scheme in ("http", "https"):
            data = fetch(uri, self._headers, self._client, sent_to=self.base)
        elif parts.scheme == "file":
            data = self._file(uri)
        else:
            raise UnreadableReference(f"{_shown(uri)} is neither a file nor an address of HTTP")
        value, source = parsed_text(data, clean_address(uri))
        self._sources[uri] = source
        return self._fetched.setdefault(uri, self._specification.create_resource(value))

    def _file(self, uri: str) -> bytes:
        """A file of the document's folder, or below it."""
        own = urlsplit(self.base)
        path = Path(url2pathname(urlsplit(uri).path)).resolve()
        if own.scheme != "file" or not path.is_relative_to(Path(url2pathname(own.path)).resolve().parent):
            raise UnreadableReference(f"{_shown(uri)} lies outside of the document's folder")
        try:
            return read_file(path)
        except OSError as error:
            raise UnreadableReference(f"{_shown(uri)} cannot be read: {error.strerror or error}") from None
