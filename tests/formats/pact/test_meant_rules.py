"""A rule that does not reach the value that it was meant for is named where the value is refused, and by lint."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import JSON, TYPE, contract_of, http, judge, matchers, one_request, one_response

import contractlab as cl
from contractlab.contracts.contract import Example
from contractlab.engine.paths import parse_path
from contractlab.formats.pact.matching.near_paths import cheapest_way
from contractlab.formats.pact.write_rules import rule_path
from contractlab.values.mismatch import Star
from contractlab.views.junit import junit_xml

XML = {"Content-Type": "application/xml"}


def v2_example(body: Any, path: str) -> Example:
    response = {"headers": JSON, "body": body, "matchingRules": {path: TYPE}}
    return contract_of(http(response=response), version="2.0")[0]


def problems(example: Example, code: str = "dead-rule") -> list[str]:
    return [problem.message for problem in example.contract.problems if problem.code == code]


@pytest.mark.parametrize(
    ("example", "path", "actual", "spelling"),
    [
        ({"@odata.context": "a"}, "$.@odata.context", {"@odata.context": "b"}, "$['@odata.context']"),
        ({"uri:data": "a"}, "$.uri.data", {"uri:data": "b"}, "$['uri:data']"),
        ({"x.y.z": "a"}, "$.x.y.z", {"x.y.z": "b"}, "$['x.y.z']"),
        ({"$ref": "a"}, "$.ref", {"$ref": "b"}, "$['$ref']"),
        ([{"first name": "a"}], "$[*].firstname", [{"first name": "b"}], "$[*]['first name']"),
        ({"a": {"b": "x"}}, "$['a.b']", {"a": {"b": "y"}}, "$.a.b"),
        ({"userName": "a"}, "$.username", {"userName": "b"}, "$.userName"),
        ({"userName": "a"}, "$.user_name", {"userName": "b"}, "$.userName"),
        ({"items": [{"id": 1}]}, "$.items.id", {"items": [{"id": 2}]}, "$.items[*].id"),
        ([{"id": 1}], "$.id", [{"id": 2}], "$[*].id"),
        ({"item": {"id": 1}}, "$.item[0].id", {"item": {"id": 2}}, "$.item.id"),
        ({"by": {"k": {"id": 1}}}, "$.by[*].id", {"by": {"k": {"id": 2}}}, "$.by.*.id"),
        ({"name": "a"}, "$.body.name", {"name": "b"}, "$.name"),
        ({"list": ["a"]}, "$.List", {"list": ["a", "b"]}, "$.list"),
        ({"Name": "a"}, "$.name", {}, "$.Name"),
    ],
)
def test_a_dead_rule_is_named_with_the_spelling_that_reaches_the_value(
    example: Any, path: str, actual: Any, spelling: str
) -> None:
    result = judge(example, {path: TYPE}, actual)
    (mismatch,) = result.mismatches
    assert mismatch.message.endswith(f" The rule {path} (line 1) was meant for it and is dead; write {spelling}.")
    assert f"; write {spelling} if that is what is meant" in problems(result.example)[0]
    assert judge(example, {spelling: TYPE}, actual).mismatches != result.mismatches


@pytest.mark.parametrize(
    ("example", "path", "actual", "spelling"),
    [
        ({"address": "a"}, "$.adress", {"address": "b"}, "$.address"),
        ({"data": {"name": "a"}}, "$.name", {"data": {"name": "b"}}, "$.data.name"),
    ],
)
def test_a_guess_is_told_as_one(example: Any, path: str, actual: Any, spelling: str) -> None:
    (mismatch,) = judge(example, {path: TYPE}, actual).mismatches
    assert mismatch.message.endswith(f"may be meant for it and is dead; write {spelling}.")


@pytest.mark.parametrize(
    ("document", "path", "actual", "spelling"),
    [
        ('<r xmlns:h="urn:x"><h:d>a</h:d></r>', "$.r.h:d.#text", '<r xmlns:h="urn:x"><h:d>b</h:d></r>',
         "$.r['urn:x:d']['#text']"),
        ('<r xmlns:h="urn:x"><h:d>a</h:d></r>', "$.r.d.#text", '<r xmlns:k="urn:x"><k:d>b</k:d></r>',
         "$.r['urn:x:d']['#text']"),
        ('<r xmlns="urn:x"><d>a</d></r>', "$.r.d", '<r xmlns="urn:x"><d>b</d></r>', "$['urn:x:r']['urn:x:d']"),
        ('<r xmlns:h="urn:x" h:id="1"/>', "$.r.@h:id", '<r xmlns:h="urn:x" h:id="2"/>', "$.r['@urn:x:id']"),
        ("<r><d>a</d></r>", "$.r.D.#text", "<r><d>b</d></r>", "$.r.d['#text']"),
    ],
)  # fmt: skip
def test_prefixes_of_xml(document: str, path: str, actual: str, spelling: str) -> None:
    def made(rule: str) -> Example:
        return one_response({"headers": XML, "body": document, "matchingRules": {"body": matchers({rule: TYPE})}})

    result = made(path).check_response(cl.HttpResponse(200, XML, actual.encode()))
    (mismatch,) = result.mismatches
    assert mismatch.message.endswith(f"was meant for it and is dead; write {spelling}.")
    assert f"; write {spelling} if" in problems(made(path))[0]
    assert made(spelling).check_response(cl.HttpResponse(200, XML, actual.encode())).passed


def test_a_path_of_v2_keeps_its_part() -> None:
    made = v2_example({"user": {"Name": "a"}}, "$.body.user.name")
    (mismatch,) = made.check_response(cl.HttpResponse(200, json={"user": {"Name": "b"}})).mismatches
    assert mismatch.message.endswith(
        "The rule $.body.user.name (line 1) was meant for it and is dead; write $.body.user.Name."
    )


def test_a_path_of_v2_without_its_part() -> None:
    made = v2_example({"user": {"name": "a"}}, "$.user.name")
    (mismatch,) = made.check_response(cl.HttpResponse(200, json={"user": {"name": "b"}})).mismatches
    assert mismatch.message.endswith("$.user.name (line 1) was meant for it and is dead; write $.body.user.name.")
    assert problems(made) == [
        "the rule is dead: no value of the example is at $.user.name; write $.body.user.name if that is what is meant"
    ]


def test_a_path_of_v2_that_names_no_part_judges_everything() -> None:
    made = v2_example({"name": "a", "age": 1}, "$.name")
    result = made.check_response(cl.HttpResponse(200, json={"name": 1, "age": 2}))
    (mismatch,) = result.mismatches
    assert mismatch.message == (
        '$.name: expected a string like "a", got the number 1. '
        "The rule $.name (line 1) names no part, so it judges every value; write $.body.name."
    )
    assert problems(made, "rule-everywhere") == [
        "$.name names no part, so the rule judges every value of the body; write $.body.name if that is what is meant"
    ]


def test_a_rule_for_one_item() -> None:
    (mismatch,) = judge({"l": [{"id": 1}, {"id": 2}]}, {"$.l[0].id": TYPE}, {"l": [{"id": 3}, {"id": 4}]}).mismatches
    assert mismatch.message.endswith("The rule $.l[0].id (line 1) is for one item alone; write $.l[*].id.")


@pytest.mark.parametrize(
    ("example", "rules", "actual"),
    [
        ({"a": 1, "b": "x"}, {"$.a": TYPE}, {"a": 1, "b": "y"}),
        ({"first": {"n": 1}, "second": {"n": 2}}, {"$.first.n": TYPE}, {"first": {"n": 1}, "second": {"n": 3}}),
        ({"total": 1}, {"$.lines[*].sku": TYPE}, {"total": 2}),
        ({"it's": "a"}, {"$.its": TYPE}, {"it's": "b"}),
        ({"a": "x"}, {"$.a": {"match": "integer"}, "$.A": TYPE}, {"a": "y"}),
    ],
)
def test_rules_that_have_nothing_to_do_with_the_value_stay_quiet(example: Any, rules: Any, actual: Any) -> None:
    (mismatch,) = judge(example, rules, actual).mismatches
    assert "meant" not in mismatch.facts


def test_a_free_key_is_not_repeated() -> None:
    rules = {"$.by": {"match": "values"}, "$.by[*].id": TYPE}
    (mismatch,) = judge({"by": {"k": {"id": "x"}}}, rules, {"by": {"s3cret": {"id": "y"}}}).mismatches
    assert mismatch.facts["meant"]["spelling"] == "$.by.*.id"


def test_what_only_the_recording_has_is_no_place_of_a_rule() -> None:
    (mismatch,) = judge({"a": 1}, {"$.nickName": TYPE}, {"a": 1, "nickname": "x"}, strict=True).mismatches
    assert (mismatch.code, "meant" in mismatch.facts) == ("extra-key", False)


def test_headers_parameters_and_metadata() -> None:
    rules = {"header": matchers({"x_request_id": TYPE})}
    named = one_response({"headers": {"X-Request-Id": "1"}, "matchingRules": rules})
    (mismatch,) = named.check_response(cl.HttpResponse(200, {"X-Request-Id": "2"})).mismatches
    assert mismatch.message.endswith("The rule x_request_id (line 1) was meant for it and is dead; write X-Request-Id.")
    assert problems(named) == [
        "the rule is dead: the example has no header 'x_request_id'; write X-Request-Id if that is what is meant"
    ]
    asked = one_request({"query": {"id": ["1"]}, "matchingRules": {"query": matchers({"$.id": TYPE})}})
    (mismatch,) = asked.check_request(cl.HttpRequest("GET", "/", query="id=2")).mismatches
    assert mismatch.message.endswith("The rule $.id (line 1) was meant for it and is dead; write id.")


def test_a_star_that_is_taken_for_free_keys() -> None:
    made = v2_example({"documents": {"/a/c5682f": {"name": "x"}}}, "$.body.documents.*")
    (mismatch,) = made.check_response(cl.HttpResponse(200, json={"documents": {"/a/zzz": {"name": "y"}}})).mismatches
    assert mismatch.message == (
        "$.documents['/a/c5682f']: expected an object, but the key is "
        "missing. Nearest key: /a/zzz. The rule $.documents.* "
        "judges values; nothing frees the keys. The matcher values at $.documents frees them, from Pact V3 on."
    )
    freed = judge({"d": {"k": {"n": "x"}}}, {"$.d": {"match": "values"}, "$.d.*.n": TYPE}, {"d": {"z": {"n": "y"}}})
    assert freed.passed


def test_a_key_beside_others_that_have_rules_of_their_own_is_no_dictionary() -> None:
    (mismatch,) = judge({"a": "x", "b": 1}, {"$.*": TYPE, "$.b": {"match": "integer"}}, {"b": 2}).mismatches
    assert "frees" not in mismatch.message


def test_every_output_names_the_rule_that_was_meant() -> None:
    made = judge({"@odata.context": "a"}, {"$.@odata.context": TYPE}, {"@odata.context": "a"}).example
    request = cl.HttpRequest("POST", "/", json={"@odata.context": "a"})
    run = cl.verify([made.contract], [cl.Capture(request, cl.HttpResponse(200, json={"@odata.context": "b"}))])
    bundle = run.results[0]._repr_mimebundle_()
    texts = [bundle["text/plain"], bundle["text/html"], bundle["text/markdown"], junit_xml(run), run.causes[0].message]
    for text in texts:
        assert "was meant for it and is dead" in " ".join(text.split())
        assert "@odata.context" in text.replace("&#x27;", "'")


KEYS = st.sampled_from(["a", "userName", "b c", "x.y", "@id", "uri:data", "n-1", "ä"])
PLACES = st.lists(st.one_of(KEYS, st.just(0)), min_size=1, max_size=5).map(tuple)


@given(PLACES)
def test_a_path_that_reaches_a_place_costs_nothing(place: tuple[Any, ...]) -> None:
    way = cheapest_way(parse_path(rule_path(place))[1:], place)
    assert (way.cost, way.steps) == (0, place)


@given(PLACES)
def test_a_way_ends_at_its_place(place: tuple[Any, ...]) -> None:
    shouted = rule_path(tuple(step.upper() if isinstance(step, str) else step for step in place))
    way = cheapest_way(parse_path(shouted)[1:], place)
    assert 0 <= way.cost <= len(place)
    assert len(way.steps) == len(place)
    assert all(isinstance(written, Star) or written == step for written, step in zip(way.steps, place, strict=True))
