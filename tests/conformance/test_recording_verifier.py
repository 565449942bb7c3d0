"""The recorder between the real verifier and real providers: no verdict changes, and what it wrote gives the same."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import pytest
from conformance.rust_core import quiet
from conformance.shop import FAULTS, SECRET, contract, fastapi_shop, flask_shop
from servers.loopback import raw_provider, serving, serving_wsgi
from support import missing, require

import contractlab as cl

pytestmark = pytest.mark.oracle

Serve = Callable[[Any], AbstractContextManager[str]]
SHOPS: dict[str, tuple[str, Callable[[str | None], Any], Serve]] = {
    "FastAPI": ("fastapi", fastapi_shop, serving),
    "Flask": ("flask", flask_shop, serving_wsgi),
}


def verdicts_of_the_verifier(address: str, pact: Path) -> dict[str, bool]:
    from pact import Verifier

    with quiet():
        verifier = Verifier("shop", host="127.0.0.1").add_transport(url=address).add_source(pact)
        with suppress(RuntimeError):
            verifier.verify()
    return {outcome["description"]: outcome["result"] == "OK" for outcome in verifier.results["interactionResults"]}


@pytest.mark.parametrize("fault", [None, *FAULTS])
@pytest.mark.parametrize("shop", SHOPS)
def test_verdicts(shop: str, fault: str | None, tmp_path: Path) -> None:
    require("pact")
    framework, build, serve = SHOPS[shop]
    require(framework)
    pact = tmp_path / "till-shop.json"
    pact.write_text(json.dumps(contract()), encoding="utf-8")
    output = tmp_path / "captures.jsonl"
    with serve(build(fault)) as address:
        without = verdicts_of_the_verifier(address, pact)
        with cl.RecordingProxy(address, output=output, provider_version="1.0") as proxy:
            beside = verdicts_of_the_verifier(proxy.url, pact)
    assert len(without) == 7
    assert all(without.values()) == (fault is None), "a broken version breaks it"
    assert beside == without
    assert SECRET not in output.read_text(encoding="utf-8")

    captures = cl.load_captures(output)
    assert captures.problems == []
    run = cl.verify(cl.load(pact), captures)
    assert run.unpaired == ()
    unlike = []
    for result in run.results:
        if (result.verdict == "passed") != without[result.example.description]:
            assert any(gap.reason == "redacted" for gap in result.unchecked), result
            unlike.append(result.example.description)
    # The one difference: a token of another type, of which a recording does not even tell the type.
    assert unlike == (["a token"] if fault == "type" else [])


def test_redirects_and_content_encodings(tmp_path: Path) -> None:
    """The verifier follows redirects and unpacks gzip; what it judged is recorded with ``follow_redirects``."""
    require("pact")
    body = b'{"a":1}'
    packed = gzip.compress(body)

    def answer(connection: socket.socket, head: bytes) -> None:
        headers = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
        if b" /packed" in head:
            connection.sendall(headers + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)
        elif b" /old" in head:
            connection.sendall(
                b"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
            )
        else:
            connection.sendall(headers + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"a": 1}}
    asked = [{"description": name, "request": {"method": "GET", "path": f"/{name}"}} for name in ("packed", "old", "x")]
    pact = tmp_path / "till-shop.json"
    pact.write_text(
        json.dumps({**contract(), "interactions": [{**interaction, "response": response} for interaction in asked]})
    )
    with raw_provider(answer) as provider, cl.RecordingProxy(provider.url, follow_redirects=True) as proxy:
        assert verdicts_of_the_verifier(provider.url, pact) == {"packed": True, "old": True, "x": True}
        assert verdicts_of_the_verifier(proxy.url, pact) == {"packed": True, "old": True, "x": True}
    assert cl.verify(cl.load(pact), proxy.captures).passed


@pytest.mark.parametrize("shop", SHOPS)
def test_a_client_in_another_language(shop: str, tmp_path: Path) -> None:
    node = shutil.which("node") or missing("node")
    framework, build, serve = SHOPS[shop]
    require(framework)
    script = """
        const [base] = process.argv.slice(1);
        const ask = async (path, more) => {
          const r = await fetch(base + path, more);
          console.log(JSON.stringify([r.status, r.headers.get("content-type"), await r.text()]));
        };
        await ask("/items/1");
        await ask("/items?page=2&tag=a+b&tag=c");
        await ask("/items/999");
        const headers = {"Content-Type": "application/json"};
        await ask("/orders", {method: "POST", body: JSON.stringify({item: 1}), headers});
        await ask("/orders/7", {method: "DELETE"});
        await ask("/");
    """

    def answer_of(address: str) -> str:
        command = [node, "--input-type=module", "-e", script, address]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=240).stdout

    with serve(build("format")) as address, cl.RecordingProxy(address, output=tmp_path / "a.jsonl") as proxy:
        assert answer_of(proxy.url) == answer_of(address)
    run = cl.verify(cl.load(contract()), proxy.captures, allow_not_exercised=True)
    assert {result.example.description: result.verdict for result in run.results} == {
        "an item": "passed",
        "the items of a page": "passed",
        "an item that is not there": "passed",
        "a new order": "failed",
        "no more order": "passed",
        "a token": "not exercised",
        "a page for people": "passed",
    }
    assert [mismatch.path for mismatch in run["a new order"].mismatches] == ["$.due"]
