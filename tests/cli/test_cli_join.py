"""``contractlab join``: runs of several jobs, one exit status and one report."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import run
from small_runs import BROKEN, CONTRACT, GOOD

import contractlab as cl


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the runs of two jobs, one for each version."""
    for number, captures in enumerate((GOOD, BROKEN)):
        done = run("verify", CONTRACT, "--captures", captures, "--output", tmp_path / f"run-{number}.json")
        assert done.exit_code == number
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_verdict_is_that_of_all_with_the_versions_side_by_side(saved: Path) -> None:
    whole = run("verify", CONTRACT, "--captures", GOOD, "--captures", BROKEN)
    joined = run("join", "run-*.json")
    assert joined.exit_code == whole.exit_code == 1
    assert joined.stdout == whole.stdout
    assert "broken since" in joined.stdout
    assert run("join", "run-0.json").exit_code == 0


def test_every_form_is_written(saved: Path) -> None:
    files = [
        "--html",
        "a.html",
        "--markdown",
        "a.md",
        "--notebook",
        "a.ipynb",
        "--junit",
        "a.xml",
        "--output",
        "a.json",
    ]
    done = run("join", "run-0.json", "run-1.json", *files, "--summary", "summary.md", "--sarif", "a.sarif")
    assert done.exit_code == 1
    assert "report: a.html, a.md, a.ipynb" in done.stderr
    cases = list(ElementTree.parse(saved / "a.xml").iter("testcase"))
    assert len(cases) == 18
    assert "<html" in (saved / "a.html").read_text("utf-8")
    assert "2.5.0" in (saved / "a.md").read_text("utf-8")
    assert json.loads((saved / "a.ipynb").read_text("utf-8"))["cells"]
    assert (saved / "summary.md").stat().st_size
    assert len(cl.load_run(saved / "a.json").results) == 18
    assert json.loads((saved / "a.sarif").read_text("utf-8"))["runs"][0]["results"]


def test_quiet_says_what_is_wrong(saved: Path) -> None:
    assert run("join", "run-0.json", "-q").output == ""
    assert len(run("join", "run-*.json", "-q").output.splitlines()) == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none-*.json"], "no file matches this pattern"),
        (["missing.json"], "missing.json"),
        ([str(CONTRACT)], "is not a saved run"),
        (["-"], "save it to a file"),
        ([], "RUN..."),
        (["run-0.json", "--html", "a.txt"], "must end in .html"),
        (["run-0.json", "--json", "-", "--junit", "-"], "cannot both go to standard output"),
    ],
)
def test_what_is_no_run_is_refused(arguments: list[str], words: str, saved: Path) -> None:
    done = run("join", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr
