"""What a client sends and receives, recorded through hooks; responses of httpx and requests taken as they are."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from servers.loopback import raw_provider
from support import require

import contractlab as cl

PACKED = gzip.compress(b'{"a":1}')
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
    b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED
)


def check(captures: cl.Captures) -> None:
    (capture,) = captures
    assert capture.request.method == "POST"
    assert capture.request.target == "/a%20b?q=1&q=2"
    assert capture.request.body == b"hello"
    assert capture.response.status == 200
    assert capture.response.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert capture.response.body == b'{"a":1}'
    assert capture.origin.startswith("http://127.0.0.1:")
    assert capture.started is not None
    assert capture.duration_ms > 0


def test_a_client() -> None:
    with raw_provider(ANSWER) as provider, httpx.Client(base_url=provider.url) as client:
        hooks = client.event_hooks
        with cl.recording(client, provider_version="1.0") as captures:
            response = client.post("/a b?q=1&q=2", content=b"hello")
            assert response.json() == {"a": 1}, "the client sees what it would see"
            check(captures)
        client.get("/later")
        assert client.event_hooks == hooks
        assert len(captures) == 1
        assert captures[0].provider_version == "1.0"


def test_an_asynchronous_client() -> None:
    async def work(url: str) -> cl.Captures:
        async with httpx.AsyncClient(base_url=url) as client:
            with cl.recording(client) as captures:
                response = await client.post("/a b?q=1&q=2", content=b"hello")
                assert response.json() == {"a": 1}
                await asyncio.gather(*(client.get(f"/{n}") for n in range(20)))
            return captures

    with raw_provider(ANSWER) as provider:
        captures = asyncio.run(work(provider.url))
    check(captures[:1])
    assert sorted(capture.request.path for capture in captures[1:]) == sorted(f"/{n}" for n in range(20))
    assert len({capture.key for capture in captures}) == 21


@pytest.mark.parametrize("asynchronous", [False, True])
def test_transports_without_a_network(asynchronous: bool) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json={"path": request.url.path}, headers={"X": "1"})

    transport = httpx.MockTransport(answer)
    if asynchronous:

        async def work() -> cl.Captures:
            async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
                with cl.recording(client) as captures:
                    await client.get("/a")
                return captures

        captures = asyncio.run(work())
    else:
        with httpx.Client(transport=transport, base_url="http://t") as client, cl.recording(client) as captures:
            client.get("/a")
    (capture,) = captures
    assert capture.response.body == b'{"path":"/a"}'
    assert capture.response.headers["x"] == "1"


def test_each_step_of_a_redirect_is_a_capture() -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        moved = b"HTTP/1.1 302 Found\r\nLocation: /new\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(moved if b" /old " in head else ANSWER)

    with (
        raw_provider(answer) as provider,
        httpx.Client(base_url=provider.url, follow_redirects=True) as client,
        cl.recording(client) as captures,
    ):
        assert client.get("/old").status_code == 200
    assert [capture.label for capture in captures] == ["GET /old → 302", "GET /new → 200"]


def test_a_streamed_response_is_recorded_when_it_is_closed() -> None:
    with raw_provider(ANSWER) as provider, httpx.Client(base_url=provider.url) as client, cl.recording(client) as taken:
        with client.stream("GET", "/whole") as response:
            assert b"".join(response.iter_bytes()) == b'{"a":1}'
        assert taken[0].response.body == b'{"a":1}'
        with client.stream("GET", "/unread"):
            pass
        assert taken[1].response.body is cl.NOT_RECORDED
        with client.stream("POST", "/sent", content=iter([b"a"])) as response:
            response.read()
        assert taken[2].request.body is cl.NOT_RECORDED


def test_what_gets_no_answer_is_recorded_as_broken() -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    with raw_provider(half) as provider, httpx.Client() as client, cl.recording(client) as captures:
        with pytest.raises(httpx.ConnectError):
            client.get("http://127.0.0.1:1/refused")
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(provider.url + "/half")
    errors = {capture.request.path: capture.error for capture in captures}
    assert errors == {
        "/half": "the connection broke within the response: RemoteProtocolError",
        "/refused": "no response came",
    }
    assert all(capture.response is None for capture in captures)


def test_hooks_of_others_go_on() -> None:
    seen: list[str] = []
    hooks = {
        "request": [lambda r: r.headers.update({"X-Added": "1"})],
        "response": [lambda r: seen.append(r.read().decode())],
    }
    with raw_provider(ANSWER) as provider, httpx.Client(event_hooks=hooks) as client, cl.recording(client) as captures:
        client.get(provider.url)
    assert seen == ['{"a":1}']
    assert captures[0].request.headers["x-added"] == "1", "it is what was sent"


def test_large_bodies_are_not_kept() -> None:
    with raw_provider(ANSWER) as provider, httpx.Client() as client, cl.recording(client, body_limit=5) as captures:
        assert client.get(provider.url).json() == {"a": 1}
    assert captures[0].response.body is cl.NOT_RECORDED


def test_no_client() -> None:
    with pytest.raises(TypeError, match="not a client of httpx"), cl.recording(object()):
        pass


@pytest.fixture
def provider() -> Iterator[str]:
    with raw_provider(ANSWER) as provider:
        yield provider.url


def test_responses_of_httpx_are_taken_as_they_are(provider: str) -> None:
    captures = cl.Captures()
    captures.add(httpx.post(provider + "/a b?q=1&q=2", content=b"hello"))
    check(captures)


def test_responses_of_requests_are_taken_as_they_are(provider: str) -> None:
    requests = require("requests")
    captures = cl.Captures()
    captures.add(requests.post(provider + "/a b?q=1&q=2", data=b"hello"))
    check(captures)
    captures.add(requests.post(provider, data=iter([b"a"])))
    assert captures[1].request.body is cl.NOT_RECORDED
    captures.add(requests.get(provider, stream=True))
    assert captures[2].response.body == b'{"a":1}'


def test_a_recording_saves_without_its_secrets(tmp_path) -> None:
    secret = "s3cretvalue1234"
    answer = httpx.Response(200, json={"access_token": secret, "iban": secret}, headers={"Set-Cookie": f"a={secret}"})
    client = httpx.Client(
        transport=httpx.MockTransport(lambda _: answer), headers={"Authorization": f"Bearer {secret}"}
    )
    with client, cl.recording(client) as captures:
        client.post(f"http://t/?api_key={secret}", json={"password": secret})
    captures.save(tmp_path / "a.har")
    text = (tmp_path / "a.har").read_text(encoding="utf-8")
    assert secret not in text
    assert json.loads(text)["log"]["entries"][0]["_contractlab"]["redacted"]
    assert secret not in repr(captures) + repr(captures[0])
    shown = captures._repr_mimebundle_()
    assert secret not in json.dumps(shown)
