"""A function from a request to its response, served as an ASGI application.

The path stays as it was sent, byte by byte; repeated headers stay apart, in order. What HTTP cannot carry is not sent:
a body where the status or HEAD allows none, a length that is not the body's, a status or a header that is none.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from contractlab.captures.recorders.exchange import decode_headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.text import visible

__all__ = ["BODY_LIMIT", "Answer", "Answering", "as_sent"]

BODY_LIMIT = 64 * 1024 * 1024
"""Bytes of one request's body that are read, unless told otherwise."""

_MOST_DISCARDED = 1024**3
"""Bytes of a body above the limit that are still taken, so that its sender comes to read the answer."""

Answer = Callable[[HttpRequest], HttpResponse]

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_BODILESS = frozenset({204, 304})
_SENDABLE = range(200, 600)
"""What a final answer may have as its status (RFC 9110 §15)."""

_FRAMING = frozenset({"content-length", "transfer-encoding"})


class Answering:
    """The application.

    Parameters
    ----------
    answer : callable
        From the request to its response. A request whose body was larger than the limit has ``NOT_RECORDED`` as body.
    body_limit : int
        Bytes.
    """

    def __init__(self, answer: Answer, *, body_limit: int = BODY_LIMIT) -> None:
        self._answer = answer
        self._limit = body_limit

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer one request; a client that hangs up before it has sent all of it leaves nothing."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        pieces: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            piece: bytes = message.get("body", b"")
            size += len(piece)
            if size <= self._limit:
                pieces.append(piece)
            elif size > self._limit + _MOST_DISCARDED:
                break
            else:
                pieces.clear()
            more = message.get("more_body", False)
        body = NOT_RECORDED if size > self._limit else b"".join(pieces) or None
        request = _request(scope, body)
        response = as_sent(self._answer(request), request.method)
        start = {"type": "http.response.start", "status": response.status, "headers": _encoded(response.headers)}
        await send(start)
        data = response.body if isinstance(response.body, bytes) else b""
        await send({"type": "http.response.body", "body": data, "more_body": False})


async def _lifespan(
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Nothing has to be prepared, and servers that ask wait for an answer."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _request(scope: MutableMapping[str, Any], body: Any) -> HttpRequest:
    # Servers need not give the raw path; the decoded one is what is left then.
    raw: bytes = scope.get("raw_path") or str(scope["path"]).encode("utf-8", "surrogateescape")
    path = raw.partition(b"?")[0]
    if not path.startswith(b"/") and b"://" in path:  # absolute-form (RFC 9112 §3.2.2): a client that has us as proxy
        path = b"/" + path.partition(b"://")[2].partition(b"/")[2]
    query: bytes = scope.get("query_string", b"")
    headers = decode_headers(scope["headers"])
    return HttpRequest(scope["method"], _text(path), _text(query), headers, body)


def _text(data: bytes) -> str:
    """As UTF-8, or else byte by byte; neither loses anything."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("utf-8", "surrogatepass")) for name, value in headers]


def as_sent(response: HttpResponse, method: str) -> HttpResponse:
    """A response as it can be sent.

    Parameters
    ----------
    response : HttpResponse
    method : str
        Of the request: what answers HEAD says the length of a body that does not come.

    Returns
    -------
    HttpResponse
        With the length of its body. One of status 500 with a sentence, where status or headers are none.
    """
    fault = _fault(response)
    if fault is not None:
        return as_sent(HttpResponse(500, [("Content-Type", "text/plain; charset=utf-8")], fault), method)
    body = response.body if isinstance(response.body, bytes) else b""
    chunked = any(
        name.lower() == "transfer-encoding" and value.strip().lower() == "chunked" for name, value in response.headers
    )
    kept = [(name, _trimmed(value)) for name, value in response.headers if name.lower() not in _FRAMING]
    if response.status in _BODILESS:
        return HttpResponse(response.status, kept, b"")
    if chunked:
        kept.append(("Transfer-Encoding", "chunked"))
    elif method.upper() == "HEAD":
        kept.append(("Content-Length", _announced(response, len(body))))
    else:
        kept.append(("Content-Length", str(len(body))))
    return HttpResponse(response.status, kept, b"" if method.upper() == "HEAD" else body)


def _trimmed(value: str) -> str:
    return value.strip(" \t")


def _announced(response: HttpResponse, size: int) -> str:
    """The length that an answer to HEAD says: its own, where it has no body that could tell."""
    own = response.headers.get("content-length")
    return own if own is not None and not size and own.isascii() and own.isdigit() else str(size)


def _fault(response: HttpResponse) -> bytes | None:
    """Why a response cannot be sent, as a sentence."""
    if response.status not in _SENDABLE:
        return f"The status {response.status} cannot be sent as an answer: it must be from 200 to 599.\n".encode()
    for name, value in response.headers:
        if not _HEADER_NAME.fullmatch(name):
            return f"{visible(name)[:80]!r} is not a name of a header, so the answer cannot be sent.\n".encode()
        if _CONTROL.search(value):
            text = f"The value of the header {name[:80]} has a line break or another control character"
            return f"{text}, so the answer cannot be sent.\n".encode()
    return None
