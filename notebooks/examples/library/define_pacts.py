"""Define the contract with contractlab: the desk's own code proves it. ``python define_pacts.py`` writes the file."""

from __future__ import annotations

from pathlib import Path

from reading_desk import NotOnTheShelf, ReadingDesk

import contractlab as cl
from contractlab import match

PACTS = Path(__file__).parent / "pacts"
BOOK = {"id": match.int(7), "title": match.str("Notes on the Engine"), "on_shelf": match.bool(True)}
ON_THE_SHELF = {"number": 7, "title": "Notes on the Engine"}


def define() -> cl.Definition:
    """What the desk relies on."""
    library = cl.define("reading-desk", "library")
    (
        library.example("a book")
        .given("a book is on the shelf", ON_THE_SHELF)
        .with_request("GET", "/books/7")
        .will_respond_with(200, json=BOOK)
    )
    (
        library.example("a book that is not there")
        .given("there is no book")
        .with_request("GET", "/books/404")
        .will_respond_with(404)
    )
    (
        library.example("the books of an author")
        .given("a book is on the shelf", ON_THE_SHELF)
        .with_request("GET", "/books", query={"author": "Ada Lovelace"})
        .will_respond_with(200, json=match.each_like(BOOK))
    )
    (
        library.example("a loan")
        .given("a book is on the shelf", ON_THE_SHELF)
        .with_request("POST", "/loans", json={"book": 7, "member": "M-12"})
        .will_respond_with(201, json={"due": match.date("2026-05-04")})
    )
    (
        library.example("a loan of a book that somebody has")
        .given("a book is lent", number=8, member="M-99")
        .with_request("POST", "/loans", json={"book": 8, "member": "M-12"})
        .will_respond_with(409, json={"error": match.str("book 8 is lent")})
    )
    (
        library.example("a book that comes back")
        .given("a book is lent", number=7, member="M-12")
        .with_request("DELETE", "/loans/7")
        .will_respond_with(204)
    )
    return library


def prove(library: cl.Definition) -> None:
    """Run the desk for each example.

    Raises
    ------
    ContractBroken
        If it asks for anything else, or cannot use an answer.
    """
    for example, use in {
        "a book": lambda desk: desk.book(7),
        "a book that is not there": lambda desk: desk.book(404),
        "the books of an author": lambda desk: desk.books_by("Ada Lovelace"),
        "a loan": lambda desk: desk.lend(7, "M-12"),
        "a book that comes back": lambda desk: desk.take_back(7),
    }.items():
        library.prove(example, lambda mock, use=use: use(ReadingDesk(mock.url))).require_passed()
    lent = "a loan of a book that somebody has"
    library.prove(lent, lambda mock: ReadingDesk(mock.url).lend(8, "M-12"), raises=NotOnTheShelf).require_passed()


def make(folder: Path = PACTS) -> Path:
    """Write the contract; the file is as before where nothing changed."""
    library = define()
    prove(library)
    return library.save(folder)


if __name__ == "__main__":
    make()
