"""Rules that ask nothing, and generators that make nothing, are said to do so, each at its place."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import JSON, contract_of, http, matchers, part_of

import contractlab as cl
from contractlab.formats.pact.rule_checks import loose_pattern

TYPE = {"match": "type"}


def problems(**response: Any) -> list[tuple[str, str, str]]:
    """Severity, code and pointer below the response, of what is odd about one."""
    contract = contract_of(http(type="Synchronous/HTTP", response=response), version="4.0")
    return [
        (problem.severity, problem.code, problem.pointer.removeprefix("/interactions/0/response"))
        for problem in contract.problems
        if problem.pointer.startswith("/interactions/0/response")
    ]


@pytest.mark.parametrize(
    ("pattern", "accepts"),
    [
        (".*", "any line of text"),
        ("^.*$", "any line of text"),
        (".+", "any line of text that is not empty"),
        ("(.|\\n)*", "any text"),
        ("[\\s\\S]+", "any text that is not empty"),
        ("(?m).*", "any text"),
        ("(?:a|.*)", "any line of text"),
        ("[^\\n]{0,}", "any line of text"),
        ("\\d+", None),
        ("[a-z ]*", None),
        (".{3,}", None),
        ("abc", None),
        ("(", None),
    ],
)
def test_patterns_that_accept_everything(pattern: str, accepts: str | None) -> None:
    assert loose_pattern(pattern) == accepts


@pytest.mark.parametrize(
    ("body", "rules", "expected"),
    [
        ([1], {"$": TYPE}, ("info", "accepts-empty", "/matchingRules/body/$/matchers/0")),
        ([1], {"$": {"match": "type", "min": 1}}, None),
        ([], {"$": TYPE}, ("warning", "empty-example", "/matchingRules/body/$/matchers/0")),
        ({"a": 1}, {"$": {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]"}]}},
         ("info", "accepts-anything", "/matchingRules/body/$/matchers/0")),
        ({"a": 1}, {"$.a": {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]"}]}},
         ("warning", "accepts-anything", "/matchingRules/body/$.a/matchers/0")),
        ({"a": {"b": 1}}, {"$.a": {"match": "regex", "regex": "\\d"}},
         ("warning", "accepts-anything", "/matchingRules/body/$.a/matchers/0")),
        ({"a": {"b": 1}}, {"$.a": {"combine": "OR", "matchers": [{"match": "null"}, TYPE]}},
         ("warning", "dead-alternative", "/matchingRules/body/$.a")),
        ({"a": {"b": 1}}, {"$.a": {"combine": "OR", "matchers": [{"match": "null"}, TYPE]}},
         ("warning", "or-on-object", "/matchingRules/body/$.a")),
        ({"a": 1}, {"$.a": {"combine": "OR", "matchers": [{"match": "null"}, TYPE]}}, None),
        ({"a": 1}, {"$": TYPE}, None),
    ],
)  # fmt: skip
def test_rules_of_a_body(body: Any, rules: Any, expected: Any) -> None:
    listed = problems(**part_of(body, rules))
    codes = {code for _, code, _ in listed}
    if expected is None:
        assert not codes & {"accepts-anything", "accepts-empty", "empty-example", "dead-alternative", "or-on-object"}
    else:
        wanted = (expected[0], expected[1])
        places = [place for severity, code, place in listed if (severity, code) == wanted]
        assert places
        assert expected[2].startswith(places[0])


def test_a_rule_that_accepts_any_status_or_path() -> None:
    any_status = {"status": {"matchers": [{"match": "integer"}]}}
    assert ("warning", "accepts-anything") in {
        problem[:2] for problem in problems(status=200, matchingRules=any_status)
    }
    class_of_it = {"status": {"matchers": [{"match": "statusCode", "status": "success"}]}}
    assert problems(status=200, matchingRules=class_of_it) == []
    request = {"method": "GET", "path": "/a", "matchingRules": {"path": {"matchers": [TYPE]}}}
    contract = contract_of(http(request=request))
    assert [problem.message for problem in contract.problems] == [
        "the rule type accepts any path; a pattern would ask something"
    ]


def test_an_index_in_an_xml_path_says_which_dialect_would_use_it() -> None:
    body = {"content": "<a><b>1</b></a>", "contentType": "application/xml"}
    contract = contract_of(
        http(type="Synchronous/HTTP", response={"body": body, "matchingRules": {"body": matchers({"$.a[*].b": TYPE})}}),
        version="4.0",
    )
    (problem,) = contract.problems
    assert problem.code == "dead-rule"
    assert "(xml-index)" in problem.message


def test_a_message_that_does_not_fit_its_own_rules() -> None:
    contents = {"content": {"a": "x"}, "contentType": "application/json"}
    rules = {"body": matchers({"$.a": {"match": "integer"}})}
    message = {"type": "Asynchronous/Messages", "description": "m", "contents": contents, "matchingRules": rules}
    (problem,) = contract_of(message, version="4.0").problems
    assert (problem.code, problem.pointer) == ("example-fails", "/interactions/0/matchingRules/body/$.a/matchers/0")
    assert problem.message.startswith("the message example does not match")


# -- generators -------------------------------------------------------------------------------------------------------


def generated(category: str, path: str, generator: Any) -> list[tuple[str, str]]:
    """Code and message of what is odd about a generator of a request with something of everything."""
    listed = {category: generator if path == "" else {path: generator}}
    request = {
        "method": "POST", "path": "/a", "query": {"q": ["1"]}, "headers": {**JSON, "X": "1"},
        "body": {"a": 1, "items": [{"id": 1}]}, "generators": listed,
    }  # fmt: skip
    contract = contract_of(http(request=request), version="3.0")
    return [
        (problem.code, problem.message)
        for problem in contract.problems
        if problem.pointer.startswith("/interactions/0/request/gen")
    ]


@pytest.mark.parametrize(
    ("category", "path", "generator"),
    [
        ("body", "$.a", {"type": "RandomInt", "min": 1, "max": 5}),
        ("body", "$.items[*].id", {"type": "ProviderState", "expression": "${id}", "dataType": "INTEGER"}),
        ("body", "$.items[0].id", {"type": "RandomString", "size": 4}),
        ("body", "$.a", {"type": "Uuid", "format": "URN"}),
        ("body", "$.a", {"type": "Regex", "regex": "\\d+"}),
        ("body", "$.a", {"type": "Date", "format": "yyyy-MM-dd", "expression": "today + 2 days"}),
        ("body", "$.a", {"type": "DateTime", "expression": "next monday @ noon - 1 hour"}),
        ("query", "q", {"type": "RandomInt"}),
        ("header", "x", {"type": "RandomHexadecimal", "digits": 4}),
        ("path", "", {"type": "ProviderState", "expression": "/a/${id}"}),
    ],
)
def test_generators_in_order(category: str, path: str, generator: Any) -> None:
    assert generated(category, path, generator) == []


@pytest.mark.parametrize(
    ("category", "path", "generator", "code", "message"),
    [
        ("body", "$.a", {"type": "Dice"}, "unknown-generator", "'Dice' is unknown"),
        ("body", "$.a", {"type": "RandomInt", "min": 9, "max": 5}, "invalid-generator", "min 9 is above max 5"),
        ("body", "$.a", {"type": "RandomInt", "min": "1"}, "invalid-generator", "min must be an integer"),
        ("body", "$.a", {"type": "RandomString", "size": -1}, "invalid-generator", "size must be an integer"),
        ("body", "$.a", {"type": "Regex"}, "invalid-generator", "there is no regex"),
        ("body", "$.a", {"type": "Regex", "regex": "("}, "invalid-generator", "the pattern cannot be read"),
        ("body", "$.a", {"type": "Uuid", "format": "short"}, "invalid-generator", "is none of URN"),
        ("body", "$.a", {"type": "Date", "format": "1"}, "invalid-generator", "the format cannot be read"),
        ("body", "$.a", {"type": "Time", "expression": "a while"}, "invalid-generator", "cannot read"),
        ("body", "$.a", {"type": "ProviderState"}, "invalid-generator", "there is no expression"),
        ("body", "$.a", {"type": "ProviderState", "expression": "${id"}, "invalid-generator", "is not closed"),
        (
            "body",
            "$.a",
            {"type": "ProviderState", "expression": "id", "dataType": "int"},
            "invalid-generator",
            "none of",
        ),
        (
            "body",
            "$.a",
            {"type": "MockServerURL", "example": "x", "regex": "y"},
            "invalid-generator newer-generator",
            "own example",
        ),
        ("body", "$.a", {"type": "MockServerURL", "example": "x", "regex": "x"}, "newer-generator", "came with V4"),
        ("body", "$.b", {"type": "RandomInt"}, "dead-generator", "no value of the example is at $.b"),
        ("body", "$.", {"type": "RandomInt"}, "invalid-generator", "the path cannot be read"),
        ("query", "z", {"type": "RandomInt"}, "dead-generator", "the example has no query 'z'"),
        ("content", "$.a", {"type": "RandomInt"}, "unknown-category", "knows no generators for 'content'"),
        ("header", "X", "RandomInt", "invalid-generator", ""),
    ],
)
def test_generators_that_make_nothing(category: str, path: str, generator: Any, code: str, message: str) -> None:
    listed = generated(category, path, generator)
    assert [code for code, _ in listed] == code.split()
    assert message in listed[0][1]


def test_a_generated_value_that_a_provider_must_answer_exactly() -> None:
    part = part_of({"a": 1, "b": 1}, {"$.b": TYPE})
    listed = {"body": {"$.a": {"type": "RandomInt"}, "$.b": {"type": "RandomInt"}}}
    assert problems(**part, generators=listed) == [("warning", "generated-exact", "/generators/body/$.a")]


@pytest.mark.parametrize(
    ("kind", "expression", "hint"),
    [
        ("Date", "now", None), ("Date", "+ 1 day", None), ("Date", "tomorrow - 3 weeks + 1 month", None),
        ("Date", "last fri", None), ("Date", "next january - 1 day", None), ("Date", "", None),
        ("Time", "noon - 30 seconds", None), ("Time", "5 o'clock pm", None), ("Time", "next hour", None),
        ("DateTime", "now @ midnight", None), ("DateTime", "@ + 1 hour", None), ("DateTime", "next tues", None),
        ("Date", "TODAY", "lower case"), ("DateTime", "Next Monday", "lower case"), ("Date", "next thu", ""),
        ("Date", "next week next month", "+ or -"), ("Date", "noon", "one for Time"),
        ("Date", "today @ noon", "one for DateTime"), ("Time", "tomorrow", "one for Date or DateTime"),
        ("DateTime", "now @ tea", ""), ("Date", "+ day", ""), ("Date", "next 3 days", ""), ("Date", " ", ""),
        ("Date", "+ 9000 years", "years 1 to 9999"), ("Date", "x" * 500, ""), ("Time", "13 o'clock", "1 to 12"),
    ],
)  # fmt: skip
def test_expressions_of_dates_and_times(kind: str, expression: str, hint: str | None) -> None:
    listed = [text for code, text in generated("path", "", {"type": kind, "expression": expression})]
    assert len(listed) == (0 if hint is None else 1)
    assert hint is None or (hint in listed[0] and len(listed[0]) < 400)


@pytest.mark.parametrize(
    ("kind", "expression", "hint"),
    [
        ("Date", "today + 1 day!", "'!'"),
        ("Time", "12 o'clock pm", "hour 24"),
        ("DateTime", "today@12 o'clock pm", "24"),
    ],
)
def test_expressions_that_are_read_otherwise(kind: str, expression: str, hint: str) -> None:
    ((code, text),) = generated("path", "", {"type": kind, "expression": expression})
    assert code == "odd-generator"
    assert hint in text


def test_an_example_lists_its_generators() -> None:
    part = {**part_of({"a": 1}), "generators": {"body": {"$.a": {"type": "RandomInt", "max": 3}}}}
    example = contract_of(http(type="Synchronous/HTTP", request=part), version="4.0")[0]
    (generator,) = example.generators  # type: ignore[attr-defined]
    assert (generator.name, generator.path, generator.args) == ("RandomInt", "$.a", {"max": 3})
    assert generator.declared_at.pointer == "/interactions/0/request/generators/body/$.a"
    assert isinstance(example, cl.Example)


def test_a_rule_for_a_field_that_a_form_does_not_have() -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    request = {"method": "POST", "path": "/", "headers": kind, "body": "a=1&b=2"}
    rules = {"body": matchers({"$.a": TYPE, "$.b[0]": TYPE, "$.c": TYPE})}
    contract = contract_of(http(request={**request, "matchingRules": rules}))
    assert [(problem.code, problem.pointer) for problem in contract.problems] == [
        ("dead-rule", "/interactions/0/request/matchingRules/body/$.c")
    ]
