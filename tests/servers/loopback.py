"""Small servers on the loopback interface, for tests of what stands between a client and them."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

Answer = Callable[[socket.socket, bytes], None]

PATIENCE = 120
"""Seconds that a busy machine may keep a test waiting."""
_SILENCE = 0.05
"""Seconds in which something that must not follow an answer may show; a quick machine sees it."""


class RawProvider:
    """Answers byte for byte what a test says, and keeps the requests byte for byte."""

    def __init__(self, answer: Answer | bytes) -> None:
        self._answer = answer
        self.requests: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = read_until(connection, b"\r\n\r\n")
            self.requests.append(head)
            if callable(self._answer):
                self._answer(connection, head)
            else:
                connection.sendall(self._answer)

    def close(self) -> None:
        self._listening.close()


@contextlib.contextmanager
def raw_provider(answer: Answer | bytes) -> Iterator[RawProvider]:
    provider = RawProvider(answer)
    try:
        yield provider
    finally:
        provider.close()


def read_until(connection: socket.socket, end: bytes) -> bytes:
    data = b""
    while end not in data:
        more = connection.recv(65536)
        if not more:
            break
        data += more
    return data


def is_whole(data: bytes, method: bytes = b"GET") -> bool:
    """Whether bytes from a server hold an answer to its end; what ends with the connection alone never does."""
    head, end, rest = data.partition(b"\r\n\r\n")
    status = head[9:12]
    if not end or status == b"100":
        return is_whole(rest, method) if end else False
    if method == b"HEAD" or status in (b"204", b"304"):
        return True
    if re.search(rb"(?i)\r\ntransfer-encoding: *chunked", head):
        return re.search(rb"(^|\r\n)0+(;[^\r\n]*)?\r\n(.*\r\n)?\r\n$", rest, re.DOTALL) is not None
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return length is not None and len(rest) >= int(length[1])


def talk(url: str, *pieces: bytes, timeout: float = PATIENCE) -> bytes:
    """Send bytes to a server and read until it closes, or until the answer is whole and nothing follows it."""
    host, _, port = url.removeprefix("http://").partition(":")
    method = b"".join(pieces).partition(b" ")[0]
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        for piece in pieces:
            connection.sendall(piece)
        data = b""
        connection.settimeout(timeout)
        with contextlib.suppress(TimeoutError, ConnectionError):
            while more := connection.recv(65536):
                data += more
                connection.settimeout(_SILENCE if is_whole(data, method) else timeout)
    return data


@contextlib.contextmanager
def release(waiting: threading.Event) -> Iterator[None]:
    """Let go, at the end, what waits for an event."""
    try:
        yield
    finally:
        waiting.set()


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """An ASGI application behind a real server."""
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(app, log_level="critical", lifespan="off", http="h11", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE)
        listening.close()


@contextlib.contextmanager
def serving_wsgi(app: Any) -> Iterator[str]:
    """A WSGI application behind Werkzeug's server, as Flask's own command starts it."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, *_: Any, **__: Any) -> None: ...

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=PATIENCE)
        server.server_close()


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return value
