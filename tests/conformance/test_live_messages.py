"""Messages asked for at an address: calls, order and verdicts are those of the Rust core, but for a short table.

Each row is played in whole: a server gives what the row's provider gave, and notes what it was asked.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any

import httpx
from data import Row, needs, rows

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.contracts.message_questions import AsksForMessages
from contractlab.servers.loopback import LoopbackServer

ASKED = "golden/live/messages*.jsonl*"

DIFFERENCES = {
    "no call for no state": "the core posts a state without a name where an example has none",
    "the first failing state ends the setup": "the core goes on to the states that follow",
    "teardown last first": "the core undoes states in the order of setup",
    "an answer outside 2xx is an error": "to the core it is the message, and of replies 4xx and 5xx alone are errors",
}
"""Where we differ on purpose; each stands in `_expected` under its name."""

OF_THE_CLIENT = {"user-agent", "connection", "host"}


class _Provider:
    """What a row's provider and its state handlers answer, and all that they were asked."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.order: list[str] = []
        self.states: list[dict[str, Any]] = []
        self.wire: list[dict[str, Any]] = []

    def __call__(self, request: cl.HttpRequest) -> cl.HttpResponse:
        headers = [[name.lower(), value] for name, value in request.headers if name.lower() not in OF_THE_CLIENT]
        call = {"method": request.method, "target": request.target, "headers": sorted(headers)}
        body = request.body if isinstance(request.body, bytes) else b""
        if request.path == "/states":
            self.order.append("state")
            self.states.append({**call, "body": json.loads(body)})
            fails = self._row.get("failing_state") and json.loads(body)["state"] == self._row["failing_state"]
            return cl.HttpResponse(404 if fails else 200)
        self.order.append("request")
        self.wire.append({**call, "body": base64.b64encode(body).decode()})
        answer = self._row["answer"]
        if answer.get("close"):
            raise ConnectionAbortedError
        headers = [(name, value) for name, value in answer.get("headers", [])]
        return cl.HttpResponse(answer["status"], headers, base64.b64decode(answer.get("body_b64", "")))


def _asked(row: Row) -> tuple[_Provider, cl.Run]:
    provider = _Provider(row)
    options = row["options"]
    with (
        LoopbackServer(provider) as server,
        httpx.Client(headers=options.get("custom_headers"), trust_env=False) as client,
    ):
        states = cl.StateChangeUrl(
            f"{server.url}/states", body=True, teardown=options.get("teardown", False), client=client
        )
        run = cl.verify(cl.load(row["contract"]), messages=f"{server.url}/messages", states=states, client=client)
    return provider, run


def _expected(row: Row) -> dict[str, Any]:
    """What the core did, but for the named differences."""
    calls = [{**call, "body": json.loads(call["body"])} for call in row["state_calls"]]
    order = list(row["order"])
    calls = [call for call in calls if call["body"]["state"]]  # no call for no state
    if len(calls) != len(row["state_calls"]):
        order = [step for step in order if step == "request"]
    setups = [call for call in calls if call["body"]["action"] == "setup"]
    if row.get("failing_state"):  # the first failing state ends the setup
        names = [call["body"]["state"] for call in setups]
        setups = setups[: names.index(row["failing_state"]) + 1]
        order = order[: len(setups)]
    teardowns = [call for call in calls if call["body"]["action"] == "teardown"][::-1]  # teardown last first
    (result,) = row["results"]
    status = row["answer"].get("status", 200)
    passed = result["result"] == "OK" and 200 <= status < 300  # an answer outside 2xx is an error
    return {
        "states": [
            {**call, "headers": [pair for pair in call["headers"] if pair[0] not in OF_THE_CLIENT]}
            for call in (*setups, *teardowns)
        ],
        "order": order,
        "wire": [
            {
                "method": wire["method"],
                "target": wire["target"],
                "headers": [pair for pair in wire["headers"] if pair[0] not in OF_THE_CLIENT],
                "body": wire["body_b64"],
            }
            for wire in row["wire"]
        ],
        "passed": passed,
        "pending": result["pending"] and not passed,
    }


_ALWAYS = {"accept", "accept-encoding", "content-length"}
"""Headers that rows list for requests alone."""


def _got(row: Row) -> dict[str, Any]:
    provider, run = _asked(row)
    (result,) = run.results
    states = [
        {**call, "headers": [pair for pair in call["headers"] if pair[0] not in _ALWAYS]} for call in provider.states
    ]
    return {
        "states": states,
        "order": provider.order,
        "wire": provider.wire,
        "passed": result.verdict == "passed",
        "pending": result.verdict == "pending",
    }


@needs(ASKED)
def test_messages_are_asked_for_and_judged_as_the_core_does() -> None:
    otherwise: list[str] = []
    asked = 0
    for row in rows(ASKED):
        expected, got = _expected(row), _got(row)
        asked += 1
        otherwise += [
            f"{row['id']} {part}: {got[part]} for {expected[part]}" for part in expected if got[part] != expected[part]
        ]
    assert otherwise == []
    assert asked


@needs(ASKED)
def test_what_is_produced_here_gets_the_verdict_of_the_same_message_from_an_address() -> None:
    asked = 0
    for row in rows(ASKED):
        answer = row["answer"]
        if answer.get("close") or not 200 <= answer["status"] < 300 or row.get("failing_state"):
            continue
        headers = {name.lower(): value for name, value in answer.get("headers", [])}
        metadata: dict[str, Any] = {"contentType": headers.get("content-type", "")}
        with suppress(ValueError, TypeError):  # what cannot be read counts as nothing
            metadata |= json.loads(base64.b64decode(headers.get("pact-message-metadata", "e30="), validate=True))
        message = cl.Message(base64.b64decode(answer.get("body_b64", "")), metadata)
        run = cl.verify(cl.load(row["contract"]), messages=lambda message=message: message)
        (result,) = row["results"]
        assert run.results[0].passed == (result["result"] == "OK"), row["id"]
        again = cl.verify(run.contracts, run.captures)
        assert [each.verdict for each in again.results] == [each.verdict for each in run.results], row["id"]
        asked += 1
    assert asked


@needs(ASKED)
def test_the_question_is_that_of_the_core() -> None:
    for row in rows(ASKED):
        for wire in row["wire"]:
            contract = cl.load(row["contract"])
            form = format_of(contract)
            assert isinstance(form, AsksForMessages)
            question = form.message_question(contract.examples[0])
            assert question == base64.b64decode(wire["body_b64"]), row["id"]
