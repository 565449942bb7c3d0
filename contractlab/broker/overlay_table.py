"""Rows of a table with changes on top: what would be if, without a copy of what there is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

from contractlab.broker.records import Record
from contractlab.broker.table import Change, Table

__all__ = ["Guard", "OverlayTable"]

R = TypeVar("R", bound=Record)
Guard = Callable[[], AbstractContextManager[object]]
"""Makes what a table below may be asked in."""


class OverlayTable(Table[R]):
    """A `Table` that takes changes, and leaves the one below as it is.

    Parameters
    ----------
    name : str
    indexes : tuple of str
    note : callable
    below : Table
    guard : callable
    """

    def __init__(
        self,
        name: str,
        indexes: tuple[str, ...],
        note: Callable[[Change], None],
        *,
        below: Table[R],
        guard: Guard,
    ) -> None:
        super().__init__(name, indexes, note)
        self._below = below
        self._guard = guard
        self._gone: set[int] = set()
        """Numbers of rows below that were replaced or removed."""

    def __iter__(self) -> Iterator[R]:
        with self._guard():
            rows = [row for row in self._below if row.id not in self._gone]
        return iter(sorted([*rows, *self.rows.values()], key=lambda row: row.id))

    def __len__(self) -> int:
        with self._guard():
            return len(self._below) - len(self._gone) + len(self.rows)

    def __contains__(self, number: object) -> bool:
        if number in self.rows:
            return True
        with self._guard():
            return number not in self._gone and number in self._below

    def __getitem__(self, number: int) -> R:
        row = self.rows.get(number)
        if row is not None:
            return row
        if number in self._gone:
            raise KeyError(number)
        with self._guard():
            return self._below[number]

    def highest_id(self) -> int:
        """See `Table`."""
        with self._guard():
            return max(self.last_id, self._below.highest_id())

    def next_id(self) -> int:
        """See `Table`."""
        self.last_id = self.highest_id() + 1
        return self.last_id

    def by(self, names: str, *values: Hashable) -> list[R]:
        """See `Table`."""
        mine = super().by(names, *values)
        with self._guard():
            rows = [row for row in self._below.by(names, *values) if row.id not in self._gone]
        return sorted([*rows, *mine], key=lambda row: row.id) if mine else rows

    def first(self, names: str, *values: Hashable) -> R | None:
        """See `Table`."""
        return self._end(names, values, newest=False)

    def last(self, names: str, *values: Hashable) -> R | None:
        """See `Table`."""
        return self._end(names, values, newest=True)

    def _end(self, names: str, values: tuple[Hashable, ...], *, newest: bool) -> R | None:
        with self._guard():
            below = self._below.last(names, *values) if newest else self._below.first(names, *values)
        if below is not None and below.id in self._gone:
            rows = self.by(names, *values)
            return (rows[-1] if newest else rows[0]) if rows else None
        mine = super().last(names, *values) if newest else super().first(names, *values)
        if mine is None or below is None:
            return below if mine is None else mine
        return max(mine, below, key=lambda row: row.id) if newest else min(mine, below, key=lambda row: row.id)

    def newest_first(self, names: str, *values: Hashable) -> Iterator[R]:
        """See `Table`."""
        return reversed(self.by(names, *values))

    def replace(self, row: R) -> R:
        """See `Table`."""
        before = self[row.id]
        if row.id in self.rows:
            return super().replace(row)
        self._gone.add(row.id)
        self._put(row)
        self._note(Change(self.name, before, row))
        return row

    def remove(self, row: R) -> None:
        """See `Table`."""
        if row.id in self.rows:
            super().remove(row)
            return
        self._gone.add(row.id)
        self._note(Change(self.name, row, None))

    def copy_into(self, table: Table[R]) -> None:
        """See `Table`."""
        for row in self:
            table.load(row)
        table.last_id = max(table.last_id, self.last_id)
