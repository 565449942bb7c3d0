"""One recorded exchange, over HTTP or by messages, and what was odd about the recording."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal
from urllib.parse import unquote

from contractlab.captures.problem import CaptureProblem
from contractlab.redaction.json_types import JSONObject, JSONValue
from contractlab.redaction.json_values import LeftOut
from contractlab.redaction.sweep import Sweep, merge_places
from contractlab.values.display import Shown, clean_text
from contractlab.values.http import HttpRequest, HttpResponse, Redacted
from contractlab.values.message import Message
from contractlab.values.text import shorten

__all__ = [
    "AUTO_BASE_PATH",
    "FAILURE_KEY",
    "FOLLOWS_KEY",
    "LEFT_UNMATCHED",
    "NO_RESPONSE",
    "TRACEBACK_KEY",
    "UNPACKING_KEY",
    "AnyCapture",
    "Capture",
    "MessageCapture",
    "Recording",
    "State",
    "normalise_base_path",
    "strip_base_path",
]

NO_RESPONSE = "no response was recorded"
"""The error of a capture without a response where the recording does not say why."""
FAILURE_KEY = "failure"
"""What a recorder notes that asked the provider itself and could not: a code and a sentence."""
TRACEBACK_KEY = "traceback"
FOLLOWS_KEY = "follows_redirects"
"""False: whoever asked took a redirect for the answer."""
UNPACKING_KEY = "unpacking_fault"
"""What a recorder notes in the own field of an entry where it undid a content encoding that others cannot undo so."""
AUTO_BASE_PATH = "auto"
"""Given as a base path: it is to be found when captures are compared with contracts. No path of a URL reads so."""
LEFT_UNMATCHED = ""
"""What a capture is assigned to that is to stay without an example, although some have its request."""

_LONGEST_TRACEBACK = 20_000
"""Characters; the recording may be anybody's."""

State = tuple[str, JSONObject]
"""Name and parameters of a provider state that was in force."""

