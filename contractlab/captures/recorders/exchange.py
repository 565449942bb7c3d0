"""One exchange while it happens: what was seen of it so far, and the capture it becomes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from contractlab.captures.capture import NO_RESPONSE, UNPACKING_KEY, Capture
from contractlab.captures.content_encoding import CannotDecode, unpack_body
from contractlab.captures.entries.har_bodies import has_no_body
from contractlab.captures.entries.own_fields import OWN_KEY, WHY_KEY
from contractlab.redaction.json_types import JSONValue
from contractlab.values.display import quiet
from contractlab.values.headers import Headers
from contractlab.values.http import Body, HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED

__all__ = ["BODY_LIMIT", "MEMORY_LIMIT", "BodyTap", "Exchange", "Memory", "decode_headers"]

BODY_LIMIT = 10_000_000
"""Bytes of one body that are recorded, unless told otherwise."""
MEMORY_LIMIT = 256_000_000
"""Bytes that all bodies under way may hold together."""


class Memory:
    """What bodies of all exchanges under way may hold together.

    Parameters
    ----------
    limit : int
        Bytes.
    """

    def __init__(self, limit: int = MEMORY_LIMIT) -> None:
        self._left = limit
        self._lock = Lock()

    def take(self, size: int) -> bool:
        """Reserve `size` bytes; False if there is no room."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Release bytes that were reserved."""
        with self._lock:
            self._left += size


class BodyTap:
    """Keeps a copy of a body that streams by, up to a limit.

    Attributes
    ----------
    size : int
        Bytes seen.
    why_not : str
        Why the body is not kept; empty while it is.
    """

    def __init__(self, limit: int, memory: Memory) -> None:
        self._limit, self._memory = limit, memory
        self._pieces: list[bytes] = []
        self._held = 0
        self.size = 0
        self.why_not = ""

    def add(self, piece: bytes) -> None:
        """See the next bytes."""
        self.size += len(piece)
        if self.why_not or not piece:
            return
        if self.size > self._limit:
            self.drop(f"it is larger than the limit of {self._limit:,} bytes")
        elif not self._memory.take(len(piece)):
            self.drop("too many bodies were under way at the same time")
        else:
            self._held += len(piece)
            self._pieces.append(bytes(piece))

    def drop(self, why: str) -> None:
        """Keep nothing, and say why."""
        self.why_not = self.why_not or why
        self.release()

    def release(self) -> None:
        """Forget the bytes."""
        self._pieces = []
        self._memory.give_back(self._held)
        self._held = 0

    def content(self) -> bytes:
        """What was seen."""
        if len(self._pieces) > 1:
            self._pieces = [b"".join(self._pieces)]
        return self._pieces[0] if self._pieces else b""

    def body(self, headers: Headers) -> TappedBody:
        """The body as it was before its content encoding, or NOT_RECORDED with the reason."""
        if self.why_not:
            return TappedBody(NOT_RECORDED, self.why_not)
        try:
            unpacked = unpack_body(self.content(), headers, self._limit)
        except CannotDecode as error:
            return TappedBody(NOT_RECORDED, str(error), str(error) if error.broken else "")
        return TappedBody(unpacked.body, "", unpacked.fault)


@quiet
@dataclass(frozen=True, slots=True)
class TappedBody:
    """What was kept of a body.

    Attributes
    ----------
    body : bytes, None or NOT_RECORDED
    why_not : str
        Why it was not recorded; empty where it was.
    fault : str
        What a client that undoes content encodings by the letter stumbles over; empty for nothing.
    """

    body: Body
    why_not: str = ""
    fault: str = ""


