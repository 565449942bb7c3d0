"""Answers of providers as the verifier's client sees them: raw ones through our recorder, and chains of redirects.

A row is right where our verdict passes exactly if the core's does. Rows whose difference no recording can show are
named below.
"""

from __future__ import annotations

import base64
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from data import Row, needs, rows
from servers.loopback import raw_provider

import contractlab as cl

ANSWERS = "golden/live/answers*.jsonl*"
REDIRECTS = "golden/live/redirects*.jsonl*"

OTHERWISE = {
    "folded header": "the recorder's client unfolds the header (RFC 9112 §5.2), and the core's refuses it",
}
"""What no recording can show, by the id of a row."""


class _Raw:
    """A provider that answers with the bytes it is given, behind our recorder."""

    def __init__(self, proxy: cl.RecordingProxy) -> None:
        self._proxy = proxy
        self.bytes = b""

    def answer(self, connection: socket.socket, _: bytes) -> None:
        connection.sendall(self.bytes)

    def capture(self, row: Row) -> Any:
        """What the recorder writes down when the verifier asks for the only example of a row."""
        self.bytes = base64.b64decode(row["answer_b64"])
        (asked,) = row["contract"]["interactions"]
        request = asked["request"]
        headers = {"Accept-Encoding": "gzip,deflate", **request.get("headers", {})}
        with suppress(httpx.HTTPError):
            httpx.request(request["method"], f"{self._proxy.url}{request['path']}", headers=headers, trust_env=False)
        return self._proxy.captures[-1]


@contextmanager
def _recorded() -> Iterator[_Raw]:
    answered: list[_Raw] = []
    with (
        raw_provider(lambda connection, head: answered[0].answer(connection, head)) as provider,
        cl.RecordingProxy(provider.url) as proxy,
    ):
        answered.append(_Raw(proxy))
        yield answered[0]


@needs(ANSWERS)
def test_raw_answers_get_the_verdict_of_the_core() -> None:
    otherwise: dict[str, str] = {}
    asked = 0
    with _recorded() as provider:
        for row in rows(ANSWERS):
            capture = provider.capture(row)
            for captures in (cl.Captures([capture]), _saved(capture)):
                (result,) = cl.verify(cl.load(row["contract"]), captures).results
                (expected,) = row["results"]
                asked += 1
                if result.passed != (expected["result"] == "OK"):
                    otherwise[row["id"]] = f"{result.verdict}, and {expected}"
    assert asked
    assert {name: why for name, why in otherwise.items() if name not in OTHERWISE} == {}


def _saved(capture: Any) -> cl.Captures:
    """The same recording once it was written to a file and read again."""
    with tempfile.TemporaryDirectory() as folder:
        return cl.load_captures(cl.Captures([capture]).save(Path(folder) / "a.jsonl"))


@needs(REDIRECTS)
def test_redirects_get_the_verdict_of_the_core() -> None:
    """Of what the core asked and was answered, a recording is made; judged, it gives the core's verdict."""
    otherwise: list[str] = []
    asked = 0
    for row in rows(REDIRECTS):
        captures = cl.Captures(base_path=row["options"].get("base_path", ""))
        for sent, answer in zip(row["wire"], row["answers"], strict=False):
            path, _, query = sent["target"].partition("?")
            body = base64.b64decode(sent["body_b64"]) or None
            asking = [tuple(pair) for pair in sent["headers"]]
            request = cl.HttpRequest(sent["method"], path, query, asking, body)
            headers = [tuple(pair) for pair in answer.get("headers", [])]
            captures.add(request, cl.HttpResponse(answer["status"], headers, b""))
        (result,) = cl.verify(cl.load(row["contract"]), captures).results
        (expected,) = row["results"]
        asked += 1
        if result.passed != (expected["result"] == "OK"):
            otherwise.append(f"{row['id']}: {result.verdict} {result.reason}, and {expected}")
        if len(row["wire"]) > 1 and result.notes == () and result.reason is None:
            otherwise.append(f"{row['id']}: no rule is named")
    assert asked
    assert otherwise == []
