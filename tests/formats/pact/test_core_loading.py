"""Files that are read here and that a verifier refuses, panics at, or passes over: every check says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from odd_files import AT, FINE, HTTP, MESSAGE, PANICS, REFUSED, UNSENDABLE, generating
from small_contracts import contract_of, document_of, http

import contractlab as cl


def result_of(example: Any, dialect: str = "reference") -> Any:
    if example.kind == "http":
        return example.check_response(cl.HttpResponse(200), dialect=dialect)
    part = "response" if example.kind == "sync-message" else "request"
    return example.check_message(b'{"a":1}', {"contentType": "application/json"}, part=part, dialect=dialect)


def check_all(document: Any, reason: str, words: str, code: str) -> None:
    contract = cl.load(document)
    for example in contract.examples:
        result = result_of(example)
        assert (result.verdict, result.reason_code) == ("error", reason)
        assert words in (result.reason or "")
        assert result_of(example, "spec").reason_code != reason
    problem = next(each for each in contract.problems if each.code == code and each.severity == "error")
    assert problem.line is not None
    assert words in problem.message


@pytest.mark.parametrize(("document", "code", "words"), REFUSED)
def test_what_the_verifier_refuses(document: Any, code: str, words: str) -> None:
    check_all(document, "refused-file", "the verifier refuses this file", code)
    assert any(words in str(problem.message) or words in problem.pointer for problem in cl.load(document).problems)


@pytest.mark.parametrize(("document", "code"), PANICS)
def test_what_makes_the_verifier_panic(document: Any, code: str) -> None:
    check_all(document, "panic", "CI is green for nothing", code)


@pytest.mark.parametrize(("document", "words"), UNSENDABLE)
def test_a_request_that_cannot_be_sent_is_an_error_of_its_example_alone(document: Any, words: str) -> None:
    check_all(document, "unsendable", "the verifier cannot send this request", "unsendable-request")
    document["interactions"].append(http("another"))
    odd, plain = cl.load(document)
    assert words in (result_of(odd).reason or "")
    assert result_of(plain).passed


@pytest.mark.parametrize("document", FINE)
def test_what_the_verifier_takes_as_it_is(document: Any) -> None:
    contract = cl.load(document)
    codes = {result_of(example).reason_code for example in contract.examples}
    assert codes <= {None}


def test_one_refusal_is_the_verdict_of_every_example_in_the_file() -> None:
    bad = http("bad", request={"matchingRules": {"body": {"$..": {}}}})
    contract = contract_of(http("a"), bad, http("b"))
    assert {result_of(example).reason_code for example in contract} == {"refused-file"}
    assert {result_of(example, "spec").verdict for example in contract} == {"passed"}
    assert (result_of(contract["a"]).reason or "").startswith("the verifier refuses this file (line 1, /interactions/1")


def test_the_first_fault_on_the_core_s_way_decides() -> None:
    panic, refusal = http("a", response={"status": "200"}), http("b", request={"matchingRules": {"body": 5}})
    assert result_of(contract_of(panic, refusal)[0]).reason_code == "panic"
    assert result_of(contract_of(refusal, panic)[0]).reason_code == "refused-file"
    # It loads everything before it sends anything.
    made = generating("path", {"type": "RandomInt", "min": 11})["interactions"][0]
    assert result_of(contract_of(made, refusal)[0]).reason_code == "refused-file"


def test_a_byte_order_mark_is_refused_and_kept() -> None:
    data = b"\xef\xbb\xbf" + json.dumps(document_of(http())).encode()
    contract = cl.load(data)
    result = result_of(contract[0])
    assert (result.verdict, result.reason_code) == ("error", "refused-file")
    assert "byte order mark" in (result.reason or "")
    assert [(each.severity, each.code) for each in contract.problems][:1] == [("error", "byte-order-mark")]
    edit = cl.edit(contract)
    edit[0].description = "another"
    assert result_of(edit.contract[0]).reason_code == "refused-file"


@pytest.mark.parametrize(
    ("version", "messages", "mend"),
    [
        ("1.0.0", [], "remove the empty"),
        ("2.0.0", [], "remove the empty"),
        ("3.0.0", [], "remove the empty"),
        ("3.0.0", [MESSAGE], "a file of their own"),
    ],
)
def test_interactions_beside_messages_are_never_verified(version: str, messages: Any, mend: str) -> None:
    contract = cl.load(document_of(http("h"), messages=messages, version=version))
    result = result_of(contract["h"])
    assert (result.verdict, result.reason_code) == ("error", "never-verified")
    assert (result.reason or "").startswith("not verified by the reference (line 1, /messages): ")
    assert mend in (result.reason or "")
    assert result_of(contract["h"], "spec").passed
    assert [result_of(example).verdict for example in contract.examples[1:]] == ["passed"] * len(messages)
    assert ("error", "mixed-kinds") in [(each.severity, each.code) for each in contract.problems]


def test_messages_of_their_own_are_not_verified_in_v4() -> None:
    contract = cl.load(document_of(http("h", type=HTTP), messages=[MESSAGE], version="4.0"))
    assert result_of(contract["h"]).passed
    assert result_of(contract.examples[1]).reason_code in ("never-verified", "wrong-kind")
    assert "move them to 'interactions'" in next(each.message for each in contract.problems if each.severity == "error")


def test_what_is_never_looked_at_refuses_nothing() -> None:
    odd = http("h", response={"status": "200"}, request={"matchingRules": {"body": 5}})
    contract = cl.load(document_of(odd, messages=[MESSAGE]))
    assert result_of(contract["m"]).passed
    assert result_of(contract["h"]).reason_code == "never-verified"
    assert cl.load({"interactions": {}, "messages": [MESSAGE]})["m"] is not None


def test_an_empty_list_beside_the_one_that_is_read_costs_a_warning() -> None:
    contract = cl.load(document_of(messages=[MESSAGE]))
    assert [(each.severity, each.code) for each in contract.problems if each.code == "mixed-kinds"] == [
        ("warning", "mixed-kinds")
    ]


@pytest.mark.parametrize(
    ("version", "pending", "counts"),
    [("4.0", True, True), ("4.0", "true", False), ("4.0", 1, False), ("3.0", True, False), ("2.0", True, False)],
)
def test_pending_counts_since_v4_and_as_true_alone(version: str, pending: Any, counts: bool) -> None:
    more = {"type": HTTP} if version == "4.0" else {}
    contract = contract_of(http(pending=pending, **more), version=version)
    assert contract[0].pending is counts
    assert [each.pointer for each in contract.problems if each.code == "ignored-pending"] == (
        [] if counts else [f"{AT}/pending"]
    )


@pytest.mark.parametrize(
    ("body", "presence"), [({"contentType": "a/b"}, "missing"), ({"encoded": False, "x": 1}, "present")]
)
def test_a_v4_body_with_anything_but_attributes_is_the_body(body: Any, presence: str) -> None:
    assert contract_of(http(type=HTTP, response={"body": body}), version="4.0")[0].response.body.presence == presence


def test_a_map_is_no_query_in_a_version_that_the_core_does_not_know() -> None:
    part = {"query": {"a": ["1"]}}
    assert contract_of(http(request=part), version="9")[0].request.query == {}
    assert contract_of(http(request=part), version="3.0")[0].request.query == {"a": ["1"]}
