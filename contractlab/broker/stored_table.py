"""Rows of one kind that stay in the file: a question is a query with an index, and memory does not grow with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from contractlab.broker.records import Record
from contractlab.broker.table import Change, Table
from contractlab.errors import BrokerError

__all__ = ["StoredTable"]

R = TypeVar("R", bound=Record)
_KEPT = 1_000
"""Rows that are kept by their numbers; asked for again within one question, they are not read again."""
_PIECE = 500


_TYPES: dict[str, type] = {"int": int, "bool": int, "str": str, "None": type(None)}


def _types_of(annotation: str) -> tuple[type, ...]:
    """What SQLite gives of an attribute of a row."""
    return tuple(_TYPES[name] for name in annotation.split(" | "))


class StoredTable(Table[R]):
    """A `Table` over a connection, in the middle of whose transaction it is asked and written.

    Parameters
    ----------
    name : str
    indexes : tuple of str
    note : callable
        Not told: what is written here is in the transaction already.
    kind : type
        Of the rows.
    connection : sqlite3.Connection
    with_rows : tuple of (str, str)
        Tables whose rows go with those of this one, and the columns that name them.
    """

    def __init__(
        self,
        name: str,
        indexes: tuple[str, ...],
        note: Callable[[Change], None],
        *,
        kind: type[R],
        connection: sqlite3.Connection,
        with_rows: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(name, indexes, note)
        self._kind = kind
        self._connection = connection
        self._with_rows = with_rows
        columns = [field.name for field in fields(kind)]
        self._flags = tuple(at for at, field in enumerate(fields(kind)) if field.type == "bool")
        self._types = tuple(_types_of(str(field.type)) for field in fields(kind))
        self._values: Callable[[R], tuple[Any, ...]] = attrgetter(*columns)
        # Every name is one of the house's own: none comes from a user.
        self._select = f"SELECT {', '.join(columns)} FROM {name}"  # noqa: S608
        self._where = {names: " AND ".join(f"{column} IS ?" for column in names.split()) for names in indexes}
        marks = ", ".join("?" * len(columns))
        self._insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        self._update = f"UPDATE {name} SET {', '.join(f'{each} = ?' for each in columns[1:])} WHERE id = ?"  # noqa: S608
        self._kept: dict[int, R] = {}

    def forget(self) -> None:
        """Keep nothing: somebody else wrote, or what was written here was taken back."""
        self._kept.clear()

    def _row(self, values: tuple[Any, ...]) -> R:
        if not all(map(isinstance, values, self._types)):
            place = f"row {values[0]!r:.40} of {self.name}"
            raise BrokerError(f"The broker's file is damaged: {place} holds values of other kinds than it must")
        if self._flags:
            values = tuple(bool(value) if at in self._flags else value for at, value in enumerate(values))
        return self._kind(*values)

    def _ask(self, rest: str, values: tuple[Hashable, ...] = ()) -> Iterator[R]:
        return map(self._row, self._connection.execute(f"{self._select} {rest}", values))

    def __iter__(self) -> Iterator[R]:
        """In pieces, so that rows may be written meanwhile."""
        last = -1
        while True:
            piece = list(self._ask(f"WHERE id > ? ORDER BY id LIMIT {_PIECE}", (last,)))
            yield from piece
            if len(piece) < _PIECE:
                return
            last = piece[-1].id

    def __len__(self) -> int:
        ((number,),) = self._connection.execute(f"SELECT count(*) FROM {self.name}").fetchall()  # noqa: S608
        return int(number)

    def __contains__(self, number: object) -> bool:
        return number in self._kept or next(self._ask("WHERE id = ?", (number,)), None) is not None

    def __getitem__(self, number: int) -> R:
        row = self._kept.get(number)
        if row is None:
            row = next(self._ask("WHERE id = ?", (number,)), None)
            if row is None:
                raise BrokerError(f"The broker's file is damaged: {self.name} has no row {number}, which another names")
            self._keep(row)
        return row

    def _keep(self, row: R) -> None:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[row.id] = row

    def highest_id(self) -> int:
        """See `Table`."""
        ((highest,),) = self._connection.execute(f"SELECT max(id) FROM {self.name}").fetchall()  # noqa: S608
        return max(self.last_id, highest or 0)

    def next_id(self) -> int:
        """See `Table`."""
        self.last_id = self.highest_id() + 1
        return self.last_id

    def by(self, names: str, *values: Hashable) -> list[R]:
        """See `Table`."""
        return list(self._ask(f"WHERE {self._where[names]} ORDER BY id", values))

    def first(self, names: str, *values: Hashable) -> R | None:
        """See `Table`."""
        return next(self._ask(f"WHERE {self._where[names]} ORDER BY id LIMIT 1", values), None)

    def last(self, names: str, *values: Hashable) -> R | None:
        """See `Table`."""
        return next(self._ask(f"WHERE {self._where[names]} ORDER BY id DESC LIMIT 1", values), None)

    def newest_first(self, names: str, *values: Hashable) -> Iterator[R]:
        """See `Table`; in pieces, the first ones small, because most who ask stop soon."""
        before: int | None = None
        size = 20
        while True:
            below = "" if before is None else f" AND id < {before:d}"
            piece = list(self._ask(f"WHERE {self._where[names]}{below} ORDER BY id DESC LIMIT {size}", values))
            yield from piece
            if len(piece) < size:
                return
            before, size = piece[-1].id, _PIECE

    def add(self, row: R) -> R:
        """See `Table`."""
        self._connection.execute(self._insert, self._values(row))
        self._keep(row)
        return row

    def replace(self, row: R) -> R:
        """See `Table`."""
        identity, *rest = self._values(row)
        self._connection.execute(self._update, (*rest, identity))
        self._keep(row)
        return row

    def remove(self, row: R) -> None:
        """See `Table`."""
        self._connection.execute(f"DELETE FROM {self.name} WHERE id = ?", (row.id,))  # noqa: S608
        for table, column in self._with_rows:
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (row.id,))  # noqa: S608
        self._kept.pop(row.id, None)

    def load(self, row: R) -> None:
        """See `Table`: written like any other."""
        self.add(row)

    def unload(self, row: R) -> None:
        """See `Table`: taken out like any other."""
        self.remove(row)

    def copy_into(self, table: Table[R]) -> None:
        """See `Table`: the copy is in memory."""
        for row in self:
            table.load(row)
        table.last_id = max(table.last_id, self.last_id)
