"""Rules on objects and arrays of a JSON body, strict and loose."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import TYPE, judge, paths_and_codes

from contractlab.formats.pact.matching.json_scalars import bare_check

REGEX = {"match": "regex", "regex": "[a-z]+"}
VALUES = {"match": "values"}
EQUALITY = {"match": "equality"}
NOT_EMPTY = {"match": "notEmpty"}
INTEGER = {"match": "integer"}
NULL = {"match": "null"}

ALIKE: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.0, "a", "b"]),
    lambda values: st.lists(values, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), values),
    max_leaves=5,
)
"""Values of which many are equal to Python and not to JSON."""


def each_key(*rules: Any) -> dict[str, Any]:
    return {"match": "eachKey", "rules": list(rules)}


def each_value(*rules: Any) -> dict[str, Any]:
    return {"match": "eachValue", "rules": list(rules)}


def contains(*variants: Any) -> dict[str, Any]:
    return {"match": "arrayContains", "variants": list(variants)}


def any_of(*rules: Any) -> dict[str, Any]:
    return {"matchers": list(rules), "combine": "OR"}


# -- without rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("example", "actual", "loose", "strict"),
    [
        ({"a": 1}, {"a": 1}, [], []),
        ({"a": 1}, {"a": 1, "b": 2}, [], [("$.b", "extra-key")]),
        ({"a": 1, "b": 2}, {"b": 2}, [("$.a", "missing-key")], [("$.a", "missing-key")]),
        ({"a": 1}, {"b": 2}, [("$.a", "missing-key")], [("$.a", "missing-key"), ("$.b", "extra-key")]),
        ({"a": None}, {}, [("$.a", "missing-key")], [("$.a", "missing-key")]),
        ({}, {"a": 1}, [], [("$", "empty-object")]),
        ({}, {}, [], []),
        ({"a": {"b": [1]}}, {"a": {"b": [2], "c": 1}}, [("$.a.b[0]", "equality")], None),
        ({}, [], [("$", "kind")], [("$", "kind")]),
        ([], {}, [("$", "kind")], [("$", "kind")]),
        ({"a": {}}, {"a": None}, [("$.a", "kind")], [("$.a", "kind")]),
        ({"a": []}, {"a": "x"}, [("$.a", "kind")], [("$.a", "kind")]),
        ({"a": 1}, {"a": [1]}, [("$.a", "equality")], [("$.a", "equality")]),
        ([1, 2], [1, 2], [], []),
        ([1, 2], [1], [("$", "length")], [("$", "length")]),
        ([1, 2], [2, 1, 0], [("$", "length"), ("$[0]", "equality"), ("$[1]", "equality")], None),
        ([], [], [], []),
        ([], [1], [("$", "length")], [("$", "length")]),
        ([{"a": 1}], [{"a": 1, "b": 1}], [], [("$[0].b", "extra-key")]),
    ],
)
def test_without_a_rule(example: Any, actual: Any, loose: Any, strict: Any) -> None:
    assert paths_and_codes(judge(example, None, actual)) == loose
    if strict is not None:
        assert paths_and_codes(judge(example, None, actual, strict=True)) == strict


def test_a_missing_key_names_the_key_that_comes_nearest() -> None:
    mismatch = judge({"postcode": "x", "a": 1}, None, {"post_code": "x", "a": 1}).mismatches[0]
    assert mismatch.facts == {"nearest": "post_code"}
    alone = judge({"postcode": "x", "a": 1}, None, {"zip": "x", "a": 1}).mismatches[0]
    assert alone.facts == {"nearest": "zip"}
    assert judge({"postcode": "x"}, None, {"one": 1, "two": 2}).mismatches[0].facts == {}


# -- rules on objects -------------------------------------------------------------------------------------------------

ITEM = {"b": "x", "a": 1}
"""Two keys, of which the second in the file sorts first."""


@pytest.mark.parametrize(
    ("rules", "actual", "differences"),
    [
        ({"$": TYPE}, {"a": 5, "b": "y"}, []),
        ({"$": TYPE}, {"a": 5, "b": "y", "c": 1}, []),
        ({"$": TYPE}, {"a": 5}, [("$.b", "missing-key")]),
        ({"$": TYPE}, {"a": "5", "b": "y"}, [("$.a", "type")]),
        ({"$": {"match": "type", "min": 3}}, {"a": 5, "b": "y"}, [("$", "min")]),
        ({"$": {"match": "type", "max": 2}}, {"a": 5, "b": "y", "c": 1}, [("$", "max")]),
        ({"$": REGEX}, {"a": "k", "b": "z"}, []),
        ({"$": REGEX}, {"a": 1, "b": "z"}, [("$.a", "regex")]),
        ({"$": EQUALITY}, {"a": 1, "b": "x"}, []),
        ({"$": EQUALITY}, {"a": 1, "b": "x", "c": 1}, [("$", "equality")]),
        ({"$": EQUALITY}, {"a": 2, "b": "x"}, [("$", "equality"), ("$.a", "equality")]),
        ({"$": NOT_EMPTY}, {"a": 2, "b": "y"}, []),
        ({"$": NOT_EMPTY}, {}, [("$", "notEmpty"), ("$.b", "missing-key"), ("$.a", "missing-key")]),
        # values and eachValue let keys be free; the template of an unknown key is the key that sorts first.
        ({"$": VALUES, "$.*": TYPE}, {"z": 5}, []),
        ({"$": VALUES, "$.*": TYPE}, {"z": "q"}, [("$.z", "type")]),
        ({"$": VALUES, "$.*": TYPE}, {"b": "q"}, []),
        ({"$": VALUES, "$.*": TYPE}, {}, []),
        ({"$": VALUES}, {"z": 1}, []),
        ({"$": VALUES}, {"z": 2}, [("$.z", "values")]),
        ({"$": each_value(INTEGER)}, {"z": 7, "b": 8}, []),
        ({"$": each_value(INTEGER)}, {"z": "7"}, [("$.z", "integer")]),
        ({"$": each_value(TYPE)}, {"b": "x", "z": 5}, []),
        ({"$": each_value(INTEGER), "$.z": NULL}, {"z": 7}, []),
        ({"$": each_value(INTEGER, {"match": "include", "value": "7"})}, {"z": 8}, [("$.z", "include")]),
        # eachKey looks at every key and leaves the values alone.
        ({"$": each_key(REGEX)}, {"z": None, "q": [1]}, []),
        ({"$": each_key(REGEX)}, {"z1": 1, "b": 5}, [("$.z1", "each-key")]),
        ({"$": each_key(EQUALITY)}, {"b": "x"}, [("$.b", "each-key")]),
        ({"$": [each_key(REGEX), each_value(INTEGER)]}, {"z": 1, "Y": "n"}, [("$.Y", "each-key"), ("$.Y", "integer")]),
        ({"$": contains({"index": 9, "rules": {}})}, {"z": 1}, []),
        ({"$": contains()}, {"b": "y", "z": "q"}, []),
        ({"$": contains(), "$.*": TYPE}, {"b": "y", "z": "q"}, [("$.z", "type")]),
    ],
)
def test_rules_on_an_object(rules: dict[str, Any], actual: Any, differences: list[tuple[str, str]]) -> None:
    assert sorted(paths_and_codes(judge(ITEM, rules, actual))) == sorted(differences)


@pytest.mark.parametrize(
    "matcher",
    [
        NULL, {"match": "boolean"}, {"match": "number"}, INTEGER, {"match": "decimal"}, {"match": "semver"},
        {"match": "date", "format": "yyyy"}, {"match": "time", "format": "HH"}, {"match": "datetime", "format": "yyyy"},
        {"match": "include", "value": ""}, {"match": "contentType", "value": "application/json"},
        {"match": "statusCode", "status": "success"},
    ],
)  # fmt: skip
def test_other_rules_cannot_hold_on_an_object(matcher: dict[str, Any]) -> None:
    assert ("$", matcher["match"]) in paths_and_codes(judge({"a": 1}, {"$": matcher}, {"a": 1}))


def test_an_unknown_matcher_is_an_error_and_no_difference_of_the_provider() -> None:
    for example in ({"a": 1}, [1], 1):
        result = judge({"v": example}, {"$.v": {"match": "frob"}}, {"v": example})
        assert result.verdict == "error"
        assert result.reason == "unknown matcher frob: contractlab cannot judge values by it"
    assert judge({"v": 1, "w": 1}, {"$.v": {"match": "frob"}}, {"v": 1, "w": 2}).verdict == "failed"


def test_rules_on_an_object_are_always_all_to_hold() -> None:
    rules = {"$": any_of({"match": "type", "min": 5}, TYPE)}
    assert paths_and_codes(judge({"a": 1}, rules, {"a": 1})) == [("$", "min")]


def test_or_is_not_asked_where_null_stands_for_an_object_or_array() -> None:
    for example in ({"x": 1}, [1]):
        assert paths_and_codes(judge({"v": example}, {"$.v": any_of(NULL, TYPE)}, {"v": None})) == [("$.v", "kind")]


def test_or_holds_for_a_scalar_if_one_rule_holds() -> None:
    rules = {"$.v": any_of(NULL, REGEX)}
    assert judge({"v": "x"}, rules, {"v": None}).passed
    assert judge({"v": "x"}, rules, {"v": "abc"}).passed
    failed = judge({"v": "x"}, rules, {"v": 1}).mismatches
    assert [mismatch.code for mismatch in failed] == ["null"]
    assert failed[0].facts["alternatives"] == [["regex", {"regex": "[a-z]+"}]]


def test_and_reports_every_rule_that_objects() -> None:
    rules = {"$.v": [REGEX, {"match": "include", "value": "q"}, TYPE]}
    assert paths_and_codes(judge({"v": "q"}, rules, {"v": 1})) == [
        ("$.v", "regex"),
        ("$.v", "include"),
        ("$.v", "type"),
    ]
    assert paths_and_codes(judge({"v": "q"}, rules, {"v": "abc"})) == [("$.v", "include")]


# -- cascade ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "actual", "differences"),
    [
        ({"$": TYPE}, {"m": {"k": "other"}, "l": [5, 6, 7]}, []),
        ({"$": TYPE}, {"m": {"k": 1}, "l": [5]}, [("$.m.k", "type")]),
        ({"$": {"match": "type", "min": 2}}, {"m": {"k": "y"}, "l": [5]}, []),  # a size is not inherited
        ({"$.m": {"match": "type", "min": 2}}, {"m": {"k": "y"}, "l": [1, 2]}, [("$.m", "min")]),
        ({"$": TYPE, "$.m": EQUALITY}, {"m": {"k": "other"}, "l": []}, [("$.m", "equality"), ("$.m.k", "equality")]),
        ({"$": REGEX}, {"m": {"k": "abc"}, "l": ["a", "b"]}, []),
        ({"$": VALUES}, {"m": {"other": 1}, "l": [1, 2]}, [("$.m.k", "missing-key")]),
        ({"$": each_key(REGEX)}, {"m": {"k": None}, "l": "gone"}, [("$.l", "kind")]),
        ({"$": each_key(REGEX)}, {"m": {"K": None}, "l": []}, [("$.m.k", "missing-key")]),
    ],
)
def test_rules_are_inherited(rules: dict[str, Any], actual: Any, differences: list[tuple[str, str]]) -> None:
    assert paths_and_codes(judge({"m": {"k": "x"}, "l": [1, 2]}, rules, actual)) == differences


def test_strict_requests_look_for_extra_keys_under_a_type_rule_too() -> None:
    assert paths_and_codes(judge({"a": 1}, {"$": TYPE}, {"a": 2, "b": 3}, strict=True)) == [("$.b", "extra-key")]
    assert paths_and_codes(judge({"a": 1}, {"$": VALUES}, {"b": 1}, strict=True)) == []
    assert paths_and_codes(judge({"a": 1}, {"$": each_key(REGEX)}, {"b": 1}, strict=True)) == []


# -- rules on arrays --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("example", "rules", "actual", "differences"),
    [
        ([1], {"$": TYPE}, [5, 6, 7], []),
        ([1], {"$": TYPE}, [], []),
        ([1, "x"], {"$": TYPE}, [5], []),
        ([1, "x"], {"$": TYPE}, [5, "y", 6], []),
        ([1, "x"], {"$": TYPE}, [5, "y", "z"], [("$[2]", "type")]),  # the first item stands for all further ones
        ([1], {"$": TYPE}, ["x", 2, "y"], [("$[0]", "type"), ("$[2]", "type")]),
        ([1], {"$": {"match": "type", "min": 2}}, [1], [("$", "min")]),
        ([1], {"$": {"match": "type", "max": 1}}, [1, 2], [("$", "max")]),
        ([1], {"$": {"match": "type", "min": 1, "max": 2}}, [1, 2], []),
        ([], {"$": {"match": "type", "min": 2}}, [], []),  # an empty example switches its rules off
        ([], {"$": NULL}, [1, 2], []),
        ([{"a": 1}], {"$[*].a": TYPE}, [{"a": 2}, {"a": 3}], [("$", "length")]),
        ([{"a": 1}], {"$": TYPE, "$[*].a": REGEX}, [{"a": "x"}, {"a": 3}], [("$[1].a", "regex")]),
        ([1, 2], {"$[0]": TYPE}, [9, 2], []),
        ([1, 2], {"$[0]": TYPE}, [9, 3], [("$[1]", "equality")]),
        ([1], {"$": TYPE, "$[3]": NULL}, [1, 1, 1, 1], [("$[3]", "null")]),
        ([1], {"$": EQUALITY}, [1, 1], [("$", "equality")]),
        ([1], {"$": NOT_EMPTY}, [], [("$", "notEmpty")]),
        ([1], {"$": NOT_EMPTY}, [1, 1], []),
        ([1], {"$": INTEGER}, [1, "x"], [("$[1]", "integer")]),
        (["a"], {"$": REGEX}, ["b", "c", "1"], [("$[2]", "regex")]),
        ([1], {"$": {"match": "semver"}}, [], []),
        ([1], {"$": NULL}, [], [("$", "null")]),
        ([1], {"$": {"match": "statusCode", "status": "success"}}, [], [("$", "statusCode")]),
        ([1], {"$": each_value(INTEGER)}, [1, 2, "x"], [("$[2]", "integer")]),
        ([[1]], {"$": each_value(TYPE)}, [["x"], [2]], [("$[0][0]", "type")]),
        ([1], {"$": any_of(NULL, TYPE)}, [5], []),
        ([1], {"$": any_of(NULL, {"match": "type", "min": 2})}, [5], [("$", "null"), ("$", "min")]),
    ],
)
def test_rules_on_an_array(example: Any, rules: Any, actual: Any, differences: list[tuple[str, str]]) -> None:
    assert paths_and_codes(judge(example, rules, actual)) == differences


VARIANT_A = {"index": 0, "rules": {"$.id": {"matchers": [INTEGER]}, "$.kind": {"matchers": [EQUALITY]}}}
VARIANT_B = {"index": 1, "rules": {"$.kind": {"matchers": [EQUALITY]}}}
ITEMS = [{"id": 1, "kind": "a"}, {"kind": "b"}]


@pytest.mark.parametrize(
    ("variants", "actual", "lost"),
    [
        ([VARIANT_A, VARIANT_B], [{"kind": "b"}, {"id": 7, "kind": "a"}], []),
        ([VARIANT_A, VARIANT_B], [{"kind": "b"}, {"id": "7", "kind": "a"}], [0]),
        ([VARIANT_A, VARIANT_B], [{"kind": "z"}], [0, 1]),
        ([VARIANT_A, VARIANT_B], [], [0, 1]),
        ([VARIANT_A], [{"id": 7, "kind": "a"}, 1, None, {}], []),
        ([VARIANT_A, VARIANT_A], [{"id": 7, "kind": "a"}], []),
        ([{"index": 5, "rules": {}}], [1], [5]),
        ([{"index": 0}], [{"id": 1, "kind": "a"}], []),
        ([{"index": 0}], [{"id": 2, "kind": "a"}], [0]),
        ([{"index": 0, "rules": {}}], [{"id": 1, "kind": "a", "more": 1}], []),
        ([], [{"id": 1, "kind": "a"}, {"kind": "b"}], []),
        ([], [{"kind": "b"}], [0]),
    ],
)
def test_array_contains_looks_for_each_variant(variants: Any, actual: Any, lost: list[int]) -> None:
    result = judge(ITEMS, {"$": contains(*variants)}, actual)
    assert [mismatch.facts["index"] for mismatch in result.mismatches] == lost
    assert {mismatch.code for mismatch in result.mismatches} <= {"variant"}


def test_array_contains_is_inherited_by_the_arrays_below() -> None:
    rules = {"$": contains({"index": 0, "rules": {"$": {"matchers": [TYPE]}}})}
    assert judge({"l": [1, "x"]}, rules, {"l": ["q", 5]}).passed
    assert paths_and_codes(judge({"l": [1, "x"]}, rules, {"l": ["q"]})) == [("$.l", "variant")]


def test_each_value_without_rules_fails_scalars_and_arrays_and_passes_objects() -> None:
    rules = {"$": each_value()}
    assert paths_and_codes(judge({"a": 1}, rules, {"a": 1})) == [("$.a", "no-rules")]
    assert paths_and_codes(judge({"a": [1]}, rules, {"a": [1]})) == [("$.a", "no-rules")]
    assert judge({"a": {"b": 1}}, rules, {"a": {"b": 2}}).passed


def test_each_value_that_is_inherited_checks_no_array_below() -> None:
    rules = {"$": each_value(each_value(INTEGER))}
    assert paths_and_codes(judge({"a": [1]}, rules, {"a": ["x"]})) == [("$.a[0]", "integer")]


@pytest.mark.parametrize("size", [3, 7, 8, 9, 127, 128, 129, 300, 1000])
@pytest.mark.parametrize("wrong", [0, 2, -1])
def test_every_item_of_a_long_array_is_looked_at(size: int, wrong: int) -> None:
    rules = {"$": TYPE, "$[*].id": INTEGER, "$[*].tag": REGEX}
    example = [{"id": 1, "tag": "x", "name": "same", "deep": {"n": [1]}}]
    for key, value in (("id", "1"), ("tag", "1"), ("name", 5), ("deep", {"n": ["1"]}), ("deep", {}), ("deep", [])):
        items: list[Any] = [{"id": n, "tag": "t", "name": "x", "deep": {"n": [n, n]}} for n in range(size)]
        assert judge(example, rules, items).passed
        items[wrong][key] = value
        failed = judge(example, rules, items).mismatches
        assert len(failed) == 1
        assert failed[0].tokens[:2] == (wrong % size, key)
    del items[wrong]["id"]
    assert (f"$[{wrong % size}].id", "missing-key") in paths_and_codes(judge(example, rules, items))


def test_differences_come_in_the_order_of_the_contract() -> None:
    example = {"z": 1, "a": [1, {"q": 1, "b": 1}], "m": {"k": 1}}
    actual = {"m": {"k": 2}, "a": [2, {"b": 2, "q": 2}], "z": 2}
    assert [mismatch.path for mismatch in judge(example, None, actual).mismatches] == [
        "$.z", "$.a[0]", "$.a[1].q", "$.a[1].b", "$.m.k",
    ]  # fmt: skip


# -- the rule that decided --------------------------------------------------------------------------------------------


def test_a_mismatch_names_the_rule_that_decided_and_those_it_beat() -> None:
    rules = {"$": TYPE, "$.*": NOT_EMPTY, "$.a": REGEX, "$.a.b": INTEGER}
    mismatch = judge({"a": "x"}, rules, {"a": 1}).mismatches[0]
    assert mismatch.rule is not None
    assert (mismatch.rule.name, mismatch.rule.path, mismatch.rule.weight, mismatch.rule.cascaded) == (
        "regex",
        "$.a",
        8,
        False,
    )
    assert mismatch.rule.args == {"regex": "[a-z]+"}
    assert mismatch.rule.declared_at.pointer == "/interactions/0/response/matchingRules/body/$.a/matchers/0"
    assert [(beaten.name, beaten.path, beaten.weight, beaten.why) for beaten in mismatch.rule.beaten] == [
        ("notEmpty", "$.*", 4, "less exact path"),
        ("type", "$", 2, "further up (inherited)"),
    ]


@pytest.mark.parametrize("paths", [["$.a.*", "$.*.b"], ["$.*.b", "$.a.*"]])
def test_of_tied_rules_the_first_in_the_file_decides_and_says_so(paths: list[str]) -> None:
    mismatch = judge({"a": {"b": "x"}}, dict.fromkeys(paths, INTEGER), {"a": {"b": "y"}}).mismatches[0]
    assert mismatch.rule is not None
    assert mismatch.rule.path == paths[0]
    assert [(beaten.path, beaten.why) for beaten in mismatch.rule.beaten] == [
        (paths[1], "same weight, later in the file")
    ]


def test_an_inherited_rule_says_so() -> None:
    mismatch = judge({"a": {"b": 1}}, {"$.a": TYPE}, {"a": {"b": "x"}}).mismatches[0]
    assert mismatch.rule is not None
    assert (mismatch.rule.cascaded, mismatch.rule.path, mismatch.rule.weight) == (True, "$.a", 8)


def test_rules_that_decide_together_name_each_other() -> None:
    mismatch = judge({"a": "x"}, {"$.a": [REGEX, NOT_EMPTY]}, {"a": "1"}).mismatches[0]
    assert mismatch.rule is not None
    assert mismatch.rule.combined == "regex AND notEmpty"
    either = judge({"a": "x"}, {"$.a": any_of(NULL, REGEX)}, {"a": "1"}).mismatches[0]
    assert either.rule is not None
    assert either.rule.combined == "null OR regex"


@given(ALIKE, ALIKE)
def test_where_no_rule_stands_values_are_compared_as_with_nodes(example: Any, actual: Any) -> None:
    for strict in (False, True):
        for value in (actual, example):
            assert bare_check(example, strict=strict)(value) == holds(example, value, strict=strict)


def holds(example: Any, actual: Any, *, strict: bool) -> bool:
    """Exact equality, in which maps may hold more unless that is forbidden."""
    if type(example) is not type(actual):
        return False
    if isinstance(example, dict):
        there = all(key in actual and holds(value, actual[key], strict=strict) for key, value in example.items())
        return there and (not strict or len(actual) == len(example))
    if isinstance(example, list):
        pairs = zip(example, actual, strict=False)
        return len(example) == len(actual) and all(holds(mine, theirs, strict=strict) for mine, theirs in pairs)
    return bool(example == actual)
