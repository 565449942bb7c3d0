"""One request to the server, and what answers it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from contractlab.broker.book import Book
from contractlab.broker.records import Branch, Environment, Pacticipant, Version
from contractlab.broker.server.negotiation import HAL_JSON
from contractlab.broker.store import Store
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["HAL", "NOT_FOUND", "PLAIN_JSON", "Call", "Refusal", "Reply", "gone", "instant", "missing"]

HAL = "application/hal+json;charset=utf-8"
PLAIN_JSON = "application/json;charset=utf-8"
NOT_FOUND = "The requested document was not found on this server."
_JSON_BODIES = frozenset({"application/json", HAL_JSON, "application/merge-patch+json"})


@quiet
@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back; a body of None is none, and without a content type it is that which the client asked for."""

    body: JSON | str = None
    status: int = 200
    location: str = ""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """An answer that is no; what was begun in the book is taken back."""

    def __init__(self, status: int, body: JSON = None, content_type: str = HAL) -> None:
        super().__init__(status)
        self.reply = Reply(body, status, "", content_type)


def missing(what: str) -> Refusal:
    """404 that names who is missing."""
    return Refusal(404, {"error": what})


def gone() -> Refusal:
    """404 of a document whose owners may be there."""
    return Refusal(404, {"error": NOT_FOUND}, PLAIN_JSON)


def instant(moment: int) -> str:
    """A time as brokers write it: whole seconds, UTC."""
    return datetime.fromtimestamp(moment // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


@quiet
@dataclass(slots=True)
class Call:
    """A request.

    Attributes
    ----------
    store : Store
    method : str
    base : str
        Address that the server was asked by: ``http://127.0.0.1:9292``.
    target : str
        Path and query as they came.
    names : mapping of str to str
        What stands for the names of the route, decoded.
    query : sequence of (str, str)
    accept : sequence of str
        Values of the ``Accept`` headers.
    chosen : str or None
        Media type of the answer; None where the client takes none that there is.
    content_type : str
    body : bytes
    first_tag_limit : float
        Seconds in which a first tag becomes a branch.
    """

    store: Store
    method: str
    base: str
    target: str
    names: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    accept: Sequence[str]
    chosen: str | None
    content_type: str
    body: bytes
    first_tag_limit: float

    @property
    def path(self) -> str:
        """The path as it came."""
        return self.target.partition("?")[0]

    @contextmanager
    def writing(self) -> Iterator[Book]:
        """The book in one transaction, which is taken back where the client takes no answer that there is."""
        with self.store.writing() as book:
            yield book
            if self.chosen is None:
                raise Refusal(406)

    def url(self, *segments: str) -> str:
        """An address; names in it are encoded."""
        return "/".join((self.base, *(quote(segment, safe="") for segment in segments)))

    @staticmethod
    def segment(name: str) -> str:
        """A name as a part of an address."""
        return quote(name, safe="")

    def document(self) -> dict[str, JSON]:
        """The body as a JSON object; an absent one is empty.

        Raises
        ------
        Refusal
            400 if it is no JSON, or another value.
        """
        if self.body and self.content_type and self.content_type not in _JSON_BODIES:
            raise Refusal(415)
        if not self.body.strip():
            return {}
        try:
            parsed = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Refusal(400, {"error": f"JSON::ParserError - {error}"}) from None
        if not isinstance(parsed, dict):
            raise Refusal(400, {"error": "The request body must be a JSON object"})
        return parsed

    def flag(self, name: str) -> bool:
        """True where the query says so."""
        return self.first(name) == "true"

    def first(self, name: str) -> str | None:
        """The first value of a parameter of the query."""
        return next((value for key, value in self.query if key == name), None)

    # Rows that the path names

    def pacticipant(self, book: Book, key: str = "pacticipant") -> Pacticipant:
        """The pacticipant that the path names."""
        row = book.pacticipant(self.names[key])
        if row is None:
            raise missing(f"No {key} with name '{self.names[key]}' found")
        return row

    def version(self, book: Book) -> Version:
        """The version that the path names."""
        owner = book.pacticipant(self.names["pacticipant"])
        row = None if owner is None else book.version(owner, self.names["version"])
        if row is None:
            raise gone()
        return row

    def branch(self, book: Book) -> Branch:
        """The branch that the path names."""
        owner = book.pacticipant(self.names["pacticipant"])
        row = None if owner is None else book.branch(owner.id, self.names["branch"])
        if row is None:
            raise gone()
        return row

    def environment(self, book: Book) -> Environment:
        """The environment that the path names."""
        row = book.environments.first("uuid", self.names["environment"])
        if row is None:
            raise gone()
        return row
