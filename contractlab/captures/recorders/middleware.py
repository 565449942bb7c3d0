"""Recording inside an application: middleware for ASGI and WSGI that passes everything on as it is.

>>> app = cl.RecordingASGI(app, output="captures.jsonl", provider_version="2.5.0")
>>> app = cl.RecordingWSGI(app)
>>> app.captures
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from dataclasses import replace
from threading import Lock
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

from contractlab.captures.capture import Capture
from contractlab.captures.collection import Captures
from contractlab.captures.recorders.exchange import BODY_LIMIT, MEMORY_LIMIT, BodyTap, Exchange, Memory, decode_headers
from contractlab.captures.recorders.recording_file import RecordingFile
from contractlab.captures.state_calls import StatesInForce, state_call_of
from contractlab.redaction import Redaction
from contractlab.values.headers import Headers

__all__ = ["EXCHANGE", "RecordingASGI", "RecordingWSGI"]

EXCHANGE = "contractlab.exchange"
"""Key in an ASGI scope: an application that knows more of the exchange than it passes on says it there."""

# What ASGI passes around: the keys are named by its specification, and each has a type of its own.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
_App = TypeVar("_App")

_AUTHORITY = re.compile(r"[\w.\-:\[\]%]+", re.ASCII)
_HELD = 64_000
"""Bytes of a redirect's body that wait until all of it was written down."""
_QUICK = 64_000
"""Bytes that are written down within the event loop; more would hold up other requests."""


class _Recorder(Generic[_App]):
    """What both kinds of middleware share: where captures go.

    Parameters
    ----------
    app : callable
        The application that answers.
    output : path, optional
        A file of JSON lines that grows by one line for each exchange, without secrets. Without one, captures are kept
        in `captures`.
    provider_version : str, optional
        Written into each capture.
    redaction : Redaction, optional
        What must not be written, beyond the usual.
    body_limit : int
        Bytes; a larger body passes, and counts as not recorded.
    memory_limit : int
        Bytes that all bodies under way may take together.
    tell : callable, optional
        Takes a sentence whenever something cannot be recorded.
    on_capture : callable, optional
        Takes each capture as it was written, secrets taken out; without `output`, as it was kept: raw.

    Attributes
    ----------
    captures : Captures
        What was recorded, where there is no `output`.
    file : RecordingFile or None

    Raises
    ------
    SaveConflict
        If `output` cannot be written.
    """

    def __init__(
        self,
        app: _App,
        *,
        output: str | os.PathLike[str] | None = None,
        provider_version: str | None = None,
        redaction: Redaction | None = None,
        body_limit: int = BODY_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
        tell: Callable[[str], None] | None = None,
        on_capture: Callable[[Capture], None] | None = None,
    ) -> None:
        self.app = app
        self.provider_version = provider_version
        self.captures = Captures()
        self.file = RecordingFile(output, redaction, tell) if output is not None else None
        self._on_capture = on_capture
        self._body_limit = body_limit
        self._memory = Memory(memory_limit)
        self._states = StatesInForce()
        self._lock = Lock()

    def _exchange(self, method: str, path: str, query: str, headers: Headers, origin: str, version: str) -> Exchange:
        taps = (BodyTap(self._body_limit, self._memory), BodyTap(self._body_limit, self._memory))
        return Exchange(method, path, query, headers, origin, *taps, http_version=f"HTTP/{version}")

    def _write(self, exchange: Exchange) -> None:
        """Record a finished exchange; never raises."""
        try:
            if not exchange.recorded and not exchange.state_call:
                return
            seen = self._in_its_states(exchange.capture(self.provider_version))
            if exchange.state_call:
                return
            kept = self._take(seen) if self.file is None else self.file.append(seen)
            if kept is not None and self._on_capture is not None:
                with contextlib.suppress(Exception):  # whoever listens must not break what is recorded
                    self._on_capture(kept)
        finally:
            exchange.release()

    def _in_its_states(self, capture: Capture) -> Capture:
        """The capture with the states that state-change calls before it brought about."""
        call = state_call_of(capture)
        with self._lock:
            if call is not None:
                succeeded = capture.response is not None and capture.response.status < 300
                self._states.call(call, succeeded=succeeded)
                return capture
            states = self._states.request()
        return replace(capture, states=states) if states else capture

    def _take(self, capture: Capture) -> Capture:
        with self._lock:
            return self.captures.take(capture)


