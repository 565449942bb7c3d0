"""The recording proxy when the provider, the client, the disk or the proxy itself gives up."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from servers.loopback import raw_provider, release, serving, talk, wait_for
from support import FULL, ROOT

import contractlab as cl

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
_KILLS_OF_A_FILE = 10
KILLS = int(os.environ.get("CONTRACTLAB_KILLS", "200" if FULL else "5"))


@contextmanager
def recorder(
    upstream: str, output: Path, *more: str, limit: int | None = None
) -> Iterator[tuple[subprocess.Popen, str]]:
    """The command in a process of its own, with its address."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [
        sys.executable,
        "-m",
        "contractlab.cli",
        "record",
        "--upstream",
        upstream,
        "--output",
        str(output),
        *more,
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=limited,
    )
    try:
        printed = ""
        while "send requests to" not in printed:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            printed += line
        yield process, re.search(r"send requests to (\S+)", printed)[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def end(process: subprocess.Popen) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    return process.returncode, out, err


def recorded(proxy: cl.RecordingProxy) -> cl.Capture:
    return wait_for(lambda: proxy.captures)[0]


def test_a_provider_that_is_not_there() -> None:
    with cl.RecordingProxy("http://127.0.0.1:1") as proxy:
        answer = httpx.get(proxy.url)
    assert answer.status_code == 502
    assert answer.text == "contractlab record: http://127.0.0.1:1: the provider cannot be reached; is it running?\n"
    assert proxy.captures[0].response is None
    assert proxy.captures[0].error == "the provider cannot be reached; is it running?"


def test_a_provider_that_hangs() -> None:
    over = threading.Event()
    with (
        raw_provider(lambda *_: over.wait()) as provider,
        cl.RecordingProxy(provider.url, timeout=0.2) as proxy,
        release(over),
    ):
        answer = httpx.get(proxy.url)
        assert answer.status_code == 504
        assert "sent nothing for 0.2 seconds" in answer.text
        assert recorded(proxy).response is None


@pytest.mark.parametrize("piece", [b"", b"HTTP/1.1 200 OK\r\nConte", b"what is this\r\n\r\n"])
def test_a_provider_that_closes_before_it_answers(piece: bytes) -> None:
    with raw_provider(piece) as provider, cl.RecordingProxy(provider.url) as proxy:
        assert httpx.get(proxy.url).status_code == 502
        assert "broke the connection" in recorded(proxy).error


@pytest.mark.parametrize("framing", [b"Content-Length: 100", b"Transfer-Encoding: chunked"])
def test_a_provider_that_breaks_off_breaks_off_for_the_client_too(framing: bytes) -> None:
    piece = b"HTTP/1.1 200 OK\r\n" + framing + b"\r\n\r\n" + (b"5\r\nhello\r\n" if b"chunked" in framing else b"hello")
    with raw_provider(piece) as provider, cl.RecordingProxy(provider.url) as proxy:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(proxy.url)
        capture = recorded(proxy)
    assert capture.response is None, "half an answer is none"
    assert "broke the connection" in capture.error


def test_a_client_that_goes_away(tmp_path: Path) -> None:
    asked, left = threading.Event(), threading.Event()

    def answer(connection: socket.socket, _: bytes) -> None:
        asked.set()
        connection.settimeout(60)
        if connection.recv(1) == b"":
            left.set()

    with raw_provider(answer) as provider, cl.RecordingProxy(provider.url, output=tmp_path / "a.jsonl") as proxy:
        with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
            connection.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            assert asked.wait(60)
        assert left.wait(60), "the provider is not left waiting"
        capture = recorded(proxy)
    assert capture.error == "the client went away before it had the whole response"


def test_a_client_that_goes_away_within_its_request() -> None:
    over = threading.Event()
    with raw_provider(lambda *_: over.wait()) as provider, cl.RecordingProxy(provider.url) as proxy, release(over):
        with socket.create_connection(("127.0.0.1", proxy.port)) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello")
            wait_for(lambda: provider.requests)
        capture = recorded(proxy)
    assert capture.response is None
    assert capture.request.body is cl.NOT_RECORDED


def test_what_is_no_http_is_refused() -> None:
    with raw_provider(OK) as provider, cl.RecordingProxy(provider.url) as proxy:
        assert talk(proxy.url, b"hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")
        assert httpx.get(proxy.url).text == "ok"
    assert len(proxy.captures) == 1


def test_a_body_beyond_the_limit_passes_and_is_not_recorded(tmp_path: Path) -> None:
    async def app(scope, receive, send):
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * 5000})

    output = tmp_path / "a.jsonl"
    with serving(app) as url, cl.RecordingProxy(url, output=output, body_limit=4000) as proxy:
        assert httpx.post(proxy.url, content=b"y" * 6000).content == b"x" * 5000
    (capture,) = proxy.captures
    assert capture.request.body is cl.NOT_RECORDED
    assert capture.response.body is cl.NOT_RECORDED
    assert [problem.message for problem in capture.problems] == [
        "the request body was not recorded: it is larger than the limit of 4,000 bytes.",
        "the response body was not recorded: it is larger than the limit of 4,000 bytes.",
    ]


