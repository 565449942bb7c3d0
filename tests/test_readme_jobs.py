"""The CI jobs of README.md: their shell lines are run, with contracts and captures where they look for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from readme import job
from small_runs import answers, entry, write_contract, write_har
from support import ROOT, require

require("papermill")


def lines(name: str) -> list[str]:
    """The shell lines of a job."""
    document: Any = yaml.safe_load(job(name))
    if name == "gitlab":
        return list(document["contracts"]["script"])
    return [step["run"] for step in document["jobs"]["contracts"]["steps"] if "run" in step]


@pytest.mark.parametrize("value", [1, "text"], ids=["kept", "broken"])
@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_the_lines_of_a_job_do_what_they_say(name: str, value: Any, tmp_path: Path) -> None:
    for folder in ("pacts", "captures", "bin"):
        (tmp_path / folder).mkdir()
    write_contract(tmp_path / "pacts" / "a.json", answers("/a", {"a": 1}))
    write_har(tmp_path / "captures" / "1.0.0.har", entry("/a", {"a": value}))
    # What is tested is this checkout, not what a registry has: pip is there to be called, and installs nothing.
    programs = {"pip": 'test "$*" = "install contractlab"'}
    programs["contractlab"] = f'exec "{sys.executable}" -m contractlab.cli "$@"'
    for program, does in programs.items():
        script = tmp_path / "bin" / program
        script.write_text(f"#!/bin/sh\n{does}\n")
        script.chmod(0o755)
    environment = {
        **os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }  # fmt: skip
    install, report = lines(name)
    subprocess.run(["sh", "-c", install], cwd=tmp_path, env=environment, check=True)
    done = subprocess.run(
        ["sh", "-c", report], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == (0 if value == 1 else 1), done.stderr
    for file in ("report.ipynb", "report.html", "report.xml"):
        assert (tmp_path / file).stat().st_size > 0
    assert (tmp_path / "summary.md").exists() is (name == "github")


def test_artefacts_are_kept_whatever_comes_of_it() -> None:
    github, gitlab = yaml.safe_load(job("github")), yaml.safe_load(job("gitlab"))
    (upload,) = [step for step in github["jobs"]["contracts"]["steps"] if "upload-artifact" in step.get("uses", "")]
    assert upload["if"] == "always()"
    assert gitlab["contracts"]["artifacts"]["when"] == "always"
