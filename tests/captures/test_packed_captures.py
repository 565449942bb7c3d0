"""Recordings that are packed as a whole, bodies in files beside them, and what a hostile archive can do."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from contractlab.captures import packed_files
from contractlab.captures.loading import load_captures
from contractlab.captures.readers import sniff_reader
from contractlab.captures.unpacking import UnpackBudget
from contractlab.errors import InvalidCapture
from contractlab.values.markers import NOT_RECORDED


def packed_alike(data: bytes) -> bytes:
    """Packed by gzip, the same bytes at any time: tests are named by them."""
    return gzip.compress(data, mtime=0)


BODY = '{"id": 5, "name": "naïve ☃"}'.encode()


def entry(**content: Any) -> dict[str, Any]:
    response = {"status": 200, "headers": [], "content": {"size": len(BODY), "mimeType": "application/json", **content}}
    headers = [{"name": "Accept", "value": "*/*"}]
    return {"request": {"method": "GET", "url": "http://h.test/a", "headers": headers}, "response": response}


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"creator": {"name": "Playwright"}, "entries": [*entries]}}).encode()


WHOLE = har(entry(text=BODY.decode()))
LINES = json.dumps(entry(text=BODY.decode())).encode() + b"\n"
CASSETTE = b"""interactions:
- request: {method: GET, uri: 'http://h.test/a', body: null, headers: {}}
  response:
    status: {code: 200, message: OK}
    headers: {}
    body: {string: '{"id": 5, "name": "na\xc3\xafve \xe2\x98\x83"}'}
