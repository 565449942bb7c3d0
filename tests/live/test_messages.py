"""Messages that the provider's own code makes: by functions, values, or from an address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import contractlab as cl
from contractlab.live.message_sources import MessageFailed, message_of
from contractlab.servers.loopback import LoopbackServer

JSON = "application/json"


def body(value: Any) -> dict[str, Any]:
    return {"content": value, "contentType": JSON, "encoded": False}


def message(description: str = "an order", **more: Any) -> dict[str, Any]:
    fields = {"key": description, "description": description, "contents": body({"id": 1}), **more}
    return {"type": "Asynchronous/Messages", **fields}


def question(description: str = "a quote", **more: Any) -> dict[str, Any]:
    reply = {"contents": body({"price": 2})}
    asked = {"contents": body({"item": "x"}), "metadata": {"trace": "t1"}}
    fields = {"key": description, "description": description, "request": asked, "response": [reply], **more}
    return {"type": "Synchronous/Messages", **fields}


def contract(*interactions: dict[str, Any]) -> cl.Contract:
    return cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": list(interactions),
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )


async def later() -> dict[str, int]:
    return {"id": 1}


GOOD: dict[str, Any] = {
    "value": {"id": 1},
    "function": lambda: {"id": 1},
    "coroutine": later,
    "bytes with metadata": (b'{"id": 1}', {"contentType": JSON}),
    "text with metadata": lambda: ('{"id": 1}', {"contentType": JSON}),
    "message": cl.Message(b'{"id":1}', {"contentType": JSON}),
    "as pact-python takes it": {"contents": b'{"id": 1}', "metadata": None, "content_type": JSON},
    "response": cl.HttpResponse(200, [("Content-Type", JSON)], b'{"id": 1}'),
    "everything": lambda **more: {"id": 1 if set(more) >= {"request", "params", "metadata"} else 2},
}


@pytest.mark.parametrize("name", GOOD)
def test_whatever_a_producer_gives_is_judged(name: str) -> None:
    run = cl.verify(contract(message()), messages={"an order": GOOD[name]})
    assert run.passed, run.results[0].mismatches
    (capture,) = run.captures
    assert capture.kind == "message"
    assert capture.example == "an order"


@pytest.mark.parametrize("produced", [{"id": "x"}, {}, b"", None, "text", [1], 5, cl.Message(b"<a/>")])
def test_a_wrong_message_fails(produced: Any) -> None:
    (result,) = cl.verify(contract(message()), messages={"an order": lambda: produced}).results
    assert result.verdict == "failed"
    assert result.mismatches


def test_a_producer_that_raises_is_an_error_with_its_traceback_also_where_nothing_is_expected() -> None:
    def broken() -> None:
        secret = "planted-local-value"  # noqa: F841 - must not be shown
        raise LookupError("no such order")

    listed = (message("one"), message("two", contents={}), message("three"))
    run = cl.verify(contract(*listed), messages={"one": broken, "two": broken, "three": {"id": 1}})
    assert [result.verdict for result in run.results] == ["error", "error", "passed"]
    for result in run.results[:2]:
        assert result.reason is not None
        assert "LookupError: no such order" in result.reason
        assert result.capture is not None
        assert "in broken" in result.capture.traceback
        assert "planted-local-value" not in result.capture.traceback.replace('secret = "planted-local-value"', "")


@pytest.mark.parametrize("stop", [SystemExit, RuntimeError, RecursionError])
def test_whatever_is_raised_stops_nothing_else(stop: type[BaseException]) -> None:
    def broken() -> None:
        raise stop("planted")

    run = cl.verify(contract(message("one"), message("two")), messages={"one": broken, "two": {"id": 1}})
    assert [result.verdict for result in run.results] == ["error", "passed"]


def test_an_interrupt_keeps_what_was_done() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    listed = (message("one"), message("two"), message("three"))
    run = cl.verify(contract(*listed), messages={"one": {"id": 1}, "two": interrupted, "three": {"id": 1}})
    assert [result.verdict for result in run.results] == ["passed", "not exercised", "not exercised"]
    assert not run.passed


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: {"price": 2 if json.loads(request.contents) == {"item": "x"} else 0},
        lambda asked: {"price": 2 if asked.metadata["trace"] == "t1" else 0},
        lambda metadata, request: {"price": 2 if metadata["trace"] == "t1" else 0},
        lambda description, example: {"price": 2 if example.description == description == "a quote" else 0},
    ],
    ids=["request", "one argument", "metadata", "description"],
)
def test_a_reply_is_made_of_the_request(answer: Callable[..., Any]) -> None:
    run = cl.verify(contract(question()), messages={"a quote": answer})
    assert run.passed
    (capture,) = run.captures
    assert isinstance(capture, cl.MessageCapture)
    assert capture.request == cl.Message(b'{"item":"x"}', {"trace": "t1", "contentType": JSON})
    assert len(capture.responses) == 1


def test_states_are_brought_about_and_their_values_given_and_undone() -> None:
    states, done = cl.StateHandlers(), []

    @states("an order exists")
    def order(number: int) -> Any:
        done.append("setup")
        yield {"id": number}
        done.append("teardown")

    def produced(params: dict[str, Any]) -> dict[str, Any]:
        done.append("produced")
        return {"id": params["id"], "number": params["number"]}

    example = message(providerStates=[{"name": "an order exists", "params": {"number": 1}}])
    run = cl.verify(contract(example), messages={"an order": produced}, states=states)
    assert run.passed
    assert done == ["setup", "produced", "teardown"]
    assert run.captures[0].states == (("an order exists", {"number": 1, "id": 1}),)


DRIFTS = "0.9182448205456829"
"""A number that the core reads one unit in the last place off."""


def test_numbers_are_those_that_the_core_reads_wherever_they_go() -> None:
    got: list[Any] = []
    example = message(providerStates=[{"name": "s", "params": {"x": float(DRIFTS), "n": 2**64}}])
    states = cl.StateHandlers()
    states.register("s", lambda x, n: got.append((x, n)))
    cl.verify(contract(example), messages={"an order": {"id": 1}}, states=states)

    def answer(request: cl.HttpRequest) -> cl.HttpResponse:
        asked = json.loads(request.body if isinstance(request.body, bytes) else b"{}")
        params = asked["params"] if "state" in asked else asked["providerStates"][0]["params"]
        got.append((params["x"], params["n"]))
        return cl.HttpResponse(200)

    with LoopbackServer(answer) as server:
        remote = cl.StateChangeUrl(f"{server.url}/states", teardown=False)
        cl.verify(contract(example), messages=f"{server.url}/messages", states=remote)
    assert got == [(0.9182448205456828, float(2**64))] * 3


def test_a_state_that_fails_is_the_error_and_nothing_is_produced() -> None:
    def broken() -> None:
        raise ValueError("no database")

    asked: list[int] = []
    example = message(providerStates=[{"name": "s"}])
    states = {"s": broken}
    run = cl.verify(contract(example), messages={"an order": lambda: asked.append(1)}, states=cl.StateHandlers(states))
    (result,) = run.results
    assert (result.verdict, result.reason_code) == ("error", "state-failed")
    assert asked == []


def test_what_nothing_produces_is_told_all_at_once_with_code_that_runs() -> None:
    listed = (message("an order"), question("a quote"), message('a \'third\'\nof """them\\'), message("kept"))
    called: list[int] = []
    with pytest.raises(cl.ProviderError) as caught:
        cl.verify(contract(*listed), messages={"kept": lambda: called.append(1), "an  order": {"id": 1}})
    text = str(caught.value)
    assert "nothing produces 3 messages" in text
    assert "there is one for" in text
    assert called == []
    scope: dict[str, Any] = {}
    exec(text.split("A beginning:\n\n")[1], scope)
    assert list(scope["messages"]) == [each["description"] for each in listed[:3]]
    assert cl.verify(contract(*listed[:3]), messages=scope["messages"]).failures


