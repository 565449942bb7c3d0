"""What brings the states of the library about: for contractlab, inside its own process."""

from __future__ import annotations

from collections.abc import Iterator

from library import Shelves, shelves

import contractlab as cl

states = cl.StateHandlers().provide(shelves=shelves)


@states("a book is on the shelf")
def on_the_shelf(number: int, title: str, shelves: Shelves) -> Iterator[None]:
    shelves.add(number, title)
    yield
    shelves.remove(number)


@states("a book is lent")
def lent(number: int, member: str, shelves: Shelves) -> Iterator[None]:
    shelves.add(number, "Notes on the Engine")
    shelves.lend(number, member)
    yield
    shelves.remove(number)


@states("there is no book")
def no_book(shelves: Shelves) -> None:
    shelves.books.clear()
