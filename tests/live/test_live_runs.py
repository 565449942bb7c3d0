"""Live runs: what is asked of a provider, what is kept of it, and how it is asked again."""

from __future__ import annotations

import gzip
import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conformance_wire import Arrived, Reply, asgi_app, wire, wsgi_app
from small_contracts import document_of, http

import contractlab as cl
from contractlab.contracts.contract import Example
from contractlab.views import render_text


def user(number: int, **more: Any) -> dict[str, Any]:
    """An example that asks for a user."""
    asked = {"method": "GET", "path": f"/users/{number}"}
    return http(f"a request for user {number}", request=asked, response={"status": 200, "body": {"id": number}}, **more)


def users(arrived: Arrived) -> Reply:
    number = arrived.target.rpartition("/")[2]
    return Reply(200, [("Content-Type", "application/json")], json.dumps({"id": int(number)}).encode())


def contract(*examples: Any, version: str = "3.0", **more: Any) -> cl.Contract:
    return cl.load(document_of(*examples, version=version, **more))


def verdicts(run: cl.Run) -> list[str]:
    return [result.verdict for result in run.results]


# Providers


def test_address_app_and_function_are_asked_alike() -> None:
    asked = contract(user(1), user(2))
    seen: dict[str, list[str]] = {}
    for kind in ("asgi", "wsgi", "function", "loopback"):
        arrived: list[Arrived] = []
        if kind == "function":

            def ask(request: cl.HttpRequest, arrived: list[Arrived] = arrived) -> cl.HttpResponse:
                arrived.append(Arrived(request.method, request.target, list(request.headers), b""))
                return cl.HttpResponse(json={"id": int(request.path.rpartition("/")[2])})

            run = cl.verify(asked, provider=ask)
        elif kind == "loopback":
            with wire(users) as server:
                run = cl.verify(asked, provider=server.url)
            arrived = server.arrived
        else:
            run = cl.verify(asked, provider=(asgi_app if kind == "asgi" else wsgi_app)(users, arrived))
        assert run.passed, kind
        seen[kind] = [each.target for each in arrived]
    assert set(map(tuple, seen.values())) == {("/users/1", "/users/2")}


def test_an_app_is_named_by_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_live_app.py").write_text(
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'application/json')])\n"
        "    return [b'{\"id\": 1}']\n"
        "def make():\n    return app\n"
    )
    monkeypatch.chdir(tmp_path)
    for name in ("my_live_app:app", "my_live_app:make()"):
        assert cl.verify(contract(user(1)), provider=name).passed
    with pytest.raises(cl.ProviderError, match="my_live_app has no 'nothing'"):
        cl.verify(contract(user(1)), provider="my_live_app:nothing")
    with pytest.raises(cl.ProviderError, match="there is no module 'no_such_app'"):
        cl.verify(contract(user(1)), provider="no_such_app:app")
    (tmp_path / "broken_live_app.py").write_text("raise LookupError('no settings')")
    with pytest.raises(cl.ProviderError, match=r"(?s)broken_live_app cannot be imported.*LookupError: no settings"):
        cl.verify(contract(user(1)), provider="broken_live_app:app")


class _Unclear:
    def __call__(self, *arguments: Any) -> Any:
        raise AssertionError


@pytest.mark.parametrize("provider", [5, _Unclear()])
def test_what_is_no_provider_is_a_sentence(provider: Any) -> None:
    with pytest.raises(cl.ProviderError, match=r"provider= takes|cl\.asgi"):
        cl.verify(contract(user(1)), provider=provider)


@pytest.mark.parametrize(
    "address", ["ftp://h/", "http://", "http://h/x?y=1", "http://name:secret@h/", "http://h:99999/", "http://[/"]
)
def test_an_address_that_cannot_be_used_is_a_sentence(address: str) -> None:
    with pytest.raises(cl.ProviderError) as raised:
        cl.verify(contract(user(1)), provider=address)
    assert "secret" not in str(raised.value)


