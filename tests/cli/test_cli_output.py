"""What commands write for other programs, in which encoding, and what they say of faults of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import run, small
from small_contracts import TYPE, http, matchers
from small_runs import BROKEN, CONTRACT, GOOD, broken_run, write_contract
from support import ROOT

import contractlab as cl

HEAVY = ("pandas", "ipywidgets", "nbformat", "papermill", "deepdiff", "httpx", "IPython")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def odd(folder: Path) -> Path:
    rules = matchers({"$.a": {"match": "nonsense"}, "$.nowhere": TYPE})
    response = {"status": 200, "body": {"a": 1}, "matchingRules": {"body": rules}}
    return write_contract(folder / "odd.json", http("x", request={"method": "GET", "path": "/"}, response=response))


def test_lint_as_json_says_what_its_lines_say(own_folder: Path) -> None:
    path = odd(own_folder)
    done = run("lint", path, "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert (document["contracts"], document["examples"], document["refused"]) == (1, 1, [])
    lines = [
        f"{problem['file']}:{problem['line']}: {problem['severity']}: {problem['message']}"
        for problem in document["problems"]
    ]
    assert lines == run("lint", path).stdout.splitlines()[:-1]
    assert {"error", "warning"} <= {problem["severity"] for problem in document["problems"]}
    assert all(
        problem["pointer"].startswith("/interactions/0/response/matchingRules") for problem in document["problems"]
    )


def test_lint_as_json_names_what_was_refused(own_folder: Path) -> None:
    (own_folder / "bad.json").write_text("{\n,")
    done = run("lint", "bad.json", "--json")
    assert done.exit_code == 2
    (fault,) = json.loads(done.stdout)["refused"]
    assert fault["file"] == "bad.json"
    assert "not JSON" in fault["message"]
    assert "bad.json" in done.stderr


def test_a_saved_run_loads_as_the_run_that_was_judged(own_folder: Path) -> None:
    done = run("verify", CONTRACT, "--captures", BROKEN, "--output", "run.json", "--json", "-")
    assert done.exit_code == 1
    assert cl.load_run("run.json").to_dict() == broken_run().to_dict() == json.loads(done.stdout)


def test_show_draws_a_folder_of_captures(own_folder: Path) -> None:
    small(own_folder / "recorded")
    (own_folder / "recorded" / "small.json").unlink()
    done = run("show", "--captures", "recorded")
    assert done.exit_code == 0
    assert "1 capture" in done.stdout
    assert "/a" in done.stdout
    both = run("show", CONTRACT, "--captures", GOOD)
    assert "billing-service → customer-service" in both.stdout
    assert "11 captures" in both.stdout


def test_show_of_captures_of_which_one_cannot_be_read_is_2(own_folder: Path) -> None:
    small(own_folder / "recorded")
    (own_folder / "recorded" / "bad.har").write_text("{")
    done = run("show", "--captures", "recorded")
    assert done.exit_code == 2
    assert "/a" in done.stdout
    assert "bad.har" in done.stderr


def test_two_documents_do_not_share_standard_output() -> None:
    done = run("verify", CONTRACT, "--captures", GOOD, "--json", "-", "--junit", "-")
    assert done.exit_code == 2
    assert done.stdout == ""


def test_a_fault_of_our_own_is_one_line_unless_more_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("two\nlines \x1b[2J")

    monkeypatch.setattr(cl, "verify", fail)
    arguments = ("verify", CONTRACT, "--captures", GOOD)
    short, long = run(*arguments), run("--debug", *arguments)
    assert short.exit_code == long.exit_code == 3
    assert len(short.stderr.splitlines()) == 1
    assert "RuntimeError: two lines" in short.stderr
    assert "contractlab --debug" in short.stderr
    assert "Traceback" in long.stderr
    assert long.stderr.endswith(short.stderr)
    assert "\x1b" not in short.stderr + long.stderr


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, check=False
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_output_is_utf8_whatever_the_terminal_was_said_to_take(encoding: str) -> None:
    arguments = ("-m", "contractlab.cli", "verify", CONTRACT, "--captures", BROKEN)
    done = process(*arguments, PYTHONIOENCODING=encoding, LC_ALL="C")
    assert done.returncode == 1
    assert "billing-service → customer-service 2.5.0" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("more", [{}, {"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb"}])
def test_what_is_no_terminal_gets_no_escape_sequences(more: dict[str, str]) -> None:
    done = process("-m", "contractlab.cli", "verify", CONTRACT, "--captures", BROKEN, **more)
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", CONTRACT, "--captures", BROKEN, "--json", "run.json", "--junit", "run.xml"],
        ["lint", CONTRACT],
        ["show", CONTRACT, "--captures", GOOD],
    ],
)
def test_commands_load_only_what_they_need(arguments: list[object]) -> None:
    code = (
        "import sys\nfrom contractlab.cli import main\n"
        f"try: main({[str(argument) for argument in arguments]!r})\nexcept SystemExit: pass\n"
        f"print([module for module in {HEAVY!r} if module in sys.modules], file=sys.stderr)"
    )
    assert process("-c", code).stderr.decode().splitlines()[-1] == "[]"
