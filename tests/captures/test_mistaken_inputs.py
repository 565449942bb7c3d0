"""A file of another kind is named for what it is, whichever side it was given to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import contractlab as cl
from contractlab.values.document_kinds import DocumentKind, kind_of_bytes, kind_of_document

EXCHANGE = {"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}}
INTERACTION = {"request": {"method": "GET", "uri": "http://h.test/a"}, "response": {"status": {"code": 200}}}
CONTRACT: dict[str, Any] = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": []}

DOCUMENTS: list[tuple[Any, DocumentKind]] = [
    ({"openapi": "3.1.0", "paths": {}}, DocumentKind.API_DESCRIPTION),
    ({"swagger": "2.0", "info": {}, "paths": {}}, DocumentKind.API_DESCRIPTION),
    ({"asyncapi": "2.6.0", "channels": {}}, DocumentKind.API_DESCRIPTION),
    ({"info": {"name": "x", "schema": "postman"}, "item": []}, DocumentKind.COLLECTION),
    ({"_type": "export", "__export_format": 4, "resources": []}, DocumentKind.COLLECTION),
    ({"contractlab_run": 3}, DocumentKind.RUN),
    ({"interactionResults": [], "result": True}, DocumentKind.VERIFIER_RESULTS),
]
RECORDINGS: list[Any] = [
    {"log": {"entries": [EXCHANGE]}},
    [EXCHANGE],
    EXCHANGE,
    {"interactions": [INTERACTION], "version": 1},
    {"http_interactions": [INTERACTION], "recorded_with": "VCR 6.0.0"},
]
TEXTS: list[tuple[bytes, DocumentKind]] = [
    (b"openapi: 3.0.3\ninfo:\n  title: x\n", DocumentKind.API_DESCRIPTION),
    (b"# ours\nswagger: '2.0'\n", DocumentKind.API_DESCRIPTION),
    (b"2024-01-01T10:00:00Z GET /a 200\n", DocumentKind.LOG),
    (b'127.0.0.1 - - [01/Jan/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 1\n', DocumentKind.LOG),
    (b"[INFO] started\n", DocumentKind.LOG),
    (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", DocumentKind.WEB_PAGE),
]


@pytest.mark.parametrize(("document", "kind"), DOCUMENTS)
def test_other_documents_are_named_on_both_sides(document: Any, kind: DocumentKind) -> None:
    data = json.dumps(document).encode()
    with pytest.raises(cl.InvalidContract) as contract:
        cl.load(data)
    assert f"this is {kind.value}, not a contract" in str(contract.value)
    with pytest.raises(cl.InvalidCapture) as capture:
        cl.load_captures(data)
    assert f"is {kind.value}, not a HAR document" in str(capture.value)


@pytest.mark.parametrize(("data", "kind"), TEXTS)
def test_other_texts_are_named_on_both_sides(data: bytes, kind: DocumentKind) -> None:
    assert kind_of_bytes(data) is kind
    with pytest.raises(cl.InvalidContract, match="not a contract"):
        cl.load(data)
    with pytest.raises(cl.InvalidCapture, match="not a HAR document"):
        cl.load_captures(data)


@pytest.mark.parametrize("document", RECORDINGS)
def test_a_recording_given_as_a_contract(document: Any) -> None:
    with pytest.raises(cl.InvalidContract, match="this is a recording, not a contract; give it as captures"):
        cl.load(json.dumps(document).encode())
    assert len(cl.load_captures(json.dumps(document).encode())) == 1


def test_recordings_that_are_no_json_given_as_a_contract() -> None:
    lines = json.dumps(EXCHANGE).encode() + b"\n" + json.dumps(EXCHANGE).encode() + b"\n"
    for data in (lines, b"interactions:\n- request: {}\n", b"---\nhttp_interactions: []\n"):
        with pytest.raises(cl.InvalidContract, match="this is a recording"):
            cl.load(data)
    with pytest.raises(cl.InvalidContract, match="a packed file, not a contract; unpack it first"):
        cl.load(b"\x1f\x8b\x08\x00")


@pytest.mark.parametrize("more", [{}, {"messages": []}, {"metadata": {}}])
def test_a_contract_given_as_captures(more: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text(json.dumps({**CONTRACT, **more}), encoding="utf-8")
    for given in (file, file.read_bytes(), {**CONTRACT, **more}):
        with pytest.raises(cl.InvalidCapture, match=r"is a contract, not a HAR document\. Give it where contracts"):
            cl.load_captures(given)
    assert cl.load(file).consumer == "c"


def test_a_folder_skips_what_is_no_contract_as_ever(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"openapi": "3.0.0"}), encoding="utf-8")
    contracts = cl.load_all(tmp_path)
    assert (len(contracts), len(contracts.refused), len(contracts.skipped)) == (1, 0, 1)


@pytest.mark.parametrize("document", [None, 1, "x", [], {}, [1], {"log": {}}, {"interactions": []}, {"request": 1}])
def test_what_nobody_mistakes_has_no_name(document: Any) -> None:
    assert kind_of_document(document) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[1", b"\xff\xfe", b"hello", b"[[", b'{"a": 1}\n{"b": 2}\n'])
def test_bytes_that_give_nothing_away_have_no_name(data: bytes) -> None:
    assert kind_of_bytes(data) is None


def test_a_folder_of_logs_says_what_was_skipped(tmp_path: Path) -> None:
    for name in ("a.log", "b.log", "c.txt", "README", "d.json"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (problem,) = cl.load_captures(tmp_path).problems
    assert problem.message.startswith("This folder holds no .har or .jsonl file and no cassette. 5 other files were")
    assert "2 .log" in problem.message
    assert "1 .txt" in problem.message
    assert "1 without an ending" in problem.message
    assert "A log is not a recording" in problem.message
