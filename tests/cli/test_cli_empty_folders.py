"""Folders in which there is nothing to read: a wrong path, and no verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from contractlab.cli import main

CONTRACT = {
    "consumer": {"name": "c"},
    "provider": {"name": "p"},
    "interactions": [
        {"description": "d", "request": {"method": "GET", "path": "/a"}, "response": {"status": 200}},
    ],
}
HAR = {"log": {"entries": [{"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}}]}}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "pacts").mkdir()
    (tmp_path / "captures").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "server.log").write_text("x", encoding="utf-8")
    (tmp_path / "pacts" / "a.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    (tmp_path / "captures" / "a.har").write_text(json.dumps(HAR), encoding="utf-8")
    return tmp_path


def verify(place: Path, contracts: str, captures: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["verify", str(place / contracts), "--captures", str(place / captures)])
    return done.exit_code, done.output + (done.stderr or "")


def test_folders_with_something_are_judged(place: Path) -> None:
    assert verify(place, "pacts", "captures")[0] == 0


@pytest.mark.parametrize(
    ("contracts", "captures", "words"),
    [
        ("pacts", "empty", "This folder holds no .har or .jsonl file and no cassette."),
        ("pacts", "logs", "1 other file was skipped (1 .log)"),
        ("empty", "captures", "no contract: the folder holds no JSON file that is one"),
        ("logs", "captures", "no contract"),
        ("captures", "pacts/a.json", "is a contract, not a HAR document"),
        ("captures/a.har", "captures", "this is a recording, not a contract"),
    ],
)
def test_nothing_to_read_is_2(place: Path, contracts: str, captures: str, words: str) -> None:
    status, output = verify(place, contracts, captures)
    assert status == 2
    assert words in " ".join(output.split())
