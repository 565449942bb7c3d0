"""Headers and query parameters: splitting, comparing, rules on lists of values."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import TYPE, matchers, one_request, one_response, paths_and_codes

import contractlab as cl
from contractlab.formats.pact.matching.headers import split_header
from contractlab.formats.pact.matching.query_text import decode_query, parse_query, query_pairs

NO_RULES = {"match": "eachValue", "rules": []}
INTEGER = {"match": "integer"}


def header_check(expected: Any, actual: Any, rules: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    made = one_response({"headers": expected, "matchingRules": {"header": matchers(rules or {})}}, version="4.0")
    return paths_and_codes(made.check_response(cl.HttpResponse(200, actual)))


def query_check(expected: Any, actual: str, rules: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    made = one_request({"path": "/", "query": expected, "matchingRules": {"query": matchers(rules or {})}})
    return paths_and_codes(made.check_request(cl.HttpRequest("GET", "/", actual)))


# -- headers without rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({}, {"X": "1"}),
        ({"X": "1"}, {"x": "1"}),
        ({"X": "1"}, {"X": " 1 ", "Y": "2"}),
        ({"X": "a, b"}, {"X": "a,b"}),
        ({"X": "a,b"}, {"X": "a ,  b"}),
        ({"Accept": "a/b, c/d"}, {"Accept": "a/b,c/d"}),
        ({"Accept": "a/b, c/d"}, [("Accept", "a/b"), ("Accept", "c/d")]),
        ({"Accept": ["a/b", "c/d"]}, {"Accept": "a/b, c/d"}),
        ({"Vary": "Origin"}, {"vary": "Origin"}),
        ({"X": ["a", "b"]}, [("X", "a"), ("X", "b")]),
        ({"X": ""}, {"X": ""}),
        ({"Content-Type": "application/json"}, {"Content-Type": "application/json; charset=utf-8"}),
        ({"Content-Type": "application/json;charset=UTF-8"}, {"Content-Type": "application/json; charset=utf-8"}),
        ({"Content-Type": "a/b; x=1; y=2"}, {"Content-Type": "a/b; y=2; x=1; z=3"}),
        ({"Accept": "a/b;q=1"}, {"Accept": "a/b; q=1"}),
    ],
)
def test_headers_that_fit(expected: Any, actual: Any) -> None:
    assert header_check(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "code"),
    [
        ({"X": "1"}, {}, "missing-header"),
        ({"X": "a"}, {"X": "A"}, "header-value"),
        ({"X": "a, b"}, {"X": "b, a"}, "header-value"),
        ({"X": "a"}, [("X", "a"), ("X", "b")], "value-count"),
        ({"X": ["a", "b"]}, {"X": "a, b"}, "header-value"),
        ({"X": ["a", "b"]}, {"X": "a"}, "value-count"),
        ({"Accept": "a/b, c/d"}, {"Accept": "c/d, a/b"}, "header-value"),
        ({"Accept": "a/b"}, {"Accept": "a/b, c/d"}, "value-count"),
        ({"Allow": ["GET, POST"]}, {"Allow": "GET, POST"}, "header-value"),
        ({"Content-Type": "application/json"}, {"Content-Type": "Application/JSON"}, "header-value"),
        ({"Content-Type": "a/b;charset=utf-8"}, {"Content-Type": "a/b"}, "header-value"),
        ({"Content-Type": 'a/b;charset="utf-8"'}, {"Content-Type": "a/b;charset=utf-8"}, "header-value"),
        ({"Content-Type": "a/b;Charset=utf-8"}, {"Content-Type": "a/b;charset=utf-8"}, "header-value"),
        ({"Content-Type": "application/json"}, {"Content-Type": "application/hal+json"}, "header-value"),
        ({"X": "a;b"}, {"X": "a; b"}, "header-value"),
    ],
)
def test_headers_that_do_not_fit(expected: Any, actual: Any, code: str) -> None:
    name = next(iter(expected))
    differences = header_check(expected, actual)
    assert (name, code) in differences
    assert {path for path, _ in differences} == {name}


def test_a_header_of_which_a_parameter_differs_names_the_parameter() -> None:
    made = one_response({"headers": {"Content-Type": "a/b; x=1; y=2"}})
    mismatch = made.check_response(cl.HttpResponse(200, {"Content-Type": "a/b; x=1; y=3"})).mismatches[0]
    assert mismatch.message == (
        "header Content-Type: expected exactly a/b; x=1; y=2, got a/b; x=1; y=3. The parameter y differs."
    )


@pytest.mark.parametrize(
    ("name", "value", "values"),
    [
        ("accept", "a, b", ["a", "b"]),
        ("Access-Control-Allow-Methods", "GET,PUT", ["GET", "PUT"]),
        ("Cache-Control", "no-store, max-age=0", ["no-store", "max-age=0"]),
        ("If-None-Match", '"a", "b"', ['"a"', '"b"']),
        ("Set-Cookie", "a=1, b=2", ["a=1, b=2"]),
        ("Date", "Mon, 01 Jan 2024", ["Mon, 01 Jan 2024"]),
        ("X-Custom", " a, b ", ["a, b"]),
    ],
)
def test_only_some_headers_are_lists(name: str, value: str, values: list[str]) -> None:
    assert split_header(name, value) == values


# -- headers with rules -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "rules", "actual", "differences"),
    [
        ({"X": "1"}, {"X": TYPE}, {"X": "anything"}, []),
        ({"X": "1"}, {"x": TYPE}, {"X": "anything"}, []),
        ({"X": "1"}, {"X": TYPE}, {}, [("X", "missing-header")]),
        ({"X": "1"}, {"X": {"match": "regex", "regex": "[0-9]+"}}, {"X": "x"}, [("X", "regex")]),
        ({"X": "1"}, {"X": {"match": "type", "min": 2}}, {"X": "x"}, []),  # one value on each side: no list rule
        ({"X": ["1"]}, {"X": {"match": "type", "min": 3}}, [("X", "a"), ("X", "b")], [("X", "min")]),
        ({"X": ["1", "2"]}, {"X": TYPE}, {"X": "9"}, []),
        ({"X": ["1", "2"]}, {"X": INTEGER}, [("X", "9"), ("X", "x"), ("X", "7")], [("X", "integer")]),
        ({"X": "1"}, {"X": INTEGER}, [("X", "5"), ("X", "6")], []),
        ({"X": "1"}, {"X": {"matchers": [INTEGER, {"match": "boolean"}], "combine": "OR"}}, {"X": "true"}, []),
        ({"X": "1"}, {"X": {"matchers": [INTEGER, {"match": "boolean"}], "combine": "OR"}}, {"X": "z"}, None),
        ({"X": "1"}, {"X": [INTEGER, {"match": "include", "value": "7"}]}, {"X": "12"}, [("X", "include")]),
        ({"Allow": ["GET, POST"]}, {"Allow": TYPE}, {"Allow": "PUT, GET"}, []),
        ({"X": "1"}, {"Y": TYPE}, {"X": "2"}, [("X", "header-value")]),
        ({"X": "1"}, {"X[0]": TYPE}, {"X": "2"}, [("X", "header-value")]),
        ({"Content-Type": "a/b"}, {"Content-Type": {"match": "regex", "regex": "a/.*"}}, {"Content-Type": "a/C"}, []),
        ({"X": []}, {"X": TYPE}, {"X": "1"}, [("X", "value-count")]),
        ({"X": []}, {"X": {"match": "equality"}}, {"X": ""}, [("X", "value-count")]),
        ({"X": ["1", "2"]}, {"X": NO_RULES}, [("X", "1"), ("X", "2")], [("X", "no-rules"), ("X", "no-rules")]),
        ({"X": ["1"]}, {"X": NO_RULES}, [("X", "1"), ("X", "2")], [("X", "no-rules"), ("X", "no-rules")]),
        ({"Allow": "GET, PUT"}, {"Allow": NO_RULES}, {"Allow": "GET"}, [("Allow", "no-rules")]),
    ],
)
def test_rules_on_a_header(expected: Any, rules: Any, actual: Any, differences: Any) -> None:
    got = header_check(expected, actual, rules)
    if differences is None:
        assert {path for path, _ in got} == {"X"}
    else:
        assert got == differences


def test_matchers_without_a_name_apply_to_every_header() -> None:
    made = one_response({"headers": {"A": "1", "B": "2"}, "matchingRules": {"header": {"matchers": [INTEGER]}}})
    assert paths_and_codes(made.check_response(cl.HttpResponse(200, {"A": "7", "B": "x"}))) == [("B", "integer")]


def test_the_path_of_a_header_is_the_name_as_the_contract_writes_it() -> None:
    assert header_check({"x-REQUEST-id": "1"}, {"X-Request-Id": "2"}) == [("x-REQUEST-id", "header-value")]


# -- queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("a=1", [("a", "1")]),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("a=1&a=2&b", [("a", "1"), ("a", "2"), ("b", "")]),
        ("a=x=y", [("a", "x=y")]),
        ("&&a=1&", [("a", "1")]),
        ("a%20b=c+d%26", [("a b", "c d&")]),
        ("%C3%A9=%c3%a9", [("é", "é")]),
        ("a=%FF", [("a", "%FF")]),
        ("a=%zz%4", [("a", "%zz%4")]),
        ("=1", [("", "1")]),
    ],
)
def test_a_query_is_taken_apart(text: str, pairs: list[tuple[str, str]]) -> None:
    assert query_pairs(text) == pairs
    assert [(name, value) for name, values in parse_query(text).items() for value in values] == sorted(
        pairs, key=lambda pair: [name for name, _ in pairs].index(pair[0])
    )


def test_text_that_is_no_utf_8_after_decoding_stays_as_it_was() -> None:
    assert decode_query("%FF+x") == "%FF+x"


@pytest.mark.parametrize(
    ("expected", "actual", "differences"),
    [
        ({"a": ["1"]}, "a=1", []),
        ({"a": ["1"], "b": ["2"]}, "b=2&a=1", []),
        ({"a": [""]}, "a", []),
        ("a", "a=", []),
        ("a=1&a=2", "a=1&a=2", []),
        ({"a": ["1", "2"]}, "a=2&a=1", [("a", "equality"), ("a", "equality")]),
        ({"a": ["1"]}, "a=1&a=2", [("a", "value-count")]),
        ({"a": ["1", "2"]}, "a=1", [("a", "value-count")]),
        ({"a": ["1"]}, "a=1&b=2", [("b", "extra-parameter")]),
        ({"a": ["1"]}, "", [("a", "missing-parameter")]),
        ({}, "b=2", [("b", "extra-parameter")]),
        ({"a": ["1"]}, "A=1", [("a", "missing-parameter"), ("A", "extra-parameter")]),
        ({"a": "1"}, "a=1", []),
        ({"a": ["x y"]}, "a=x+y", []),
        ({"a": []}, "a=1", [("a", "value-count")]),
    ],
)
def test_queries_without_rules(expected: Any, actual: str, differences: list[tuple[str, str]]) -> None:
    assert query_check(expected, actual) == differences


@pytest.mark.parametrize(
    ("rules", "actual", "differences"),
    [
        ({"a": TYPE}, "a=other", []),
        ({"a": INTEGER}, "a=x", [("a", "integer")]),
        ({"a": INTEGER}, "a=1&a=2&a=3", []),
        ({"a": INTEGER}, "a=1&a=x", [("a", "integer")]),
        ({"a": {"match": "type", "min": 2}}, "a=1", [("a", "min")]),  # always as a list, unlike a header
        ({"a": {"match": "type", "max": 1}}, "a=1&a=2", [("a", "max")]),
        ({"a": TYPE}, "", [("a", "missing-parameter")]),
        ({"A": TYPE}, "a=2", [("a", "equality")]),
    ],
)
def test_rules_on_a_parameter(rules: Any, actual: str, differences: list[tuple[str, str]]) -> None:
    assert query_check({"a": ["1"]}, actual, rules) == differences


@pytest.mark.parametrize(
    ("expected", "actual", "reference", "spec"),
    [
        ("a=1&b=2", "a=1&b=2", True, True),
        ("a=1&b=2", "b=2&a=1", True, False),
        ("a=1", "a=1&", True, False),
        ("a=x=y", "a=x%3Dy", True, True),
        ("a=1", "a=2", False, False),
        ("a=1", "a=1&b=1", False, False),
    ],
)
def test_a_query_of_v1_is_ordered_for_the_specification_only(
    expected: str, actual: str, reference: bool, spec: bool
) -> None:
    made = one_request({"path": "/", "query": expected}, version="1.0")
    request = cl.HttpRequest("GET", "/", actual)
    assert made.check_request(request).passed is reference
    assert made.check_request(request, dialect="spec").passed is spec
    later = one_request({"path": "/", "query": expected}, version="1.1")
    assert later.check_request(request, dialect="spec").passed is reference
