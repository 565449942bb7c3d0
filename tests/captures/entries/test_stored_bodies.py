"""Bodies as recorders store them: what is read is what the wire had, or not recorded with a reason."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import require

from contractlab.captures import Capture, Captures, load_captures
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED

Store = Callable[[bytes, str], dict[str, Any]]
"""From the bytes on the wire (packed as they travelled) and their type to a HAR content or postData."""

TEXT_TYPES = ["application/json", "text/plain", "text/html; charset=utf-8", "application/xml", "text/csv"]
BINARY_TYPES = ["image/png", "application/octet-stream", "application/x-protobuf", "application/pdf", "font/woff2"]
OTHER_TYPES = ["application/vnd.own", "", "x-unknown", "model/gltf"]


def capture_of(response: dict[str, Any], *, creator: str = "lab", request: dict[str, Any] | None = None) -> Capture:
    entry = {
        "request": {"method": "GET", "url": "http://h.test/a", "headers": [], **(request or {})},
        "response": {"status": 200, "headers": [], **response},
    }
    (capture,) = load_captures({"log": {"creator": {"name": creator}, "entries": [entry]}})
    assert isinstance(capture, Capture)
    return capture


def body_of(content: dict[str, Any], *, coding: str = "", length: int | None = None, **more: Any) -> Any:
    headers = [{"name": "Content-Type", "value": content.get("mimeType", "")}]
    headers += [{"name": "Content-Encoding", "value": coding}] if coding else []
    headers += [{"name": "Content-Length", "value": str(length)}] if length is not None else []
    capture = capture_of({"headers": headers, "content": content, **more})
    assert capture.response is not None
    if capture.response.body is NOT_RECORDED and content.get("text"):
        assert capture.problems, "a body that is lost has a reason"
        assert "not recorded" in capture.problems[0].message
    return capture.response.body


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "x-gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data, mtime=0), mtime=0),
    # Not packed by brotli and zstd: as long as their first bytes do not say so, nobody can tell.
    "br": lambda data: b"\x0b\x02\x80" + data[::-1] + b"\x03",
    "zstd": lambda data: b"\x28\xb5\x2f\xfd" + data[::-1],
}
if find_spec("brotli") and find_spec("zstandard"):
    PACKINGS |= {"br": require("brotli").compress, "zstd": lambda data: require("zstandard").compress(data)}


def chunked(data: bytes, write: Callable[[bytes], str]) -> str:
    middle = len(data) // 2
    return json.dumps([write(part) for part in (data[:middle], data[middle:]) if part])


def as_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def as_url_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


STORES: dict[str, Store] = {
    "text": lambda data, kind: {"text": data.decode("utf-8", "replace")},
    "latin-1": lambda data, kind: {"text": data.decode("latin-1")},
    "ascii": lambda data, kind: {"text": data.decode("ascii", "ignore")},
    "base64": lambda data, kind: {"text": as_base64(data), "encoding": "base64"},
    "base64 without padding": lambda data, kind: {"text": as_base64(data).rstrip("="), "encoding": "base64"},
    "base64 in lines": lambda data, kind: {"text": base64.encodebytes(data).decode(), "encoding": "base64"},
    "base64 without its mark": lambda data, kind: {"text": as_base64(data)},
    "mark without base64": lambda data, kind: {"text": data.decode("utf-8", "replace"), "encoding": "base64"},
    "hex": lambda data, kind: {"text": data.hex(), "encoding": "hex"},
    "hex with the old mark": lambda data, kind: {"text": data.hex(), "_isBinary": True},
    "hex without a mark": lambda data, kind: {"text": data.hex()},
    "chunks of hex": lambda data, kind: {"text": chunked(data, bytes.hex), "_isBinary": True},
    "chunks of hex without a mark": lambda data, kind: {"text": chunked(data, bytes.hex)},
    "chunks of base64": lambda data, kind: {"text": chunked(data, as_base64), "encoding": "base64"},
    "base64 for addresses": lambda data, kind: {"text": as_url_base64(data), "encoding": "base64"},
    "a character for each byte": lambda data, kind: {"text": data.decode("latin-1"), "encoding": "binary"},
    "an unknown way": lambda data, kind: {"text": data.hex("-"), "encoding": "hexdump"},
    "data address": lambda data, kind: {"text": f"data:{kind.partition(';')[0]};base64,{as_base64(data)}"},
    "buffer of Node.js": lambda data, kind: {"text": json.dumps({"type": "Buffer", "data": [*data]})},
    "coding as encoding": lambda data, kind: {"text": data.decode("utf-8", "replace"), "encoding": "gzip"},
    "nothing": lambda data, kind: {},
}

EXACT = {
    "a character for each byte", "base64", "base64 for addresses", "base64 in lines", "base64 without padding",
    "chunks of hex", "hex", "hex with the old mark",
}  # fmt: skip
"""Ways to store that lose nothing, whatever the bytes are."""

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(str.encode)
documents = st.dictionaries(st.text(max_size=6), st.integers() | st.text(max_size=9), max_size=3).map(
    lambda document: json.dumps(document, ensure_ascii=False).encode()
)
pictures = st.binary(min_size=1, max_size=30).map(lambda some: b"\x89PNG\r\n\x1a\n" + some)


@st.composite
def recorded(draw: st.DrawFn) -> tuple[bytes, str, str, str, dict[str, Any], int | None]:
    kind = draw(st.sampled_from([*TEXT_TYPES, *BINARY_TYPES, *OTHER_TYPES]))
    if "json" in kind:
        body = draw(documents)
    elif kind in TEXT_TYPES or (kind in OTHER_TYPES and draw(st.booleans())):
        body = draw(texts)
    else:
        body = draw(pictures | st.binary(min_size=24, max_size=60).map(lambda some: b"\x00\xff" + some))
    coding, storing = draw(st.sampled_from(sorted(PACKINGS))), draw(st.sampled_from(sorted(STORES)))
    unpacked_already = draw(st.booleans())
    stored = body if unpacked_already else PACKINGS[coding](body)
    content = {"mimeType": kind, **STORES[storing](stored, kind)}
    size = draw(st.sampled_from(["none", "minus", "bytes"]))
    if size == "minus":
        content["size"] = -1
    elif size == "bytes":
        content["size"] = len(stored)
    length = len(PACKINGS[coding](body)) if draw(st.booleans()) else None
    return body, coding, storing, kind, content, length


@settings(max_examples=1500, deadline=None)
@given(recorded())
def test_a_body_is_exactly_what_the_wire_had_or_is_not_recorded(
    case: tuple[bytes, str, str, str, dict[str, Any], int | None],
) -> None:
    body, coding, storing, kind, content, length = case
    read = body_of(content, coding=coding, length=length)
    if _is_ambiguous(body, storing, kind):
        return
    assert read in (body, NOT_RECORDED)


def _is_ambiguous(body: bytes, storing: str, kind: str) -> bool:
    """Ways to store after which nothing is left that could tell: what stands there is as good a text as any."""
    if storing == "ascii":
        return body.isascii() or kind not in BINARY_TYPES
    plain = kind not in BINARY_TYPES
    if storing == "mark without base64":
        return kind in OTHER_TYPES  # of a type that nobody knows, the mark is all there is
    if storing in ("data address", "buffer of Node.js"):
        return plain
    if storing in ("base64 without its mark", "hex without a mark", "chunks of hex without a mark"):
        return plain or len(body) < 6
    # Where a text was read in the wrong character set, and is none the worse for it.
    return storing == "latin-1" and plain and not body.isascii()


@settings(max_examples=600, deadline=None)
@given(recorded())
def test_ways_that_lose_nothing_give_the_body(
    case: tuple[bytes, str, str, str, dict[str, Any], int | None],
) -> None:
    body, coding, storing, _, content, length = case
    if storing in EXACT and coding in ("", "identity") and len(body) > 24:
        assert body_of(content, coding=coding, length=length) == body


JSON = '{"id": 5, "name": "naïve ☃"}'.encode()
PACKED = gzip.compress(JSON, mtime=0)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe"


@pytest.mark.parametrize("storing", sorted(EXACT | {"chunks of base64", "base64 without its mark", "latin-1"}))
@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "GZIP"])
def test_packed_bodies_are_unpacked_however_they_are_stored(storing: str, coding: str) -> None:
    packed = PACKINGS[coding.lower()](JSON)
    content = {"mimeType": "application/json", **STORES[storing](packed, "application/json")}
    assert body_of(content, coding=coding) == JSON


def test_raw_deflate_is_unpacked() -> None:
    content = {"mimeType": "application/json", "text": as_base64(raw_deflate(JSON)), "encoding": "base64"}
    assert body_of(content, coding="deflate") == JSON


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_what_was_unpacked_already_stays_as_it_is(coding: str) -> None:
    assert body_of({"mimeType": "application/json", "text": JSON.decode()}, coding=coding) == JSON
    assert body_of({"text": as_base64(JSON), "encoding": "base64", "mimeType": "text/plain"}, coding=coding) == JSON


def test_an_unpacked_picture_stays_as_it_is(without_codings: None) -> None:
    content = {"mimeType": "image/png", "text": as_base64(PNG), "encoding": "base64"}
    assert body_of(content, coding="gzip") == PNG
    assert body_of(content, coding="deflate") == PNG
    assert body_of(content, coding="br", length=3) == PNG
    assert body_of(content, coding="br") is NOT_RECORDED
    assert body_of(content, coding="br", length=len(PNG)) is NOT_RECORDED


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (PACKED[:-5], "gzip"),
        (PACKED[:4] + b"\x00" * 20, "gzip"),
        (b"\x0b\x02\x80hi\xff\x03", "br"),
        (b"\x28\xb5\x2f\xfd\x00\xff", "zstd"),
        (b"\x00\x01\xff", "compress"),
    ],
)
def test_packed_bodies_that_cannot_be_unpacked_are_not_recorded(packed: bytes, coding: str) -> None:
    content = {"mimeType": "application/json", "text": as_base64(packed), "encoding": "base64"}
    assert body_of(content, coding=coding) is NOT_RECORDED


def test_a_file_of_gzip_may_be_packed_once_or_twice() -> None:
    content = {"mimeType": "application/gzip", "text": as_base64(PACKED), "encoding": "base64"}
    assert body_of(content, coding="gzip") is NOT_RECORDED
    assert body_of(content, coding="gzip", length=len(PACKED)) == JSON
    assert body_of(content, coding="gzip", length=len(PACKED) + 9) == PACKED
    twice = {**content, "text": as_base64(gzip.compress(PACKED, mtime=0))}
    assert body_of(twice, coding="gzip") == PACKED
    assert body_of(content) == PACKED


@pytest.mark.parametrize("kind", [*BINARY_TYPES, "application/vnd.own"])
@pytest.mark.parametrize("storing", ["text", "latin-1"])
def test_bytes_stored_as_text_are_not_recorded(kind: str, storing: str) -> None:
    assert body_of({"mimeType": kind, **STORES[storing](PNG, kind)}) is NOT_RECORDED
    assert body_of({"mimeType": kind, **STORES[storing](PNG, kind), "size": len(PNG)}) is NOT_RECORDED


def test_text_of_other_types_stays_text() -> None:
    assert body_of({"mimeType": "application/octet-stream", "text": "hello there"}) == b"hello there"
    assert body_of({"mimeType": "application/vnd.own", "text": "naïve"}) == "naïve".encode()


@pytest.mark.parametrize(
    ("size", "expected"), [(17, NOT_RECORDED), (None, NOT_RECORDED), (19, '{"name": "na\ufffdve"}'.encode())]
)
def test_a_replaced_character_counts_where_the_size_proves_it(size: int | None, expected: Any) -> None:
    content: dict[str, Any] = {"mimeType": "application/json", "text": '{"name": "na\ufffdve"}'}
    if size is not None:
        content["size"] = size
    assert body_of(content) == expected


@pytest.mark.parametrize(
    ("text", "kind", "size", "expected"),
    [
        ('{"a": "é"}', "application/json", None, '{"a": "é"}'.encode()),
        ("<a/>", "application/xml", 4, b"<a/>"),
        ("true", "application/json", 4, b"true"),
        ("12345678", "application/json", 8, b"12345678"),
        ("true", "application/json", None, NOT_RECORDED),
        ("dHJ1ZQ==", "application/json", None, b"true"),
        ("//79", "text/plain", 3, b"\xff\xfe\xfd"),
        ("abcd", "text/plain", None, NOT_RECORDED),
        ("§§", "image/png", None, NOT_RECORDED),
    ],
)
def test_a_false_mark_of_base64(text: str, kind: str, size: int | None, expected: Any) -> None:
    content = {"mimeType": kind, "text": text, "encoding": "base64", **({} if size is None else {"size": size})}
    assert body_of(content) == expected


def test_a_false_mark_is_told() -> None:
    content = {"mimeType": "application/json", "text": '{"a": 1}', "encoding": "base64"}
    (problem,) = capture_of({"content": content}).problems
    assert problem.message == "is marked base64 and is plain text; read as text."
    assert problem.pointer == "/log/entries/0/response/content/text"


def test_a_list_that_looks_like_chunks_is_a_list() -> None:
    assert body_of({"mimeType": "application/json", "text": '["abcd", "00ff"]'}, coding="gzip") == b'["abcd", "00ff"]'


def test_the_character_set_of_the_header_counts_where_the_recording_names_none() -> None:
    headers = [{"name": "Content-Type", "value": "text/html; charset=iso-8859-1"}]
    capture = capture_of({"headers": headers, "content": {"mimeType": "text/html", "text": "é"}})
    assert capture.response is not None
    assert capture.response.body == b"\xe9"


def test_packed_requests_are_unpacked() -> None:
    headers = [{"name": "Content-Encoding", "value": "gzip"}]
    post = {"mimeType": "application/json", "text": as_base64(PACKED), "encoding": "base64"}
    sent = capture_of({"content": {}}, request={"method": "POST", "headers": headers, "postData": post})
    assert sent.request.body == JSON
    lossy = {**post, "text": PACKED.decode("utf-8", "replace"), "encoding": ""}
    lost = capture_of({"content": {}}, request={"method": "POST", "headers": headers, "postData": lossy})
    assert lost.request.body is NOT_RECORDED


def test_values_of_a_repeated_header_may_stand_in_a_list() -> None:
    headers = [{"name": "Set-Cookie", "value": ["a=1", "b=2"]}, {"name": "X", "value": []}]
    entry = {"request": {"method": "GET", "url": "http://h.test/"}, "response": {"status": 200, "headers": headers}}
    captures = load_captures({"log": {"entries": [entry, {**entry, "response": {"status": 200}}]}})
    assert [problem.pointer for problem in captures.problems] == ["/log/entries/0/response/headers/1/value"]
    entry["response"]["headers"] = headers[:1]
    response = load_captures({"log": {"entries": [entry]}})[0].response
    assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize("suffix", [".har", ".jsonl"])
@pytest.mark.parametrize("kind", ["application/json", "image/png", "application/gzip", "application/vnd.own"])
@pytest.mark.parametrize(
    "body",
    [PACKED, PNG, b"\x1f\x8b", "na\ufffdve".encode(), b"AAAAAAAAAAAA", b'["00ff"]', b"true", b"\x00", "ÿ".encode()],
)
@pytest.mark.parametrize("coding", ["", "gzip", "deflate", "br"])
def test_what_was_recorded_here_comes_back_as_it_was(
    coding: str, body: bytes, kind: str, suffix: str, tmp_path: Path
) -> None:
    headers = [("Content-Type", kind), *([("Content-Encoding", coding)] if coding else [])]
    captures = Captures()
    captures.add(HttpRequest("POST", "/a", headers=headers, body=body), HttpResponse(200, headers, body))
    (again,) = loaded = load_captures(captures.save(tmp_path / f"x{suffix}"))
    assert (again.request.body, again.response.body) == (body, body)
    assert loaded.problems == []
    (twice,) = load_captures(loaded.save(tmp_path / f"y{suffix}"))
    assert (twice.request.body, twice.response.body) == (body, body)


@pytest.mark.parametrize(
    ("encoding", "text", "expected"),
    [
        ("binary", "\x89PNG", b"\x89PNG"),
        ("latin1", "ÿ", b"\xff"),
        ("binary", "€", NOT_RECORDED),
        ("quoted-printable", "=89PNG", NOT_RECORDED),
        ("", '{"type": "Buffer", "data": [137, 80]}', b"\x89P"),
        ("", '{"type": "Buffer", "data": 5000000000}', NOT_RECORDED),
        ("", '{"type": "Buffer", "data": [300]}', NOT_RECORDED),
        ("", "data:image/png;base64,iVA=", b"\x89P"),
    ],
)
def test_ways_that_say_what_they_are(encoding: str, text: str, expected: Any) -> None:
    assert body_of({"mimeType": "image/png", "text": text, "encoding": encoding}) == expected
