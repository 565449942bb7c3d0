"""Requests as a provider gets them, their redirects and their answers: byte for byte what the Rust core sends.

Every row is asked for over loopback, of an ASGI app and of a WSGI app. What differs stands in one table, with a reason.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from typing import Any

import httpx
import pytest
from conformance_wire import Answer, Arrived, Normal, Reply, asgi_app, saved, wire, wsgi_app
from data import Row, needs, rows

import contractlab as cl
from contractlab.contracts.contract import Example

REQUESTS = "golden/live/requests*.jsonl*"
REDIRECTS = "golden/live/redirects*.jsonl*"
ANSWERS = "golden/live/answers*.jsonl*"
FILTERS = "golden/live/filters*.jsonl*"

OF_THE_CLIENT = ("user-agent", "connection")

OTHERWISE = {
    "custom": "a header of the client replaces the contract's, however it is spelt; the core's only in the same case",
    "folded header": "httpx unfolds the header (RFC 9112 §5.2), and the core's client refuses it",
    "unclean filters": "a filter that fits nothing is an error, and no success",
    "another provider": "a provider of another name is an error, and no success",
    "no example": "a contract without examples is an error, and no success",
}
"""What is done otherwise, and why; an id of a row, or a kind of rows that a test names."""

HOW = ("loopback", "asgi", "wsgi")


class Provider:
    """A provider of each kind, with what arrived there."""

    def __init__(self, way: str, answer: Answer, base_path: str, stack: ExitStack) -> None:
        self.base_path = base_path
        self.host = "localhost"
        if way == "loopback":
            server = stack.enter_context(wire(answer))
            self.given: Any = server.url + base_path
            self.arrived = server.arrived
            self.host = server.url.removeprefix("http://")
        else:
            self.arrived = []
            self.given = (asgi_app if way == "asgi" else wsgi_app)(answer, self.arrived)


def expected(wired: Row, host: str, joined: bool) -> Normal:
    """What a row says of one request, in the form of `Arrived.normal`."""
    headers = [(name, value.replace("{host}", host)) for name, value in wired["headers"] if name not in OF_THE_CLIENT]
    if joined:
        listed: dict[str, list[str]] = {}
        for name, value in headers:
            listed.setdefault(name.replace("_", "-"), []).append(value)
        headers = [(name, ",".join(values)) for name, values in listed.items()]
    target = wired["target"].replace("{host}", host)
    return wired["method"], target, sorted(headers, key=lambda pair: pair[0]), base64.b64decode(wired["body_b64"])


def _respelt(options: Row, example: Example) -> set[str]:
    """`OTHERWISE`, custom: names of headers of the client that the contract spells in another case."""
    written = {name.lower(): name for name in example.request.headers}
    custom = options.get("custom_headers") or {}
    return {name.lower() for name in custom if written.get(name.lower(), name) != name}


def _without(normal: Normal, names: set[str]) -> Normal:
    return normal[0], normal[1], [pair for pair in normal[2] if pair[0] not in names], normal[3]


def client_of(options: Row) -> httpx.Client | None:
    custom = options.get("custom_headers")
    return httpx.Client(headers=custom, trust_env=False) if custom else None


def by_id(pattern: str) -> Iterator[tuple[str, list[Row]]]:
    for name, group in groupby(rows(pattern), key=lambda row: str(row["id"])):
        yield name, list(group)


@needs(REQUESTS)
@pytest.mark.parametrize("way", HOW)
def test_requests_are_those_of_the_core(way: str) -> None:
    otherwise: dict[str, str] = {}
    asked = 0
    for name, group in by_id(REQUESTS):
        options = group[0]["options"]
        base_path = options.get("base_path") or ""
        if base_path and way != "loopback":
            continue  # an app in the same process has no address
        contract = cl.load(group[0]["contract"])
        with ExitStack() as stack:
            provider = Provider(way, lambda _: Reply(), base_path, stack)
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
            wire = expected(row["wire"], provider.host, way == "wsgi")
            own = _respelt(options, contract.examples[row["interaction"]])
            if got is None or _without(got.normal(*OF_THE_CLIENT), own) != _without(wire, own):
                otherwise[name] = f"{got and got.normal(*OF_THE_CLIENT)}\n  for {wire}\n  {result.reason}"
        if next(arrived, None) is not None:
            otherwise[name] = "more was asked than by the core"
    assert asked
    assert {name: why for name, why in otherwise.items() if name not in OTHERWISE} == {}


@needs(REDIRECTS)
@pytest.mark.parametrize("way", HOW)
def test_redirects_are_followed_as_the_core_follows_them(way: str) -> None:
    otherwise: dict[str, str] = {}
    asked = 0
    for row in rows(REDIRECTS):
        options = row["options"]
        if options.get("base_path") and way != "loopback":
            continue
        left = iter(row["answers"])

        def answer(_: Arrived, left: Iterator[Row] = left) -> Reply:
            given = next(left, {"status": 599})
            return Reply(given["status"], [(name, value) for name, value in given.get("headers", [])])

        follow = options.get("follow_redirects", True)
        with ExitStack() as stack:
            provider = Provider(way, answer, options.get("base_path", ""), stack)
            run = cl.verify(
                cl.load(row["contract"]), provider=provider.given, client=client_of(options), follow_redirects=follow
            )
        asked += 1
        (result,), (row_result,) = run.results, row["results"]
        if result.passed != (row_result["result"] == "OK") or _messages(result) != sorted(row_result["mismatches"]):
            otherwise[row["id"]] = f"{result.verdict} {result.reason} {_messages(result)}, and {row_result}"
        sent = [_referred(each.normal(*OF_THE_CLIENT)) for each in provider.arrived]
        core = [expected(each, provider.host, way == "wsgi") for each in row["wire"]]
        if sent != core:
            otherwise[row["id"]] = f"{sent}\n  for {core}"
        again = cl.verify(run.contracts, saved(run.captures)).results
        if [(each.verdict, each.reason) for each in again] != [(result.verdict, result.reason)]:
            otherwise[row["id"]] = f"the captures say {again}"
    assert asked
    assert otherwise == {}


def _referred(normal: Normal) -> Normal:
    headers = [(name, "{referer}" if name == "referer" else value) for name, value in normal[2]]
    return normal[0], normal[1], headers, normal[3]


def _messages(result: cl.Result) -> list[str]:
    """Differences of a status, in the words of the core; of others, what they are about."""
    kept = [each for each in result.mismatches if result.verdict in ("failed", "pending")]
    return sorted(
        f"expected {each.expected} but was {each.actual}"
        if each.part == "status"
        else f"Expected a header '{each.path}' but was missing"
        for each in kept
    )


@needs(ANSWERS)
def test_answers_get_the_verdict_of_the_core() -> None:
    otherwise: dict[str, str] = {}
    asked = 0
    for row in rows(ANSWERS):
        raw = base64.b64decode(row["answer_b64"])
        with wire(lambda _, raw=raw: Reply(raw=raw)) as server:
            run = cl.verify(cl.load(row["contract"]), provider=server.url, client=httpx.Client(timeout=60))
        asked += 1
        (result,), (row_result,) = run.results, row["results"]
        (offline,) = cl.verify(run.contracts, saved(run.captures)).results
        if result.passed != (row_result["result"] == "OK"):
            otherwise[row["id"]] = f"{result.verdict} {result.reason} {result.mismatches}, and {row_result}"
        elif result.verdict != offline.verdict:
            otherwise[row["id"]] = f"{result.verdict}, and its captures {offline.verdict}"
    assert asked
    assert {name: why for name, why in otherwise.items() if name not in OTHERWISE} == {}


@needs(FILTERS)
def test_filters_ask_for_what_the_core_asks_for() -> None:
    otherwise: list[str] = []
    asked = 0
    for row in rows(FILTERS):
        arrived: list[Arrived] = []
        app = asgi_app(lambda _: Reply(), arrived)
        contracts = cl.load_all(*row["contracts"])
        given = row["given"]
        asked += 1
        try:
            run = cl.verify(contracts, provider=app, **_filters(given))
        except (cl.AmbiguousExample, cl.ProviderError) as error:
            # OTHERWISE: filters that fit nothing, another provider
            if row["asked"] and given.get("provider") in (None, *(each.provider for each in contracts)):
                otherwise.append(f"{row['id']} {given}: {error}")
            continue
        if [each.target for each in arrived] != row["asked"]:
            otherwise.append(f"{row['id']} {given}: {[each.target for each in arrived]}, and {row['asked']}")
        verdicts = [
            (
                each.example.description,
                "OK" if each.passed else "Error",
                each.verdict == "pending" or each.example.pending,
            )
            for each in run.results
        ]
        if verdicts != [(each["description"], each["result"], each["pending"]) for each in row["results"]]:
            otherwise.append(f"{row['id']} {given}: {verdicts}, and {row['results']}")
        if row["results"] and run.passed != row["run"]:
            otherwise.append(f"{row['id']} {given}: {run}, and {row['run']}")
        assert row["results"] or not run.passed  # OTHERWISE: no example
    assert asked
    assert otherwise == []


def _filters(given: Row) -> dict[str, Any]:
    """The filters of a row as ours: its texts are regular expressions, and an empty one fits everything."""
    asked: dict[str, Any] = {}
    if given.get("description"):
        asked["only"] = re.compile(given["description"])
    if given.get("state"):
        asked["state"] = re.compile(given["state"])
    elif given.get("no_state"):
        asked["state"] = ""
    if "consumers" in given:
        asked["consumer"] = given["consumers"]
    if "provider" in given:
        asked["provider_name"] = given["provider"]
    return asked
