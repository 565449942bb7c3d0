"""Redirects as ContractCase's verifier follows them: what axios 1.7.9 did with the same answers, over a real socket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import case_contracts as case
import pytest
from case_contracts import named, shaped
from conformance_wire import Arrived, Reply, Wire, wire

import contractlab as cl
from contractlab.formats.contractcase.redirects import MOST_REDIRECTS
from contractlab.values.reasons import ReasonCode

HEADERS = {"authorization": "t", "cookie": "a=b", "x-own": "1"}


def contract(method: str = "GET", status: int = 200, path: str = "/start") -> cl.Contract:
    body = {"body": {"a": shaped(1)}} if method in ("POST", "PUT") else {}
    asked = named("asked", case.request(method=method, path=path, headers=HEADERS, **body))
    answered = named("answered", case.response(status))
    return case.load(case.document(case.example(asked, answered, setup=case.CLIENT_READS)))  # type: ignore[no-any-return]


def redirecting(status: int, location: Any) -> Any:
    lines = [("Location", location)] if isinstance(location, str) else location

    def answer(arrived: Arrived) -> Reply:
        return Reply(status, lines, b"start") if arrived.target == "/start" else Reply(200, [], b"{}")

    return answer


def asked(server: Wire, method: str = "GET", status: int = 200) -> cl.Result:
    (result,) = cl.verify(contract(method, status), provider=server.url).results
    return result


def header_names(arrived: Arrived) -> set[str]:
    return {name.lower() for name, _ in arrived.headers}


METHODS = ["GET", "POST", "PUT", "HEAD", "DELETE"]
TO_GET = {(301, "POST"), (302, "POST"), (303, "POST"), (303, "PUT"), (303, "DELETE")}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 306, 307, 308, 399])
def test_every_status_of_the_kind_is_followed(status: int, method: str) -> None:
    with wire(redirecting(status, "/there?x=1")) as server:
        result = asked(server, method)
        first, second = server.arrived
    assert result.verdict == "passed", result.reason
    assert second.target == "/there?x=1"
    becomes_get = (status, method) in TO_GET
    assert second.method == ("GET" if becomes_get else method)
    assert second.body == (b"" if becomes_get else first.body)
    assert {"authorization", "cookie", "x-own"} <= header_names(second)
    assert ("content-type" in header_names(second)) == (method in ("POST", "PUT") and not becomes_get)
    assert "referer" not in header_names(second)


LOCATIONS = {
    "there": "/there",
    "../x": "/x",
    '/a b"<>`{}^|\\z?q=\' x"<>#f': "/a%20b%22%3C%3E%60%7B%7D^|/z?q=%27%20x%22%3C%3E",
    "/%7e/%2e/x": "/%7e/x",
    "/./a/../b": "/b",
    "?s=200": "/start?s=200",
    "/\u00e9": "/%C3%A9",
    " /sp ": "/sp",
}


@pytest.mark.parametrize("location", list(LOCATIONS))
def test_a_location_is_read_as_an_address(location: str) -> None:
    with wire(redirecting(302, location)) as server:
        assert asked(server).passed
        assert [each.target for each in server.arrived] == ["/start", LOCATIONS[location]]


def test_the_first_location_counts() -> None:
    with wire(redirecting(302, [("Location", "/one"), ("Location", "/two")])) as server:
        assert asked(server).passed
        assert [each.target for each in server.arrived] == ["/start", "/one"]


@pytest.mark.parametrize("lines", [[], [("Location", "")]])
def test_without_a_location_the_answer_is_judged(lines: Any) -> None:
    with wire(redirecting(302, lines)) as server:
        assert asked(server, status=302).passed
        assert len(server.arrived) == 1


@pytest.mark.parametrize("location", ["ftp://x/y", "mailto:a", "http://", "http://[", "http://127.0.0.1:99999/x"])
def test_where_nobody_can_ask_is_an_error(location: str) -> None:
    with wire(redirecting(302, location)) as server:
        result = asked(server, status=302)
        assert len(server.arrived) == 1
    assert (result.verdict, result.reason_code) == ("error", ReasonCode.STOPPED)


@pytest.mark.parametrize("scheme", ["http:", ""])
def test_another_host_gets_no_credentials(scheme: str) -> None:
    with wire(redirecting(302, "/")) as server:
        server.answer = redirecting(302, f"{scheme}//localhost:{server.url.rpartition(':')[2]}/z")
        result = asked(server)
        assert result.passed, result.reason
        first, second = server.arrived
    assert {"authorization", "cookie"} <= header_names(first)
    assert header_names(second).isdisjoint({"authorization", "cookie"})
    assert "x-own" in header_names(second)


@pytest.mark.parametrize(("count", "verdict"), [(MOST_REDIRECTS, "passed"), (MOST_REDIRECTS + 1, "error")])
def test_there_is_an_end(count: int, verdict: str) -> None:
    def answer(arrived: Arrived) -> Reply:
        left = count if arrived.target == "/start" else int(arrived.target[3:])
        return Reply(302, [("Location", f"/n/{left - 1}")]) if left else Reply(200)

    with wire(answer) as server:
        assert asked(server).verdict == verdict
        assert len(server.arrived) == MOST_REDIRECTS + 1


def test_what_is_judged_is_the_answer_there_live_and_from_a_recording(tmp_path: Path) -> None:
    with wire(redirecting(302, "/there")) as server:
        good = cl.verify(contract(), provider=server.url)
        moved = cl.verify(contract(status=302), provider=server.url)
        taken = cl.verify(contract(status=302), provider=server.url, follow_redirects=False)
    assert [run.results[0].verdict for run in (good, moved, taken)] == ["passed", "failed", "passed"]
    assert "CI follows the redirect to" in good.results[0].notes[0].message
    for run in (good, moved, taken):
        path = tmp_path / f"{id(run)}.jsonl"
        run.captures.save(path)
        again = cl.verify(run.contracts, cl.load_captures(path))
        assert [each.verdict for each in again.results] == [each.verdict for each in run.results]


def test_a_recorded_redirect_whose_end_is_unknown_is_an_error() -> None:
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/start", "", HEADERS), cl.HttpResponse(302, [("Location", "/there")], b""))
    (result,) = cl.verify(contract(status=302), captures).results
    assert (result.verdict, result.reason_code) == ("error", ReasonCode.REDIRECTED)
    (result,) = cl.verify(contract(status=302), captures, dialect="spec").results
    assert result.passed


# What is sent in the first place.

QUERIES: list[tuple[dict[str, Any], str]] = [
    ({"a": ["1", "2"]}, "a%5B%5D=1&a%5B%5D=2"),
    ({"b": "x y+z&", "c": "v:1,$"}, "b=x+y%2Bz%26&c=v:1,$"),
    ({"e": "", "t": "true"}, "e=&t=true"),
    ({"\u00fc": "'(*)!~"}, "%C3%BC='(*)!~"),
]


@pytest.mark.parametrize(("query", "text"), QUERIES)
def test_queries_are_written_as_axios_does(query: dict[str, Any], text: str) -> None:
    made = case.example(
        named("q", case.request(path="/a b", query=query)), named("r", case.response()), setup=case.CLIENT_READS
    )
    with wire(lambda arrived: Reply()) as server:
        assert cl.verify(case.load(case.document(made)), provider=f"{server.url}/base").passed
        assert server.arrived[0].target == f"/base/a%20b?{text}"


@pytest.mark.parametrize(
    ("method", "headers", "body", "kind"),
    [
        ("POST", {}, {"id": 1}, "application/json"),
        ("DELETE", {}, [1], "application/json"),
        ("PUT", {"content-type": "text/plain"}, {"a": 1}, "text/plain"),
        ("POST", {}, None, "application/x-www-form-urlencoded"),
        ("GET", {}, None, None),
        ("DELETE", {}, None, None),
    ],
)
def test_headers_are_those_of_axios(method: str, headers: dict[str, str], body: Any, kind: str | None) -> None:
    more = {} if body is None else {"body": body}
    asked = case.request(method=method, headers=headers, **more)
    made = case.example(named("q", asked), named("r", case.response()), setup=case.CLIENT_READS)
    with wire(lambda arrived: Reply()) as server:
        assert cl.verify(case.load(case.document(made)), provider=server.url).passed
        sent = dict(server.arrived[0].headers)
    assert sent["accept"] == "application/json, text/plain, */*"
    assert sent.get("content-type") == kind
    assert ("content-length" in sent) == (kind is not None)
