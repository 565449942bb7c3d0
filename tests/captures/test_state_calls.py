"""State-change calls among recordings: by their shape alone, and which states they bring about."""

from __future__ import annotations

import json
from typing import Any

import pytest

import contractlab as cl
from contractlab.captures.state_calls import StateCall, StatesInForce, read_state_call, state_call_of


def posted(body: Any = None, *, path: str = "/_pact/provider_states", query: str = "") -> cl.HttpRequest:
    return cl.HttpRequest("POST", path, query, body=None if body is None else json.dumps(body))


@pytest.mark.parametrize(
    ("request_", "call"),
    [
        (posted({"state": "a", "params": {"n": 1}, "action": "setup"}), StateCall("setup", (("a", {"n": 1}),))),
        (posted({"state": "a", "action": "teardown"}), StateCall("teardown", (("a", {}),))),
        (posted({"state": "", "params": {}, "action": "setup"}), StateCall("setup", (("", {}),))),
        (posted({"state": None, "action": "setup"}), StateCall("setup", (("", {}),))),
        (posted({"consumer": "c", "state": "a", "states": ["a"]}), StateCall("setup", (("a", {}),))),
        (posted({"states": ["a", "b"], "action": "setup"}), StateCall("setup", (("a", {}), ("b", {})))),
        (posted(query="action=setup&state=a+%C3%BC&n=1"), StateCall("setup", (("a ü", {"n": "1"}),))),
        (posted(query="token=t&action=teardown&state=a"), StateCall("teardown", (("a", {"token": "t"}),))),
    ],
)
def test_calls_are_known_by_their_shape(request_: cl.HttpRequest, call: StateCall) -> None:
    assert read_state_call(request_) == call


@pytest.mark.parametrize(
    "request_",
    [
        cl.HttpRequest("GET", "/states", "action=setup&state=a"),
        posted(query="action=publish&state=a"),
        posted(query="state=a"),
        posted({"state": "open"}, path="/orders"),
        posted({"state": "open", "title": "x"}),
        posted({"state": "open", "action": "close"}),
        posted({"state": 1, "action": "setup"}),
        posted({"state": "a", "action": "setup", "params": [1]}),
        posted({"states": [], "action": "setup"}),
        posted(["setup"]),
        posted(),
        cl.HttpRequest("POST", "/states", body="{"),
        cl.HttpRequest("POST", "/states", body=cl.NOT_RECORDED),
    ],
)
def test_other_requests_are_none(request_: cl.HttpRequest) -> None:
    assert read_state_call(request_) is None


@pytest.mark.parametrize("answer", [{"id": 7, "n": 2}, "text", None])
def test_what_the_handler_returns_counts_unless_the_call_gives_it(answer: Any) -> None:
    response = None if answer is None else cl.HttpResponse(200, json=answer)
    call = state_call_of(cl.Capture(posted({"state": "a", "params": {"n": 1}, "action": "setup"}), response))
    assert call is not None
    assert call.states == (("a", {"id": 7, "n": 1} if isinstance(answer, dict) else {"n": 1}),)


def call(action: Any, *names: str) -> StateCall:
    return StateCall(action, tuple((name, {}) for name in names))


def in_force(states: StatesInForce) -> list[str] | None:
    listed = states.request()
    return None if listed is None else [name for name, _ in listed]


def test_states_are_those_of_the_calls_since_the_last_request() -> None:
    states = StatesInForce()
    assert in_force(states) is None
    states.call(call("setup", "a"))
    states.call(call("setup", "b"))
    assert in_force(states) == ["a", "b"]
    assert in_force(states) == ["a", "b"], "nothing was torn down"
    states.call(call("setup", "c"))
    assert in_force(states) == ["c"]
    states.call(call("teardown", "c"))
    assert in_force(states) == []


def test_a_state_whose_handler_failed_is_not_in_force() -> None:
    states = StatesInForce()
    states.call(call("setup", "a"), succeeded=False)
    states.call(call("setup", "b"))
    assert in_force(states) == ["b"]


def test_the_empty_name_says_that_there_is_none() -> None:
    states = StatesInForce()
    states.call(call("setup", ""))
    assert in_force(states) == []
