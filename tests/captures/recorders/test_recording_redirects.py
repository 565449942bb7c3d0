"""A client follows a redirect once it has the headers: they leave when the whole exchange is written down.

Else what it asks for next may stand before the redirect in the recording, and be taken for no answer to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from servers.loopback import serving

import contractlab as cl
from contractlab.captures.recorders.middleware import RecordingASGI


def passed_on(status: int, headers: list[tuple[bytes, bytes]], pieces: Sequence[bytes]) -> list[tuple[str, int]]:
    """Each message that reaches the client, with how many exchanges were written down when it left."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    recorder = RecordingASGI(app)
    left: list[tuple[str, int]] = []
    bodies: list[bytes] = []

    async def send(message: Any) -> None:
        left.append((message["type"].rpartition(".")[2], len(recorder.captures)))
        bodies.append(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/old", "headers": [(b"host", b"a.test")], "query_string": b""}
    asyncio.run(recorder(scope, receive, send))
    assert b"".join(bodies) == b"".join(pieces)
    assert [kind for kind, _ in left] == ["start", *["body"] * (len(pieces) + 1)]
    (capture,) = recorder.captures
    assert capture.response.status == status
    return left


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("pieces", [[], [b"one"], [b"one", b"two"], [b""]], ids=["none", "one", "two", "empty"])
def test_a_redirect_leaves_when_it_is_written_down(status: int, pieces: list[bytes]) -> None:
    assert {written for _, written in passed_on(status, [(b"Location", b"/new")], pieces)} == {1}


@pytest.mark.parametrize(
    ("status", "headers"), [(200, [(b"Location", b"/new")]), (300, []), (404, []), (201, [(b"location", b"/x")])]
)
def test_others_leave_as_they_come(status: int, headers: list[tuple[bytes, bytes]]) -> None:
    assert [written for _, written in passed_on(status, headers, [b"one", b"two"])] == [0, 0, 0, 1]


def test_a_redirect_with_a_very_long_body_is_not_kept_waiting() -> None:
    left = passed_on(302, [(b"Location", b"/new")], [b"x" * 40_000] * 4)
    assert [written for _, written in left] == [0, 0, 0, 0, 0, 1]


def test_what_follows_stands_behind_a_redirect_whose_body_is_slow() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        moved = scope["path"] == "/old"
        headers = [(b"location", b"/new")] if moved else []
        await send({"type": "http.response.start", "status": 302 if moved else 200, "headers": headers})
        for _ in range(4):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await asyncio.sleep(0.15 if moved else 0)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    recorder = cl.RecordingASGI(app)
    with serving(recorder) as url, httpx.Client(base_url=url) as client, client.stream("GET", "/old") as moved:
        # As the verifier's client does: the next request leaves with the headers, on a line of its own.
        assert httpx.get(f"{url}{moved.headers['location']}").text == "xxxx"
    assert [capture.request.path for capture in recorder.captures] == ["/old", "/new"]
    assert [capture.error for capture in recorder.captures] == [None, None]