def decode_headers(pairs: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers as they travelled, byte for byte (RFC 9110 §5.5)."""
    return Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs)


@quiet
@dataclass(slots=True)
class Exchange:
    """What is known of one exchange so far.

    Attributes
    ----------
    method, path, query : str
        As sent.
    headers, response_headers : Headers
    origin : str
        Scheme and host.
    http_version : str
    request_body, response_body : BodyTap
    request_complete : bool
        True once the whole request body was seen.
    status : int or None
        None until the response begins.
    error : str or None
        Why there is no whole response.
    recorded : bool
        False for what is no exchange with the provider, and is left out.
    decoded : bool
        True if the content encoding of the response was undone before it was seen.
    state_call : bool
        True for what went to a state handler: it is no exchange with the provider, and tells which states are in force.
    """

    method: str
    path: str
    query: str
    headers: Headers
    origin: str
    request_body: BodyTap
    response_body: BodyTap
    http_version: str = "HTTP/1.1"
    request_complete: bool = False
    status: int | None = None
    response_headers: Headers = field(default_factory=Headers)
    error: str | None = None
    recorded: bool = True
    decoded: bool = False
    state_call: bool = False
    _started: datetime = field(default_factory=lambda: datetime.now(UTC))
    _clock: float = field(default_factory=time.perf_counter)

    def begin_response(self, status: int, headers: Headers) -> None:
        """See status and headers of the response; what was said before stands."""
        if self.status is None:
            self.status, self.response_headers = status, headers

    def fail(self, error: str) -> None:
        """Note that there will be no whole response; the first reason stands."""
        self.error = self.error or error

    @property
    def bodiless(self) -> bool:
        """True if nothing follows the headers of the response."""
        if self.status is None:
            return False
        return self._never_has_a_body(self.status) or self.response_headers.get("content-length") == "0"

    def _never_has_a_body(self, status: int) -> bool:
        # By its exact name: a server takes ``head`` for a method that it does not know, and its answer has a body.
        return has_no_body(status, self.method) and (self.method == "HEAD" or has_no_body(status, ""))

    @property
    def redirects(self) -> bool:
        """True if a client may ask elsewhere as soon as it has the headers of the response."""
        return self.status is not None and self.status // 100 == 3 and "location" in self.response_headers

    def release(self) -> None:
        """Forget the bodies."""
        self.request_body.release()
        self.response_body.release()

    def capture(self, provider_version: str | None = None) -> Capture:
        """The exchange as a capture, raw."""
        why: dict[str, JSONValue] = {}
        own: dict[str, JSONValue] = {}
        request, why_request = self._request()
        if why_request:
            why["request"] = why_request
        response = None
        if self.error is None and self.status is not None:
            body: Body = None
            if not self._never_has_a_body(self.status):
                tapped = self.response_body.body(Headers() if self.decoded else self.response_headers)
                body = tapped.body
                if tapped.why_not:
                    why["response"] = tapped.why_not
                if tapped.fault:
                    own[UNPACKING_KEY] = tapped.fault
            response = HttpResponse(
                self.status, self.response_headers, body, not_recorded=_trailers(self.response_headers)
            )
        if why:
            own[WHY_KEY] = why
        return Capture(
            request=request,
            response=response,
            provider_version=provider_version,
            started=self._started.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            duration_ms=round((time.perf_counter() - self._clock) * 1000, 3),
            http_version=self.http_version,
            error=None if response is not None else self.error or NO_RESPONSE,
            origin=self.origin,
            # Fields of ours that a capture has no place for travel in the entry it is written to.
            raw={OWN_KEY: own} if own else None,
        )

    def _request(self) -> tuple[HttpRequest, str]:
        tap, headers = self.request_body, self.headers
        announced = headers.get("transfer-encoding") or (headers.get("content-length") or "0").strip().strip("0")
        if not self.request_complete and (announced or tap.size):
            tap.drop("it was not read to its end")
        body: Body = None
        why = ""
        if announced or tap.size:
            tapped = tap.body(headers)
            body, why = tapped.body, tapped.why_not
        not_recorded = _trailers(headers)
        return HttpRequest(self.method, self.path, self.query, headers, body, not_recorded=not_recorded), why


def _trailers(headers: Headers) -> frozenset[str]:
    """Names that were announced to follow the body; servers do not pass trailers on, so they are not recorded."""
    return frozenset(name.strip().lower() for name in (headers.get("trailer") or "").split(",") if name.strip())
