"""Where contracts and captures come from: standard input, patterns in quotes, settings of a folder above."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import run, small
from small_runs import CONTRACT
from support import ROOT

PATTERNS = ["*.json", "s?all.json", "[s]mall.json", "**/small.json"]


def test_lint_reads_standard_input(tmp_path: Path) -> None:
    contract, _ = small(tmp_path)
    assert run("lint", "-", given=contract.read_bytes()).output == run("lint", contract).output


def test_a_remark_about_standard_input_names_it(tmp_path: Path) -> None:
    done = run("lint", "-", given=CONTRACT.read_bytes())
    assert re.search(r"^<stdin>:\d+: info: ", done.output)


@pytest.mark.parametrize("place", ["contract", "captures"])
def test_verify_reads_either_from_standard_input(place: str, tmp_path: Path) -> None:
    contract, captures = small(tmp_path)
    given = contract if place == "contract" else captures
    arguments = ["-" if each == given else each for each in (contract, captures)]
    done = run("verify", arguments[0], "--captures", arguments[1], given=given.read_bytes())
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 passed" in done.output
    assert "<stdin>" not in done.output.splitlines()[0], "standard input is no version of a provider"


@pytest.mark.parametrize("command", ["show", "coverage", "crosscheck", "convert"])
def test_other_commands_read_it_as_well(command: str, tmp_path: Path) -> None:
    if command == "crosscheck":
        pytest.importorskip("pact_ffi")
    contract, captures = small(tmp_path)
    more = [] if command in ("show", "convert") else ["--captures", captures]
    assert run(command, "-", *more, given=contract.read_bytes()).exit_code == 0


def test_show_tells_captures_on_standard_input(tmp_path: Path) -> None:
    _, captures = small(tmp_path)
    assert "/a" in run("show", "-", given=captures.read_bytes()).output


def test_standard_input_is_read_once(tmp_path: Path) -> None:
    done = run("verify", "-", "--captures", "-", given=b"{}")
    assert done.exit_code == 2
    assert "can be read once" in done.stderr


@pytest.mark.parametrize("given", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000], ids=repr)
def test_what_is_no_contract_is_refused_by_name(given: bytes) -> None:
    done = run("lint", "-", given=given)
    assert done.exit_code == 2
    assert "<stdin>" in done.stderr


def test_without_standard_input_it_is_said() -> None:
    command = f"exec '{sys.executable}' -m contractlab lint - <&-"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "there is none here" in done.stderr


def test_a_report_refuses_what_its_notebook_cannot_read_again(tmp_path: Path) -> None:
    done = run("report", "-", "--output", tmp_path / "r.ipynb", given=b"{}")
    assert done.exit_code == 2
    assert "save it to a file" in done.stderr


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_in_quotes_name_files(pattern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run("verify", pattern, "--captures", "*.har")
    assert done.exit_code == 0, done.output
    assert "1 passed" in done.output


def test_what_matches_nothing_is_said_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("lint", "pacts/*.json")
    assert done.exit_code == 2
    assert f"pacts/*.json: no file matches this pattern in {tmp_path}" in done.stderr


def test_a_file_with_such_a_name_is_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract, _ = small(tmp_path)
    contract.rename(tmp_path / "a[1].json")
    monkeypatch.chdir(tmp_path)
    assert "1 contract" in run("lint", "a[1].json").output


@pytest.mark.parametrize("folder", ["", "src", "src/deep"])
def test_settings_are_those_of_the_nearest_folder_above(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(tmp_path / "contracts of us")
    table = "[tool.contractlab]\ncontracts = 'contracts of us/*.json'\ncaptures = ['contracts of us/**/*.har']\n"
    (tmp_path / "pyproject.toml").write_text(table)
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    if folder == "src/deep":
        (tmp_path / "src" / "pyproject.toml").write_text("[project]\nname = 'no settings here'\n")
    monkeypatch.chdir(tmp_path / folder)
    for command in ("verify", "lint", "show", "coverage"):
        assert run(command).exit_code == 0, command


def test_modules_of_the_settings_lie_beside_their_file(tmp_path: Path) -> None:
    """The provider and its states are named in the settings; the command runs in a folder below."""
    small(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.contractlab]\ncontracts = 'small.json'\nprovider = 'provider_of_settings:app'\n"
    )
    (tmp_path / "provider_of_settings.py").write_text(
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'application/json')])\n"
        "    return [b'{\"a\": 1}']\n"
    )
    (tmp_path / "below").mkdir()
    command = [sys.executable, "-m", "contractlab", "verify"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path / "below", env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
