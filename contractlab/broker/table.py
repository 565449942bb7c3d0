"""Rows of one kind, found by what they say: cost follows what is asked about, not how much there is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

from contractlab.broker.records import Record
from contractlab.values.display import quiet

__all__ = ["Change", "Table"]

R = TypeVar("R", bound=Record)


@quiet
@dataclass(frozen=True, slots=True)
class Change:
    """A row that came (`before` is None), went (`after` is None) or was replaced."""

    table: str
    before: Record | None
    after: Record | None


class Table(Generic[R]):
    """Rows by their numbers, with an index for each combination of attributes that somebody asks by.

    Parameters
    ----------
    name : str
    indexes : tuple of str
        Each ``"consumer provider"``: attributes whose values find rows.
    note : callable
        Is told of every change.
    """

    def __init__(self, name: str, indexes: tuple[str, ...], note: Callable[[Change], None]) -> None:
        self.name = name
        self.rows: dict[int, R] = {}
        self.last_id = 0
        self._note = note
        self._keys: dict[str, Callable[[R], Hashable]] = {names: attrgetter(*names.split()) for names in indexes}
        # Most keys have one row: it stands there itself, as a mapping for each would be most of the memory of a book.
        self._indexes: dict[str, dict[Hashable, R | dict[int, R]]] = {names: {} for names in indexes}

    def __iter__(self) -> Iterator[R]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, number: object) -> bool:
        return number in self.rows

    def __getitem__(self, number: int) -> R:
        return self.rows[number]

    def row_or(self, number: int, otherwise: R) -> R:
        """The row with a number; something else where there is none."""
        if number not in self:
            return otherwise
        return self[number]

    def highest_id(self) -> int:
        """The highest number that was given."""
        return self.last_id

    def next_id(self) -> int:
        """The number of the next row; numbers are never used again."""
        self.last_id += 1
        return self.last_id

    def _of(self, names: str, values: tuple[Hashable, ...]) -> dict[int, R]:
        bucket = self._indexes[names].get(values[0] if len(values) == 1 else values)
        if bucket is None:
            return {}
        return bucket if isinstance(bucket, dict) else {bucket.id: bucket}

    def by(self, names: str, *values: Hashable) -> list[R]:
        """Rows whose attributes have these values, in the order of their numbers."""
        return list(self._of(names, values).values())

    def first(self, names: str, *values: Hashable) -> R | None:
        """The first of them, or None."""
        return next(iter(self._of(names, values).values()), None)

    def last(self, names: str, *values: Hashable) -> R | None:
        """The newest of them, or None."""
        return next(reversed(self._of(names, values).values()), None)

    def newest_first(self, names: str, *values: Hashable) -> Iterator[R]:
        """Rows whose attributes have these values, the newest first; nothing may be written meanwhile."""
        return reversed(self._of(names, values).values())

    def add(self, row: R) -> R:
        """Add a row."""
        self._put(row)
        self._note(Change(self.name, None, row))
        return row

    def replace(self, row: R) -> R:
        """Put a row in the place of the one that has its number."""
        before = self.rows[row.id]
        self.rows[row.id] = row
        for names, key in self._keys.items():
            rows = self._indexes[names].get(key(row))
            if key(before) == key(row) and isinstance(rows, dict):
                rows[row.id] = row
            else:
                self._take_from(names, before)
                self._put_into(names, row)
        self._note(Change(self.name, before, row))
        return row

    def remove(self, row: R) -> None:
        """Take a row out."""
        self._take(row)
        self._note(Change(self.name, row, None))

    def load(self, row: R) -> None:
        """Add a row that was there before: no listener hears of it."""
        self._put(row)

    def unload(self, row: R) -> None:
        """Take a row out, and tell nobody."""
        self._take(row)

    def _put(self, row: R) -> None:
        in_order = not self.rows or row.id > next(reversed(self.rows))
        self.rows[row.id] = row
        self.last_id = max(self.last_id, row.id)
        if not in_order:
            self.rows = dict(sorted(self.rows.items()))
        for names in self._keys:
            self._put_into(names, row)

    def _put_into(self, names: str, row: R) -> None:
        key, index = self._keys[names](row), self._indexes[names]
        rows = index.get(key)
        if rows is None:
            index[key] = row
        elif not isinstance(rows, dict):
            index[key] = dict(sorted(((rows.id, rows), (row.id, row))))
        else:
            in_order = row.id > next(reversed(rows))
            rows[row.id] = row
            if not in_order:
                index[key] = dict(sorted(rows.items()))

    def _take(self, row: R) -> None:
        del self.rows[row.id]
        for names in self._keys:
            self._take_from(names, row)

    def _take_from(self, names: str, row: R) -> None:
        key, index = self._keys[names](row), self._indexes[names]
        rest = index[key]
        if isinstance(rest, dict):
            del rest[row.id]
        if not isinstance(rest, dict) or not rest:
            del index[key]

    def copy_into(self, table: Table[R]) -> None:
        """Give the rows to an empty table."""
        table.rows = dict(self.rows)
        table.last_id = self.last_id
        table._indexes = {
            names: {key: dict(rows) if isinstance(rows, dict) else rows for key, rows in index.items()}
            for names, index in self._indexes.items()
        }
