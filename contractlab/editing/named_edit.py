"""Headers, query parameters and metadata being edited: names with values or matchers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping

from contractlab.contracts.editing import NamedEditing
from contractlab.editing.example_place import ExamplePlace
from contractlab.values.json_types import JSON

__all__ = ["NamedEdit"]


class NamedEdit(MutableMapping[str, JSON]):
    """Values by name; setting one with a matcher writes the matcher too.

    Parameters
    ----------
    owner : ExamplePlace
    find : callable
        Gives what the format makes of them as they are now.
    """

    def __init__(self, owner: ExamplePlace, find: Callable[[], NamedEditing]) -> None:
        self._owner = owner
        self._find = find

    def __getitem__(self, name: str) -> JSON:
        return self._find().get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._find().values)

    def __len__(self) -> int:
        return len(self._find().values)

    def __setitem__(self, name: str, value: object) -> None:
        self._owner.perform(self._find().set(name, value))

    def __delitem__(self, name: str) -> None:
        self._owner.perform(self._find().remove(name))

    def rename(self, name: str, new_name: str) -> None:
        """Call a value by another name; what is declared for it goes along."""
        self._owner.perform(self._find().rename(name, new_name))

    def __repr__(self) -> str:
        named = self._find()
        return f"<{named.field} {dict(named.values)!r}>"
