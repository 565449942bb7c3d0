"""Generators of one part being edited: values that are made at run time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping

from contractlab.contracts.editing import GeneratorsEditing
from contractlab.editing.example_place import ExamplePlace
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["GeneratorsEdit"]


class GeneratorsEdit(MutableMapping[str, JSONObject]):
    """Generators by place: ``$.id``, ``header X-Id``, ``query page``, ``metadata key``, ``path``, ``status``.

    Setting one takes it as the file has it: ``{"type": "RandomInt", "min": 1, "max": 9}``.

    Parameters
    ----------
    owner : ExamplePlace
    find : callable
        Gives what the format makes of them as they are now.
    """

    def __init__(self, owner: ExamplePlace, find: Callable[[], GeneratorsEditing]) -> None:
        self._owner = owner
        self._find = find

    def __getitem__(self, place: str) -> JSONObject:
        generators = self._find()
        return generators.values[generators.place(place)]

    def __contains__(self, place: object) -> bool:
        try:
            generators = self._find()
            return isinstance(place, str) and generators.place(place) in generators.values
        except InvalidEdit:  # no place at all
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self._find().values)

    def __len__(self) -> int:
        return len(self._find().values)

    def __setitem__(self, place: str, generator: Mapping[str, JSON]) -> None:
        self._owner.perform(self._find().set(place, generator))

    def __delitem__(self, place: str) -> None:
        self._owner.perform(self._find().remove(place))

    def __repr__(self) -> str:
        return f"<generators {dict(self)!r}>"