def test_what_an_app_speaks_can_be_said() -> None:
    arrived: list[Arrived] = []
    app = wsgi_app(users, arrived)
    assert cl.verify(contract(user(1)), provider=cl.wsgi(lambda *arguments: app(*arguments))).passed
    inner = asgi_app(users, arrived)
    assert cl.verify(contract(user(1)), provider=cl.asgi(lambda *arguments: inner(*arguments))).passed


def test_a_provider_that_is_not_there_is_one_sentence_and_no_handler_runs() -> None:
    called: list[str] = []
    with wire() as server:
        pass
    for client in (None, httpx.Client(trust_env=False)):
        with pytest.raises(cl.ProviderError, match="cannot be reached"):
            cl.verify(
                contract(user(1, states=("A",))),
                provider=server.url,
                states={"A": lambda: called.append("A")},
                client=client,
            )
    assert called == []


def test_contracts_of_several_providers_need_a_name() -> None:
    both = [contract(user(1), provider="p"), contract(user(2), provider="q")]
    arrived: list[Arrived] = []
    with pytest.raises(cl.AmbiguousExample, match="several providers"):
        cl.verify(both, provider=asgi_app(users, arrived))
    assert cl.verify(both, provider=asgi_app(users, arrived), provider_name="q").passed
    assert [each.target for each in arrived] == ["/users/2"]
    with pytest.raises(cl.AmbiguousExample, match="no contract of the provider"):
        cl.verify(both, provider=asgi_app(users, arrived), provider_name="r")


# What the client brings


def test_what_the_client_brings_is_added_and_its_headers_replace() -> None:
    asked = contract(http("one", request={"path": "/", "headers": {"X-Own": "contract", "Cookie": "a=1"}}))
    heard: list[str] = []
    client = httpx.Client(
        auth=("user", "pass"),
        headers={"x-own": "client", "X-More": "m"},
        event_hooks={"request": [lambda request: heard.append(str(request.method))]},
    )
    client.cookies.set("b", "2")
    arrived: list[Arrived] = []
    run = cl.verify(asked, provider=asgi_app(lambda _: Reply(), arrived), client=client)
    assert run.passed
    headers = dict(arrived[0].headers)
    assert headers["authorization"].startswith("Basic ")
    assert (headers["x-own"], headers["x-more"], headers["cookie"]) == ("client", "m", "a=1; b=2")
    assert heard == ["GET"]


def test_hooks_may_read_the_answer() -> None:
    packed = gzip.compress(b'{"id":1}')
    headers = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")]
    read: list[bytes] = []

    def hook(response: httpx.Response) -> None:
        read.append(response.read())

    app = asgi_app(lambda _: Reply(200, headers, packed), [])
    run = cl.verify(contract(user(1)), provider=app, client=httpx.Client(event_hooks={"response": [hook]}))
    assert run.passed, run.results[0].reason
    assert cl.verify(contract(user(1)), provider=app).passed
    assert read == [b'{"id":1}']


def test_cookies_of_one_example_never_reach_the_next() -> None:
    arrived: list[Arrived] = []
    app = asgi_app(lambda _: Reply(200, [("Set-Cookie", "session=1; Path=/")]), arrived)
    asked = contract(http("one", request={"path": "/1"}), http("two", request={"path": "/2"}))
    client = httpx.Client()
    client.cookies.set("own", "x")
    assert cl.verify(asked, provider=app, client=client).passed
    assert [dict(each.headers).get("cookie") for each in arrived] == ["own=x", "own=x"]


