"""The command line: exit statuses, what is written where, and options."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import run, small
from small_runs import BROKEN, CONTRACT, GOOD, answers, broken_run, entry, write_contract, write_har
from support import ROOT

import contractlab as cl

KEPT = (str(CONTRACT), "--captures", str(GOOD))
HURT = (str(CONTRACT), "--captures", str(BROKEN))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test works in a folder of its own: no settings, nothing left behind."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_kept_contract_is_0() -> None:
    done = run("verify", *KEPT)
    assert done.exit_code == 0
    assert "9 of 9 passed" in done.stdout
    assert done.stderr == ""


def test_a_broken_contract_is_1_and_names_the_place() -> None:
    done = run("verify", *HURT)
    assert done.exit_code == 1
    assert "6 of 9 failed" in done.stdout
    rule = next(m.rule for result in broken_run() for m in result.mismatches if m.rule and m.rule.name == "decimal")
    assert rule.declared_at.line is not None
    assert f"{CONTRACT.name}:{rule.declared_at.line}" in done.stdout


def test_an_example_without_a_capture_is_1_unless_allowed(own_folder: Path) -> None:
    contract = write_contract(own_folder / "c.json", answers("/a", {"a": 1}), answers("/b"))
    _, har = small(own_folder)
    assert run("verify", contract, "--captures", har).exit_code == 1
    assert run("verify", contract, "--captures", har, "--allow-not-exercised").exit_code == 0


def test_a_check_that_could_not_be_made_is_1(own_folder: Path) -> None:
    contract, _ = small(own_folder)
    har = write_har(own_folder / "lost.har", entry("/a", status=0))
    assert run("verify", contract, "--captures", har).exit_code == 1


@pytest.mark.parametrize("more", [(), ("--allow-not-exercised",)])
def test_nothing_to_check_is_1(own_folder: Path, more: tuple[str, ...]) -> None:
    contract = write_contract(own_folder / "empty.json")
    _, har = small(own_folder)
    done = run("verify", contract, "--captures", har, *more)
    assert done.exit_code == 1
    assert "nothing to check" in done.stderr


def test_gaps_alone_are_no_success_even_if_allowed(own_folder: Path) -> None:
    contract = write_contract(own_folder / "c.json", answers("/b"))
    _, har = small(own_folder)
    assert run("verify", contract, "--captures", har, "--allow-not-exercised").exit_code == 1


@pytest.mark.parametrize("command", ["verify", "report"])
def test_a_name_that_matches_no_example_is_2_with_the_nearest(command: str) -> None:
    done = run(command, *KEPT, "--only", "a request for custmer 123")
    assert done.exit_code == 2
    first, nearest, *_ = done.stderr.splitlines()
    assert "'a request for custmer 123'" in first
    assert nearest.strip() == "a request for customer 123"
    assert done.stdout == ""


def test_one_slip_among_names_is_told() -> None:
    assert run("verify", *KEPT, "--only", "unknown customer", "--only", "no such example").exit_code == 2


@pytest.mark.parametrize("command", ["verify", "report", "show", "lint"])
def test_an_unreadable_contract_is_2(own_folder: Path, command: str) -> None:
    bad = own_folder / "bad.json"
    bad.write_text("{")
    captures = ("--captures", GOOD) if command in ("verify", "report") else ()
    more = ("--kernel", "none") if command == "report" else ()
    assert run(command, bad, *captures, *more).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify",),
        ("report",),
        ("show",),
        ("lint",),
        ("verify", CONTRACT),
        ("verify", CONTRACT, "--captures", "none.har"),
        ("verify", CONTRACT, "--captures", GOOD, "--dialect", "esperanto"),
        ("verify", CONTRACT, "--captures", GOOD, "--json", "none/run.json"),
        ("verify", CONTRACT, "--captures", GOOD, "--redact", "$["),
        ("verify", "none.json", "--captures", GOOD),
        ("show", "none.har"),
        ("show", "none.json"),
        ("nonsense",),
        ("report", CONTRACT, "--captures", GOOD, "--kernel", "cobol"),
    ],
)
def test_wrong_usage_and_input_that_cannot_be_read_are_2(arguments: tuple[object, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert "rror: " in done.stderr
    assert "Traceback" not in done.output


def test_what_can_be_read_is_judged_and_written_beside_what_cannot(own_folder: Path) -> None:
    contract, har = small(own_folder / "pacts", actual="no")
    (own_folder / "pacts" / "bad.json").write_text('{"consumer": {"name": "c"}, "provider": 5, "interactions": 7}')
    done = run("verify", contract.parent, "--captures", har, "--json", "run.json", "--junit", "run.xml")
    assert done.exit_code == 2
    assert "bad.json" in done.stderr
    assert "1 of 1 failed" in done.stdout
    assert json.loads(Path("run.json").read_text())["counts"]["failed"] == 1
    assert ElementTree.parse("run.xml").getroot().find("testsuite").get("failures") == "1"  # type: ignore[union-attr]


def test_captures_of_which_one_cannot_be_read_are_2_and_judged(own_folder: Path) -> None:
    contract, har = small(own_folder)
    bad = own_folder / "bad.har"
    bad.write_text("{")
    done = run("verify", contract, "--captures", har, "--captures", bad)
    assert done.exit_code == 2
    assert "1 of 1 passed" in done.stdout
    assert "bad.har" in done.stderr


@pytest.mark.parametrize("name", ["verify", "load_all", "load_captures"])
def test_a_fault_of_our_own_is_3(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(cl, name, fail)
    done = run("verify", *KEPT)
    assert done.exit_code == 3
    assert "a fault of ours" in done.stderr
    assert "fault in contractlab" in done.stderr


def as_process(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "contractlab.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=folder, env=environment, text=True, encoding="utf-8")


def test_a_real_process_ends_with_the_same_statuses(own_folder: Path) -> None:
    hurt = as_process("verify", *HURT, folder=own_folder)
    assert (hurt.returncode, hurt.stderr) == (1, "")
    assert "6 of 9 failed" in hurt.stdout
    assert as_process("verify", *KEPT, folder=own_folder).returncode == 0
    nothing = as_process("verify", folder=own_folder)
    assert nothing.returncode == 2
    assert "no contract" in nothing.stderr


def test_the_version_and_help_are_told() -> None:
    assert run("--version").stdout == f"contractlab {cl.__version__}\n"
    for command in ("show", "lint", "verify", "report"):
        assert command in run("-h").stdout
        assert run(command, "--help").exit_code == 0


def test_json_goes_to_a_file_or_to_standard_output() -> None:
    done = run("verify", *HURT, "--json", "run.json")
    assert "6 of 9 failed" in done.stdout
    written = json.loads(Path("run.json").read_text(encoding="utf-8"))
    piped = run("verify", *HURT, "--json", "-")
    assert piped.exit_code == 1
    assert json.loads(piped.stdout) == written == broken_run().to_dict()
    assert written["passed"] is False
    assert written["counts"] == broken_run().counts()
    assert [result["verdict"] for result in written["results"]].count("failed") == 6
    assert cl.load_run("run.json").counts() == broken_run().counts()


def test_junit_goes_to_a_file_or_to_standard_output() -> None:
    run("verify", *HURT, "--junit", "run.xml")
    (suite,) = ElementTree.parse("run.xml").getroot().iter("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("9", "6", "0")
    assert len(list(suite.iter("failure"))) == 6
    piped = run("verify", *KEPT, "--junit", "-")
    assert list(ElementTree.fromstring(piped.stdout).iter("failure")) == []
    assert piped.exit_code == 0


def test_files_are_complete_or_as_they_were(own_folder: Path) -> None:
    (own_folder / "run.json").mkdir()
    done = run("verify", *KEPT, "--json", "run.json")
    assert done.exit_code == 2
    assert sorted(os.listdir(own_folder)) == ["run.json"]


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["a request for customer 123"], 1),
        (["*unknown*"], 1),
        (["a request for customer 123", "unknown customer"], 2),
    ],
)
def test_only_narrows(names: list[str], count: int) -> None:
    done = run("verify", *KEPT, *(part for name in names for part in ("--only", name)), "--json", "-")
    results = json.loads(done.stdout)["results"]
    assert len(results) == count
    assert all(any(name.strip("*") in result["example"] for name in names) for result in results)


def test_the_dialect_decides(own_folder: Path) -> None:
    document = json.loads(run("verify", *KEPT, "--dialect", "spec", "--json", "-").stdout)
    assert document["dialect"] == "spec"
    assert json.loads(run("verify", *KEPT, "--json", "-").stdout)["dialect"] == "reference"


def test_base_path_and_provider_version_are_passed_on(own_folder: Path) -> None:
    contract, _ = small(own_folder)
    har = write_har(own_folder / "x.har", entry("/api/a", {"a": 1}))
    assert run("verify", contract, "--captures", har).exit_code == 1
    done = run("verify", contract, "--captures", har, "--base-path", "/api", "--provider-version", "7", "--json", "-")
    assert done.exit_code == 0
    assert [result["provider_version"] for result in json.loads(done.stdout)["results"]] == ["7"]


def test_more_names_are_kept_from_sight(own_folder: Path) -> None:
    contract = write_contract(own_folder / "c.json", answers("/a", {"iban": 1, "tenant": 1}))
    har = write_har(own_folder / "x.har", entry("/a", {"iban": "DE-planted", "tenant": "T-planted"}))
    arguments = ("verify", contract, "--captures", har)
    assert run(*arguments).stdout.count("planted") + run(*arguments, "--json", "-").stdout.count("planted") > 0
    hidden = (*arguments, "--redact", "$.iban", "--redact", "tenant")
    assert (
        "planted" not in run(*hidden).output + run(*hidden, "--json", "-").output + run(*hidden, "--junit", "-").output
    )


def test_captures_of_several_versions_end_with_the_matrix(own_folder: Path) -> None:
    contract = write_contract(own_folder / "c.json", answers("/a", {"a": 1}))
    for version, value in (("1.9.0", 1), ("1.10.0", "1")):
        write_har(own_folder / "captures" / version / "x.har", entry("/a", {"a": value}))
    done = run("verify", contract, "--captures", own_folder / "captures")
    assert done.exit_code == 1
    lines = done.stdout[done.stdout.index("FAIL 1.10.0: 1 of 1 failed") :].split("\n")
    assert lines[0].endswith("last fully passing: 1.9.0")
    assert lines[1].split() == ["example", "1.9.0", "1.10.0", "broken", "since"]
    assert lines[2].split() == ["GET", "/a", "GET", "/a", "✓", "FAIL", "A", "1.10.0", "new"]
    # The run decides: an old version that failed is still a failure.
    write_har(own_folder / "captures" / "2.0.0" / "x.har", entry("/a", {"a": 1}))
    assert run("verify", contract, "--captures", own_folder / "captures").exit_code == 1
    single = run("verify", contract, "--captures", own_folder / "captures" / "1.9.0")
    assert single.exit_code == 0
    assert "broken since" not in single.stdout
    assert "broken since" not in run("verify", contract, "--captures", own_folder / "captures", "--json", "-").stdout


def test_a_run_as_a_matrix_is_checked_once() -> None:
    from contractlab.verification.matrix import matrix_of

    loaded = cl.load_all(CONTRACT)
    captures = cl.load_captures([str(GOOD), str(BROKEN)])
    ran = cl.verify(loaded, captures)
    made = matrix_of(ran)
    assert made.versions == ("2.4.0", "2.5.0")
    assert {id(result) for result in made.results} == {id(result) for result in ran.results}
    assert made._repr_mimebundle_()["text/html"] == cl.matrix(loaded, captures)._repr_mimebundle_()["text/html"]


def test_the_command_line_runs_as_a_module() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "contractlab", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.startswith("Usage: contractlab [OPTIONS] COMMAND")
