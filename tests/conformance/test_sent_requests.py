"""The request as a verifier sends it: what the Rust core put on the wire, byte for byte."""

from __future__ import annotations

import base64

import pytest
from data import needs, rows
from support import ROOT

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.formats.pact.sending import sent_path, sent_request

SENT_REQUESTS = "golden/live/requests*.jsonl*"
OF_THE_CLIENT = {"content-length", "transfer-encoding"}
IF_ABSENT = {"host", "user-agent", "accept-encoding"}
"""Headers that the client adds where the contract has none of the name."""


@needs(SENT_REQUESTS)
def test_requests_are_what_the_core_sends() -> None:
    otherwise: list[str] = []
    asked = [row for row in rows(SENT_REQUESTS) if row["wire"] is not None]
    for row in asked:
        example = cl.load(row["contract"]).examples[row["interaction"]]
        options, wire = row["options"], row["wire"]
        written = example.document.get("request", {}).get("query")
        base_path, custom = options.get("base_path") or "", options.get("custom_headers")
        sent = sent_request(example.request, written, base_path=base_path, custom_headers=custom)
        # Header values are bytes read as latin-1 in the golden file.
        headers = sorted((name.lower(), value.encode().decode("latin-1")) for name, value in sent.headers)
        added = OF_THE_CLIENT | (IF_ABSENT - {name for name, _ in headers})
        expected = sorted((name, value) for name, value in wire["headers"] if name not in added)
        body = base64.b64decode(wire["body_b64"])
        if (sent.method, sent.target, headers, sent.body or b"") != (wire["method"], wire["target"], expected, body):
            otherwise.append(f"{row['id']}: {sent.method} {sent.target} for {wire['method']} {wire['target']}")
    assert otherwise == []
    assert asked


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a/../b", "/b"),
        ("/a b", "/a%20b"),
        ("/a ", "/a"),
        ("/a/ \x01 ", "/a/"),
        ("/a# ", "/a"),
        ("/é", "/%C3%A9"),
        ("/%C3%A9", "/%C3%A9"),
        ("//x", "/x"),
        ("/a#b", "/a"),
    ],
)
def test_a_path_goes_through_a_url_parser(path: str, sent: str) -> None:
    assert sent_path(path) == sent
    assert sent_path(path, "/api/") == f"/api{sent}"


def test_every_format_says_what_is_sent() -> None:
    for path in (ROOT / "notebooks" / "data").glob("*.json"):
        for example in cl.load(path):
            if example.kind == "http":
                sent = format_of(example.contract).sent_request(example, base_path="/api/", custom_headers={"X-A": "1"})
                assert sent.path.startswith("/api/")
                assert sent.headers.get("x-a") == "1"