REBUILT: LeftOut = {
    "": frozenset(["pageref"]),
    "request": frozenset(["method", "url", "headers", "queryString"]),
    "response": frozenset(["status", "headers", "redirectURL"]),
    "request/postData": frozenset(["text", "params"]),
    "response/content": frozenset(["text"]),
    "_contractlab": frozenset(["redacted"]),
}
"""What is written anew from the request and the response whenever an entry is saved: what the recorded entry says there
is not needed, and may hold secrets."""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False, repr=False, kw_only=True)
class Recording(Shown):
    """What recordings of every kind have in common.

    Attributes
    ----------
    provider_version : str or None
        Version of the provider that answered.
    example, contract : str or None
        Which example of which contract the recording belongs to, where it says so itself.
    states : tuple of (str, mapping)
        Provider states that were in force: names and parameters.
    started : str or None
        ISO 8601 time at which the request was sent, as recorded.
    duration_ms : float or None
    source : str
        Name of the file, or a phrase such as ``<recorded>``.
    index : int
        Number of the entry in its file, from 0.
    line : int or None
        Line of the entry in a file of JSON lines, from 1.
    assigned : str or None
        Key of the example it was paired with by hand; `LEFT_UNMATCHED` for none. Set by `Captures.assign` alone.
    error : str or None
        Why there is no response.
    base_path : str
        What stands before the contract's paths: ``/api/v2``.
    problems : tuple of CaptureProblem
        Reservations about this entry.
    raw : mapping or None
        The entry it was read from; None where it was recorded live.
    """

    provider_version: str | None = None
    example: str | None = None
    contract: str | None = None
    states: tuple[State, ...] = ()
    started: str | None = None
    duration_ms: float | None = None
    source: str = "<recorded>"
    index: int = 0
    line: int | None = None
    assigned: str | None = None
    error: str | None = None
    base_path: str = ""
    problems: tuple[CaptureProblem, ...] = ()
    raw: JSONObject | None = field(default=None)

    @property
    def key(self) -> str:
        """Name of the capture: file and number, ``captures/2.5.0.har#3``."""
        return f"{self.source}#{self.index}"

    @property
    def label(self) -> str:
        """The capture in a few words."""
        raise NotImplementedError

    @property
    def own(self) -> JSONObject:
        """What the recorder noted of its own, beyond what HAR has a place for."""
        own = {} if self.raw is None else self.raw.get("_contractlab")
        return own if isinstance(own, dict) else {}

    @property
    def failure(self) -> tuple[str, str] | None:
        """Code and sentence of why there is no verdict whatever was answered, where the recorder itself says so."""
        noted = self.own.get(FAILURE_KEY)
        if not isinstance(noted, dict):
            return None
        code, message = noted.get("code"), noted.get("message")
        return (code, shorten(message, 2_000)) if isinstance(code, str) and isinstance(message, str) else None

    @property
    def traceback(self) -> str:
        """Traceback of the state handler or of the app in the same process; empty for none. May hold secrets."""
        noted = self.own.get(TRACEBACK_KEY)
        return noted[:_LONGEST_TRACEBACK] if isinstance(noted, str) else ""

    def _beside_without_secrets(
        self, sweep: Sweep
    ) -> tuple[str | None, tuple[State, ...], dict[str, JSONValue] | None]:
        """What stands beside the messages, without secrets: the error, the states, the recorded entry."""
        raw = None if self.raw is None else sweep.values(self.raw, REBUILT)
        error = None if self.error is None else sweep.text(self.error)
        return error, tuple((name, sweep.values(params)) for name, params in self.states), raw

    # The generated one would show headers and bodies, secrets among them.
    def __repr__(self) -> str:
        version = f", {self.provider_version}" if self.provider_version else ""
        return f"<{type(self).__name__} {clean_text(self.label)}{clean_text(version)}, {clean_text(self.key)}>"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Capture(Recording):
    """A request and the response a provider really gave.

    Captures hold what was recorded, secrets included, because verdicts must be exact; `Redaction` takes them out for
    views and files. Attributes are those of `Recording`, and the following.

    Attributes
    ----------
    request : HttpRequest
    response : HttpResponse or None
        None where the connection broke before there was an answer; `error` says how.
    http_version : str or None
    origin : str
        Scheme, user and host of the URL as recorded: ``http://customer-service.test``. May hold a password.
    from_cache : bool
        True where a browser answered from its cache, so that the response says nothing of the provider.
    """

    request: HttpRequest
    response: HttpResponse | None
    http_version: str | None = field(default=None, kw_only=True)
    origin: str = field(default="", kw_only=True)
    from_cache: bool = field(default=False, kw_only=True)
    kind: ClassVar[Literal["http"]] = "http"

    @property
    def label(self) -> str:
        """The capture in a few words, without its query: ``GET /customers/123 → 200``."""
        status = "no response" if self.response is None else str(self.response.status)
        # A parameter within the path may be the number of a session.
        path = re.sub(r"(;[\w.\-]+=)[^;/]+", r"\1…", self.request.path)
        return f"{shorten(self.request.method, 20)} {shorten(path, 80)} → {status}"

    @property
    def parts(self) -> tuple[HttpRequest | HttpResponse, ...]:
        """Request, and response if there is one."""
        return (self.request,) if self.response is None else (self.request, self.response)

    @property
    def unpacking_fault(self) -> str:
        """Why a client that unpacks the response by the letter gets another body or none; empty for no such reason."""
        fault = self.own.get(UNPACKING_KEY)
        return shorten(fault, 200) if isinstance(fault, str) else ""

    @property
    def follows_redirects(self) -> bool:
        """False where whoever asked was told to take a redirect for the answer."""
        return self.own.get(FOLLOWS_KEY) is not False

    @property
    def relative_request(self) -> HttpRequest:
        """The request as a contract knows it: with the base path taken off."""
        return strip_base_path(self.request, self.base_path)

    def without_secrets(self, sweep: Sweep) -> Capture:
        """Give the capture with every part redacted by `sweep`; what `Redaction.redact_capture` asks for."""
        origin = sweep.address(self.origin)
        # Twice: what the response gives away may stand in the request, and the other way round.
        request = sweep.request(self.request)
        response = sweep.response(self.response) if self.response is not None else None
        if sweep.removed_something:
            request = sweep.request(request)
        if origin != self.origin:
            request = replace(request, redacted=merge_places(request.redacted, [Redacted("url", "userinfo")]))
        error, states, raw = self._beside_without_secrets(sweep)
        return replace(self, request=request, response=response, origin=origin, raw=raw, error=error, states=states)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MessageCapture(Recording):
    """A message that a provider really produced, or a request message with the replies it got.

    Secrets are treated as in `Capture`. Attributes are those of `Recording`, and the following.

    Attributes
    ----------
    kind : str
        ``"message"``, or ``"sync-message"``: one that is answered.
    message : Message or None
        What was produced; None where nothing was, `error` says why, and for those that are answered.
    request : Message or None
        The message that was answered, where it was recorded.
    responses : tuple of Message
        The replies.
    """

    kind: Literal["message", "sync-message"]
    message: Message | None = None
    request: Message | None = None
    responses: tuple[Message, ...] = ()

    @property
    def label(self) -> str:
        """The capture in a few words: ``message of 34 bytes``."""
        if self.kind == "message":
            return f"message → {_extent(self.message)}"
        first = self.responses[0] if self.responses else None
        return f"message with reply → {_extent(first)}"

    @property
    def parts(self) -> tuple[Message, ...]:
        """Every message of it."""
        return tuple(message for message in (self.message, self.request, *self.responses) if message is not None)

    def without_secrets(self, sweep: Sweep) -> MessageCapture:
        """Give the capture with every part redacted by `sweep`; what `Redaction.redact_capture` asks for."""
        request, message, responses = self.request, self.message, self.responses
        for _ in range(2):  # what a reply gives away may stand in the request, and the other way round
            request = None if request is None else sweep.message(request)
            message = None if message is None else sweep.message(message)
            responses = tuple(sweep.message(reply) for reply in responses)
        error, states, raw = self._beside_without_secrets(sweep)
        return replace(self, request=request, message=message, responses=responses, error=error, states=states, raw=raw)


