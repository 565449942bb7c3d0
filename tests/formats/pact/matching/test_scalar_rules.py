"""What each matcher accepts: of a JSON scalar, of a text, of a status."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from small_contracts import rule

from contractlab.engine.rules import Rule
from contractlab.formats.pact.matching.scalars import (
    json_predicate,
    scalar_types,
    status_predicate,
    text_check_all,
    text_predicate,
)

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# rule; example; what is accepted; what is not
JSON_TABLE: list[tuple[Rule, Any, list[Any], list[Any]]] = [
    (rule("equality"), 1, [1], [1.0, "1", True, 2, None]),
    (rule("equality"), 1.0, [1.0], [1]),
    (rule("equality"), 0, [0], [-0.0, 0.0, False]),
    (rule("equality"), 0.0, [-0.0], [0]),
    (rule("equality"), True, [True], [1, "true", False]),
    (rule("equality"), "", [""], [None, " "]),
    (rule("equality"), None, [None], ["", 0, False]),
    (rule("type"), 1, [2, 2.5, -1], ["1", True, None]),
    (rule("type"), 1.5, [1, 2.5], ["1", None]),
    (rule("type"), "x", ["", "y"], [1, None, True]),
    (rule("type"), True, [False], [1, "true", None]),
    (rule("type"), None, [None], ["", 0, False]),
    (rule("type", min=3), "x", ["y", ""], [1]),
    (rule("regex", regex=r"\d+"), "1", ["12", 12], ["a", "12a", "a12", None, 1.5, True, ""]),
    (rule("regex", regex="null|true|1.5"), "x", [None, True, 1.5, "true"], [False, 15]),
    (rule("regex", regex="a|ab"), "a", ["ab", "a"], ["abc"]),
    (rule("regex", regex="^a$"), "a", ["a"], ["a\n", "xa"]),
    (rule("regex", regex="."), "a", ["b", 1], ["\n", "ab"]),
    (rule("regex", regex="("), "a", [], ["(", "", None, "a"]),
    (rule("include", value="ab"), "x", ["ab", "cabd"], ["a", "AB", None]),
    (rule("include", value="2"), "x", [123, 1.25, "2"], [13, "1"]),
    (rule("include", value=""), "x", ["", "x", 1, None, True], []),
    (rule("integer"), 1, [0, -5, 2**64 - 1, -(2**63)], [1.0, "1", True, None]),
    (rule("decimal"), 1.5, [1.0, -0.5, 1e30], [1, "1.5", None, True]),
    (rule("number"), 1, [1, 1.5, -2], ["1", None, True]),
    (rule("null"), None, [None], ["", 0, False, "null"]),
    (rule("boolean"), True, [True, False, "true", "false"], ["True", 1, 0, None, "yes"]),
    (rule("date", format="yyyy-MM-dd"), "x", ["2020-01-31", "2020-1-1"], ["2020-02-30", "x", None, 20200101, ""]),
    (rule("date"), "x", ["2020-01-31"], ["31.01.2020"]),
    (rule("time"), "x", ["10:11:12", "10:11:60"], ["24:00:00", "10:11"]),
    (rule("datetime"), "x", ["2020-01-31T10:11:12+01:00", "2020-01-31T10:11:12Z"], ["2020-01-31 10:11:12Z"]),
    (rule("time", format="HHmm"), "x", ["1011", 1011], ["10:11"]),
    (rule("notEmpty"), "x", ["y", 0, False, 0.0], ["", None]),
    (rule("semver"), "1.0.0", ["1.2.3", "1.2.3-rc.1+b.5", "0.0.0"], ["1.2", "v1.2.3", "01.2.3", "1.2.3 ", 1, None]),
    (rule("semver"), "1.0.0", ["18446744073709551615.0.0"], ["18446744073709551616.0.0", "1.2.3\n", "9" * 5000]),
    (rule("values"), "x", ["x"], ["y", 1]),
    (rule("contentType", value="image/png"), "x", [base64.b64encode(PNG).decode()], ["not a picture", 1, None]),
    (rule("contentType", value="application/json"), "x", [1, '{"a": 1}'], ["plain words"]),
    (rule("frob"), "x", [], ["x", None, 1]),
    *[(rule(name), "x", ["y", 1, None, True, 1.5], []) for name in ("eachKey", "eachValue", "arrayContains")],
    (rule("statusCode", status="success"), 200, [404, "x", None], []),
]


@pytest.mark.parametrize(("matcher", "example", "accepted", "refused"), JSON_TABLE)
def test_of_json_values(matcher: Rule, example: Any, accepted: list[Any], refused: list[Any]) -> None:
    check = json_predicate(matcher, example)
    assert [value for value in accepted if not check(value)] == []
    assert [value for value in refused if check(value)] == []


@pytest.mark.parametrize(("matcher", "example", "accepted", "refused"), JSON_TABLE)
def test_the_shortcuts_accept_the_same_values(
    matcher: Rule, example: Any, accepted: list[Any], refused: list[Any]
) -> None:
    types = scalar_types(matcher, example)
    if types is not None:
        assert all(type(value) in types for value in accepted)
        assert not any(type(value) in types for value in refused)
    of_texts = text_check_all(matcher)
    if of_texts is not None:
        assert of_texts([value for value in accepted if type(value) is str])
        assert not any(of_texts([value]) for value in refused if type(value) is str)


@pytest.mark.parametrize(
    ("matcher", "accepted", "refused"),
    [
        (rule("equality"), ["same"], ["Same", "", "same "]),
        (rule("values"), ["same"], ["other"]),
        (rule("type"), ["", "anything"], []),
        (rule("type", min=5), [""], []),
        (rule("regex", regex="[a-z]+"), ["abc"], ["", "ab1", "abc\n"]),
        (rule("regex", regex="["), [], ["", "["]),
        (rule("include", value="am"), ["same"], ["none"]),
        (rule("include", value=None), ["", "anything"], []),
        (rule("integer"), ["0", "5", "+1", "007", "18446744073709551615"], ["-5", "1.0", "", "+", " 1", "1_0", "١"]),
        (rule("integer"), ["0" * 5000 + "1"], ["18446744073709551616", "9" * 5000, "1e3", "0x1"]),
        (rule("decimal"), ["5", "1.5", "-1.", ".5", "inf", "-Infinity", "NaN", "1e400"], ["", ".", "1_0", " 1", "1,5"]),
        (rule("number"), ["5", "-5", "1e3", "+.5E-2"], ["x", "٣", "1e", "e1", "0x10"]),
        (rule("null"), [], ["", "null"]),
        (rule("boolean"), ["true", "false"], ["True", "1", ""]),
        (rule("date", format="yyyy"), ["2020", "20"], ["", "20201"]),
        (rule("notEmpty"), ["x", " "], [""]),
        (rule("semver"), ["1.2.3"], ["1.2", ""]),
        (rule("statusCode", status="success"), ["200", "299", "+204"], ["404", "", "x", "65736", "9" * 5000]),
        (rule("contentType", value="application/json"), ['{"a": 1}', "12"], ["words"]),
        (rule("contentType", value="text/plain"), ["words", '{"a": 1}', "12"], ["<?xml version='1.0'?><a/>"]),
        (rule("arrayContains"), [], ["same"]),
        (rule("eachKey"), [], ["same"]),
        (rule("eachValue"), [], ["same"]),
        (rule("frob"), [], ["same", ""]),
    ],
)
def test_of_texts(matcher: Rule, accepted: list[str], refused: list[str]) -> None:
    check = text_predicate(matcher, "same", False)
    assert [value for value in accepted if not check(value)] == []
    assert [value for value in refused if check(value)] == []


@pytest.mark.parametrize("name", ["eachKey", "eachValue"])
def test_of_texts_an_inherited_rule_about_keys_or_values_accepts_anything(name: str) -> None:
    assert text_predicate(rule(name), "same", True)("other")


@pytest.mark.parametrize(
    ("matcher", "accepted", "refused"),
    [
        (rule("equality"), [404], [200]),
        (rule("type"), [200, 599], []),
        (rule("number"), [200], []),
        (rule("integer"), [200], []),
        (rule("decimal"), [], [404]),
        (rule("regex", regex="2\\d\\d"), [200, 299], [404, 20]),
        (rule("include", value="04"), [404, 204], [400]),
        (rule("null"), [], [404]),
        (rule("boolean"), [], [404]),
        (rule("frob"), [], [404]),
        (rule("statusCode", status="info"), [100, 199], [200, 99]),
        (rule("statusCode", status="success"), [200, 299], [199, 300]),
        (rule("statusCode"), [200, 299], [300]),
        (rule("statusCode", status="redirect"), [300, 399], [299, 400]),
        (rule("statusCode", status="clientError"), [400, 499], [399, 500]),
        (rule("statusCode", status="serverError"), [500, 599], [499, 600]),
        (rule("statusCode", status="nonError"), [100, 200, 399, 0], [400, 500]),
        (rule("statusCode", status="error"), [400, 599, 999], [399]),
        (rule("statusCode", status=[200, 204]), [200, 204], [201]),
        (rule("statusCode", status=[]), [], [200]),
        (rule("statusCode", status="frob"), [], [200]),
    ],
)
def test_of_statuses(matcher: Rule, accepted: list[int], refused: list[int]) -> None:
    check = status_predicate(matcher, 404)
    assert [value for value in accepted if not check(value)] == []
    assert [value for value in refused if check(value)] == []


def test_beyond_64_bits_an_integer_has_become_a_float() -> None:
    assert not json_predicate(rule("integer"), 1)(float(2**64))
    assert json_predicate(rule("decimal"), 1.5)(float(2**64))
