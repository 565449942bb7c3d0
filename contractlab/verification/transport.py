"""Captures as the verifier's client would have handed them on: what is judged, and the notes on the difference.

What a client does is the format's to know (`Format.seen_answer`); here stands what it needs of the recording around an
exchange: which later exchange of the same file is the answer to a redirect.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import quote, urlsplit

from contractlab.captures import AnyCapture, Capture, Redaction
from contractlab.captures.content_encoding import CannotDecode, is_packed, unpack_body
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.contracts.transport import KnowsClient, RecordedAnswer, TransportNote
from contractlab.engine.dialect import Dialect
from contractlab.values.display import quiet
from contractlab.values.http import HttpResponse
from contractlab.values.reasons import Reason
from contractlab.values.sentences import Sentence
from contractlab.verification.verifier_agents import follows_redirect

__all__ = ["SeenCapture", "Sight", "recorded_answer"]

Request = tuple[str, str, str]
"""Source of a capture, method, and address without its scheme and host."""

_MOST_UNPACKED = 64_000_000
"""Bytes of one body that are unpacked."""

_ASCII = "".join(map(chr, range(33, 127)))
_DEFAULT_PORTS = {"http": 80, "https": 443}


@quiet
@dataclass(frozen=True, slots=True)
class SeenCapture:
    """A capture as it is judged.

    Attributes
    ----------
    capture : Capture or MessageCapture
        With the response that the verifier's client hands on.
    notes : tuple of TransportNote
        What the client changed.
    reason : Reason or None
        Why there is nothing to judge.
    """

    capture: AnyCapture
    notes: tuple[TransportNote, ...] = ()
    reason: Reason | None = None


@quiet
@dataclass(slots=True)
class _Places:
    """Where the requests of a recording stand, by what they ask for; positions ascend."""

    by_request: dict[Request, list[int]] = field(default_factory=dict)
    of_capture: dict[int, int] = field(default_factory=dict)


class Sight:
    """Sees captures with the eyes of the verifier's client.

    Parameters
    ----------
    captures : iterable of Capture and MessageCapture
        All of the recording, in order.
    dialect : str
        The specification says nothing of clients: for ``"spec"`` everything is judged as it was recorded.
    redaction : Redaction, optional
        What sentences about addresses must not repeat.

    Attributes
    ----------
    followed : dict of int to set of int
        ``id`` of each capture that was the answer to a redirect, and ``id`` of the examples it was judged against so.
    """

    def __init__(self, captures: Iterable[AnyCapture], dialect: Dialect, redaction: Redaction | None = None) -> None:
        self._captures = list(captures)
        self._dialect = dialect
        self._redaction = redaction or Redaction()
        self._clients: dict[str, KnowsClient | None] = {}
        self._indexed: _Places | None = None
        self._plain: dict[tuple[str, int], SeenCapture] = {}
        self.followed: dict[int, set[int]] = {}

    def see(self, example: Example, capture: AnyCapture) -> SeenCapture:
        """A capture as it is judged against an example."""
        if self._dialect != "reference" or not isinstance(capture, Capture) or capture.response is None:
            return SeenCapture(capture)
        if example.kind != "http" or example.judged == "request":
            return SeenCapture(capture)
        client = self._client(example.contract)
        if client is None:
            return SeenCapture(capture)
        plain = self._plain.get((example.contract.format, id(capture)))
        if plain is not None:
            return plain
        hops: list[Capture] = []
        answer = recorded_answer(capture)
        seen = client.seen_answer(example, answer, partial(self._follow, capture, hops))
        if seen.response is answer.response and not seen.notes and seen.reason is None:
            handed_on = SeenCapture(capture)
            if seen.always:
                self._plain[(example.contract.format, id(capture))] = handed_on
            return handed_on
        notes = tuple(map(self._without_secrets, seen.notes))
        reason = seen.reason and Reason(seen.reason.code, self._redaction.redact_text(seen.reason.text))
        for hop in hops:
            self.followed.setdefault(id(hop), set()).add(id(example))
        if seen.response is answer.response:
            return SeenCapture(capture, notes, reason)
        return SeenCapture(replace(capture, response=seen.response), notes, reason)

    def is_plain(self, example: Example, capture: AnyCapture) -> bool:
        """True if a capture that was seen is handed on as it is, whatever example it is held against."""
        return (example.contract.format, id(capture)) in self._plain

    def _client(self, contract: Contract) -> KnowsClient | None:
        """The format, if it knows the client of its verifier; asked once, because asking takes longer than a check."""
        if contract.format not in self._clients:
            used = format_of(contract)
            self._clients[contract.format] = used if isinstance(used, KnowsClient) else None
        return self._clients[contract.format]

    def _without_secrets(self, note: TransportNote) -> TransportNote:
        spans = tuple((kind, self._redaction.redact_text(words)) for kind, words in note.sentence.spans)
        return note if spans == note.sentence.spans else replace(note, sentence=Sentence(spans))

    def _follow(self, start: Capture, hops: list[Capture], method: str, address: str) -> RecordedAnswer | None:
        """The answer to the first request of that kind that was recorded after the redirect, in the same file."""
        last = hops[-1] if hops else start
        parts = urlsplit(address)
        target = _target(parts.path, parts.query)
        later = self._asked_later(last, (start.source, method, target), address)
        if later is None and start.base_path:
            # pact-js 17.1.4 puts a proxy of its own before the provider, which adds the base path to everything: its
            # verifier asks it for the path of the Location, and the provider is asked for more.
            below = (start.source, method, f"{_target(start.base_path, '')}{target}")
            later = self._asked_later(last, below, address, sure=True)
        if later is None:
            return None
        hops.append(later)
        return recorded_answer(later)

    def _asked_later(self, last: Capture, request: Request, address: str, *, sure: bool = False) -> Capture | None:
        """The first such request after a capture that may follow a redirect; `sure`: one that says that it does."""
        places = self._places()
        position = places.of_capture.get(id(last))
        if position is None:
            return None
        listed = places.by_request.get(request, [])
        for place in listed[bisect_right(listed, position) :]:
            later = self._captures[place]
            if not isinstance(later, Capture) or later.response is None:
                continue
            follows = follows_redirect(later)
            if (follows or (follows is None and not sure)) and _same_host(later, last, address):
                return later
        return None

    def _places(self) -> _Places:
        """The index, made where the first redirect asks for it."""
        if self._indexed is None:
            places = self._indexed = _Places()
            for position, capture in enumerate(self._captures):
                places.of_capture[id(capture)] = position
                if isinstance(capture, Capture):
                    request = capture.request
                    key = (capture.source, request.method.upper(), _target(request.path, request.query))
                    places.by_request.setdefault(key, []).append(position)
        return self._indexed


def recorded_answer(capture: Capture) -> RecordedAnswer:
    """The answer of a capture that has one, as rules of clients take it."""
    assert capture.response is not None
    response, fault = _unpacked(capture.response, capture.unpacking_fault)
    version, follows = capture.http_version or "", capture.follows_redirects
    return RecordedAnswer(capture.request, response, capture.origin, version, fault, follows)


def _unpacked(response: HttpResponse, fault: str) -> tuple[HttpResponse, str]:
    """A response whose body was recorded as it travelled, unpacked; others as they are, with notes on them."""
    body = response.body
    if fault or "content-encoding" not in response.headers or not isinstance(body, bytes):
        return response, fault
    if not is_packed(body, response.headers):
        return response, fault
    try:
        unpacked = unpack_body(body, response.headers, _MOST_UNPACKED)
    except CannotDecode as error:
        # A text in deflate's clothes: it only begins like something packed.
        return response, str(error) if error.broken and body.startswith(b"\x1f\x8b") else ""
    return replace(response, body=unpacked.body), unpacked.fault


def _target(path: str, query: str) -> str:
    """Path and query in ASCII, as they travel."""
    target = f"{path}?{query}" if query else path
    return target if target.isascii() else quote(target, safe=_ASCII)


def _same_host(later: Capture, before: Capture, address: str) -> bool:
    """True if a capture went where an address leads; a recorder in between is known by the host it was asked as."""
    host = _host(address)
    if not later.origin or host == _host(later.origin):
        return True
    asked_as = (before.request.headers.get("host") or "").lower()
    return later.origin == before.origin and asked_as == urlsplit(address).netloc.lower()


def _host(address: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(parts.scheme.lower())
    except ValueError:
        return "", None
