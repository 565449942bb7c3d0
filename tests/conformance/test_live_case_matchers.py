"""Recorded verdicts of ContractCase's core, met by real providers: what the core was asked about is sent to us.

Each row's response is served over a socket, each request is sent by a trigger, each function is called or calls. The
verdict is that of the row, where the way there lets its value pass.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import case_contracts as case
import httpx
from case_contracts import named
from conformance.data import CASE_MATCHERS, Row, needs, rows
from conformance_wire import Reply, wire
from support import FULL

import contractlab as cl
from contractlab.values.reasons import ReasonCode

pytestmark = needs(CASE_MATCHERS)

M = case.M
MANY = 40
"""Rows among which both outcomes are to be expected."""


def _plain(row: Row, kind: str) -> bool:
    """True for a row that stands alone: no names of other files, and an answer of the core."""
    matcher = row["matcher"]
    return (
        isinstance(matcher, dict)
        and matcher.get(f"{M}type") == f"_case:{kind}"
        and "check" in row["ops"]
        and "check" not in row["expected"].get("thrown", {})
        and not row.get("lookup")
        and not any(word in json.dumps(matcher) for word in ("_case:Lookup", "ContextVariable", "$undefined"))
        and "$undefined" not in json.dumps(row["actual"])
    )


def _kept(row: Row) -> bool:
    return row["expected"]["errors"] == []


def _of(kind: str, sendable: Callable[[Row], bool]) -> list[Row]:
    return [row for row in rows(CASE_MATCHERS) if _plain(row, kind) and sendable(row)]


def _verify(contract: dict[str, Any], **asked: Any) -> cl.Result:
    (result,) = cl.verify(case.load(case.document(contract)), **asked).results
    return result


STOPS = ReasonCode.STOPPED
"""The one difference: live, the core first sees whether a matcher takes its own example, which rows do not ask."""


def _otherwise(asked: list[Row], judge: Callable[[Row], cl.Result]) -> Iterator[str]:
    stopped = 0
    for row in asked:
        result = judge(row)
        if result.reason_code is STOPS:
            stopped += 1
            continue
        if result.verdict != ("passed" if _kept(row) else "failed"):
            messages = result.reason or [mismatch.message for mismatch in result.mismatches]
            yield f"{row['id']}: {result.verdict} ({messages}), and the core has {row['expected']['errors']}"
    assert len(asked) < MANY or stopped <= len(asked) / 10
    assert len(asked) < MANY or {_kept(row) for row in asked} == {True, False}


# Servers.


def _is_answer(row: Row) -> bool:
    """An answer that a server can give, and whose body axios hands on as it was: always JSON here."""
    actual = row["actual"]
    return (
        isinstance(actual, dict)
        and set(actual) == {"status", "body"}
        and type(actual["status"]) is int
        and 200 <= actual["status"] <= 599
        and actual["status"] // 100 != 3
        and actual["status"] != 204
    )


def _answered(row: Row) -> tuple[dict[str, Any], Reply]:
    body = json.dumps(row["actual"]["body"]).encode()
    reply = Reply(row["actual"]["status"], [("Content-Type", "application/json")], body)
    asked = named("asked", case.request(path="/"))
    return case.example(asked, named("answered", row["matcher"]), setup=case.CLIENT_READS), reply


def test_servers() -> None:
    asked = _of("HttpResponseMatcher", _is_answer)

    def judge(row: Row) -> cl.Result:
        contract, reply = _answered(row)
        return _verify(contract, provider=lambda request: cl.HttpResponse(reply.status, reply.headers, reply.body))

    assert list(_otherwise(asked, judge)) == []


def test_servers_over_a_socket() -> None:
    asked = _of("HttpResponseMatcher", _is_answer)[:: 1 if FULL else 10]
    replies: list[Reply] = []
    with wire(lambda arrived: replies[-1]) as server:

        def judge(row: Row) -> cl.Result:
            contract, reply = _answered(row)
            replies[:] = [reply]
            return _verify(contract, provider=server.url)

        assert list(_otherwise(asked, judge)) == []


# Clients.


def _is_request(row: Row) -> bool:
    """A request that a client can send, and that Express hands on as it was; what is missing is empty there."""
    actual, matcher = row["actual"], row["matcher"]
    if not isinstance(actual, dict) or not {"method", "path"} <= set(actual) <= {
        "method",
        "path",
        "body",
        "query",
        "headers",
    }:
        return False
    method, path = actual["method"], actual["path"]
    return (
        isinstance(method, str)
        and method.isupper()
        and method not in ("HEAD", "CONNECT")
        and isinstance(path, str)
        and re.fullmatch(r"(/[\w=-][\w.=-]*)*/?", path, re.ASCII) is not None
        and path != ""
        and ("body" in actual or "body" not in matcher)
        and isinstance(actual.get("body", {}), dict | list)
        and _are_texts(actual.get("query", {}))
        and _are_headers(actual.get("headers", {}))
        and ("query" in actual or "query" not in matcher)
    )


def _are_headers(value: Any) -> bool:
    """Headers that arrive as they were sent, and that no client or server sets itself."""
    return _are_texts(value) and all(
        re.fullmatch(r"[a-z][a-z-]*", name)
        and name.partition("-")[0] not in ("host", "content", "connection", "transfer", "expect", "upgrade", "cookie")
        and text.isascii()
        and text == text.strip()
        for name, text in value.items()
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) and text.isprintable() for text in value.values())


def test_clients() -> None:
    asked = _of("HttpRequestMatcher", _is_request)

    def judge(row: Row) -> cl.Result:
        actual = row["actual"]
        contract = case.example(
            named("asked", row["matcher"]), named("answered", case.response()), setup=case.SERVER_READS
        )

        def trigger(url: str) -> None:
            address = httpx.URL(url + actual["path"], params=actual.get("query") or None)
            httpx.request(
                actual["method"], address, json=actual.get("body"), headers=actual.get("headers"), trust_env=False
            )

        return _verify(contract, triggers={"asked": trigger})

    assert list(_otherwise(asked, judge)) == []


# Functions.


def _is_outcome(row: Row) -> bool:
    actual = row["actual"]
    if not isinstance(actual, dict):
        return False
    if set(actual) == {"errorClassName", "message"}:
        return isinstance(actual["errorClassName"], str) and actual["errorClassName"].isidentifier()
    if set(actual) != {"success"} or not isinstance(actual["success"], str):
        return False
    with suppress(ValueError):
        json.loads(actual["success"])
        return True
    return False


def test_functions() -> None:
    asked = _of("FunctionResultMatcher", _is_outcome)
    no_arguments = {f"{M}type": "_case:FunctionArgumentsMatcher", "arguments": []}

    def judge(row: Row) -> cl.Result:
        actual = row["actual"]

        def function() -> Any:
            if "success" in actual:
                return json.loads(actual["success"])
            raise type(actual["errorClassName"], (Exception,), {})(actual["message"])

        contract = case.example(
            named("a call", no_arguments), named("result", row["matcher"]), setup=case.CALLER_READS, functionName="f"
        )
        return _verify(contract, functions={"f": function})

    assert list(_otherwise(asked, judge)) == []


def test_callers() -> None:
    asked = _of("FunctionArgumentsMatcher", lambda row: isinstance(row["actual"], list))
    returns = {f"{M}type": "_case:FunctionResultMatcher", "success": None}

    def judge(row: Row) -> cl.Result:
        contract = case.example(
            named("a call", row["matcher"]), named("result", returns), setup=case.EXECUTION_READS, functionName="f"
        )
        return _verify(contract, triggers={"a call": lambda function: function(*row["actual"])})

    assert list(_otherwise(asked, judge)) == []
