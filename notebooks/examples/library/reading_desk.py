"""The consumer: a reading desk that lends books of the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import requests


class NotOnTheShelf(Exception):
    """Somebody else has the book."""


@dataclass(frozen=True)
class Book:
    """What the desk shows of a book."""

    number: int
    title: str
    on_shelf: bool


class ReadingDesk:
    """Asks the library at an address."""

    def __init__(self, library: str) -> None:
        self._library = library.rstrip("/")
        self._session = requests.Session()

    def book(self, number: int) -> Book | None:
        answer = self._session.get(f"{self._library}/books/{number}", timeout=5)
        if answer.status_code == 404:
            return None
        answer.raise_for_status()
        return _book(answer.json())

    def books_by(self, author: str) -> list[Book]:
        answer = self._session.get(f"{self._library}/books", params={"author": author}, timeout=5)
        answer.raise_for_status()
        return [_book(entry) for entry in answer.json()]

    def lend(self, number: int, member: str) -> date:
        """Lend a book; the day on which it is due."""
        loan = {"book": number, "member": member}
        answer = self._session.post(f"{self._library}/loans", json=loan, timeout=5)
        if answer.status_code == 409:
            raise NotOnTheShelf(answer.json()["error"])
        answer.raise_for_status()
        return date.fromisoformat(answer.json()["due"])

    def take_back(self, number: int) -> None:
        self._session.delete(f"{self._library}/loans/{number}", timeout=5).raise_for_status()


def _book(entry: dict) -> Book:
    return Book(entry["id"], entry["title"], entry["on_shelf"])
