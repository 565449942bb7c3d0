"""Which capture exercises which example."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import contract_of, document_of, http, matchers

import contractlab as cl
from contractlab.captures import Capture, Captures
from contractlab.verification.pairing import pair_captures

CUSTOMER = http("a customer", request={"method": "GET", "path": "/customers/1"})
ORDERS = http("orders", request={"method": "GET", "path": "/orders", "query": "page=1"})


def sent(method: str = "GET", path: str = "/", query: str = "", *, status: int = 200, **more: Any) -> Capture:
    return Capture(cl.HttpRequest(method, path, query), cl.HttpResponse(status), **more)


def paired(contract: cl.Contract, *captures: Capture) -> list[list[str]]:
    """Descriptions of the examples that each capture is paired with."""
    pairing = pair_captures([contract], captures)
    return [[pair.example.description for pair in pairing.pairs if pair.capture is capture] for capture in captures]


def only_reason(contract: cl.Contract, capture: Capture) -> set[str | None]:
    return {result.reason for result in cl.verify(contract, [capture]).results}


# -- by request -------------------------------------------------------------------------------------------------------


def test_the_request_decides() -> None:
    contract = contract_of(CUSTOMER, ORDERS)
    assert paired(
        contract,
        sent(path="/orders", query="page=1"),
        sent(path="/customers/1"),
        sent("get", "/customers/1"),
        sent("POST", "/customers/1"),
        sent(path="/customers/1/"),
        sent(path="/orders"),
        sent(path="/orders", query="page=1&more=1"),
    ) == [["orders"], ["a customer"], ["a customer"], [], [], [], []]


def test_a_rule_on_the_path_makes_an_example_a_candidate_for_every_path() -> None:
    rules = {"path": {"matchers": [{"match": "regex", "regex": r"/customers/\d+"}]}}
    contract = contract_of(http("any", request={"method": "GET", "path": "/customers/1", "matchingRules": rules}))
    assert paired(contract, sent(path="/customers/27"), sent(path="/customers/x")) == [["any"], []]


def test_header_and_body_of_the_request_tell_examples_apart() -> None:
    def posting(name: str) -> dict[str, Any]:
        return http(name, request={"method": "POST", "path": "/", "headers": {"X": name}, "body": {"name": name}})

    contract = contract_of(posting("one"), posting("two"))
    capture = Capture(cl.HttpRequest("POST", "/", "", {"X": "two"}, json={"name": "two"}), cl.HttpResponse())
    assert paired(contract, capture) == [["two"]]


def test_what_was_not_recorded_speaks_against_nothing() -> None:
    contract = contract_of(http("posted", request={"method": "POST", "path": "/", "body": {"a": 1}}))
    capture = Capture(cl.HttpRequest("POST", "/", body=cl.NOT_RECORDED), cl.HttpResponse())
    assert paired(contract, capture) == [["posted"]]


def test_a_message_takes_no_capture() -> None:
    message = {"type": "Asynchronous/Messages", "description": "m"}
    contract = contract_of(message, http("h", type="Synchronous/HTTP"), version="4.0")
    assert paired(contract, sent()) == [["h"]]


@pytest.mark.parametrize(
    ("base_path", "path", "fits"),
    [("/api", "/api/customers/1", True), ("/api", "/customers/1", True), ("/api", "/apiary/customers/1", False)],
)
def test_the_base_path_is_taken_off(base_path: str, path: str, fits: bool) -> None:
    assert paired(contract_of(CUSTOMER), sent(path=path, base_path=base_path)) == [["a customer"] if fits else []]


# -- by name ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["key", "description"])
def test_a_recorded_example_comes_before_the_request(by: str) -> None:
    contract = contract_of(CUSTOMER, ORDERS)
    name = getattr(contract[1], by)
    assert paired(contract, sent(path="/customers/1", example=name)) == [["orders"]]


def test_what_was_assigned_by_hand_comes_before_all() -> None:
    contract = contract_of(CUSTOMER, ORDERS)
    captures = Captures([sent(path="/customers/1", example="a customer")])
    captures.assign(0, contract["orders"])
    assert cl.verify(contract, captures)["orders"].capture is captures[0]
    captures.assign(0, None)
    assert cl.verify(contract, captures)["a customer"].capture is captures[0]


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({"example": "gone"}, "it was recorded for 'gone', and there is no such example"),
        ({"assigned": "gone"}, "it was assigned to 'gone', and there is no such example"),
    ],
)
def test_a_name_that_does_not_exist_is_said_and_not_guessed_around(more: Any, note: str) -> None:
    run = cl.verify(contract_of(CUSTOMER), [sent(path="/customers/1", **more)])
    assert [unpaired.note for unpaired in run.unpaired] == [note]
    assert [result.verdict for result in run.results] == ["not exercised"]


def test_the_recorded_contract_tells_two_examples_of_one_name_apart() -> None:
    first, two = (contract_of(CUSTOMER, consumer=name) for name in ("web", "app"))
    run = cl.verify([first, two], [sent(path="/customers/1", example="a customer", contract="app")])
    assert [(result.contract.consumer, result.verdict) for result in run.results] == [
        ("web", "not exercised"), ("app", "passed"),
    ]  # fmt: skip


# -- by states --------------------------------------------------------------------------------------------------------

SAME = [
    http("full", states={"orders": {"count": 2}}, response={"status": 200}),
    http("empty", states={"orders": {"count": 0}}, response={"status": 204}),
    http("down", states=["maintenance"], response={"status": 503}),
    http("both", states=["orders", "maintenance"], response={"status": 500}),
]


@pytest.mark.parametrize(
    ("states", "descriptions"),
    [
        ([("orders", {"count": 2})], ["full"]),
        ([("orders", {"count": 0})], ["empty"]),
        ([("maintenance", {})], ["down"]),
        ([("maintenance", {}), ("orders", {})], ["both"]),
        ([("orders", {"count": 7})], ["full", "empty"]),
        ([("orders", {})], ["full", "empty"]),
        ([("elsewhere", {})], ["full", "empty", "down", "both"]),
        ([], ["full", "empty", "down", "both"]),
    ],
)
def test_recorded_states_tell_examples_of_one_request_apart(states: Any, descriptions: list[str]) -> None:
    assert paired(contract_of(*SAME), sent(states=tuple(states), status=418)) == [descriptions]


def test_what_nothing_tells_apart_is_ambiguous_and_names_the_others() -> None:
    run = cl.verify(contract_of(*SAME[:2]), [sent(status=418)])
    assert [(result.verdict, result.reason) for result in run.results] == [
        ("error", "ambiguous: the request also matches 'empty', and no recorded state tells them apart"),
        ("error", "ambiguous: the request also matches 'full', and no recorded state tells them apart"),
    ]
    assert not run.passed


def test_of_many_ambiguous_examples_five_are_named() -> None:
    contract = contract_of(*(http(f"e{number}") for number in range(9)))
    reason = cl.verify(contract, [sent()]).results[0].reason
    assert reason is not None
    assert "'e1', 'e2', 'e3', 'e4', 'e5' and 3 more" in reason


def test_two_consumers_may_rely_on_the_same_request() -> None:
    contracts = [contract_of(CUSTOMER, consumer=name) for name in ("web", "app")]
    run = cl.verify(contracts, [sent(path="/customers/1")])
    assert len(run.results) == 2
    assert {result.capture is not None for result in run.results} == {True}


# -- what fits nothing ------------------------------------------------------------------------------------------------


def test_what_fits_nothing_shows_the_nearest_example_with_every_difference() -> None:
    run = cl.verify(contract_of(ORDERS, CUSTOMER), [sent("POST", "/customers/1/", "x=1")])
    assert len(run.unpaired) == 1
    unpaired = run.unpaired[0]
    assert unpaired.nearest is not None
    assert unpaired.nearest.description == "a customer"
    assert [difference.message for difference in unpaired.differences] == [
        "method: expected GET, got POST.",
        "path: expected /customers/1, got /customers/1/.",
        'query x: expected no parameter of this name, got "1".',
    ]
    assert repr(unpaired) == "<Unpaired POST /customers/1/ → 200>"


@pytest.mark.parametrize(
    ("method", "path", "query", "nearest"),
    [
        ("GET", "/orders", "page=2", "orders"),
        ("GET", "/orders/1", "", "orders"),
        ("GET", "/customers/2", "", "a customer"),
        ("DELETE", "/customers/1", "", "a customer"),
    ],
)
def test_the_nearest_example_is_the_likeliest(method: str, path: str, query: str, nearest: str) -> None:
    unpaired = cl.verify(contract_of(CUSTOMER, ORDERS), [sent(method, path, query)]).unpaired[0]
    assert unpaired.nearest is not None
    assert unpaired.nearest.description == nearest


def test_where_there_are_no_examples_nothing_is_near() -> None:
    unpaired = cl.verify(contract_of(), [sent()]).unpaired[0]
    assert unpaired.nearest is None
    assert unpaired.differences == ()


def test_a_capture_that_fits_nothing_breaks_nothing() -> None:
    run = cl.verify(contract_of(CUSTOMER), [sent(path="/customers/1"), sent(path="/elsewhere")])
    assert run.passed
    assert len(run.unpaired) == 1


def test_many_examples_under_a_path_rule_end_in_time() -> None:
    rules = {"path": {"matchers": [{"match": "type"}]}, "query": matchers({"a": {"match": "type"}})}
    examples = (
        http(f"e{n}", request={"path": f"/{n}", "query": f"q{n}=1", "matchingRules": rules}) for n in range(200)
    )
    contract = cl.load(document_of(*examples))
    captures = [sent(path="/x", query=f"q{n}=1") for n in range(200)]
    run = cl.verify(contract, captures)
    assert run.passed
    assert len(run.results) == 200
