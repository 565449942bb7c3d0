"""What could make a cause pass: candidates, what they promise, what they say, and what they keep to themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from editing.repair_law import hold_law, hold_order
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import TYPE, contract_of, document_of, http, part_of
from small_runs import CONTRACT, DATA, broken_run, secret_files

import contractlab as cl
from contractlab.captures import Captures, load_captures
from contractlab.editing.repair import CauseRepairs, Repair
from contractlab.editing.repair_kinds import RepairKind
from contractlab.views import render_html, render_markdown, render_text

VERSIONS = ["1.0", "2.0", "3.0", "4.0"]
BODY: dict[str, Any] = {"limit": 1200.5, "name": "Ada", "day": "2026-03-31", "tags": ["x"], "in": {"zip": "W1U"}}
RULES: dict[str, Any] = {
    "$.limit": {"match": "decimal"}, "$.day": {"match": "date", "date": "yyyy-MM-dd"}, "$.name": TYPE,
}  # fmt: skip


def customers(version: str = "4.0", *, listed: bool = True) -> cl.Contract:
    """A customer, and a list of customers with the same fields."""
    rules = {} if version < "3.0" else RULES
    below = {path.replace("$.", "$[*]."): rule for path, rule in rules.items()}
    parts = [("a customer", "/c", BODY, rules)]
    if listed:
        parts.append(("customers", "/all", [BODY], {**below, **({"$": {**TYPE, "min": 1}} if rules else {})}))
    made = []
    for name, path, body, declared in parts:
        part = part_of(body, declared, version)
        if version < "3.0":
            part["matchingRules"] = {"$.body.limit": TYPE} if version == "2.0" else {}
        made.append(http(name, type="Synchronous/HTTP", request={"method": "GET", "path": path}, response=part))
    return cl.load(json.dumps(document_of(*made, version=version), indent=1).encode(), name="c.json")


def answered(*bodies: Any, path: str = "/c") -> Captures:
    """One answer for each version, 1.0.0 first."""
    captures = Captures()
    for number, body in enumerate(bodies):
        response = cl.HttpResponse(200, {"Content-Type": "application/json"}, json.dumps(body).encode())
        captures.add(cl.HttpRequest("GET", path), response, provider_version=f"1.{number}.0")
    return captures


def only(contract: cl.Contract, captures: Captures) -> CauseRepairs:
    (repairs,) = cl.repairs(cl.verify([contract], captures))
    return repairs


def of_kind(repairs: CauseRepairs, kind: RepairKind) -> Repair:
    return next(repair for repair in repairs if repair.kind is kind)


WRONG: list[Any] = [
    {**BODY, "limit": 1000}, {**BODY, "limit": "1200.50"}, {**BODY, "limit": None}, {**BODY, "limit": True},
    {**BODY, "limit": [1]}, {**BODY, "name": 7}, {**BODY, "day": "31/03/2026"}, {**BODY, "day": None},
    {**BODY, "tags": []}, {**BODY, "tags": ["x", "y"]}, {**BODY, "tags": ["z"]}, {**BODY, "in": {"postcode": "W1U"}},
    {**BODY, "in": None}, {**BODY, "in": "W1U"}, {key: value for key, value in BODY.items() if key != "name"},
    {**BODY, "limit": 1, "name": None}, [], "text", None,
]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: json.dumps(wrong)[:60])
def test_an_applied_repair_gives_the_verdicts_it_promised(version: str, wrong: Any) -> None:
    hold_law(customers(version), answered(BODY, wrong, BODY) + answered([BODY], [wrong], path="/all"))


@settings(max_examples=25)
@given(st.lists(st.sampled_from(WRONG), min_size=1, max_size=4), st.sampled_from(VERSIONS), st.booleans())
def test_the_law_holds_for_causes_that_come_together(wrongs: list[Any], version: str, both: bool) -> None:
    captures = answered(BODY, *wrongs)
    if both:
        captures = captures + answered(*([wrong, BODY] for wrong in wrongs), path="/all")
    hold_law(customers(version), captures)


@pytest.mark.parametrize("recorded", ["good/2.4.0.har", "broken/2.5.0.har"])
def test_the_law_holds_for_the_data_of_the_tours(recorded: str) -> None:
    applied = hold_law(cl.load(CONTRACT), load_captures(DATA / recorded))
    assert bool(applied) == recorded.startswith("broken")


def test_the_law_holds_where_matchers_stand_inside_of_the_example() -> None:
    for path in sorted((DATA / "case" / "library").rglob("*.json")):
        hold_law(cl.load(path), load_captures(DATA / "case" / "library-1.1.0.har"))


def test_one_matcher_is_loosened_everywhere_its_field_is_used() -> None:
    wrong = {**BODY, "limit": 1000}
    repairs = only(customers(), answered(BODY, wrong) + answered([BODY], [wrong], path="/all"))
    first = repairs[0]
    assert first.kind is RepairKind.LOOSEN_EVERYWHERE
    assert (first.name, first.meaning) == (
        "Loosen limit everywhere it is used", "Asks less: any number. 2 examples.",
    )  # fmt: skip
    assert first.sentence == "2 failed → passed, 0 passed → failed"
    here = of_kind(repairs, RepairKind.LOOSEN)
    assert (here.name, here.sentence, here.still) == ("Loosen it here only", "1 failed → passed, 0 passed → failed", 1)
    (edit,) = first.apply()
    assert [step.label for step in edit.steps] == ["loosen limit everywhere it is used"]


def test_what_is_asked_for_otherwise_elsewhere_is_left_alone() -> None:
    interaction = http(
        "one", request={"method": "GET", "path": "/c"}, response=part_of({"id": 1}, {"$.id": TYPE}, "3.0")
    )
    exact = http("two", request={"method": "GET", "path": "/d"}, response=part_of({"id": 1}, {}, "3.0"))
    repairs = only(contract_of(interaction, exact), answered({"id": None}))
    assert RepairKind.LOOSEN_EVERYWHERE not in {repair.kind for repair in repairs}


def test_captures_teach_what_the_matcher_could_say() -> None:
    days = [{**BODY, "day": f"{day:02}/03/2026"} for day in range(1, 13)]
    repairs = only(customers(listed=False), answered(*days))
    taught = [repair for repair in repairs.helping if repair.evidence]
    assert taught
    assert taught[0].mended == 12


def test_a_renamed_key_is_followed() -> None:
    repairs = only(customers(listed=False), answered(BODY, {**BODY, "in": {"zap": "W1U"}}))
    renamed = of_kind(repairs, RepairKind.RENAME)
    assert renamed.name == "Rename in.zip to zap"
    assert renamed.sentence == "1 failed → passed, 1 passed → failed"
    assert repairs[0].broken == 0, "what breaks nothing comes first"
    assert repairs.helping.index(renamed) > repairs.helping.index(of_kind(repairs, RepairKind.PROVIDER))


def test_what_is_asked_for_is_not_given_up_for_a_new_name() -> None:
    """Where an older version has the old name, following the new one breaks it, and the provider should keep both."""
    renamed = {**BODY, "in": {"zipcode": "W1U"}}
    repairs = only(customers(listed=False), answered(BODY, renamed))
    assert of_kind(repairs, RepairKind.RENAME).broken == 1
    assert repairs[0].kind is RepairKind.PROVIDER
    assert of_kind(repairs, RepairKind.NOT_ASKED).comes_last
    gone = {key: value for key, value in BODY.items() if key != "name"}
    given_up = of_kind(only(customers(listed=False), answered(BODY, gone)), RepairKind.NOT_ASKED)
    assert given_up.why_last == "the consumer relies on it, and it came before"


def test_null_at_times_is_two_examples() -> None:
    captures = Captures()
    for number in range(6):
        body = {**BODY, "name": None if number % 2 else "Ada"}
        state = "a nameless customer" if number % 2 else "a customer"
        captures = captures + Captures(
            [cl.Capture(cl.HttpRequest("GET", "/c"), cl.HttpResponse(200, json=body), states=((state, {}),))]
        )
    repairs = only(customers(listed=False), captures)
    pair = of_kind(repairs, RepairKind.TWO_EXAMPLES)
    assert pair.helps
    assert pair.mended == 3
    (edit,) = pair.apply()
    assert len(edit) == 2
    assert cl.verify([edit.contract], captures).passed


def typed(headers: dict[str, str], body: Any = None, status: int = 200) -> list[CauseRepairs]:
    """Repairs of an answer of another type or status than the customer's."""
    response = cl.HttpResponse(status, headers, json.dumps(BODY if body is None else body).encode())
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/c"), response)
    contract = customers(listed=False)
    edit = cl.edit(contract)
    edit[0].response.headers["Content-Type"] = "application/json"
    return list(cl.repairs(cl.verify([edit.contract], captures)))


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/html"}, {"content-type": "text/plain; charset=utf-8"}])
def test_the_provider_says_what_it_sends_before_the_contract_stops_asking(headers: dict[str, str]) -> None:
    for repairs in typed(headers):
        assert repairs[0].kind is RepairKind.PROVIDER
        assert all(repair.comes_last for repair in repairs.helping[1:])
        hold_order(repairs)