def test_producers_are_found_by_key_and_pattern_and_one_may_do_all() -> None:
    listed = [message(f"order {number}", key=f"k{number}") for number in range(3)]
    by_name = {"k0": {"id": 1}, "order 1": {"id": 1}, re.compile(r"order \d"): {"id": 1}}
    assert cl.verify(contract(*listed), messages=by_name).passed
    assert cl.verify(contract(*listed), messages=lambda description: {"id": len(description) - 6}).passed


def test_arguments_that_nobody_has_are_told() -> None:
    (result,) = cl.verify(contract(message()), messages={"an order": lambda database, cursor: None}).results
    assert result.verdict == "error"
    assert "'database', 'cursor'" in str(result.reason)


def test_what_is_no_message_is_told() -> None:
    (result,) = cl.verify(contract(message()), messages={"an order": object()}).results
    assert result.verdict == "error"
    assert "gave object" in str(result.reason)
    with pytest.raises(MessageFailed, match="gave set"):
        message_of({1, 2})
    with pytest.raises(MessageFailed):
        message_of(float("nan"))


@pytest.mark.parametrize("given", [5, "nowhere", {5: 1}, [1]])
def test_what_is_no_source_is_told(given: Any) -> None:
    with pytest.raises(cl.ProviderError, match="messages"):
        cl.verify(contract(message()), messages=given)


