"""The request as a verifier sends it: what the Rust core put on the wire, byte for byte."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from support import conformance_data

import contractlab as cl
from contractlab.formats.pact.sending import sent_path, sent_request

OF_THE_CLIENT = {"host", "user-agent", "accept-encoding", "content-length", "transfer-encoding"}


def _rows() -> Iterator[dict[str, Any]]:
    for path in sorted((conformance_data() / "golden" / "live").glob("requests*.jsonl")):
        for line in path.read_bytes().splitlines():  # str.splitlines knows more line ends than JSON lines
            row = json.loads(line)
            if row["wire"] is not None:
                yield row


def test_requests_are_what_the_core_sends() -> None:
    otherwise: list[str] = []
    rows = list(_rows())
    for row in rows:
        example = cl.load(row["contract"]).examples[row["interaction"]]
        options, wire = row["options"], row["wire"]
        written = example.document.get("request", {}).get("query")
        base_path, custom = options.get("base_path") or "", options.get("custom_headers")
        sent = sent_request(example.request, written, base_path=base_path, custom_headers=custom)
        # Header values are bytes read as latin-1 in the golden file.
        headers = sorted((name.lower(), value.encode().decode("latin-1")) for name, value in sent.headers)
        expected = sorted((name, value) for name, value in wire["headers"] if name not in OF_THE_CLIENT)
        body = base64.b64decode(wire["body_b64"])
        if (sent.method, sent.target, headers, sent.body or b"") != (wire["method"], wire["target"], expected, body):
            otherwise.append(f"{row['id']}: {sent.method} {sent.target} for {wire['method']} {wire['target']}")
    assert otherwise == []
    assert rows


@pytest.mark.parametrize(
    ("path", "sent"),
    [("/a/../b", "/b"), ("/a b", "/a%20b"), ("/é", "/%C3%A9"), ("/%C3%A9", "/%C3%A9"), ("//x", "/x"), ("/a#b", "/a")],
)
def test_a_path_goes_through_a_url_parser(path: str, sent: str) -> None:
    assert sent_path(path) == sent
    assert sent_path(path, "/api/") == f"/api{sent}"
