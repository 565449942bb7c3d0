"""What the command line tells of pairing: base paths, guesses, and what keeps a capture from an example."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run
from small_runs import answers, entry, write_contract, write_har


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_when_nothing_pairs_the_nearest_example_is_told(own_folder: Path) -> None:
    contract = write_contract(own_folder / "c.json", answers("/receipts", {"a": 1}))
    har = write_har(own_folder / "x.har", entry("/receipt", {"a": 1}))
    done = run("verify", contract, "--captures", har)
    assert done.exit_code == 1
    assert "matches no example. Nearest: “" in done.stdout
    assert "path: expected /receipts, got /receipt." in done.stdout
    assert '"_contractlab": {"example": "…"}' in done.stdout


def test_a_base_path_is_told_and_found(own_folder: Path) -> None:
    contract = write_contract(own_folder / "c.json", answers("/a", {"a": 1}), answers("/b", {"a": 1}))
    har = write_har(own_folder / "x.har", entry("/api/v2/a", {"a": 1}), entry("/api/v2/b", {"a": 1}))
    done = run("verify", contract, "--captures", har)
    assert done.exit_code == 1
    assert "--base-path /api/v2" in done.stdout
    done = run("verify", contract, "--captures", har, "--base-path", "auto")
    assert done.exit_code == 0
    assert "2 of 2 passed" in done.stdout


def test_a_guess_is_told(own_folder: Path) -> None:
    examples = [{**answers("/a", {"a": 1}, status=status), "description": f"{status}"} for status in (200, 404)]
    contract = write_contract(own_folder / "c.json", *examples)
    har = write_har(own_folder / "x.har", entry("/a", {"a": 1}))
    done = run("verify", contract, "--captures", har, "--allow-not-exercised")
    assert done.exit_code == 0
    assert "1 capture was matched by its response, which is a guess." in done.stdout


def test_the_recorder_takes_the_address_of_state_handlers() -> None:
    assert "--state-change-url" in run("record", "--help").stdout
    done = run("record", "--upstream", "http://127.0.0.1:1", "--state-change-url", "nowhere")
    assert done.exit_code == 2
    assert "state handlers" in done.stderr
