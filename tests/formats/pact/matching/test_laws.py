"""Laws of the engine, held by generated contracts and recordings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from conformance.contract_strategies import VALUES, cases, part
from conformance.rust_core import contract_of, interaction
from conformance.text_strategies import with_body
from conformance.xml_strategies import xml_bodies
from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples

import contractlab as cl
from contractlab.engine.nodes import Node, collect
from contractlab.engine.xml_document import NotXml, parse_xml
from contractlab.values.json_text import json_equal, json_text, parse_json
from contractlab.values.mismatch import Mismatch


def contract(version: str, declared: dict[str, Any], example: Any) -> cl.Contract:
    made: dict[str, Any] = {
        "description": "an example",
        "request": {"method": "POST", "path": "/", **part(version, declared, example)},
        "response": {"status": 200, **part(version, declared, example)},
    }
    if version == "4.0":
        made["type"] = "Synchronous/HTTP"
    return cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [made],
            "metadata": {"pactSpecification": {"version": version}},
        }
    )


VERSIONED = st.sampled_from(["2.0", "3.0", "4.0"]).flatmap(lambda version: st.tuples(st.just(version), cases(version)))


def walk_everything(node: Node, actual: Any, tokens: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Differences found by entering every child, never asking the fast path."""
    expansion = node.expand(actual)
    differences = [(tokens + mismatch.tokens, mismatch.code) for mismatch in expansion.own]
    for child in expansion.children:
        for below in child.nodes:
            differences += walk_everything(below, child.actual, (*tokens, child.key))
    return differences


def summary(mismatches: list[Mismatch]) -> list[tuple[Any, ...]]:
    return [(mismatch.tokens, mismatch.code) for mismatch in mismatches]


@settings(max_examples=examples(400))
@given(VERSIONED, st.booleans())
def test_the_fast_path_and_the_walk_agree(case: tuple[str, Any], strict: bool) -> None:
    version, (declared, example, actual) = case
    made = contract(version, declared, example)[0]
    plan = made.request_plan().body if strict else made.response_plan().body
    comparison = plan.comparison
    node = getattr(comparison, "node", None)
    if node is None:
        return
    value = parse_json(json_text(actual))
    fast = node.ok(value)
    walked = walk_everything(node, value)
    assert fast is (not walked)
    assert fast is node.ok_all([value])
    if not fast:
        assert sorted(map(repr, summary(collect(node, value, "body")))) == sorted(map(repr, walked))


@settings(max_examples=examples(300))
@given(VERSIONED, st.booleans())
def test_differences_come_in_document_order(case: tuple[str, Any], strict: bool) -> None:
    version, (declared, example, actual) = case
    made = contract(version, declared, example)[0]
    sent = cl.HttpRequest("POST", "/", json=actual) if strict else cl.HttpResponse(200, json=actual)
    result = made.check_request(sent) if strict else made.check_response(sent)
    listed = [(mismatch.path, mismatch.code) for mismatch in result.mismatches if mismatch.part == "body"]
    body = result.explanation.body
    if body is None:
        return
    # The tree shows what the first rule list that objects says of a value; the list has what all of them say.
    rest = iter(listed)
    for difference in (mismatch for value in body.walk() for mismatch in value.mismatches):
        assert (difference.path, difference.code) in rest
    orders = {}
    for number, value in enumerate(body.walk()):
        orders.setdefault(value.path, number)
    places = [orders[path] for path, _ in listed if path in orders]
    assert places == sorted(places)


@settings(max_examples=examples(300))
@given(xml_bodies("4.0"), st.booleans())
def test_the_fast_path_and_the_walk_agree_on_xml(case: tuple[str, Any, str], strict: bool) -> None:
    example, declared, actual = case
    response = with_body("4.0", example.encode(), "application/xml", {"body": declared})
    made = contract_of([interaction(0, response, response, "4.0")], "4.0")
    plan = cl.load(made)[0].request_plan().body if strict else cl.load(made)[0].response_plan().body
    node = getattr(plan.comparison, "node", None)
    try:
        document = parse_xml(actual.encode())
    except NotXml:
        return
    walked = walk_everything(node, document)
    assert node.ok(document) is (not walked)
    assert sorted(map(str, summary(collect(node, document, "body")))) == sorted(map(str, walked))


