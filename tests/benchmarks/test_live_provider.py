"""A provider that is asked: beside pact-python's verifier, and one example beside the test client of its framework."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from conformance.rust_core import quiet
from servers.loopback import serving
from support import require

import contractlab as cl

from . import workloads

Report = Callable[[str, str, str], None]
COUNT = 1_000
MEASURED = COUNT if os.environ.get("CONTRACTLAB_FULL") else 100
"""Examples given to the verifier, whose time grows with them."""
ROUNDS = 30


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def app() -> Any:
    """Answers from memory, so that what is measured is who asks."""
    fastapi = require("fastapi")
    made = fastapi.FastAPI()
    bodies = workloads.small_bodies(COUNT)

    @made.get("/items/{number}")
    async def item(number: int) -> Any:
        return fastapi.Response(bodies[number], media_type="application/json")

    return made


def verifier(address: str, pact: Path) -> None:
    from pact import Verifier

    with quiet(), suppress(RuntimeError):
        verifier = Verifier("records", host="127.0.0.1").add_transport(url=address).add_source(pact)
        verifier.verify()
    assert all(outcome["result"] == "OK" for outcome in verifier.results["interactionResults"])


def test_beside_the_verifier(report: Report, tmp_path: Path) -> None:
    require("pact")
    pact = tmp_path / "few.json"
    pact.write_text(json.dumps(workloads.small_contract(MEASURED)), encoding="utf-8")
    contract = cl.load(workloads.small_contract(COUNT))
    provider = app()

    def ours(provider: Any) -> None:
        assert cl.verify(contract, provider=provider).passed

    with serving(provider) as address:
        theirs = seconds(lambda: verifier(address, pact)) * COUNT / MEASURED
        over_loopback = min(seconds(lambda: ours(address)) for _ in range(2))
    in_process = min(seconds(lambda: ours(provider)) for _ in range(2))
    for way, taken, goal in (("over loopback", over_loopback, "1 / 3"), ("in process", in_process, "1 / 10")):
        report(
            f"live: {COUNT:,} examples {way}", f"1 / {theirs / taken:.1f} of the verifier's time ({taken:.2f} s)", goal
        )


def test_one_example_again(report: Report) -> None:
    testclient, flask = require("fastapi.testclient"), require("flask")
    contract = cl.load(workloads.small_contract(1))
    body = workloads.small_bodies(1)[0]
    served = app()
    flask_app = flask.Flask("bench")

    @flask_app.get("/items/<int:number>")
    def item(number: int) -> Any:
        return flask.Response(body, content_type="application/json")

    def asked(provider: Any, ask: Callable[[], Any], name: str) -> None:
        run = cl.verify(contract, provider=provider)
        assert run.passed
        name_of = run.results[0].example.key
        assert ask().status_code == 200
        theirs = min(seconds(ask) for _ in range(ROUNDS))
        ours = min(seconds(lambda: run.again(name_of)) for _ in range(ROUNDS))
        report(
            f"live: one example again, {name}",
            f"{ours / theirs:.1f} × its test client ({ours * 1000:.1f} ms)",
            "3 ×",
        )

    with testclient.TestClient(served) as client:
        asked(served, lambda: client.get("/items/0"), "FastAPI")
    asked(served, lambda: fresh(testclient, served), "FastAPI, a client for each request")
    client = flask_app.test_client()
    asked(flask_app, lambda: client.get("/items/0"), "Flask")


def fresh(testclient: Any, served: Any) -> Any:
    """A client with its own lifespan, as a run has."""
    with testclient.TestClient(served) as client:
        return client.get("/items/0")
