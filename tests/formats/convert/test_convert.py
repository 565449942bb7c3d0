"""Conversion: what is said by other words, what is lost, and where the original said it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from case_contracts import (
    CALLER_READS,
    SERVER_READS,
    document,
    example,
    load,
    matcher,
    named,
    request,
    response,
    shaped,
    users,
)

import contractlab as cl


def pact(version: str, *interactions: dict[str, Any], messages: Any = None) -> cl.Contract:
    made = {
        "consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": version}, "client": {"x": 1}},
    }  # fmt: skip
    return cl.load(json.dumps(made if messages is None else {**made, "messages": messages}).encode())


def v4(body: Any = None, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {"status": 200, **more.pop("response", {})}
    if body is not None:
        answer["body"] = {"content": body, "contentType": "application/json", "encoded": False}
    return {
        "type": "Synchronous/HTTP", "description": "it", "request": {"method": "GET", "path": "/x"}, "response": answer,
        **more,
    }  # fmt: skip


def rules(path: str, *matchers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"matchingRules": {"body": {path: {"matchers": list(matchers), **more}}}}


def codes(contract: cl.Contract) -> list[str]:
    return [problem.code for problem in contract.lost]


def test_an_old_file_becomes_a_new_one() -> None:
    old = pact("2.0.0", {
        "description": "it", "providerState": "up",
        "request": {"method": "get", "path": "/x", "query": "a=1&a=2&b=%20"},
        "response": {
            "status": 200, "headers": {"Content-Type": "application/json"}, "body": {"n": [1]},
            "matchingRules": {"$.body.n": {"min": 1, "match": "type"}},
        },
    })  # fmt: skip
    new = cl.convert(old, spec_version="4.0")
    interaction = new.document["interactions"][0]
    assert new.lost == ()
    assert (new.spec_version, new.path) == ("4.0", None)
    assert interaction["type"] == "Synchronous/HTTP"
    assert interaction["providerStates"] == [{"name": "up"}]
    assert interaction["request"]["query"] == {"a": ["1", "2"], "b": [" "]}
    assert interaction["response"]["body"] == {
        "content": {"n": [1]},
        "contentType": "application/json",
        "encoded": False,
    }
    assert interaction["response"]["matchingRules"]["body"]["$.n"]["matchers"] == [{"min": 1, "match": "type"}]
    assert new.document["metadata"]["client"] == {"x": 1}
    assert [old_one.key for old_one in old] == [new_one.key for new_one in new]


def test_what_v3_cannot_say_is_listed_with_its_place() -> None:
    old = pact("4.0", v4({"v": "1.2.3", "l": [1]}, pending=True, key="k1", response={
        "matchingRules": {
            "body": {
                "$.v": {"matchers": [{"match": "semver"}]},
                "$.l": {"matchers": [{"match": "arrayContains", "variants": []}]},
            },
            "status": {"matchers": [{"match": "statusCode", "status": "success"}]},
        },
    }))  # fmt: skip
    new = cl.convert(old, spec_version="3.0")
    codes = {problem.code for problem in new.lost}
    assert {"pending-lost", "key-lost", "approximated", "rule-lost"} <= codes
    assert all(problem.pointer.startswith("/interactions/0") and problem.line for problem in new.lost)
    answer = new.document["interactions"][0]["response"]
    assert answer["matchingRules"]["body"]["$.v"]["matchers"][0]["match"] == "regex"
    assert "status" not in answer["matchingRules"]
    assert [problem.severity for problem in new.lost] == sorted(
        (problem.severity for problem in new.lost), key="error warning info".split().index
    )


def test_several_rules_states_and_generators_are_too_much_for_v2() -> None:
    interaction = v4(
        {"a": "x"},
        providerStates=[{"name": "one", "params": {"p": 1}}, {"name": "two"}],
        response={
            **rules("$.a", {"match": "type"}, {"match": "regex", "regex": "x"}),
            "generators": {"body": {"$.a": {"type": "RandomString"}}},
        },
    )
    new = cl.convert(pact("4.0", interaction), spec_version="2.0")
    assert {"several-rules", "states-lost", "generators-lost"} <= set(codes(new))
    assert new.document["interactions"][0]["response"]["matchingRules"] == {"$.body.a": {"match": "type"}}


def test_examples_that_a_version_does_not_have() -> None:
    message = {
        "type": "Asynchronous/Messages",
        "description": "m",
        "contents": {"content": {"a": 1}, "contentType": "application/json"},
    }
    sync = {"type": "Synchronous/Messages", "description": "s", "request": {}, "response": []}
    old = pact("4.0", v4({}), message, sync, {"type": "Other", "description": "o"})
    assert codes(cl.convert(old, spec_version="3.0")).count("example-lost") == 2
    older = cl.convert(old, spec_version="2.0")
    assert codes(older).count("example-lost") == 3
    assert len(older) == 1
    three = cl.convert(old, spec_version="3.0")
    assert three.document["messages"][0]["contents"] == {"a": 1}
    back = cl.convert(three, spec_version="4.0")
    assert [example.kind for example in back] == ["http", "message"]


def test_binary_bodies_stay() -> None:
    interaction = v4(response={
        "headers": {"Content-Type": "image/png"},
        "body": {"content": "iVBORw==", "contentType": "image/png", "encoded": "base64"},
    })  # fmt: skip
    new = cl.convert(pact("4.0", interaction), spec_version="3.0")
    assert new.examples[0].response.body.data == b"\x89PNG"
    again = cl.convert(new, spec_version="4.0")
    assert again.examples[0].response.body.data == b"\x89PNG"


def test_a_pact_becomes_a_contractcase_contract() -> None:
    interaction = v4(
        {"id": 1, "name": "Ada", "tags": ["a"], "code": "AB"},
        providerStates=[{"name": "up"}],
        response={
            "matchingRules": {
                "body": {
                    "$.name": {"matchers": [{"match": "type"}]},
                    "$.tags": {"matchers": [{"match": "type", "min": 1}]},
                    "$.code": {"matchers": [{"match": "regex", "regex": "[A-Z]+"}]},
                },
                "status": {"matchers": [{"match": "statusCode", "status": "success"}]},
            },
        },
    )
    new = cl.convert(pact("4.0", interaction), "contractcase")
    made = new.examples[0]
    assert (new.format, made.description) == ("contractcase", "When up, then it the response to it")
    assert [problem.code for problem in new.problems] == []
    assert new.recorded_hash == new.content_hash
    good = {"id": 1, "name": "x", "tags": ["b", "c"], "code": "anything"}
    assert made.check_response(cl.HttpResponse(204, json=good)).passed
    for key, wrong in (("id", 2), ("name", 1), ("tags", []), ("code", 1)):
        assert not made.check_response(cl.HttpResponse(200, json={**good, key: wrong})).passed
    assert any("regex" in problem.message for problem in new.lost)


def test_a_contractcase_contract_becomes_a_pact() -> None:
    value = users()
    value["examples"].append(
        example(
            named("all", request(path="/all")),
            named("listed", response(matcher("HttpStatusCode", rule="2XX", example=200), body={
                "items": matcher("ArrayEachEntryLike", matcher={"n": matcher("Integer", example=1), "s": "x"}),
                "text": matcher("StringPrefix", prefix="a-", suffix=shaped("b")),
                "encoded": matcher("Base64Encoded", child="x"),
            })),
        )
    )  # fmt: skip
    contract = load(value)
    new = cl.convert(contract, "pact")
    assert (new.format, new.spec_version, len(new)) == ("pact", "4.0", 3)
    third = new.examples[2]
    good = {"items": [{"n": 5, "s": "x"}, {"n": 6, "s": "x"}], "text": "a-zzz", "encoded": "eA=="}
    headers = {"Content-Type": "application/json"}
    assert third.check_response(cl.HttpResponse(201, headers, json.dumps(good))).passed
    for key, wrong in (
        ("items", []),
        ("items", [{"n": 5, "s": "y"}]),
        ("items", [{"n": "5", "s": "x"}]),
        ("text", "b"),
    ):
        answer = cl.HttpResponse(200, headers, json.dumps({**good, key: wrong}))
        assert not third.check_response(answer).passed
        assert not contract.examples[2].check_response(answer).passed
    messages = {problem.message for problem in new.lost}
    assert any("Base64Encoded" in message for message in messages)
    assert any("userId" in message for message in messages)


def test_what_pact_has_no_examples_for() -> None:
    call = {"_case:matcher:type": "_case:FunctionArgumentsMatcher", "arguments": []}
    done = {"_case:matcher:type": "_case:FunctionResultMatcher", "success": 1}
    value = document(
        example(named("a", request()), named("b", response()), setup=SERVER_READS),
        example(named("c", call), named("d", done), setup=CALLER_READS, functionName="f"),
    )
    new = cl.convert(load(value), "pact", spec_version="3.0")
    assert codes(new) == ["example-lost", "example-lost"]
    assert len(new) == 0


def test_there_and_back_says_the_same() -> None:
    contract = load(users())
    assert cl.convert(contract, "contractcase").to_bytes() == contract.to_bytes()
    back = cl.convert(cl.convert(contract, "pact"), "contractcase")
    good = cl.HttpResponse(200, json={"id": "5", "name": "x", "active": True})
    assert back.examples[0].check_response(good).passed


@pytest.mark.parametrize(("to", "version"), [("other", None), ("pact", "5.0"), ("contractcase", "4.0")])
def test_unknown_targets_are_refused(to: str, version: str | None) -> None:
    with pytest.raises(cl.InvalidEdit, match="there is no"):
        cl.convert(load(users()), to, spec_version=version)


def test_what_was_lost_is_shown() -> None:
    shown = cl.convert(load(users()), "pact")._repr_mimebundle_()
    assert "lost in the conversion" in shown["text/plain"]
    assert "userId" in shown["text/html"]
