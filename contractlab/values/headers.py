"""HTTP headers as they were sent: ordered, repeatable, looked up without regard to case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from contractlab.values.display import clean_headers
from contractlab.values.json_types import JSON

__all__ = ["Headers", "HeadersLike"]

_FEW, _SHORT = 8, 500
"""Most headers, and most characters of their values, that are kept once for all recordings that have the same."""

HeadersLike = "Headers | Mapping[str, JSON] | Iterable[tuple[str, str]] | None"


class Headers:
    """An ordered sequence of (name, value) pairs.

    Parameters
    ----------
    items : Headers, mapping or iterable of pairs, optional
        A mapping's value may be one string or a list of them.
    valueless : iterable of str
        Names that stand there without a value that could be read; a name that has one in `items` counts as usual.
    """

    __slots__ = ("_by_name", "_items", "valueless")

    def __init__(
        self,
        items: Headers | Mapping[str, JSON] | Iterable[tuple[str, str]] | None = None,
        *,
        valueless: Iterable[str] = (),
    ) -> None:
        pairs: list[tuple[str, str]] = []
        if isinstance(items, Headers):
            pairs = list(items._items)
        elif isinstance(items, Mapping):
            for name, value in items.items():
                values = value if isinstance(value, list | tuple) else [value]
                pairs += [(str(name), str(value)) for value in values]
        elif items is not None:
            pairs = [(str(name), str(value)) for name, value in items]
        self._items: tuple[tuple[str, str], ...] = tuple(pairs)
        self.valueless = tuple(name.lower() for name in valueless)
        self._by_name: dict[str, list[str]] | None = None

    @property
    def by_name(self) -> dict[str, list[str]]:
        """Lower-case name to its values in order; built once."""
        if self._by_name is None:
            values: dict[str, list[str]] = {}
            for name, value in self._items:
                values.setdefault(name.lower(), []).append(value)
            for name in self.valueless:
                values.setdefault(name, [])
            self._by_name = values
        return self._by_name

    @property
    def shared(self) -> Headers:
        """Equal headers that another recording has, where they are few: answers differ elsewhere."""
        if len(self._items) > _FEW or sum(len(value) for _, value in self._items) > _SHORT:
            return self
        return _first_of_equal(self)

    def get(self, name: str, default: str | None = None) -> str | None:
        """All values of `name` joined by a comma and a space, or `default` (RFC 9110 §5.2)."""
        values = self.by_name.get(name.lower())
        return default if values is None else ", ".join(values)

    def get_all(self, name: str) -> list[str]:
        """Every value of `name`, in order; empty where there is none."""
        return list(self.by_name.get(name.lower(), ()))

    def items(self) -> tuple[tuple[str, str], ...]:
        """The pairs as they were sent."""
        return self._items

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self.by_name

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._items == other._items and self.valueless == other.valueless

    def __hash__(self) -> int:
        return hash((self._items, self.valueless))

    def __repr__(self) -> str:
        return f"Headers({clean_headers(self._items)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_as_they_were, (list(self._items), self.valueless))


@lru_cache(maxsize=1_000)
def _first_of_equal(headers: Headers) -> Headers:
    return headers


def _as_they_were(items: list[tuple[str, str]], valueless: tuple[str, ...]) -> Headers:
    return Headers(items, valueless=valueless)
