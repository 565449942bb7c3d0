"""Apps in the same process, and functions that ask, as transports of httpx: what a client brings works for them, too.

Requests arrive as over HTTP/1.1, byte for byte. An exception of the app is a 500 as servers give it, and its traceback
is kept beside the response.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import anyio
import anyio.lowlevel
import httpx

from contractlab.captures.recorders.exchange import BODY_LIMIT
from contractlab.live.logged_errors import noting_errors
from contractlab.live.private_loop import PrivateLoop, StillRunning
from contractlab.live.tracebacks import user_traceback
from contractlab.values.http import HttpRequest, HttpResponse

__all__ = ["DECODED", "TRACEBACK", "AsgiTransport", "FunctionTransport", "WsgiTransport"]

TRACEBACK = "contractlab.traceback"
"""Extension of a response: the traceback of what the app raised."""
DECODED = "contractlab.decoded"
"""Extension of a response: its content encoding was undone by whoever asked."""

_HOP_BY_HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding"})
_ERROR_HEADERS = [(b"content-type", b"text/plain; charset=utf-8")]
_ERROR_BODY = b"Internal Server Error"


class AsgiTransport(httpx.BaseTransport):
    """An ASGI app.

    Parameters
    ----------
    app : callable
    loop : PrivateLoop
        Where it runs, and where its lifespan began.
    """

    def __init__(self, app: Callable[..., Any], loop: PrivateLoop) -> None:
        self._app, self._loop = app, loop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the app, and collect its answer."""
        answer = _Answer()
        body = request.read()
        scope = _scope(request)
        timeout = request.extensions.get("timeout", {}).get("read")

        async def run() -> None:
            left = [body]
            ended = anyio.Event()
            scope_of_app = anyio.CancelScope()

            async def receive() -> dict[str, Any]:
                if left:
                    return {"type": "http.request", "body": left.pop(), "more_body": False}
                await ended.wait()
                return {"type": "http.disconnect"}

            async def send(message: MutableMapping[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    answer.start(message["status"], message.get("headers", []))
                elif message["type"] == "http.response.body":
                    answer.add(message.get("body", b""), last=not message.get("more_body", False))
                    if answer.finished:
                        ended.set()
                    if answer.is_enough:
                        scope_of_app.cancel()  # it may go on for ever, and no capture holds more
                await anyio.lowlevel.checkpoint()

            with scope_of_app:
                try:
                    await self._app(scope, receive, send)
                except Exception as error:
                    answer.fail(error)

        try:
            with noting_errors() as answer.logged:
                self._loop.call(run, timeout)
        except StillRunning:
            if not answer.finished:
                raise httpx.ReadTimeout(f"the app did not answer within {timeout:g} s", request=request) from None
        except (SystemExit, BaseExceptionGroup) as error:
            answer.fail(error)
        return answer.response(request)


class WsgiTransport(httpx.BaseTransport):
    """A WSGI app, called in the thread of whoever asks.

    `httpx.WSGITransport` is not used: it breaks paths and headers outside ASCII, and drops the first of repeated
    headers.
    """

    def __init__(self, app: Callable[..., Any]) -> None:
        from a2wsgi.wsgi import build_environ  # of the extra: functions and addresses do without

        self._app, self._build = app, build_environ

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the app, and collect its answer."""
        answer = _Answer()
        environ = self._environ(request)

        def start_response(status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None) -> Callable[..., Any]:
            if exc_info is not None and answer.begun:
                raise exc_info[1].with_traceback(exc_info[2])
            pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            answer.start(int(status.split(" ", 1)[0]), pairs)
            return answer.add

        output: Any = ()
        with noting_errors() as answer.logged:
            try:
                output = self._app(environ, start_response)
                for piece in output:
                    answer.add(piece)
                    if answer.is_enough:
                        break
                answer.add(b"", last=True)
            except (Exception, SystemExit) as error:
                answer.fail(error)
            finally:
                close = getattr(output, "close", None)
                if close is not None:
                    try:
                        close()
                    except (Exception, SystemExit) as error:
                        answer.fail(error)
        return answer.response(request)

    def _environ(self, request: httpx.Request) -> dict[str, Any]:
        scope = _scope(request)
        body = request.read()
        environ: dict[str, Any] = dict(self._build(scope, io.BytesIO(body)))  # type: ignore[arg-type]
        # PEP 3333: the bytes of the path, whatever they are in, read as Latin-1.
        environ["SCRIPT_NAME"] = ""
        environ["PATH_INFO"] = unquote_to_bytes(scope["raw_path"]).decode("latin-1")
        environ["REQUEST_URI"] = environ["RAW_URI"] = _target(request)
        environ["wsgi.errors"] = sys.stderr
        environ["wsgi.multithread"] = False
        environ.pop("asgi.scope", None)
        return environ


class FunctionTransport(httpx.BaseTransport):
    """A function from an `HttpRequest` to anything that `Example.check_response` takes."""

    def __init__(self, function: Callable[[HttpRequest], Any]) -> None:
        self._function = function

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the function."""
        path, _, query = _target(request).partition("?")
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        asked = HttpRequest(request.method, path, query, headers, request.read() or None)
        try:
            response = HttpResponse.of(self._function(asked))
        except (Exception, SystemExit) as error:
            raise FunctionFailed(error) from error
        pairs = [(name.encode("utf-8"), value.encode("utf-8", "surrogateescape")) for name, value in response.headers]
        body = response.body if isinstance(response.body, bytes) else b""
        extensions = {"http_version": b"HTTP/1.1", DECODED: True}
        return httpx.Response(response.status, headers=pairs, stream=httpx.ByteStream(body), extensions=extensions)


class FunctionFailed(Exception):
    """The function that asks raised; its error is the cause."""


class _Answer:
    """What an app has answered so far."""

    def __init__(self) -> None:
        self._status: int | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._pieces: list[bytes] = []
        self._size = 0
        self._error: BaseException | None = None
        self.finished = False
        self.logged: list[BaseException] = []

    @property
    def begun(self) -> bool:
        """True once something of the body was sent."""
        return bool(self._size)

    @property
    def is_enough(self) -> bool:
        """True once there is more than a capture holds."""
        return self._size > BODY_LIMIT

    def start(self, status: int, headers: Iterable[Iterable[bytes]]) -> None:
        """See status and headers."""
        self._status = status
        self._headers = [(bytes(name), bytes(value)) for name, value in headers]

    def add(self, piece: bytes, last: bool = False) -> None:
        """See a piece of the body."""
        if self._status is None and (piece or last):
            raise RuntimeError("the app sent a body before status and headers")
        self._size += len(piece)
        self._pieces.append(bytes(piece))
        self.finished = self.finished or last

    def fail(self, error: BaseException) -> None:
        """See what the app raised."""
        self._error = self._error or error

    def response(self, request: httpx.Request) -> httpx.Response:
        """What a server would have sent.

        Raises
        ------
        httpx.RemoteProtocolError
            If the app stopped in the middle of its answer.
        """
        extensions: dict[str, Any] = {"http_version": b"HTTP/1.1"}
        if self._error is not None:
            extensions[TRACEBACK] = user_traceback(self._error)
        status, headers, body = self._status, self._headers, b"".join(self._pieces)
        if self._error is not None and not self.finished and not self.begun:
            status, headers, body = 500, _ERROR_HEADERS, _ERROR_BODY
        elif status is None:
            status, headers, body = 500, _ERROR_HEADERS, _ERROR_BODY
            extensions.setdefault(TRACEBACK, "The app ended without an answer.")
        elif self._error is not None and not self.finished and not self.is_enough:
            raise httpx.RemoteProtocolError("the app raised in the middle of its answer", request=request) from (
                self._error
            )
        if status >= 500 and self._error is None and self.logged:
            extensions.setdefault(TRACEBACK, user_traceback(self.logged[-1]))
        kept = [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
        named = {name.lower() for name, _ in kept}
        bodiless = request.method == "HEAD" or status in (204, 304) or status < 200
        if b"content-length" not in named and not bodiless:
            kept.append((b"content-length", str(len(body)).encode()))
        stream = httpx.ByteStream(b"" if bodiless else body)
        return httpx.Response(status, headers=kept, stream=stream, extensions=extensions)


def _target(request: httpx.Request) -> str:
    target: bytes = request.extensions.get("target", request.url.raw_path)
    return target.decode("latin-1")


def _scope(request: httpx.Request) -> dict[str, Any]:
    """The scope as uvicorn makes it."""
    path, _, query = _target(request).partition("?")
    host = request.url.host
    port = request.url.port or 80
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 50000),
        "server": (host, port),
        "extensions": {},
        "state": {},
    }
