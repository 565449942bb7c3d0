"""A server on the loopback interface that answers with what a passed callable gives.

It adds nothing of its own: a response has the headers of the answer, and what HTTP needs to end its body. That is what
a verifier is to see when recorded answers are played back to it.

It stands beside `listening`, on which recorder, mock and broker are served, for two reasons. Recorded answers are
played back as they came, and h11 refuses statuses below 200, header names that are not tokens, and targets beyond
ASCII. And what is checked against a verifier needs no extra.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from contractlab.values.http import HttpRequest, HttpResponse

__all__ = ["Answer", "LoopbackServer"]

Answer = Callable[[HttpRequest], HttpResponse]
"""From a request as it arrived, its query in the target, to the response that is sent."""

_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})
_BODILESS = frozenset({204, 304})
_LARGEST_BODY = 256_000_000
_IDLE_SECONDS = 60


class LoopbackServer:
    """Listens on a free port of 127.0.0.1 from the moment it is made until it is closed.

    Parameters
    ----------
    answer : callable
        From `HttpRequest` to `HttpResponse`; called in a thread for each connection. What it raises ends the
        connection without an answer.

    Attributes
    ----------
    url : str
        Address without a slash at its end.
    port : int
    """

    def __init__(self, answer: Answer) -> None:
        self._server = _Server(answer)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and give the port back; connections that are still open are cut."""
        self._server.shutdown()
        self._server.server_close()
        self._server.cut_connections()
        self._thread.join()

    def __enter__(self) -> LoopbackServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Exchange)

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def cut_connections(self) -> None:
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # its client was faster

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing on standard error: the client sees the connection end."""


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def __getattr__(self, name: str) -> Callable[[], None]:
        # The class asks for do_GET, do_POST …, and here every method is answered in one way.
        if name.startswith("do_"):
            return self._exchange
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Nothing on standard error."""

    def _exchange(self) -> None:
        path, _, query = self.path.partition("?")
        headers = [(name, _text(value)) for name, value in self.headers.items()]
        request = HttpRequest(self.command, _text(path), _text(query), headers, self._body())
        self._write(self.server.answer(request))

    def _body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            pieces: list[bytes] = []
            while size := int(self.rfile.readline(80).split(b";")[0], 16):
                pieces.append(self.rfile.read(min(size, _LARGEST_BODY)))
                self.rfile.readline(80)
            while self.rfile.readline(65_536) not in (b"\r\n", b""):
                continue
            return b"".join(pieces)
        length = self.headers.get("Content-Length", "")
        return self.rfile.read(min(int(length), _LARGEST_BODY)) if length.isdigit() and int(length) else None

    def _write(self, response: HttpResponse) -> None:
        body = response.body if isinstance(response.body, bytes) else b""
        has_body = self.command != "HEAD" and response.status not in _BODILESS and response.status >= 200
        chunked = has_body and (response.headers.get("transfer-encoding") or "").strip().lower() == "chunked"
        lines = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('Status',))[0]}"]
        lines += [f"{name}: {value}" for name, value in response.headers if name.lower() not in _FRAMING]
        if chunked:
            lines.append("Transfer-Encoding: chunked")
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
        elif has_body:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
        self.wfile.write(head + (body if has_body else b""))


def _text(received: str) -> str:
    """What the base class read byte by byte, as UTF-8 where it is."""
    try:
        return received.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return received
