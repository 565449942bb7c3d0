"""Every kind of oddity, with its line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_contracts import JSON, TYPE, contract_of, document_of, http, matchers

import contractlab as cl

REGEX = {"match": "regex", "regex": "[a-z]+"}
INTEGER = {"match": "integer"}


def lines_of(document: dict[str, Any]) -> cl.Contract:
    return cl.load(json.dumps(document, indent=1).encode())


def summary_of(contract: cl.Contract) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.code, problem.pointer) for problem in contract.problems]


def test_a_sound_contract_has_no_problem() -> None:
    body = {"headers": JSON, "body": {"a": 1}, "matchingRules": {"body": matchers({"$.a": INTEGER})}}
    sound = http(request={"method": "POST", "path": "/", **body}, response={"status": 200, **body})
    assert contract_of(sound).problems == ()


def odd(document: dict[str, Any], **change: Any) -> dict[str, Any]:
    return {**document, **change}


PLAIN = document_of(http())
V4 = document_of(http(type="Synchronous/HTTP"), version="4.0")
PART = "/interactions/0/response"
RULES = f"{PART}/matchingRules"


def part(**response: Any) -> dict[str, Any]:
    return document_of(http(response=response))


def body(example: Any, rules: Any, version: str = "3.0") -> dict[str, Any]:
    wrapped = {"content": example, "contentType": "application/json"} if version == "4.0" else example
    response = {"headers": JSON, "body": wrapped, "matchingRules": {"body": matchers(rules)}}
    kind = {"type": "Synchronous/HTTP"} if version == "4.0" else {}
    return document_of(http(response=response, **kind), version=version)


CASES: list[tuple[dict[str, Any], str, str, str, str]] = [
    # the document; severity, code, pointer, words
    (odd(PLAIN, consumer={}), "warning", "no-name", "/consumer", "the consumer has no name"),
    (odd(PLAIN, metadata={}), "warning", "no-version", "/metadata", "it is read as V3"),
    (odd(PLAIN, messages=[]), "error", "mixed-kinds", "/messages", "interactions or messages, not both"),
    (odd(PLAIN, interactions=[]), "error", "no-examples", "", "nothing to check"),
    (odd(PLAIN, consmer=1), "warning", "unknown-field", "/consmer", "did you mean 'consumer'?"),
    (odd(PLAIN, zzz=1), "info", "unknown-field", "/zzz", "unknown here and is ignored"),
    (document_of(http(respons={})), "warning", "unknown-field", "/interactions/0/respons", "did you mean 'response'?"),
    (part(statuss=1), "warning", "unknown-field", f"{PART}/statuss", "did you mean 'status'?"),
    (document_of({"description": "d", "request": {}}), "warning", "no-response", "/interactions/0", "no response"),
    (document_of({"description": "d", "response": {}}), "warning", "no-request", "/interactions/0", "no request"),
    (document_of(http("")), "warning", "no-description", "/interactions/0", "no description"),
    (part(status="200"), "error", "bad-status", f"{PART}/status", "200 is assumed"),
    (document_of(http(), version="4.0", typed=False), "error", "no-type", "/interactions/0", "needs a 'type'"),
    (document_of(http(pending=True)), "warning", "ignored-pending", "/interactions/0/pending", "counts since V4 alone"),
    (
        document_of(http(type="X"), version="4.0"),
        "error", "unknown-type", "/interactions/0/type", "type 'X' is unknown",
    ),
    (
        document_of(http(type="Synchronous/HTTP", response={"body": "x"}), version="4.0"),
        "warning", "bare-body", f"{PART}/body", "taken as plain text",
    ),
    (
        document_of(http(type="Synchronous/HTTP", response={"body": {"contentType": "a/b"}}), version="4.0"),
        "warning", "no-content", f"{PART}/body", "no body is expected and anything passes",
    ),
    (
        document_of(http(type="Synchronous/HTTP", response={"body": {"contents": 1}}), version="4.0"),
        "warning", "no-content", f"{PART}/body", "the whole object is taken for it",
    ),
    (
        document_of({"type": "Asynchronous/Messages", "description": "m", "contents": {"content": 1},
                     "matchingRules": {"contents": {}}}, version="4.0"),
        "error", "unused-category", "/interactions/0/matchingRules/contents", "the category of a message is 'body'",
    ),
    (
        document_of(*(http(name, type="Synchronous/HTTP", key="k") for name in "ab"), version="4.0"),
        "warning", "duplicate-key", "/interactions/1/key", "the key 'k' belongs to 'a' already",
    ),
    (
        document_of(http("a"), http("b")),
        "warning", "same-request", "/interactions/1", "asks the same as 'a' in the same states",
    ),
    (
        document_of(http(request={"matchingRules": {"body": {"$..": {}}}})),
        "error", "unreadable-request", "/interactions/0/request/matchingRules/body/$..", "path expression",
    ),
    # rules
    (
        body({"a": 1}, {"$.a": {"match": "frob"}}),
        "error", "unknown-matcher", f"{RULES}/body/$.a/matchers/0", "'frob' is unknown",
    ),
    (
        body({"a": "1.0.0"}, {"$.a": {"match": "semver"}}),
        "warning", "newer-rule", f"{RULES}/body/$.a/matchers/0", "semver came with V4, and the file says V3.0",
    ),
    (
        body({"a": "x"}, {"$.a": {"match": "regex", "regex": "("}}),
        "error", "invalid-regex", f"{RULES}/body/$.a/matchers/0", "every value fails it",
    ),
    (
        body({"a": "x"}, {"$.a": {"match": "regex", "regex": ".*"}}),
        "info", "accepts-anything", f"{RULES}/body/$.a/matchers/0", "accepts any line of text",
    ),
    (
        body({"a": "x"}, {"$.a": {"match": "include", "value": ""}}),
        "warning", "accepts-anything", f"{RULES}/body/$.a/matchers/0", "includes the empty text",
    ),
    (
        body({"a": "x"}, {"$.a": {"match": "date", "format": "2020"}}),
        "error", "invalid-format", f"{RULES}/body/$.a/matchers/0", "the pattern cannot be read",
    ),
    (
        body({"a": {"b": 1}}, {"$.a": {"match": "eachValue", "rules": []}}, "4.0"),
        "error", "no-rules", f"{RULES}/body/$.a/matchers/0", "eachValue without rules",
    ),
    (body({"a": 1}, {"$.z": TYPE}), "warning", "dead-rule", f"{RULES}/body/$.z", "no value of the example is at $.z"),
    (
        body({"a": 1}, {"$.*": TYPE, "$.a": INTEGER}),
        "warning", "beaten-rule", f"{RULES}/body/$.*", "$.a is more exact wherever it applies",
    ),
    (
        body({"a": {"b": "x"}}, {"$.a.*": TYPE, "$.*.b": REGEX}),
        "error", "tied-rules", f"{RULES}/body/$.a.*", "the same weight as the one at $.*.b",
    ),
    (
        part(headers={"X": "1"}, matchingRules={"header": matchers({"Y": TYPE})}),
        "warning", "dead-rule", f"{RULES}/header/Y", "the example has no header 'Y'",
    ),
    (
        document_of(http(request={"query": "a=1", "matchingRules": {"query": matchers({"b": TYPE})}})),
        "warning", "dead-rule", "/interactions/0/request/matchingRules/query/b", "the example has no parameter 'b'",
    ),
    (
        part(headers={"X": "1"}, matchingRules={"header": matchers({"X": TYPE, "x": REGEX})}),
        "error", "tied-rules", f"{RULES}/header/X", "the same weight as the one at x",
    ),
    (
        part(matchingRules={"body": matchers({"$.a": TYPE})}),
        "warning", "dead-rule", f"{RULES}/body/$.a", "the example has no body",
    ),
    # examples that fail their own rules
    (
        body({"a": "12"}, {"$.a": REGEX}),
        "error", "example-fails", f"{RULES}/body/$.a/matchers/0",
        "the response example does not match the contract's own rules. $.a: expected text matching [a-z]+",
    ),
    (
        document_of(http(request={"path": "/a", "matchingRules": {"path": {"matchers": [REGEX]}}})),
        "error", "example-fails", "/interactions/0/request/matchingRules/path/matchers/0",
        "the request example does not match",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("document", "severity", "code", "pointer", "words"), CASES)
def test_an_oddity_is_told_with_its_place(
    document: dict[str, Any], severity: str, code: str, pointer: str, words: str
) -> None:
    contract = lines_of(document)
    fitting = [problem for problem in contract.problems if (problem.code, problem.pointer) == (code, pointer)]
    assert len(fitting) == 1, summary_of(contract)
    problem = fitting[0]
    assert problem.severity == severity
    assert words in problem.message
    # The line is the one on which the last step of the pointer is written, or its nearest parent.
    assert problem.line == contract.source.line(pointer)
    step = pointer.rpartition("/")[2]
    if step and not step.isdigit() and problem.line and problem.line > 1:
        assert f'"{step}"' in contract.source.data.decode().splitlines()[problem.line - 1]
    assert str(problem).startswith(f"<bytes>:{problem.line}: {severity}: ")


def test_problems_come_worst_first_and_then_in_file_order() -> None:
    contract = lines_of(
        document_of(
            http("a", zzz=1, response={"status": "x"}),
            http("b", respons=1, request={"path": "/b"}, response={"headers": {}, "statuss": 1, "status": "y"}),
        )
    )
    problems = contract.problems
    assert [problem.severity for problem in problems] == ["error", "error", "warning", "warning", "info"]
    assert [problem.line for problem in problems if problem.severity == "error"] == sorted(
        problem.line or 0 for problem in problems if problem.severity == "error"
    )


def test_problems_of_an_example_name_it() -> None:
    contract = cl.load(body({"a": "1"}, {"$.a": REGEX}))
    assert [problem.example for problem in contract.problems] == [contract[0].key]


@pytest.mark.parametrize("field", ["_id", "_anything", "x-mine", "createdAt", "_links"])
def test_fields_of_brokers_and_extensions_are_no_oddity(field: str) -> None:
    assert contract_of(http(), **{field: 1}).problems == ()


def test_the_same_request_in_other_states_is_no_oddity() -> None:
    assert contract_of(http("a", states=["one"]), http("b", states=["two"])).problems == ()
    assert contract_of(http("a", states={"s": {"x": 1}}), http("b", states={"s": {"x": 2}})).problems == ()


def test_two_paths_that_say_the_same_do_not_tie() -> None:
    contract = cl.load(body({"a": {"b": 1}}, {"$.a.*": TYPE, "$.*.b": TYPE}))
    assert "tied-rules" not in {problem.code for problem in contract.problems}


def test_what_a_contract_says_cannot_hide_in_a_problem() -> None:
    contract = contract_of(http("a\u202eb", **{"x\u202ey": 1}), http("a\u202eb"))
    assert contract.problems
    assert not any("\u202e" in problem.message for problem in contract.problems)
