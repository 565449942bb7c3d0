"""The client of the real verifier: its verdict on raw answers, and ours on what our recorder wrote down of them."""

from __future__ import annotations

import json
import re
import socket
from contextlib import suppress
from pathlib import Path

import pytest
from conformance.answer_shapes import EXPECTS_BODY, SHAPES, Shape, packed, sized
from conformance.rust_core import contract_of, nothing_of_this_machine, quiet
from servers.loopback import raw_provider
from support import require

import contractlab as cl

pytestmark = pytest.mark.oracle

TARGET = sized("Content-Type: text/plain", body=b"here")


def _contract(shapes: list[Shape]) -> dict[str, object]:
    listed = [
        {
            "description": shape.name,
            "request": {"method": shape.method, "path": f"/{number}"},
            "response": shape.expected,
        }
        for number, shape in enumerate(shapes)
    ]
    return contract_of(listed, "3.0.0")


def _verified(address: str, pact: Path) -> dict[str, bool]:
    from pact import Verifier

    with nothing_of_this_machine(), quiet():
        verifier = Verifier("p", host="127.0.0.1").add_transport(url=address).add_source(pact)
        with suppress(RuntimeError):
            verifier.verify()
    return {outcome["description"]: outcome["result"] == "OK" for outcome in verifier.results["interactionResults"]}


def test_answers_end_as_with_the_verifier(tmp_path: Path) -> None:
    require("pact")
    pact, output = tmp_path / "p.json", tmp_path / "a.jsonl"
    pact.write_text(json.dumps(_contract(SHAPES)), encoding="utf-8")

    def answer(connection: socket.socket, head: bytes) -> None:
        number = re.match(rb"\w+ /(\d+) ", head)
        connection.sendall(TARGET if number is None else SHAPES[int(number[1])].answer)

    with raw_provider(answer) as provider:
        expected = _verified(provider.url, pact)
        with cl.RecordingProxy(provider.url, output=output) as proxy:
            _verified(proxy.url, pact)
    assert len(expected) == len(SHAPES)
    assert {True, False} == set(expected.values())
    for captures in (proxy.captures, cl.load_captures(output)):
        run = cl.verify(cl.load(pact), captures)
        assert {result.example.description: result.passed for result in run.results} == expected
        assert run.unpaired == (), "what a redirect led to belongs to the request that was redirected"


@pytest.mark.parametrize("expected", [EXPECTS_BODY, {"status": 200}, {"status": 500}])
def test_the_verifier_breaks_off_at_a_content_type_outside_ascii(expected: dict[str, object], tmp_path: Path) -> None:
    """Nothing is verified and nothing fails; here it is an error."""
    require("pact")
    body = b'{"a":1}'
    shape = Shape("one", sized("Content-Type: application/json; x=\xe9", body=body), expected)
    pact = tmp_path / "p.json"
    pact.write_text(json.dumps(_contract([shape])), encoding="utf-8")
    with raw_provider(shape.answer) as provider, cl.RecordingProxy(provider.url) as proxy:
        assert _verified(proxy.url, pact) == {}
    (result,) = cl.verify(cl.load(pact), proxy.captures).results
    assert result.verdict == "error"
    assert "Content-Type" in str(result.reason)


def test_a_recorder_that_follows_redirects_leaves_the_rest_to_the_same_rules(tmp_path: Path) -> None:
    require("pact")
    shapes = [Shape("moved", sized("Location: /packed", status="301 X"))]
    pact = tmp_path / "p.json"
    pact.write_text(json.dumps(_contract(shapes)), encoding="utf-8")
    import gzip

    there = packed("gzip", gzip.compress(b'{"a":1}'))

    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(there if b"/packed" in head else shapes[0].answer)

    for follow in (True, False):
        with raw_provider(answer) as provider, cl.RecordingProxy(provider.url, follow_redirects=follow) as proxy:
            assert _verified(proxy.url, pact) == {"moved": True}
        assert cl.verify(cl.load(pact), proxy.captures).passed
