"""br and zstd: read where the extra "codings" is installed, bounded, and told where it is not."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers.loopback import raw_provider
from support import require

import contractlab as cl
from contractlab.captures.content_encoding import CannotDecode, decode_body
from contractlab.captures.unpacking import UnpackBudget
from contractlab.values.headers import Headers

brotli: Any = require("brotli")
zstandard: Any = require("zstandard")

LIMIT = 1_000_000
JSON = json.dumps({"id": 7, "name": "Ada " * 50}).encode()
PACK = {"br": brotli.compress, "zstd": zstandard.ZstdCompressor().compress}
CODINGS = sorted(PACK)


def unpacked(body: bytes, coding: str, limit: int = LIMIT, budget: UnpackBudget | None = None) -> bytes:
    return decode_body(body, Headers({"Content-Encoding": coding}), limit, budget)


@given(st.binary(max_size=5_000), st.lists(st.sampled_from([*CODINGS, "identity"]), min_size=1, max_size=3))
def test_what_was_packed_comes_back(body: bytes, codings: list[str]) -> None:
    packed = body
    for coding in codings:
        packed = PACK.get(coding, bytes)(packed)
    assert unpacked(packed, ", ".join(codings)) == body


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda packed: packed[:-3], "is cut off"),
        (lambda packed: b"no packing at all", "is marked"),
        (lambda packed: packed[:4], "is "),
    ],
    ids=["cut", "foreign", "begun"],
)
def test_what_is_broken_is_no_fault_of_cis_client(coding: str, spoil: Any, why: str) -> None:
    with pytest.raises(CannotDecode, match=why) as caught:
        unpacked(spoil(PACK[coding](JSON * 20)), coding)
    assert not caught.value.broken


@pytest.mark.parametrize("coding", CODINGS)
def test_a_few_bytes_that_hold_many_are_refused(coding: str) -> None:
    packed = PACK[coding](bytes(20_000_000))
    assert len(packed) < 5_000
    with pytest.raises(CannotDecode, match="unpacks to more than 1,000,000 bytes"):
        unpacked(packed, coding)
    small = UnpackBudget(1_000)
    with pytest.raises(CannotDecode, match="than a file may"):
        unpacked(PACK[coding](bytes(2_000)), coding, budget=small)


def test_a_window_that_nobody_may_ask_for_is_refused() -> None:
    wide = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=27))
    packer = wide.compressobj()
    packed = packer.compress(JSON) + packer.flush()
    with pytest.raises(CannotDecode):
        unpacked(packed, "zstd")


def test_frames_of_zstd_may_follow_each_other() -> None:
    assert unpacked(PACK["zstd"](b"one ") + PACK["zstd"](b"two"), "zstd") == b"one two"
    with pytest.raises(CannotDecode):
        unpacked(PACK["zstd"](b"one ") + b"rest", "zstd")


def har(body: bytes, coding: str, kind: str, length: int | None) -> bytes:
    headers = [{"name": "Content-Encoding", "value": coding}, {"name": "Content-Type", "value": kind}]
    headers += [{"name": "Content-Length", "value": str(length)}] if length is not None else []
    content = {"mimeType": kind, "text": base64.b64encode(body).decode(), "encoding": "base64", "size": len(body)}
    request = {"method": "GET", "url": "http://h/a", "headers": []}
    entry = {"request": request, "response": {"status": 200, "headers": headers, "content": content}}
    return json.dumps({"log": {"version": "1.2", "entries": [entry]}}).encode()


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("kind", ["application/json", "image/png"])
def test_a_har_file_may_hold_them_packed_or_not(coding: str, kind: str) -> None:
    body = JSON if kind == "application/json" else b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3
    packed = PACK[coding](body)
    for stored, length in ((packed, len(packed)), (packed, None), (body, len(packed)), (body, None)):
        (capture,) = cl.load_captures(har(stored, coding, kind, length))
        assert capture.response.body == body, (length, stored is packed)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_cassette_is_read(coding: str) -> None:
    document = {
        "interactions": [
            {
                "request": {"method": "GET", "uri": "http://h/a", "headers": {}, "body": None},
                "response": {
                    "status": {"code": 200, "message": "OK"},
                    "headers": {"Content-Encoding": [coding], "Content-Type": ["application/json"]},
                    "body": {"base64_string": base64.b64encode(PACK[coding](JSON)).decode()},
                },
            }
        ],
        "version": 1,
    }
    (capture,) = cl.load_captures(json.dumps(document).encode())
    assert capture.response.body == JSON


@pytest.mark.parametrize("coding", CODINGS)
def test_a_recorder_reads_them(coding: str, tmp_path: Path) -> None:
    packed = PACK[coding](JSON)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(packed)}\r\nConnection: close\r\n\r\n"
    )
    with raw_provider(head.encode() + packed) as provider, cl.RecordingProxy(provider.url) as proxy:
        import httpx

        answer = httpx.get(f"{proxy.url}/a", headers={"Accept-Encoding": coding}, trust_env=False)
        assert answer.content == JSON
    assert proxy.captures[0].response.body == JSON


@pytest.mark.parametrize("coding", CODINGS)
def test_without_the_extra_it_says_how_to_get_it(coding: str, without_codings: None) -> None:
    with pytest.raises(CannotDecode, match=r'cannot be undone here; pip install "contractlab\[codings\]"') as caught:
        unpacked(PACK[coding](JSON), coding)
    assert not caught.value.broken


def test_a_brotli_that_knows_no_bound_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unbounded:
        """As it was before 1.2."""

    monkeypatch.setattr(brotli, "Decompressor", Unbounded)
    with pytest.raises(CannotDecode, match="cannot be undone here"):
        unpacked(PACK["br"](JSON), "br")