def test_bodies_under_way_share_one_memory() -> None:
    with raw_provider(OK) as provider, cl.RecordingProxy(provider.url, memory_limit=10) as proxy:
        httpx.post(proxy.url, content=b"y" * 11)
        httpx.post(proxy.url, content=b"y" * 8)
        httpx.post(proxy.url, content=b"y" * 8)
    assert [capture.request.body for capture in proxy.captures] == [cl.NOT_RECORDED, b"y" * 8, b"y" * 8], (
        "it is given back"
    )


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory of a process")
def test_a_hundred_megabytes_both_ways_need_little_memory(tmp_path: Path) -> None:
    size, piece = 100_000_000, bytes(100_000)

    async def app(scope, receive, send):
        seen, more = 0, True
        while more:
            message = await receive()
            seen += len(message.get("body", b""))
            more = message.get("more_body", False)
        assert seen == size
        head = [(b"content-length", b"%d" % size), (b"content-type", b"application/octet-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        for at in range(0, size, len(piece)):
            await send({"type": "http.response.body", "body": piece, "more_body": at + len(piece) < size})

    def memory(process: subprocess.Popen) -> int:
        status = Path(f"/proc/{process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1000

    with serving(app) as url, recorder(url, tmp_path / "big.jsonl", "--body-limit", "5") as (process, address):
        httpx.get(address)  # what a first request loads is not the body's
        before = memory(process)
        sent = (piece for _ in range(size // len(piece)))
        with httpx.stream("POST", address, content=sent, timeout=240) as response:
            assert sum(map(len, response.iter_raw())) == size
        grown = memory(process) - before
    assert grown < 30_000_000, f"{grown:,} bytes for a limit of 5 MB"
    captures = cl.load_captures(tmp_path / "big.jsonl")
    assert captures[-1].response.body is cl.NOT_RECORDED
    assert captures[-1].request.body is cl.NOT_RECORDED


def test_a_full_disk_stops_the_recording_and_not_the_provider(tmp_path: Path) -> None:
    full = tmp_path / "full.jsonl"
    full.symlink_to("/dev/full")
    with raw_provider(OK) as provider, recorder(provider.url, full) as (process, address):
        for _ in range(3):
            assert httpx.get(address).text == "ok"
        status, out, err = end(process)
    assert status == 2
    assert err.count("cannot be written: No space left on device. Exchanges go on and are not recorded") == 1
    assert "3 more could not be written" in err
    assert "0 exchanges recorded" in out


def test_a_file_that_must_not_grow_holds_whole_lines(tmp_path: Path) -> None:
    output = tmp_path / "small.jsonl"
    with raw_provider(OK) as provider, recorder(provider.url, output, limit=4000) as (process, address):
        for number in range(12):
            assert httpx.get(f"{address}/{number}").text == "ok"
        status, _, err = end(process)
    captures = cl.load_captures(output)
    assert 1 < len(captures) < 12
    assert captures.problems == []
    assert output.read_bytes().endswith(b"\n")
    assert "File too large" in err
    assert status == 2


def test_killed_while_recording(tmp_path: Path) -> None:
    """Every exchange that a client has seen whole stands in the file, and the file can be read and gone on with."""
    exchanges = 0
    finished: set[str] = set()
    source = random.Random(1)

    def answer(connection: socket.socket, head: bytes) -> None:
        body = b"x" * source.randrange(200_000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def ask(address: str, run: int, worker: int) -> None:
        with httpx.Client(base_url=address) as client:
            for number in range(10_000):
                name = f"/{run}/{worker}/{number}"
                try:
                    client.get(name)
                except httpx.TransportError:
                    return
                finished.add(name)

    with raw_provider(answer) as provider:
        for run in range(KILLS):
            if run % _KILLS_OF_A_FILE == 0:
                exchanges += len(finished)
                finished.clear()
            output = tmp_path / f"captures {run // _KILLS_OF_A_FILE}.jsonl"
            with recorder(provider.url, output) as (process, address):
                workers = [threading.Thread(target=ask, args=(address, run, worker)) for worker in range(4)]
                for thread in workers:
                    thread.start()
                # Killed in the midst of work that is counted: how far it comes in a time depends on the machine.
                enough = len(finished) + source.randrange(2, 40)
                wait_for(lambda enough=enough: len(finished) >= enough)
                process.kill()
                for thread in workers:
                    thread.join()
            captures = cl.load_captures(output)
            assert [problem for problem in captures.problems if problem.severity == "error"] == []
            names = {capture.request.path for capture in captures}
            assert finished <= names
            assert len(names - finished) <= 4 * (run % _KILLS_OF_A_FILE + 1), "only what was in flight is in doubt"
    exchanges += len(finished)
    assert exchanges > KILLS
    print(f"killed {KILLS} times, {exchanges:,} exchanges finished, none of them lost")


def test_it_says_what_it_does_and_what_to_type_next(tmp_path: Path) -> None:
    output = tmp_path / "captures.jsonl"
    secret = "s3cretvalue1234"
    with (
        raw_provider(OK) as provider,
        recorder(provider.url, output, "--provider-version", "2.5.0") as (process, address),
    ):
        headers = {"Authorization": f"Bearer {secret}"}
        httpx.get(f"{address}/customers/123?access_token={secret}", headers=headers)
        status, out, err = end(process)
    assert (status, err) == (0, "")
    assert "    1  GET /customers/123 → 200\n" in out
    assert f"1 exchange recorded in {output}." in out
    assert f"next: contractlab verify CONTRACT --captures {output}" in out
    assert secret not in out + output.read_text()
    (capture,) = cl.load_captures(output)
    assert capture.provider_version == "2.5.0"


def test_a_termination_signal_ends_it_like_ctrl_c(tmp_path: Path) -> None:
    with raw_provider(OK) as provider, recorder(provider.url, tmp_path / "a.jsonl") as (process, address):
        httpx.get(address)
        process.terminate()
        out, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    assert "1 exchange recorded" in out


def test_nobody_reads_what_it_says(tmp_path: Path) -> None:
    output = tmp_path / "a.jsonl"
    with raw_provider(OK) as provider, recorder(provider.url, output) as (process, address):
        process.stdout.close()
        for _ in range(3):
            assert httpx.get(address).text == "ok"
        assert len(output.read_bytes().splitlines()) == 3
        process.stdout = open(os.devnull)  # noqa: SIM115 - for communicate


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no provider"),
        (["--upstream", "http://127.0.0.1:1", "--output", "a.har"], "ends in .jsonl"),
        (["--upstream", "http://127.0.0.1:1", "--output", "no/such/a.jsonl"], "cannot be written"),
        (["--upstream", "localhost:8000"], "Write it like http://127.0.0.1:8000"),
        (["--upstream", "http://127.0.0.1:1", "--timeout", "0"], "--timeout"),
        (["--upstream", "http://127.0.0.1:1", "--port", "99999"], "cannot be used"),
    ],
)
def test_usage(arguments: list[str], message: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "contractlab.cli", "record", *arguments]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 2
    assert message in done.stderr


def test_half_a_line_of_a_killed_recorder_is_taken_away(tmp_path: Path) -> None:
    output = tmp_path / "a.jsonl"
    whole = {"request": {"method": "GET", "url": "/a"}, "response": {"status": 200}}
    output.write_text(json.dumps(whole) + "\n" + json.dumps(whole)[:30])
    lines: list[str] = []
    with raw_provider(OK) as provider, cl.RecordingProxy(provider.url, output=output, tell=lines.append) as proxy:
        httpx.get(proxy.url + "/b")
    assert [capture.request.path for capture in cl.load_captures(output)] == ["/a", "/b"]
    assert cl.load_captures(output).problems == []
    assert len(lines) == 1
    assert "30 bytes were taken away" in lines[0]
    output.write_text(json.dumps(whole))  # whole, without its line feed: somebody wrote it by hand
    with raw_provider(OK) as provider, cl.RecordingProxy(provider.url, output=output) as proxy:
        httpx.get(proxy.url + "/b")
    assert [capture.request.path for capture in cl.load_captures(output)] == ["/a", "/b"]
