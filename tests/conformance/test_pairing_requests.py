"""Recordings of the Rust core's verifier pair: requests, runs with state-change calls, real contracts."""

from __future__ import annotations

import base64

import pytest
from data import CASE_CONTRACTS, PACT_CONTRACTS, Row, case_files, needs, pact_files, rows

import contractlab as cl
from contractlab.captures import Capture
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.contracts.sample_exchange import response_of
from contractlab.errors import InvalidContract
from contractlab.verification.pairing import pair_captures
from contractlab.verification.pairing_notes import PairingNote

SENT_REQUESTS = "golden/live/requests*.jsonl*"
STATES = "golden/live/states*.jsonl*"

OTHER_SHAPES = {
    "params-named-state-and-action": "the parameters take the places of the call's own names in the query",
    "redirects": "the call is redirected, and what follows the redirect is no call any more",
}
"""Rows of STATES with state-change calls that cannot be told from other requests, and why."""


def _recorded(wire: Row, base_path: str = "") -> Capture:
    path, _, query = wire["target"].partition("?")
    body = wire["body"].encode() if "body" in wire else base64.b64decode(wire["body_b64"])
    request = cl.HttpRequest(wire["method"], path, query, [tuple(pair) for pair in wire["headers"]], body or None)
    inner = base_path.strip("/")
    return Capture(request, cl.HttpResponse(200), base_path=f"/{inner}" if inner else "")


@needs(SENT_REQUESTS)
def test_requests_of_the_core_pair_with_their_examples() -> None:
    asked = [row for row in rows(SENT_REQUESTS) if row["wire"] is not None]
    otherwise: list[str] = []
    for row in asked:
        contract = cl.load(row["contract"])
        capture = _recorded(row["wire"], row["options"].get("base_path") or "")
        outcome = pair_captures([contract], [capture])
        if [pair.example.index for pair in outcome.pairs] != [row["interaction"]]:
            otherwise.append(f"{row['id']}: {row['wire']['target']} pairs with {outcome.pairs}")
    assert otherwise == []
    assert asked


@needs(STATES)
def test_runs_with_state_changes_pair_without_a_guess() -> None:
    asked = [row for row in rows(STATES) if row["id"] not in OTHER_SHAPES]
    otherwise: list[str] = []
    for row in asked:
        contract = cl.load(row["contract"])
        captures = [_recorded(event.get("call") or event["request"]) for event in row["events"]]
        outcome = pair_captures([contract], captures)
        calls = sum("call" in event for event in row["events"])
        alike = _same_states(contract)
        settled = len(outcome.pairs) == len(captures) - calls and not any(pair.also for pair in outcome.pairs)
        guesses = {note for pair in outcome.pairs for note in pair.notes} - ({PairingNote.BY_ORDER} if alike else set())
        if outcome.unpaired or len(outcome.state_calls) != calls or not settled or guesses:
            otherwise.append(f"{row['id']}: {outcome}")
    assert otherwise == []
    assert asked


def _same_states(contract: Contract) -> bool:
    """Two examples have the same states: then the order of the run has to decide."""
    listed = [str(example.states) for example in contract]
    return len(set(listed)) < len(listed)


def _loaded() -> list[Contract]:
    contracts: list[Contract] = []
    for path in [*pact_files(), *case_files()]:
        try:
            contracts.append(cl.load(path))
        except InvalidContract:
            continue
    return contracts


def _provided(contract: Contract) -> list[Example]:
    """Examples whose provider is tested over HTTP."""
    return [example for example in contract if example.kind == "http" and example.judged == "response"]


@needs(PACT_CONTRACTS, CASE_CONTRACTS)
@pytest.mark.parametrize("rounds", [1, 2])
def test_runs_over_real_contracts_leave_nothing_ambiguous(rounds: int) -> None:
    asked = 0
    otherwise: list[str] = []
    for contract in _loaded():
        examples = _provided(contract) * rounds
        sender = format_of(contract)
        captures = [Capture(sender.sent_request(example), response_of(example.response)) for example in examples]
        outcome = pair_captures([contract], captures)
        expected = [(example.index, id(capture)) for example, capture in zip(examples, captures, strict=True)]
        if [(pair.example.index, id(pair.capture)) for pair in outcome.pairs] != expected:
            otherwise.append(contract.source.name)
        asked += len(examples)
    assert otherwise == []
    assert asked > 100
