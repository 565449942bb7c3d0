"""What a verifier's client makes of an answer before it is judged: the plain data of it.

A verifier sees an answer through its HTTP client, which unpacks bodies, takes headers away and follows redirects. Each
format knows the client of its own verifier; what it does to a recorded answer is described in the terms of this module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.reasons import Reason
from contractlab.values.sentences import Sentence

if TYPE_CHECKING:
    from contractlab.contracts.contract import Example

__all__ = [
    "AnswersByPart",
    "Follow",
    "FollowsRedirects",
    "KnowsClient",
    "RecordedAnswer",
    "SeenAnswer",
    "TransportNote",
]


@quiet
@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """An exchange as it was recorded.

    Attributes
    ----------
    request : HttpRequest
        As it was sent, base path included.
    response : HttpResponse
        Its body is as it was before any content encoding, whatever its headers say.
    origin : str
        Scheme and host of the address; empty where it was not recorded.
    http_version : str
        As recorded, ``"HTTP/1.1"``, ``"h2"`` …; empty where it was not.
    unpacking_fault : str
        Why a client that unpacks by the letter gets no body, or another body than the recorded body; empty where it
        gets the same body.
    follows_redirects : bool
        False where whoever asked was told to take a redirect for the answer.
    """

    request: HttpRequest
    response: HttpResponse
    origin: str = ""
    http_version: str = ""
    unpacking_fault: str = ""
    follows_redirects: bool = True


@quiet
@dataclass(frozen=True, slots=True)
class TransportNote:
    """A rule of a client that changed what is judged.

    Attributes
    ----------
    rule : str
        Its name, for programs: ``"unpacked"``, ``"redirect"`` …
    sentence : Sentence
        What the client does, for people.
    headers : frozenset of str
        Lower-case names of the headers that it takes away or does not read; empty where the rule is about all of the
        answer.
    """

    rule: str
    sentence: Sentence
    headers: frozenset[str] = frozenset()

    @property
    def message(self) -> str:
        """The sentence as plain text."""
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class SeenAnswer:
    """An answer as the verifier's client hands it on.

    Attributes
    ----------
    response : HttpResponse
        What is judged.
    notes : tuple of TransportNote
        What was changed on the way, in order.
    reason : Reason or None
        Why there is nothing to judge; then `response` is what was recorded last.
    always : bool
        True if it is handed on so whatever example it is held against.
    """

    response: HttpResponse
    notes: tuple[TransportNote, ...] = ()
    reason: Reason | None = None
    always: bool = False


Follow = Callable[[str, str], RecordedAnswer | None]
"""From method and address of a request to what the same recording holds as the answer to it; None for nothing."""


@runtime_checkable
class KnowsClient(Protocol):
    """A `Format` that knows the HTTP client of its verifier; answers of any other are judged as they were recorded."""

    def seen_answer(self, example: Example, answer: RecordedAnswer, follow: Follow) -> SeenAnswer:
        """A recorded answer as the client hands it on to be judged.

        Parameters
        ----------
        example : Example
            Of kind ``"http"``, and one that tests the provider.
        answer : RecordedAnswer
        follow : callable
            Finds what the same recording holds as the answer to another request, for clients that follow redirects.
        """


@runtime_checkable
class FollowsRedirects(Protocol):
    """A `Format` whose verifier's client follows redirects: how it asks where one leads."""

    def redirected_request(
        self, request: HttpRequest, origin: str, status: int, method: str, address: str
    ) -> HttpRequest:
        """The request after a redirect.

        Parameters
        ----------
        request : HttpRequest
            The one that was redirected, as it was sent.
        origin : str
            Scheme and host that it was sent to.
        status : int
            Of the redirect.
        method, address : str
            Where it leads, as `Follow` gets them.

        Returns
        -------
        HttpRequest
            With path and query of the address.
        """


@runtime_checkable
class AnswersByPart(Protocol):
    """A `Format` of which the verdict on an answer looks at a part of the example alone, and not at its request."""

    def answer_content(self, example: Example) -> JSON:
        """All of the document that decides what an answer must be, its rules included.

        Parameters
        ----------
        example : Example
            Of kind ``"http"``, and one that tests the provider.
        """