def test_a_type_that_is_read_alike_may_become_the_example() -> None:
    (repairs,) = typed({"Content-Type": "application/hal+json"})
    assert [repair.kind for repair in repairs.helping][:2] == [RepairKind.EXAMPLE, RepairKind.PROVIDER]
    assert "nothing would say how the body is to be read" in of_kind(repairs, RepairKind.NOT_ASKED).meaning


@pytest.mark.parametrize("status", [500, 404, 302])
def test_an_error_changes_no_contract_of_a_success(status: int) -> None:
    listed = typed({"Content-Type": "application/json"}, {"error": "x"}, status)
    assert len(listed) > 1
    for repairs in listed:
        assert repairs[0].kind is RepairKind.PROVIDER
        hold_order(repairs)


def test_another_success_may_be_meant() -> None:
    (repairs,) = typed({"Content-Type": "application/json"}, BODY, 201)
    assert repairs[0].kind is not RepairKind.PROVIDER


@pytest.mark.parametrize(
    ("own", "right", "rule", "wrong"),
    [
        ("A1", 7, {"match": "integer"}, "B2"),
        ("abc", "7", {"match": "regex", "regex": "\\d+"}, "x"),
        ("1", 7.5, {"match": "decimal"}, "2"),
    ],
)
def test_an_example_that_breaks_its_own_rule_is_changed_before_its_matcher(
    own: Any, right: Any, rule: Any, wrong: Any
) -> None:
    part = part_of({"id": own}, {"$.id": rule})
    request = {"method": "GET", "path": "/c"}
    contract = contract_of(http("a thing", type="Synchronous/HTTP", request=request, response=part), version="4.0")
    repairs = only(contract, answered({"id": wrong}))
    assert repairs[0].kind is RepairKind.EXAMPLE_AND_MATCHER
    assert repairs[0].mends_example
    assert repairs[0].evidence == "the example does not match its own rule"
    assert "integer" in of_kind(repairs, RepairKind.LOOSEN).meaning or rule["match"] == "decimal"
    whole = contract_of(
        http("a thing", type="Synchronous/HTTP", request=request, response=part_of({"id": right}, {"$.id": rule})),
        version="4.0",
    )
    assert not any(repair.mends_example for repair in only(whole, answered({"id": wrong})))


