"""Content of plugins gets the verdict error, never passed."""

from __future__ import annotations

from typing import Any

import pytest

import contractlab as cl


def contract(kind: str, **interaction: Any) -> cl.Contract:
    response = {"status": 200, "body": {"content": "AA==", "contentType": kind, "encoded": "base64"}}
    listed = [{"type": "Synchronous/HTTP", "description": "d", "request": {}, "response": response, **interaction}]
    metadata = {"pactSpecification": {"version": "4.0"}, "plugins": [{"name": "csv", "version": "0.0.1"}]}
    return cl.load({"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": listed, "metadata": metadata})


@pytest.mark.parametrize("kind", ["text/csv", "application/protobuf", "application/octet-stream"])
def test_content_that_a_plugin_compares(kind: str) -> None:
    result = contract(kind)[0].check_response(cl.HttpResponse(200, {"Content-Type": kind}, b"\0"))
    assert result.verdict == "error"
    assert result.reason is not None
    assert result.reason.startswith("needs plugin csv: ")
    assert kind in result.reason


def test_the_interaction_names_its_own_plugins() -> None:
    example = contract("text/csv", pluginConfiguration={"protobuf": {"service": "X"}})[0]
    result = example.check_response(cl.HttpResponse(200, {"Content-Type": "text/csv"}, b"\0"))
    assert str(result.reason).startswith("needs plugin protobuf: ")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_what_the_core_compares_needs_no_plugin(kind: str) -> None:
    result = contract(kind)[0].check_response(cl.HttpResponse(200, {"Content-Type": kind}, b"\0"))
    assert result.verdict == "passed"


def dead_rules(kind: str, *paths: str, part: str = "response", content: Any = None) -> list[str]:
    rules = {"body": {path: {"matchers": [{"match": "type"}]} for path in paths}}
    body: dict[str, Any] = {"content": "AA==", "contentType": kind, "encoded": "base64"}
    if content is not None:
        body |= {"content": content, "encoded": False}
    sides: dict[str, Any] = {"request": {}, "response": {"status": 200}}
    sides[part] |= {"body": body, "matchingRules": rules}
    listed = [{"type": "Synchronous/HTTP", "description": "d", **sides}]
    metadata = {"pactSpecification": {"version": "4.0"}, "plugins": [{"name": "any", "version": "1"}]}
    loaded = cl.load(
        {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": listed, "metadata": metadata}
    )
    return [problem.code for problem in loaded.problems if problem.code == "dead-rule"]


@pytest.mark.parametrize("part", ["request", "response"])
@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("text/csv", "column:1"),
        ("text/csv", "column:name"),
        ("text/event-stream", "data.*"),
        ("application/protobuf;message=.x.Y", "$.rectangle.width"),
        ("application/grpc", "$"),
        ("application/vnd.own+thing", "$.a[0].b"),
    ],
)
def test_rules_of_a_plugins_content_are_not_dead(kind: str, path: str, part: str) -> None:
    assert dead_rules(kind, path, part=part) == []


def test_rules_that_no_plugin_takes_are_dead_as_ever() -> None:
    assert dead_rules("application/json", "$.gone", content={"a": 1}) == ["dead-rule"]
    assert dead_rules("application/json", "$.a", content={"a": 1}) == []


def test_rules_of_a_plugins_messages_are_not_dead() -> None:
    contents = {"content": "AA==", "contentType": "application/protobuf", "encoded": "base64"}
    rules = {"body": {"$.name.given": {"matchers": [{"match": "notEmpty"}]}}}
    message = {"contents": contents, "matchingRules": rules, "metadata": {"contentType": "application/protobuf"}}
    kinds: list[dict[str, Any]] = [
        {"type": "Asynchronous/Messages", "description": "a", **message},
        {"type": "Synchronous/Messages", "description": "s", "request": message, "response": [message]},
    ]
    configured = [{**kind, "pluginConfiguration": {"protobuf": {}}} for kind in kinds]
    metadata = {"pactSpecification": {"version": "4.0"}}
    loaded = cl.load(
        {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": configured, "metadata": metadata}
    )
    assert [problem.code for problem in loaded.problems if problem.code == "dead-rule"] == []


def test_rules_of_a_plugins_content_are_not_called_dead() -> None:
    rules = {"matchingRules": {"body": {"column:1": {"matchers": [{"match": "number"}]}}}}
    response = {"status": 200, "body": {"content": "1,a", "contentType": "text/csv", "encoded": False}, **rules}
    assert [problem.code for problem in contract("text/csv", response=response).problems] == []
    plain = {**response, "body": {"content": "1,a", "contentType": "text/plain", "encoded": False}}
    assert [problem.code for problem in contract("text/csv", response=plain).problems] == ["dead-rule"]
