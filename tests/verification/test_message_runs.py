"""Runs over captured messages: pairing, verdicts, files, frames and views."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_contracts import contract_of, document_of, matchers

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.display import present
from contractlab.views.junit import junit_xml

SECRET = "s3cr3t-t0ken-value"
TYPES = {"matchingRules": {"body": matchers({"$.id": {"match": "type"}})}}
KIND = {"contentType": "application/json"}


def message(description: str, contents: Any, metadata: Any = KIND, **more: Any) -> dict[str, Any]:
    wrapped = {"content": contents, "contentType": "application/json"}
    return {
        "type": "Asynchronous/Messages", "description": description, "contents": wrapped, "metadata": metadata,
        **TYPES, **more,
    }  # fmt: skip


def answered(description: str, ask: Any, *replies: Any) -> dict[str, Any]:
    def part(value: Any) -> dict[str, Any]:
        return {"contents": {"content": value, "contentType": "application/json"}, "metadata": KIND, **TYPES}

    made = {"description": description, "request": part(ask), "response": [part(reply) for reply in replies]}
    return {"type": "Synchronous/Messages", **made}


def v4(*interactions: Any) -> cl.Contract:
    return contract_of(*interactions, version="4.0")


def captures_of(*contents: Any, **more: Any) -> Captures:
    captures = Captures()
    for content in contents:
        captures.add_message(json.dumps(content), KIND, **more)
    return captures


def test_a_named_message_is_judged() -> None:
    contract = v4(message("changed", {"id": 1}), message("deleted", {"id": 1}))
    run = cl.verify(contract, captures_of({"id": 7}, example="changed"))
    assert [result.verdict for result in run.results] == ["passed", "not exercised"]
    run = cl.verify(contract, captures_of({"id": "seven"}, example="changed"))
    assert [result.verdict for result in run.results] == ["failed", "not exercised"]
    (mismatch,) = run.results[0].mismatches
    assert (mismatch.part, mismatch.path, mismatch.code) == ("contents", "$.id", "type")


def test_a_message_of_v3_with_metadata() -> None:
    document = document_of(version="3.0")
    del document["interactions"]
    document["messages"] = [{"description": "changed", "contents": {"id": 1}, "metaData": {"topic": "t", **KIND}}]
    captures = Captures()
    captures.add_message(b'{"id":1}', {"topic": "other", **KIND}, example="changed")
    run = cl.verify(cl.load(document), captures)
    assert [(mismatch.part, mismatch.path) for mismatch in run.results[0].mismatches] == [("metadata", "topic")]


def test_a_nameless_message_belongs_to_what_it_fits() -> None:
    contract = v4(message("changed", {"id": 1}), message("deleted", {"gone": True}))
    run = cl.verify(contract, captures_of({"id": 3}, {"gone": True}))
    assert [(result.verdict, result.example.description) for result in run.results] == [
        ("passed", "changed"),
        ("passed", "deleted"),
    ]


def test_a_nameless_message_that_fits_nothing_is_listed_with_the_nearest() -> None:
    contract = v4(message("changed", {"id": 1}), message("deleted", {"gone": True, "by": "me"}))
    run = cl.verify(contract, captures_of({"id": "x"}))
    assert [result.verdict for result in run.results] == ["not exercised", "not exercised"]
    (lost,) = run.unpaired
    assert lost.nearest is contract[0]
    assert [difference.path for difference in lost.differences] == ["$.id"]
    assert "changed" in present(lost)["text/plain"]


def test_alike_messages_are_ambiguous_unless_states_tell() -> None:
    contract = v4(
        message("one", {"id": 1}, providerStates=[{"name": "first"}]),
        message("two", {"id": 1}, providerStates=[{"name": "second"}]),
    )
    run = cl.verify(contract, captures_of({"id": 5}))
    assert [result.verdict for result in run.results] == ["error", "error"]
    assert "the message also matches 'two'" in (run.results[0].reason or "")
    run = cl.verify(contract, captures_of({"id": 5}, states=["second"]))
    assert [result.verdict for result in run.results] == ["not exercised", "passed"]


def test_a_message_by_hand() -> None:
    contract = v4(message("one", {"id": 1}), message("two", {"id": 1}))
    captures = captures_of({"id": 5})
    captures.assign(captures[0], contract[1])
    assert [result.verdict for result in cl.verify(contract, captures).results] == ["not exercised", "passed"]


def test_replies_are_judged_and_the_first_only() -> None:
    contract = v4(answered("ask", {"q": 1}, {"id": 1}))
    captures = Captures()
    ask = cl.Message(b'{"q": 1}', KIND)
    captures.add_message(b'{"id": 9}', KIND, request=ask)
    run = cl.verify(contract, captures)
    assert run.results[0].verdict == "passed"
    bad = Captures()
    bad.add_message(b'{"id": "x"}', KIND, request=ask)
    run = cl.verify(contract, bad)
    assert run.results[0].verdict == "failed"
    assert run.results[0].match is not None
    assert run.results[0].match.subject == "reply 1"
    (rule,) = [mismatch.rule for mismatch in run.results[0].mismatches if mismatch.rule is not None]
    assert "/interactions/0/response/0/" in rule.declared_at.pointer


def test_an_example_of_several_replies_fails_as_in_ci() -> None:
    captures = Captures()
    captures.add_message(b'{"id": 9}', KIND, request=cl.Message(b'{"q": 1}', KIND))
    run = cl.verify(v4(answered("ask", {"q": 1}, {"id": 1}, {"id": 2})), captures)
    assert run.results[0].verdict == "failed"
    assert [mismatch.code for mismatch in run.results[0].mismatches] == ["reply-count"]
    assert [gap.reason for gap in run.results[0].unchecked] == ["later-reply"]


@pytest.mark.parametrize(("kind", "noun"), [("message", "message"), ("sync-message", "reply")])
def test_what_was_not_produced_is_an_error_with_its_reason(kind: str, noun: str) -> None:
    contract = v4(message("m", {"id": 1}) if kind == "message" else answered("m", {}, {"id": 1}))
    entry = {"kind": kind, "description": "m", "error": f"handler failed: http://me:{SECRET}@queue/"}
    run = cl.verify(contract, cl.load_captures(json.dumps(entry).encode()))
    (result,) = run.results
    assert result.verdict == "error"
    assert (result.reason or "").startswith(f"no {noun} was recorded: handler failed")
    assert SECRET not in str(present(run)) + (result.reason or "")


def test_kinds_are_not_mixed() -> None:
    contract = v4(message("m", {"id": 1}), answered("s", {}, {"id": 1}))
    captures = Captures()
    captures.add(cl.HttpRequest("POST", "/"), cl.HttpResponse(200), example="m")
    captures.add_message(b"{}", example="s")
    reasons = [result.reason for result in cl.verify(contract, captures).results]
    assert reasons == [
        "the capture is an exchange over HTTP, and the example is of kind message",
        "the capture is a message, and the example is of kind sync-message",
    ]


def test_contents_that_were_not_recorded() -> None:
    contract = v4(message("m", {"id": 1}))
    entry = {"kind": "message", "metadata": KIND, "_contractlab": {"example": "m", "body": {"message": "not recorded"}}}
    (result,) = cl.verify(contract, cl.load_captures(json.dumps(entry).encode())).results
    assert (result.verdict, result.reason) == ("error", "not recorded: the contents")


def secret_run() -> cl.Run:
    contract = v4(message("m", {"id": 1, "password": "p"}, {**KIND, "token": "t", "topic": "a"}))
    captures = Captures()
    captures.add_message(
        json.dumps({"id": 1, "password": SECRET}), {**KIND, "token": SECRET, "topic": "b"}, example="m"
    )
    return cl.verify(contract, captures)


def test_no_secret_of_a_message_is_shown_or_saved(tmp_path: Path) -> None:
    run = secret_run()
    assert {mismatch.path for mismatch in run.results[0].mismatches} == {"$.password", "token", "topic"}
    run.save(tmp_path / "run.json")
    shown = [str(present(item)) for item in (run, run.results[0], run.captures, run.captures[0])]
    everything = "".join(
        [*shown, junit_xml(run), run.to_frame("mismatches").to_string(), (tmp_path / "run.json").read_text()]
    )
    assert SECRET not in everything


def test_removed_places_are_not_checked_again(tmp_path: Path) -> None:
    path = secret_run().captures.save(tmp_path / "m.jsonl")
    run = cl.verify(secret_run().contracts, cl.load_captures(path))
    assert [mismatch.path for mismatch in run.results[0].mismatches] == ["topic"]
    assert {gap.path for gap in run.results[0].unchecked} >= {"token", "$.password"}


def test_saving_and_loading_changes_nothing_that_anybody_sees(tmp_path: Path) -> None:
    contract = v4(message("m", {"id": 1}), answered("s", {"q": 1}, {"id": 1}, {"id": 2}))
    captures = captures_of({"id": "x"}, example="m", provider_version="2.0.0")
    captures.add_message(b'{"id": "y"}', KIND, request=cl.Message(b"{}"), example="s", provider_version="2.0.0")
    run = cl.verify(contract, captures)
    again = cl.load_run(run.save(tmp_path / "run.json"))
    assert present(again) == present(run)
    assert [present(result) for result in again.results] == [present(result) for result in run.results]
    assert again.to_frame("mismatches").equals(run.to_frame("mismatches"))


def test_a_result_says_how_to_see_it_again() -> None:
    contract = v4(message("m", {"id": 1}), answered("s", {"q": 1}, {"id": 1}))
    captures = captures_of({"id": "x"}, example="m")
    captures.add_message(b'{"id": "y"}', KIND, request=cl.Message(b"{}"), example="s")
    first, second = (present(result)["text/markdown"] for result in cl.verify(contract, captures).results)
    assert "example.check_message(" in first
    assert 'part="response"' in second
