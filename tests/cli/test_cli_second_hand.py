"""``contractlab verify --verifier-results``: what the Rust verifier said, explained on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import run
from small_runs import BROKEN, CONTRACT

RESULTS = BROKEN.with_name("2.5.0-verifier.json")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_failed_verification_is_1_with_rules_and_lines(own_folder: Path) -> None:
    done = run("verify", CONTRACT, "--verifier-results", RESULTS, "--json", own_folder / "run.json", "--junit", "j.xml")
    assert done.exit_code == 1
    assert "6 of 9 failed" in done.stdout
    assert "From verifier results" in done.stdout
    assert f"rule decimal · {CONTRACT.name}:123" in done.stdout
    assert json.loads((own_folder / "run.json").read_text())["second_hand"]["file"] == str(RESULTS)
    assert "postcode" in (own_folder / "j.xml").read_text()


def test_a_result_that_passed_is_0(own_folder: Path) -> None:
    document = json.loads(RESULTS.read_text(encoding="utf-8"))
    kept = [result for result in document["interactionResults"] if result["result"] == "OK"]
    good = own_folder / "good.json"
    good.write_text(json.dumps({"interactionResults": kept}))
    assert run("verify", CONTRACT, "--verifier-results", good).exit_code == 1  # six examples were not exercised
    assert run("verify", CONTRACT, "--verifier-results", good, "--allow-not-exercised").exit_code == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"interactionResults": [1]}'])
def test_what_is_no_result_is_2(own_folder: Path, text: str) -> None:
    odd = own_folder / "odd.json"
    odd.write_text(text)
    done = run("verify", CONTRACT, "--verifier-results", odd)
    assert done.exit_code == 2
    assert "odd.json" in done.stderr


def test_results_and_captures_do_not_go_together() -> None:
    done = run("verify", CONTRACT, "--verifier-results", RESULTS, "--captures", BROKEN)
    assert done.exit_code == 2
    assert "goes without --captures" in done.stderr