def _origin(scheme: str, host: str) -> str:
    """Scheme and host for the recorded address; what the client sends as Host may be anything."""
    return f"{scheme}://{host}" if _AUTHORITY.fullmatch(host) else f"{scheme}://unknown"


class RecordingASGI(_Recorder[ASGIApp]):
    """Records what an ASGI application answers, and changes nothing; parameters as in `_Recorder`.

    Each exchange is written before its last byte is sent: a client that has the whole answer knows that it is recorded.

    Parameters
    ----------
    app : ASGI application
    output, provider_version, redaction, body_limit, memory_limit, tell, on_capture
        ``output`` is a file of JSON lines; without it captures are kept in ``captures``.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; what is not HTTP passes unrecorded."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = self._begin(scope)
        held: list[Message] = []
        written = False

        async def receiving() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                exchange.request_body.add(message.get("body", b""))
                exchange.request_complete = not message.get("more_body", False)
            elif message["type"] == "http.disconnect" and not written:
                exchange.fail("the client went away before it had the whole response")
            return message

        async def sending(message: Message) -> None:
            nonlocal written
            if message["type"] == "http.response.start":
                exchange.begin_response(message["status"], decode_headers(message.get("headers", ())))
                if exchange.bodiless or exchange.redirects:  # for the client the headers are the end
                    held.append(message)
                    return
            elif message["type"] == "http.response.body":
                exchange.response_body.add(message.get("body", b""))
                if not message.get("more_body", False) and not written:
                    written = True
                    await self._write_aside(exchange)
                elif held and exchange.redirects and exchange.response_body.size < _HELD:
                    held.append(message)
                    return
            while held:
                await send(held.pop(0))
            await send(message)

        try:
            await self.app({**scope, EXCHANGE: exchange}, receiving, sending)
        except BaseException as error:
            exchange.fail(f"the application failed: {type(error).__name__}")
            raise
        finally:
            if not written:
                written = True
                exchange.fail("the application ended without a whole response")
                self._write(exchange)

    def _begin(self, scope: Scope) -> Exchange:
        headers = decode_headers(scope["headers"])
        raw = scope.get("raw_path")
        path = raw.decode("latin-1") if raw else quote(scope["path"], safe="/:@!$&'()*+,;=~-._")
        query = bytes(scope.get("query_string", b"")).decode("latin-1")
        origin = _origin(scope.get("scheme", "http"), headers.get("host") or "unknown")
        return self._exchange(scope["method"], path, query, headers, origin, scope.get("http_version", "1.1"))

    async def _write_aside(self, exchange: Exchange) -> None:
        """Write, in a thread where it would take long; some servers run no asyncio."""
        if exchange.request_body.size + exchange.response_body.size > _QUICK:
            import asyncio  # what is not needed to read captures is not loaded for it

            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                pass
            else:
                await loop.run_in_executor(None, self._write, exchange)
                return
        self._write(exchange)


class RecordingWSGI(_Recorder[WSGIApplication]):
    """Records what a WSGI application answers, and changes nothing; parameters as in `_Recorder`.

    Parameters
    ----------
    app : WSGI application
    output, provider_version, redaction, body_limit, memory_limit, tell, on_capture
        ``output`` is a file of JSON lines; without it captures are kept in ``captures``.
    """

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        exchange = self._begin(environ)
        announced = (environ.get("CONTENT_LENGTH") or "").strip()
        length = int(announced) if announced.isascii() and announced.isdecimal() else None
        exchange.request_complete = not length
        if environ.get("wsgi.input") is not None:
            environ = {**environ, "wsgi.input": _Input(environ["wsgi.input"], exchange, length)}

        written: list[bytes] = []

        def starting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            code = status.partition(" ")[0]
            exchange.status = None  # an application that failed may begin anew, as long as nothing was sent
            exchange.begin_response(int(code) if code.isdecimal() else 0, Headers(headers))
            write = start_response(status, headers, *rest)

            def writing(piece: bytes) -> object:
                exchange.response_body.add(piece)
                if _waits(exchange):
                    written.append(piece)
                    return None
                for earlier in written:
                    write(earlier)
                written.clear()
                return write(piece)

            return writing

        try:
            answer = self.app(environ, starting)
        except BaseException as error:
            exchange.fail(f"the application failed: {type(error).__name__}")
            self._write(exchange)
            raise
        # Servers take the length of the only piece for that of the body.
        kind = _SizedOutput if hasattr(answer, "__len__") and not written else _Output
        return kind(answer, exchange, self._write, written)

    def _begin(self, environ: WSGIEnvironment) -> Exchange:
        names = {
            "CONTENT_TYPE": "Content-Type", "CONTENT_LENGTH": "Content-Length",
            **{name: name[5:].replace("_", "-").title() for name in environ if name.startswith("HTTP_")},
        }  # fmt: skip
        headers = Headers((shown, str(environ[name])) for name, shown in names.items() if environ.get(name))
        # The request line as it came, which most servers hand over; the path of the standard is decoded.
        line = environ.get("RAW_URI") or environ.get("REQUEST_URI")
        if isinstance(line, str) and line.startswith("/"):
            path = line.partition("?")[0]
        else:
            decoded = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
            path = quote(decoded.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~-._")
        host = environ.get("HTTP_HOST") or f"{environ.get('SERVER_NAME')}:{environ.get('SERVER_PORT')}"
        version = str(environ.get("SERVER_PROTOCOL", "HTTP/1.1")).rpartition("/")[2]
        method, query = environ.get("REQUEST_METHOD", "GET"), environ.get("QUERY_STRING", "")
        return self._exchange(method, path, query, headers, _origin(environ["wsgi.url_scheme"], host), version)


class _Input:
    """``wsgi.input`` that is watched while the application reads it."""

    def __init__(self, inner: InputStream, exchange: Exchange, length: int | None) -> None:
        self._inner, self._exchange, self._length = inner, exchange, length

    def _see(self, piece: bytes, asked: int | None = None) -> bytes:
        tap = self._exchange.request_body
        tap.add(piece)
        if (not piece and asked != 0) or tap.size == self._length:
            self._exchange.request_complete = True
        return piece

    def read(self, size: int = -1) -> bytes:
        return self._see(self._inner.read(size), size)

    def readline(self, size: int = -1) -> bytes:
        return self._see(self._inner.readline(size), size)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return [self._see(piece) for piece in self._inner.readlines(hint)]

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._inner:
            yield self._see(piece)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name == "read1":
            return lambda size=-1: self._see(method(size), size)
        if name in ("readinto", "readinto1"):

            def read_into(buffer: bytearray | memoryview) -> int:
                count: int = method(buffer) or 0
                self._see(bytes(memoryview(buffer)[:count]))
                return count

            return read_into
        return method


def _waits(exchange: Exchange) -> bool:
    """True while nothing may leave: the first piece takes the headers along, and for the client they are the end."""
    return (exchange.bodiless or exchange.redirects) and exchange.response_body.size < _HELD


class _Output:
    """The answer of a WSGI application, watched while the server sends it.

    Parameters
    ----------
    inner : iterable of bytes
    exchange : Exchange
    write : callable
        Writes it down.
    held : list of bytes
        What the application has written already and the server has not seen.
    """

    def __init__(
        self, inner: Iterable[bytes], exchange: Exchange, write: Callable[[Exchange], None], held: list[bytes]
    ) -> None:
        self._inner, self._exchange, self._write, self._held = inner, exchange, write, held
        self._written = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._inner:
                tap = self._exchange.response_body
                tap.add(piece)
                if str(tap.size) == self._exchange.response_headers.get("content-length"):
                    self._finish()  # for the client this piece is the end
                self._held.append(piece)
                if self._written or not _waits(self._exchange):
                    yield from self._released()
        except GeneratorExit:
            raise
        except BaseException as error:
            self._exchange.fail(f"the application failed: {type(error).__name__}")
            self._finish()
            yield from self._released()
            raise
        self._finish()
        yield from self._released()

    def _released(self) -> Iterator[bytes]:
        while self._held:
            yield self._held.pop(0)

    def _finish(self) -> None:
        if not self._written:
            self._written = True
            self._write(self._exchange)

    def close(self) -> None:
        """Close the application's answer (PEP 3333); one that was not sent to its end is no whole response."""
        try:
            if hasattr(self._inner, "close"):
                self._inner.close()
        finally:
            if not self._written and not self._exchange.bodiless:
                self._exchange.fail("the client went away before it had the whole response")
            self._finish()


class _SizedOutput(_Output):
    """The same of an answer whose number of pieces is known, from which servers work out its length."""

    def __len__(self) -> int:
        return len(self._inner)  # type: ignore[arg-type]
