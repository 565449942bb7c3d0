"""Null and absent values: what each version can say, told where one came, and true of the matcher."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import JSON, contract_of, http, judge

import contractlab as cl
from contractlab.contracts.contract import Example

TWO = "two examples, each with a state of its own"
VERSIONS = ["1.0", "1.1", "2.0", "3.0", "4.0"]
TYPE, NULL = {"match": "type"}, {"match": "null"}


def example(body: Any, rules: Any, version: str) -> Example:
    wrapped = {"content": body, "contentType": "application/json"} if version == "4.0" else body
    response = {"headers": JSON, "body": wrapped, **({"matchingRules": rules} if rules else {})}
    return contract_of(http(type="Synchronous/HTTP", response=response), version=version)[0]


def rule_at(path: str, version: str, *rules: dict[str, Any]) -> Any:
    if version < "2.0":
        return None
    if version < "3.0":
        return {f"$.body{path.removeprefix('$')}": rules[0]}
    return {"body": {path: {"combine": "OR", "matchers": list(rules)}}}


def message(body: Any, rules: Any, actual: Any, version: str) -> str:
    (mismatch,) = example(body, rules, version).check_response(cl.HttpResponse(200, JSON, actual)).mismatches
    return mismatch.message


NULLS = {
    "1.0": f"If null is right at times: {TWO}; V1 has no rules.",
    "1.1": f"If null is right at times: {TWO}; V1 has no rules.",
    "2.0": f"If null is right at times: {TWO}, or a pattern such as null|.*: the Rust core asks it of null as text.",
    "3.0": f"If null is right at times: {TWO}, or rules type and null combined by OR.",
    "4.0": f"If null is right at times: {TWO}, or rules type and null combined by OR.",
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("ruled", [False, True])
def test_null_in_place_of_a_scalar(version: str, ruled: bool) -> None:
    rules = rule_at("$.a", version, TYPE) if ruled else None
    assert message({"a": "x"}, rules, b'{"a":null}', version).endswith(NULLS[version])
    assert message({"a": None}, None, b'{"a":"x"}', version).endswith(NULLS[version])


def test_the_rule_that_stands_there_is_the_one_to_combine() -> None:
    rules = rule_at("$.a", "4.0", {"match": "integer"})
    assert message({"a": 1}, rules, b'{"a":null}', "4.0").endswith("or rules integer and null combined by OR.")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("value", "noun"), [({"b": 1}, "object"), ([1], "array")])
def test_null_in_place_of_an_object_or_an_array(version: str, value: Any, noun: str) -> None:
    words = f"If null is right at times: {TWO}; no rule allows both null and an {noun}."
    assert message({"a": value}, rule_at("$.a", version, TYPE), b'{"a":null}', version).endswith(words)


ABSENT = "If it may be absent: two examples, one without it, each with a state of its own; "


@pytest.mark.parametrize("version", VERSIONS)
def test_a_missing_key(version: str) -> None:
    rule = {"3.0": "rule values at $.o would free all keys there.", "4.0": "rule eachValue at $.o would free all keys "
            "there."}.get(version, "no rule makes a key optional.")  # fmt: skip
    assert message({"o": {"a": "x"}}, None, b'{"o":{}}', version).endswith(ABSENT + rule)


def test_a_key_with_another_name_is_no_optional_one() -> None:
    assert message({"postcode": "x"}, None, b'{"post_code":"x"}', "3.0").endswith("Nearest key: post_code.")


def test_a_rule_for_null_that_an_object_is_asked_says_why_it_never_passes() -> None:
    rules = rule_at("$.a", "3.0", TYPE, NULL)
    words = f"refuses every one. Where null is right: {TWO}."
    assert message({"a": {"b": 1}}, rules, b'{"a":{"b":2}}', "3.0").endswith(words)
    assert TWO in message({"a": {"b": 1}}, rules, b'{"a":null}', "3.0")


def test_who_allows_null_already_is_told_nothing_more() -> None:
    rules = rule_at("$.a", "3.0", {"match": "integer"}, NULL)
    assert TWO not in message({"a": 1}, rules, b'{"a":"x"}', "3.0")


def test_requests_and_other_differences_are_told_nothing() -> None:
    assert TWO not in judge({"a": "x"}, None, {"a": None}, strict=True).mismatches[0].message
    assert "two examples" not in judge({"a": "x"}, None, {}, strict=True).mismatches[0].message
    assert "two examples" not in message({"a": "x"}, None, b'{"a":"y"}', "3.0")
    assert "two examples" not in message({"a": "x"}, None, b"null", "3.0")


VARIANT = {"match": "arrayContains", "variants": [{"index": 0, "rules": {}}]}
KEYS = {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z][0-9]"}]}


@pytest.mark.parametrize(
    ("inner", "rule", "actual"),
    [({"a1": 1}, KEYS, b'{"o":{"a1":1,"b":2}}'), ([1], VARIANT, b'{"o":[2]}'), ([None], VARIANT, b'{"o":[2]}')],
)
def test_a_key_and_an_array_are_no_value_that_may_be_null(inner: Any, rule: Any, actual: bytes) -> None:
    assert "null is right" not in message({"o": inner}, rule_at("$.o", "4.0", rule), actual, "4.0")


def test_messages_are_told() -> None:
    contract = cl.load(
        {
            "consumer": {"name": "c"}, "provider": {"name": "p"}, "metadata": {"pactSpecification": {"version": "3.0"}},
            "messages": [{"description": "m", "contents": {"a": 1}, "metaData": {"contentType": "application/json"}}],
        }
    )  # fmt: skip
    result = contract[0].check_message(b'{"a":null}', {"contentType": "application/json"})
    assert result.mismatches[0].message.endswith(NULLS["3.0"])


WAYS: list[tuple[str, Any, Any, bytes]] = [
    # version, example, rules, what passes
    ("2.0", {"a": "x"}, {"$.body.a": {"match": "regex", "regex": "null|.*"}}, b'{"a":null}'),
    ("2.0", {"a": "x"}, {"$.body.a": {"match": "regex", "regex": "null|.*"}}, b'{"a":"y"}'),
    ("3.0", {"a": "x"}, rule_at("$.a", "3.0", TYPE, NULL), b'{"a":null}'),
    ("3.0", {"a": "x"}, rule_at("$.a", "3.0", TYPE, NULL), b'{"a":"y"}'),
    ("4.0", {"a": 1}, rule_at("$.a", "4.0", {"match": "integer"}, NULL), b'{"a":null}'),
    ("3.0", {"o": {"a": 1}}, rule_at("$.o", "3.0", {"match": "values"}), b'{"o":{}}'),
    ("4.0", {"o": {"a": 1}}, rule_at("$.o", "4.0", {"match": "eachValue", "rules": [TYPE]}), b'{"o":{}}'),
    *((version, {"a": None}, None, b'{"a":null}') for version in VERSIONS),
    *((version, {}, None, b'{"a":"x"}') for version in VERSIONS),
]


@pytest.mark.parametrize(("version", "body", "rules", "actual"), WAYS)
def test_every_way_that_is_told_passes(version: str, body: Any, rules: Any, actual: bytes) -> None:
    result = example(body, rules, version).check_response(cl.HttpResponse(200, JSON, actual))
    assert result.verdict == "passed"


def test_of_many_items_the_first_tells_it() -> None:
    rules = {"body": {"$": {"matchers": [TYPE]}}}
    made = example([{"a": 1, "b": "x"}], rules, "3.0")
    result = made.check_response(cl.HttpResponse(200, JSON, b'[{"a":1},{"a":null},{"a":null,"b":"y"}]'))
    noted = [(mismatch.path, bool(mismatch.remark)) for mismatch in result.mismatches]
    assert noted == [("$[0].b", True), ("$[1].a", True), ("$[1].b", False), ("$[2].a", False)]
