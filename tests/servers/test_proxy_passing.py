"""What passes through the recording proxy is what was sent, byte for byte where HTTP allows it."""

from __future__ import annotations

import gzip
import json
import socket
import threading

import httpx
import pytest
from servers.loopback import PATIENCE, RawProvider, raw_provider, read_until, serving, talk, wait_for

import contractlab as cl
from contractlab.errors import ContractLabError


def packed_alike(data: bytes) -> bytes:
    """Packed by gzip, the same bytes at any time: tests are named by them."""
    return gzip.compress(data, mtime=0)


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


def through(provider: RawProvider | str, request: bytes, **more: object) -> tuple[bytes, cl.Captures]:
    """Bytes that come back for a request, and what was recorded."""
    address = provider if isinstance(provider, str) else provider.url
    with cl.RecordingProxy(address, **more) as proxy:
        answer = talk(proxy.url, request)
        wait_for(lambda: len(proxy.captures) or answer[9:12] in (b"421", b"501"))
    return answer, proxy.captures


def test_the_target_and_repeated_headers_arrive_as_they_were_sent() -> None:
    target = b"/a%2Fb/../c;v=1//%7e?q=1&q=%20+&empty&x=a%2Cb&"
    request = b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nAccept: a\r\nX-One: 2\r\nACCEPT: b\r\n\r\n"
    with raw_provider(OK) as provider:
        answer, captures = through(provider, request)
        (sent,) = provider.requests
    lines = sent.lower().split(b"\r\n")
    assert sent.startswith(b"GET " + target + b" HTTP/1.1\r\n")
    assert lines[1:6] == [b"host: 127.0.0.1:%d" % provider.port, b"x-one: 1", b"accept: a", b"x-one: 2", b"accept: b"]
    assert lines[6:] == [b"", b""], "nothing is added"
    assert answer.endswith(b"\r\n\r\nok")
    assert captures[0].request.target == target.decode()
    assert captures[0].request.headers.get_all("x-one") == ["1", "2"]