AnyCapture = Capture | MessageCapture


def _extent(message: Message | None) -> str:
    if message is None:
        return "nothing recorded"
    contents = message.contents
    if not isinstance(contents, bytes):
        return "no contents" if contents is None else "contents not recorded"
    return "1 byte" if len(contents) == 1 else f"{len(contents):,} bytes"


def normalise_base_path(base_path: str) -> str:
    """Write a base path with a slash in front and none behind; ``""`` for none, `AUTO_BASE_PATH` stays as it is."""
    if base_path == AUTO_BASE_PATH:
        return base_path
    inner = base_path.strip("/")
    return f"/{inner}" if inner else ""


def strip_base_path(request: HttpRequest, base_path: str) -> HttpRequest:
    """Take `base_path` off the path of `request`; a path that does not stand below it stays as it is.

    Parameters
    ----------
    request : HttpRequest
    base_path : str
        As `normalise_base_path` writes it. ``/api`` stands above ``/api`` and ``/api/x``, not above ``/apiary``.
    """
    if base_path in ("", AUTO_BASE_PATH):
        return request
    above, steps = base_path.split("/"), request.path.split("/")
    inside = steps[len(above) :]
    # It does not matter which characters somebody encodes: /a b stands above /a%20b/x.
    if len(steps) < len(above) or list(map(unquote, above)) != list(map(unquote, steps[: len(above)])):
        return request
    return replace(request, path="/" + "/".join(inside))
