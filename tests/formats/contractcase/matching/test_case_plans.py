"""Whole sides of ContractCase examples: verdicts, reasons, dialects, what was left out, what nobody looked at."""

from __future__ import annotations

from typing import Any

import pytest
from case_matchers import by_type, matcher

import contractlab as cl
from contractlab.formats.contractcase.matching import CasePlan, World, check_variables
from contractlab.formats.contractcase.matching.deviations import (
    CASE_DEVIATIONS,
    check_case_dialect,
    documented_for,
)
from contractlab.values.http import Redacted
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.source import Source

SOURCE = Source("shop.case.json", b"{}")


def response(**parts: Any) -> dict[str, Any]:
    return {**matcher("HttpResponseMatcher"), **parts}


def request(**parts: Any) -> dict[str, Any]:
    return {**matcher("HttpRequestMatcher"), **parts}


def plan(raw: Any, subject: str = "response", dialect: str = "reference", **more: Any) -> CasePlan:
    world = World(documented=documented_for(check_case_dialect(dialect)), locate=SOURCE.at, **more)
    return CasePlan(raw, "/examples/0/mock/response", world, subject, dialect)


def places_of(result: Any) -> list[tuple[str, str, str]]:
    return [(mismatch.part, mismatch.path, mismatch.code) for mismatch in result.mismatches]


def test_parts_are_told_by_name() -> None:
    raw = response(status=200, body={"id": 1, "items": matcher("ArrayEachEntryLike", matcher=by_type({"a": "x"}))})
    result = plan(raw).check({"status": 404, "headers": {}, "body": {"id": "1", "items": [{"a": "b"}, {"a": 2}, {}]}})
    assert result.verdict == "failed"
    assert places_of(result) == [
        ("status", "status", "status"),
        ("body", "$.id", "equality"),
        ("body", "$.items[1].a", "MatchString"),
        ("body", "$.items[2].a", "missing-key"),
    ]
    assert [mismatch.message for mismatch in result.mismatches] == [
        "status: expected 200 OK, got 404 Not Found.",
        '$.id: expected exactly 1, got the string "1".',
        '$.items[1].a: expected a string like "x", got the number 2.',
        '$.items[2].a: expected a string like "x", but the key is missing.',
    ]


def test_a_rule_says_where_it_is_declared() -> None:
    raw = response(status=200, body={"n": matcher("Integer", example=3), "m": by_type({"k": 1})})
    result = plan(raw).check({"status": 200, "body": {"n": 0.5, "m": {"k": "x"}}})
    places = [mismatch.rule.declared_at.pointer for mismatch in result.mismatches if mismatch.rule]
    assert places == ["/examples/0/mock/response/body/n", "/examples/0/mock/response/body/m"]
    assert [mismatch.rule.cascaded for mismatch in result.mismatches if mismatch.rule] == [False, True]


def test_headers_of_responses_never_arrive_at_the_core() -> None:
    raw = response(status=200, headers={"X-Request-Id": "7"})
    seen = {"status": 200, "headers": {"x-request-id": "7"}}
    result = plan(raw).check(seen)
    assert places_of(result) == [("headers", "X-Request-Id", "missing-header")]
    assert result.mismatches[0].facts["deviation"] == "response-headers"
    assert "response-headers" in result.deviations[0]
    assert plan(raw, dialect="documented").check(seen).passed
    wrong = plan(raw, dialect="documented").check({"status": 200, "headers": {"x-request-id": "8"}})
    assert places_of(wrong) == [("headers", "X-Request-Id", "equality")]


def test_the_method_and_names_of_headers() -> None:
    raw = request(method="get", path="/a", headers={"X-Case": "1"})
    seen = {"method": "GET", "path": "/a", "headers": {"x-case": "1"}}
    reference = plan(raw, "request").check(seen)
    assert places_of(reference) == [("method", "method", "method"), ("headers", "X-Case", "missing-header")]
    assert plan(raw, "request", "documented").check(seen).passed


