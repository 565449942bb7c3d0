"""What goes wrong in a live run is one example's error with its cause; everything else is judged all the same."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from conformance_wire import Arrived, Reply, asgi_app, wire
from fastapi import FastAPI
from flask import Flask
from servers.loopback import PATIENCE, raw_provider
from small_contracts import document_of, http
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

import contractlab as cl
from contractlab.captures.recorders.exchange import BODY_LIMIT
from contractlab.values.gc_pause import PausedCollection
from contractlab.views import render_html, render_text
from contractlab.views.junit import junit_xml

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
PLANTED = "planted-4711-secret"


def three(**more: Any) -> cl.Contract:
    return cl.load(document_of(*(http(f"example {n}", request={"path": f"/{n}"}, **more) for n in (1, 2, 3))))


PATIENT = 3.0
"""Seconds that a client waits here: for those that never answer, and more than a busy machine needs for the others."""


def _hang(connection: socket.socket) -> None:
    connection.settimeout(PATIENCE)
    while connection.recv(65536):  # until the client has gone
        pass


def _half(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def _trickle(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:  # until the client has gone
        connection.sendall(b"1\r\na\r\n")
        time.sleep(0.05)


def _flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    for _ in range(BODY_LIMIT // 500_000 + 4):
        connection.sendall(b"a" * 500_000)


def _sends(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


NETWORK: dict[str, tuple[Callable[[socket.socket], None], str]] = {
    "hangs": (_hang, "did not answer within 3 s"),
    "half a body": (_half, "not a whole answer"),
    "a body without end, slowly": (_trickle, "did not finish its answer within 3 s"),
    "closes": (lambda connection: None, "not a whole answer"),
    "no HTTP": (_sends(b"SSH-2.0-OpenSSH\r\n\r\n"), "not a whole answer"),
    "two lengths": (
        _sends(b"HTTP/1.1 200 X\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        "not a whole answer",
    ),
    "many headers": (_sends(b"HTTP/1.1 200 X\r\n" + b"x-a: 1\r\n" * 100_000 + b"\r\n"), "not a whole answer"),
}


@pytest.mark.parametrize("name", NETWORK)
def test_what_a_provider_does_to_one_example(name: str) -> None:
    act, words = NETWORK[name]

    def answer(connection: socket.socket, head: bytes) -> None:
        if head.startswith(b"GET /2"):
            act(connection)
        else:
            connection.sendall(OK)

    with raw_provider(answer) as server:
        run = cl.verify(three(), provider=server.url, client=httpx.Client(timeout=PATIENT, trust_env=False))
    assert [result.verdict for result in run.results] == ["passed", "error", "passed"]
    assert words in (run.results[1].reason or "")
    assert [each.verdict for each in cl.verify(run.contracts, run.captures).results] == ["passed", "error", "passed"]


def test_a_body_that_is_larger_than_a_capture_holds_is_not_waited_for() -> None:
    expected = {"status": 200, "body": "b", "headers": {"Content-Type": "text/plain"}}
    with raw_provider(lambda connection, _: _flood(connection)) as server:
        run = cl.verify(cl.load(document_of(http(response=expected))), provider=server.url)
    (result,) = run.results
    assert result.verdict == "error"
    assert "not recorded" in (result.reason or "")


def test_a_provider_that_dies_in_the_middle_fails_the_rest() -> None:
    with wire(lambda arrived: Reply()) as server:

        def answer(arrived: Arrived) -> Reply:
            if arrived.target == "/2":
                server.close()
                return Reply(raw=b"")
            return Reply()

        server.answer = answer
        run = cl.verify(three(), provider=server.url)
    assert [result.verdict for result in run.results] == ["passed", "error", "error"]


# Apps


def _raising(path: str) -> Any:
    token = PLANTED  # noqa: F841 - a local that no traceback shows
    raise LookupError(f"no such table for {path}")


def _fastapi() -> FastAPI:
    app = FastAPI()

    @app.get("/{number}")
    async def get(number: int) -> None:
        if number == 2:
            _raising("2")

    return app


def _flask() -> Flask:
    app = Flask("small")

    @app.get("/<int:number>")
    def get(number: int) -> str:
        if number == 2:
            _raising("2")
        return ""

    return app


def _bare_asgi() -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        if scope["path"] == "/2":
            _raising("2")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    return app


@pytest.mark.parametrize("make", [_fastapi, _flask, _bare_asgi])
def test_what_an_app_raises_is_a_500_with_its_traceback(make: Callable[[], Any]) -> None:
    run = cl.verify(three(), provider=make())
    assert [result.verdict for result in run.results] == ["passed", "failed", "passed"]
    result = run.results[1]
    assert result.mismatches[0].actual == 500
    assert "LookupError: no such table for 2" in result.traceback
    shown = [render_text(run), render_text(result), render_html(run), junit_xml(run), json.dumps(run.to_dict())]
    assert all("no such table for 2" in text for text in shown)
    assert not any(PLANTED in text for text in shown)
    first = next(line for line in result.traceback.splitlines() if line.strip().startswith("File"))
    assert __file__ in first


def test_an_app_that_stops_in_the_middle_is_an_error() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"half"
        raise OSError("the disk is gone")

    async def get(request: Any) -> Any:
        return StreamingResponse(pieces()) if request.url.path == "/2" else PlainTextResponse("")

    run = cl.verify(three(), provider=Starlette(routes=[Route("/{n}", get)]))
    assert [result.verdict for result in run.results] == ["passed", "error", "passed"]
    assert "the disk is gone" in run.results[1].traceback


def test_an_app_that_hangs_or_goes_on_for_ever_is_left() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"a" * 500_000

    async def get(request: Any) -> Any:
        if request.url.path == "/1":
            await asyncio.sleep(PATIENCE)
        return StreamingResponse(endless()) if request.url.path == "/2" else PlainTextResponse("")

    app = Starlette(routes=[Route("/{n}", get)])
    run = cl.verify(three(), provider=app, client=httpx.Client(timeout=PATIENT))
    assert [result.verdict for result in run.results] == ["error", "passed", "passed"]
    assert "did not answer within 3 s" in (run.results[0].reason or "")


def test_an_app_that_exits_ends_one_example() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/2":
            raise SystemExit("no licence")
        start_response("200 OK", [])
        return [b""]

    async def asynchronous(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise AssertionError
        if scope["path"] == "/2":
            raise SystemExit("no licence")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    for each in (app, asynchronous):
        run = cl.verify(three(), provider=each)
        assert [result.verdict for result in run.results] == ["passed", "failed", "passed"]
        assert "no licence" in run.results[1].traceback


def test_two_runs_at_once_leave_the_loggers_as_they_were() -> None:
    before = logging.getLogRecordFactory()
    runs: list[cl.Run] = []
    threads = [threading.Thread(target=lambda: runs.append(cl.verify(three(), provider=_flask()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [[result.verdict for result in run.results] for run in runs] == [["passed", "failed", "passed"]] * 4
    assert all("no such table" in run.results[1].traceback for run in runs)
    assert logging.getLogRecordFactory() is before


# Lifespan


def test_the_lifespan_runs_around_all_examples_in_the_loop_of_the_handlers() -> None:
    log: list[Any] = []
    pools: list[asyncio.AbstractEventLoop] = []

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, str]]:
        log.append("start")
        pools.append(asyncio.get_running_loop())
        yield {"pool": "the pool"}
        log.append("end")

    async def get(request: Any) -> JSONResponse:
        pools.append(asyncio.get_running_loop())
        log.append(request.state.pool)
        return JSONResponse({})

    states = cl.StateHandlers()

    @states.each
    async def around() -> None:
        pools.append(asyncio.get_running_loop())

    app = Starlette(routes=[Route("/{n}", get)], lifespan=lifespan)
    assert cl.verify(three(), provider=app, states=states).passed
    assert log == ["start", "the pool", "the pool", "the pool", "end"]
    assert len(set(map(id, pools))) == 1


@pytest.mark.parametrize("error", [OSError("no database"), SystemExit("no database")])
def test_a_lifespan_that_fails_is_one_sentence_and_no_handler_runs(error: BaseException) -> None:
    called: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        raise error
        yield

    states = cl.StateHandlers()
    states.each(lambda: called.append("each"))
    with pytest.raises(cl.ProviderError, match=r"(?s)the app did not start.*no database"):
        cl.verify(three(), provider=Starlette(lifespan=lifespan), states=states)
    assert called == []


def test_a_lifespan_that_ends_badly_keeps_the_verdicts() -> None:
    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        yield
        raise OSError("cannot close")

    async def get(request: Any) -> PlainTextResponse:
        return PlainTextResponse("")

    with pytest.warns(UserWarning, match="did not end well: OSError: cannot close"):
        run = cl.verify(three(), provider=Starlette(routes=[Route("/{n}", get)], lifespan=lifespan))
    assert run.passed


# Handlers


def test_a_failing_handler_is_one_example_s_error_and_its_traceback_is_shown() -> None:
    asked = cl.load(document_of(http("one", states=("A",)), http("two", states=("B",)), http("three", states=("A",))))
    states = cl.StateHandlers().register("A", lambda: print("printed")).register("B", lambda: _raising("B"))
    arrived: list[Arrived] = []
    run = cl.verify(asked, provider=asgi_app(lambda _: Reply(), arrived), states=states)
    assert [result.verdict for result in run.results] == ["passed", "error", "passed"]
    assert len(arrived) == 2
    assert run.results[1].reason == "state 'B' could not be brought about: LookupError: no such table for B"
    for text in (render_text(run), render_text(run.results[1]), render_html(run), junit_xml(run)):
        assert "no such table for B" in text
        assert "_raising" in text
        assert PLANTED not in text


@pytest.mark.parametrize("stage", ["setup", "request", "teardown"])
def test_an_interrupt_keeps_what_was_done_and_undoes_what_was_begun(stage: str) -> None:
    log: list[str] = []
    states = cl.StateHandlers()

    def stop(number: str, now: str) -> None:
        if number == "2" and stage == now:
            raise KeyboardInterrupt

    @states("A")
    def user(number: str) -> Iterator[None]:
        log.append(f"+{number}")
        yield
        log.append(f"-{number}")
        stop(number, "teardown")

    @states("B")
    def then(number: str) -> None:
        stop(number, "setup")

    def provider(request: cl.HttpRequest) -> cl.HttpResponse:
        stop(request.path[1:], "request")
        return cl.HttpResponse()

    examples = [
        http(f"e{n}", states={"A": {"number": n}, "B": {"number": n}}, request={"path": f"/{n}"}) for n in "123"
    ]
    run = cl.verify(cl.load(document_of(*examples)), provider=provider, states=states)
    assert [result.verdict for result in run.results] == ["passed", "not exercised", "not exercised"]
    assert log == ["+1", "-1", "+2", "-2"]
    assert "1 of 3 examples" in run.stopped[0].text
    assert not run.passed


@pytest.mark.parametrize("stage", ["start", "end"])
def test_an_interrupt_while_an_app_starts_or_ends(stage: str) -> None:
    before = set(threading.enumerate())

    async def interrupt(now: str) -> None:
        if stage == now:
            with PausedCollection():  # what is raised within a callback of the collection is lost
                os.kill(os.getpid(), signal.SIGINT)
                await asyncio.sleep(PATIENCE)  # until the interrupt has come

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        await interrupt("start")
        yield
        await interrupt("end")

    app = Starlette(routes=[Route("/{n}", lambda request: PlainTextResponse(""))], lifespan=lifespan)
    if stage == "start":
        with pytest.raises(KeyboardInterrupt):
            cl.verify(three(), provider=app)
    else:
        run = cl.verify(three(), provider=app)
        assert [result.verdict for result in run.results] == ["passed"] * 3
        assert run.passed
    assert set(threading.enumerate()) == before


def test_a_running_event_loop_is_in_nobody_s_way() -> None:
    async def notebook() -> cl.Run:
        states = cl.StateHandlers()

        @states.each
        async def each() -> None:
            await asyncio.sleep(0)

        return cl.verify(three(), provider=asgi_app(lambda _: Reply(), []), states=states)

    assert asyncio.run(notebook()).passed


# Secrets


def test_secrets_are_shown_nowhere(tmp_path: Any) -> None:
    secret = "Bearer " + "s3cr3t" * 5
    states = cl.StateHandlers().register("A", lambda: {"password": PLANTED})

    def provider(request: cl.HttpRequest) -> cl.HttpResponse:
        assert request.headers["authorization"] == secret
        raise ConnectionError("refused")

    asked = cl.load(document_of(http(states=("A",))))
    client = httpx.Client(headers={"Authorization": secret})
    run = cl.verify(asked, provider=provider, states=states, client=client)
    saved = run.captures.save(tmp_path / "a.jsonl").read_text()
    shown = [
        render_text(run),
        render_html(run),
        junit_xml(run),
        json.dumps(run.to_dict()),
        saved,
        repr(run),
        repr(client),
    ]
    for text in shown:
        assert "s3cr3t" not in text
        assert PLANTED not in text


def test_headers_for_the_provider_are_not_sent_to_the_address_of_states() -> None:
    with wire() as handlers, wire() as server:
        run = cl.verify(
            cl.load(document_of(http(states=("A",)))),
            provider=server.url,
            states=f"{handlers.url}/states",
            client=httpx.Client(headers={"Authorization": "Bearer token"}),
        )
    assert run.passed
    assert [each.method for each in handlers.arrived] == ["POST", "POST"]
    assert not any(name == "authorization" for each in handlers.arrived for name, _ in each.headers)
    assert dict(server.arrived[0].headers)["authorization"] == "Bearer token"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_said_and_keeps_the_run() -> None:
    run = cl.verify(three(), provider=asgi_app(lambda _: Reply(), []))
    with pytest.raises(cl.SaveConflict):
        run.save("/dev/full/run.json")
    assert run.passed


def test_a_hostile_recording_cannot_flood_a_view() -> None:
    asked = cl.load(document_of(http("one")))
    own = {
        "example": asked.examples[0].key,
        "failure": {"code": "no-such-code", "message": "<script>" * 10_000},
        "traceback": "<script>\n" * 100_000,
    }
    capture = cl.Capture(request=cl.HttpRequest(), response=cl.HttpResponse(), raw={"_contractlab": own})
    run = cl.verify(asked, cl.Captures([capture]))
    assert [result.verdict for result in run.results] == ["error"]
    page = render_html(run) + render_html(run.results[0])
    assert len(page) < 300_000
    assert "<script>" not in page


def test_a_hook_that_exits_ends_one_example() -> None:
    def leaves(request: httpx.Request) -> None:
        if request.url.path == "/2":
            raise SystemExit("no token")

    client = httpx.Client(event_hooks={"request": [leaves]})
    run = cl.verify(three(), provider=asgi_app(lambda _: Reply(), []), client=client)
    assert [result.verdict for result in run.results] == ["passed", "error", "passed"]
    assert "no token" in (run.results[1].reason or "")


@pytest.mark.parametrize("heard", [0, 1, 2])
def test_an_app_that_returns_from_its_lifespan_is_asked_as_servers_do(heard: int) -> None:
    answer = PlainTextResponse("")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await answer(scope, receive, send)
            return
        for phase in ("startup", "shutdown")[:heard]:
            assert (await receive())["type"] == f"lifespan.{phase}"
            if heard == 2 and phase == "startup":
                await send({"type": "lifespan.startup.complete"})

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = cl.verify(three(), provider=cl.asgi(app))
    assert len(run.captures) == 3
