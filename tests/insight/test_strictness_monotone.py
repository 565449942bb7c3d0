"""What `cl.compare` calls more lets no wrong answer through that was stopped before, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from case_contracts import document, example, matcher, request, response, shaped
from case_contracts import load as load_case
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import JSON, TYPE, contract_of, http, matchers

import contractlab as cl
from contractlab.editing.probing import Side
from contractlab.editing.wrong_answers import Mutant
from contractlab.insight.judged import Field

BODY = {"id": 7, "since": "2020-01-31", "tags": ["a", "b"], "in": {"city": "London"}, "ok": True}

NULL_TOO = {"combine": "OR", "matchers": [{"match": "null"}, TYPE]}
ANY_OF: list[Any] = [TYPE, NULL_TOO, {"match": "regex", "regex": r"\d{4}-\d\d-\d\d|7|true|London"}]
FITTING: dict[str, list[Any]] = {
    "$": [TYPE],
    "$.id": [*ANY_OF, {"match": "number"}, {"match": "integer"}],
    "$.since": [*ANY_OF, {"match": "date", "date": "yyyy-MM-dd"}, {"match": "regex", "regex": ".+"}],
    "$.tags": [TYPE, {"match": "type", "min": 1}, {"match": "type", "min": 1, "max": 2}, NULL_TOO],
    "$.tags[*]": [TYPE, {"match": "regex", "regex": "a|b"}, {"match": "regex", "regex": ".+"}],
    "$.in": [TYPE, {"match": "notEmpty"}],
    "$.in.city": [*ANY_OF, {"match": "notEmpty"}],
    "$.ok": [*ANY_OF, {"match": "boolean"}],
}
"""Rules that take what the example has there."""

TEXT_RULES = [TYPE, {"match": "regex", "regex": "x|y"}, {"match": "regex", "regex": ".+"}]


@st.composite
def body_rules(draw: st.DrawFn, most: int = 3) -> dict[str, Any]:
    paths = draw(st.lists(st.sampled_from(sorted(FITTING)), max_size=most, unique=True))
    return matchers({path: draw(st.sampled_from(FITTING[path])) for path in paths})


@st.composite
def http_contracts(draw: st.DrawFn) -> cl.Contract:
    rules: dict[str, Any] = {"body": draw(body_rules())}
    header = draw(st.sampled_from([None, *TEXT_RULES]))
    status = draw(st.sampled_from([None, {"match": "statusCode", "status": "success"}]))
    rules |= {} if header is None else {"header": matchers({"X-Kind": header})}
    rules |= {} if status is None else {"status": {"matchers": [status]}}
    body = {"content": BODY, "contentType": "application/json"}
    headers = {**JSON, **({"X-Kind": "x"} if header is not None or draw(st.booleans()) else {})}
    answer = {"status": 200, "headers": headers, "body": body, "matchingRules": rules}
    return contract_of(http("a customer", response=answer), version="4.0")


@st.composite
def message_contracts(draw: st.DrawFn) -> cl.Contract:
    rules: dict[str, Any] = {"body": draw(body_rules(2))}
    declared = draw(st.sampled_from([None, *TEXT_RULES]))
    rules |= {} if declared is None else {"metadata": matchers({"kind": declared})}
    message = {
        "type": "Asynchronous/Messages", "description": "m", "matchingRules": rules,
        "contents": {"content": BODY, "contentType": "application/json"},
        "metadata": {"contentType": "application/json", "kind": "x"},
    }  # fmt: skip
    return contract_of(message, version="4.0", typed=False)


def weaker(old: cl.Contract, new: cl.Contract) -> Iterator[tuple[Field, Mutant]]:
    """Wrong answers that the old version stops, and the new one takes."""
    for field in cl.strictness(old).fields:
        example = new.examples[field.example.index]
        own = next((part for part in example.own_parts if part.name == field.side.name), None)
        for mutant in field.stopped:
            if own is None or takes(Side(own), field, mutant):
                yield field, mutant


def takes(side: Side, field: Field, mutant: Mutant) -> bool:
    if field.part in ("body", "contents"):
        if not field.values or field.values[0].tokens not in side.values:
            return False
        return side.accepts(field.values[0].tokens, mutant.value)
    return side.accepts_named((field.part, field.path.lower() if field.part == "headers" else field.path), mutant.value)


def passes_itself(contract: cl.Contract) -> bool:
    return all(own.check(own.recording).passed for example in contract.examples for own in example.own_parts)


def hold_monotone(left: cl.Contract, right: cl.Contract) -> None:
    assert passes_itself(left)
    assert passes_itself(right)
    for old, new in ((left, right), (right, left)):
        comparison = cl.compare(old, new)
        if comparison.less or comparison.other:
            continue
        passing = [(field.label, mutant.words) for field, mutant in weaker(old, new)]
        assert not passing, (comparison.sentence, passing)


@settings(max_examples=20)
@given(http_contracts(), http_contracts())
def test_what_asks_more_stops_all_that_was_stopped(left: cl.Contract, right: cl.Contract) -> None:
    hold_monotone(left, right)


@settings(max_examples=15)
@given(http_contracts(), st.data())
def test_one_rule_more_is_monotone(loose: cl.Contract, data: st.DataObject) -> None:
    """Pairs that differ in one place: most of them ask more or less, and are not passed over."""
    path = data.draw(st.sampled_from(sorted(FITTING)))
    rule = data.draw(st.sampled_from(FITTING[path]))
    written = cl.edit(loose).document
    answer = written["interactions"][0]["response"]
    body = {**answer["matchingRules"]["body"], **matchers({path: rule})}
    changed = {**answer, "matchingRules": {**answer["matchingRules"], "body": body}}
    hold_monotone(loose, cl.load({**written, "interactions": [{**written["interactions"][0], "response": changed}]}))


@settings(max_examples=15)
@given(message_contracts(), message_contracts())
def test_messages_and_their_metadata_are_monotone(left: cl.Contract, right: cl.Contract) -> None:
    hold_monotone(left, right)


CASE_VALUES = ["London", shaped("London"), matcher("StringPrefix", prefix="Lon", suffix="don")]
CASE_STATUSES = [200, matcher("HttpStatusCode", rule="2XX", example=200)]


@pytest.mark.parametrize("left", CASE_VALUES, ids=["exact", "type", "prefix"])
@pytest.mark.parametrize("right", CASE_VALUES, ids=["exact", "type", "prefix"])
@pytest.mark.parametrize("statuses", [CASE_STATUSES, CASE_STATUSES[::-1]], ids=["wider", "narrower"])
def test_matchers_inside_of_examples_are_monotone(left: Any, right: Any, statuses: list[Any]) -> None:
    pair = (left, right)
    made = [
        load_case(document(example(request(), response(status, body={"city": city, "n": 1}))))
        for status, city in zip(statuses, pair, strict=True)
    ]
    hold_monotone(*made)


def test_headers_statuses_and_metadata_are_tried() -> None:
    """The law says nothing of what no wrong answer is made of."""
    labels = {path.label for path in cl.strictness(contract_with_all()).paths}
    assert {"status", "header X-Kind", "$.id"} <= labels
    message = {
        "type": "Asynchronous/Messages", "description": "m",
        "metadata": {"contentType": "application/json", "kind": "x"},
        "contents": {"content": BODY, "contentType": "application/json"},
    }  # fmt: skip
    of_message = cl.strictness(contract_of(message, version="4.0", typed=False))
    assert of_message["metadata kind"].stopped == 3
    of_case = cl.strictness(load_case(document(example(request(), response(200, body={"city": shaped("London")})))))
    assert of_case["status"].stopped
    assert of_case["$.city"].stopped


def contract_with_all() -> cl.Contract:
    answer = {"status": 200, "headers": {**JSON, "X-Kind": "x"}, "body": BODY}
    return contract_of(http("a customer", response=answer))
