"""Where it shows that ContractCase's core is written in JavaScript: orders, numbers in text, halves of characters."""

from __future__ import annotations

from typing import Any

import pytest
from case_matchers import matcher

from contractlab.formats.contractcase import check_matcher
from contractlab.formats.contractcase.matching.js_text import BadJson, decode_base64, parse_as_javascript


def messages(raw: Any, actual: Any) -> list[str]:
    return [error.message for error in check_matcher(raw, actual).errors]


def test_errors_come_in_the_order_of_the_keys() -> None:
    raw = {"a": 1, "b": 2, "10": 3, "c": 4}
    assert [message.split(" ")[0] for message in messages(raw, {"a": 0, "c": 0})] == ["missing", "0", "missing", "0"]


def test_self_verification_names_the_first_error_in_the_order_of_the_keys() -> None:
    each = {"a": 1, "gone": 2}
    answer = check_matcher(matcher("ArrayEachEntryLike", matcher=each, example=[{"a": "x"}]), None)
    assert '"x" (string) is not exactly equal to 1' in answer.thrown["selfVerify"]


def test_an_unknown_type_stops_it_before_the_keys_after_it_are_looked_at() -> None:
    no_example = matcher("ArrayLength", minLength=1, maxLength=2)
    unheard = matcher("Unheard")
    for raw, stops in (({"a": unheard, "b": no_example}, "Missing"), ({"b": no_example, "a": unheard}, "Matchers of")):
        assert check_matcher(raw, {"a": 1}).thrown["check"].startswith(stops)


def test_a_list_that_is_not_there() -> None:
    for given in ({}, {"children": None}):
        word = "null" if given else "undefined"
        thrown = check_matcher(matcher("ArrayShape", **given), []).thrown
        assert thrown["check"] == f"Cannot read properties of {word} (reading 'length')"
        assert thrown["strip"] == f"Cannot read properties of {word} (reading 'map')"


@pytest.mark.parametrize(
    "raw",
    [
        matcher("UrlEncodedString", child={"toString": 1}),
        matcher("Base64Encoded", child=[1, {"toString": 1}]),
        matcher("ObjectKeysMatch", matcher={"toString": 1}),
    ],
)
def test_an_object_that_has_no_text(raw: Any) -> None:
    answer = check_matcher(raw, None)
    assert answer.thrown["strip"] == "Cannot convert object to primitive value"
    assert answer.thrown_names["strip"] == "TypeError"


def test_an_object_that_has_no_text_in_other_places() -> None:
    unspoken = {"toString": 1}
    for kind in ("MatchNumber", "MatchString", "Integer"):
        assert "primitive" in check_matcher(matcher(kind, example=unspoken), 1).thrown["describe"]
    assert "primitive" in check_matcher(matcher("HttpStatusCode", rule=unspoken, example=200), "x").thrown["describe"]
    result = {**matcher("FunctionResultMatcher"), "success": 1}
    assert "primitive" in check_matcher(result, [unspoken]).thrown["check"]
    assert "primitive" in check_matcher(result, unspoken).thrown["check"]


@pytest.mark.parametrize(
    ("bound", "over"),
    [
        ("1", True), (" 2\n", False), ("0x1", True), ("0b10", False), ("1e0", True), (".5", True), ("", True),
        ([1], True), ([], True), ([1, 2], False), ("1_0", False), ("inf", False), ("Infinity", False), ("+1.", True),
        ("0x-1", False), ({}, False), (None, True), (False, True),
    ],
)  # fmt: skip
def test_bounds_that_are_no_numbers(bound: Any, over: bool) -> None:
    raw = matcher("ArrayLength", minLength=0, maxLength=bound)
    assert any("over the maximum" in message for message in messages(raw, [1, 2])) is over


def test_status_codes_beyond_what_a_double_holds() -> None:
    assert check_matcher(matcher("HttpStatusCode", rule=2**53 + 1, example=200), 2**53).passed


def test_arguments_are_checked_before_their_example_is_made() -> None:
    encoded, no_example = matcher("UrlEncodedString", child="a"), matcher("ArrayLength", minLength=0, maxLength=9)
    raw = {**matcher("FunctionArgumentsMatcher"), "arguments": [encoded, no_example]}
    assert check_matcher(raw, ["%zz", []]).thrown_names["check"] == "URIError"
    assert check_matcher(raw, ["a", []]).thrown_names["check"] == "StripUnsupportedError"
    assert check_matcher(raw, ["a"]).thrown_names["check"] == "StripUnsupportedError"


def test_arguments_that_are_no_list_have_an_example_all_the_same() -> None:
    missing = check_matcher(matcher("FunctionArgumentsMatcher"), [])
    assert missing.example is None
    assert missing.thrown["check"] == "Cannot read properties of undefined (reading 'length')"
    assert missing.thrown["validate"].startswith("Missing the arguments")
    assert check_matcher({**matcher("FunctionArgumentsMatcher"), "arguments": "a"}, []).example == "a"


def test_base64_is_read_by_the_lower_half_of_a_code_unit() -> None:
    assert [decode_base64(text) for text in ("\u0159Q==", "YWJj\u0141", "\u013dYQ==", "Y\u0151==")] == [
        "a",
        "abc",
        "",
        "a",
    ]


def test_halves_of_a_character_are_put_together_in_messages() -> None:
    with pytest.raises(BadJson) as raised:
        parse_as_javascript("\ud83e\uddf8")
    assert str(raised.value) == "Unexpected token '\ud83e', \"\U0001f9f8\" is not valid JSON"
