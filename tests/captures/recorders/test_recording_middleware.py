"""Recording within an application: it answers as before, and every exchange is kept or written."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import httpx
import pytest
from servers.loopback import serving, serving_wsgi
from support import require

import contractlab as cl


def fastapi_app() -> Any:
    require("fastapi")
    from fastapi import FastAPI
    from fastapi.responses import StreamingResponse

    app = FastAPI()

    @app.post("/echo/{name}")
    def echo(name: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, **body}

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([b"one", b"two"]))

    @app.get("/fails")
    def fails() -> None:
        raise ZeroDivisionError

    @app.websocket("/ws")
    async def ws(socket: Any) -> None: ...

    return app


def flask_app() -> Any:
    require("flask")
    from flask import Flask, Response, request

    app = Flask("app")

    @app.post("/echo/<name>")
    def echo(name: str) -> dict[str, Any]:
        return {"name": name, **request.get_json()}

    @app.get("/stream")
    def stream() -> Response:
        return Response(iter([b"one", b"two"]))

    @app.post("/ignores")
    def ignores() -> tuple[str, int]:
        return "no", 401

    return app


@pytest.mark.parametrize("kind", ["ASGI", "WSGI"])
def test_an_application_behind_its_own_server(kind: str, tmp_path) -> None:
    output = tmp_path / "captures.jsonl"
    secret = "s3cretvalue1234"
    more = {"output": output, "provider_version": "2.5.0", "redaction": cl.Redaction(body=["$.iban"])}
    app = cl.RecordingASGI(fastapi_app(), **more) if kind == "ASGI" else cl.RecordingWSGI(flask_app(), **more)
    with (serving if kind == "ASGI" else serving_wsgi)(app) as url, httpx.Client(base_url=url) as client:
        headers = {"Authorization": f"Bearer {secret}"}
        answer = client.post("/echo/a%20b?q=1&q=%20", json={"iban": secret, "n": 1}, headers=headers)
        assert answer.json() == {"name": "a b", "iban": secret, "n": 1}
        assert client.get("/stream").content == b"onetwo"
        assert client.head("/stream").status_code in (200, 405)
        assert client.get("/none").status_code == 404
    assert secret not in output.read_text(encoding="utf-8")
    captures = cl.load_captures(output)
    assert captures.problems == []
    first, stream, _, none = captures
    assert first.request.target == "/echo/a%20b?q=1&q=%20"
    assert json.loads(first.request.body) == {"iban": "‹redacted›", "n": 1}
    assert json.loads(first.response.body)["n"] == 1
    assert first.request.headers["content-type"] == "application/json"
    assert first.origin == url
    assert first.provider_version == "2.5.0"
    assert stream.response.body == b"onetwo"
    assert none.response.status == 404


def test_without_a_file_captures_are_kept() -> None:
    app = cl.RecordingASGI(fastapi_app())

    async def work() -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            await client.post("/echo/x", json={})
            await client.get("/fails")

    asyncio.run(work())
    assert [capture.label for capture in app.captures] == ["POST /echo/x → 200", "GET /fails → 500"]
    assert [capture.key for capture in app.captures] == ["<recorded>#0", "<recorded>#1"]


def run_asgi(app: Any, scope: dict[str, Any], *messages: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    given = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(given, {"type": "http.disconnect"})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


SCOPE = {"type": "http", "method": "GET", "path": "/ä b", "query_string": b"", "headers": [(b"host", b"a/b@c")]}


def test_an_application_that_fails_or_ends_early_leaves_a_broken_capture() -> None:
    async def fails(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ZeroDivisionError

    async def ends(scope, receive, send):
        await receive()

    async def leaves(scope, receive, send):
        assert (await receive())["type"] == "http.disconnect"

    app = cl.RecordingASGI(fails)
    with pytest.raises(ZeroDivisionError):
        run_asgi(app, dict(SCOPE))
    assert app.captures[0].error == "the application failed: ZeroDivisionError"
    assert app.captures[0].request.path == "/%C3%A4%20b"
    assert app.captures[0].origin == "http://unknown", "a Host header is anything"
    app = cl.RecordingASGI(ends)
    run_asgi(app, dict(SCOPE), {"type": "http.request", "body": b""})
    assert app.captures[0].error == "the application ended without a whole response"
    app = cl.RecordingASGI(leaves)
    run_asgi(app, dict(SCOPE))
    assert app.captures[0].error == "the client went away before it had the whole response"


def test_what_is_no_http_passes() -> None:
    seen = []

    async def app(scope, receive, send):
        seen.append(scope)

    recorder = cl.RecordingASGI(app)
    scope = {"type": "lifespan"}
    run_asgi(recorder, scope)
    assert seen == [scope]
    assert len(recorder.captures) == 0


def run_wsgi(app: Any, read: bool = True, **environ: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    from wsgiref.util import setup_testing_defaults

    setup_testing_defaults(environ)
    begun: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        begun[:] = [status, headers]
        return lambda piece: None

    answer = app(environ, start)
    body = b"".join(answer) if read else b""
    if hasattr(answer, "close"):
        answer.close()
    return begun[0], begun[1], body


def test_wsgi_as_the_standard_has_it() -> None:
    closed = []

    class Answer(list):
        def close(self) -> None:
            closed.append(True)

    def app(environ, start):
        assert environ["wsgi.input"].readline() == b"one\n"
        assert list(environ["wsgi.input"]) == [b"two"]
        start("201 Created", [("X-A", "1"), ("X-A", "2")])
        return Answer([b"answer"])

    recorder = cl.RecordingWSGI(app)
    more = {
        "wsgi.input": io.BytesIO(b"one\ntwo"),
        "CONTENT_LENGTH": "7",
        "PATH_INFO": "/caf\xc3\xa9",
        "REQUEST_METHOD": "PUT",
    }
    status, headers, body = run_wsgi(recorder, HTTP_X_Y="z", **more)
    assert (status, headers, body) == ("201 Created", [("X-A", "1"), ("X-A", "2")], b"answer")
    assert closed == [True]
    (capture,) = recorder.captures
    assert capture.request.method == "PUT"
    assert capture.request.path == "/caf%C3%A9"
    assert capture.request.body == b"one\ntwo"
    assert capture.request.headers["x-y"] == "z"
    assert capture.response.headers.get_all("x-a") == ["1", "2"]
    assert capture.response.body == b"answer"


def test_wsgi_answers_keep_their_length() -> None:
    def app(environ, start):
        start("200 OK", [])
        return [b"a", b"b"]

    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "wsgi.url_scheme": "http",
        "SERVER_NAME": "h",
        "SERVER_PORT": "1",
    }
    assert len(cl.RecordingWSGI(app)(environ, lambda *_: None)) == 2


def test_wsgi_trouble() -> None:
    def fails(environ, start):
        raise ZeroDivisionError

    def breaks(environ, start):
        start("200 OK", [])

        def pieces():
            yield b"half"
            raise ZeroDivisionError

        return pieces()

    def writes(environ, start):
        start("200 OK", [])(b"by hand")
        return []

    recorder = cl.RecordingWSGI(fails)
    with pytest.raises(ZeroDivisionError):
        run_wsgi(recorder)
    assert recorder.captures[0].error == "the application failed: ZeroDivisionError"
    recorder = cl.RecordingWSGI(breaks)
    with pytest.raises(ZeroDivisionError):
        run_wsgi(recorder)
    recorder = cl.RecordingWSGI(writes)
    run_wsgi(recorder)
    assert recorder.captures[0].response.body == b"by hand"
    run_wsgi(recorder, read=False)
    assert recorder.captures[1].error == "the client went away before it had the whole response"


def test_a_body_that_the_application_does_not_read_is_not_recorded() -> None:
    recorder = cl.RecordingWSGI(flask_app())
    with serving_wsgi(recorder) as url:
        assert httpx.post(url + "/ignores", content=b"x" * 10).status_code == 401
    (capture,) = recorder.captures
    assert capture.request.body is cl.NOT_RECORDED
    assert capture.response.status == 401
