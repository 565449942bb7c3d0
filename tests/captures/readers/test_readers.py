"""Which reader takes a file, told from its bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.captures import load_captures
from contractlab.captures.readers import READERS, CaptureReader, sniff_reader

DATA = Path(__file__).parents[1] / "data"
CONTRACTS = Path(__file__).parents[3] / "notebooks" / "data"

ENTRY: dict[str, Any] = {"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}}
MESSAGE: dict[str, Any] = {"kind": "message", "contents": {"id": 1}}
HAR: dict[str, Any] = {"log": {"version": "1.2", "entries": [ENTRY]}}
INTERACTION: dict[str, Any] = {
    "request": {"method": "GET", "uri": "http://h.test/a", "headers": {}, "body": None},
    "response": {"status": {"code": 200}, "headers": {}, "body": {"string": ""}},
}
YAML_CASSETTE = "- request: {method: GET, uri: 'http://h/a'}\n  response: {status: 200}\n"


def name_of(data: bytes | str | dict[str, Any] | list[Any], name: str = "") -> str | None:
    if isinstance(data, dict | list):
        data = json.dumps(data)
    reader = sniff_reader(data.encode() if isinstance(data, str) else data, name)
    return None if reader is None else reader.name


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (HAR, "HAR"),
        ({"_comment": "x", "log": {"entries": []}}, "HAR"),
        (ENTRY, "HAR"),
        ({"startedDateTime": "2026-01-01T00:00:00Z", "_initiator": {"stack": [{"request": 1}]}, **ENTRY}, "HAR"),
        ([ENTRY, MESSAGE], "HAR"),
        (MESSAGE, "HAR"),
        ({"contents": "text"}, "HAR"),
        ({"kind": "sync-message", "request": {"contents": 1}}, "HAR"),
        (f"{json.dumps(ENTRY)}\n{json.dumps(MESSAGE)}\n", "JSON lines"),
        (f"\n \n{json.dumps(MESSAGE)}\n", "JSON lines"),
        (f"{json.dumps(ENTRY)}\n{json.dumps(ENTRY)[:30]}", "JSON lines"),
        ({"interactions": [INTERACTION], "version": 1}, "VCR cassette"),
        ({"version": 1, "interactions": "none"}, "VCR cassette"),
        ({"http_interactions": [], "recorded_with": "VCR 6.0.0"}, "VCR cassette"),
        (f"interactions:\n{YAML_CASSETTE}version: 1\n", "VCR cassette"),
        (f"---\nhttp_interactions:\n{YAML_CASSETTE}", "VCR cassette"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_content_tells_the_reader(content: Any, reader: str, encoding: str) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    for name in ("", "recording", "a.json", "a.txt"):
        assert name_of(text.encode(encoding), name) == reader


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "{",
        "null",
        "[[1]]",
        '"request"',
        b"\xff\xfe\xff",
        {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": [INTERACTION]},
        {"interactions": [INTERACTION], "consumer": {"name": "c"}, "provider": {"name": "p"}},
        {"contractType": "case::contract", "description": {}, "metadata": {}, "examples": []},
        {"openapi": "3.1.0", "paths": {"/a": {"get": {"request": {}}}}},
        {"kind": "Deployment", "spec": {}},
        {"log": []},
        {"request": "GET /"},
        {"data": {"log": {"entries": []}, "interactions": []}},
        "jobs:\n  build: {}\n  interactions: []\n",
        f"{json.dumps({'consumer': {}})}\n{json.dumps(ENTRY)}\n",
    ],
)
def test_what_is_no_recording(content: Any) -> None:
    assert name_of(content, "a.json") is None


def test_contracts_are_no_recordings() -> None:
    contracts = [file for file in CONTRACTS.rglob("*.json") if b'"consumer"' in file.read_bytes()[:4096]]
    assert len(contracts) >= 3
    for file in contracts:
        assert name_of(file.read_bytes(), file.name) is None, file


@pytest.mark.parametrize("file", sorted(DATA.glob("*.har")), ids=lambda file: file.name)
def test_recordings_of_real_recorders(file: Path) -> None:
    data = file.read_bytes()
    assert name_of(data) == name_of(data[:4096]) == name_of(data, file.name) == "HAR"


@pytest.mark.parametrize("content", [b"", b"{", b"not read", b"\xff\xfe"])
def test_the_ending_decides_where_the_content_is_broken(content: bytes) -> None:
    assert name_of(content, "folder/A.HAR") == "HAR"
    assert name_of(content, "a.jsonl") == name_of(content, "a.NDJSON") == "JSON lines"
    assert name_of(content, "a.yaml") is None


def test_content_comes_before_the_ending(tmp_path: Path) -> None:
    file = tmp_path / "a.har"
    file.write_text(json.dumps({"interactions": [INTERACTION]}))
    assert name_of(file.read_bytes(), file.name) == "VCR cassette"
    (capture,) = load_captures(file)
    assert capture.kind == "http"


def test_every_reader_keeps_the_protocol() -> None:
    readers = list(READERS)
    assert [reader.name for reader in readers[-3:]] == ["VCR cassette", "JSON lines", "HAR"]
    assert all(isinstance(reader, CaptureReader) for reader in readers)
    assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in READERS.suffixes)


@given(st.binary(max_size=80) | st.text('{}[]":,\\ \nlog request interactions', max_size=80).map(str.encode))
def test_any_bytes_are_told_or_nobody_s(data: bytes) -> None:
    reader = sniff_reader(data, "x")
    assert reader is None or reader in list(READERS)


def test_a_large_recording_is_told_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is parsed to tell a HAR, however often other words stand in it."""
    body = json.dumps({"interactions": ["x" * 100]})
    large = json.dumps({"log": {"entries": [{**ENTRY, "comment": body, "interactions": []}] * 2000}}).encode()

    def refuse(text: str) -> object:
        raise AssertionError("was parsed")

    monkeypatch.setattr("contractlab.captures.readers.cassette.parse_recording", refuse)
    monkeypatch.setattr("contractlab.captures.readers.json_lines.parse_recording", refuse)
    assert name_of(large) == "HAR"
