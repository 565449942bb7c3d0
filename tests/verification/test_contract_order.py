"""The order in which a verifier took contracts that ask for the same, by the answers that were recorded."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.contracts.contract import Contract
from contractlab.verification.pairing_notes import PairingNote

VERIFIER = {"User-Agent": "pact_verifier/1.4.7"}
PATHS = ["/a", "/b", "/c"]


def consumer_of(status: int, *paths: str) -> Contract:
    """A contract whose every answer has the same status; other contracts ask for the same paths."""
    return contract_of(
        *(
            http(f"{path} {status}", request={"method": "GET", "path": path}, response={"status": status})
            for path in paths
        )
    )


def recorded(*answers: tuple[str, int]) -> cl.Captures:
    captures = cl.Captures()
    for path, status in answers:
        captures.add(cl.HttpRequest("GET", path, "", VERIFIER), cl.HttpResponse(status))
    return captures


def verdicts(contracts: list[Contract], captures: cl.Captures) -> dict[str, str]:
    run = cl.verify(contracts, captures)
    assert run.unpaired == ()
    assert all(set(result.pairing_notes) <= {PairingNote.BY_ORDER} for result in run.results)
    return {result.example.description: result.verdict for result in run.results}


@pytest.mark.parametrize("order", list(permutations([200, 201, 202])))
def test_the_order_in_which_most_answers_are_accepted(order: tuple[int, ...]) -> None:
    contracts = [consumer_of(status, *PATHS) for status in (200, 201, 202)]
    answers = [(path, status) for status in order for path in PATHS]
    assert set(verdicts(contracts, recorded(*answers)).values()) == {"passed"}
    # One broken answer is a failure of the example whose turn it was, not another order.
    broken = [(path, 500 if (path, status) == ("/b", 201) else status) for path, status in answers]
    failed = {name for name, verdict in verdicts(contracts, recorded(*broken)).items() if verdict != "passed"}
    assert failed == {"/b 201"}


def test_of_equals_the_order_in_which_the_contracts_were_given() -> None:
    contracts = [consumer_of(200, *PATHS), consumer_of(201, *PATHS)]
    answers = [(path, 500) for _ in contracts for path in PATHS]
    run = cl.verify(contracts, recorded(*answers))
    assert [result.verdict for result in run.results] == ["failed"] * 6
    indexes = [run.captures.index(result.capture) for result in run.results]
    assert indexes == [0, 1, 2, 3, 4, 5]


def test_what_a_recording_shows_is_no_guess() -> None:
    """Each contract has an example of its own: the order is seen, whatever the answers."""
    contracts = [consumer_of(200, "/a", "/own-1"), consumer_of(201, "/a", "/own-2")]
    answers = [("/a", 200), ("/own-2", 201), ("/a", 201), ("/own-1", 200)]
    assert verdicts(contracts, recorded(*answers)) == {
        "/a 200": "failed", "/own-1 200": "passed", "/a 201": "failed", "/own-2 201": "passed",
    }  # fmt: skip


def test_many_contracts_keep_the_order_in_which_they_were_given() -> None:
    contracts: list[Any] = [consumer_of(200 + number, "/a") for number in range(8)]
    answers = [("/a", 200 + number) for number in range(8)]
    assert set(verdicts(contracts, recorded(*answers)).values()) == {"passed"}
