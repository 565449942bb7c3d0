"""Whatever a rule accepts although it is of another kind than the example is listed, and told in every output."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import TYPE, contract_of, http, judge, matchers, one_request, one_response

import contractlab as cl
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.mismatch import OTHER_KIND
from contractlab.values.text import json_kind
from contractlab.views.junit import junit_xml


def regex(pattern: str) -> dict[str, Any]:
    return {"match": "regex", "regex": pattern}


def gaps_of(example: Any, rule: Any, actual: Any) -> list[str]:
    result = judge({"a": example}, {"$.a": rule}, {"a": actual})
    assert result.passed, result.mismatches
    assert {note.reason for note in result.unchecked} <= {OTHER_KIND}
    return [note.message.removeprefix("$.a: ") for note in result.unchecked]


@pytest.mark.parametrize(
    ("example", "rule", "actual", "sentence"),
    [
        ("abc", regex("[a-z0-9]+"), None, "regex accepted null, although the example is a string."),
        ("abc", regex("[a-z0-9]+"), 5, "regex accepted a number, although the example is a string."),
        ("abc", regex("[a-z0-9]+"), True, "regex accepted a boolean, although the example is a string."),
        ("abc", regex(".*"), [1], "regex accepted an array, although the example is a string."),
        ("abc", regex(".*"), {"x": 1}, "regex accepted an object, although the example is a string."),
        (5, regex(r"\d"), "5", "regex accepted a string, although the example is a number."),
        (True, {"match": "boolean"}, "true", "boolean accepted a string, although the example is a boolean."),
        ("x1", {"match": "include", "value": "1"}, 12, "include accepted a number, although the example is a string."),
        (
            "2020",
            {"match": "date", "format": "yyyy"},
            2021,
            "date accepted a number, although the example is a string.",
        ),
        ("x", {"match": "notEmpty"}, 0, "notEmpty accepted a number, although the example is a string."),
        ("5", {"match": "integer"}, 5, "integer accepted a number, although the example is a string."),
        ("5", {"match": "decimal"}, 5.5, "decimal accepted a number, although the example is a string."),
        ("5", {"match": "number"}, 5, "number accepted a number, although the example is a string."),
    ],
)
def test_a_value_of_another_kind(example: Any, rule: Any, actual: Any, sentence: str) -> None:
    assert gaps_of(example, rule, actual) == [sentence]


@pytest.mark.parametrize(
    ("example", "rule", "actual"),
    [
        ("abc", regex("[a-z]+"), "xyz"),
        (True, {"match": "boolean"}, False),
        (1, {"match": "number"}, 1.5),
        (1.5, TYPE, 1),
        (None, {"match": "integer"}, 5),
        (None, {"match": "date"}, "2020-01-31"),
        ("x", {"combine": "OR", "matchers": [TYPE, {"match": "null"}]}, None),
        ("x", {"combine": "OR", "matchers": [regex("[a-z]+"), {"match": "null"}]}, None),
    ],
)
def test_what_a_rule_names_is_no_silent_pass(example: Any, rule: Any, actual: Any) -> None:
    assert gaps_of(example, rule, actual) == []


EXAMPLES: dict[str, Any] = {"string": "1", "number": 1, "boolean": True, "null": None}
VALUES = ["1", "true", "", 1, 1.5, 0, True, False, None, [1], {"a": 1}, "2020-01-01", "1.0.0"]
ARGUMENTS: dict[str, dict[str, Any]] = {
    "regex": {"regex": ".*"},
    "include": {"value": ""},
    "contentType": {"value": "text/plain"},
    "eachKey": {"rules": [TYPE]},
    "eachValue": {"rules": [TYPE]},
    "arrayContains": {"variants": []},
}


@pytest.mark.parametrize("name", sorted(MATCHERS.by_name))
@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_matcher_lists_every_kind_that_it_lets_through(name: str, kind: str) -> None:
    example = EXAMPLES[kind]
    for actual in VALUES:
        result = judge({"a": example}, {"$.a": {"match": name, **ARGUMENTS.get(name, {})}}, {"a": actual})
        if not result.passed or json_kind(actual) == kind or name == "null":
            continue
        made_for = kind == "null" and json_kind(actual) in MATCHERS.by_name[name].made_for
        assert bool(result.unchecked) is not made_for, (name, example, actual)


PAIRS = st.fixed_dictionaries({"a": st.sampled_from(["x", None, 1, True]), "b": st.sampled_from(["1", 1, None])})


@given(st.lists(PAIRS, min_size=1, max_size=12), st.booleans())
def test_the_short_way_lists_what_the_tree_shows(items: list[Any], nested: bool) -> None:
    body: Any = [{"a": "x", "b": "1"}]
    rules = {"$.l": TYPE, "$.l[*].a": regex("x|null|1|true"), "$.l[*].b": regex("1|null")}
    result = judge({"l": body, "n": {"k": "v"}}, {**rules, "$.n.k": regex("v|null")}, {
        "l": items, "n": {"k": None if nested else "v"},
    })  # fmt: skip
    assert result.passed
    tree = result.explanation.body
    assert tree is not None
    shown = {note.path for each in tree.walk() for note in each.unchecked}
    assert {note.path for note in result.unchecked} == shown
    wrong = [f"$.l[{i}].{k}" for i, item in enumerate(items) for k in item if not isinstance(item[k], str)]
    assert shown == {*wrong, *(["$.n.k"] if nested else [])}


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        ("decimal", "5", ["decimal accepted an integer."]),
        ("decimal", "5.0", []),
        ("decimal", "1e5", []),
        ("decimal", "NaN", ["decimal accepted a text that JSON does not take for a number."]),
        ("number", "inf", ["number accepted a text that JSON does not take for a number."]),
        ("number", "5", []),
        ("integer", "5", []),
    ],
)
def test_numbers_in_texts(rule: str, text: str, words: list[str]) -> None:
    rules = {"header": matchers({"X": {"match": rule}}), "query": matchers({"q": {"match": rule}})}
    made = one_request({"path": "/", "headers": {"X": "1.5"}, "query": {"q": ["1.5"]}, "matchingRules": rules})
    result = made.check_request(cl.HttpRequest("GET", "/", f"q={text}", {"X": text}))
    example = {"headers": {"Content-Type": "application/xml"}, "body": "<a>1.5</a>"}
    xml = one_response({**example, "matchingRules": {"body": matchers({"$.a.#text": {"match": rule}})}})
    in_xml = xml.check_response(cl.HttpResponse(200, example["headers"], f"<a>{text}</a>".encode()))
    assert result.passed
    assert in_xml.passed
    expected = [f"{place}: {accepted}" for place in ("query q", "header X") for accepted in words]
    assert [note.message for note in result.unchecked] == expected
    assert [note.message for note in in_xml.unchecked] == [f"$.a.#text: {accepted}" for accepted in words]


def test_metadata_of_a_message() -> None:
    message = {
        "type": "Asynchronous/Messages", "description": "m", "metadata": {"topic": "orders"},
        "contents": {"content": {"a": 1}, "contentType": "application/json"},
        "matchingRules": {"metadata": matchers({"topic": regex("[a-z0-9]+")})},
    }  # fmt: skip
    made = cl.load({"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": [message],
                    "metadata": {"pactSpecification": {"version": "4.0"}}})[0]  # fmt: skip
    result = made.check_message(b'{"a":1}', {"topic": 7, "contentType": "application/json"})
    assert result.passed
    assert [note.message for note in result.unchecked] == [
        "metadata topic: regex accepted a number, although the example is a string."
    ]


def test_a_run_tells_of_silent_passes_and_of_dead_rules() -> None:
    rules = matchers({"$.a": regex("[a-z]+"), "$.b.c": TYPE})
    response = {"headers": {"Content-Type": "application/json"}, "body": {"a": "x"}, "matchingRules": {"body": rules}}
    contract = contract_of(http("null for a name", request={"method": "GET", "path": "/"}, response=response))
    run = cl.verify([contract], [cl.Capture(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, json={"a": None}))])
    assert run.passed
    bundle = run._repr_mimebundle_()
    for text in (bundle["text/plain"], bundle["text/markdown"], bundle["text/html"]):
        assert "1 silent pass" in text
        assert "accepted null, although the example is a string." in text
        assert "1 dead rule" in text
    assert "<failure" not in junit_xml(run)


@pytest.mark.parametrize(
    ("example", "pattern", "severity"),
    [("abc", "[a-z]+", "warning"), (None, "[a-z]+", "warning"), ("abc", "[A-Z]{3}|abc", None), ("abc", ".*", None)],
)
def test_lint_tells_of_null(example: Any, pattern: str, severity: str | None) -> None:
    made = one_response({"headers": {"Content-Type": "application/json"}, "body": {"a": example},
                         "matchingRules": {"body": matchers({"$.a": regex(pattern)})}})  # fmt: skip
    problems = [each for each in made.contract.problems if each.code in ("accepts-null", "null-example")]
    assert [each.severity for each in problems] == ([severity] if severity else [])
    assert all("null" in each.message for each in problems)


def test_notes_hold_no_recorded_value() -> None:
    result = judge({"a": "x"}, {"$.a": regex("[a-z0-9]+")}, {"a": 4711})
    assert "4711" not in json.dumps([note.message for note in result.unchecked])
