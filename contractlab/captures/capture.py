"""One recorded exchange, over HTTP or by messages, and what was odd about the recording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

from contractlab.values.display import Shown
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.message import Message
from contractlab.values.text import shorten

__all__ = [
    "AnyCapture",
    "Capture",
    "MessageCapture",
    "Problem",
    "Recording",
    "Severity",
    "State",
    "normalise_base_path",
    "strip_base_path",
]

Severity = Literal["error", "warning"]
State = tuple[str, Mapping[str, Any]]
"""Name and parameters of a provider state that was in force."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd in a recording.

    Attributes
    ----------
    message : str
        What is wrong and what was done about it.
    file : str
        Name of the file as it was given.
    line : int or None
        Line in the file, from 1, where it is known.
    severity : str
        ``"error"``: something could not be read and is left out. ``"warning"``: it was read, with a reservation.
    pointer : str
        JSON pointer (RFC 6901) into the file; for JSON lines, into that line.
    """

    message: str
    file: str
    line: int | None = None
    severity: Severity = "error"
    pointer: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line is not None else self.file
        if self.pointer:
            where = f"{where} {self.pointer}"
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
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
        Key of the example it was paired with by hand; set by `Captures.assign` alone.
    error : str or None
        Why there is no response.
    base_path : str
        What stands before the contract's paths: ``/api/v2``.
    problems : tuple of Problem
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
    problems: tuple[Problem, ...] = ()
    raw: Mapping[str, Any] | None = field(default=None)

    @property
    def key(self) -> str:
        """Name of the capture: file and number, ``captures/2.5.0.har#3``."""
        return f"{self.source}#{self.index}"

    @property
    def label(self) -> str:
        """The capture in a few words."""
        raise NotImplementedError

    # The generated one would show headers and bodies, secrets among them.
    def __repr__(self) -> str:
        version = f", {self.provider_version}" if self.provider_version else ""
        return f"<{type(self).__name__} {self.label}{version}, {self.key}>"


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
    """

    request: HttpRequest
    response: HttpResponse | None
    http_version: str | None = field(default=None, kw_only=True)
    origin: str = field(default="", kw_only=True)
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
    def relative_request(self) -> HttpRequest:
        """The request as a contract knows it: with the base path taken off."""
        return strip_base_path(self.request, self.base_path)


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
        return tuple(one for one in (self.message, self.request, *self.responses) if one is not None)


AnyCapture = Capture | MessageCapture


def _extent(message: Message | None) -> str:
    if message is None:
        return "nothing recorded"
    contents = message.contents
    if not isinstance(contents, bytes):
        return "no contents" if contents is None else "contents not recorded"
    return "1 byte" if len(contents) == 1 else f"{len(contents):,} bytes"


def normalise_base_path(base_path: str) -> str:
    """Write a base path with a slash in front and none behind; ``""`` for none."""
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
    if not base_path:
        return request
    path = request.path
    if path == base_path:
        path = "/"
    elif path.startswith(base_path + "/"):
        path = path[len(base_path) :]
    else:
        return request
    return replace(request, path=path)
