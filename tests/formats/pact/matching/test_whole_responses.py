"""Whole requests and responses: order of differences, what was not recorded, what was removed."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import JSON, TYPE, judge, matchers, one_request, one_response, part_of, paths_and_codes

import contractlab as cl
from contractlab.values.http import Redacted
from contractlab.values.markers import NOT_RECORDED


def response(**more: Any) -> Any:
    return one_response({"status": 201, **part_of({"a": 1, "token": "x"}, version="3.0"), **more})


# -- order ------------------------------------------------------------------------------------------------------------


def test_differences_of_a_response_come_status_first_then_headers_then_body() -> None:
    made = response(headers={"Content-Type": "application/json", "B": "1", "A": "1"})
    result = made.check_response(cl.HttpResponse(200, {"a": "2", **JSON}, b'{"a":2,"token":"x"}'))
    assert [(mismatch.part, mismatch.path) for mismatch in result.mismatches] == [
        ("status", ""), ("headers", "B"), ("headers", "A"), ("body", "$.a"),
    ]  # fmt: skip
    assert (result.verdict, result.reason, result.subject) == ("failed", None, "response")


def test_differences_of_a_request_come_as_they_are_read() -> None:
    made = one_request({"method": "put", "path": "/a", "query": "z=1&y=1", **part_of([1], version="3.0")})
    result = made.check_request(cl.HttpRequest("GET", "/b", "x=1", {}, json=[2]))
    assert [(mismatch.part, mismatch.path) for mismatch in result.mismatches] == [
        ("method", ""), ("path", ""), ("query", "z"), ("query", "y"), ("query", "x"), ("body", "$[0]"),
    ]  # fmt: skip
    assert result.subject == "request"


@pytest.mark.parametrize(("method", "passes"), [("PUT", True), ("put", True), ("Put", True), ("POST", False)])
def test_methods_are_equal_without_regard_to_case(method: str, passes: bool) -> None:
    assert one_request({"method": "pUt", "path": "/"}).check_request(cl.HttpRequest(method, "/")).passed is passes


@pytest.mark.parametrize(
    ("expected", "rule", "actual", "passes"),
    [
        ("/a", None, "/a", True),
        ("/a", None, "/a/", False),
        ("/a", None, "/A", False),
        ("/a b", None, "/a%20b", False),
        ("/a/1", {"match": "regex", "regex": r"/a/\d+"}, "/a/27", True),
        ("/a/1", {"match": "regex", "regex": r"\d+"}, "/a/27", False),
        ("/a/1", TYPE, "/anything", True),
    ],
)
def test_paths_are_equal_or_fit_their_rule(expected: str, rule: Any, actual: str, passes: bool) -> None:
    request: dict[str, Any] = {"method": "GET", "path": expected}
    if rule is not None:
        request["matchingRules"] = {"path": {"matchers": [rule]}}
    result = one_request(request).check_request(cl.HttpRequest("GET", actual))
    assert result.passed is passes
    assert {mismatch.part for mismatch in result.mismatches} <= {"path"}


@pytest.mark.parametrize(
    ("rules", "status", "passes"),
    [
        ({}, 201, True),
        ({}, 200, False),
        ({"status": {"matchers": [{"match": "statusCode", "status": "success"}]}}, 204, True),
        ({"status": {"matchers": [{"match": "statusCode", "status": "success"}]}}, 404, False),
        ({"status": {"matchers": [{"match": "statusCode", "status": ["200", "+0404"]}]}}, 404, True),
        ({"status": {"matchers": [{"match": "statusCode", "status": [404.9, 200]}]}}, 404, True),
        ({"status": {"matchers": [{"match": "statusCode", "status": [65536 + 404]}]}}, 404, True),
        ({"status": {"matchers": [{"match": "statusCode", "status": [65536.0 + 404]}]}}, 404, False),
        ({"status": {"matchers": [{"match": "statusCode", "status": [404 - 65536]}]}}, 404, True),
        ({"status": {"$": {"matchers": [TYPE]}}}, 500, True),
        ({"$.status": TYPE}, 500, True),
        ({"status": {"matchers": [{"match": "decimal"}]}}, 201, False),
    ],
)
def test_statuses_are_equal_or_fit_their_rule(rules: Any, status: int, passes: bool) -> None:
    made = one_response({"status": 201, "matchingRules": rules})
    assert made.check_response(cl.HttpResponse(status)).passed is passes


def test_a_response_of_httpx_or_requests_can_be_checked_as_it_is() -> None:
    import httpx

    assert response().check_response(httpx.Response(201, json={"a": 1, "token": "x"})).passed


# -- not recorded -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "verdict", "reason"),
    [
        ({"body": NOT_RECORDED}, "error", "not recorded: the body"),
        ({"headers": {}, "not_recorded": ["content-type"]}, "error", "not recorded: header Content-Type"),
        ({"headers": {}, "not_recorded": ["set-cookie"]}, "failed", None),
        ({"status": 200, "body": NOT_RECORDED}, "failed", None),  # what differs elsewhere still differs
    ],
)
def test_a_verdict_that_needs_what_was_not_recorded_is_an_error(more: Any, verdict: str, reason: str | None) -> None:
    given = {"status": 201, "headers": JSON, "body": b'{"a":1,"token":"x"}', **more}
    result = response().check_response(cl.HttpResponse(**given))
    assert (result.verdict, result.reason) == (verdict, reason)


def test_a_header_that_differs_counts_beside_one_that_was_not_recorded() -> None:
    made = one_response({"headers": {"A": "1", "B": "1"}})
    result = made.check_response(cl.HttpResponse(200, {"B": "2"}, not_recorded=["a"]))
    assert result.verdict == "failed"
    assert paths_and_codes(result) == [("B", "header-value")]


def test_what_no_expectation_needs_may_be_left_out_of_a_recording() -> None:
    made = one_response({"status": 200})
    assert made.check_response(cl.HttpResponse(200, body=NOT_RECORDED, not_recorded=["cookie", "content-type"])).passed


def test_a_request_whose_body_was_not_recorded_is_an_error() -> None:
    made = one_request({"method": "POST", "path": "/", **part_of({"a": 1}, version="3.0")})
    result = made.check_request(cl.HttpRequest("POST", "/", "", JSON, NOT_RECORDED))
    assert (result.verdict, result.reason) == ("error", "not recorded: the body")
    assert paths_and_codes(made.check_request(cl.HttpRequest("PUT", "/", "", JSON, NOT_RECORDED))) == [("", "method")]


def test_the_explanation_of_what_was_not_recorded_says_unchecked() -> None:
    made = response(headers={"Content-Type": "application/json", "X": "1"})
    result = made.check_response(cl.HttpResponse(201, JSON, b'{"a":1,"token":"x"}', not_recorded=["x"]))
    rows = {name: row for part, name, row in result.explanation.parts if part == "headers"}
    assert rows["X"].status == "unchecked"
    assert rows["X"].actual is NOT_RECORDED


# -- redacted ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "body", "differences"),
    [
        ([], b'{"a":1,"token":"removed"}', [("$.token", "equality")]),
        ([Redacted("body", "$.token")], b'{"a":1,"token":"removed"}', []),
        ([Redacted("body", "$.token")], b'{"a":2,"token":"removed"}', [("$.a", "equality")]),
        ([Redacted("body", "$.tok")], b'{"a":1,"token":"removed"}', [("$.token", "equality")]),
    ],
)
def test_a_check_on_a_removed_place_is_neither_difference_nor_pass(places: Any, body: bytes, differences: Any) -> None:
    result = response().check_response(cl.HttpResponse(201, JSON, body, redacted=places))
    assert paths_and_codes(result) == differences
    assert [gap.path for gap in result.unchecked] == [place.name for place in places]
    assert {gap.reason for gap in result.unchecked} <= {"redacted"}


def test_removed_headers_and_parameters_are_not_compared() -> None:
    made = one_request({"method": "GET", "path": "/", "query": "token=1&a=1", "headers": {"Authorization": "Bearer 1"}})
    places = [Redacted("header", "authorization"), Redacted("query", "token")]
    gone = cl.HttpRequest("GET", "/", "token=x&a=1", {"Authorization": "x"}, redacted=places)
    result = made.check_request(gone)
    assert result.passed
    assert [(gap.part, gap.path) for gap in result.unchecked] == [("headers", "authorization"), ("query", "token")]
    assert result.unchecked[0].message == "authorization: removed before storing, so it was not checked."


def test_a_rule_that_compared_a_whole_object_with_a_hole_in_it_cannot_tell() -> None:
    made = one_response(
        {**part_of({"o": {"token": "x", "b": 1}}, {"$.o": {"match": "equality"}}, "3.0"), "status": 200}
    )
    places = [Redacted("body", "$.o.token")]
    result = made.check_response(cl.HttpResponse(200, JSON, b'{"o":{"token":"-","b":1}}', redacted=places))
    assert result.verdict == "error"
    assert result.reason == "redacted: $.o holds a removed value, and rule equality compares it as a whole"


def test_the_marker_alone_means_nothing() -> None:
    result = response().check_response(cl.HttpResponse(201, JSON, '{"a":1,"token":"‹redacted›"}'))
    assert paths_and_codes(result) == [("$.token", "equality")]


# -- what nothing looked at -------------------------------------------------------------------------------------------

KEYS = {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]+"}]}


@pytest.mark.parametrize(
    ("example", "rules", "actual", "listed"),
    [
        ({"a": 1}, None, {"a": 1, "b": 2}, []),
        (
            {"t": [1]}, {"$.t": TYPE}, {"t": []},
            [("$.t", "empty-array", ("$.t: got an empty array, so the rule for its items checked nothing. "
              "A minimum would: type, min 1."))],
        ),
        (
            {"t": [1]}, {"$.t": {"match": "notEmpty"}}, {"t": [1]}, [],
        ),
        (
            {"t": [1, 2, 3]}, {"$.t": TYPE}, {"t": [1]},
            [("$.t", "shorter-array",
              "$.t: got 1 item where the example has 3; type accepts fewer, so the rest was not looked at.")],
        ),
        (
            {"t": []}, {"$.t": TYPE}, {"t": [1, 2]},
            [("$.t", "empty-example",
              "$.t: the example is an empty array, which switches its rules off; 2 items not looked at.")],
        ),
        (
            {"m": {"k": 1}}, {"$.m": KEYS}, {"m": {"k": "x"}},
            [("$.m.k", "inert-rule", "$.m.k: eachKey checks keys only; 1 value was not compared.")],
        ),
        (
            {"m": {"k": 1}}, {"$": {"match": "eachValue", "rules": []}}, {"m": {"k": 2}},
            [("$.m", "no-rules", "$.m: eachValue lists no rules, so this object was not looked at.")],
        ),
        (
            {"v": 1}, {"$.v": {"match": "statusCode", "status": "success"}}, {"v": 2},
            [("$.v", "inert-rule", "$.v: statusCode looks at statuses only; 1 value was not compared.")],
        ),
        (
            {"v": 1}, {"$.v": {"match": "arrayContains", "variants": []}}, {"v": 2},
            [("$.v", "inert-rule", "$.v: arrayContains looks at arrays only; 1 value was not compared.")],
        ),
        (
            {"m": {"l": [1]}}, {"$.m": {"match": "eachValue", "rules": [{"match": "eachValue", "rules": [TYPE]}]}},
            {"m": {"l": [2, 3]}}, [],
        ),
    ],
)  # fmt: skip
def test_a_passing_body_lists_what_nothing_looked_at(example: Any, rules: Any, actual: Any, listed: Any) -> None:
    result = judge(example, rules, actual)
    assert [(gap.path, gap.reason, gap.message) for gap in result.unchecked] == listed


def test_a_body_without_expectation_is_listed() -> None:
    made = one_response({"status": 200})
    result = made.check_response(cl.HttpResponse(200, body=b"abc"))
    assert result.passed
    assert [(gap.reason, gap.message) for gap in result.unchecked] == [
        ("no-expectation", "body: the contract expects nothing of it; 3 bytes were not looked at.")
    ]
    assert made.check_response(cl.HttpResponse(200, body=b"")).unchecked == ()
    assert made.check_response(cl.HttpResponse(200)).unchecked == ()


def test_a_body_of_another_type_where_none_was_expected_is_listed() -> None:
    made = one_response({"headers": JSON, "body": ""})
    result = made.check_response(cl.HttpResponse(200, {"Content-Type": "text/html"}, b"<p>"))
    assert paths_and_codes(result) == [("Content-Type", "header-value")]
    assert [(gap.reason, gap.message) for gap in result.unchecked] == [
        ("other-type", "body: no body was expected, but its content type differs, so 3 bytes were not looked at.")
    ]
    assert paths_and_codes(made.check_response(cl.HttpResponse(200, JSON, b"x"))) == [("$", "body-unexpected")]


# -- the explanation --------------------------------------------------------------------------------------------------


def test_the_aligned_tree_says_of_every_value_what_became_of_it() -> None:
    example = {"same": 1, "typed": "x", "wrong": 1, "gone": 1, "deep": {"a": [1]}, "keys": {"k": 1}, "list": [1]}
    actual = {"same": 1, "typed": "y", "wrong": 2, "deep": {"a": [1]}, "keys": {"k": 2}, "list": [], "more": {"x": 1}}
    result = judge(example, {"$.typed": TYPE, "$.keys": KEYS, "$.list": TYPE}, actual)
    assert result.explanation.body is not None
    assert [(node.path, node.status, node.rule and node.rule.name) for node in result.explanation.body.walk()] == [
        ("$", "differs", None),
        ("$.same", "equal", None),
        ("$.typed", "matches", "type"),
        ("$.wrong", "differs", None),
        ("$.gone", "differs", None),
        ("$.deep", "equal", None),
        ("$.deep.a", "equal", None),
        ("$.deep.a[0]", "equal", None),
        ("$.keys", "matches", "eachKey"),
        ("$.keys.k", "unchecked", "eachKey"),
        ("$.list", "unchecked", "type"),
        ("$.list[0]", "unchecked", None),
        ("$.more", "extra", None),
    ]


def test_every_difference_stands_in_the_tree_at_its_own_value() -> None:
    result = judge({"a": [1, {"b": 1}]}, None, {"a": [2, {"b": 2, "c": 3}], "d": 4}, strict=True)
    listed = [(node.path, mismatch.code) for node in result.explanation.walk() for mismatch in node.mismatches]
    assert sorted(listed) == sorted(paths_and_codes(result))
    assert sorted(listed) == [
        ("$.a[0]", "equality"),
        ("$.a[1].b", "equality"),
        ("$.a[1].c", "extra-key"),
        ("$.d", "extra-key"),
    ]


def test_parts_are_explained_in_the_order_they_are_checked() -> None:
    request = {"method": "GET", "path": "/", "query": "a=1", "headers": {"X": "1"}}
    made = one_request({**request, "matchingRules": {"header": matchers({"X": TYPE})}})
    result = made.check_request(cl.HttpRequest("GET", "/x", "a=1&b=2", {"X": "9"}))
    assert [(part, name, row.status) for part, name, row in result.explanation.parts] == [
        ("method", "", "equal"), ("path", "", "differs"), ("query", "a", "equal"), ("query", "b", "differs"),
        ("headers", "X", "matches"),
    ]  # fmt: skip


def test_a_body_that_is_no_json_is_explained_as_it_came() -> None:
    result = response().check_response(cl.HttpResponse(201, JSON, b"{"))
    assert result.explanation.body is not None
    assert (result.explanation.body.status, result.explanation.body.actual) == ("differs", b"{")


def test_nothing_on_either_side_has_no_tree() -> None:
    assert one_response({}).check_response(cl.HttpResponse()).explanation.body is None
