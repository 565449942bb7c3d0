"""What answers did over versions while contracts passed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import JSON, TYPE, contract_of, http, matchers

import contractlab as cl
from contractlab.insight.drift import DriftKind


def contract(body: Any, rules: dict[str, Any] | None = None) -> cl.Contract:
    response = {"status": 200, "headers": dict(JSON), "body": body, "matchingRules": {"body": matchers(rules or {})}}
    return contract_of(http("a customer", request={"method": "GET", "path": "/customers/7"}, response=response))


def answers(*bodies: Any) -> list[cl.Capture]:
    return [
        cl.Capture(
            cl.HttpRequest("GET", "/customers/7"), cl.HttpResponse(200, list(JSON.items()), json.dumps(body).encode())
        )
        for body in bodies
    ]


def drift_of(*versions: list[Any], asked: Any = None, rules: dict[str, Any] | None = None) -> cl.Drift:
    captures = {f"{number}.0.0": answers(*bodies) for number, bodies in enumerate(versions, 1)}
    return cl.drift(cl.matrix(contract(asked or {"id": 1}, {"$.id": TYPE, **(rules or {})}), captures))


def changes(drift: cl.Drift) -> list[tuple[str, DriftKind, str]]:
    return [(change.path, change.kind, change.since) for change in drift]


def test_a_null_that_comes_at_times_is_told_with_how_often() -> None:
    drift = drift_of([{"id": 1, "limit": 5}] * 3, [{"id": 1, "limit": 5}, {"id": 1, "limit": None}])
    (change,) = drift
    assert (change.kind, change.since, change.before) == (DriftKind.KIND, "2.0.0", "1.0.0")
    assert change.sentence == (
        "$.limit is null in 1 of 2 answers since 2.0.0; before: integer. Nobody asks."
    )  # fmt: skip
    assert drift.silent == (change,)


def test_fields_that_appear_and_go_are_told_once_with_what_is_below() -> None:
    drift = drift_of([{"id": 1, "old": {"a": 1}}], [{"id": 1, "new": {"b": 1}}])
    assert changes(drift) == [("$.new", DriftKind.APPEARED, "2.0.0"), ("$.old", DriftKind.GONE, "2.0.0")]


def test_what_is_asked_for_and_failed_later_stands_first() -> None:
    drift = drift_of(
        [{"id": 1, "name": "x", "note": 1}], [{"id": 1, "name": None, "note": "1"}], asked={"id": 1, "name": "y"},
        rules={"$.name": TYPE},
    )  # fmt: skip
    first = drift.changes[0]
    assert (first.path, first.failed_since, first.asked_by) == ("$.name", "2.0.0", ("c",))
    assert drift.before_failures == (first,)
    assert [change.path for change in drift.silent] == ["$.note"]


def test_presence_formats_values_and_lengths() -> None:
    before = [{"id": 1, "day": "2020-01-31", "kind": kind, "tags": ["a"], "x": 1} for kind in ["A", "B"] * 4]
    after = [{"id": 1, "day": "31 Jan", "kind": kind, "tags": []} for kind in ["A", "C"] * 4]
    after[0]["x"] = 1
    drift = drift_of(before, after)
    kinds = {change.path: change.kind for change in drift}
    assert kinds["$.day"] is DriftKind.FORMAT
    assert kinds["$.kind"] is DriftKind.VALUES
    assert kinds["$.x"] is DriftKind.PRESENCE
    assert kinds["$.tags"] is DriftKind.LENGTH
    assert "7 of 8 answers" in next(change.times for change in drift if change.path == "$.x")


def test_a_number_with_and_without_decimals_is_no_drift() -> None:
    assert len(drift_of([{"id": 1, "sum": 12}], [{"id": 1, "sum": 12.5}])) == 0


def test_a_version_without_answers_is_passed_over() -> None:
    drift = drift_of([{"id": 1, "a": 1}], [], [{"id": 1, "a": "1"}])
    (change,) = drift
    assert (change.before, change.since) == ("1.0.0", "3.0.0")


def test_only_a_matrix_of_provider_versions_has_drift() -> None:
    with pytest.raises(cl.ContractLabError, match="no versions side by side"):
        cl.drift(cl.verify(contract({"id": 1}), answers({"id": 1})))  # type: ignore[arg-type]
    consumers = cl.matrix({"1": [contract({"id": 1})], "2": [contract({"id": 2})]}, answers({"id": 1}))
    with pytest.raises(cl.ContractLabError, match="versions of the consumer"):
        cl.drift(consumers)


def test_views_and_frame() -> None:
    drift = drift_of([{"id": 1, "<b>x</b>": 5}], [{"id": 1, "<b>x</b>": None}])
    bundle = drift._repr_mimebundle_()
    assert "is null" in bundle["text/plain"]
    assert "<b>x</b>" not in bundle["text/html"]
    assert drift.to_frame()["now"].tolist() == ["is null"]
    assert "No field drifted" in drift_of([{"id": 1}], [{"id": 2}])._repr_mimebundle_()["text/plain"]


def test_secrets_are_not_shown() -> None:
    drift = drift_of([{"id": 1, "password": "hunter2-a"}] * 3, [{"id": 1, "password": "hunter2-b"}] * 3)
    texts = [*drift._repr_mimebundle_().values(), repr(drift.changes), drift.to_frame().to_csv()]
    assert not any("hunter2" in text for text in texts)


BODIES = st.dictionaries(
    st.sampled_from("abc"), st.none() | st.integers(0, 3) | st.sampled_from(["x", "y"]), max_size=3
)


@settings(max_examples=50, deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=3), st.lists(BODIES, min_size=1, max_size=3))
def test_the_same_answers_never_drift_and_what_drifts_differs(first: list[Any], second: list[Any]) -> None:
    before = [{"id": 1, **body} for body in first]
    after = [{"id": 1, **body} for body in second]
    assert len(drift_of(before, before)) == 0
    for change in (each for line in drift_of(before, after) for each in line.each_field):
        key = change.path.removeprefix("$.")
        seen = [
            [(type(body[key]).__name__, body[key]) if key in body else None for body in bodies]
            for bodies in (before, after)
        ]
        assert sorted(map(repr, seen[0])) != sorted(map(repr, seen[1]))


def test_versions_that_share_few_fields_are_compared_field_by_field() -> None:
    """Where most of a dictionary differs, deepdiff tells of the whole alone; and its paths lose odd names."""
    names = ["a", "it's", '"', "[0]", "$", "", "a.b", "x\n"]
    before, after = cl.load_captures([]), cl.load_captures([])
    for captures, body in ((before, {"stays": 1} | dict.fromkeys(names, 1)), (after, {"stays": "1"})):
        captures.add(cl.HttpRequest("GET", "/a"), cl.HttpResponse(200, json=body))
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [{"description": "d", "request": {"path": "/a"}, "response": {"status": 200}}],
    }
    changes = cl.drift(cl.matrix(cl.load(document), {"1": before, "2": after})).changes
    assert sum(len(change.each_field) for change in changes) == len(names) + 1


def test_what_comes_and_goes_is_one_change_unless_a_contract_fails_at_it() -> None:
    empty, filled = {"id": 1, "tags": []}, {"id": 1, "tags": ["a"]}
    drift = drift_of([filled], [filled, empty], [filled], [filled, empty], [empty, filled])
    assert changes(drift) == [("$.tags", DriftKind.LENGTH, "2.0.0")]
    failing = drift_of([{"id": 1}], [{"id": "1"}], [{"id": 1}], [{"id": "1"}])
    since = [(change.since, change.failed_since) for change in failing["$.id"] if change.now == "is string"]
    assert since == [("2.0.0", "2.0.0"), ("4.0.0", "4.0.0")]


DAYS = [f"2026-01-{day:02}" for day in range(1, 6)]


@pytest.mark.parametrize(
    ("before", "after", "kind", "strip"),
    [
        ([{"x": [1]}], [{"x": [1]}, {"x": []}], DriftKind.LENGTH, ("filled", "empty at times")),
        ([{"x": day} for day in DAYS], [{"x": f"{day[8:]}.01.2026"} for day in DAYS], DriftKind.FORMAT,
         ("a date", "string")),
        ([{"x": 1}], [{"x": 1}, {}], DriftKind.PRESENCE, ("always", "sometimes")),
        ([{"x": "a"}, {"x": "b"}] * 5, [{"x": "a"}, {"x": "c"}] * 5, DriftKind.VALUES, ('"a", "b"', '"a", "c"')),
        ([{"x": 1}], [{"x": True}], DriftKind.KIND, ("integer", "boolean")),
    ],
)  # fmt: skip
def test_a_strip_is_in_the_words_of_what_changed(
    before: list[Any], after: list[Any], kind: DriftKind, strip: Any
) -> None:
    drift = drift_of(before, before, after, asked=before[0], rules={"$": TYPE})
    (change,) = drift["$.x"]
    assert change.kind is kind
    assert change.strip == (("1.0.0", strip[0]), ("2.0.0", strip[0]), ("3.0.0", strip[1]))


def news(version: str, contents: Any) -> cl.MessageCapture:
    message = cl.Message(json.dumps(contents).encode(), {"contentType": "application/json"})
    return cl.MessageCapture("message", message, example="placed", provider_version=version)


def test_messages_drift_as_answers_do_and_versions_without_any_are_passed_over() -> None:
    placed = {
        "type": "Asynchronous/Messages", "key": "placed", "description": "an order was placed",
        "contents": {"content": {"id": 1}, "contentType": "application/json"},
        "matchingRules": {"body": matchers({"$.id": TYPE})},
    }  # fmt: skip
    messages = cl.load(
        {
            **contract({"id": 1}).document,
            "interactions": [placed],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )
    captures = {
        "1.0.0": [news("1.0.0", {"id": 1, "state": "new"})], "1.1.0": [],
        "1.2.0": [news("1.2.0", {"id": "1"})], "1.3.0": [news("1.3.0", {"id": "1"})],
    }  # fmt: skip
    drift = cl.drift(cl.matrix(messages, captures, allow_not_exercised=True))
    assert changes(drift) == [("$.id", DriftKind.KIND, "1.2.0"), ("$.state", DriftKind.GONE, "1.2.0")]
    assert [change.before for change in drift] == ["1.0.0", "1.0.0"]
    assert drift.changes[0].failed_since == "1.2.0"
    assert drift.changes[0].endpoint.label == "message an order was placed"
    assert drift.changes[0].strip == (("1.0.0", "integer"), ("1.2.0", "string"), ("1.3.0", "string"))


def test_thirty_versions_are_one_line() -> None:
    drift = drift_of(*([{"id": 1, "n": "a" if number < 20 else 1}] for number in range(30)))
    assert changes(drift) == [("$.n", DriftKind.KIND, "21.0.0")]
    assert "1.0.0 string → 21.0.0 integer" in " ".join(drift._repr_mimebundle_()["text/html"].split())