def test_the_message_of_an_error_is_looked_at_by_the_documentation_alone() -> None:
    raw = {**matcher("FunctionResultMatcher"), "errorClassName": "NotFound", "message": "no such user"}
    seen = {"errorClassName": "NotFound", "message": "other"}
    result = plan(raw, "result").check(seen)
    assert result.passed
    assert [gap.reason for gap in result.unchecked] == ["error-message"]
    assert not plan(raw, "result", "documented").check(seen).passed


def test_containing_without_an_example() -> None:
    raw = response(status=200, body=matcher("StringContains", contains="oo"))
    stopped = plan(raw).check({"status": 200, "body": "foo"})
    assert stopped.verdict == "error"
    assert stopped.reason is not None
    assert "ContractCase stops here" in stopped.reason
    assert plan(raw, dialect="documented").check({"status": 200, "body": "foo"}).passed
    assert plan(raw, dialect="documented").check({"status": 200, "body": "bar"}).verdict == "failed"


def test_every_deviation_is_told_from_both_sides() -> None:
    for name, deviation in CASE_DEVIATIONS.items():
        assert deviation.name == name
        assert name in str(deviation)
        assert deviation.reference in str(deviation)
        assert deviation.documented in str(deviation)
    with pytest.raises(ValueError, match="documented"):
        check_case_dialect("spec")


@pytest.mark.parametrize(
    ("raw", "seen", "why"),
    [
        (response(status=200), None, "Cannot read properties of null"),
        (response(status=200), {"status": "200"}, "wasn't an http response"),
        (response(status="200"), {"status": 200}, "not resolve to a number|valid range|stops here"),
        (response(status=200, body=matcher("Unheard")), {"status": 200}, "Missing executor for matcher type"),
        (response(status=200, body=matcher("UrlEncodedString", child="a")), {"status": 200, "body": "%zz"}, "URI"),
        (response(status=200, body=matcher("Lookup", uniqueName="x")), {"status": 200}, "did not contain a matcher"),
        (response(status=200, body=matcher("ContextVariable", variableName="x")), {"status": 200}, "appears not to be"),
    ],
)
def test_what_stops_the_core_is_an_error_with_its_words(raw: Any, seen: Any, why: str) -> None:
    result = plan(raw).check(seen)
    assert result.verdict == "error"
    assert result.reason is not None
    assert any(line in result.reason for line in why.split("|"))
    assert list(result.explanation.walk()) == []


def test_a_name_with_two_definitions() -> None:
    lookups = {"matcher:id": 1}
    raw = response(status=200, body=matcher("Lookup", uniqueName="id", child=2))
    result = plan(raw, lookups=lookups).check({"status": 200, "body": 2})
    assert result.reason is not None
    assert "more than one definition" in result.reason
    same = response(status=200, body=matcher("Lookup", uniqueName="id", child=1))
    assert plan(same, lookups=lookups).check({"status": 200, "body": 1}).passed


def test_variables_are_exact_and_their_defaults_are_not() -> None:
    raw = response(status=200, body={"id": matcher("ContextVariable", variableName="userId")})
    lookups = {"variable:default:userId::test[0]": "123"}
    seen = {"status": 200, "body": {"id": "7"}}
    assert plan(raw, lookups=lookups, test=0).check(seen).passed
    assert plan(raw, lookups=lookups, variables={"userId": "7"}).check(seen).passed
    assert not plan(raw, lookups=lookups, variables={"userId": "8"}).check(seen).passed


def test_given_variables_have_the_shape_of_their_defaults() -> None:
    defined = {"userId": (by_type("123"), "/examples/0/states/0/variables/userId")}
    assert check_variables({"userId": "7", "more": 1}, defined, World()) is None
    assert "shape of its default" in str(check_variables({"userId": 7}, defined, World()))
    assert "missing" in str(check_variables({}, defined, World()))


