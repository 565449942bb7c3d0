"""Brokers without a server: a transport that plays recorded exchanges, and one that answers by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx

from contractlab.broker.remote import RemoteBroker

Document = dict[str, Any]
BASE = "http://broker.test"
_METADATA = re.compile(r"/metadata/[\w-]+")


def target_of(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Path and query, whatever was escaped in them."""
    parts = urlsplit(url)
    path = _METADATA.sub("/metadata/M", parts.path)  # what tells why a contract was chosen is the broker's own affair
    return unquote(path.rstrip("/")) or "/", tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))


@dataclass(frozen=True)
class Exchange:
    """A recorded request and its answer."""

    name: str
    method: str
    url: str
    body: Any
    status: int
    headers: Mapping[str, str]
    document: Any

    @staticmethod
    def of(row: Document) -> Exchange:
        request, response = row["request"], row["response"]
        url = request.get("url") or BASE + request["path"]
        return Exchange(
            row.get("name", ""), request["method"], url, request.get("body"), response["status"],
            response.get("headers") or {}, response["body"],
        )  # fmt: skip

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def answer(self) -> httpx.Response:
        text = self.document if isinstance(self.document, str) else json.dumps(self.document)
        content_type = self.headers.get("content-type", "application/hal+json;charset=utf-8")
        return httpx.Response(self.status, headers={"content-type": content_type}, content=text.encode())


@dataclass
class Player:
    """Answers as was recorded: what is expected first, any other reading request by the recording of the same one."""

    recorded: list[Exchange]
    expected: list[Exchange]
    sent: list[tuple[str, str, Any]] = field(default_factory=list)
    same: Callable[[str], Any] = target_of

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        url = str(request.url)
        self.sent.append((request.method, url, body))
        for candidates in (self.expected, self.recorded):
            for exchange in candidates:
                if exchange.method == request.method and self.same(exchange.url) == self.same(url):
                    if candidates is self.recorded and (request.method != "GET" or exchange.status != 200):
                        continue
                    return exchange.answer()
        return httpx.Response(404, json={"error": "The requested document was not found on this server."})

    def broker(self) -> RemoteBroker:
        return RemoteBroker(self.recorded[0].origin, client=httpx.Client(transport=httpx.MockTransport(self)))


Handler = Callable[[httpx.Request], httpx.Response]


def hal(document: Any, status: int = 200, **headers: str) -> httpx.Response:
    """An answer of a broker."""
    return httpx.Response(status, json=document, headers={"content-type": "application/hal+json", **headers})


@dataclass
class HandMade:
    """A broker that answers by method and path; its index names nothing, so that every address is the usual one."""

    routes: dict[tuple[str, str], Any]
    base: str = BASE
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.raw_path.decode().partition("?")[0].removeprefix(urlsplit(self.base).path) or "/"
        answer = self.routes.get((request.method, path))
        if callable(answer):
            return answer(request)
        if isinstance(answer, httpx.Response):
            return answer
        if answer is not None:
            return hal(answer)
        if path == "/":
            return hal({"_links": {}})
        return hal({"error": "The requested document was not found on this server."}, 404)

    def broker(self, **options: Any) -> RemoteBroker:
        client = httpx.Client(transport=httpx.MockTransport(self))
        return RemoteBroker(self.base, client=client, **options)

    @property
    def asked(self) -> list[str]:
        return [f"{each.method} {each.url.raw_path.decode()}" for each in self.requests]


def named(entries: Iterable[str], key: str) -> Document:
    """A list of a broker: objects with a name."""
    return {"_embedded": {key: [{"name": name} for name in entries]}}
