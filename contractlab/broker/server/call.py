"""One request to the server, and what answers it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from contractlab.broker.book import Book
from contractlab.broker.records import Branch, Environment, Pacticipant, Version
from contractlab.broker.store import Store
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = ["HAL", "Call", "Refusal", "Reply", "instant", "missing"]

HAL = "application/hal+json;charset=utf-8"
PLAIN_JSON = "application/json;charset=utf-8"


@quiet
@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back; a body of None is none."""

    body: JSON | str = None
    status: int = 200
    location: str = ""
    content_type: str = HAL
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """An answer that is no; what was begun in the book is taken back."""

    def __init__(self, status: int, body: JSON = None, content_type: str = HAL) -> None:
        super().__init__(status)
        self.reply = Reply(body, status, "", content_type)


def missing(what: str) -> Refusal:
    """404 with a sentence."""
    return Refusal(404, {"error": what})


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
    content_type: str
    body: bytes
    first_tag_limit: float
    _parsed: JSON = field(default=None, repr=False)

    def url(self, *segments: str) -> str:
        """An address; names in it are encoded."""
        return "/".join((self.base, *(quote(segment, safe="") for segment in segments)))

    def document(self) -> dict[str, JSON]:
        """The body as a JSON object; an absent one is empty.

        Raises
        ------
        Refusal
            400 if it is no JSON, or another value.
        """
        if self.body and self.content_type and "json" not in self.content_type:
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
        row = book.version(self.pacticipant(book), self.names["version"])
        if row is None:
            raise missing("The requested document was not found on this server.")
        return row

    def branch(self, book: Book) -> Branch:
        """The branch that the path names."""
        row = book.branch(self.pacticipant(book).id, self.names["branch"])
        if row is None:
            raise missing("The requested document was not found on this server.")
        return row

    def environment(self, book: Book) -> Environment:
        """The environment that the path names."""
        row = book.environments.first("uuid", self.names["environment"])
        if row is None:
            raise missing("The requested document was not found on this server.")
        return row
