"""What is odd about bodies of one shape under the same rules is looked for once, and said of each that it is so of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conformance.data import PACT_CONTRACTS, needs, pact_files
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import TYPE, contract_of, http, part_of

import contractlab as cl
from contractlab.errors import InvalidContract

RULES: list[dict[str, Any]] = [
    {"$.a": TYPE},
    {"$.a": {"match": "regex", "regex": "[a-z]+"}},
    {"$.a": {"match": "include", "value": "u"}},
    {"$.a": {"match": "integer"}, "$.gone": TYPE},
    {"$.*": TYPE, "$['a']": TYPE},
    {"$.a": {"match": "eachKey", "rules": [TYPE]}},
    {"$.a": {"match": "notEmpty"}},
    {"$.a[0].b": TYPE, "$.a[*].b": {"match": "number"}},
]
VALUES = st.sampled_from(["text", "null", "", 7, None, True, [], [{"b": 1}], [{"b": 2}, {"b": 3}], {"c": 1}, {}])


def listed(contract: cl.Contract) -> list[tuple[str, str, str | None]]:
    return sorted((problem.code, problem.message, problem.example) for problem in contract.problems)


def each_alone(document: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """The same of contracts of one example each."""
    alone: list[tuple[str, str, str | None]] = []
    for interaction in document["interactions"]:
        alone += listed(cl.load({**document, "interactions": [interaction]}))
    return sorted(alone)


@settings(max_examples=60)
@given(st.lists(VALUES, min_size=2, max_size=6), st.sampled_from(RULES))
def test_problems_of_many_are_those_of_each(values: list[Any], rules: dict[str, Any]) -> None:
    interactions = [
        http(f"{number}", request={"method": "GET", "path": f"/{number}"}, response=part_of({"a": value}, rules))
        for number, value in enumerate(values)
    ]
    contract = contract_of(*interactions, version="4.0")
    assert listed(contract) == each_alone(json.loads(json.dumps(contract.document)))


@needs(PACT_CONTRACTS)
def test_rules_of_real_contracts_are_odd_whoever_stands_beside() -> None:
    codes = {
        "dead-rule",
        "beaten-rule",
        "accepts-anything",
        "accepts-null",
        "null-example",
        "empty-example",
        "tied-rules",
    }
    compared = 0
    for path in sorted(pact_files())[::15]:
        try:
            contract = cl.load(path)
        except InvalidContract:
            continue
        document = json.loads(json.dumps(contract.document))
        if not isinstance(document.get("interactions"), list) or "messages" in document:
            continue
        try:
            alone = [each for each in each_alone(document) if each[0] in codes]
        except InvalidContract:
            continue
        together = [each for each in listed(contract) if each[0] in codes]
        assert [each[:2] for each in together] == [each[:2] for each in alone], path
        compared += 1
    assert compared > 5


def test_a_shape_that_is_quiet_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from contractlab.formats.pact import rule_problems

    looked: list[Any] = []
    reached = rule_problems.reached_nodes
    monkeypatch.setattr(rule_problems, "reached_nodes", lambda plan: looked.append(plan) or reached(plan))
    interactions = [
        http(
            f"{number}", request={"method": "GET", "path": f"/{number}"}, response=part_of({"a": number}, {"$.a": TYPE})
        )
        for number in range(5)
    ]
    assert not [p for p in contract_of(*interactions, version="4.0").problems if p.code == "dead-rule"]
    assert len(looked) == 1
