"""`show` and `lint` on the command line, and defaults that every command takes from its working folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from commands import run, small
from small_contracts import http, matchers
from small_runs import CONTRACT, GOOD, answers, write_contract

import contractlab as cl


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_come_from_the_working_folder(own_folder: Path) -> None:
    small(own_folder / "pacts", actual="T-planted")
    text = '[tool.contractlab]\ncontracts = "pacts"\ncaptures = ["pacts"]\nredaction = ["a"]\n'
    Path("pyproject.toml").write_text(text)
    done = run("verify")
    assert done.exit_code == 1
    assert "1 of 1 failed" in done.stdout
    assert "planted" not in run("verify", "--json", "-").stdout
    assert run("lint").exit_code == 0
    assert "GET /a" in run("show").stdout
    assert run("verify", CONTRACT, "--captures", GOOD).exit_code == 0


def test_invalid_settings_are_2_and_every_fault_is_named() -> None:
    Path("pyproject.toml").write_text("[tool.contractlab]\ncontrcats = 'x'\ncaptures = 5\n")
    for command in ("verify", "show", "lint", "report"):
        done = run(command, CONTRACT)
        assert done.exit_code == 2
        assert "contrcats is unknown" in done.stderr
        assert "captures must be text" in done.stderr


def test_show_draws_contracts_folders_and_captures(own_folder: Path) -> None:
    single = run("show", CONTRACT)
    assert single.exit_code == 0
    assert all(example.description[:20] in single.stdout for example in cl.load(CONTRACT).examples)
    captures = run("show", GOOD)
    assert (captures.exit_code, "/customers/123" in captures.stdout) == (0, True)
    small(own_folder / "pacts")
    write_contract(own_folder / "pacts" / "other.json", answers("/z"), consumer="other-consumer")
    folder = run("show", own_folder / "pacts")
    assert folder.exit_code == 0
    assert "other-consumer" in folder.stdout
    both = run("show", CONTRACT, GOOD)
    assert "billing-service" in both.stdout
    assert "2.4.0" in both.stdout


def test_show_draws_what_it_can_and_ends_with_2(own_folder: Path) -> None:
    small(own_folder / "pacts")
    (own_folder / "pacts" / "bad.json").write_text('{"consumer": {"name": "c"}, "provider": 5, "interactions": 7}')
    done = run("show", "pacts")
    assert done.exit_code == 2
    assert "small.json" in done.stdout
    assert "bad.json" in done.stderr


def test_show_draws_single_examples_in_full() -> None:
    done = run("show", CONTRACT, "--example", "a request for customer 123")
    assert done.exit_code == 0
    assert "creditLimit" in done.stdout
    unknown = run("show", CONTRACT, "--example", "nonsense")
    assert unknown.exit_code == 2
    assert "'nonsense'" in unknown.stderr
    assert "a request for customer 123" in unknown.stderr
    assert unknown.stdout == ""


def with_rule(declared: dict[str, Any]) -> dict[str, Any]:
    response = {"status": 200, "body": {"a": 1}, "matchingRules": {"body": matchers(declared)}}
    return http("x", request={"method": "GET", "path": "/"}, response=response)


@pytest.mark.parametrize(
    ("declared", "severity", "status"),
    [
        ({"$.a": {"match": "nonsense"}}, "error", 1),
        ({"$.a": {"match": "regex", "regex": "("}}, "error", 1),
        ({"$.nowhere": {"match": "type"}}, "warning", 0),
    ],
)
def test_lint_lists_what_is_odd(own_folder: Path, declared: dict[str, Any], severity: str, status: int) -> None:
    path = write_contract(own_folder / "odd.json", with_rule(declared))
    problem = cl.load(path).problems[0]
    done = run("lint", path)
    assert (problem.severity, done.exit_code) == (severity, status)
    assert f"{path}:{problem.location.line}: {severity}: " in done.stdout
    assert problem.location.line > 1
    assert run("lint", path, "--strict").exit_code == 1


def test_lint_of_a_clean_contract_is_0_even_if_strict(own_folder: Path) -> None:
    contract, _ = small(own_folder)
    for more in ((), ("--strict",)):
        done = run("lint", contract, *more)
        assert done.exit_code == 0
        assert done.stdout == "1 contract, 1 example: 0 errors, 0 other remarks\n"


def test_lint_goes_on_after_a_contract_that_is_refused(own_folder: Path) -> None:
    write_contract(own_folder / "odd.json", with_rule({"$.a": {"match": "nonsense"}}))
    (own_folder / "bad.json").write_text('{"consumer": {"name": "c"}, "provider": 5, "interactions": 7}')
    done = run("lint", own_folder)
    assert done.exit_code == 2
    assert "nonsense" in done.stdout
    assert "bad.json" in done.stderr


@pytest.mark.parametrize("command", ["verify", "report"])
def test_settings_that_name_no_place_to_redact_are_2(command: str) -> None:
    Path("pyproject.toml").write_text('[tool.contractlab]\nredaction = ["$["]\n')
    done = run(command, CONTRACT, "--captures", GOOD)
    assert done.exit_code == 2
    assert "what to redact is not understood" in done.stderr
