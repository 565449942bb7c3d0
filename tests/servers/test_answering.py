"""A function from a request to a response behind the server that recorder and mock share."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from loopback import PATIENCE, talk

import contractlab as cl
from contractlab.errors import ContractLabError
from contractlab.servers import Answering, Listener
from contractlab.servers.answering import as_sent


class Server:
    """Answers all alike, and keeps what came."""

    def __init__(self, response: cl.HttpResponse, body_limit: int) -> None:
        self.requests: list[cl.HttpRequest] = []
        self._response = response
        self.listener = Listener(
            Answering(self._answer, body_limit=body_limit), what="a test's server", thread_name="test-server"
        )

    def _answer(self, request: cl.HttpRequest) -> cl.HttpResponse:
        self.requests.append(request)
        return self._response


@contextmanager
def serving(response: cl.HttpResponse | None = None, body_limit: int = 1_000) -> Iterator[Server]:
    server = Server(response or cl.HttpResponse(200, [("X-A", "1"), ("X-A", "2")], b"one"), body_limit)
    server.listener.start()
    try:
        yield server
    finally:
        server.listener.stop()


def test_the_path_stays_as_it_was_sent_and_repeated_headers_apart() -> None:
    target = b"/a%2Fb/../c;v=1//%7e?q=1&q=%20+&empty&x=a%2Cb&"
    with serving() as server:
        answer = talk(server.listener.url, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nX-B: 1\r\nX-B: 2\r\n\r\n")
    (request,) = server.requests
    assert request.target == target.decode()
    assert request.headers.get_all("x-b") == ["1", "2"]
    assert request.body is None
    assert answer.count(b"X-A: ") == 2
    assert answer.endswith(b"\r\n\r\none")


def test_a_target_in_absolute_form_is_that_of_its_path() -> None:
    with serving() as server:
        talk(server.listener.url, b"GET http://other/a/b?c=1 HTTP/1.1\r\nHost: other\r\n\r\n")
    assert server.requests[0].target == "/a/b?c=1"


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304), ("HEAD", 404)])
def test_no_body_is_sent_where_none_may_come(method: str, status: int) -> None:
    with serving(cl.HttpResponse(status, [], b"one")) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.listener.port, timeout=PATIENCE)
        for _ in range(2):  # the second shows that nothing of the first is left on the wire
            connection.request(method, "/")
            response = connection.getresponse()
            assert (response.status, response.read()) == (status, b"")
        assert response.getheader("content-length") == ("3" if method == "HEAD" else None)
        connection.close()


def test_a_chunked_body_is_put_together() -> None:
    with serving() as server:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        talk(server.listener.url, head, b"3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n")
    assert server.requests[0].body == b"abcde"


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        b"\x16\x03\x01\x00\x2e\x01",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 600_000,  # a head without an end
        b"",
    ],
)
def test_what_is_no_http_leaves_nothing_and_hurts_nobody(sent: bytes) -> None:
    with serving() as server:
        talk(server.listener.url, sent, timeout=2)
        assert server.requests == []
        answer = talk(server.listener.url, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "piece", [b"POST / HTTP/1.1\r\nHo", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"]
)
def test_a_client_that_hangs_up_half_way_leaves_nothing(piece: bytes) -> None:
    with serving() as server:
        with socket.create_connection(("127.0.0.1", server.listener.port)) as connection:
            connection.sendall(piece)
        talk(server.listener.url, b"GET /after HTTP/1.1\r\nHost: x\r\n\r\n")
    assert [request.path for request in server.requests] == ["/after"]


@pytest.mark.parametrize("size", [1_000, 1_001, 5_000_000])
def test_a_body_above_the_limit_is_taken_and_not_kept(size: int) -> None:
    with serving() as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.listener.port, timeout=PATIENCE)
        connection.request("POST", "/", body=b"x" * size)
        assert connection.getresponse().read() == b"one"
        connection.close()
    body = server.requests[0].body
    assert body == b"x" * size if size <= 1_000 else body is cl.NOT_RECORDED


@pytest.mark.parametrize("status", [-1, 0, 99, 100, 101, 199, 600, 999, 1000])
def test_a_status_that_is_no_answer_becomes_a_500_that_says_so(status: int) -> None:
    sent = as_sent(cl.HttpResponse(status, [], b"one"), "GET")
    assert sent.status == 500
    assert str(status).encode() in sent.body


@pytest.mark.parametrize("header", [("X A", "1"), ("", "1"), ("X-A", "a\nb"), ("X-A", "\x00"), ("Ü", "1")])
def test_a_header_that_http_cannot_carry_becomes_a_500(header: tuple[str, str]) -> None:
    with serving(cl.HttpResponse(200, [header], b"one")) as server:
        assert talk(server.listener.url, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 500 ")


@pytest.mark.parametrize("length", ["3", "99", "x", "-1"])
def test_the_length_is_that_of_the_body_whatever_is_said(length: str) -> None:
    with serving(cl.HttpResponse(200, [("Content-Length", length)], b"whole")) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.listener.port, timeout=PATIENCE)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"whole"
        connection.close()


def test_nothing_is_left_after_stop() -> None:
    before = set(threading.enumerate())
    with serving() as server:
        port = server.listener.port
        talk(server.listener.url, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionError):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    again = Listener(Answering(lambda _: cl.HttpResponse()), port=port, what="a test's server", thread_name="test")
    again.stop()


def test_small_writes_do_not_wait_for_each_other() -> None:
    listener = Listener(Answering(lambda _: cl.HttpResponse()), what="a test's server", thread_name="test")
    assert listener._listening.proto == socket.IPPROTO_TCP, "asyncio sets TCP_NODELAY on no other socket"
    listener.stop()


def test_a_taken_port_is_said() -> None:
    listener = Listener(Answering(lambda _: cl.HttpResponse()), what="a test's server", thread_name="test")
    with pytest.raises(ContractLabError, match=f"port {listener.port} cannot be used"):
        Listener(Answering(lambda _: cl.HttpResponse()), port=listener.port, what="another", thread_name="test")
    listener.stop()