def test_what_does_not_help_says_why() -> None:
    repairs = only(customers(listed=False), answered({**BODY, "limit": 1000}))
    example = next(repair for repair in repairs.folded if repair.name == "Change the example to 1000")
    assert example.why_not == "the example would not match its own rule"
    none = only(customers("1.0", listed=False), answered({**BODY, "name": "Bob"}))
    assert any(repair.why_not.startswith("cannot be done: ") for repair in none.folded)


def test_two_examples_that_no_state_tells_apart_do_not_help() -> None:
    captures = load_captures(DATA / "good" / "2.4.0.har") + load_captures(DATA / "broken" / "2.5.0.har")
    repairs = next(each for each in cl.repairs(cl.matrix(cl.load(CONTRACT), captures)) if "postcode" in each.cause.path)
    (pair,) = [repair for repair in repairs.folded if repair.kind is RepairKind.TWO_EXAMPLES]
    assert pair.why_not == "no recorded state tells apart which capture is of which example"


def test_another_cause_may_be_left() -> None:
    repairs = cl.repairs(cl.verify([customers(listed=False)], answered({**BODY, "limit": 1, "name": None})))
    for each in repairs:
        loosened = of_kind(each, RepairKind.LOOSEN)
        assert (loosened.mended, loosened.settled, loosened.total, loosened.helps) == (0, 1, 1, True)
        assert loosened.still_in_words == "1 then fails for another cause"


