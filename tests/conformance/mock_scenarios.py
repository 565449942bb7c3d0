"""Scenarios of a mock server: the contract as pact-python's own code makes it, and requests over real sockets."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import socket
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from servers.loopback import PATIENCE, is_whole
from support import require

import contractlab as cl

Row = dict[str, Any]

_SILENCE = 0.3
"""Seconds without a byte after which a connection counts as silent, where a row waits, and after a whole answer."""
_HALF = 5
"""The same after half an answer, which some rows are about."""


class Answered(NamedTuple):
    """What came back on one connection; all empty where nothing did."""

    line: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def status(self) -> int:
        words = self.line.split(" ")
        return int(words[1]) if len(words) > 1 else 0


def contract_of(row: Row) -> cl.Contract:
    """The contract that pact-python makes of a scenario, its examples in the order in which they were defined."""
    pact = require("pact")
    folder = Path(tempfile.mkdtemp())

    def file(name: str, data: str) -> Path:
        path = folder / name
        path.write_bytes(base64.b64decode(data))
        return path

    def with_status(interaction: Any, status: Any) -> Any:
        """A status with a matcher: pact-python has no method of its own for it."""
        ffi, encode = require("pact_ffi"), pact.match.matcher.IntegrationJSONEncoder
        ffi.response_status_v2(interaction._handle, json.dumps(status, cls=encode))
        return interaction

    http = require("pact.interaction").HttpInteraction
    http.will_respond_with_json = with_status
    names: dict[str, Any] = {
        "Pact": pact.Pact,
        "match": pact.match,
        "generate": pact.generate,
        "xml": pact.xml,
        "file": file,
        "base64": base64,
        "GenericMatcher": require("pact.match.matcher").GenericMatcher,
        "GenericGenerator": require("pact.generate.generator").GenericGenerator,
    }
    exec(row["pact_python"], names)  # the rows are ours: what they hold is how the reference was asked
    written = folder / "out"
    written.mkdir()
    names["pact"].write_file(written)
    (path,) = written.iterdir()
    document = json.loads(path.read_bytes())
    order = [example["description"] for example in row["definition"]["examples"]]
    document.get("interactions", []).sort(key=lambda example: order.index(example["description"]))
    return cl.load(document)


def bytes_of(request: Row) -> bytes:
    """What the client sends."""
    if "raw" in request:
        return base64.b64decode(request["raw"])
    body = base64.b64decode(request["base64"]) if "base64" in request else request.get("body", "").encode()
    headers = [("Host", "mock"), *(tuple(pair) for pair in request["headers"])]
    if body or request["method"] in ("POST", "PUT", "PATCH"):
        headers.append(("Content-Length", str(len(body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{request['method']} {request['target']} HTTP/1.1\r\n{head}\r\n".encode() + body


def is_complete(request: Row) -> bool:
    """False for requests of which the row has a piece alone."""
    return "…" not in str(request.get("raw", "")) and "…" not in str(request.get("body", ""))


def ask(port: int, request: Row) -> Answered:
    """Send a request on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(bytes_of(request))
        if request.get("hang_up"):
            return Answered("", [], b"")
        data = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            while not _complete(data, request):
                over = "wait" in request or is_whole(data, bytes_of(request).partition(b" ")[0])
                connection.settimeout(_SILENCE if over else _HALF if data else PATIENCE)
                more = connection.recv(65536)
                if not more:
                    break
                data += more
    head, _, body = data.partition(b"\r\n\r\n")
    line, *lines = head.decode("latin-1").split("\r\n")
    pairs = (each.partition(":") for each in lines)
    headers = sorted((name.lower(), value.strip()) for name, _, value in pairs)
    return Answered(line, headers, body)


def recorded(response: Row) -> Answered:
    """What came back from the reference."""
    body = base64.b64decode(response["base64"]) if "base64" in response else response.get("body", "").encode()
    return Answered(response.get("line", ""), [(name, value) for name, value in response.get("headers", ())], body)


def _complete(data: bytes, request: Row) -> bool:
    if "raw" in request or b"\r\n\r\n" not in data:
        return False
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    if request["method"] == "HEAD" or head[9:12] in (b"204", b"304"):
        return True
    return length is not None and len(body) >= int(length[1])
