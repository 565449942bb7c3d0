"""Which advice comes first: who began with it, whether it depends on data, and whether others would take it."""

from __future__ import annotations

from typing import Any

import pytest
from editing.repair_law import hold_law, hold_order
from editing.test_repair import BODY, answered, customers, of_kind, only
from small_contracts import TYPE, contract_of, http, part_of

import contractlab as cl
from contractlab.captures import Captures
from contractlab.editing.repair import CauseRepairs
from contractlab.editing.repair_kinds import RepairKind

DECIMAL = {"$.limit": {"match": "decimal"}}
GONE = {key: value for key, value in BODY.items() if key != "name"}

OF_THE_PROVIDER: list[Any] = [
    {**BODY, "limit": "1200.50"}, {**BODY, "limit": True}, {**BODY, "name": 7}, {**BODY, "name": None}, GONE,
    {**BODY, "day": "31/03/2026"}, {**BODY, "in": None}, {**BODY, "in": ["W1U"]}, {**BODY, "tags": "x"},
]  # fmt: skip


def same_version(*bodies: Any) -> Captures:
    """Several answers of one version."""
    captures = Captures()
    for body in bodies:
        captures.add(cl.HttpRequest("GET", "/c"), cl.HttpResponse(200, json=body), provider_version="1.0.0")
    return captures


@pytest.mark.parametrize("wrong", OF_THE_PROVIDER)
def test_what_began_with_a_newer_version_is_asked_of_the_provider(wrong: Any) -> None:
    repairs = only(customers(listed=False), answered(BODY, BODY, wrong))
    first = repairs[0]
    assert first.kind is RepairKind.PROVIDER
    assert first.meaning == "The contract stays. It began at 1.2.0: 1.0.0 and 1.1.0 answered as asked."
    others = [repair for repair in repairs.helping[1:] if not repair.broken]
    assert all(repair.why_last for repair in others)
    hold_order(repairs)


@pytest.mark.parametrize("wrong", [each for each in OF_THE_PROVIDER if each["in"] != ["W1U"]])
def test_what_no_version_ever_answered_as_asked_is_asked_of_the_contract(wrong: Any) -> None:
    repairs = only(customers(listed=False), answered(wrong, wrong, wrong))
    assert repairs[0].applies
    assert not repairs[0].why_last
    provider = of_kind(repairs, RepairKind.PROVIDER)
    assert provider.meaning == "The contract stays. No answer of 3 versions ever was as asked."


@pytest.mark.parametrize(
    ("wrong", "is_data"), [(GONE, True), ({**BODY, "name": None}, True), ({**BODY, "name": 7}, False)]
)
def test_no_value_at_times_is_what_data_look_like_and_another_type_is_not(wrong: Any, is_data: bool) -> None:
    repairs = only(customers(listed=False), same_version(BODY, wrong, BODY))
    assert (repairs[0].kind is not RepairKind.PROVIDER) == is_data
    assert "1 of 3 answers are so." in of_kind(repairs, RepairKind.PROVIDER).meaning


def test_an_answer_in_a_state_of_its_own_is_another_example() -> None:
    captures = Captures()
    for version, body, state in (("1", BODY, "named"), ("2", BODY, "named"), ("2", {**BODY, "name": None}, "nameless")):
        capture = cl.Capture(
            cl.HttpRequest("GET", "/c"), cl.HttpResponse(200, json=body), provider_version=version,
            states=((state, {}),),
        )  # fmt: skip
        captures = captures + Captures([capture])
    repairs = only(customers(listed=False), captures)
    assert repairs[0].kind is RepairKind.TWO_EXAMPLES


@pytest.mark.parametrize("wrong", [{**BODY, "limit": 1000}, {**BODY, "tags": ["x", "y"]}, {**BODY, "tags": []}])
def test_a_rule_that_asks_too_exactly_is_loosened(wrong: Any) -> None:
    repairs = only(customers(listed=False), answered(BODY, wrong))
    assert repairs[0].applies
    assert not repairs[0].why_last


def endpoint(name: str, path: str, body: Any, rules: Any) -> dict[str, Any]:
    return http(name, request={"method": "GET", "path": path}, response=part_of(body, rules, "3.0"))


def repairs_of(contracts: list[cl.Contract], answers: dict[str, Any]) -> CauseRepairs:
    captures = Captures()
    for path, body in answers.items():
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(200, json=body), provider_version="1.0.0")
    (repairs,) = cl.repairs(cl.verify(contracts, captures))
    return repairs


ROUND, EXACT = {"limit": 1000}, {"limit": 1200.5}