def test_what_was_not_recorded() -> None:
    raw = response(status=200, body={"a": 1})
    result = plan(raw).check({"status": 200, "headers": {}, "body": NOT_RECORDED})
    assert (result.verdict, result.reason) == ("error", "not recorded: the body")
    assert plan(raw).check({"status": 404, "body": NOT_RECORDED}).verdict == "failed"
    headers = request(method="GET", path="/", headers={"cookie": "a=1"})
    actual = cl.HttpRequest(not_recorded=["cookie"])
    lost = plan(headers, "request").check({"method": "GET", "path": "/", "headers": {}}, actual)
    assert (lost.verdict, lost.reason) == ("error", "not recorded: header cookie")


def test_what_was_removed_before_storing() -> None:
    raw = response(status=200, body={"token": "t", "id": 1})
    actual = cl.HttpResponse(json={"token": "[redacted]", "id": 1}, redacted=[Redacted("body", "$.token")])
    result = plan(raw).check({"status": 200, "body": {"token": "[redacted]", "id": 1}}, actual)
    assert result.passed
    assert [gap.reason for gap in result.unchecked] == ["redacted"]


def test_what_nobody_looked_at() -> None:
    keys = matcher("ObjectKeysMatch", matcher=by_type("k"))
    first = matcher("ArrayShape", children=[1])
    result = plan(response(status=200, body={"keys": keys, "first": first})).check(
        {"status": 200, "body": {"keys": {"a": 1, "b": 2}, "first": [1, 2, 3]}}
    )
    assert result.passed
    assert [(gap.path, gap.reason) for gap in result.unchecked] == [
        ("$.keys.*", "each-key-values"),
        ("$.first[*]", "extra-entries"),
    ]
    bare = plan(response(status=200)).check({"status": 200, "body": {"a": 1}})
    assert [gap.reason for gap in bare.unchecked] == ["no-expectation"]


def test_functions() -> None:
    call = {**matcher("FunctionArgumentsMatcher"), "arguments": [1, by_type("x")]}
    assert plan(call, "arguments").check([1, "y"]).passed
    assert places_of(plan(call, "arguments").check([2, "y"])) == [("contents", "$[0]", "equality")]
    assert places_of(plan(call, "arguments").check([1])) == [("contents", "$", "length")]
    returns = {**matcher("FunctionResultMatcher"), "success": {"ok": True}}
    assert plan(returns, "result").check({"success": '{"ok":true}'}).passed
    threw = plan(returns, "result").check({"errorClassName": "E"})
    assert places_of(threw) == [("contents", "$", "function-threw")]
    assert [mismatch.message for mismatch in threw.mismatches] == ['$: expected a return value, got the error "E".']
    wrong = plan(returns, "result").check({"success": '{"ok":false}'})
    assert places_of(wrong) == [("contents", "$.ok", "equality")]
    throws = {**matcher("FunctionResultMatcher"), "errorClassName": "E"}
    returned = plan(throws, "result").check({"success": "[1]"})
    assert [mismatch.message for mismatch in returned.mismatches] == [
        '$: expected the error "E", got the return value [1].'
    ]
    assert plan(returns, "result").check({"success": "{"}).verdict == "error"


def test_a_piece_of_a_header_is_told_within_the_whole() -> None:
    secret = matcher("StringPrefix", prefix="Basic ", suffix=matcher("HttpBasicAuth", username="u", password="p"))
    raw = request(
        method="GET", path=matcher("StringPrefix", prefix="/u/", suffix="1"), headers={"authorization": secret}
    )
    seen = {"method": "GET", "path": "/u/2", "headers": {"authorization": "Basic dTpx"}}
    result = plan(raw, "request").check(seen)
    assert [mismatch.message for mismatch in result.mismatches] == [
        'path: expected exactly "/u/1", got "/u/2". It differs in what follows the prefix.',
        'header authorization: expected exactly "Basic dTpw", got "Basic dTpx". It differs in the password.',
    ]
