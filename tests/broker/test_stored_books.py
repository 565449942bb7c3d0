"""A book in a file beside the same book in memory: every question is answered alike, and so is what would be if."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from broker_books import PLACES, Ticks, random_book
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contractlab.broker.answer import explain
from contractlab.broker.book import Book
from contractlab.broker.matrix import MatrixQuery
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.store import Store
from contractlab.errors import BrokerError

SEEDS = st.integers(0, 1_000_000)
ON_FILES = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@contextmanager
def stored(book: Book, folder: Path) -> Iterator[Store]:
    """The same rows in a file."""
    path = folder / "book.sqlite"
    for old in folder.glob("book.sqlite*"):
        old.unlink()
    store = Store(path, Ticks())
    with store.writing() as copy:
        tables: dict[str, Any] = copy.tables()
        for name, table in book.tables().items():
            for row in table:
                tables[name].add(row)
    yield store
    store.close()


def _answers(book: Book, strict: bool) -> list[Any]:
    events = []
    for version in list(book.versions)[-6:]:
        selector = MatrixSelector(book.pacticipants[version.pacticipant].name, version.number)
        for to in (MatrixSelector("", environment=PLACES[1]), MatrixSelector("", tag="rc", latest=True)):
            by = "cvpv" if to.environment is not None else "cvp"
            answer = explain(book, MatrixQuery((selector,), by, to), strict=strict)
            events.append((answer.deployable, answer.cells, answer.table.rows, answer.proposals))
    return events


@ON_FILES
@given(seed=SEEDS, strict=st.booleans())
def test_answers_and_proposals_are_those_of_a_book_in_memory(seed: int, strict: bool, tmp_path: Path) -> None:
    book = random_book(seed)
    wanted = _answers(book, strict)
    with stored(book, tmp_path) as store:
        with store.reading() as same:
            before = {name: list(table) for name, table in same.tables().items()}
            assert _answers(same, strict) == wanted
        with store.reading() as same:
            assert {name: list(table) for name, table in same.tables().items()} == before


@ON_FILES
@given(seed=SEEDS)
def test_every_index_finds_the_rows_that_memory_finds(seed: int, tmp_path: Path) -> None:
    book, random = random_book(seed), Random(seed)
    with stored(book, tmp_path) as store, store.reading() as same:
        sketch = same.sketch()
        for theirs, mine, tried in zip(
            book.tables().values(), same.tables().values(), sketch.tables().values(), strict=True
        ):
            rows = list(theirs)
            assert list(mine) == list(tried) == rows
            assert len(mine) == len(tried) == len(rows)
            for names, key in theirs._keys.items():
                for row in random.sample(rows, min(4, len(rows))):
                    value = key(row)
                    values = value if isinstance(value, tuple) else (value,)
                    for table in (mine, tried):
                        assert table.by(names, *values) == theirs.by(names, *values)
                        assert table.first(names, *values) == theirs.first(names, *values)
                        assert table.last(names, *values) == theirs.last(names, *values)
                        assert list(table.newest_first(names, *values)) == list(theirs.newest_first(names, *values))


@ON_FILES
@given(seed=SEEDS)
def test_a_sketch_takes_changes_as_a_copy_does_and_leaves_what_is_below(seed: int, tmp_path: Path) -> None:
    book, random = random_book(seed), Random(seed)
    with stored(book, tmp_path) as store:
        with store.reading() as same:
            sketch = same.sketch()
        copy = book.copy()
        for theirs, mine in zip(copy.tables().values(), sketch.tables().values(), strict=True):
            rows = list(theirs)
            for row in random.sample(rows, min(3, len(rows))):
                if random.random() < 0.5:
                    theirs.remove(row)
                    mine.remove(row)
                else:
                    theirs.replace(row)
                    mine.replace(row)
            assert list(mine) == list(theirs)
            assert len(mine) == len(theirs)
            for names, key in theirs._keys.items():
                for row in rows[-4:]:
                    value = key(row)
                    values = value if isinstance(value, tuple) else (value,)
                    assert mine.by(names, *values) == theirs.by(names, *values)
                    assert mine.first(names, *values) == theirs.first(names, *values)
                    assert mine.last(names, *values) == theirs.last(names, *values)
            assert mine.next_id() > max((row.id for row in rows), default=0)
        with store.reading() as same:
            for theirs, mine in zip(book.tables().values(), same.tables().values(), strict=True):
                assert list(mine) == list(theirs)


def test_what_is_damaged_while_the_file_is_open_is_told(tmp_path: Path) -> None:
    with (
        stored(random_book(7), tmp_path) as store,
        store.writing() as book,
        pytest.raises(BrokerError, match="damaged"),
    ):
        _ = book.versions[10**9]
