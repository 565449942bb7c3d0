"""The real verifier with state handlers, generators and custom headers: its recording pairs, with its own verdicts."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conformance.rust_core import quiet
from servers.loopback import serving
from small_contracts import document_of, http
from support import require

import contractlab as cl

pytestmark = pytest.mark.oracle


class Shop:
    """A provider and its state handlers in one: what it answers depends on the state that was asked for last."""

    def __init__(self) -> None:
        self.state = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, answer = 200, {}
        if scope["path"] == "/_pact/states":
            asked = json.loads(body)
            self.state = asked["state"] if asked["action"] == "setup" else ""
            answer = {"id": "a b"} if asked["params"].get("told") else {}
        elif scope["path"] == "/things":
            status, answer = {"there": (200, {"id": 1}), "broken": (200, {"id": "x"})}.get(self.state, (404, {}))
        data = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": data})


def things(name: str, status: int, *, states: Any = (), body: Any = None) -> dict[str, Any]:
    response = {"status": status} if body is None else {"status": status, "body": body}
    request = {"path": "/things", "headers": {"X-Tenant": "t-1"}}
    return http(name, request=request, response=response, states=states)


def by_state(name: str, **params: Any) -> dict[str, Any]:
    generators = {"path": {"type": "ProviderState", "expression": "/things/${id}"}, "query": {"n": {"type": "Uuid"}}}
    request = {"path": "/things/14f6", "query": {"z": ["é ~"], "n": ["1"]}, "generators": generators}
    return http(name, request=request, states={"one": {**params}})


CONTRACT = document_of(
    things("missing", 404, states=["gone"]),
    things("found", 200, states=["there"], body={"id": 1}),
    things("broken", 200, states=["broken"], body={"id": 1}),
    things("no state", 404),
    things("no state again", 404),
    by_state("told by the handler", told=True),
    by_state("in the contract", id="7/8"),
)


@pytest.mark.parametrize("own_handlers", [False, True])
def test_a_run_with_states_gives_its_verdicts(own_handlers: bool, tmp_path: Path) -> None:
    require("pact")
    from pact import Verifier

    pact = tmp_path / "c-p.json"
    pact.write_text(json.dumps(CONTRACT), encoding="utf-8")
    output = tmp_path / "captures.jsonl"
    with serving(Shop()) as address:
        handlers = f"{address}/_pact/states" if own_handlers else None
        with cl.RecordingProxy(address, output=output, state_change_url=handlers) as proxy, quiet():
            verifier = Verifier("p", host="127.0.0.1").add_transport(url=proxy.url).add_source(pact)
            verifier.add_custom_header("X-Tenant", "live")
            verifier.state_handler(proxy.state_change_url or f"{proxy.url}/_pact/states", teardown=True, body=True)
            with suppress(RuntimeError):
                verifier.verify()
        results = verifier.results["interactionResults"]
        verdicts = {result["description"]: result["result"] == "OK" for result in results}
    assert set(verdicts.values()) == {True, False}
    captures = cl.load_captures(output)
    run = cl.verify(cl.load(pact), captures)
    assert {result.example.description: result.verdict == "passed" for result in run.results} == verdicts
    assert run.unpaired == ()
    assert len(run.results) == len(verdicts) == 7
    assert len(captures) == (7 if own_handlers else 21)
