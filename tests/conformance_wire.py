"""A provider that keeps every request as it arrived: over loopback, as an ASGI app and as a WSGI app."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import contractlab as cl

Headers = list[tuple[str, str]]
Normal = tuple[str, str, Headers, bytes]
"""Method, target, headers in order of their names, body."""


@dataclass(frozen=True)
class Arrived:
    """One request; header values are bytes read as Latin-1."""

    method: str
    target: str
    headers: Headers
    body: bytes

    def normal(self, *left_out: str) -> Normal:
        """What is compared: without some headers, and whatever the order of their names."""
        kept = [(name.lower(), value) for name, value in self.headers if name.lower() not in left_out]
        return self.method, self.target, sorted(kept, key=lambda pair: pair[0]), self.body


@dataclass(frozen=True)
class Reply:
    """What is answered; `raw` instead of the rest is written as it is."""

    status: int = 200
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    raw: bytes | None = None

    def written(self) -> bytes:
        if self.raw is not None:
            return self.raw
        lines = [f"HTTP/1.1 {self.status} X", *(f"{name}: {value}" for name, value in self.headers)]
        if self.status >= 200 and self.status not in (204, 304):
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + self.body


Answer = Callable[[Arrived], Reply]


class Wire:
    """The server; connections are kept alive."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.arrived: list[Arrived] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        file = connection.makefile("rb")
        with contextlib.suppress(OSError, ValueError):
            while line := file.readline():
                method, target, _ = line.decode("latin-1").rstrip("\r\n").split(" ", 2)
                headers: Headers = []
                while (header := file.readline().decode("latin-1")) not in ("\r\n", ""):
                    name, _, value = header.rstrip("\r\n").partition(":")
                    headers.append((name, value.removeprefix(" ")))
                length = next((value for name, value in headers if name.lower() == "content-length"), "0")
                arrived = Arrived(method, target, headers, file.read(int(length)))
                self.arrived.append(arrived)
                data = self.answer(arrived).written()
                if not data:
                    break
                connection.sendall(data)
        file.close()
        connection.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # or the last accept goes on
        self._listening.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def wire(answer: Answer = lambda _: Reply()) -> Iterator[Wire]:
    server = Wire(answer)
    try:
        yield server
    finally:
        server.close()


def asgi_app(answer: Answer, arrived: list[Arrived]) -> Any:
    """An ASGI app that answers so, and keeps what arrived."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        body = b""
        while True:
            message = await receive()
            body += message["body"]
            if not message["more_body"]:
                break
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        got = Arrived(scope["method"], target, headers, body)
        arrived.append(got)
        reply = answer(got)
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
        await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
        await send({"type": "http.response.body", "body": reply.body})

    return app


def wsgi_app(answer: Answer, arrived: list[Arrived]) -> Any:
    """A WSGI app, likewise; a WSGI environment joins headers of one name by a comma."""

    def app(environ: Any, start_response: Any) -> list[bytes]:
        named = {"CONTENT_LENGTH": "content-length", "CONTENT_TYPE": "content-type"}
        headers = [
            (named.get(key) or key.removeprefix("HTTP_").replace("_", "-").lower(), value)
            for key, value in environ.items()
            if key in named or key.startswith("HTTP_")
        ]
        got = Arrived(environ["REQUEST_METHOD"], environ["REQUEST_URI"], headers, environ["wsgi.input"].read())
        arrived.append(got)
        reply = answer(got)
        start_response(f"{reply.status} X", list(reply.headers))
        return [reply.body]

    return app


def saved(captures: cl.Captures) -> cl.Captures:
    """The same recording once it was written to a file and read again."""
    with tempfile.TemporaryDirectory() as folder:
        return cl.load_captures(captures.save(Path(folder) / "a.jsonl"))