def test_prepare_gets_the_request_and_what_it_asks_for() -> None:
    seen: list[Any] = []

    def sign(request: httpx.Request, example: Example, variables: dict[str, Any]) -> httpx.Request:
        seen.append((request.content, example.description, variables))
        request.headers["X-Signature"] = "signed"
        request.url = request.url.copy_add_param("t", "1")
        return request

    arrived: list[Arrived] = []
    posted = {"method": "POST", "path": "/x", "body": {"b": 1}, "headers": {"Content-Type": "application/json"}}
    asked = contract(http("one", states=("A",), request=posted))
    run = cl.verify(
        asked, provider=asgi_app(lambda _: Reply(), arrived), prepare=sign, states={"A": lambda: {"token": 5}}
    )
    assert run.passed
    assert seen == [(b'{"b":1}', "one", {"token": 5})]
    assert arrived[0].target == "/x?t=1"
    assert dict(arrived[0].headers)["x-signature"] == "signed"
    assert run.captures[0].request.headers["x-signature"] == "signed"


@pytest.mark.parametrize("prepare", [lambda request: None, lambda request: 1 / 0])
def test_a_prepare_that_fails_is_the_example_s_error(prepare: Any) -> None:
    arrived: list[Arrived] = []
    (result,) = cl.verify(contract(user(1)), provider=asgi_app(users, arrived), prepare=prepare).results
    assert result.verdict == "error"
    assert "prepare=" in (result.reason or "")
    assert arrived == []


# States and values


def test_values_of_handlers_reach_the_request_and_the_captures(tmp_path: Path) -> None:
    made = {"path": {"type": "ProviderState", "expression": "/users/${userId}"}}
    asked = contract(
        http(
            "one",
            states={"A user exists": {"name": "x"}},
            request={"method": "GET", "path": "/users/1", "generators": made},
            response={"status": 200, "body": {"id": 7}},
        )
    )
    states = cl.StateHandlers()

    @states("A user exists")
    def exists(name: str) -> Iterator[dict[str, int]]:
        yield {"userId": 7}

    arrived: list[Arrived] = []
    run = cl.verify(asked, provider=asgi_app(users, arrived), states=states, provider_version="2.5.0")
    assert run.passed
    assert [each.target for each in arrived] == ["/users/7"]
    (capture,) = run.captures
    assert (capture.example, capture.contract) == (asked.examples[0].key, "c → p")
    assert capture.states == (("A user exists", {"name": "x", "userId": 7}),)
    assert capture.own["values"] == {"userId": 7}
    assert capture.own["generated"] == ["path"]
    assert capture.provider_version == "2.5.0"
    (read,) = cl.load_captures(run.captures.save(tmp_path / "a.jsonl"))
    assert (read.example, read.own["values"], read.states) == (capture.example, {"userId": 7}, capture.states)


def test_the_same_seed_makes_the_same_values() -> None:
    made = {"body": {"$.a": {"type": "RandomInt", "min": 0, "max": 10**9}}}
    request = {"method": "POST", "path": "/", "body": {"a": 1}, "generators": made}
    asked = contract(http("one", request=request), http("two", request=request))
    arrived: list[Arrived] = []
    app = asgi_app(lambda _: Reply(), arrived)
    run = cl.verify(asked, provider=app)
    run.again("two")
    cl.verify(asked, provider=app, seed=run.seed)
    cl.verify(asked, provider=app)
    bodies = [each.body for each in arrived]
    assert bodies[2] == bodies[1] != bodies[0]
    assert bodies[3:5] == bodies[:2]
    assert bodies[5:] != bodies[:2]


def test_missing_handlers_are_told_before_anything_is_asked() -> None:
    arrived: list[Arrived] = []
    asked = contract(user(1, states=("A",)), user(2, states=("B",)))
    with pytest.raises(cl.StateError, match=r"(?s)2 states have no handler.*def a"):
        cl.verify(asked, provider=asgi_app(users, arrived), states=cl.StateHandlers())
    assert arrived == []


