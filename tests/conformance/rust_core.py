"""The Rust core behind pact-python as an oracle: many small contracts judged in one go, over loopback."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

os.environ["PACT_DO_NOT_TRACK"] = "true"


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
        for one in (*saved, sink):
            os.close(one)


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


def judge_responses(
    expected: list[dict[str, Any]], actual: list[tuple[int, list[tuple[str, str]], bytes]], version: str
) -> list[bool] | None:
    """Verdicts of the verifier; None if the core refuses the contract."""
    from pact import Verifier

    pact = contract_of([interaction(n, {}, one, version) for n, one in enumerate(expected)], version)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = actual[int(self.path.rsplit("/", 1)[1])]
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with tempfile.TemporaryDirectory() as folder, quiet():
            path = Path(folder) / "c-p.json"
            path.write_text(json.dumps(pact), encoding="utf-8")
            verifier = (
                Verifier("p", host="127.0.0.1")
                .add_transport(url=f"http://127.0.0.1:{server.server_port}")
                .add_source(path)
            )
            with suppress(RuntimeError):
                verifier.verify()
            results = verifier.results
    finally:
        server.shutdown()
        server.server_close()
    listed = {
        one.get("description") or one.get("interactionDescription"): one["result"]
        for one in results.get("interactionResults", [])
    }
    if len(listed) != len(expected):
        return None
    return [listed[f"case {number}"] == "OK" for number in range(len(expected))]


def judge_requests(
    expected: list[dict[str, Any]], sent: list[tuple[str, str, list[tuple[str, str]], bytes]], version: str
) -> list[bool]:
    """Verdicts of the mock server on (method, query, headers, body) for JSON bodies.

    The contract is made through the core's own authoring calls, so only JSON bodies with V3 rules can be asked.
    """
    from pact import Pact

    pact = Pact("c", "p").with_specification(f"V{version[0]}")
    for number, one in enumerate(expected):
        made = pact.upon_receiving(f"case {number}").with_request("POST", f"/case/{number}")
        made.with_body(json.dumps(one["example"]), "application/json")
        if one["rules"]:
            made.with_matching_rules({"body": one["rules"]})
        made.will_respond_with(200)
    verdicts: list[bool] = []
    with quiet(), pact.serve(addr="127.0.0.1", raises=False) as server:
        for number, (method, query, headers, body) in enumerate(sent):
            connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
            try:
                target = f"/case/{number}" + (f"?{query}" if query else "")
                connection.putrequest(method, target, skip_accept_encoding=True)
                for name, value in headers:
                    connection.putheader(name, value)
                connection.putheader("Content-Length", str(len(body)))
                connection.endheaders(body)
                verdicts.append(connection.getresponse().status == 200)
            finally:
                connection.close()
    return verdicts