def test_other_examples_are_not_exercised_without_a_provider() -> None:
    http = {"type": "Synchronous/HTTP", "description": "h", "request": {"path": "/"}, "response": {"status": 200}}
    both = contract(message(), http)
    run = cl.verify(both, messages={"an order": {"id": 1}})
    assert [result.verdict for result in run.results] == ["passed", "not exercised"]
    whole = cl.verify(both, messages={"an order": {"id": 1}}, provider=lambda request: cl.HttpResponse(200))
    assert whole.passed


def test_captures_give_the_same_verdicts_later(tmp_path: Path) -> None:
    def broken() -> None:
        raise LookupError("x")

    listed = (message("good"), message("bad"), message("broken"), question())
    produced = {"good": {"id": 1}, "bad": {"id": "1"}, "broken": broken, "a quote": {"price": 2}}
    run = cl.verify(contract(*listed), messages=produced, provider_version="2.0.0")
    assert [result.verdict for result in run.results] == ["passed", "failed", "error", "passed"]
    run.captures.save(tmp_path / "captures.jsonl")
    loaded = cl.load_captures(tmp_path / "captures.jsonl")
    again = cl.verify(run.contracts, loaded)
    verdicts = [(each.verdict, each.reason) for each in run.results]
    assert [(each.verdict, each.reason) for each in again.results] == verdicts
    again.captures.save(tmp_path / "twice.jsonl")
    twice = cl.verify(run.contracts, cl.load_captures(tmp_path / "twice.jsonl"))
    assert [(each.verdict, each.reason) for each in twice.results] == verdicts
    assert again.provider_versions == ("2.0.0",)


def test_again_asks_what_did_not_pass() -> None:
    produced = {"one": {"id": 1}, "two": {"id": "x"}}
    run = cl.verify(contract(message("one"), message("two")), messages=produced)
    produced["two"] = {"id": 1}
    assert [result.example.description for result in run.again().results] == ["two"]
    assert cl.verify(run.contracts, messages=produced).passed


@pytest.mark.parametrize("status", [200, 204, 301, 404, 500])
def test_an_address_that_answers_outside_2xx_is_an_error(status: int) -> None:
    listed = (message("one"), message("nothing expected", contents={}), question())

    def answer(request: cl.HttpRequest) -> cl.HttpResponse:
        asked = json.loads(request.body if isinstance(request.body, bytes) else b"{}")
        reply = {"price": 2} if "request" in asked else {"id": 1}
        return cl.HttpResponse(status, [("Content-Type", JSON)], json.dumps(reply).encode())

    with LoopbackServer(answer) as server:
        run = cl.verify(contract(*listed), messages=f"{server.url}/messages")
    verdicts = [result.verdict for result in run.results]
    if status == 200:
        assert verdicts == ["passed"] * 3
    elif status == 204:
        assert verdicts[0] != "passed"
    else:
        assert verdicts == ["error"] * 3
        assert all(str(status) in str(result.reason) for result in run.results)


def test_an_address_where_nobody_listens_is_one_sentence() -> None:
    with LoopbackServer(lambda _: cl.HttpResponse(200)) as server:
        gone = server.url
    with pytest.raises(cl.ProviderError, match="cannot be reached"):
        cl.verify(contract(message()), messages=f"{gone}/messages")