def test_handlers_that_nothing_needs_are_told() -> None:
    states = cl.StateHandlers().register("A", lambda: None).register("Z", lambda: None)
    run = cl.verify(contract(user(1, states=("A",))), provider=asgi_app(users, []), states=states)
    assert run.unused_states == ("Z",)
    assert "No example needs the handler of “Z”." in render_text(run)


def test_a_failing_teardown_keeps_the_mismatches() -> None:
    states = cl.StateHandlers().register("A", lambda: None)

    @states.teardown("A")
    def undo() -> None:
        raise OSError("the table is locked")

    asked = contract(http("one", states=("A",), request={"path": "/users/1"}, response={"status": 201}))
    run = cl.verify(asked, provider=asgi_app(users, []), states=states)
    (result,) = run.results
    assert result.verdict == "error"
    assert result.reason == "state 'A' could not be undone: OSError: the table is locked"
    assert [mismatch.part for mismatch in result.mismatches] == ["status"]
    assert "undo" in result.traceback
    (offline,) = cl.verify(asked, run.captures).results
    assert (offline.verdict, offline.reason, offline.mismatches) == (result.verdict, result.reason, result.mismatches)


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_pending_example_breaks_nothing_in_v4_alone(version: str) -> None:
    def breaks() -> None:
        raise OSError

    def refuses(request: cl.HttpRequest) -> Any:
        raise ConnectionError

    asked = contract(user(1), user(2, states=("A",), pending=True), user(3, pending=True), version=version)
    states = {"A": breaks}

    def provider(request: cl.HttpRequest) -> Any:
        return refuses(request) if request.path.endswith("3") else cl.HttpResponse(json={"id": 1})

    run = cl.verify(asked, provider=provider, states=states)
    assert verdicts(run)[1:] == (["pending"] * 2 if version == "4.0" else ["error"] * 2)
    assert run.passed is (version == "4.0")
    assert verdicts(cl.verify(asked, run.captures)) == verdicts(run)


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_what_a_pending_example_lacks_breaks_nothing_either(version: str) -> None:
    asked = contract(user(1), user(2, states=("new",), pending=True), version=version)
    states = cl.StateHandlers()
    if version == "3.0":
        with pytest.raises(cl.StateError, match="1 state has no handler"):
            cl.verify(asked, provider=asgi_app(users, []), states=states)
        return
    run = cl.verify(asked, provider=asgi_app(users, []), states=states)
    assert verdicts(run) == ["passed", "pending"]
    assert run.results[1].reason == "state 'new' has no handler"
    assert run.passed
    assert verdicts(cl.verify(asked, run.captures)) == verdicts(run)
    message = {"type": "Asynchronous/Messages", "description": "m", "pending": True, "contents": {"content": "x"}}
    run = cl.verify(contract(message, version="4.0"), messages={"another": "x"})
    assert verdicts(run) == ["pending"]
    assert "nothing produces 1 message" in (run.results[0].reason or "")


# What is asked for


def test_the_first_failure_may_be_the_last() -> None:
    arrived: list[Arrived] = []
    asked = contract(user(1), http("two", request={"path": "/users/2"}, response={"status": 201}), user(3))
    run = cl.verify(asked, provider=asgi_app(users, arrived), fail_fast=True)
    assert verdicts(run) == ["passed", "failed", "not exercised"]
    assert len(arrived) == 2
    assert not run.passed


def test_again_asks_for_what_did_not_pass() -> None:
    good = {"2": False}

    def answer(arrived: Arrived) -> Reply:
        number = arrived.target.rpartition("/")[2]
        return users(arrived) if good.get(number, True) else Reply(500)

    arrived: list[Arrived] = []
    run = cl.verify(contract(user(1), user(2)), provider=asgi_app(answer, arrived))
    assert verdicts(run) == ["passed", "failed"]
    good["2"] = True
    arrived.clear()
    again = run.again()
    assert verdicts(again) == ["passed"]
    assert again.again("user 2").passed
    assert [each.target for each in arrived] == ["/users/2", "/users/2"]
    with pytest.raises(cl.AmbiguousExample):
        run.again("no such thing")