def test_headers_of_the_answer_keep_order_case_and_number() -> None:
    head = b"HTTP/1.1 200 OK\r\nSET-cookie: a=1\r\nX-B: 1\r\nSet-Cookie: b=2\r\nx-b: 2\r\nContent-Length: 0\r\n\r\n"
    with raw_provider(head) as provider:
        answer, captures = through(provider, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer == head, "neither Date nor Server is added"
    assert [name for name, _ in captures[0].response.headers] == [
        "SET-cookie",
        "X-B",
        "Set-Cookie",
        "x-b",
        "Content-Length",
    ]


def test_what_belongs_to_one_connection_stays_there() -> None:
    request = (
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
        b"Proxy-Connection: x\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nX-Yours: 1\r\n\r\n"
    )
    head = (
        b"HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: x\r\nX-End: 1\r\nContent-Length: 2\r\n\r\nok"
    )
    with raw_provider(head) as provider:
        answer, captures = through(provider, request)
        (sent,) = provider.requests
    names = {line.partition(b":")[0].lower() for line in sent.split(b"\r\n")[1:] if line}
    assert names == {b"host", b"x-yours"}
    assert b"X-Hop" not in answer
    assert b"Keep-Alive" not in answer
    assert b"X-End: 1" in answer
    # What the provider said is recorded whole: contracts ask for such headers too.
    assert captures[0].response.headers["x-hop"] == "1"


def test_a_chunked_body_passes_piece_by_piece_and_its_trailers_are_dropped_openly() -> None:
    go_on = threading.Event()

    def answer(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\none\r\n")
        assert go_on.wait(PATIENCE)
        connection.sendall(b"3\r\ntwo\r\n0\r\nX-Sum: 6\r\n\r\n")

    with raw_provider(answer) as provider, cl.RecordingProxy(provider.url) as proxy:
        with httpx.stream("GET", proxy.url) as response:
            pieces = response.iter_raw()
            assert next(pieces) == b"one", "it did not wait for the end"
            go_on.set()
            assert b"".join(pieces) == b"two"
        recorded = proxy.captures[0].response
    assert recorded.body == b"onetwo"
    assert recorded.not_recorded == {"x-sum"}, "not absent: nobody saw it"
    assert recorded.headers["transfer-encoding"] == "chunked"


def test_a_chunked_request_passes_and_is_recorded() -> None:
    seen: list[bytes] = []

    def answer(connection: socket.socket, head: bytes) -> None:
        seen.append(head + read_until(connection, b"0\r\n\r\n") if b"0\r\n\r\n" not in head else head)
        connection.sendall(OK)

    with raw_provider(answer) as provider, cl.RecordingProxy(provider.url) as proxy:
        assert httpx.post(proxy.url, content=iter([b"one", b"two"])).text == "ok"
    assert b"transfer-encoding: chunked" in seen[0].lower()
    assert b"one" in seen[0]
    assert proxy.captures[0].request.body == b"onetwo"


@pytest.mark.parametrize(
    ("method", "status", "length"), [("HEAD", 200, "1234"), ("GET", 304, "1234"), ("GET", 204, None)]
)
def test_answers_without_a_body(method: str, status: int, length: str | None) -> None:
    head = f"HTTP/1.1 {status} X\r\nETag: e\r\n" + (f"Content-Length: {length}\r\n" if length else "") + "\r\n"
    with raw_provider(head.encode()) as provider, cl.RecordingProxy(provider.url) as proxy, httpx.Client() as client:
        for _ in range(2):  # the second one over the same connection: nothing was left on it
            response = client.request(method, proxy.url)
            assert (response.status_code, response.content) == (status, b"")
            assert response.headers.get("content-length") == length
    assert [capture.response.body for capture in proxy.captures] == [None, None]
    assert proxy.captures[0].response.headers.get("content-length") == length


def test_the_client_is_told_to_continue() -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        body = head.partition(b"\r\n\r\n")[2]
        while len(body) < 5:
            body += connection.recv(100)
        connection.sendall(OK)

    with raw_provider(answer) as provider, cl.RecordingProxy(provider.url) as proxy:
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
            assert read_until(connection, b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
            connection.sendall(b"hello")
            assert b"200 OK" in read_until(connection, b"ok")
        assert proxy.captures[0].request.body == b"hello"
        assert b"expect" not in provider.requests[0].lower()


def test_an_upgrade_is_refused_and_said() -> None:
    request = b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with raw_provider(OK) as provider:
        answer, captures = through(provider, request)
    assert answer.startswith(b"HTTP/1.1 501 ")
    assert b"an upgrade of the connection is refused" in answer
    assert provider.requests == []
    assert captures[0].response is None
    assert "upgrade" in captures[0].error


@pytest.mark.parametrize("line", [b"CONNECT h:1 HTTP/1.1", b"OPTIONS * HTTP/1.1"])
def test_what_names_no_resource_is_refused_and_not_recorded(line: bytes) -> None:
    with raw_provider(OK) as provider:
        answer, captures = through(provider, line + b"\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 501 ")
    assert len(captures) == 0


def test_a_client_that_takes_it_for_its_proxy_is_understood() -> None:
    with raw_provider(OK) as provider:
        answer, captures = through(provider, b"GET http://else.test/a?b HTTP/1.1\r\nHost: else.test\r\n\r\n")
        assert provider.requests[0].startswith(b"GET /a?b HTTP/1.1")
    assert answer.endswith(b"ok")
    assert captures[0].request.path == "/a"


def test_content_encodings_pass_as_they_are_and_are_undone_for_the_record() -> None:
    packed = packed_alike(b'{"a": 1}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with raw_provider(head + packed) as provider:
        answer, captures = through(provider, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.endswith(packed)
    assert captures[0].response.body == b'{"a": 1}'


@pytest.mark.parametrize(
    ("coding", "body", "why"),
    [
        ("gzip", packed_alike(bytes(20_000_000)), "unpacks to more than"),
        ("gzip", b"no gzip", "marked gzip and is not"),
        ("gzip", packed_alike(b"abcdef")[:-9], "cut off"),
        ("br", b"\x0b\x02\x80abc\x03", "content encoding br cannot be undone"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_not_recorded_with_the_reason(
    coding, body, why, tmp_path, without_codings
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with raw_provider(head + body) as provider:
        _, captures = through(provider, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", output=tmp_path / "a.jsonl")
    assert captures[0].response.body is cl.NOT_RECORDED
    (problem,) = captures.problems
    assert why in problem.message
    assert problem.severity == "warning"


def test_redirects_are_answers_unless_asked_for() -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        moved = b"HTTP/1.1 302 Found\r\nLocation: /new?x=1\r\nContent-Length: 0\r\n\r\n"
        away = b"HTTP/1.1 302 Found\r\nLocation: http://else.test/\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(moved if b" /old " in head else away if b" /away " in head else OK)

    with raw_provider(answer) as provider:
        _, untouched = through(provider, b"GET /old HTTP/1.1\r\nHost: x\r\n\r\n")
        _, followed = through(provider, b"GET /old HTTP/1.1\r\nHost: x\r\n\r\n", follow_redirects=True)
        _, away = through(provider, b"GET /away HTTP/1.1\r\nHost: x\r\n\r\n", follow_redirects=True)
    assert untouched[0].response.status == 302
    assert (followed[0].request.path, followed[0].response.status) == ("/old", 200)
    assert away[0].response.status == 302, "not to another host"


def test_a_thousand_at_once_are_not_mixed_up(tmp_path) -> None:
    import asyncio

    async def app(scope, receive, send):
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        number = scope["path"].rsplit("/", 1)[1]
        await asyncio.sleep(int(number) % 7 / 50)
        text = json.dumps({"number": number, "body": body.decode()}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-number", number.encode())]})
        for at in range(0, len(text), 50):
            await send({"type": "http.response.body", "body": text[at : at + 50], "more_body": True})
        await send({"type": "http.response.body"})

    async def post(port: int, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = f"{number}-".encode() * 100
        head = f"POST /n/{number} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.read()
        writer.close()
        assert b"x-number: %d\r\n" % number in answer
        assert b'"body": "%d-' % number in answer

    async def ask(port: int) -> None:
        await asyncio.gather(*(post(port, number) for number in range(1000)))

    with serving(app) as url, cl.RecordingProxy(url, output=tmp_path / "many.jsonl") as proxy:
        asyncio.run(ask(proxy.port))
    captures = proxy.captures
    assert len(captures) == 1000
    assert captures.problems == []
    for post in captures:
        number = post.request.path.rsplit("/", 1)[1]
        assert post.request.body == f"{number}-".encode() * 100
        assert post.response.headers["x-number"] == number
        assert json.loads(post.response.body) == {"number": number, "body": f"{number}-" * 100}


@pytest.mark.parametrize(
    "upstream",
    ["127.0.0.1:8000", "ftp://h", "http://", "http://u:p4ssw0rd@h", "http://h/api", "http://h:x", "http://[::1"],
)
def test_an_upstream_that_cannot_be_used_is_refused_without_repeating_it(upstream: str) -> None:
    with pytest.raises(ContractLabError, match="upstream") as caught:
        cl.RecordingProxy(upstream)
    assert "p4ssw0rd" not in str(caught.value)


def test_it_listens_on_the_loopback_interface_alone() -> None:
    proxy = cl.RecordingProxy("http://127.0.0.1:1")
    assert proxy.url == f"http://127.0.0.1:{proxy.port}"
    with pytest.raises(ContractLabError, match="cannot be used"):
        cl.RecordingProxy("http://127.0.0.1:1", port=proxy.port)
    proxy.stop()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", proxy.port), timeout=1)


def test_captures_are_there_as_soon_as_the_answer_is(tmp_path) -> None:
    with raw_provider(OK) as provider, cl.RecordingProxy(provider.url, output=tmp_path / "a.jsonl") as proxy:
        for count in range(1, 20):
            httpx.get(proxy.url)
            assert len((tmp_path / "a.jsonl").read_bytes().splitlines()) == count


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"evil.com", 421),
        (b"evil.com.:8080", 421),
        (b"127.0.0.1.evil.com", 421),
        (b"localhost.evil.com", 421),
        (b"127.0.0.1:81", 200),
        (b"[::1]:81", 200),
        (b"localhost:81", 200),
        (b"recorder", 200),
        (b"host.docker.internal", 200),
        (b"customers.test", 200),
        (b"api.allowed.com", 200),
    ],
)
def test_a_public_name_that_leads_here_is_refused(host: bytes, status: int) -> None:
    with raw_provider(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as provider:
        request = b"GET / HTTP/1.1\r\nHost: " + host + b"\r\n\r\n"
        answer, captures = through(provider, request, hosts=["API.allowed.com"])
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert len(captures) == len(provider.requests) == (status == 200)


def test_a_connection_header_takes_no_length_away() -> None:
    with raw_provider(
        lambda connection, head: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    ) as first:
        request = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: content-length, host\r\nContent-Length: 4\r\n\r\nabcd"
        answer, captures = through(first, request)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"content-length: 4" in first.requests[0].lower()
    assert captures[0].request.body == b"abcd"
