"""State changes that pass through the recording proxy: they reach their handlers, and captures say what is in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from servers.loopback import raw_provider
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.errors import ProviderError

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
TOLD = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{"id": 7}'
FAILED = b"HTTP/1.1 500 Sorry\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def change(url: str, state: str, action: str = "setup", **params: Any) -> httpx.Response:
    return httpx.post(url, json={"state": state, "params": params, "action": action})


def test_captures_say_which_states_were_in_force() -> None:
    with raw_provider(OK) as provider, raw_provider(TOLD) as handlers:
        address = f"{handlers.url}/_pact/states?key=1"
        with cl.RecordingProxy(provider.url, state_change_url=address) as proxy:
            assert proxy.state_change_url == f"{proxy.url}/_pact/states?key=1"
            httpx.get(f"{proxy.url}/before")
            change(proxy.state_change_url, "a", n=1)
            assert change(proxy.state_change_url, "b").json() == {"id": 7}
            httpx.get(f"{proxy.url}/with")
            change(proxy.state_change_url, "a", "teardown")
            change(proxy.state_change_url, "b", "teardown")
            httpx.get(f"{proxy.url}/after")
            captures = proxy.captures
        heads = [request.split(b"\r\n")[0] for request in handlers.requests]
    assert heads == [b"POST /_pact/states?key=1 HTTP/1.1"] * 4
    assert [request.split(b" ")[1] for request in provider.requests] == [b"/before", b"/with", b"/after"]
    assert [(capture.request.path, capture.states) for capture in captures] == [
        ("/before", ()), ("/with", (("a", {"id": 7, "n": 1}), ("b", {"id": 7}))), ("/after", ()),
    ]  # fmt: skip


def test_states_are_written_down(tmp_path: Path) -> None:
    output = tmp_path / "captures.jsonl"
    with raw_provider(OK) as provider, raw_provider(OK) as handlers:
        with cl.RecordingProxy(provider.url, output=output, state_change_url=handlers.url) as proxy:
            assert str(proxy.state_change_url).endswith("/_contractlab/states"), "the provider keeps its own root"
            change(str(proxy.state_change_url), "a", password="planted")
            httpx.get(f"{proxy.url}/x")
        assert handlers.requests[0].startswith(b"POST / HTTP/1.1\r\n")
    (written,) = (json.loads(line) for line in output.read_text().splitlines())
    assert written["_contractlab"]["states"][0]["name"] == "a"
    assert "planted" not in output.read_text()
    assert [capture.states[0][0] for capture in cl.load_captures(output)] == ["a"]


def test_a_handler_that_fails_brings_nothing_about() -> None:
    with (
        raw_provider(OK) as provider,
        raw_provider(FAILED) as handlers,
        cl.RecordingProxy(provider.url, state_change_url=f"{handlers.url}/s") as proxy,
    ):
        assert change(str(proxy.state_change_url), "a").status_code == 500
        httpx.get(f"{proxy.url}/x")
        assert [capture.states for capture in proxy.captures] == [()]


def test_handlers_that_are_not_there_are_told() -> None:
    with (
        raw_provider(OK) as provider,
        cl.RecordingProxy(provider.url, state_change_url="http://127.0.0.1:1/s") as proxy,
    ):
        assert change(str(proxy.state_change_url), "a").status_code == 502
        assert len(proxy.captures) == 0


def test_calls_to_the_provider_itself_are_seen_when_they_pass() -> None:
    """A provider that handles its states itself needs no option."""
    contract = contract_of(
        http("full", request={"path": "/x"}, states=["full"]),
        http("empty", request={"path": "/x"}, states=["empty"]),
    )
    with raw_provider(OK) as provider, cl.RecordingProxy(provider.url) as proxy:
        for state in ("empty", "full"):
            change(f"{proxy.url}/_pact/provider_states", state)
            httpx.get(f"{proxy.url}/x")
        captures = proxy.captures
    assert [[name for name, _ in capture.states] for capture in captures] == [[], ["empty"], [], ["full"]]
    run = cl.verify(contract, captures)
    assert run.passed
    assert run.unpaired == ()
    assert run["empty"].capture is captures[1]


@pytest.mark.parametrize(
    "url", ["/s", "ftp://h/s", "http://", "http://u:p@h/s", "http://h/é", "http://h/s#x", "http://h:x/"]
)
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(ProviderError, match="address of the state handlers cannot be used"):
        cl.RecordingProxy("http://127.0.0.1:1", state_change_url=url)