def test_the_provider_is_told_everything_that_they_need() -> None:
    wrong = {**BODY, "limit": 1000}
    contract = customers(listed=False)
    run = cl.verify([contract], answered(BODY, BODY, wrong, BODY, wrong))
    repairs = of_kind(cl.repairs(run)[0], RepairKind.PROVIDER)
    rule = run.causes[0].rule
    assert rule is not None
    assert repairs.text.splitlines() == [
        run.causes[0].message,
        "Request:  GET /c",
        "Expected: a decimal number like 1200.5",
        "Got:      the number 1000",
        f"Rule:     decimal, c.json line {rule.declared_at.line}",
        "Seen:     in 2 of 5 answers, first at 1.2.0",
        "Failing:  1.2.0 and 1.4.0",
        "Passing:  1.0.0, 1.1.0 and 1.3.0",
        "Example:  “a customer”",
    ]
    with pytest.raises(cl.InvalidEdit, match="team of the provider"):
        repairs.apply()


def test_the_provider_is_told_of_this_place_alone_and_not_how_to_edit_the_contract() -> None:
    contract = customers(listed=False)
    without = {key: value for key, value in BODY.items() if key != "name"}
    odd = {**BODY, "limit": 1000}
    run = cl.verify([contract], answered(odd, without, odd))
    texts = {
        each.cause.path: of_kind(each, RepairKind.PROVIDER).text.splitlines() for each in cl.repairs(run)
    }  # another cause breaks every version that is right here
    name, limit = texts["$.name"], texts["$.limit"]
    assert "Passing:  1.0.0 and 1.2.0" in name
    assert "Passing:  1.1.0" in limit
    assert name[0] == '$.name: expected a string like "Ada", but the key is missing.'
    missing = next(cause for cause in run.causes if cause.path == "$.name")
    assert "If it may be absent" in missing.message, "who can edit the contract is told"


@pytest.mark.parametrize(
    ("rule", "came", "got", "ruled"),
    [
        ({"match": "type", "min": 2}, [1], "1 item", "type, min 2, "),
        ({"match": "type", "min": 2}, [], "0 items", "type, min 2, "),
        (None, [1], "1 item", "none, so the length is fixed, "),
        (None, {}, "an empty object", "none; the example has an array here, "),
    ],
)
def test_how_many_came_is_told_with_what(rule: dict[str, Any] | None, came: Any, got: str, ruled: str) -> None:
    part = part_of({"a": [1, 2]}, {} if rule is None else {"$.a": rule}, "3.0")
    contract = contract_of(http("x", request={"method": "GET", "path": "/c"}, response={"status": 200, **part}))
    causes = {each.cause.path: each for each in cl.repairs(cl.verify([contract], answered({"a": came})))}
    text = of_kind(causes["$.a"], RepairKind.PROVIDER).text.splitlines()
    assert f"Got:      {got}" in text
    assert next(line for line in text if line.startswith("Rule:")).removeprefix("Rule:").strip().startswith(ruled)


