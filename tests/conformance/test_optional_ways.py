"""The ways to allow null and absent values that mismatches name, asked of the Rust core."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conformance.rust_core import judge_responses
from support import require

JSON = {"Content-Type": "application/json"}
TYPE, NULL = {"match": "type"}, {"match": "null"}


def at(path: str, *rules: dict[str, Any]) -> dict[str, Any]:
    return {"body": {path: {"combine": "OR", "matchers": list(rules)}}}


PATTERN = {"$.body.a": {"match": "regex", "regex": "null|.*"}}
CASES: dict[str, list[tuple[Any, Any, Any, bool]]] = {
    "2.0": [
        ({"a": "x"}, PATTERN, {"a": None}, True),
        ({"a": "x"}, PATTERN, {"a": "y"}, True),
        ({"a": "x"}, {"$.body.a": TYPE}, {"a": None}, False),
        ({"a": {"b": 1}}, {"$.body.a": TYPE}, {"a": None}, False),
        ({"a": None}, None, {"a": None}, True),
        ({}, None, {"a": "x"}, True),
    ],
    "3.0": [
        ({"a": "x"}, at("$.a", TYPE, NULL), {"a": None}, True),
        ({"a": "x"}, at("$.a", TYPE, NULL), {"a": "y"}, True),
        ({"a": "x"}, at("$.a", TYPE, NULL), {}, False),
        ({"a": {"b": 1}}, at("$.a", TYPE, NULL), {"a": None}, False),
        ({"a": {"b": 1}}, at("$.a", TYPE, NULL), {"a": {"b": 1}}, False),
        ({"a": [1]}, at("$.a", TYPE, NULL), {"a": None}, False),
        ({"o": {"a": 1}}, at("$.o", {"match": "values"}), {"o": {}}, True),
    ],
    "4.0": [
        ({"a": 1}, at("$.a", {"match": "integer"}, NULL), {"a": None}, True),
        ({"o": {"a": 1}}, at("$.o", {"match": "eachValue", "rules": [TYPE]}), {"o": {}}, True),
    ],
}


@pytest.mark.parametrize("version", CASES)
def test_the_core_agrees(version: str) -> None:
    require("pact")
    expected: list[dict[str, Any]] = []
    for body, rules, _, _ in CASES[version]:
        wrapped = {"content": body, "contentType": "application/json"} if version == "4.0" else body
        expected.append({"headers": JSON, "body": wrapped, **({"matchingRules": rules} if rules else {})})
    sent = [(200, list(JSON.items()), json.dumps(actual).encode()) for _, _, actual, _ in CASES[version]]
    assert judge_responses(expected, sent, version) == [passes for *_, passes in CASES[version]]
