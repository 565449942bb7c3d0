"""What a file that was typed holds: told by its name, else by what it begins with."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run

from contractlab.cli.inputs import InputKind, kind_of

CASSETTE = """\
interactions:
- request: {body: null, headers: {Accept: ['*/*']}, method: GET, uri: 'http://h.test/customers/123'}
  response: {body: {string: '{"id": 1}'}, headers: {Content-Type: [application/json]}, status: {code: 200, message: OK}}
version: 1
"""
HAR = '{"log": {"version": "1.2", "entries": []}}'
PACT = '{"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": []}'


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("recording.yaml", CASSETTE, InputKind.CAPTURES),
        ("recording.json", HAR, InputKind.CAPTURES),
        ("recording.har", "anything", InputKind.CAPTURES),
        ("pact.json", PACT, InputKind.CONTRACTS),
        ("pact.json", "", InputKind.CONTRACTS),
    ],
)
def test_a_file_is_told_by_what_it_begins_with(tmp_path: Path, name: str, text: str, kind: InputKind) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert kind_of(str(path)) is kind


def test_what_is_not_there_is_taken_for_a_contract(tmp_path: Path) -> None:
    assert kind_of(str(tmp_path / "nothing.json")) is InputKind.CONTRACTS
    assert kind_of(str(tmp_path)) is InputKind.CONTRACTS


def test_a_cassette_is_shown_like_any_recording(tmp_path: Path) -> None:
    path = tmp_path / "recording.yaml"
    path.write_text(CASSETTE)
    shown = run("show", path)
    assert shown.exit_code == 0
    assert "GET /customers/123 → 200" in shown.output
