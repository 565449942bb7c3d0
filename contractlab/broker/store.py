"""The book in a file: asked by query, so that memory does not grow with it; one transaction for each change.

A book in memory (``":memory:"``) has its rows as objects, and is written to its connection row by row.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from threading import RLock
from typing import Any

from contractlab.broker.book import Book, Clock, wall_clock
from contractlab.broker.events import Event, events_of
from contractlab.broker.records import (
    Branch,
    BranchVersion,
    Content,
    Deployment,
    Environment,
    Integration,
    Label,
    Pacticipant,
    Publication,
    Record,
    Release,
    Tag,
    TagSuccess,
    VerificationResult,
    Version,
    Webhook,
)
from contractlab.broker.store_schema import check_file, is_checked_whole, migrate
from contractlab.broker.stored_table import StoredTable
from contractlab.broker.table import Change
from contractlab.broker.writing import PublishedContent
from contractlab.errors import BrokerError

__all__ = ["MEMORY", "Store"]

MEMORY = ":memory:"
_MAX_TEXT_BYTES = 64 * 1024 * 1024
_BUSY_SECONDS = 60.0
_STATEMENTS = 512
"""Queries that stay prepared: one for each index of each table, with and without an order."""

_KINDS: dict[str, type[Record]] = {
    "pacticipants": Pacticipant,
    "versions": Version,
    "branches": Branch,
    "branch_versions": BranchVersion,
    "tags": Tag,
    "contents": Content,
    "publications": Publication,
    "results": VerificationResult,
    "tag_successes": TagSuccess,
    "environments": Environment,
    "deployments": Deployment,
    "releases": Release,
    "integrations": Integration,
    "labels": Label,
    "webhooks": Webhook,
}
_COLUMNS = {name: [field.name for field in fields(kind)] for name, kind in _KINDS.items()}
_FLAGS = {name: {at for at, field in enumerate(fields(kind)) if field.type == "bool"} for name, kind in _KINDS.items()}
_VALUES = {name: attrgetter(*columns) for name, columns in _COLUMNS.items()}
_REFERENCES = {
    "pacticipant": "pacticipants",
    "consumer": "pacticipants",
    "provider": "pacticipants",
    "version": "versions",
    "head": "versions",
    "branch": "branches",
    "content": "contents",
    "environment": "environments",
}

_WITH_ROWS = {"contents": (("texts", "content"),), "results": (("result_details", "result"),)}


class Store:
    """A book that lasts.

    Parameters
    ----------
    path : str or Path
        A file that is made when missing, or ``":memory:"``.
    clock : callable, optional

    Raises
    ------
    BrokerError
        If the file is not one of ours.
    """

    def __init__(self, path: str | Path, clock: Clock = wall_clock) -> None:
        self.path = str(path)
        self._clock = clock
        self._lock = RLock()
        if self.path != MEMORY:
            if Path(self.path).exists():
                check_file(Path(self.path))
            else:
                Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = sqlite3.connect(
                self.path,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_STATEMENTS,
            )
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute("PRAGMA cell_size_check = ON")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * _MAX_TEXT_BYTES)
            migrate(self._connection)
        except sqlite3.Error as error:
            raise BrokerError(f"{path} cannot be opened: {error}") from None
        self._listeners: list[Callable[[Event], object]] = []
        self._telling = RLock()
        self._seen = -1
        self._stored: list[StoredTable[Any]] = []
        self._book = Book(clock) if self.path == MEMORY else Book(clock, self._stored_table, guard=self.reading)

    def _stored_table(self, name: str, indexes: tuple[str, ...], note: Callable[[Change], None]) -> StoredTable[Any]:
        made: StoredTable[Any] = StoredTable(
            name,
            indexes,
            note,
            kind=_KINDS[name],
            connection=self._connection,
            with_rows=_WITH_ROWS.get(name, ()),
        )
        self._stored.append(made)
        return made

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """The book of this moment; it is not to be changed."""
        with self._lock:
            # One transaction, so that all that is asked is of one moment; a question within a question shares it.
            began = bool(self._stored) and not self._connection.in_transaction
            if began:
                self._begin()
            try:
                self._refresh()
                yield self._book
            except sqlite3.Error as error:
                raise BrokerError(f"{self.path} cannot be read: {error}") from None
            finally:
                if began:
                    self._end()

    def _end(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:  # of a page that is damaged, the end of reading may tell
            if self._connection.in_transaction:
                self._connection.rollback()
            raise BrokerError(f"{self.path} cannot be read: {error}") from None

    def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN")
        except sqlite3.Error as error:
            raise BrokerError(f"{self.path} cannot be read: {error}") from None

    @contextmanager
    def writing(self) -> Iterator[Book]:
        """The book in one transaction: all that is changed is written, or nothing where an error is raised."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise BrokerError(f"{self.path} cannot be written: {error}") from None
            try:
                self._refresh()
                yield self._book
                self._write_journal()
                events = self._events() if self._listeners else []
                self._connection.execute("COMMIT")
                self._book.journal.clear()
                self._book.happened.clear()
            except BaseException as error:
                if self._connection.in_transaction:  # SQLite takes back by itself where the disk is full
                    self._connection.execute("ROLLBACK")
                self._take_back()
                if isinstance(error, sqlite3.Error):
                    raise BrokerError(f"{self.path} cannot be written: {error}") from None
                raise
        for event in events:
            self._tell(event)

    def _take_back(self) -> None:
        if not self._stored:
            self._book.take_back()
            return
        self._book.happened.clear()
        for table in self._stored:
            table.forget()

    @contextmanager
    def listening(self, listener: Callable[[Event], object]) -> Iterator[None]:
        """While the block lasts, call a function with the events that webhooks would get of what this object writes."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def _events(self) -> list[Event]:
        return [
            event
            for happened in self._book.happened
            if isinstance(happened, PublishedContent | VerificationResult)
            for event in events_of(self._book, happened)
        ]

    def _tell(self, event: Event) -> None:
        """What was written stays, whatever the listeners make of it."""
        for listener in tuple(self._listeners):
            try:
                with self._telling:
                    listener(event)
            except Exception as error:
                warnings.warn(f"on_event raised {type(error).__name__}: {error}", RuntimeWarning, stacklevel=2)

    def text(self, content: int) -> bytes:
        """The text of a content; texts are read when they are asked for."""
        text = self._value("SELECT text FROM texts WHERE content = ? AND length(text) <= ?", (content, _MAX_TEXT_BYTES))
        if not isinstance(text, bytes):
            raise BrokerError(f"{self.path} has no text for a contract that it lists: the file is damaged")
        return text

    def _value(self, sql: str, values: tuple[Any, ...]) -> Any:
        """The one value of the one row that is asked for; None where there is no such row."""
        try:
            with self._lock:
                row = self._connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise BrokerError(f"{self.path} cannot be read: {error}") from None
        return None if row is None else row[0]

    def put_text(self, content: int, text: bytes) -> None:
        """Keep the text of a content, inside of `writing`; the first one stays."""
        self._connection.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (content, text))

    def details(self, result: int) -> str | None:
        """What a result says of each example, as JSON; None where it says nothing."""
        details = self._value("SELECT details FROM result_details WHERE result = ?", (result,))
        return None if details is None else str(details)

    def put_details(self, result: int, details: str) -> None:
        """Keep what a result says of each example, inside of `writing`."""
        self._connection.execute("INSERT OR REPLACE INTO result_details VALUES (?, ?)", (result, details))

    def fact(self, name: str) -> str | None:
        """What the file says of itself."""
        value = self._value("SELECT value FROM facts WHERE name = ?", (name,))
        return None if value is None else str(value)

    def put_fact(self, name: str, value: str) -> None:
        """Keep what the file says of itself, inside of `writing`."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def _write_journal(self) -> None:
        for change in self._book.journal:
            columns = _COLUMNS[change.table]
            if change.after is None:
                assert change.before is not None
                self._connection.execute(f"DELETE FROM {change.table} WHERE id = ?", (change.before.id,))  # noqa: S608
                if change.table == "contents":
                    self._connection.execute("DELETE FROM texts WHERE content = ?", (change.before.id,))
                if change.table == "results":
                    self._connection.execute("DELETE FROM result_details WHERE result = ?", (change.before.id,))
            else:
                marks = ", ".join("?" * len(columns))
                verb = "INSERT" if change.before is None else "REPLACE"
                sql = f"{verb} INTO {change.table} ({', '.join(columns)}) VALUES ({marks})"
                self._connection.execute(sql, _VALUES[change.table](change.after))

    def _refresh(self) -> None:
        """See what another connection has written since."""
        ((version,),) = self._connection.execute("PRAGMA data_version").fetchall()
        if version == self._seen:
            return
        if self._stored:
            self._look_again(first=self._seen == -1)
            self._seen = version
            return
        began = not self._connection.in_transaction
        if began:
            self._connection.execute("BEGIN")
        try:
            ((version,),) = self._connection.execute("PRAGMA data_version").fetchall()
            self._book = self._load()
            self._seen = version
        finally:
            if began:
                self._connection.execute("COMMIT")

    def _look_again(self, *, first: bool) -> None:
        """Forget what is kept of rows; what the file has is checked once."""
        for table in self._stored:
            table.forget()
        for name, columns in _COLUMNS.items():
            if "created_at" in columns:
                newest = self._connection.execute(f"SELECT created_at FROM {name} ORDER BY id DESC LIMIT 1")  # noqa: S608
                for (moment,) in newest.fetchall():
                    if not isinstance(moment, int):
                        raise BrokerError(f"{self.path} is damaged: {name} holds values of other kinds than it must")
                    self._book.not_before(moment)
            if first and is_checked_whole(Path(self.path)):
                self._check_stored(name)

    def _check_stored(self, name: str) -> None:
        """A file is not to be trusted: each number must be that of a row."""
        for column in _COLUMNS[name]:
            of = _REFERENCES.get(column)
            if of is None:
                continue
            missing = self._connection.execute(
                f"SELECT id FROM {name} WHERE {column} IS NOT NULL"  # noqa: S608
                f" AND {column} NOT IN (SELECT id FROM {of}) LIMIT 1"
            ).fetchall()
            for (number,) in missing:
                raise BrokerError(f"{self.path} is damaged: {name} {number} names a {column} that is not there")

    def _load(self) -> Book:
        book = Book(self._clock)
        try:
            for name, table in book.tables().items():
                columns = _COLUMNS[name]
                rows = self._connection.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY id")  # noqa: S608
                kind, flags = _KINDS[name], _FLAGS[name]
                dated = columns.index("created_at") if "created_at" in columns else None
                newest = 0
                for row in rows:
                    values = row
                    if flags:
                        values = tuple(bool(value) if at in flags else value for at, value in enumerate(row))
                    if dated is not None and row[dated] > newest:
                        newest = row[dated]
                    table.load(kind(*values))
                book.not_before(newest)
            for name, table in book.tables().items():
                self._check_references(book, name, table)
        except sqlite3.Error as error:
            raise BrokerError(f"{self.path} cannot be read: {error}") from None
        return book

    def _check_references(self, book: Book, name: str, table: Any) -> None:
        """A file is not to be trusted: each number must be that of a row."""
        tables = book.tables()
        for column in _COLUMNS[name]:
            of = _REFERENCES.get(column)
            if of is None:
                continue
            targets, value_of = tables[of].rows, attrgetter(column)
            for row in table:
                value = value_of(row)
                if value is not None and value not in targets:
                    raise BrokerError(f"{self.path} is damaged: {name} {row.id} names a {column} that is not there")
