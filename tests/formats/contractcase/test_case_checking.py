"""Checks of ContractCase examples: what the matchers get to see, variables, dialects, functions."""

from __future__ import annotations

from typing import Any

import pytest
from case_contracts import (
    CALLER_READS,
    SERVER_READS,
    M,
    document,
    example,
    load,
    matcher,
    named,
    request,
    response,
    shaped,
    users,
)

import contractlab as cl
from contractlab.formats.contractcase.query_objects import parse_query_objects


def contract_of(asked: Any = None, answered: Any = None, **more: Any) -> Any:
    value = document(example(named("asked", asked or request()), named("answered", answered or response()), **more))
    return load(value).examples[0]


def test_a_response_is_checked_with_the_defaults_of_variables() -> None:
    user = load(users()).examples[0]
    good = cl.HttpResponse(200, json={"id": "7", "name": "Grace", "active": True, "more": 1})
    assert user.check_response(good).passed
    assert not user.check_response(good, variables={"userId": "8"})
    assert user.check_response(good, variables={"userId": "7"})


def test_a_variable_must_have_the_shape_of_its_default() -> None:
    user = load(users()).examples[0]
    result = user.check_response(cl.HttpResponse(200), variables={"userId": 7})
    assert (result.verdict, "userId" in result.reason) == ("error", True)
    assert user.check_request(cl.HttpRequest("GET", "/users/7"), variables={"userId": "7", "more": 1}).passed


def test_a_difference_says_where_and_by_which_matcher() -> None:
    user = load(users()).examples[0]
    result = user.check_response(cl.HttpResponse(404, json={"id": "7", "name": 3, "active": False}))
    places = [
        (mismatch.part, mismatch.path.removeprefix("status"), mismatch.rule and mismatch.rule.name)
        for mismatch in result.mismatches
    ]
    assert places == [("status", "", None), ("body", "$.name", "MatchString"), ("body", "$.active", None)]
    rule = result.mismatches[1].rule
    assert rule.args == {"mode": "type"}
    assert rule.declared_at.line is not None
    assert rule.declared_at.pointer.startswith("/examples/0/mock/response/")
    body = {row.path: row for row in result.explanation.body.walk()}
    assert (body["$.name"].status, body["$.id"].status, body["$.active"].status) == ("differs", "matches", "differs")


@pytest.mark.parametrize(
    ("expected", "body", "passed"),
    [
        (12, b"12", True),  # text/plain is read as JSON all the same
        ("12", b"12", False),
        ("a text", b"a text", True),
        ([], b"", False),
        ([], b"[]", True),
        ({}, b"{}", True),
        ({}, b'{"a": 1}', True),
        ({}, b"[]", False),
        ({"a": {}, "b": [{}]}, b'{"a": {"c": 1}, "b": [{}]}', True),
        ({"a": {}, "b": [{}]}, b'{"a": [], "b": [{}]}', False),
        ({"a": 1}, b'\xef\xbb\xbf{"a": 1.0}', True),
        ({"a": 1}, b"{'a': 1}", False),
    ],
)
def test_a_body_is_read_as_json_whatever_its_type(expected: Any, body: bytes | None, passed: bool) -> None:
    answer = cl.HttpResponse(200, {"Content-Type": "text/plain"}, body)
    assert contract_of(answered=response(body=expected)).check_response(answer).passed is passed


@pytest.mark.parametrize("body", ["", None, 0, False])
def test_a_body_that_javascript_takes_for_false_stops_the_core(body: Any) -> None:
    # Observed: it is left out of the example, which then does not pass its own matcher.
    result = contract_of(answered=response(body=body)).check_response(cl.HttpResponse(200, body=b""))
    assert result.verdict == "error"


def test_response_headers_always_fail_in_the_core_and_are_checked_by_the_documentation() -> None:
    with_header = contract_of(answered=response(headers={"X-Id": "1"}))
    answer = cl.HttpResponse(200, {"x-id": "1"})
    assert with_header.check_response(answer).verdict == "failed"
    for dialect in ("documented", "spec"):
        assert with_header.check_response(answer, dialect=dialect).passed
        assert not with_header.check_response(cl.HttpResponse(200, {"x-id": "2"}), dialect=dialect).passed


def test_what_the_core_never_sees_is_listed() -> None:
    result = contract_of().check_response(cl.HttpResponse(200, {"x-id": "1"}, b"{}"))
    assert result.passed
    assert {"response-headers"} <= {note.reason for note in result.unchecked}


def test_a_request_is_read_as_express_reads_it() -> None:
    asked = contract_of(request(method="POST", query={"a": ["1", "2"]}, headers={"x-id": "7"}, body={"n": 1}))
    headers = {"X-Id": "7", "Content-Type": "application/json; charset=utf-8"}
    assert asked.check_request(cl.HttpRequest("POST", "/users", "a[]=1&a[]=2", headers, b'{"n":1}')).passed
    assert asked.check_request(cl.HttpRequest("POST", "/users", "a=1&a=2", headers, b'{"n":1}')).passed
    text = cl.HttpRequest("POST", "/users", "a=1&a=2", {"X-Id": "7", "Content-Type": "text/plain"}, b'{"n":1}')
    assert [mismatch.part for mismatch in asked.check_request(text).mismatches] == ["body"]
    for body in (b"12", b"{", b'{"n":' + b" " * 102_400 + b"1}"):
        refused = asked.check_request(cl.HttpRequest("POST", "/users", "", headers, body))
        assert (refused.verdict, "refuses" in refused.reason) == ("error", True)


