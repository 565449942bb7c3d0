"""The Rust core behind pact-python as an oracle: many small contracts judged in one go, over loopback."""

from __future__ import annotations

import base64
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import certifi

os.environ["PACT_DO_NOT_TRACK"] = "true"


@cache
def _single_certificate() -> bytes:
    """The first of the certificates that come with httpx."""
    end = b"-----END CERTIFICATE-----\n"
    return Path(certifi.where()).read_bytes().partition(end)[0] + end


@contextmanager
def nothing_of_this_machine() -> Iterator[None]:
    """The core asks the machine's database of media types where there is one: verdicts would differ by machine.

    It also reads all trusted certificates for every example that it verifies, which takes four fifths of its time; over
    loopback it needs none, and is content with any.
    """
    with tempfile.NamedTemporaryFile() as certificate:
        certificate.write(_single_certificate())
        certificate.flush()
        variables = dict.fromkeys(("XDG_DATA_DIRS", "XDG_DATA_HOME", "SSL_CERT_DIR"), os.devnull)
        variables["SSL_CERT_FILE"] = certificate.name
        with _environment(variables):
            yield


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def quiet() -> Iterator[None]:
    """The core prints its report to the process's own file descriptors."""
    saved = os.dup(1), os.dup(2)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(saved[0], 1)
        os.dup2(saved[1], 2)
        for descriptor in (*saved, sink):
            os.close(descriptor)


def contract_of(interactions: list[dict[str, Any]], version: str) -> dict[str, Any]:
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": version}},
    }


def interaction(number: int, request: dict[str, Any], response: dict[str, Any], version: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "description": f"case {number}",
        "request": {"method": "GET", "path": f"/case/{number}", **request},
        "response": {"status": 200, **response},
    }
    if version == "4.0":
        made = {"type": "Synchronous/HTTP", "key": f"case{number}", **made}
    return made


class _QuietHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


def _verify(
    pact: dict[str, Any],
    handler: type[_QuietHandler],
    transport: Callable[[int], dict[str, Any]],
    written: str | None = None,
) -> list[bool] | None:
    """Verdicts of the verifier on ``case 0``, ``case 1`` …; None if the core refuses the contract.

    The file has the text `written`, or that of `pact`.
    """
    from pact import Verifier

    count = len(pact.get("interactions") or pact["messages"])
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        with tempfile.TemporaryDirectory() as folder, nothing_of_this_machine(), quiet():
            path = Path(folder) / "c-p.json"
            path.write_text(written or json.dumps(pact), encoding="utf-8")
            verifier = Verifier("p", host="127.0.0.1").add_transport(**transport(server.server_port)).add_source(path)
            with suppress(RuntimeError):
                verifier.verify()
            results = verifier.results
    finally:
        server.shutdown()
        server.server_close()
    listed = {
        outcome.get("description") or outcome.get("interactionDescription"): outcome["result"]
        for outcome in results.get("interactionResults", [])
    }
    if len(listed) != count:
        return None
    return [listed[f"case {number}"] == "OK" for number in range(count)]