@pytest.mark.parametrize(
    ("path", "body", "rules", "answer", "refuses"),
    [
        ("/c/2", EXACT, DECIMAL, EXACT, True),
        ("/c", [EXACT], {"$[*].limit": {"match": "decimal"}}, [EXACT], True),
        ("/c/2", EXACT, {"$.limit": {"match": "number"}}, EXACT, False),  # takes both
        ("/c/2", {"limit": None}, {"$.limit": TYPE}, {"limit": None}, False),  # another case, not another opinion
        ("/c/2", EXACT, {}, EXACT, False),  # an exact value is no rule
        ("/invoices", {"limit": 2}, {"$.limit": {"match": "integer"}}, {"limit": 2}, False),  # another thing
        ("/c/2", {"other": 1}, {}, {"other": 1}, False),
    ],
)
def test_a_change_that_others_of_the_same_field_refuse_comes_after_the_provider(
    path: str, body: Any, rules: Any, answer: Any, refuses: bool
) -> None:
    mine = contract_of(endpoint("a customer", "/c/1", EXACT, DECIMAL), consumer="desk")
    theirs = contract_of(endpoint("theirs", path, body, rules), consumer="shop")
    repairs = repairs_of([mine, theirs], {"/c/1": ROUND, path: answer})
    loosened = next(repair for repair in repairs.helping if repair.kind is RepairKind.LOOSEN)
    assert loosened.why_last == ("“theirs” of shop would still refuse what came" if refuses else "")
    assert (repairs[0].kind is RepairKind.PROVIDER) == refuses
    hold_order(repairs)


def test_one_change_for_all_that_have_the_field_leaves_nobody_who_refuses() -> None:
    parts = [endpoint("one", "/c/1", EXACT, DECIMAL), endpoint("two", "/c/2", EXACT, DECIMAL)]
    repairs = repairs_of([contract_of(*parts)], {"/c/1": ROUND, "/c/2": EXACT})
    everywhere, here = (of_kind(repairs, kind) for kind in (RepairKind.LOOSEN_EVERYWHERE, RepairKind.LOOSEN))
    assert repairs[0] is everywhere
    assert here.why_last == "“two” would still refuse what came"


def test_where_the_cause_is_everywhere_nobody_is_a_witness() -> None:
    parts = [endpoint("one", "/c/1", EXACT, DECIMAL), endpoint("two", "/c/2", EXACT, DECIMAL)]
    repairs = repairs_of([contract_of(*parts)], {"/c/1": ROUND, "/c/2": ROUND})
    assert not any(repair.why_last for repair in repairs.helping)


def test_the_law_holds_whatever_comes_first() -> None:
    parts = [endpoint("one", "/c/1", EXACT, DECIMAL), endpoint("two", "/c/2", EXACT, DECIMAL)]
    captures = Captures()
    for version, limit in (("1", 1.5), ("2", 1000), ("3", "text")):
        for path in ("/c/1", "/c/2"):
            response = cl.HttpResponse(200, json={"limit": limit if path == "/c/1" else 1.5})
            captures.add(cl.HttpRequest("GET", path), response, provider_version=version)
    assert hold_law(contract_of(*parts), captures) > 3


@pytest.mark.parametrize(("day", "first"), [("2026-04-01", "Ask for a date"), ("tomorrow", "The provider must change")])
def test_an_exact_text_of_a_format_is_loosened_to_the_format_and_no_further(day: str, first: str) -> None:
    contract = contract_of(endpoint("a day", "/c", {"day": BODY["day"]}, {}))
    repairs = only(contract, answered({"day": BODY["day"]}, {"day": day}))
    assert repairs[0].name == first
    loosened = next(repair for repair in repairs.helping if repair.name == "Loosen the matcher")
    assert bool(loosened.why_last) == (first != "Ask for a date")
    hold_law(contract, answered({"day": BODY["day"]}, {"day": day}))


def test_an_example_is_not_changed_to_one_answer_among_right_ones() -> None:
    """Also where something else keeps the right ones from passing, so that no verdict tells."""
    contract = contract_of(endpoint("two", "/c", {"name": "Ada", "day": "2026-03-31"}, {}))
    answers = [{"name": "Ada", "day": "x"}, {"name": "Bob", "day": "x"}]
    named = next(each for each in cl.repairs(cl.verify([contract], answered(*answers))) if each.cause.path == "$.name")
    copied = of_kind(named, RepairKind.EXAMPLE)
    assert (copied.broken, copied.why_last) == (0, "what is right today would be refused")
    assert named[0].kind is RepairKind.LOOSEN