def test_what_was_not_seen_by_us_can_only_be_told() -> None:
    run = cl.load_verifier_results(DATA / "broken" / "2.5.0-verifier.json", cl.load_all(CONTRACT))
    repairs = cl.repairs(run)
    assert len(repairs) == len(run.causes)
    for each in repairs:
        assert [repair.kind for repair in each] == [RepairKind.PROVIDER]
        assert each.sentence.startswith("No answer was recorded here")


def test_unsaved_edits_are_where_repairs_go_on_from() -> None:
    contract = customers(listed=False)
    run = cl.verify([contract], answered(BODY, {**BODY, "limit": 1000}))
    edit = cl.edit(contract)
    (edit,) = cl.repairs(run, edit)[0][0].apply()
    again = cl.repairs(run, edit)[0]
    assert again.sentence == "The edits that are not saved settle it."
    edit.undo()
    edit["a customer"].response.body["$.name"] = "Bob"
    repair = of_kind(cl.repairs(run, edit)[0], RepairKind.LOOSEN)
    assert repair.sentence == "1 failed → passed, 0 passed → failed"
    repair.apply()
    assert edit["a customer"].response.body["$.name"] == "Bob"


def test_a_repair_can_be_applied_to_another_edit_of_the_same_contract() -> None:
    contract = customers(listed=False)
    repair = only(contract, answered({**BODY, "limit": 1000}))[0]
    edit = cl.edit(contract)
    assert repair.apply(edit) == (edit,)
    with pytest.raises(cl.InvalidEdit, match="another contract"):
        repair.apply(cl.edit(customers()))


def test_causes_are_found_by_letter_and_looked_for_once() -> None:
    repairs = cl.repairs(broken_run())
    first = repairs.of("A")
    assert repairs[0] is first is repairs.of(repairs.causes[0])
    with pytest.raises(KeyError, match="no cause"):
        repairs.of("Z")
    with pytest.raises(cl.InvalidEdit, match="takes a run or a matrix"):
        cl.repairs(cl.load(CONTRACT))


def test_of_consumer_versions_only_the_newest_contract_is_changed() -> None:
    old, new = customers(listed=False), customers("3.0", listed=False)
    matrix = cl.matrix({"1": old, "2": new}, answered({**BODY, "limit": 1000}))
    for each in cl.repairs(matrix):
        hold_order(each)
        for repair in each:
            assert all(edited.original is new for edited in repair.edited)


def test_secrets_get_into_no_contract_and_no_text(tmp_path: Any) -> None:
    contract, har = secret_files(tmp_path)
    run = cl.verify(cl.load_all(contract), cl.load_captures(har))
    repairs = cl.repairs(run)
    written = [render(repairs) for render in (render_html, render_markdown, render_text)]
    for each in repairs:
        for repair in each:
            written += [repair.text, repair.name, repair.meaning, repair.evidence, repair.code, repair.why_not]
            written.append(repair.why_last)
            written += [edited.to_bytes().decode() for edited in repair.edited]
    assert not [text for text in written if "planted-in" in text]


def test_views_show_both_figures_and_what_does_not_help() -> None:
    repairs = cl.repairs(broken_run())
    text = render_text(repairs)
    assert "failed → passed" in text
    assert "passed → failed" in text
    assert "The provider must change" in text
    assert "would not help" in text
    assert "Text for the provider" in render_html(repairs)
    assert "| fix, least harm first |" in render_markdown(repairs[0])
    assert "Rather the provider: the consumer was made for another type." in render_html(repairs)
    first = next(repair for repair in repairs[0] if repair.applies)
    assert first.code.splitlines()[0][:40] in render_text(first)
    nothing = cl.repairs(cl.verify([customers()], answered(BODY)))
    assert "Nothing to repair" in render_text(nothing)
    assert not nothing