def sent_bodies(texts: list[str]) -> list[bytes]:
    """The bodies that the verifier sends for JSON texts that stand in a contract as they are."""
    received: dict[str, bytes] = {}

    class Handler(_QuietHandler):
        def do_POST(self) -> None:
            received[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
            self.reply(200, [], b"")

    asked = [{"method": "POST", "path": f"/{number}", "body": f"@{number}@"} for number in range(len(texts))]
    pact = contract_of([interaction(number, request, {}, "3.0") for number, request in enumerate(asked)], "3.0")
    written = json.dumps(pact)
    for number, text in enumerate(texts):
        written = written.replace(json.dumps(f"@{number}@"), text, 1)
    _verify(pact, Handler, lambda port: {"url": f"http://127.0.0.1:{port}"}, written)
    return [received[f"/{number}"] for number in range(len(texts))]


def judge_responses(
    expected: list[dict[str, Any]], actual: list[tuple[int, list[tuple[str, str]], bytes]], version: str
) -> list[bool] | None:
    """Verdicts of the verifier on responses; None if the core refuses the contract."""

    class Handler(_QuietHandler):
        def do_GET(self) -> None:
            self.reply(*actual[int(self.path.rsplit("/", 1)[1])])

    pact = contract_of([interaction(n, {}, response, version) for n, response in enumerate(expected)], version)
    return _verify(pact, Handler, lambda port: {"url": f"http://127.0.0.1:{port}"})


def message_contract(expected: list[dict[str, Any]], version: str) -> dict[str, Any]:
    messages = [{"description": f"case {number}", **message} for number, message in enumerate(expected)]
    if version == "4.0":
        listed = [{"type": "Asynchronous/Messages", "key": f"case{n}", **message} for n, message in enumerate(messages)]
        return contract_of(listed, version)
    pact = contract_of([], version)
    del pact["interactions"]
    return {**pact, "messages": messages}


def judge_messages(
    expected: list[dict[str, Any]], actual: list[tuple[dict[str, Any], bytes]], version: str
) -> list[bool] | None:
    """Verdicts of the verifier on messages, given as metadata and contents; None if the core refuses the contract."""
    return _judge_messages(message_contract(expected, version), actual)


def _judge_messages(pact: dict[str, Any], actual: list[tuple[dict[str, Any], bytes]]) -> list[bool] | None:
    class Handler(_QuietHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            metadata, contents = actual[int(asked["description"].split()[1])]
            encoded = base64.b64encode(json.dumps(metadata).encode()).decode()
            headers = [("Pact-Message-Metadata", encoded)]
            if "contentType" in metadata:
                headers.append(("Content-Type", str(metadata["contentType"])))
            self.reply(200, headers, contents)

    return _verify(pact, Handler, lambda port: {"protocol": "message", "port": port, "path": "/messages"})


def sync_contract(replies: list[dict[str, Any]]) -> dict[str, Any]:
    """Synchronous messages of V4, each with one reply."""
    request = {"contents": {"content": "?", "contentType": "text/plain", "encoded": False}}
    listed = [
        {"type": "Synchronous/Messages", "key": f"case{n}", "description": f"case {n}", "request": request,
         "response": [reply]}
        for n, reply in enumerate(replies)
    ]  # fmt: skip
    return contract_of(listed, "4.0")


def judge_replies(expected: list[dict[str, Any]], actual: list[tuple[dict[str, Any], bytes]]) -> list[bool] | None:
    """Verdicts of the verifier on the first replies to synchronous messages."""
    return _judge_messages(sync_contract(expected), actual)


class Authored:
    """A contract with one interaction, made through the core's own calls, and the mock server that judges by it.

    Parameters
    ----------
    request : dict
        ``method``, ``path``, ``query`` (list of pairs), ``headers`` (list of pairs), ``body`` (str, bytes or None),
        ``type`` (of the body, or None) and ``rules`` (by category).
    version : str
    """

    def __init__(self, request: dict[str, Any], version: str) -> None:
        import pact_ffi
        from pact import Pact

        self.pact = Pact("c", "p").with_specification(f"V{version[0]}")
        made = self.pact.upon_receiving("case 0").with_request(request["method"], request["path"])
        for name, value in request.get("headers", ()):
            made.with_header(name, value, "Request")
        for name, value in request.get("query", ()):
            made.with_query_parameter(name, value)
        body = request.get("body")
        if isinstance(body, bytes):
            made.with_binary_body(body, request["type"], "Request")
        elif body is not None:
            pact_ffi.with_body(made._handle, pact_ffi.InteractionPart.REQUEST, request.get("type"), body)
        if request.get("rules"):
            made.with_matching_rules(request["rules"], "Request")
        made.will_respond_with(200)

    def document(self) -> dict[str, Any]:
        """The contract as the core writes it."""
        with tempfile.TemporaryDirectory() as folder, nothing_of_this_machine(), quiet():
            self.pact.write_file(folder, overwrite=True)
            path = next(Path(folder).glob("*.json"))
            document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return document

    def judge(self, method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> bool:
        """The mock server's verdict on one request."""
        with quiet(), self.pact.serve(addr="127.0.0.1", raises=False) as server:
            connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
            try:
                connection.putrequest(method, target, skip_accept_encoding=True)
                for name, value in headers:
                    connection.putheader(name, value)
                connection.putheader("Content-Length", str(len(body)))
                connection.endheaders(body)
                return connection.getresponse().status == 200
            finally:
                connection.close()
