"""Small servers on the loopback interface, for tests of what stands between a client and them."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

Answer = Callable[[socket.socket, bytes], None]


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


def talk(url: str, *pieces: bytes, timeout: float = 10) -> bytes:
    """Send bytes to a server and read until it closes or falls silent."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=timeout) as connection:
        for piece in pieces:
            connection.sendall(piece)
        data = b""
        connection.settimeout(timeout)
        with contextlib.suppress(TimeoutError, ConnectionError):
            while more := connection.recv(65536):
                data += more
                connection.settimeout(0.3)
    return data


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
        thread.join(timeout=10)
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
        thread.join(timeout=10)
        server.server_close()


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return value