def test_again_by_a_whole_name_asks_for_it_alone() -> None:
    run = cl.verify(contract(user(1), user(12)), provider=asgi_app(users, []))
    assert len(run.again("a request for user 1").results) == 1
    assert len(run.again("request for user 1").results) == 2


def test_captures_and_a_provider_are_not_given_together() -> None:
    with pytest.raises(TypeError, match="not both"):
        cl.verify(contract(user(1)), cl.Captures(), provider="http://127.0.0.1:9")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="needs captures, or a provider"):
        cl.verify(contract(user(1)))  # type: ignore[call-overload]


def test_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document_of(user(1))))
    assert cl.verify(str(tmp_path), provider=asgi_app(users, [])).passed
    assert cl.verify([tmp_path / "a.json"], provider=asgi_app(users, [])).passed


def test_nothing_is_left_running() -> None:
    before = set(threading.enumerate())
    states = cl.StateHandlers()

    @states.each
    async def each() -> None: ...

    cl.verify(contract(user(1)), provider=asgi_app(users, []), states=states)
    assert set(threading.enumerate()) <= before


WITHOUT_EXTRA = """
import sys
sys.modules["a2wsgi"] = sys.modules["asgi_lifespan"] = None
import contractlab as cl

def speaks_wsgi(environ, start_response):
    raise AssertionError

async def speaks_asgi(scope, receive, send):
    raise AssertionError

pact = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": [
    {"description": "one", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}]}
for provider in (speaks_wsgi, speaks_asgi, lambda request: cl.HttpResponse(200), "http://127.0.0.1:9"):
    try:
        print(cl.verify(cl.load(pact), provider=provider).results[0].verdict)
    except cl.ProviderError as error:
        print(error)
"""


def test_the_extra_is_needed_by_apps_alone_and_its_absence_is_a_sentence() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_EXTRA], capture_output=True, text=True, check=True)
    of_wsgi, of_asgi, of_function, of_address = done.stdout.splitlines()
    assert "a2wsgi: pip install 'contractlab[live]'" in of_wsgi
    assert "asgi_lifespan: pip install 'contractlab[live]'" in of_asgi
    assert of_function == "passed"
    assert "cannot be reached" in of_address


def test_a_run_travels_without_its_provider() -> None:
    run = cl.verify(contract(user(1)), provider=asgi_app(users, []))
    read = pickle.loads(pickle.dumps(run))
    assert verdicts(read) == ["passed"]
    assert read.seed == run.seed
    with pytest.raises(cl.ProviderError, match="another process"):
        read.again("user 1")


def test_two_runs_at_once_know_nothing_of_each_other() -> None:
    runs: dict[int, cl.Run] = {}

    def ask(number: int) -> None:
        runs[number] = cl.verify(contract(user(number)), provider=asgi_app(users, []))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(runs[number].passed and len(runs[number].captures) == 1 for number in range(4))


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
def test_proxies_of_the_environment_are_not_used_and_a_given_one_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(lambda arrived: Reply()) as server, wire(lambda arrived: Reply()) as proxy:
        monkeypatch.setenv(name, proxy.url)
        asked = cl.load(document_of(http(states=("A",))))
        client = httpx.Client(headers={"X-Mine": "yes"})
        states = cl.StateChangeUrl(f"{server.url}/states", client=httpx.Client())
        assert cl.verify(asked, provider=server.url, client=client, states=states).passed
        assert [len(server.arrived), len(proxy.arrived)] == [3, 0]
        assert dict(server.arrived[1].headers)["x-mine"] == "yes"
        given = httpx.Client(proxy=f"{proxy.url}/")
        monkeypatch.delenv(name)
        assert cl.verify(asked, provider=server.url, client=given).passed
        assert [len(server.arrived), len(proxy.arrived)] == [3, 1]
