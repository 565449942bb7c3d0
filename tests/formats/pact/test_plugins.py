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


def test_rules_of_a_plugins_content_are_not_called_dead() -> None:
    rules = {"matchingRules": {"body": {"column:1": {"matchers": [{"match": "number"}]}}}}
    response = {"status": 200, "body": {"content": "1,a", "contentType": "text/csv", "encoded": False}, **rules}
    assert [problem.code for problem in contract("text/csv", response=response).problems] == []
    plain = {**response, "body": {"content": "1,a", "contentType": "text/plain", "encoded": False}}
    assert [problem.code for problem in contract("text/csv", response=plain).problems] == ["dead-rule"]