@settings(max_examples=examples(200))
@given(VERSIONED)
def test_many_values_at_once_are_judged_like_each_alone(case: tuple[str, Any]) -> None:
    version, (declared, example, actual) = case
    node = getattr(contract(version, declared, example)[0].response_plan().body.comparison, "node", None)
    if node is None:  # a null body has nothing to compare
        return
    values = [parse_json(json_text(actual)), parse_json(json_text(example))] * 10
    assert node.ok_all(values) is all(node.ok(value) for value in values)


@settings(max_examples=examples(300))
@given(VERSIONED)
def test_the_explanation_tells_every_mismatch_and_no_other(case: tuple[str, Any]) -> None:
    version, (declared, example, actual) = case
    body = json.dumps(actual, ensure_ascii=False).encode()
    result = contract(version, declared, example)[0].check_response(
        cl.HttpResponse(200, {"Content-Type": "application/json"}, body)
    )
    explained_mismatches = [mismatch for explained in result.explanation.walk() for mismatch in explained.mismatches]
    assert {(mismatch.part, mismatch.path, mismatch.code) for mismatch in result.mismatches} >= {
        (mismatch.part, mismatch.path, mismatch.code) for mismatch in explained_mismatches
    }
    assert bool(explained_mismatches) is bool(result.mismatches)
    for explained in result.explanation.walk():
        if explained.mismatches:
            assert explained.status == "differs"
    assert all(gap.message and gap.path for gap in result.unchecked)
    assert all(
        str(mismatch.sentence).endswith((".", ")", "…", "`")) or mismatch.message for mismatch in result.mismatches
    )


@settings(max_examples=examples(300))
@given(VERSIONED)
def test_looking_only_at_the_loud_parts_finds_all_that_is_unchecked(case: tuple[str, Any]) -> None:
    version, (declared, example, _) = case
    node = getattr(contract(version, declared, example)[0].response_plan().body.comparison, "node", None)
    if node is None:  # a null body has nothing to compare
        return

    def notes(node: Node, value: Any) -> int:
        expansion = node.expand(value)
        return len(expansion.notes) + sum(notes(child.nodes[0], child.actual) for child in expansion.children)

    def looked(node: Any, value: Any) -> int:
        expansion = node.look(value)
        return len(expansion.notes) + sum(looked(child.nodes[0], child.actual) for child in expansion.children)

    if node.ok(node.example):
        assert looked(node, node.example) == notes(node, node.example)


@settings(max_examples=examples(300))
@given(VALUES)
def test_json_text_and_back_is_the_same_value(value: Any) -> None:
    once = parse_json(json_text(value))
    assert json_equal(parse_json(json_text(once)), once)


SCRIPT = """
import json, sys
import contractlab as cl
contract = cl.load(sys.argv[1].encode())
result = contract[0].check_response(cl.HttpResponse(200, {"Content-Type": "application/json"}, sys.argv[2].encode()))
print(json.dumps([result.verdict, [[one.path, one.code, one.message] for one in result.mismatches],
                  [one.message for one in result.unchecked], contract[0].key]))
"""


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_every_process_says_the_same_in_the_same_order(version: str) -> None:
    rules = {
        "$.items[*].*": {"matchers": [{"match": "type"}]},
        "$.items[*].id": {"matchers": [{"match": "integer"}, {"match": "regex", "regex": r"\d"}]},
        "$.map": {"matchers": [{"match": "values"}, {"match": "type", "min": 3}]},
    }
    example = {"items": [{"id": 1, "name": "a", "zip": "x"}], "map": {"k": 1}, "last": [1, 2]}
    actual = {"items": [{"id": "q", "name": 3}, {"id": 77}], "map": {"z": "t", "b": {}}, "last": [2]}
    made = contract(version, rules, example)
    outputs = set()
    for seed in ("0", "1", "4242"):
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT, made.source.data.decode(), json.dumps(actual)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(ran.stdout)
    assert len(outputs) == 1
    assert json.loads(outputs.pop())[0] == "failed"