def test_the_method_counts_letter_by_letter_in_the_core() -> None:
    lower = contract_of(request(method="get"))
    assert not lower.check_request(cl.HttpRequest("GET", "/users")).passed
    assert lower.check_request(cl.HttpRequest("GET", "/users"), dialect="documented").passed


@pytest.mark.parametrize(
    ("query", "parsed"),
    [
        ("", {}), ("a=1&b=", {"a": "1", "b": ""}), ("a", {"a": ""}), ("a=1+2%20", {"a": "1 2 "}),
        ("a=1&a=2", {"a": ["1", "2"]}), ("a%5B%5D=1&a%5B%5D=2", {"a": ["1", "2"]}), ("a[b]=c", {"a": {"b": "c"}}),
        ("a[1]=y&a[0]=x", {"a": ["x", "y"]}), ("a[b][c]=d&a[b][e]=f", {"a": {"b": {"c": "d", "e": "f"}}}),
        ("a[100]=x", {"a": {"100": "x"}}), ("a=1&a[b]=2", {"a": ["1", {"b": "2"}]}), ("=1", {}), ("&&", {}),
        ("a[b][c][d][e][f][g][h]=1", {"a": {"b": {"c": {"d": {"e": {"f": {"[g][h]": "1"}}}}}}}),
    ],
)  # fmt: skip
def test_queries_become_objects(query: str, parsed: Any) -> None:
    assert parse_query_objects(query) == parsed  # as npm's qs 6 answers


def test_what_was_not_recorded_is_no_difference() -> None:
    answered = contract_of(answered=response(body={"a": 1}))
    result = answered.check_response(cl.HttpResponse(200, body=cl.NOT_RECORDED))
    assert (result.verdict, result.reason) == ("error", "not recorded: the body")
    asked = contract_of(request(headers={"authorization": "x"}))
    result = asked.check_request(cl.HttpRequest("GET", "/users", not_recorded=["authorization"]))
    assert (result.verdict, "not recorded" in result.reason) == ("error", True)


def test_an_example_that_fails_its_own_matcher_has_no_verdict() -> None:
    broken = contract_of(answered=response(body=matcher("Integer", example=1.5)))
    result = broken.check_response(cl.HttpResponse(200, body=b"1"))
    assert result.verdict == "error"
    assert result.reason


def test_an_unknown_matcher_makes_an_error_and_loads_all_the_same() -> None:
    strange = contract_of(answered=response(body={"a": matcher("Weather")}))
    result = strange.check_response(cl.HttpResponse(200, body=b'{"a": 1}'))
    assert result.verdict == "error"
    assert "Weather" in result.reason


# -- functions --------------------------------------------------------------------------------------------------------


def function(result: Any) -> Any:
    asked = {f"{M}type": "_case:FunctionArgumentsMatcher", "arguments": [1, shaped("x")]}
    answered = {f"{M}type": "_case:FunctionResultMatcher", **result}
    return contract_of(asked, answered, setup=CALLER_READS, functionName="fn")


def test_arguments_of_a_call() -> None:
    call = function({"success": {"a": 1}})
    assert call.kind == "function"
    assert call.check_call([1, "y"]).passed
    assert not call.check_call([2, "y"]).passed
    assert not call.check_call([1]).passed


def test_what_a_function_returns_or_throws() -> None:
    good = function({"success": {"a": shaped(1)}})
    assert good.check_return({"a": 5}).passed
    assert not good.check_return({"a": "5"}).passed
    assert not good.check_return(ValueError("no")).passed
    bad = function({"errorClassName": "ValueError", "message": "no"})
    assert bad.check_return(ValueError("another text")).passed  # the core never looks at it
    assert not bad.check_return(ValueError("another text"), dialect="documented").passed
    assert not bad.check_return(KeyError("no")).passed
    assert not bad.check_return(1).passed


def test_each_kind_has_its_own_checks() -> None:
    http, call = contract_of(), function({"success": 1})
    assert "check_call" in call.check_response(cl.HttpResponse(200)).reason
    assert "check_response" in http.check_return(1).reason
    assert "functions" in http.check_message(b"").reason
    with pytest.raises(ValueError, match="dialect"):
        http.check_response(cl.HttpResponse(200), dialect="other")
    with pytest.raises(AttributeError):
        _ = call.request


def test_the_example_itself_is_there_for_whoever_needs_it() -> None:
    user = load(users()).examples[0]
    assert (user.request.method, user.request.path, user.response.status) == ("GET", "/users/123", 200)
    assert user.response.body.value == {"id": "123", "name": "Ada", "active": True}
    assert contract_of(setup=SERVER_READS).judged == "request"
