"""The same of WSGI: servers send status and headers with the first piece of the body, and a client follows at once."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import httpx
import pytest
from servers.loopback import serving_wsgi
from support import require

import contractlab as cl


def environ(method: str = "GET") -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method, "PATH_INFO": "/old", "SERVER_NAME": "a.test", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
    }  # fmt: skip


def passed_on(
    status: str, headers: list[tuple[str, str]], pieces: Sequence[bytes], ways: str = "pieces", method: str = "GET"
) -> list[int]:
    """For each piece that reaches the server, how many exchanges were written down when it did."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        write = start_response(status, headers)
        if ways == "write":
            for piece in pieces:
                write(piece)
            return []
        return list(pieces) if ways == "list" else iter(pieces)

    recorder = cl.RecordingWSGI(app)
    left: list[tuple[bytes, int]] = []

    def start_response(status: str, headers: Any, *rest: Any) -> Any:
        return lambda piece: left.append((piece, len(recorder.captures)))

    answer = recorder(environ(method), start_response)
    for piece in answer:
        left.append((piece, len(recorder.captures)))
    answer.close()  # type: ignore[attr-defined]
    assert [piece for piece, _ in left] == list(pieces)
    (capture,) = recorder.captures
    assert (capture.error, capture.response.status) == (None, int(status[:3]))
    return [written for _, written in left]


@pytest.mark.parametrize("ways", ["pieces", "list", "write"])
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("pieces", [[], [b"one"], [b"one", b"two"], [b""]], ids=["none", "one", "two", "empty"])
def test_a_redirect_leaves_when_it_is_written_down(status: str, pieces: list[bytes], ways: str) -> None:
    assert set(passed_on(status, [("Location", "/new")], pieces, ways)) <= {1}


@pytest.mark.parametrize(
    ("method", "status", "headers"),
    [("HEAD", "200 OK", []), ("GET", "204 No Content", []), ("GET", "200 OK", [("Content-Length", "0")])],
    ids=["HEAD", "204", "empty"],
)
def test_so_does_an_answer_that_ends_with_its_headers(method: str, status: str, headers: list[Any]) -> None:
    assert passed_on(status, headers, [b""], method=method) == [1]


@pytest.mark.parametrize(
    ("status", "headers"), [("200 OK", [("Location", "/new")]), ("300 Several", []), ("404 No", [])]
)
def test_others_leave_as_they_come(status: str, headers: list[tuple[str, str]]) -> None:
    assert passed_on(status, headers, [b"one", b"two"]) == [0, 0]


def test_a_redirect_with_a_very_long_body_is_not_kept_waiting() -> None:
    assert passed_on("302 Found", [("Location", "/new")], [b"x" * 40_000] * 4) == [0, 0, 0, 0]


def test_an_application_that_fails_amid_a_redirect_fails_as_before() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("302 Found", [("Location", "/new")])
        yield b"one"
        raise LookupError("planted")

    recorder = cl.RecordingWSGI(app)
    answer = iter(recorder(environ(), lambda *given: None))
    assert next(answer) == b"one"
    with pytest.raises(LookupError, match="planted"):
        next(answer)
    (capture,) = recorder.captures
    assert "LookupError" in (capture.error or "")


@pytest.mark.parametrize("ways", ["pieces", "write"])
def test_what_follows_stands_behind_a_redirect_whose_body_is_slow(ways: str) -> None:
    require("werkzeug")

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        moved = environ["PATH_INFO"] == "/old"
        headers = [("Location", "/new")] if moved else []
        write = start_response("302 Found" if moved else "200 OK", headers)
        for _ in range(4):
            if ways == "write":
                write(b"x")
            else:
                yield b"x"
            time.sleep(0.15 if moved else 0)

    recorder = cl.RecordingWSGI(app)
    with serving_wsgi(recorder) as url, httpx.Client(base_url=url) as client, client.stream("GET", "/old") as moved:
        assert httpx.get(f"{url}{moved.headers['location']}").text == "xxxx"
    assert [capture.request.path for capture in recorder.captures] == ["/old", "/new"]
    assert [capture.error for capture in recorder.captures] == [None, None]
