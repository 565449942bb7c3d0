"""Generators of one part of a Pact example being edited: values that are made at run time."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.contracts.editing import EditOperation, Tokens
from contractlab.contracts.validate import object_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.editing.rules import Entry, entries_of, set_entries
from contractlab.formats.pact.editing.site import PactSite
from contractlab.formats.pact.matching.generators import GENERATORS, Generator
from contractlab.values.json_path import read_path
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.mismatch import format_path
from contractlab.values.source import Source

__all__ = ["PactGenerators"]

_BY_NAME = ("header", "query", "metadata")
_DIRECT = ("path", "status", "method")
_HERE = Source("<generator>", b"").at("")


class PactGenerators:
    """See `GeneratorsEditing`; places are ``$.id``, ``header X-Id``, ``query page``, ``metadata key``, ``path``.

    A generator is taken as the file has it: ``{"type": "RandomInt", "min": 1, "max": 9}``.

    Parameters
    ----------
    site : PactSite
        Where the part stands.
    """

    def __init__(self, site: PactSite) -> None:
        self._site = site
        self._code = f"{site.code}.generators"

    @property
    def values(self) -> Mapping[str, JSONObject]:
        """See `GeneratorsEditing`."""
        by_place = {_place(entry): entry.value for entry in entries_of(self._site.document, "generators")}
        return {place: dict(value) if isinstance(value, Mapping) else {} for place, value in by_place.items()}

    def place(self, text: str) -> str:
        """See `GeneratorsEditing`."""
        category, tokens = _read(text)
        if category == "body":
            return format_path(tokens)
        return category if not tokens else f"{category} {tokens[0]}"

    def set(self, place: str, generator: Mapping[str, JSON]) -> EditOperation:
        """See `GeneratorsEditing`."""
        category, tokens = _read(place)
        made = object_of(generator, "a generator")
        self._check(made, category, place)
        added, version = {(category, tokens): made}, self._site.version
        return self._site.operation(
            f"set the generator of {place}",
            f"{self._code}[{place!r}] = {made!r}",
            lambda part: set_entries(part, _stays, added, version=version, field="generators"),
        )

    def _check(self, made: Mapping[str, JSON], category: str, place: str) -> None:
        name, version = made.get("type"), self._site.version
        if not isinstance(name, str) or name not in GENERATORS:
            raise InvalidEdit(f"{name!r} is not a generator; known are {', '.join(sorted(GENERATORS))}")
        args = {str(key): value for key, value in made.items() if key != "type"}
        generator = Generator(name, args, category, place, None, _HERE)
        if generator.since > version:
            raise InvalidEdit(
                f"the generator {name} came with Pact V{generator.since[0]}, and this contract is "
                f"V{version[0]}; convert it first: "
                f"cl.convert(contract, to='pact', spec_version={generator.since!r})"
            )
        faults = list(generator.faults())
        if faults:
            raise InvalidEdit(f"the generator {name} cannot make a value: {'; '.join(faults)}")

    def remove(self, place: str) -> EditOperation:
        """See `GeneratorsEditing`."""
        wanted, version = self.place(place), self._site.version
        if wanted not in self.values:
            raise InvalidEdit(f"no generator is declared for {place}")

        def steps(entry: Entry) -> Tokens | None:
            return None if _place(entry) == wanted else entry.tokens

        return self._site.operation(
            f"drop the generator of {place}",
            f"{self._code}[{place!r}]",
            lambda part: set_entries(part, steps, {}, version=version, field="generators"),
            deletes=True,
        )


def _stays(entry: Entry) -> Tokens | None:
    return entry.tokens


def _place(entry: Entry) -> str:
    if entry.category in _DIRECT:
        return entry.category
    if entry.category in _BY_NAME:
        return f"{entry.category} {entry.key}"
    return entry.key if entry.tokens is None else format_path(entry.tokens)


def _read(place: str) -> tuple[str, Tokens]:
    if place in _DIRECT:
        return place, ()
    category, _, name = place.partition(" ")
    if category in _BY_NAME and name:
        return category, (name,)
    tokens = read_path(place) if place.startswith("$") else None
    if tokens is None:
        raise InvalidEdit(
            f"{place!r} cannot have a generator; write $.id, header X-Id, query page, metadata key, path or status"
        )
    return "body", tokens
