"""Write the contract: the desk's own code runs against pact-python's mock. ``python make_pacts.py`` does it anew."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pact import Pact, match
from reading_desk import NotOnTheShelf, ReadingDesk

PACTS = Path(__file__).parent / "pacts"
BOOK = {"id": match.int(7), "title": match.str("Notes on the Engine"), "on_shelf": match.bool(True)}
JSON = "application/json"


def make(folder: Path = PACTS) -> None:
    pact = Pact("reading-desk", "library").with_specification("V4")
    (
        pact.upon_receiving("a book")
        .given("a book is on the shelf", number=7, title="Notes on the Engine")
        .with_request("GET", "/books/7")
        .will_respond_with(200)
        .with_body(BOOK, JSON)
    )
    (
        pact.upon_receiving("a book that is not there")
        .given("there is no book")
        .with_request("GET", "/books/404")
        .will_respond_with(404)
    )
    (
        pact.upon_receiving("the books of an author")
        .given("a book is on the shelf", number=7, title="Notes on the Engine")
        .with_request("GET", "/books")
        .with_query_parameter("author", "Ada Lovelace")
        .will_respond_with(200)
        .with_body(match.each_like(BOOK), JSON)
    )
    (
        pact.upon_receiving("a loan")
        .given("a book is on the shelf", number=7, title="Notes on the Engine")
        .with_request("POST", "/loans")
        .with_body({"book": 7, "member": "M-12"}, JSON)
        .will_respond_with(201)
        .with_body({"due": match.date("2026-05-04", "%Y-%m-%d")}, JSON)
    )
    (
        pact.upon_receiving("a loan of a book that somebody has")
        .given("a book is lent", number=8, member="M-99")
        .with_request("POST", "/loans")
        .with_body({"book": 8, "member": "M-12"}, JSON)
        .will_respond_with(409)
        .with_body({"error": match.str("book 8 is lent")}, JSON)
    )
    (
        pact.upon_receiving("a book that comes back")
        .given("a book is lent", number=7, member="M-12")
        .with_request("DELETE", "/loans/7")
        .will_respond_with(204)
    )
    with pact.serve() as server:
        desk = ReadingDesk(str(server.url))
        desk.book(7)
        desk.book(404)
        desk.books_by("Ada Lovelace")
        desk.take_back(7)
        desk.lend(7, "M-12")
        with suppress(NotOnTheShelf):
            desk.lend(8, "M-12")
    pact.write_file(folder, overwrite=True)


if __name__ == "__main__":
    make()
