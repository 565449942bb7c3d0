"""Fields that change together are one change, in which each can still be seen."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import JSON, TYPE, contract_of, http, matchers

import contractlab as cl
from contractlab.insight import drift_differences
from contractlab.insight.drift import DriftChange, DriftKind


def contract(*asked: str) -> cl.Contract:
    rules = {"body": matchers({f"$.{name}": TYPE for name in asked})}
    response = {"status": 200, "headers": dict(JSON), "body": dict.fromkeys(asked, 1), "matchingRules": rules}
    return contract_of(http("a thing", request={"method": "GET", "path": "/things"}, response=response))


def drift_of(*versions: list[Any], asked: tuple[str, ...] = ()) -> cl.Drift:
    captures = {
        f"{number}.0.0": [
            cl.Capture(cl.HttpRequest("GET", "/things"), cl.HttpResponse(200, list(JSON.items()), json=body))
            for body in bodies
        ]
        for number, bodies in enumerate(versions, 1)
    }
    return cl.drift(cl.matrix(contract(*asked), captures))


THING = {"id": 1, "name": "a", "price": 2, "size": 3, "day": "x"}
PROBLEM = {"title": "no", "status": 500}


def test_an_answer_that_became_another_shape_is_one_line() -> None:
    drift = drift_of([THING] * 3, [THING, PROBLEM], asked=("id",))
    (change,) = drift
    assert (change.path, change.kind, change.times) == ("$", DriftKind.SHAPE, "1 of 2 answers")
    assert change.sentence == (
        "$ became an object with title and status, without id, name, price and 2 more in 1 of 2 answers since 2.0.0;"
        " before: an object of 5 fields. c asks for some of it; failed since 2.0.0."
    )
    assert [each.path for each in change.fields] == [f"$.{key}" for key in [*THING, *PROBLEM]]
    assert drift["$.id"][0].failed_since == "2.0.0"
    frame = drift.to_frame()
    assert frame["path"].tolist() == [f"$.{key}" for key in [*THING, *PROBLEM]]
    assert set(frame["part_of"]) == {"$"}


def test_items_are_folded_at_the_item_and_counted_in_answers() -> None:
    full, bare = {"items": [{"id": 1, "name": "x", "on": True}] * 3}, {"items": [{"on": True}, {"on": False}]}
    (change,) = drift_of([full], [full, bare])
    assert change.sentence.startswith(
        "$.items[*] became an object without id and name in 1 of 2 answers since 2.0.0; before: with them."
    )
    assert change.strip == (("1.0.0", "with them"), ("2.0.0", "at times"))


def test_fields_that_appear_together_are_one_line() -> None:
    (some,) = drift_of([{"id": 1}], [{"id": 1}, {"id": 1, "a": 1, "b": 2}])
    assert some.sentence.startswith(
        "$ became an object with a and b in 1 of 2 answers since 2.0.0; before: without them"
    )
    (always,) = drift_of([{"id": 1}], [{"id": 1, "a": 1, "b": 2}])
    assert always.sentence.startswith("$ became an object with a and b since 2.0.0")
    (back,) = drift_of([{"id": 1, "a": 1, "b": 1}, {"id": 1}], [{"id": 1, "a": 1, "b": 2}])
    assert back.sentence.startswith("$ always has a and b since 2.0.0; before: at times")


def test_one_change_is_not_folded_and_a_rename_is_two() -> None:
    drift = drift_of([{"id": 1, "old": 1}], [{"id": 1, "new": 1}])
    assert [(change.path, change.fields) for change in drift] == [("$.new", ()), ("$.old", ())]


def test_fields_that_go_apart_are_not_folded() -> None:
    drift = drift_of([{"id": 1, "a": 1, "b": 1}], [{"id": 1, "a": 1}, {"id": 1, "b": 1}])
    assert [change.path for change in drift] == ["$.a", "$.b"]


def test_what_was_below_a_value_of_another_kind_is_that_change() -> None:
    (change,) = drift_of([{"x": {"a": 1, "b": 2}}], [{"x": "gone"}])
    assert (change.path, change.kind, len(change.fields)) == ("$.x", DriftKind.KIND, 3)
    (listed,) = drift_of([{"x": {"a": 1}}], [{"x": [1]}])
    assert [each.path for each in listed.fields] == ["$.x", "$.x.a", "$.x[*]"]
    (filled,) = drift_of([{"x": []}], [{"x": [1]}])
    assert (filled.path, filled.kind, len(filled.fields)) == ("$.x", DriftKind.LENGTH, 2)


def test_what_is_folded_can_be_unfolded_in_every_view() -> None:
    drift = drift_of([THING], [THING, {**PROBLEM, "<b>x</b>": 1}])
    html = drift._repr_mimebundle_()["text/html"]
    assert "$.price is missing in 1 of 2 answers" in html
    assert "<b>x</b>" not in html


FIELDS = st.sampled_from("abcd")
LEAVES = st.none() | st.integers(0, 3) | st.sampled_from(["x", "y"])
BODIES = st.recursive(
    st.dictionaries(FIELDS, LEAVES, max_size=4),
    lambda inner: st.dictionaries(FIELDS, LEAVES | inner | st.lists(inner | LEAVES, max_size=3), max_size=4),
    max_leaves=10,
)
ANSWERS = st.lists(BODIES, min_size=1, max_size=4)


def objects(body: Any, path: str) -> list[dict[str, Any]]:
    """All objects at a general path."""
    reached = [body]
    for step in path.replace("[*]", ".[*]").split(".")[1:]:
        if step == "[*]":
            reached = [item for each in reached if isinstance(each, list) for item in each]
        else:
            reached = [each[step] for each in reached if isinstance(each, dict) and step in each]
    return [each for each in reached if isinstance(each, dict)]


@settings(max_examples=150, deadline=None)
@given(st.lists(ANSWERS, min_size=2, max_size=3), st.sampled_from([(), ("a",), ("a", "b")]))
def test_folding_loses_no_change_and_says_what_is_so(versions: list[Any], asked: tuple[str, ...]) -> None:
    unfolded: list[DriftChange] = []
    fold = drift_differences.fold_changes

    def watched(changes: Any, *more: Any) -> Any:
        unfolded.extend(changes)
        return fold(changes, *more)

    drift_differences.fold_changes = watched
    try:
        drift = drift_of(*versions, asked=asked)
    finally:
        drift_differences.fold_changes = fold
    fields = [each for change in drift for each in change.each_field]
    assert sorted(map(id, fields)) == sorted(map(id, unfolded))
    assert len(drift.to_frame()) == len(unfolded)
    for change in drift:
        assert len(change.fields) != 1
        assert not any(each.fields for each in change.fields)
        assert all(each.path.startswith(change.path) and each.since == change.since for each in change.fields)
        assert set(change.asked_by) == {consumer for each in change.each_field for consumer in each.asked_by}
        assert bool(change.failed_since) == any(each.failed_since for each in change.each_field)
        if change.kind is DriftKind.SHAPE and change.now.startswith("became"):
            lost = {
                each.path.rpartition(".")[2] for each in change.fields if each.kind in ("gone", "sometimes missing")
            }
            gained = {each.path.rpartition(".")[2] for each in change.fields if each.kind == "appeared"}
            bodies = versions[int(change.since[0]) - 1]
            shaped = 0
            for body in bodies:
                own = [(lost - set(each) == lost, gained <= set(each)) for each in objects(body, change.path)]
                if lost and gained:
                    assert all(first == second for first, second in own)
                shaped += any(first if lost else second for first, second in own)
            among = sum(1 for body in bodies if objects(body, change.path))
            if change.times:
                assert change.times == f"{shaped} of {among} answer{'s' if among > 1 else ''}"
            else:
                assert shaped == among
