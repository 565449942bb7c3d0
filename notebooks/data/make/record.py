"""Record what the customer service answers to the contract's requests, once for each version.

    python notebooks/data/make/record.py

Starts the service on a free port of this machine, brings about each example's states, sends its request with httpx,
and writes ``good/2.4.0.har`` and ``broken/2.5.0.har`` beside the contract. Clock, durations and host name are fixed, so
that the files change only when the service or the contract does.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from customer_service import BROKEN, GOOD, build_app
from fastapi import FastAPI

from contractlab.captures import Captures
from contractlab.values.http import HttpResponse

DATA = Path(__file__).parent.parent
CONTRACT = DATA / "billing-service-customer-service.json"
HOST = "customer-service.test"
DAYS = {GOOD: "2026-02-23", BROKEN: "2026-03-02"}
# Of the machine and the moment, not of the service.
VOLATILE = frozenset(["date", "server", "user-agent", "connection", "accept-encoding"])


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The service on a free port of the loopback interface; gives its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def requests_of(contract: dict[str, Any]) -> Iterator[tuple[list[dict[str, Any]], httpx.Request]]:
    """Each example's states and its request, in the order of the file."""
    for example in contract["interactions"]:
        wanted = example["request"]
        headers = [(name, value) for name, values in wanted.get("headers", {}).items() for value in values]
        query = [(name, value) for name, values in wanted.get("query", {}).items() for value in values]
        body = wanted.get("body", {})
        content = json.dumps(body["content"]).encode() if "content" in body else None
        if content is not None and not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", body["contentType"]))
        address = httpx.URL(f"http://{HOST}{wanted['path']}", params=query or None)
        yield (
            example.get("providerStates", []),
            httpx.Request(wanted["method"], address, headers=headers, content=content),
        )


def without_volatile(headers: httpx.Headers) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers.multi_items() if name.lower() not in VOLATILE]


def record(version: str, target: Path) -> None:
    """Record one version of the service."""
    app = build_app(version)
    captures = Captures()
    # Two requests that nobody relies on: a health check, and a slip of the pen that no example fits.
    strays = [httpx.Request("GET", f"http://{HOST}/customers/123/"), httpx.Request("GET", f"http://{HOST}/health")]
    exchanges = [*requests_of(json.loads(CONTRACT.read_text(encoding="utf-8"))), *(([], one) for one in strays)]
    with running(app) as address, httpx.Client(base_url=address) as client:
        for index, (states, request) in enumerate(exchanges):
            for state in states:
                app.state.store.bring_about(state["name"], state.get("params", {}))
            target_path = request.url.raw_path.decode("ascii")
            answer = client.request(request.method, target_path, headers=request.headers, content=request.content)
            request.headers = httpx.Headers(without_volatile(request.headers))
            captures.add(
                request,
                HttpResponse(answer.status_code, without_volatile(answer.headers), answer.content),
                provider_version=version,
                states=[(state["name"], state.get("params", {})) for state in states],
                started=f"{DAYS[version]}T10:00:{index:02d}.000Z",
                duration_ms=12.0 + 3 * index,
            )
    captures.save(target)


if __name__ == "__main__":
    record(GOOD, DATA / "good" / f"{GOOD}.har")
    record(BROKEN, DATA / "broken" / f"{BROKEN}.har")
