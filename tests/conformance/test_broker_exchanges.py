"""Exchanges with a real broker, sent to ours in their order: statuses, and what is said of a wrong request.

Two tables say what is left out: routes that are not served yet, and answers that differ on purpose or still do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from data import data_files, needs

from contractlab.broker.server.serving import serving
from contractlab.broker.store import MEMORY, Store

EXCHANGES = "golden/broker/exchanges*/*.json"
FOLDERS = "golden/broker/exchanges*"

NOT_SERVED = [
    (
        "GET",
        r"/pacts/provider/[^/]+/consumer/[^/]+/(versions|tag/.*|branch/[^/]+|branch|branch/.*versions|.*latest/badge)",
    ),
    ("GET", r"/pacts/provider/[^/]+/consumer/[^/]+/branch/(latest|versions|latest/versions)"),
    ("GET", r"/pacts/provider/[^/]+/consumer/[^/]+/.*(previous-distinct|/diff/.*|triggered-webhooks)"),
    ("GET", r"/pacts/provider/[^/]+(/latest|/latest/[^/]+|/tag/[^/]+|/branch.*|/provider-states.*)?"),
    ("GET", r"/pacts/latest|/verification-results/.*|/pacts/.*/latest/verification-results/latest"),
    ("GET", r"/pacts/.*/version/[^/]+/verification-results/.*"),
    (
        "GET PUT DELETE POST",
        r"/(dashboard|integrations|metrics|relationships|webhooks|diagnostic|groups?|labels)(/.*)?",
    ),
    ("GET PUT DELETE", r"/pacticipants/([^/]+/labels|label)(/.*)?"),
    (
        "DELETE",
        r"/pacticipants/[^/]+|/pacticipants/[^/]+/branches|/pacts/provider/[^/]+/consumer/[^/]+/(branch|tag)/.*",
    ),
    ("GET", r"/pacticipants/[^/]+/versions/[^/]+/(deployed|released)-versions/environment/[^/]+"),
    ("GET", r"/pacticipants/[^/]+/(branches/[^/]+/)?latest-version/.*(can-i-deploy|badge).*|/environments/[^/]+/.*"),
    ("GET", r"/pacts/provider/[^/]+/consumer/[^/]+/(webhooks|pact-version.*webhooks).*|/.*/webhooks/status|.*\.json"),
    ("GET", r"/pacticipants/[^/]+/(branches|tags|environments)/[^/]+/versions|/matrix/provider/.*|/hal-browser/.*"),
    ("GET", r"/pacticipants/[^/]+/main-branch/can-i-merge/badge"),
    ("HEAD OPTIONS", r".*"),
]
"""Methods and whole paths that are not served yet."""

DIFFERENT = {
    "problem+json": "errors are given in the broker's own form alone",
    "not acceptable": "an Accept header that asks for something else than JSON is answered all the same",
    "server error": "what the broker answers with 500 is refused with 400",
    "parser": "the words of the JSON parser are Python's",
    "merge": "a PATCH of a part of what is there is refused: contracts are not merged",
    "paging": "lists are whole",
    "contacts": "contacts of environments are not kept, so not looked at",
    "conflict": "no difference of two contracts is printed, and near names are told in our own words",
    "unknown owner": "404 says which name is unknown",
    "exists": "a pacticipant that is there is refused, and its branch is not looked at",
    "production": "one sentence for whatever is no boolean",
    "old query": "the deprecated GET form chooses as without selectors",
}


def _reason(sent: Sent, golden: dict[str, Any], ours: httpx.Response) -> str:
    """The entry of `DIFFERENT` that an exchange falls under; ``""`` for none."""
    accept = " ".join(value for name, value in sent.headers if name.lower() == "accept")
    text = json.dumps(golden["body"])
    if golden["status"] >= 500:
        return "server error" if ours.status_code == 400 else ""
    if "problem+json" in accept:
        return "problem+json"
    if golden["status"] == 406:
        return "not acceptable"
    if "JSON::ParserError" in text or "TypeError" in text:
        return "parser"
    if sent.method == "PATCH" and ours.status_code == 409:
        return "merge"
    if "page=" in sent.target:
        return "paging"
    if "contacts" in text:
        return "contacts"
    if golden["status"] == 409:
        return "conflict" if ours.status_code == 409 else ""
    if golden["status"] == 404 and ours.status_code == 404:
        return "unknown owner"
    if sent.method == "POST" and sent.target == "/pacticipants":
        return "exists"
    if "production" in text and ours.status_code == golden["status"]:
        return "production"
    if sent.method == "GET" and "/for-verification?" in sent.target:
        return "old query"
    return ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it is sent to ours."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: str | None


_OPAQUE = (
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    re.compile(r"/metadata/[\w-]+"),
    re.compile(r"verification-results/\d+"),
)


def _learn(golden: Any, ours: Any, known: dict[str, str]) -> None:
    """Names that each broker makes up itself: which of ours stands for which recorded one."""
    if isinstance(golden, dict) and isinstance(ours, dict):
        for key in golden.keys() & ours.keys():
            _learn(golden[key], ours[key], known)
    elif isinstance(golden, list) and isinstance(ours, list):
        for one, other in zip(golden, ours, strict=False):
            _learn(one, other, known)
    elif isinstance(golden, str) and isinstance(ours, str):
        for pattern in _OPAQUE:
            pairs = zip(pattern.findall(golden), pattern.findall(ours), strict=False)
            known.update(pairs)


def _sent(request: dict[str, Any], known: dict[str, str]) -> Sent:
    target = re.sub(r"^https?://[^/]*", "", request.get("path") or request["url"]) or "/"
    body = request.get("body")
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    for old, new in known.items():
        target = target.replace(old, new)
        text = None if text is None else text.replace(old, new)
    pairs = request["headers"].items() if isinstance(request["headers"], dict) else map(tuple, request["headers"])
    own = {"host", "content-length", "connection", "accept-encoding", "authorization"}
    return Sent(request["method"], target, [(key, value) for key, value in pairs if key.lower() not in own], text)


def _exchanges(folder: Path) -> Iterator[tuple[str, Sent, dict[str, Any], httpx.Response]]:
    known: dict[str, str] = {}
    with serving(Store(MEMORY)) as url, httpx.Client(base_url=url, trust_env=False) as client:
        for path in sorted(folder.glob("*.json")):
            row = json.loads(path.read_text(encoding="utf-8"))
            sent = _sent(row["request"], known)
            ours = client.request(sent.method, url + sent.target, headers=sent.headers, content=sent.body)
            is_json = "json" in ours.headers.get("content-type", "")
            _learn(row["response"]["body"], ours.json() if is_json and ours.content else None, known)
            yield path.name, sent, row["response"], ours


def _is_left_out(sent: Sent) -> bool:
    path = sent.target.partition("?")[0]
    return any(sent.method in methods.split() and re.fullmatch(pattern, path) for methods, pattern in NOT_SERVED)


@needs(EXCHANGES)
def test_statuses_and_refusals_are_those_of_the_broker() -> None:
    faults, compared = [], 0
    for folder in data_files(FOLDERS):
        for name, sent, golden, ours in _exchanges(folder):
            if _is_left_out(sent):
                continue
            compared += 1
            equal = ours.status_code == golden["status"]
            if equal and 400 <= golden["status"] < 500:
                equal = (ours.json() if ours.content else "") == (golden["body"] or "")
            reason = "" if equal else _reason(sent, golden, ours)
            assert not reason or reason in DIFFERENT
            if not equal and not reason:
                faults.append((name, sent.method, sent.target, golden["status"], ours.status_code))
    assert compared
    assert not faults, faults
