"""ContractCase against real providers: servers over HTTP, clients, callers of functions, and functions."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import case_contracts as case
import httpx
import pytest
from case_contracts import M, named, shaped, variable
from servers.loopback import PATIENCE
from small_runs import DATA

import contractlab as cl
from contractlab.servers.loopback import LoopbackServer
from contractlab.values.reasons import ReasonCode

# A provider that is a server: variables of state handlers.


class Users:
    """A user service over HTTP."""

    def __init__(self, broken: str = "") -> None:
        self.users: dict[str, str] = {}
        self.asked: list[str] = []
        self._broken = broken

    def __call__(self, request: cl.HttpRequest) -> cl.HttpResponse:
        self.asked.append(request.path)
        number = request.path.removeprefix("/users/")
        if number not in self.users:
            return cl.HttpResponse(200 if self._broken == "status" else 404)
        body: dict[str, Any] = {"id": number, "name": self.users[number], "active": True}
        if self._broken == "variable":
            body["id"] = "123"  # the default, which is not what the handler gave
        if self._broken == "type":
            body["name"] = 5
        return cl.HttpResponse(200, [("Content-Type", "application/json")], json.dumps(body).encode())


def handlers(service: Users) -> cl.StateHandlers:
    states = cl.StateHandlers({"up": lambda: None, "no user exists": lambda: {"userId": "999"}})

    @states("a user exists")
    def user() -> Any:
        service.users["u-77"] = "Grace"
        yield {"userId": "u-77"}
        service.users.clear()

    return states


@pytest.mark.parametrize(
    ("broken", "verdicts"),
    [
        ("", ["passed", "passed"]),
        ("variable", ["failed", "passed"]),
        ("type", ["failed", "passed"]),
        ("status", ["passed", "failed"]),
    ],
)
def test_a_real_server_is_asked_with_the_values_of_handlers(broken: str, verdicts: list[str], tmp_path: Path) -> None:
    service = Users(broken)
    with LoopbackServer(service) as server:
        run = cl.verify(case.load(case.users()), provider=server.url, states=handlers(service))
    assert [result.verdict for result in run.results] == verdicts
    assert service.asked == ["/users/u-77", "/users/999"]
    assert service.users == {}, "torn down"
    run.captures.save(tmp_path / "captures.jsonl")
    again = cl.verify(run.contracts, cl.load_captures(tmp_path / "captures.jsonl"))
    assert [result.verdict for result in again.results] == verdicts


@pytest.mark.parametrize("given", [{}, {"userId": 5}, {"userId": None}])
def test_values_of_another_shape_are_an_error_and_nothing_is_asked(given: dict[str, Any]) -> None:
    service = Users()
    states = {"up": lambda: None, "a user exists": lambda: given, "no user exists": lambda: {"userId": "999"}}
    with LoopbackServer(service) as server:
        run = cl.verify(case.load(case.users()), provider=server.url, states=cl.StateHandlers(states))
    assert [result.verdict for result in run.results] == ["error", "passed"]
    assert "userId" in str(run.results[0].reason)
    assert service.asked == ["/users/999"]


# A provider that is a client.


def client_contract(response: Any = None, body: Any = None) -> cl.Contract:
    asked = named("asks for a user", case.request(method="POST", body=body or {"id": shaped(1)}))
    answered = named("the user", response or case.response(body={"name": shaped("Ada")}, headers={"x-own": "1"}))
    contract: cl.Contract = case.load(case.document(case.example(asked, answered, setup=case.SERVER_READS)))
    return contract


def post(url: str, value: Any) -> httpx.Response:
    return httpx.post(f"{url}/users", json=value, trust_env=False)


NAME = "asks for a user"


@pytest.mark.parametrize(("sent", "verdict"), [({"id": 7}, "passed"), ({"id": "7"}, "failed"), ({}, "failed")])
def test_a_client_is_judged_by_what_it_sends(sent: Any, verdict: str, tmp_path: Path) -> None:
    answers: list[Any] = []

    def trigger(url: str) -> None:
        got = post(url, sent)
        answers.append((got.status_code, got.json(), "x-own" in got.headers))

    run = cl.verify(client_contract(), triggers={NAME: trigger})
    assert [result.verdict for result in run.results] == [verdict]
    assert answers == [(200, {"name": "Ada"}, False)], "status and body alone, as the reference's mock server sends"
    run.captures.save(tmp_path / "captures.jsonl")
    again = cl.verify(run.contracts, cl.load_captures(tmp_path / "captures.jsonl"))
    assert [result.verdict for result in again.results] == [verdict]


TRIGGERS: dict[str, Callable[..., Any]] = {
    "by another name": lambda address: post(address, {"id": 1}),
    "base_url": lambda base_url: post(base_url, {"id": 1}),
    "all": lambda url, example, variables: post(url, {"id": 1 if variables == {} and example.kind == "http" else "x"}),
    "any": lambda **more: post(more["url"], {"id": 1}),
    "with a default": lambda url, value=3: post(url, {"id": value}),
}


@pytest.mark.parametrize("name", TRIGGERS)
def test_triggers_are_called_with_what_they_ask_for(name: str) -> None:
    assert cl.verify(client_contract(), triggers={NAME: TRIGGERS[name]}).passed


def test_triggers_may_be_asynchronous() -> None:
    async def trigger(url: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{url}/users", json={"id": 1})

    assert cl.verify(client_contract(), triggers={NAME: trigger}).passed


def test_a_trigger_that_raises_is_an_error_with_its_traceback_and_what_differs() -> None:
    def trigger(url: str) -> None:
        post(url, {"id": "x"})
        raise LookupError("planted")

    (result,) = cl.verify(client_contract(), triggers={NAME: trigger}).results
    assert (result.verdict, result.reason_code) == ("error", ReasonCode.PROVIDER_ERROR)
    assert "LookupError: planted" in str(result.reason)
    assert result.capture is not None
    assert "in trigger" in result.capture.traceback
    assert result.mismatches


@pytest.mark.parametrize("trigger", [lambda: None, lambda url: None, lambda first, two: None])
def test_a_trigger_without_a_request_is_an_error(trigger: Any) -> None:
    (result,) = cl.verify(client_contract(), triggers={NAME: trigger}).results
    assert result.verdict == "error"


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [("hi", "text/html; charset=utf-8", "hi"), ([1], "application/json; charset=utf-8", "[1]"), ("", None, "")],
)
def test_the_mock_answers_as_the_reference_does(body: Any, kind: str | None, text: str) -> None:
    got: list[httpx.Response] = []
    contract = client_contract(case.response(404, body=body))
    run = cl.verify(contract, triggers={NAME: lambda url: got.append(post(url, {"id": 1}))})
    assert run.passed
    assert (got[0].status_code, got[0].headers.get("content-type"), got[0].text) == (404, kind, text)


def test_the_shipped_client_contract_runs() -> None:
    contract = cl.load(DATA / "case" / "returns-desk" / "library-main.case.json")
    sent: list[str] = []

    def trigger(url: str, example: cl.Example) -> None:
        request = example.request
        sent.append(request.method)
        headers = {name.lower(): values[0] for name, values in request.headers.items()}
        content = request.body.data if request.body.presence == "present" else None
        if content is not None:
            headers.setdefault("content-type", "application/json")
        httpx.request(request.method, f"{url}{request.path}", headers=headers, content=content, trust_env=False)

    names = {example.request_name for example in contract.examples}  # type: ignore[attr-defined]
    run = cl.verify(contract, triggers=dict.fromkeys(names, trigger))
    assert run.passed, run
    assert len(sent) == len(contract.examples)


# Functions.


def arguments(*listed: Any) -> dict[str, Any]:
    return {f"{M}type": "_case:FunctionArgumentsMatcher", "arguments": list(listed)}


def returns(value: Any) -> dict[str, Any]:
    return {f"{M}type": "_case:FunctionResultMatcher", "success": value}


def raises(name: str, message: str = "") -> dict[str, Any]:
    return {f"{M}type": "_case:FunctionResultMatcher", "errorClassName": name, "message": message}


def function_contract(result: Any, *listed: Any, setup: Any = case.CALLER_READS, states: Any = ()) -> cl.Contract:
    asked, answered = named("a call", arguments(*listed)), named("the result", result)
    made = case.example(asked, answered, *states, setup=setup, functionName="pages")
    contract: cl.Contract = case.load(case.document(made))
    return contract


async def pages_later(count: int) -> str:
    return f"{count} pages"


def failing(count: int) -> str:
    raise KeyError(count)


@pytest.mark.parametrize(
    ("function", "verdict"),
    [
        (lambda count: f"{count} pages", "passed"),
        (pages_later, "passed"),
        (lambda count: "many", "failed"),
        (lambda count: count, "failed"),
        (failing, "failed"),
        (lambda: "2 pages", "failed"),
        (lambda count: {1, 2}, "error"),
    ],
)
def test_a_function_of_the_provider_is_called(function: Any, verdict: str) -> None:
    contract = function_contract(returns("2 pages"), shaped(2))
    (result,) = cl.verify(contract, functions={"pages": function}).results
    assert result.verdict == verdict, result.reason
    assert "No capture" not in result._repr_mimebundle_()["text/plain"]


def test_a_function_may_be_expected_to_raise() -> None:
    contract = function_contract(raises("KeyError"), shaped(2))
    assert cl.verify(contract, functions={"pages": failing}).passed
    (result,) = cl.verify(contract, functions={"pages": lambda count: "2 pages"}).results
    assert not result.passed


def test_a_function_gets_the_values_of_state_handlers() -> None:
    contract = function_contract(
        returns(variable("title")), variable("title"), states=[case.state_with("a book", title=shaped("x"))]
    )
    called: list[Any] = []

    def pages(title: str) -> str:
        called.append(title)
        return title

    states = cl.StateHandlers({})
    states.register("a book", lambda: {"title": "Emma"})
    assert cl.verify(contract, functions={"pages": pages}, states=states).passed
    assert called == ["Emma"]
    (result,) = cl.verify(contract, functions={"pages": lambda title: "x"}, states=states).results
    assert result.verdict == "failed"


@pytest.mark.parametrize(
    ("trigger", "verdict"),
    [
        (lambda function: function(5), "passed"),
        (lambda call: call(5), "passed"),
        (lambda functions: functions["pages"](5), "passed"),
        (lambda function: function("5"), "failed"),
        (lambda function: function(5, 6), "failed"),
        (lambda function: None, "error"),
        (lambda function: function(5) + 1, "error"),
    ],
)
def test_a_provider_that_calls_a_function_is_judged_by_its_arguments(trigger: Any, verdict: str) -> None:
    contract = function_contract(returns("2 pages"), shaped(2), setup=case.EXECUTION_READS)
    (result,) = cl.verify(contract, triggers={"a call": trigger}).results
    assert result.verdict == verdict, result.reason


def test_a_mock_function_returns_and_raises_what_the_example_says() -> None:
    got: list[Any] = []
    contract = function_contract(returns({"n": shaped(2)}), shaped(2), setup=case.EXECUTION_READS)
    assert cl.verify(contract, triggers={"a call": lambda function: got.append(function(1))}).passed
    assert got == [{"n": 2}]
    broken = function_contract(raises("TooLong", "no such book"), shaped(2), setup=case.EXECUTION_READS)

    def trigger(function: Any) -> None:
        with pytest.raises(Exception, match="no such book") as caught:
            function(1)
        got.append(type(caught.value).__name__)

    assert cl.verify(broken, triggers={"a call": trigger}).passed
    assert got[1:] == ["TooLong"]


# What is missing.


def test_missing_names_are_told_all_at_once_with_code_that_runs() -> None:
    function = case.example(
        named("x", arguments(shaped(1))), named("y", returns("a")), setup=case.CALLER_READS, functionName="pages of"
    )
    asked = named("asks", case.request())
    client = case.example(asked, named("z", case.response()), setup=case.SERVER_READS)
    contract = case.load(case.document(function, client))
    with pytest.raises(cl.ProviderError) as caught:
        cl.verify(contract, functions={}, triggers={"ask": lambda url: None})
    text = str(caught.value)
    assert "2 names are missing" in text
    assert "there is one for" in text
    scope: dict[str, Any] = {}
    exec(text.split("A beginning:\n\n")[1], scope)
    assert (list(scope["functions"]), list(scope["triggers"])) == (["pages of"], ["asks"])
    run = cl.verify(contract, functions=scope["functions"], triggers=scope["triggers"])
    assert [result.verdict for result in run.results] == ["failed", "error"]


def test_what_is_no_function_is_told() -> None:
    with pytest.raises(cl.ProviderError, match='triggers= has no function for "asks for a user"'):
        cl.verify(client_contract(), triggers={NAME: "http://x"})  # type: ignore[dict-item]


def test_nothing_is_left() -> None:
    before = set(threading.enumerate())
    cl.verify(client_contract(), triggers={NAME: lambda url: post(url, {"id": 1})})
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
    assert set(threading.enumerate()) <= before
