"""What editing and formats exchange, as plain data: operations, what is declared beside a value, what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.message import Message
from contractlab.values.mismatch import PathToken

__all__ = ["DeclaredRules", "DocumentChange", "EditOperation", "RecordedExchange", "StateRecord", "Tokens", "Written"]

Tokens: TypeAlias = tuple[PathToken, ...]
"""Steps from the root of a document, or of a body, to a value."""

DocumentChange: TypeAlias = Callable[[JSON], JSON]
"""From a document to the changed one; what is not touched stays the same object, and nothing is changed in place."""

StateRecord: TypeAlias = JSONObject
"""A state as forms show it: ``name``, ``params`` (which may hold matchers), and what is needed to write it back."""


@quiet
@dataclass(frozen=True, slots=True)
class EditOperation:
    """One edit of a document, not yet made.

    Attributes
    ----------
    label : str
        What it does, in words: ``"set $.id"``.
    code : str
        What follows the name of the example in the line of Python that does it: ``".response.body['$.id'] = 1"``.
    change : callable
        From the document to the changed one.
    deletes : bool
        True if the line begins with ``del``.
    """

    label: str
    code: str
    change: DocumentChange
    deletes: bool = False

    def line(self, name: str) -> str:
        """The line of Python that does it to the example of a name: ``edit['a user']``."""
        return f"{'del ' if self.deletes else ''}{name}{self.code}"


@quiet
@dataclass(frozen=True, slots=True)
class Written:
    """A document with the bytes that hold it.

    Attributes
    ----------
    document : JSON value
    data : bytes
    """

    document: JSON
    data: bytes


@quiet
@dataclass(frozen=True, slots=True)
class DeclaredRules:
    """What a file declares for a value beside it.

    Attributes
    ----------
    rules : tuple of dict
        As the file has them.
    combine : str
        How several combine: ``"AND"``, ``"OR"``, or what else the file says.
    pointer : str
        JSON pointer of what to take out so that nothing of them is left, and nothing empty.
    """

    rules: tuple[JSONObject, ...]
    combine: str
    pointer: str


@quiet
@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """What was recorded, to be made an example.

    Attributes
    ----------
    kind : str
        ``"http"``, ``"message"`` or ``"sync-message"``.
    description : str
    states : tuple of (str, mapping)
        Names and parameters.
    request : HttpRequest, Message or None
        None for a message that nothing asked for.
    responses : tuple of HttpResponse or Message
        The response, the message, or the replies.
    kept_headers : frozenset of str
        Lower-case names of the headers to ask for.
    by_type : bool
        True asks for values of the same type in what the provider sends, False for the very values.
    marker : str
        Text that stands where a secret was; a header, parameter or entry of metadata with it is left out.
    """

    kind: Literal["http", "message", "sync-message"]
    description: str
    states: tuple[tuple[str, Mapping[str, JSON]], ...]
    request: HttpRequest | Message | None
    responses: tuple[HttpResponse | Message, ...]
    kept_headers: frozenset[str]
    by_type: bool
    marker: str
