"""A state that an example lacks, and what mends a run as a whole: each tried, and honest about what it cannot know."""

from __future__ import annotations

from typing import Any

import pytest
from editing.repair_law import hold_law, hold_order, verdicts_of
from small_contracts import contract_of
from small_runs import answers

import contractlab as cl
from contractlab.captures import Captures
from contractlab.editing.repair import CauseRepairs
from contractlab.editing.repair_kinds import RepairKind
from contractlab.editing.repair_options import OptionKind
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views import render_html, render_markdown, render_text

STATE = ("customer 456 exists", {"id": 456, "active": True})


def customer(number: int, states: Any = (), status: int = 200) -> dict[str, Any]:
    return answers(f"/customers/{number}", {"a": 1} if status == 200 else None, status=status, states=states)


def asked(statuses: dict[str, int], recorded: dict[str, Any] | None = None) -> Captures:
    captures = Captures()
    for path, status in statuses.items():
        states = (recorded or {}).get(path, ())
        response = cl.HttpResponse(status, json={"a": 1} if status == 200 else {"error": "none"})
        captures = captures + Captures([cl.Capture(cl.HttpRequest("GET", path), response, states=states)])
    return captures


def of_status(contract: cl.Contract, captures: Captures) -> CauseRepairs:
    return next(each for each in cl.repairs(cl.verify([contract], captures)) if each.cause.part == "status")


def test_a_state_of_others_of_the_endpoint_is_proposed_for_this_thing() -> None:
    contract = contract_of(customer(123), customer(456, dict([STATE])))
    captures = asked({"/customers/123": 404, "/customers/456": 200})
    repairs = of_status(contract, captures)
    first = repairs[0]
    assert first.kind is RepairKind.STATE
    assert first.name == "Ask in the state “customer 123 exists”"
    assert first.evidence == "“GET /customers/456” got 200 in it (1 path)"
    assert (first.mended, first.waits, first.helps) == (0, True, True)
    (edit,) = first.apply()
    assert [(state.name, dict(state.params)) for state in edit.contract.examples[0].states] == [
        ("customer 123 exists", {"id": 123, "active": True})
    ]
    assert repairs[1].kind is RepairKind.PROVIDER
    hold_order(repairs)
    hold_law(contract, captures)


def test_a_state_that_stands_there_is_replaced_by_the_one_that_others_have() -> None:
    contract = contract_of(
        customer(1, ["a custmer exists"]), customer(2, ["a customer exists"]), customer(3, ["no one"], 404)
    )
    captures = asked({"/customers/1": 404, "/customers/2": 200, "/customers/3": 404})
    repairs = of_status(contract, captures)
    assert repairs[0].name == "Ask in the state “a customer exists”, not “a custmer exists”"
    (edit,) = repairs[0].apply()
    assert [state.name for state in edit.contract.examples[0].states] == ["a customer exists"]
    hold_law(contract, captures)


def test_where_nothing_is_expected_the_state_without_it_is_proposed() -> None:
    contract = contract_of(customer(1, status=404), customer(2, ["customer 2 is gone"], 404))
    repairs = of_status(contract, asked({"/customers/1": 200, "/customers/2": 404}))
    assert repairs[0].name == "Ask in the state “customer 1 is gone”"


def test_states_that_were_recorded_tell_where_contracts_do_not() -> None:
    contract = contract_of(customer(1), customer(2))
    captures = asked({"/customers/1": 404, "/customers/2": 200}, {"/customers/2": (("up", {}),)})
    assert of_status(contract, captures)[0].name == "Ask in the state “up”"


@pytest.mark.parametrize("status", [500, 503, 401, 302])
def test_what_no_state_decides_proposes_none(status: int) -> None:
    contract = contract_of(customer(1), customer(2, ["a customer exists"]))
    captures = asked({"/customers/1": status, "/customers/2": 200})
    repairs = of_status(contract, captures)
    assert repairs[0].kind is RepairKind.PROVIDER
    assert not any(repair.kind is RepairKind.STATE for repair in repairs)


