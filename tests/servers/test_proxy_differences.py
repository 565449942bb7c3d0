"""What the recording proxy alters: the list in its docstring, each point over a raw socket, and nothing beside it."""

from __future__ import annotations

import socket

import pytest
from servers.loopback import raw_provider, talk, wait_for

import contractlab as cl

ASKED = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def exchanged(answer: bytes, request: bytes = ASKED) -> tuple[bytes, bytes, cl.Captures]:
    """What comes back for a request, what the provider was sent, and what was recorded."""
    with raw_provider(answer) as provider, cl.RecordingProxy(provider.url) as proxy:
        back = talk(proxy.url, request)
        sent = b"".join(provider.requests)
        if sent:
            wait_for(lambda: len(proxy.captures))
        return back, sent, proxy.captures


def status_line(status: int | str, phrase: str = "") -> bytes:
    return f"HTTP/1.1 {status} {phrase}\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok".encode()


@pytest.mark.parametrize("status", [201, 299, 418, 599, 600, 601, 777, 999])
def test_every_status_passes_and_is_recorded(status: int) -> None:
    back, _, (capture,) = exchanged(status_line(status, "Odd"))
    assert back.startswith(f"HTTP/1.1 {status} ".encode())
    assert back.endswith(b"\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok")
    assert capture.response is not None
    assert (capture.response.status, capture.response.body) == (status, b"ok")


@pytest.mark.parametrize("status", ["099", 100, 101, 102, 103, 199, "000", 1000])
def test_no_other_status_is_an_answer(status: int | str) -> None:
    back, _, (capture,) = exchanged(status_line(status, "Odd"))
    assert back.startswith(b"HTTP/1.1 502 ")
    assert capture.response is None
    assert capture.error


@pytest.mark.parametrize("interim", [100, 102, 103])
def test_interim_answers_are_not_passed_on(interim: int) -> None:
    back, _, (capture,) = exchanged(f"HTTP/1.1 {interim} Early\r\nLink: </x>\r\n\r\n".encode() + status_line(200, "OK"))
    assert back == status_line(200, "OK")
    assert capture.response is not None
    assert "link" not in capture.response.headers


@pytest.mark.parametrize(("status", "phrase"), [(200, b"OK"), (404, b"Not Found"), (299, b""), (700, b"")])
def test_a_reason_phrase_is_the_usual_one(status: int, phrase: bytes) -> None:
    back, *_ = exchanged(status_line(status, "Fine By Me"))
    assert back.partition(b"\r\n")[0] == b"HTTP/1.1 %d %s" % (status, phrase)


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_the_version_is_one(version: bytes) -> None:
    back, sent, _ = exchanged(
        status_line(200, "OK").replace(b"1.1", version, 1), b"GET / HTTP/" + version + b"\r\nHost: x\r\n\r\n"
    )
    assert sent.startswith(b"GET / HTTP/1.1\r\n")
    assert back.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("method", ["get", "PuRGe", "head", "M-SEARCH", "X!"])
def test_a_method_keeps_its_case(method: str) -> None:
    back, sent, (capture,) = exchanged(status_line(200), f"{method} /a HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert sent.startswith(f"{method} /a HTTP/1.1\r\n".encode())
    assert capture.request.method == method
    assert back.endswith(b"ok")


@pytest.mark.parametrize("target", [b"/a%C3%A9", b"/%ff%00", b"/a#b", b'/{x}|^`"<>', b"//a//?%ff=%e9&"])
def test_an_ascii_target_passes_as_it_is(target: bytes) -> None:
    _, sent, (capture,) = exchanged(status_line(200), b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert sent.startswith(b"GET " + target + b" HTTP/1.1\r\n")
    assert capture.request.target == target.decode()


@pytest.mark.parametrize("target", [b"/\xc3\xa9", b"/a?q=\xe9", b"/a b", b"/\x00", b"/\xff\xfe"])
def test_a_target_that_http_does_not_allow_is_refused(target: bytes) -> None:
    back, sent, captures = exchanged(status_line(200), b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert back.startswith(b"HTTP/1.1 400 ")
    assert sent == b""
    assert list(captures) == []


def test_trailers_end_here_both_ways() -> None:
    seen: list[bytes] = []

    def answer(connection: socket.socket, head: bytes) -> None:
        body = head.partition(b"\r\n\r\n")[2]
        while not body.endswith(b"0\r\n\r\n") and (more := connection.recv(65536)):  # it may come with the head
            body += more
        seen.append(body)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"
        )

    request = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Mine: 1\r\n\r\n"
    with raw_provider(answer) as provider, cl.RecordingProxy(provider.url) as proxy:
        back = talk(proxy.url, request)
        (capture,) = wait_for(lambda: proxy.captures)
    assert b"X-Mine" not in seen[0]
    assert b"X-Sum: 1" not in back
    assert b"ok" in back
    assert capture.request.body == b"abc"
    assert capture.response is not None
    assert capture.response.not_recorded == {"x-sum"}


def test_names_of_request_headers_are_small_and_values_keep_their_bytes() -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\nX-Caf: \xe9\xc3\xa9\r\nACCEPT: */*\r\n\r\n"
    back, sent, _ = exchanged(b"HTTP/1.1 200 OK\r\nX-BIG: \xe9\r\nContent-Length: 0\r\n\r\n", request)
    assert sent.endswith(b"\r\nx-caf: \xe9\xc3\xa9\r\naccept: */*\r\n\r\n")
    assert back == b"HTTP/1.1 200 OK\r\nX-BIG: \xe9\r\nContent-Length: 0\r\n\r\n"
