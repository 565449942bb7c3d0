"""A provider that answers the examples of a contract one after another, as a verifier asks for them in file order.

It brings its own state handlers, and can move an answer to another address, pack it, or send it in pieces.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STATES = "/_pact/states"
MOVED = "/_moved/"
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True)
class Answer:
    """What a provider answers.

    Attributes
    ----------
    moved : bool
        The request is redirected first, and this is the answer to what follows.
    pause : float
        Seconds between the two halves of a body that is sent in pieces; 0 sends it whole, with its length.
    """

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    moved: bool = False
    pause: float = 0.0


@dataclass
class Script:
    """What a provider answers in one run, and what it was asked.

    Attributes
    ----------
    answers : sequence of Answer
        In the order in which a verifier asks.
    states : mapping of str to JSON
        What the handler of a state returns; for None it fails, and for a state without one it returns nothing.
    """

    answers: Sequence[Answer]
    states: Mapping[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def targets(self) -> set[str]:
        """Where redirects lead that are answers of their own."""
        return {value for answer in self.answers for name, value in answer.headers if name.lower() == "location"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *_: Any) -> None: ...

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == STATES:
            self._change_state(json.loads(content))
        elif MOVED in self.path:
            self._send(self.script.answers[int(self.path.rpartition("/")[2])])
        elif self.path in self.script.targets:
            self._send(Answer(200, [("Content-Type", "text/plain")], b"here it is"))
        else:
            turn = len(self.script.asked)
            self.script.asked.append(f"{self.command} {self.path}")
            if turn >= len(self.script.answers):
                self._send(Answer(599))
            elif self.script.answers[turn].moved:
                self._send(Answer(302, [("Location", f"{MOVED}{turn}")]))
            else:
                self._send(self.script.answers[turn])

    def _change_state(self, change: dict[str, Any]) -> None:
        self.script.changes.append(change)
        values = self.script.states.get(change["state"], {})
        if values is None:
            # The core asks again after 5xx, for two minutes.
            self._send(Answer(400, [("Content-Type", "text/plain")], b"no such thing"))
        else:
            self._send(Answer(200, [("Content-Type", "application/json")], json.dumps(values).encode()))

    def _send(self, answer: Answer) -> None:
        bare = self.command == "HEAD" or answer.status in (204, 304)
        self.send_response_only(answer.status, "X")
        for name, value in answer.headers:
            if name.lower() not in _FRAMING:
                self.send_header(name, value)
        in_pieces = bool(answer.pause) and not bare
        if in_pieces:
            self.send_header("Transfer-Encoding", "chunked")
        elif not bare:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if in_pieces:
            half = len(answer.body) // 2
            for piece in (answer.body[:half], answer.body[half:]):
                if piece:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                    self.wfile.flush()
                    time.sleep(answer.pause)
            self.wfile.write(b"0\r\n\r\n")
        elif not bare:
            self.wfile.write(answer.body)


@contextmanager
def scripted_provider(script: Script) -> Iterator[str]:
    """The address of a provider that answers by a script."""
    handler = type("Scripted", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