def test_other_endpoints_and_what_failed_too_are_no_evidence() -> None:
    elsewhere = answers("/invoices/2", {"a": 1}, states=["an invoice"])
    contract = contract_of(customer(1), elsewhere, customer(2, ["a customer exists"]))
    captures = asked({"/customers/1": 404, "/customers/2": 404, "/invoices/2": 200})
    assert not any(repair.kind is RepairKind.STATE for repair in of_status(contract, captures))


def test_several_examples_get_each_a_state_of_their_own() -> None:
    contract = contract_of(customer(1), customer(2), customer(456, dict([STATE])))
    captures = asked({"/customers/1": 404, "/customers/2": 404, "/customers/456": 200})
    repairs = of_status(contract, captures)
    both = next(repair for repair in repairs if repair.name.endswith("in 2 examples"))
    (edit,) = both.apply()
    names = [[state.name for state in example.states] for example in edit.contract.examples]
    assert names == [["customer 1 exists"], ["customer 2 exists"], ["customer 456 exists"]]
    hold_law(contract, captures)


def below(path: str, versions: tuple[str | None, ...] = (None,)) -> Captures:
    captures = Captures()
    for version in versions:
        for number, answer in ((1, 1), (2, "text")):
            response = cl.HttpResponse(200, json={"a": answer})
            captures.add(cl.HttpRequest("GET", f"{path}/customers/{number}"), response, provider_version=version)
        captures.add(cl.HttpRequest("GET", f"{path}/health"), cl.HttpResponse(200), provider_version=version)
    return captures


@pytest.mark.parametrize("path", ["/api", "/api/v2"])
def test_a_base_path_is_proposed_with_what_it_would_give(path: str) -> None:
    contract = contract_of(customer(1), customer(2))
    run = cl.verify([contract], below(path))
    repairs = cl.repairs(run)
    (option,) = repairs.options
    assert repairs
    assert len(repairs) == 0
    assert option.kind is OptionKind.BASE_PATH
    assert (
        option.sentence
        == "2 captures match then: 1 passed, 1 failed, 1 still match nothing. 2 examples more are exercised."
    )
    namespace: dict[str, Any] = {"cl": cl, "run": run}
    exec(option.code, namespace)
    after = namespace["run"]
    assert option.after is not None
    assert list(verdicts_of(after).values()) == list(verdicts_of(option.after).values()) == ["passed", "failed"]
    for text in (render_text(repairs), render_html(repairs), render_markdown(repairs)):
        assert f"Read the recordings below {path}" in text
        assert "No contract changes" in " ".join(text.split())


def test_each_version_has_its_base_path() -> None:
    contract = contract_of(customer(1), customer(2))
    matrix = cl.matrix([contract], below("/api", ("1", "2")))
    options = cl.repairs(matrix).options
    assert [option.kind for option in options] == [OptionKind.BASE_PATH] * 2
    namespace: dict[str, Any] = {"cl": cl, "matrix": matrix}
    exec(options[1].code, namespace)
    assert [result.verdict for result in namespace["run"].results] == ["passed", "failed"]


def test_what_matches_needs_no_base_path() -> None:
    contract = contract_of(customer(1), customer(2))
    assert cl.repairs(cl.verify([contract], below(""))).options == ()


def test_a_state_without_a_handler_is_called_as_the_handler_that_nobody_needs() -> None:
    contract = contract_of(customer(1, ["a customer exist"]), customer(2, ["a customer exists"]))
    run = cl.verify([contract], asked({"/customers/2": 200}))
    lacking = Reason(ReasonCode.STATE_FAILED, "state 'a customer exist' has no handler")
    failed = Result(contract, contract.examples[0], None, None, verdict="error", reason=lacking)
    live = Run(run.contracts, run.captures, [failed, *run.results[1:]])
    assert cl.repairs(live).options == ()
    live.unused_states = ("a customer exists", "an invoice exists")
    (option,) = cl.repairs(live).options
    assert option.name == "Call the state “a customer exists”, not “a customer exist”"
    assert option.sentence == "Only asking the provider again can tell what it mends."
    namespace: dict[str, Any] = {"cl": cl, "run": live}
    exec(option.code, namespace)
    assert namespace["edit"].contract.examples[0].states[0].name == "a customer exists"
