"""The server that answers with what a callable gives: nothing is added, nothing is left."""

from __future__ import annotations

import socket
import threading

import httpx
import pytest
from loopback import PATIENCE

import contractlab as cl
from contractlab.servers.loopback import LoopbackServer


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE"])
def test_requests_arrive_whole_and_answers_have_no_more_headers_than_told(method: str) -> None:
    arrived: list[cl.HttpRequest] = []

    def answer(request: cl.HttpRequest) -> cl.HttpResponse:
        arrived.append(request)
        return cl.HttpResponse(207, [("X-One", "1"), ("X-One", "2"), ("X-Über", "ü")][:2], b"\x00body")

    with LoopbackServer(answer) as server:
        sent = httpx.Request(method, f"{server.url}/a%2Fb?q=1&q=%20", content=b"x" * 70_000)
        got = httpx.Client(trust_env=False).send(sent)
    (request,) = arrived
    assert (request.method, request.path, request.query, request.body) == (method, "/a%2Fb", "q=1&q=%20", b"x" * 70_000)
    assert (got.status_code, got.content) == (207, b"\x00body")
    assert got.headers.multi_items() == [("x-one", "1"), ("x-one", "2"), ("content-length", "5")]


@pytest.mark.parametrize(("status", "method"), [(204, "GET"), (304, "GET"), (200, "HEAD"), (500, "GET"), (599, "GET")])
def test_bodies_are_sent_where_http_has_them(status: int, method: str) -> None:
    with (
        LoopbackServer(lambda _: cl.HttpResponse(status, [], b"abc")) as server,
        httpx.Client(trust_env=False) as client,
    ):
        for _ in range(2):  # the connection stays usable
            got = client.request(method, server.url)
            assert got.status_code == status
            assert got.content == (b"abc" if status >= 500 else b"")


@pytest.mark.parametrize("body", [b"", b"abc"])
def test_a_chunked_answer_stays_chunked(body: bytes) -> None:
    response = cl.HttpResponse(200, [("Transfer-Encoding", "chunked"), ("X", "ä")], body)
    with LoopbackServer(lambda _: response) as server, httpx.Client(trust_env=False) as client:
        got = client.get(server.url)
        assert got.content == body
        assert got.headers["transfer-encoding"] == "chunked"
        assert got.headers.raw[0] == (b"X", "ä".encode())


def test_a_chunked_request_is_read() -> None:
    arrived: list[object] = []

    def answer(request: cl.HttpRequest) -> cl.HttpResponse:
        arrived.append(request.body)
        return cl.HttpResponse(200)

    with LoopbackServer(answer) as server, httpx.Client(trust_env=False) as client:
        client.post(server.url, content=iter([b"ab", b"cde"]))
        client.get(server.url)
    assert arrived == [b"abcde", None]


def test_what_the_callable_raises_ends_the_connection_alone(capfd: pytest.CaptureFixture[str]) -> None:
    def answer(request: cl.HttpRequest) -> cl.HttpResponse:
        if request.path == "/broken":
            raise RuntimeError("planted")
        return cl.HttpResponse(200)

    with LoopbackServer(answer) as server, httpx.Client(trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"{server.url}/broken")
        assert client.get(server.url).status_code == 200
    assert capfd.readouterr() == ("", "")


def test_nothing_is_left_when_it_is_closed() -> None:
    before = threading.active_count()
    with LoopbackServer(lambda _: cl.HttpResponse(200)) as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        waiting = socket.create_connection(("127.0.0.1", server.port))
        httpx.get(server.url, trust_env=False)
    assert waiting.recv(1) == b""
    waiting.close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
    for thread in threading.enumerate():
        if thread.name.startswith("Thread-") and thread.daemon and "process_request" in thread.name:
            thread.join(PATIENCE)
    assert threading.active_count() <= before
