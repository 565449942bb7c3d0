"""Matchers that a library left in an example, and headers in two spellings, as lint names them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import JSON, TYPE, contract_of, http, judge, matchers

from contractlab.formats.pact.leftovers import leftover_in_text, leftover_name

TERM = {"json_class": "Pact::Term", "data": {"generate": "a1", "matcher": {"json_class": "Regexp", "o": 0, "s": "a."}}}
LEFT: list[tuple[Any, str]] = [
    ({"pact:matcher:type": "type", "min": 1, "value": [{"id": 1}]}, "pact:matcher:type"),
    ({"pact:matcher:type": [{"pact:matcher:type": "type"}], "value": 1}, "pact:matcher:type"),
    ({"pact:generator:type": "Uuid"}, "pact:generator:type"),
    ({"_case:matcher:type": "_case:AnyString", "_case:matcher:example": "x"}, "_case:matcher:type"),
    ({"json_class": "Pact::SomethingLike", "contents": "x"}, "json_class Pact::SomethingLike"),
    ({"json_class": "Pact::ArrayLike", "contents": {"a": 1}, "min": 2}, "json_class Pact::ArrayLike"),
    (TERM, "json_class Pact::Term"),
    ({"getValue": "function", "contents": {"a": 1}}, "getValue"),
    ({"generate": "a1", "matcher": "a."}, "generate and matcher"),
    ({"contents": {"a": 1}, "min": 1}, "contents and min"),
    ({"contents": 7, "value": 7}, "contents and value"),
    ({"contents": 7, "min": 2, "value": [7, 7]}, "contents, min and value"),
    ("matching(type, 'Ada')", "matching(…)"),
    ("notEmpty('x')", "notEmpty(…)"),
    ('{"pact:matcher:type": "regex", "regex": "a.", "value": "a1"}', "pact:matcher:type"),
]
ORDINARY: list[Any] = [
    {"json_class": "Customer", "contents": 1},
    {"json_class": 7},
    {"contents": "a box", "min": "one"},
    {"contents": 1, "min": True},
    {"contents": 1, "value": 2},
    {"contents": ["a"], "min": 1, "max": 3},
    {"generate": True, "matcher": "x", "name": "job"},
    {"getValue": 1},
    {"min": 1, "max": 2},
    "matching(shoes)",
    "matching(type",
    "the matching(type, 'x') of the plugin",
    '"pact:matcher:type": is a key',
]


def name_of(value: Any) -> str | None:
    return leftover_in_text(value) if isinstance(value, str) else leftover_name(value)


@pytest.mark.parametrize(("value", "name"), LEFT)
def test_what_a_library_left_is_named(value: Any, name: str) -> None:
    assert str(name_of(value)).startswith(name)


@pytest.mark.parametrize("value", ORDINARY)
def test_ordinary_values_are_no_leftovers(value: Any) -> None:
    assert name_of(value) is None


def lint(interaction: dict[str, Any], code: str, version: str = "3.0") -> list[tuple[str, str]]:
    contract = contract_of(interaction, version=version)
    return [(problem.pointer, problem.message) for problem in contract.problems if problem.code == code]


@pytest.mark.parametrize(("value", "name"), LEFT)
@pytest.mark.parametrize("version", ["1.0", "2.0", "3.0", "4.0"])
def test_lint_tells_it_with_its_place_and_what_to_do(value: Any, name: str, version: str) -> None:
    body = {"items": [{"x": value}]}
    written: Any = {"content": body, "contentType": "application/json"} if version == "4.0" else body
    ((pointer, message),) = lint(
        http(type="Synchronous/HTTP", response={"headers": JSON, "body": written}), "leftover-matcher", version
    )
    inner = "/body/content" if version == "4.0" else "/body"
    assert pointer == f"/interactions/0/response{inner}/items/0/x"
    assert message.startswith(f"a matcher was left in the example ({name}")
    assert "write its value here and the rule into matchingRules" in message


@pytest.mark.parametrize("field", ["path", "query", "headers"])
def test_requests_are_looked_at_as_well(field: str) -> None:
    left = {"pact:matcher:type": "type", "value": "x"}
    request = {"method": "GET", "path": "/", field: left if field == "path" else {"a": left}}
    ((pointer, _),) = lint(http(request=request), "leftover-matcher")
    assert pointer == f"/interactions/0/request/{field}" + ("" if field == "path" else "/a")


def test_messages_and_replies_are_looked_at() -> None:
    left = {"content": {"a": TERM}, "contentType": "application/json"}
    message = {"type": "Asynchronous/Messages", "description": "m", "contents": left}
    assert [place for place, _ in lint(message, "leftover-matcher", "4.0")] == ["/interactions/0/contents/content/a"]
    replies = {"type": "Synchronous/Messages", "description": "s", "request": {}, "response": [{}, {"contents": left}]}
    assert [place for place, _ in lint(replies, "leftover-matcher", "4.0")] == [
        "/interactions/0/response/1/contents/content/a"
    ]


def test_rules_have_matchers_by_right() -> None:
    part = {"headers": JSON, "body": {"a": 1}, "matchingRules": {"body": matchers({"$.a": TYPE})}}
    assert lint(http(response=part), "leftover-matcher") == []


def test_the_same_thing_many_times_is_told_a_few_times() -> None:
    many = [{"pact:matcher:type": "type", "value": number} for number in range(1_000)]
    assert len(lint(http(response={"headers": JSON, "body": many}), "leftover-matcher")) == 20


def test_depth_is_no_matter() -> None:
    deep: Any = TERM
    for _ in range(100):
        deep = [deep]
    assert len(lint(http(response={"headers": JSON, "body": deep}), "leftover-matcher")) == 1


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_other_objects_are_let_be(value: Any) -> None:
    if isinstance(value, dict):
        assert leftover_name(value) is None


@pytest.mark.parametrize("version", ["2.0", "4.0"])
@pytest.mark.parametrize("side", ["request", "response"])
def test_one_header_in_two_spellings_is_told_with_both(side: str, version: str) -> None:
    headers = {"X-Trace": "a", "ETag": "b", "x-trace": "c"}
    written: dict[str, Any] = {name: [value] for name, value in headers.items()} if version == "4.0" else dict(headers)
    ((pointer, message),) = lint(
        http(type="Synchronous/HTTP", **{side: {"headers": written}}), "header-spellings", version
    )
    assert pointer == f"/interactions/0/{side}/headers/x-trace"
    assert message.startswith("X-Trace and x-trace are one header to HTTP")


def test_different_headers_are_no_problem() -> None:
    assert lint(http(response={"headers": {"X-Trace": "a", "X-Traces": "b"}}), "header-spellings") == []


def test_the_command_prints_it(tmp_path: Any) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps(contract_of(http(response={"headers": JSON, "body": {"a": TERM}})).document, indent=1))
    result = run("lint", path)
    assert "warning: a matcher was left in the example (json_class Pact::Term" in result.output


@pytest.mark.parametrize(
    ("value", "actual", "name"),
    [
        ({"pact:matcher:type": "type", "min": 1, "value": [{"id": 1}]}, [{"id": 7}], "pact:matcher:type"),
        ({"pact:matcher:type": "type", "value": {"id": 1}}, {"id": 7}, "pact:matcher:type"),
        (TERM, "a2", "json_class Pact::Term"),
        ({"contents": "x", "min": 1}, ["x"], "contents and min"),
        ({"json_class": "Pact::SomethingLike", "contents": {"a": 1}}, {"a": 1}, "json_class"),
    ],
)
def test_a_result_says_what_the_example_holds(value: Any, actual: Any, name: str) -> None:
    result = judge({"x": value}, {}, {"x": actual}, version="3.0")
    words = f"The example holds {name}, which a library left there: define the contract anew"
    assert words in result.mismatches[0].message


def test_a_result_of_an_ordinary_example_says_nothing_of_libraries() -> None:
    result = judge({"x": {"json_class": "Customer", "a": 1}}, {}, {"x": {"a": 1}}, version="3.0")
    assert "library" not in result.mismatches[0].message
