"""Tours of a real broker: exchanges in their order, played against ours, and compared after normalisation."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from contractlab.broker.server.serving import serving
from contractlab.broker.store import MEMORY, Store

__all__ = ["Exchange", "differences", "played"]

_SKIPPED = frozenset({"title", "curies", "logs", "backtrace", "uuid"})
"""Keys whose values are cosmetic, or are told apart as opaque names."""
_HEADERS = ("content-type", "location", "allow", "access-control-allow-methods", "x-pact-consumer-version")
_NOT_SENT = frozenset({"host", "content-length", "connection", "accept-encoding", "authorization"})
_OPAQUE = (
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    re.compile(r"/metadata/[\w-]+"),
    re.compile(r"verification-results/\d+"),
    re.compile(r"(?<=webhooks/)[\w-]{22}"),
)
"""Names that a broker makes up; the first answer that tells one tells which of ours stands for it."""
_NORMAL = (
    (re.compile(r"http://127\.0\.0\.1:\d+"), "$B"),
    (_OPAQUE[0], "UUID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+Z][\d:]*"), "TIME"),
    (re.compile(r"\b\d\d? \w{3} \d{4}, \d+:\d\d[ap]m|\d\d/\d\d/\d{4}"), "DATE"),
    (re.compile(r"webhooks/[\w-]{22}"), "webhooks/ID"),
    (_OPAQUE[1], "/metadata/M"),
    (re.compile(r"(verification-results/|Verification result )\d+"), r"\1N"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two answers differ."""

    path: str
    golden: Any
    ours: Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, what the real broker answered, and what ours did."""

    name: str
    method: str
    target: str
    accept: str
    golden: Mapping[str, Any]
    ours: httpx.Response
    renamed: bool = False
    differences: tuple[Difference, ...] = field(default=())


def _normal(text: str) -> str:
    for pattern, replacement in _NORMAL:
        text = pattern.sub(replacement, text)
    return text


def differences(golden: Any, ours: Any, path: str = "") -> Iterator[Difference]:
    """Where two bodies differ; what ours says beyond is a difference too."""
    if isinstance(golden, dict) and isinstance(ours, dict):
        for key in sorted((golden.keys() | ours.keys()) - _SKIPPED):
            if key not in golden or key not in ours:
                yield Difference(f"{path}/{key}", golden.get(key, "(missing)"), ours.get(key, "(missing)"))
            else:
                yield from differences(golden[key], ours[key], f"{path}/{key}")
    elif isinstance(golden, list) and isinstance(ours, list):
        if len(golden) != len(ours):
            yield Difference(f"{path}/length", golden, ours)
        for index, (first, second) in enumerate(zip(golden, ours, strict=False)):
            yield from differences(first, second, f"{path}/{index}")
    elif isinstance(golden, str) and isinstance(ours, str):
        if _normal(golden) != _normal(ours):
            yield Difference(path, golden, ours)
    elif golden != ours or type(golden) is not type(ours):
        yield Difference(path, golden, ours)


def _body(response: httpx.Response) -> Any:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json and response.content else response.text


def _all_differences(golden: Mapping[str, Any], ours: httpx.Response) -> Iterator[Difference]:
    if golden["status"] != ours.status_code:
        yield Difference("status", golden["status"], ours.status_code)
    pairs = golden["headers"].items() if isinstance(golden["headers"], dict) else golden["headers"]
    headers = {name.lower(): value for name, value in pairs}
    for name in _HEADERS:
        # Without a body the type means nothing; the recording proxy wrote one all the same.
        if name == "content-type" and not golden["body"]:
            continue
        wanted, mine = headers.get(name) or "", ours.headers.get(name, "")
        if _normal(wanted).replace("; ", ";") != _normal(mine):
            yield Difference(f"header {name}", wanted, mine)
    yield from differences(golden["body"] or "", _body(ours) or "")


def _learn(golden: Any, ours: Any, names: dict[str, str]) -> None:
    if isinstance(golden, dict) and isinstance(ours, dict):
        for key in golden.keys() & ours.keys():
            _learn(golden[key], ours[key], names)
    elif isinstance(golden, list) and isinstance(ours, list):
        for first, second in zip(golden, ours, strict=False):
            _learn(first, second, names)
    elif isinstance(golden, str) and isinstance(ours, str):
        for pattern in _OPAQUE:
            names.update(zip(pattern.findall(golden), pattern.findall(ours), strict=False))


class Renaming:
    """Other names for the pacticipants of a tour: raw in texts, encoded in addresses."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._word = re.compile(rf"(?<![\w/.-])({'|'.join(names)})(?![\w-])")
        self._segment = re.compile(rf"(?<=[/=])({'|'.join(names)})(?=[/?&#.]|$|\.$)")

    def text(self, text: str) -> str:
        """A text that may hold addresses."""
        parts = re.split(r"(https?://[^\s\"]+|^/[^\s]*)", text)
        return "".join(self.address(part) if index % 2 else self._raw(part) for index, part in enumerate(parts))

    def _raw(self, text: str) -> str:
        return self._word.sub(lambda match: self._names[match[1]], text)

    def address(self, text: str) -> str:
        """An address, or the target of a request."""
        return self._segment.sub(lambda match: quote(self._names[match[1]], safe=""), text)

    def value(self, value: Any, key: str = "") -> Any:
        """A JSON value; a contract in Base64 is read."""
        if isinstance(value, dict):
            return {name: self.value(child, name) for name, child in value.items()}
        if isinstance(value, list):
            return [self.value(child) for child in value]
        if key == "content" and isinstance(value, str):
            try:
                document = json.loads(base64.b64decode(value, validate=True))
            except ValueError:
                return value
            return base64.b64encode(json.dumps(self.value(document)).encode()).decode()
        return self.text(value) if isinstance(value, str) else value


