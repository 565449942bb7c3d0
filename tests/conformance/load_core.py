"""What the Rust core makes of a whole file: reads it, refuses it, or panics; and which examples it verified how."""

from __future__ import annotations

import base64
import json
import tempfile
import threading
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

from conformance.rust_core import _QuietHandler, nothing_of_this_machine, quiet

__all__ = ["ANSWER", "ANSWERED_MESSAGE", "MESSAGE_METADATA", "CoreReading", "LoadingOracle"]

ANSWER = (200, [("Content-Type", "application/json"), ("X-Served", "yes")], b'{"id":7,"tags":["a","b"],"note":"n"}')
"""What the provider answers to every request."""

ANSWERED_MESSAGE = b'{"id":7,"tags":["a","b"],"note":"n"}'
MESSAGE_METADATA: dict[str, Any] = {"contentType": "application/json", "topic": "things"}
"""What the provider produces for every message."""

_MESSAGES = "/messages"
_REFUSED = "Failed to load pact"


@dataclass(frozen=True)
class CoreReading:
    """What the core made of a file.

    Attributes
    ----------
    outcome : str
        ``"reads"``, ``"refuses"`` or ``"panics"``.
    verdicts : tuple of (str, bool, bool)
        Description, passed and pending of every example that was verified, in the order of the run.
    words : str
        The core's own words where it refused the file, else those about the first example that failed.
    """

    outcome: Literal["reads", "refuses", "panics"]
    verdicts: tuple[tuple[str, bool, bool], ...]
    words: str


class _Handler(_QuietHandler):
    """Answers whatever is asked in the same way."""

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        if self.path.startswith(_MESSAGES):
            encoded = base64.b64encode(json.dumps(MESSAGE_METADATA).encode()).decode()
            listed = [("Pact-Message-Metadata", encoded), ("Content-Type", "application/json")]
            self.reply(200, listed, ANSWERED_MESSAGE)
            return
        status, headers, body = ANSWER
        self.reply(status, headers, b"" if self.command == "HEAD" else body)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._any
        raise AttributeError(name)


class LoadingOracle:
    """Asks the core about files; one server answers all of them. A context manager."""

    def __enter__(self) -> LoadingOracle:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._folder = tempfile.TemporaryDirectory()
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()

    def ask(self, data: bytes) -> CoreReading:
        """Have the core verify one file.

        Parameters
        ----------
        data : bytes
            The file.
        """
        from pact import Verifier

        port = self._server.server_port
        path = Path(self._folder.name) / "c-p.json"
        path.write_bytes(data)
        failed = False
        with nothing_of_this_machine(), quiet():
            verifier = Verifier("p", host="127.0.0.1")
            verifier.add_transport(url=f"http://127.0.0.1:{port}")
            verifier.add_transport(protocol="message", port=port, path=_MESSAGES)
            verifier.add_source(path)
            try:
                verifier.verify()
            except RuntimeError:
                failed = True
            results = verifier.results
        return _reading(results, failed)


def _reading(results: dict[str, Any], failed: bool) -> CoreReading:
    listed = results.get("interactionResults") or []
    errors = results.get("errors") or []
    refusals = [error["mismatch"].get("message", "") for error in errors if error["interaction"] == _REFUSED]
    if refusals:
        return CoreReading("refuses", (), str(refusals[0]))
    # A panic ends the run: the call fails, nothing is listed, and the result says success.
    if failed and not listed and not errors:
        return CoreReading("panics", (), "")
    words = json.dumps([each.get("mismatch") for each in listed if each["result"] != "OK"], ensure_ascii=False)
    verdicts = tuple((str(each["description"]), each["result"] == "OK", bool(each["pending"])) for each in listed)
    return CoreReading("reads", verdicts, words)
