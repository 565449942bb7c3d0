"""Requests as a provider gets them, their redirects and their answers: byte for byte what the Rust core sends.

Every row is asked for over loopback, of an ASGI app and of a WSGI app. What differs stands in one table, with a reason.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import groupby
from typing import Any

import httpx
import pytest
from data import Row, needs, rows
from wire import Answer, Arrived, Reply, asgi_app, wire, wsgi_app

import contractlab as cl
from contractlab.contracts.contract import Example

REQUESTS = "golden/live/requests*.jsonl*"
REDIRECTS = "golden/live/redirects*.jsonl*"
ANSWERS = "golden/live/answers*.jsonl*"
FILTERS = "golden/live/filters*.jsonl*"

OF_THE_CLIENT = ("user-agent", "connection")

OTHERWISE = {
    "folded header": "httpx unfolds the header (RFC 9112 §5.2), and the core's client refuses it",
    "unclean filters": "a filter that fits nothing is an error, and no success",
    "another provider": "a provider of another name is an error, and no success",
    "no example": "a contract without examples is an error, and no success",
}
"""What is done otherwise, and why; an id of a row, or a kind of rows that a test names."""

HOW = ("loopback", "asgi", "wsgi")


class Provider:
    """A provider of each kind, with what arrived there."""

    def __init__(self, how: str, answer: Answer, base_path: str, stack: ExitStack) -> None:
        self.base_path = base_path
        self.host = "localhost"
        if how == "loopback":
            server = stack.enter_context(wire(answer))
            self.given: Any = server.url + base_path
            self.arrived = server.arrived
            self.host = server.url.removeprefix("http://")
        else:
            self.arrived = []
            self.given = (asgi_app if how == "asgi" else wsgi_app)(answer, self.arrived)


def expected(wired: Row, host: str, joined: bool) -> Any:
    """What a row says of one request, in the form of `Arrived.normal`."""
    headers = [
        (name, value.replace("{host}", host)) for name, value in wired["headers"] if name not in OF_THE_CLIENT
    ]
    if joined:
        listed: dict[str, list[str]] = {}
        for name, value in headers:
            listed.setdefault(name, []).append(value)
        headers = [(name, ",".join(values)) for name, values in listed.items()]
    target = wired["target"].replace("{host}", host)
    return wired["method"], target, sorted(headers, key=lambda pair: pair[0]), base64.b64decode(wired["body_b64"])


def client_of(options: Row) -> httpx.Client | None:
    custom = options.get("custom_headers")
    return httpx.Client(headers=custom, trust_env=False) if custom else None


def by_id(pattern: str) -> Iterator[tuple[str, list[Row]]]:
    for name, group in groupby(rows(pattern), key=lambda row: str(row["id"])):
        yield name, list(group)


@needs(REQUESTS)
@pytest.mark.parametrize("how", HOW)
def test_requests_are_those_of_the_core(how: str) -> None:
    otherwise: dict[str, str] = {}
    asked = 0
    for name, group in by_id(REQUESTS):
        options = group[0]["options"]
        base_path = options.get("base_path") or ""
        if base_path and how != "loopback":
            continue  # an app in the same process has no address
        contract = cl.load(group[0]["contract"])
        with ExitStack() as stack:
            provider = Provider(how, lambda _: Reply(), base_path, stack)
            run = cl.verify(contract, provider=provider.given, client=client_of(options))
        arrived = iter(provider.arrived)
        for row in group:
            result = run.results[row["interaction"]]
            asked += 1
            if (result.verdict in ("passed", "pending")) != (row["result"] == "OK"):
                otherwise[name] = f"{result.verdict} {result.reason}, and {row['result']}"
            if row["wire"] is None:
                continue
            got = next(arrived, None)
            told = expected(row["wire"], provider.host, how == "wsgi")
            left_out = OF_THE_CLIENT
            if got is None or got.normal(*left_out) != told:
                otherwise[name] = f"{got and got.normal(*left_out)}\n  for {told}\n  {result.reason}"
        if next(arrived, None) is not None:
            otherwise[name] = "more was asked than by the core"
    assert asked
    assert {name: why for name, why in otherwise.items() if name not in OTHERWISE} == {}
