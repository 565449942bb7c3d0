"""Contracts and captures as small files, the example data of the tours, and secrets that nothing may repeat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from small_contracts import TYPE, contract_of, document_of, http, part_of
from support import ROOT

import contractlab as cl
from contractlab.captures import Captures
from contractlab.contracts.collection import Contracts
from contractlab.verification import Run

DATA = ROOT / "notebooks" / "data"
CONTRACT = DATA / "billing-service-customer-service.json"
GOOD = DATA / "good" / "2.4.0.har"
BROKEN = DATA / "broken" / "2.5.0.har"

PLANTED = {
    "header": "planted-in-authorization-7Qx",
    "query": "planted-in-query-3Lm",
    "request": "planted-in-request-body-9Rt",
    "response": "planted-in-response-body-4Vd",
    "cookie": "planted-in-cookie-1Kp",
    "error": "planted-in-error-5Zs",
}


def answers(path: str, body: Any = None, *, status: int = 200, method: str = "GET", **more: Any) -> dict[str, Any]:
    """An interaction: this request, and a response with this JSON body under a type rule."""
    response: dict[str, Any] = {"status": status}
    if body is not None:
        response |= part_of(body, {"$": TYPE}, "3.0")
    return http(
        more.pop("description", f"{method} {path}"), request={"method": method, "path": path}, response=response, **more
    )


def entry(
    path: str,
    body: Any = None,
    *,
    status: int = 200,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    answered: Mapping[str, str] | None = None,
    sent: str | None = None,
    **own: Any,
) -> dict[str, Any]:
    """A HAR entry."""
    request: dict[str, Any] = {
        "method": method,
        "url": f"http://provider.test{path}",
        "httpVersion": "HTTP/1.1",
        "headers": _listed(headers or {}),
        "cookies": [],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    if sent is not None:
        request["headers"] += _listed({"Content-Type": "application/json"})
        request["postData"] = {"mimeType": "application/json", "text": sent}
    text = None if body is None else json.dumps(body)
    content: dict[str, Any] = {"size": 0, "mimeType": ""} if text is None else _content(text)
    listed = _listed(answered or {}) + ([] if text is None else _listed({"Content-Type": "application/json"}))
    made: dict[str, Any] = {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 1.0,
        "request": request,
        "response": {
            "status": status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "headers": listed,
            "cookies": [],
            "content": content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
    }
    return {**made, "_contractlab": own} if own else made


def _listed(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _content(text: str) -> dict[str, Any]:
    return {"size": len(text), "mimeType": "application/json", "text": text}


def write_har(path: Path, *entries: Mapping[str, Any]) -> Path:
    log = {"version": "1.2", "creator": {"name": "tests", "version": "1"}, "entries": list(entries)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"log": log}), encoding="utf-8")
    return path


def write_contract(path: Path, *interactions: Any, **more: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document_of(*interactions, **more), indent=1), encoding="utf-8")
    return path


def secret_files(folder: Path) -> tuple[Path, Path]:
    """A contract and captures in which every mismatch stands on, or beside, a planted secret."""
    login = http(
        "a login",
        request={"method": "POST", "path": "/login", "query": {}},
        response={"status": 200, **part_of({"password": 1, "user": {"token": 1}, "note": 1}, {"$.*": TYPE}, "3.0")},
    )
    login["request"] = {"method": "POST", "path": "/login"}
    headers = http(
        "headers",
        request={"method": "GET", "path": "/headers"},
        response={"status": 200, "headers": {"Set-Cookie": "a=b", "X-Api-Key": "k"}},
    )
    query = http(
        "query", request={"method": "GET", "path": "/query", "query": {"page": ["1"]}}, response={"status": 204}
    )
    contract = write_contract(folder / "secrets.json", login, headers, query, answers("/broken"))
    bearer = {"Authorization": f"Bearer {PLANTED['header']}", "Cookie": f"session={PLANTED['cookie']}"}
    body = {
        "password": PLANTED["response"],
        "user": {"token": PLANTED["response"]},
        "note": f"again {PLANTED['response']} and {PLANTED['header']}",
    }
    broken = entry("/broken", status=0, headers=bearer)
    broken["response"]["_error"] = f"GET http://provider.test/broken?access_token={PLANTED['error']} failed"
    har = write_har(
        folder / "secrets.har",
        entry(
            "/login",
            body,
            method="POST",
            headers=bearer,
            sent=json.dumps({"password": PLANTED["request"]}),
            example="a login",
        ),
        entry(
            "/headers",
            headers=bearer,
            answered={"Set-Cookie": f"session={PLANTED['cookie']}; Path=/", "X-Api-Key": PLANTED["header"]},
        ),
        entry(
            f"/query?page=1&access_token={PLANTED['query']}", {"at": PLANTED["query"]}, headers=bearer, example="query"
        ),
        broken,
        entry(f"/elsewhere?access_token={PLANTED['query']}", headers=bearer),
    )
    return contract, har


def leaked(text: str) -> list[str]:
    """Names of the planted secrets that a text repeats."""
    return [name for name, secret in PLANTED.items() if secret in text]


def broken_run() -> Run:
    return cl.verify(cl.load_all(CONTRACT), cl.load_captures(BROKEN))


def good_run() -> Run:
    return cl.verify(cl.load_all(CONTRACT), cl.load_captures(GOOD))


def many_verdicts_run() -> Run:
    """Every verdict and reason once: passed, failed, pending, ambiguous, no response, not recorded, not exercised."""
    twin = {"method": "GET", "path": "/twin"}
    contract = contract_of(
        answers("/passed", {"a": 1}),
        answers("/failed", {"a": 1, "b": [1], "c": "x"}),
        answers("/status", status=404),
        http("twin one", states=["one"], request=twin, response={"status": 200}),
        http("twin two", states=["two"], request=twin, response={"status": 200}),
        answers("/lost", {"a": 1}),
        answers("/dropped", {"a": 1}),
        answers("/bytes", {"a": 1}),
        answers("/items", [{"n": 1}, {"n": 2}]),
        answers("/never"),
        {**answers("/pending", {"a": 1}), "pending": True, "type": "Synchronous/HTTP"},
        version="4.0",
    )
    captures = Captures(base_path="/api")
    json_type = {"Content-Type": "application/json"}

    def add(path: str, body: Any = None, **more: Any) -> None:
        data = body if isinstance(body, bytes) or body is cl.NOT_RECORDED or body is None else json.dumps(body).encode()
        response = more.pop("response", cl.HttpResponse(more.pop("status", 200), json_type, data))
        captures.add(cl.HttpRequest("GET", f"/api{path}"), response, provider_version="1.0.0", **more)

    add("/passed", {"a": 2})
    add("/failed", {"a": "1", "c": None})
    add("/status")
    add("/twin")
    add("/lost", response=None, error="connection reset")
    add("/dropped", cl.NOT_RECORDED)
    add("/bytes", b"\xff\x00not json")
    add("/items", [])
    add("/pending", {"a": "no"})
    add("/elsewhere")
    add("/passed", {"a": 2}, example="no such example")
    refused = [cl.InvalidContract("bad.json", ["is not a contract"])]
    return cl.verify(
        Contracts([contract], refused, ["package.json"]), captures, allow_not_exercised=True, dialect="spec"
    )
