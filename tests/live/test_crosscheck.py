"""The core of pact-python as a second judge of the captures of a run."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import run as command
from small_contracts import TYPE, contract_of, http, part_of
from small_runs import BROKEN, CONTRACT, DATA, GOOD
from support import require

import contractlab as cl
from contractlab.captures import Captures
from contractlab.live.crosschecking import asking
from contractlab.live.crosschecking.asking import message_response
from contractlab.live.crosschecking.crosscheck import CrossCheck, CrossChecked
from contractlab.live.crosschecking.reasons import NOT_EXPLAINED, reason_of
from contractlab.verification import Run

pytestmark = pytest.mark.oracle


@pytest.fixture(autouse=True)
def core() -> None:
    require("pact")


def capture(example: cl.Example, status: int = 200, body: bytes | None = None, *headers: tuple[str, str]) -> cl.Capture:
    """What a provider answered to an example."""
    request = cl.HttpRequest(example.request.method, example.request.path)
    return cl.Capture(request, cl.HttpResponse(status, list(headers), body), example=example.key)


JSON = ("Content-Type", "application/json")


def ran(contract: cl.Contract, *answers: tuple[Any, ...], **more: Any) -> Run:
    """A run in which each example of a contract was answered."""
    captures = [capture(example, *answer) for example, answer in zip(contract.examples, answers, strict=True)]
    return cl.verify(contract, Captures(captures), **more)


@pytest.mark.parametrize("captures", [GOOD, BROKEN], ids=["good", "broken"])
def test_the_core_agrees_about_a_provider(captures: Path) -> None:
    run = cl.verify(cl.load(CONTRACT), cl.load_captures(captures))
    checked = cl.crosscheck(run)
    assert [each.core for each in checked.checked] == [result.verdict for result in run.results]
    assert len(checked.compared) == 9
    assert checked.passed
    assert checked.differences == checked.not_compared == ()


@pytest.mark.parametrize("item", ["pacts/", None, {}])
def test_what_is_no_run_is_refused_by_name(item: Any) -> None:
    with pytest.raises(TypeError, match=f"not {type(item).__name__}"):
        cl.crosscheck(item)


def test_every_capture_of_an_example_is_judged() -> None:
    run = cl.verify(cl.load(DATA / "versions" / "billing-service-1.json"), cl.load_captures(DATA / "versions"))
    checked = cl.crosscheck(run)
    verdicts = {result.verdict for result in run.results}
    assert {"passed", "failed"} <= verdicts
    assert (
        len(checked.compared)
        == sum(result.capture is not None for result in run.results)
        > len(run.contracts[0].examples)
    )
    assert checked.differences == ()


def test_several_states_and_requests_of_one_kind_are_told_apart() -> None:
    states = [{"name": "a"}, {"name": "b", "params": {"n": 1}}, {"name": "c"}]
    listed = [
        http(f"example {number}", response=part_of({"n": number}, {}, "3.0"), providerStates=states[: number % 4])
        for number in range(9)
    ]
    contract = contract_of(*listed)
    bodies = [{"n": number if number % 3 else 100 + number} for number in range(9)]
    run = ran(contract, *((200, json.dumps(body).encode(), JSON) for body in bodies))
    assert [result.passed for result in run.results] == [bool(number % 3) for number in range(9)]
    checked = cl.crosscheck(run)
    assert [each.core == "passed" for each in checked.checked] == [bool(number % 3) for number in range(9)]


def test_messages_are_judged_too() -> None:
    def message(number: int) -> dict[str, Any]:
        contents = {"content": {"id": 1}, "contentType": "application/json", "encoded": False}
        return {
            "type": "Asynchronous/Messages",
            "key": f"m{number}",
            "description": f"m {number}",
            "contents": contents,
        }

    reply = {"contents": {"content": {"ok": True}, "contentType": "application/json", "encoded": False}}
    asked = {"type": "Synchronous/Messages", "key": "s", "description": "s", "request": reply, "response": [reply]}
    contract = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [message(0), asked, message(1)],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )
    kept = {"contentType": "application/json"}
    captures = [
        cl.MessageCapture("message", cl.Message(b'{"id": 1}', kept), example="m0"),
        cl.MessageCapture("message", cl.Message(b'{"id": "x"}', kept), example="m1"),
        cl.MessageCapture("sync-message", responses=(cl.Message(b'{"ok": true}', kept),), example="s"),
    ]
    checked = cl.crosscheck(cl.verify(contract, Captures(captures)))
    assert [(each.result.verdict, each.core) for each in checked.checked] == [
        ("passed", "passed"),
        ("passed", "passed"),
        ("failed", "failed"),
    ]


def null_body(dialect: str) -> Run:
    response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": None}
    return ran(contract_of(http("nothing", response=response)), (200, b"null", JSON), dialect=dialect)


def test_a_named_deviation_explains_another_verdict() -> None:
    strict = cl.crosscheck(null_body("spec"))
    (differs,) = strict.differences
    assert (differs.result.verdict, differs.core) == ("passed", "failed")
    assert differs.difference is not None
    assert (differs.difference.kind, differs.difference.name) in [("deviation", "null-body"), ("dialect", "spec")]
    assert strict.passed, "it has a name"
    assert strict.unexplained == ()
    assert cl.crosscheck(null_body("reference")).differences == ()


def tied() -> Run:
    rules = {"$.*.b": TYPE, "$.a.*": {"match": "regex", "regex": "x"}}
    contract = contract_of(http("tied", response=part_of({"a": {"b": "x"}}, rules, "3.0")))
    return ran(contract, (200, b'{"a": {"b": "y"}}', JSON))


def redacted() -> Run:
    run = ran(contract_of(http("secret", response=part_of({"token": "x"}, {"$.token": TYPE}, "3.0"))), (200, b"", JSON))
    response = cl.HttpResponse(200, [JSON], b'{"token": "s3cret"}')
    hidden = cl.Redaction().redact_capture(cl.Capture(cl.HttpRequest(), response))
    return cl.verify(run.contracts, Captures([hidden]))


def not_recorded() -> Run:
    contract = contract_of(http("cut", response={"status": 200, "headers": {"Set-Cookie": "a"}}))
    response = cl.HttpResponse(200, [], None, not_recorded=frozenset({"set-cookie"}))
    asked = cl.HttpRequest(contract.examples[0].request.method, contract.examples[0].request.path)
    return cl.verify(contract, Captures([cl.Capture(asked, response)]))


@pytest.mark.parametrize(
    ("make", "kind"),
    [(tied, "tie"), (redacted, "redacted"), (not_recorded, "not recorded")],
    ids=["tie", "redacted", "not recorded"],
)
def test_ties_and_gaps_have_names(make: Callable[[], Run], kind: str) -> None:
    (result,) = make().results
    assert result.capture is not None
    assert reason_of(result, not result.passed).kind == kind


def test_what_nothing_explains_fails() -> None:
    run = cl.verify(cl.load(CONTRACT), cl.load_captures(GOOD))
    result = run.results[0]
    assert reason_of(result, False) is NOT_EXPLAINED
    checked = CrossCheck(run, [CrossChecked(result, "failed", ("BodyMismatch $.id",), NOT_EXPLAINED)])
    assert not checked.passed
    assert checked.unexplained == checked.differences
    text = checked._repr_mimebundle_()["text/plain"]
    assert "not explained" in text
    assert "BodyMismatch $.id" in text


def test_what_cannot_be_asked_says_why() -> None:
    contract = contract_of(http("one"), http("two"), http("three"))
    first, two, _ = contract.examples
    moved = capture(two, 302, None, ("Location", "http://elsewhere.test/x"))
    checked = cl.crosscheck(cl.verify(contract, Captures([capture(first), moved])))
    assert [each.core for each in checked.checked] == ["passed", None, None]
    assert [each.why_not for each in checked.not_compared] == [
        "what the redirect leads to was not recorded",
        "nothing exercised the example",
    ]
    second = cl.crosscheck(cl.verify(cl.load_all(DATA / "case"), cl.load_captures(DATA / "case" / "library-1.0.0.har")))
    assert not second.passed, "nothing was compared"
    assert {each.why_not for each in second.checked} == {"the core does not read contracts of this format"}


def test_a_contract_at_which_the_core_breaks_off_stops_no_other() -> None:
    request = {"method": "GET", "path": "/x", "generators": {"path": {"type": "RandomInt", "min": 3, "max": 2}}}
    panics, fine = contract_of(http("panics", request=request)), contract_of(http("fine"))
    captures = [capture(panics.examples[0]), capture(fine.examples[0])]
    results = [cl.verify(contract, Captures([each])) for contract, each in zip((panics, fine), captures, strict=True)]
    both = Run(cl.Contracts([panics, fine]), Captures(captures), [run.results[0] for run in results])
    checked = cl.crosscheck(both)
    assert [each.core for each in checked.checked] == [None, "passed"]
    assert "broke off" in checked.checked[0].why_not


def test_the_core_is_not_tracked_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    monkeypatch.delenv("PACT_DO_NOT_TRACK", raising=False)
    used: list[dict[str, str]] = []
    real = subprocess.run

    def spied(*args: Any, **more: Any) -> Any:
        used.append(more["env"])
        return real(*args, **more)

    monkeypatch.setattr(asking.subprocess, "run", spied)
    threads, environment = threading.active_count(), dict(os.environ)
    assert cl.crosscheck(null_body("reference")).passed
    assert used
    assert all(each["PACT_DO_NOT_TRACK"] == "true" for each in used)
    assert dict(os.environ) == environment
    assert threading.active_count() <= threads + 1, "connections end when the process does"
    assert capfd.readouterr() == ("", "")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "find_spec", lambda _: None)
    with pytest.raises(cl.ContractLabError, match=r'pip install "contractlab\[crosscheck\]"'):
        cl.crosscheck(null_body("reference"))


def test_no_secret_and_no_markup_gets_out() -> None:
    secret, markup = "planted-secret-8Zt", "<script>alert(1)</script>"
    contract = contract_of(http(markup, response=part_of({"password": "x", markup: 1}, {}, "3.0")))
    body = json.dumps({"password": secret, markup: 2}).encode()
    checked = cl.crosscheck(ran(contract, (200, body, JSON)))
    broken = CrossCheck(
        checked.run, [CrossChecked(each.result, each.core, each.places, NOT_EXPLAINED) for each in checked.checked]
    )
    shown = broken._repr_mimebundle_()
    assert secret not in json.dumps([shown, checked.to_dict(), broken.to_dict()])
    assert "<script" not in shown["text/html"]
    assert "BodyMismatch" in shown["text/plain"]


def test_metadata_of_a_message_travels_beside_it() -> None:
    sent = message_response(cl.Message(b"x", {"contentType": "text/plain", "topic": "ü"}))
    assert (sent.body, sent.headers.get("content-type")) == (b"x", "text/plain")
    assert message_response(cl.Message(None, {})).headers.get("content-type") is None


def test_the_command_says_0_or_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    good = command("crosscheck", CONTRACT, "--captures", GOOD)
    assert good.exit_code == 0
    assert "9 of 9" in good.stdout
    written = command("crosscheck", CONTRACT, "--captures", BROKEN, "--json")
    assert written.exit_code == 0
    document = json.loads(written.stdout)
    assert (document["compared"], document["agree"]) == (9, 9)
    assert {each["core"] for each in document["results"]} == {"passed", "failed"}
    nothing = command("crosscheck", DATA / "case", "--captures", DATA / "case" / "library-1.0.0.har")
    assert nothing.exit_code == 1
    assert command("crosscheck", CONTRACT).exit_code == 2
