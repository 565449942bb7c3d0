"""The states of an example: which calls are made, in which order, and what is made of their answers.

Every row is asked of an address over loopback, and of functions in the same process. What differs from the core stands
in one table; a row's events are rewritten by it before they are compared.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from conformance_wire import Arrived, Reply, saved, wire
from data import Row, needs, rows
from servers.loopback import release

import contractlab as cl

STATES = "golden/live/states*.jsonl*"

OTHERWISE = {
    "no state": "nothing is called for an example without a state, and for a state without a name",
    "first failure": "the first state that fails ends the setup; the core calls the others as well",
    "after failure": "what was begun is undone, also after a state that failed; the core leaves it as it is",
    "last first": "states are undone in the other order; the core goes in the order of setup",
    "kept mismatches": "a failing teardown is an error beside the mismatches; in the core it replaces them",
    "no retries": "a state that fails is not tried again; the core tries for two minutes",
    "no name": "a state whose name is no text is asked for by what stands there, or not at all; the core invents names",
    "own headers": "headers that are meant for the provider are not sent to the address of states",
}
"""What is done otherwise, and why."""

Event = tuple[str, Any]


@dataclass
class Script:
    """The answers of a row: the first rule that fits a call; 200 without a body else."""

    rules: list[Row]
    calls: int = 0

    def rule(self, state: Any, action: Any, target: str = "") -> Row:
        nth = self.calls
        self.calls += 1
        for rule in self.rules:
            if rule.get("state", state) != state or rule.get("nth", nth) != nth:
                continue
            if rule.get("action", action) != action and f"action={rule['action']}" not in target:
                continue
            return rule
        return {}


def fails(rule: Row, timeout: float) -> bool:
    redirected = rule.get("status") in (301, 302, 303, 307, 308) and rule.get("headers")
    bad = not 200 <= rule.get("status", 200) < 300 and not redirected
    return bool(bad or rule.get("close") or rule.get("hang", 0) > timeout)


def called(call: Row) -> tuple[str, str, Any]:
    """State, action and parameters of a call that the core made with a body."""
    body = json.loads(call["body"])
    return body["state"], body["action"], body["params"]


def without_state(call: Row) -> bool:
    if call["body"]:
        return json.loads(call["body"])["state"] == ""
    return bool(re.search(r"[?&]state=(&|$)", call["target"]))


def is_teardown(call: Row) -> bool:
    if call["body"]:
        return bool(json.loads(call["body"])["action"] == "teardown")
    return "action=teardown" in call["target"]


def by_example(row: Row) -> list[tuple[list[Row], Row | None, list[Row]]]:
    """Setup, request and teardown of each example; the core calls for every state of one, also after a failure."""
    left = list(row["events"])
    parts: list[tuple[list[Row], Row | None, list[Row]]] = []
    for example in cl.load(row["contract"]):
        count = max(1, len(example.states)) if any("call" in event for event in left) else 0
        # A redirected call is one more.
        count += sum(rule.get("status") in (302, 308) for rule in row["answers"])
        setups, teardowns, request = [], [], None
        while len(setups) < count and left and "call" in left[0] and not is_teardown(left[0]["call"]):
            setups.append(left.pop(0)["call"])
        if left and "request" in left[0]:
            request = left.pop(0)["request"]
        while left and "call" in left[0] and is_teardown(left[0]["call"]):
            teardowns.append(left.pop(0)["call"])
        parts.append((setups, request, teardowns))
    return parts


def expected(row: Row) -> list[Event]:
    """The events of a row as they are here, by `OTHERWISE`."""
    script, timeout = Script(row["answers"]), row["options"].get("timeout_ms", 5000) / 1000
    undoes = row["options"].get("teardown", False)
    events: list[Event] = []
    for setups, request, teardowns in by_example(row):
        done: list[Row] = []
        failed = False
        for call in setups:
            if without_state(call):
                continue  # no state
            events.append(("call", call))
            asked = called(call) if call["body"] else ("", "setup", {})
            if fails(script.rule(asked[0], "setup", call["target"]), timeout):
                failed = True
                break  # first failure
            done.append(call)
        if not failed and request is not None:
            events.append(("request", request))
        undone = [call for call in teardowns if not without_state(call)]
        if undoes and not undone:
            undone = [_teardown_of(call) for call in done]  # after failure
        events += [("call", call) for call in reversed(undone)]  # last first
    return events


def _teardown_of(call: Row) -> Row:
    swapped = {key: call[key].replace('"action":"setup"', '"action":"teardown"') for key in ("body",)}
    return {**call, **swapped, "target": call["target"].replace("action=setup", "action=teardown")}


def differs_by_design(row: Row) -> str:
    """Why all of a row is otherwise; empty where it is not."""
    if any(rule.get("status", 200) >= 500 for rule in row["answers"]):
        return "no retries"
    without = any(without_state(event["call"]) for event in row["events"] if "call" in event)
    if without and any(rule.get("state", "") == "" and rule.keys() & {"body", "status"} for rule in row["answers"]):
        return "no state"  # the core uses what came back for it
    listed = [state for each in row["contract"]["interactions"] for state in _listed(each.get("providerStates"))]
    if not all(isinstance(state, dict) and isinstance(state.get("name"), str) for state in listed):
        return "no name"
    return ""


def _listed(states: Any) -> list[Any]:
    return states if isinstance(states, list) else []


def judge(row: Row, run: cl.Run) -> Iterator[str]:
    for result, expectation in zip(run.results, row["results"], strict=True):
        good = result.verdict in ("passed", "pending")
        if good != (expectation["result"] == "OK" or expectation["pending"]):
            yield f"{result.verdict} {result.reason}, and {expectation}"
        if result.verdict == "failed" and len(result.mismatches) != len(expectation["mismatches"]):
            yield f"{result.mismatches}, and {expectation['mismatches']}"  # kept mismatches: where the verdict is error
    offline = cl.verify(run.contracts, saved(run.captures))
    if [each.verdict for each in offline.results] != [each.verdict for each in run.results]:
        yield f"{[each.verdict for each in run.results]}, and its captures {offline.results}"


@needs(STATES)
def test_an_address_is_called_as_the_core_calls_it() -> None:
    otherwise: dict[str, str] = {}
    asked = 0
    for row in rows(STATES):
        options = row["options"]
        script = Script(row["answers"])
        events: list[Event] = []
        over = threading.Event()

        def state(
            arrived: Arrived, script: Script = script, events: list[Event] = events, over: threading.Event = over
        ) -> Reply:
            events.append(("call", arrived))
            body = json.loads(arrived.body) if arrived.body else {}
            rule = script.rule(body.get("state"), body.get("action"), arrived.target)
            if rule.get("hang"):
                over.wait()
            if rule.get("close"):
                return Reply(raw=b"")
            default = [["Content-Type", "application/json"]] if "body" in rule else []
            headers = [(name, value) for name, value in rule.get("headers", default)]
            return Reply(rule.get("status", 200), headers, rule.get("body", "").encode())

        def provider(arrived: Arrived, events: list[Event] = events) -> Reply:
            events.append(("request", arrived))
            return Reply()

        path = options.get("state_url", "/states")
        hangs = any("hang" in rule for rule in row["answers"])
        with wire(state) as states, wire(provider) as server, release(over):
            source = path and cl.StateChangeUrl(
                states.url + path, body=options.get("state_body", True), teardown=options.get("teardown", False)
            )
            run = cl.verify(
                cl.load(row["contract"]),
                provider=server.url,
                states=source or None,
                client=httpx.Client(headers=options.get("custom_headers"), trust_env=False),
                # A busy machine gets more than the row says, for the calls that do not hang.
                state_timeout=5 if hangs else 120,
            )
        asked += 1
        if differs_by_design(row):
            continue
        got = [(kind, _call(arrived) if kind == "call" else arrived.target) for kind, arrived in events]
        calls = [(kind, _told(call) if kind == "call" else call["target"]) for kind, call in expected(row)]
        if got != calls:
            otherwise[row["id"]] = f"{got}\n  for {calls}"
        for fault in judge(row, run):
            otherwise[row["id"]] = fault
    assert asked
    assert otherwise == {}, "\n".join(f"{name}: {why}" for name, why in otherwise.items())


NAMED = {"accept", "accept-encoding", "user-agent", "host", "content-length", "connection"}


def _call(arrived: Arrived) -> Any:
    headers = sorted((name.lower(), value) for name, value in arrived.headers if name.lower() not in NAMED)
    kept = [(name, "{referer}" if name == "referer" else value) for name, value in headers]
    return arrived.method, arrived.target, [pair for pair in kept if pair[0] != "referer"], arrived.body.decode()


def _told(call: Row) -> Any:
    own = {"authorization", "x-b", "referer"}  # own headers
    headers = sorted((name, value) for name, value in call["headers"] if name not in own)
    return call["method"], call["target"], headers, call["body"]


@needs(STATES)
def test_functions_are_called_in_the_same_way() -> None:
    otherwise: dict[str, str] = {}
    asked = 0
    for row in rows(STATES):
        options = row["options"]
        if options.get("state_url") is False or any("headers" in rule or "nth" in rule for rule in row["answers"]):
            continue  # of HTTP alone
        events: list[Event] = []
        states = _handlers(row, events)

        def provider(request: cl.HttpRequest, events: list[Event] = events) -> cl.HttpResponse:
            events.append(("request", request.target))
            return cl.HttpResponse()

        run = cl.verify(cl.load(row["contract"]), provider=provider, states=states)
        asked += 1
        if differs_by_design(row):
            continue
        if all(event["call"]["body"] for event in row["events"] if "call" in event):
            calls = [(kind, called(call) if kind == "call" else call["target"]) for kind, call in expected(row)]
            if events != calls:
                otherwise[row["id"]] = f"{events}\n  for {calls}"
        for fault in judge(row, run):
            otherwise[row["id"]] = fault
    assert asked
    assert otherwise == {}, "\n".join(f"{name}: {why}" for name, why in otherwise.items())


def _handlers(row: Row, events: list[Event]) -> cl.StateHandlers:
    """Functions that do what the server of a row does."""
    script, timeout = Script(row["answers"]), row["options"].get("timeout_ms", 5000) / 1000

    def act(action: str) -> Callable[..., Any]:
        def handler(called_as: str, params: dict[str, Any]) -> Any:
            state, params = called_as, {key: value for key, value in params.items() if key != "called_as"}
            events.append(("call", (state, action, params)))
            rule = script.rule(state, action)
            if fails(rule, timeout):
                raise RuntimeError(f"status {rule.get('status')}")
            values = _json(rule.get("body", ""))
            return values if isinstance(values, dict) else None

        return handler

    every = re.compile("(?s:(?P<called_as>.+))")
    states = cl.StateHandlers().register(every, act("setup"))
    if row["options"].get("teardown"):
        states.teardown(every)(act("teardown"))
    return states


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
