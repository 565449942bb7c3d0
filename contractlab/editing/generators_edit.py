"""Generators of one part being edited: values that are made at run time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from contractlab.editing.given import object_of
from contractlab.editing.pact_rules import Entry, Tokens, entries_of, set_entries
from contractlab.errors import InvalidEdit
from contractlab.matching.generators import GENERATORS, Generator
from contractlab.values.json_path import read_path
from contractlab.values.mismatch import format_path
from contractlab.values.source import Source

if TYPE_CHECKING:
    from contractlab.editing.example_edit import PartEdit

__all__ = ["GeneratorsEdit"]

_BY_NAME = ("header", "query", "metadata")
_DIRECT = ("path", "status", "method")
_HERE = Source("<generator>", b"").at("")


class GeneratorsEdit(MutableMapping[str, dict[str, Any]]):
    """Generators by place: ``$.id``, ``header X-Id``, ``query page``, ``metadata key``, ``path``, ``status``.

    Setting one takes it as the file has it: ``{"type": "RandomInt", "min": 1, "max": 9}``.

    Parameters
    ----------
    part : PartEdit
    """

    def __init__(self, part: PartEdit) -> None:
        self._part = part

    def _entries(self) -> dict[str, Entry]:
        return {_place(one): one for one in entries_of(self._part.document, "generators")}

    def __getitem__(self, place: str) -> dict[str, Any]:
        value = self._entries()[_normal(place)].value
        return dict(value) if isinstance(value, Mapping) else {}

    def __contains__(self, place: object) -> bool:
        try:
            return isinstance(place, str) and _normal(place) in self._entries()
        except InvalidEdit:  # no place at all
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries())

    def __len__(self) -> int:
        return len(self._entries())

    def __setitem__(self, place: str, generator: Mapping[str, Any]) -> None:
        category, tokens = _read(place)
        made = object_of(generator, "a generator")
        self._check(made, category, place)
        self._part.change(
            lambda part: set_entries(
                part, _stays, {(category, tokens): made}, version=self._part.version, field="generators"
            ),
            f"set the generator of {place}",
            f"{self._part.code}.generators[{place!r}] = {made!r}",
        )

    def _check(self, made: Mapping[str, Any], category: str, place: str) -> None:
        name = made.get("type")
        if not isinstance(name, str) or name not in GENERATORS:
            raise InvalidEdit(f"{name!r} is no generator; known are {', '.join(sorted(GENERATORS))}")
        args = {str(key): value for key, value in made.items() if key != "type"}
        generator = Generator(name, args, category, place, None, _HERE)
        if generator.since > self._part.version:
            raise InvalidEdit(
                f"the generator {name} came with Pact V{generator.since[0]}, and this contract is "
                f"V{self._part.version[0]}; convert it first: "
                f"cl.convert(contract, to='pact', spec_version={generator.since!r})"
            )
        faults = list(generator.faults())
        if faults:
            raise InvalidEdit(f"the generator {name} cannot make a value: {'; '.join(faults)}")

    def __delitem__(self, place: str) -> None:
        wanted = _normal(place)
        if wanted not in self._entries():
            raise InvalidEdit(f"no generator is declared for {place}")

        def steps(entry: Entry) -> Tokens | None:
            return None if _place(entry) == wanted else entry.tokens

        self._part.change(
            lambda part: set_entries(part, steps, {}, version=self._part.version, field="generators"),
            f"drop the generator of {place}",
            f"del {self._part.code}.generators[{place!r}]",
        )

    def __repr__(self) -> str:
        return f"<generators {dict(self)!r}>"


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
            f"{place!r} is no place for a generator; write $.id, header X-Id, query page, metadata key, path or status"
        )
    return "body", tokens


def _normal(place: str) -> str:
    category, tokens = _read(place)
    if category == "body":
        return format_path(tokens)
    return category if not tokens else f"{category} {tokens[0]}"