version: 1
"""


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)  # without the time of day
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("2.5.0.har", WHOLE), ("2.5.0.jsonl", LINES), ("2.5.0.yaml", CASSETTE), ("2.5.0.yml", CASSETTE)],
)
@pytest.mark.parametrize("packing", ["file", "folder", "bytes"])
def test_every_recording_may_be_packed_by_gzip(name: str, content: bytes, packing: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.gz"
    file.write_bytes(packed_alike(content))
    source = {"file": file, "folder": tmp_path, "bytes": file.read_bytes()}[packing]
    captures = load_captures(source)
    assert [capture.response.body for capture in captures] == [BODY]
    assert captures.problems == []
    if packing != "bytes":
        assert captures[0].provider_version == "2.5.0"
        assert captures[0].key == f"{file}#0"


def test_a_packed_recording_is_sniffed_by_its_beginning() -> None:
    large = packed_alike(har(*[entry(text=str(number)) for number in range(3000)]))
    assert len(large) > 4096
    assert sniff_reader(large[:4096]) is not None
    assert sniff_reader(packed_alike(b'{"consumer": {}, "provider": {}, "interactions": []}')) is None


def test_an_archive_of_playwright(tmp_path: Path) -> None:
    file = tmp_path / "2.5.0.har.zip"
    file.write_bytes(zipped({"har.har": har(entry(_file="abc.json"), entry(_file="gone.json")), "abc.json": BODY}))
    captures = load_captures(tmp_path)
    assert [capture.response.body for capture in captures] == [BODY, NOT_RECORDED]
    assert captures[0].provider_version == "2.5.0"
    (problem,) = captures.problems
    assert problem.message == (
        'was not found: the file "gone.json" is not in the archive; the body counts as not recorded.'
    )
    assert problem.pointer == "/log/entries/1/response/content/_file"


def test_an_archive_of_several_recordings() -> None:
    captures = load_captures(zipped({"a.har": WHOLE, "b/c.jsonl": LINES, "notes.txt": b"", "__MACOSX/._a.har": b""}))
    assert [capture.source for capture in captures] == ["<bytes>/a.har", "<bytes>/b/c.jsonl"]


@pytest.mark.parametrize("key", ["_file", "_sha1"])
@pytest.mark.parametrize("folder", ["", "resources"])
def test_bodies_in_files_beside_the_recording(key: str, folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "abc.json").write_bytes(BODY)
    post = {"mimeType": "application/json", "text": "", "params": [], key: "abc.json"}
    recorded = entry(**{key: "abc.json"})
    recorded["request"] |= {"method": "POST", "postData": post}
    (tmp_path / "x.har").write_bytes(har(recorded))
    (capture,) = load_captures(tmp_path / "x.har")
    assert capture.response.body == BODY
    assert capture.request.body == BODY


def test_bodies_in_files_are_not_found_without_a_place() -> None:
    (capture,) = captures = load_captures(har(entry(_file="abc.json")))
    assert capture.response.body is NOT_RECORDED
    assert "give the recording by its path" in captures.problems[0].message


@pytest.mark.parametrize(
    "name", ["../secret.json", "/etc/hostname", "a/../../secret.json", "..\\secret.json", "C:secret", "", "a\0b", ".."]
)
def test_names_never_lead_out_of_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(BODY)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "x.har").write_bytes(har(entry(_file=name)))
    (capture,) = captures = load_captures(inner / "x.har")
    assert capture.response.body is NOT_RECORDED
    assert len(captures.problems) == 1
    archive = zipped({"har.har": har(entry(_file=name)), "../secret.json": BODY, "secret.json": BODY})
    assert load_captures(archive)[0].response.body is NOT_RECORDED


def test_links_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(BODY)
    inner = tmp_path / "inner"
    inner.mkdir()
    os.symlink(tmp_path / "secret.json", inner / "link.json")
    os.symlink(tmp_path, inner / "resources")
    (inner / "x.har").write_bytes(har(entry(_file="link.json"), entry(_file="secret.json")))
    captures = load_captures(inner / "x.har")
    assert [capture.response.body for capture in captures] == [NOT_RECORDED, NOT_RECORDED]
    assert all("leads out of the recording's folder" in problem.message for problem in captures.problems)


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "x.har").write_bytes(har(entry(_file="pipe"), entry(_file="folder")))
    captures = load_captures(tmp_path / "x.har")
    assert [capture.response.body for capture in captures] == [NOT_RECORDED, NOT_RECORDED]


def test_large_files_beside_the_recording_are_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "large.bin", "wb") as file:
        file.truncate(5_000_000_000)
    (tmp_path / "x.har").write_bytes(har(entry(_file="large.bin")))
    (capture,) = captures = load_captures(tmp_path / "x.har")
    assert capture.response.body is NOT_RECORDED
    assert "is larger than 32,000,000 bytes" in captures.problems[0].message


BOMB = bytes(20_000_000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed_alike(BOMB), "unpacks to more than 16,000,000 bytes"),
        (packed_alike(packed_alike(WHOLE)), "is packed twice"),
        (packed_alike(zipped({"a.har": WHOLE})), "is packed twice"),
        (packed_alike(WHOLE)[:-9], "is cut off"),
        (packed_alike(b"") * 100_001, "100,000 gzip members"),
        (zipped({"a.har": BOMB}), "unpacks to more than"),
        (zipped({"a.har": packed_alike(WHOLE)}), "is packed twice"),
        (zipped({"a.har": zipped({"a.har": WHOLE})}), "is packed twice"),
        (zipped({"a.txt": b"x", "b.txt": b"x"}), "holds no recording among its 2 files"),
        (zipped({}), "holds no recording among its 0 files"),
        (zipped({"a.har": WHOLE}, zipfile.ZIP_BZIP2), "is packed in a way that is not read here"),
        (zipped({"a.har": WHOLE}, zipfile.ZIP_LZMA), "is packed in a way that is not read here"),
        (zipped({"a.har": WHOLE})[:40], "is a zip archive that is cut off"),
        (zipped({"a.har": WHOLE}).replace(b"PK\x01\x02", b"PK\x01\x03"), "is a broken zip archive"),
        (zipped({f"{number}.txt": b"" for number in range(40_000)}, zipfile.ZIP_STORED), "of too many files"),
        (bz2.compress(WHOLE), "is packed by bzip2"),
        (lzma.compress(WHOLE), "is packed by xz"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "packed",
)
def test_archives_that_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidCapture, match=reason) as caught:
        load_captures(data)
    assert str(caught.value).startswith("<bytes>: ")
    assert len(str(caught.value)) < 400


def test_many_bombs_in_one_archive_share_an_allowance() -> None:
    bodies = {f"{number}.json": bytes(6_000_000) for number in range(6)}
    captures = load_captures(zipped({"har.har": har(*[entry(_file=name) for name in bodies]), **bodies}))
    kept = [capture.response.body for capture in captures]
    assert kept.count(NOT_RECORDED) == 4
    assert all("unpacks to more than" in problem.message for problem in captures.problems)


def test_a_locked_archive() -> None:
    data = bytearray(zipped({"a.har": WHOLE}, zipfile.ZIP_STORED))
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(InvalidCapture, match="locked by a password"):
        load_captures(bytes(data))


def test_one_bad_archive_among_others_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.har.gz").write_bytes(packed_alike(BOMB))
    (tmp_path / "b.har.gz").write_bytes(packed_alike(WHOLE))
    captures = load_captures(tmp_path)
    assert len(captures) == 1
    assert [(problem.severity, problem.file) for problem in captures.problems] == [
        ("error", str(tmp_path / "a.har.gz"))
    ]


def test_a_larger_file_may_hold_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_files, "SMALLEST_ALLOWANCE", 1000)
    noise = har(*[entry(text=os.urandom(400).hex()) for _ in range(20)])
    assert len(load_captures(packed_alike(noise))) == 20
    with pytest.raises(InvalidCapture, match="unpacks to more than"):
        load_captures(packed_alike(har(*[entry(text="a") for _ in range(200)])))


def test_bodies_of_one_recording_share_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:

    packed = base64.b64encode(packed_alike(bytes(30_000_000))).decode()
    headers = [{"name": "Content-Encoding", "value": "gzip"}]
    bombs = [entry(text=packed, encoding="base64") for _ in range(4)]
    for bomb in bombs:
        bomb["response"]["headers"] = headers
    captures = load_captures(har(*bombs))
    assert [capture.response.body is NOT_RECORDED for capture in captures] == [False, False, True, True]
    assert UnpackBudget.of_file(10).left == UnpackBudget().left
    assert UnpackBudget.of_file(10**9).left == 20 * 10**9


@pytest.mark.parametrize("name", ["x.har", "x.jsonl"])
def test_entries_of_a_small_packed_file_are_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_files, "FEWEST_ENTRIES", 50)
    few, many = [entry()] * 50, [entry()] * 51
    for entries, kept, problems in ((few, 50, 0), (many, 50, 1)):
        lines = b"\n".join(json.dumps(each).encode() for each in entries)
        file = io.BytesIO(packed_alike(har(*entries) if name == "x.har" else lines))
        file.name = name
        captures = load_captures(file)
        assert (len(captures), len(captures.problems)) == (kept, problems)
    assert "more than 50 entries in so few packed bytes" in captures.problems[0].message
    assert len(load_captures(har(*many))) == 51


@pytest.mark.parametrize("text", ["0", "{}", '{"request": {}}'])
def test_millions_of_bad_entries_are_not_all_listed(text: str) -> None:
    whole = ('{"log": {"entries": [' + ",".join([text] * 60_000) + "]}}").encode()
    lines = "\n".join([text] * 60_000).encode()
    for data, name in ((whole, "x.har"), (lines, "x.jsonl")):
        file = io.BytesIO(data)
        file.name = name
        with pytest.raises(InvalidCapture) as caught:
            load_captures(file)
        assert len(caught.value.faults) < 25_000
        assert "what follows them is left out" in caught.value.faults[-1].message