def _sent(row: Mapping[str, Any], names: Mapping[str, str], renaming: Renaming | None) -> tuple[str, str | None]:
    request = row["request"]
    target = re.sub(r"^https?://[^/]*", "", request.get("path") or request["url"]) or "/"
    body = request.get("body")
    if renaming is not None:
        target = renaming.address(target)
        if isinstance(body, str):
            try:
                body = json.dumps(renaming.value(json.loads(body)))
            except ValueError:
                body = renaming.text(body)
        elif body is not None:
            body = renaming.value(body)
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    for old, new in names.items():
        target = target.replace(old, new)
        text = None if text is None else text.replace(old, new)
    return target, text


def played(
    folder: Path, renaming: Renaming | None = None, leave_out: Callable[[Mapping[str, Any]], bool] = lambda row: False
) -> Iterator[Exchange]:
    """A tour, from an empty broker on.

    Parameters
    ----------
    folder : Path
        Of the recordings.
    renaming : Renaming, optional
        The tour is played, and compared, under these names.
    leave_out : callable
        Rows that are not sent.
    """
    names: dict[str, str] = {}
    with serving(Store(MEMORY)) as url, httpx.Client(trust_env=False) as client:
        for path in sorted(folder.glob("*.json")):
            row = json.loads(path.read_text(encoding="utf-8"))
            if leave_out(row):
                continue
            target, text = _sent(row, names, renaming)
            request = row["request"]
            pairs = request["headers"].items() if isinstance(request["headers"], dict) else request["headers"]
            headers = [(name, value) for name, value in pairs if name.lower() not in _NOT_SENT]
            # Built from the headers alone: a client of its own would add an Accept to that of the recording.
            length = [] if text is None else [("Content-Length", str(len(text.encode())))]
            prepared = httpx.Request(request["method"], url + target, content=text)
            prepared.headers = httpx.Headers([("Host", url.removeprefix("http://")), *headers, *length])
            ours = client.send(prepared)
            golden = row["response"]
            if renaming is not None:
                golden = {**golden, "body": renaming.value(golden["body"])}
                golden["headers"] = {
                    name: renaming.address(value) if name.lower() == "location" else value
                    for name, value in dict(golden["headers"]).items()
                }
            _learn(golden["body"], _body(ours), names)
            accept = ", ".join(value for name, value in headers if name.lower() == "accept")
            unequal = tuple(_all_differences(golden, ours))
            yield Exchange(path.name, request["method"], target, accept, golden, ours, renaming is not None, unequal)
