"""The hooks for pre-commit, run by pre-commit; the action for GitHub, whose steps are run as a job runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_runs import BROKEN, CONTRACT, GOOD, answers, write_contract
from support import ROOT, require, require_program

HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTION = ROOT / ".github" / "actions" / "report" / "action.yml"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with the command, as an installation has it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "contractlab").write_text(
        f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{sys.executable}' -m contractlab \"$@\"\n"
    )
    (folder / "contractlab").chmod(0o755)
    return folder


def environment(program: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": f"{program}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(program.parent),
        "PACT_DO_NOT_TRACK": "true",
        "LC_ALL": "C.UTF-8",
        **more,
    }


def execute(command: list[str], folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def repository(tmp_path: Path, program: Path) -> Path:
    """A git repository that takes the hooks into its configuration; they find the command where it is installed."""
    require("pre_commit")
    require_program("git")
    folder = tmp_path / "a repository"
    (folder / "pacts").mkdir(parents=True)
    shutil.copy(CONTRACT, folder / "pacts" / "billing.json")
    shutil.copytree(GOOD.parent, folder / "captures")
    (folder / "package.json").write_text("{}")
    (folder / "pyproject.toml").write_text("[tool.contractlab]\ncontracts = 'pacts'\ncaptures = 'captures/*.har'\n")
    hooks = [{**hook, "language": "system"} for hook in yaml.safe_load(HOOKS.read_text("utf-8"))]
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    for command in (["git", "init", "-q"], ["git", "add", "-A"]):
        assert execute(command, folder, environment(program)).returncode == 0
    return folder


def pre_commit(folder: Path, program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return execute(
        [sys.executable, "-m", "pre_commit", *arguments],
        folder,
        environment(program, PRE_COMMIT_HOME=str(program.parent / "pre-commit")),
    )


def test_the_hooks_are_what_pre_commit_takes(program: Path) -> None:
    require("pre_commit")
    done = pre_commit(ROOT, program, "validate-manifest", str(HOOKS))
    assert (done.returncode, done.stdout) == (0, "")


def test_pre_commit_runs_the_hooks(repository: Path, program: Path) -> None:
    good = pre_commit(repository, program, "run", "--all-files")
    assert good.returncode == 0, good.stdout + good.stderr
    assert len(re.findall(r"^contractlab \w+\.+Passed$", good.stdout, re.MULTILINE)) == 2

    (repository / "pacts" / "bad.json").write_text('{"consumer": {"name": "c"}, "interactions": 5}')
    shutil.copy(BROKEN, repository / "captures" / "2.5.0.har")
    assert execute(["git", "add", "-A"], repository, environment(program)).returncode == 0
    bad = pre_commit(repository, program, "run", "--all-files")
    assert bad.returncode == 1
    assert len(re.findall(r"^contractlab \w+\.+Failed$", bad.stdout, re.MULTILINE)) == 2
    assert "pacts/bad.json" in bad.stdout
    assert "package.json" not in bad.stdout, "a file that is no contract is none of the hook's business"


class Job:
    """A job of GitHub that uses the action.

    Parameters
    ----------
    folder : Path
        Where it works.
    program : Path
    """

    def __init__(self, folder: Path, program: Path) -> None:
        self.folder, self.program = folder, program
        self.summary, self.outputs = folder / "summary.md", folder / "outputs.txt"
        self.action: dict[str, Any] = yaml.safe_load(ACTION.read_text("utf-8"))

    def run(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run every step that has a script, with the inputs put in; gives the last one."""
        given = {name: str(each["default"]) for name, each in self.action["inputs"].items()}
        given.update({"package": ""}, **inputs)
        done = None
        for step in self.action["runs"]["steps"]:
            if "run" not in step or (step.get("if") == "inputs.package != ''" and not given["package"]):
                continue
            variables = {name: self._filled(text, given) for name, text in step["env"].items()}
            assert "${{" not in step["run"], "an input in a script is run by the shell"
            files = {"GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(self.outputs)}
            # As the runner starts `shell: bash`.
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            done = execute(command, self.folder, environment(self.program, **files, **variables))
        assert done is not None
        return done

    def _filled(self, text: str, given: dict[str, str]) -> str:
        place = f"{ACTION.parent}"
        filled = re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: given[match[1]], text)
        return filled.replace("${{ github.action_path }}", place)


@pytest.fixture
def job(tmp_path: Path, program: Path) -> Job:
    folder = tmp_path / "a checkout"
    folder.mkdir()
    return Job(folder, program)


def test_the_action_reports_and_passes(job: Job) -> None:
    done = job.run(contracts=f"'{CONTRACT}'", captures=f"'{GOOD}'")
    assert done.returncode == 0, done.stdout + done.stderr
    assert job.outputs.read_text() == "status=0\npassed=true\n"
    assert (job.folder / "report.ipynb").is_file()
    assert (job.folder / "report.html").is_file()
    assert job.summary.stat().st_size


def test_the_action_annotates_and_fails(job: Job) -> None:
    done = job.run(contracts=f"'{CONTRACT}'", captures=f"'{BROKEN}'", html="", arguments="--only '*customer 123'")
    assert done.returncode == 1
    assert "::error file=" in done.stdout
    assert not (job.folder / "report.html").exists()
    assert job.outputs.read_text() == "status=1\npassed=false\n"


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_a_broken_contract_may_be_tolerated_and_nothing_else(status: int, job: Job) -> None:
    """The command is one that ends with this status and writes what it was given."""
    (job.program / "contractlab").write_text(f"#!/bin/sh\nprintf '<%s>' \"$@\"\nexit {status}\n")
    done = job.run(arguments="--only 'a b' --redact \"it's\"")
    assert done.returncode == status
    assert done.stdout.endswith("<--only><a b><--redact><it's>")
    assert job.run(fail="false").returncode == (0 if status == 1 else status)
    assert job.outputs.read_text() == f"status={status}\npassed={str(not status).lower()}\n" * 2


def test_no_input_is_run_by_the_shell(job: Job) -> None:
    write_contract(job.folder / "$(touch planted); a.json", answers("/a", {"a": 1}))
    done = job.run(
        contracts="'$(touch planted); a.json'", captures="'`touch planted`'", arguments="--only '$(touch planted)' ;"
    )
    assert done.returncode == 2
    assert not (job.folder / "planted").exists()


def test_inputs_are_described_and_the_package_is_the_one_of_the_action(job: Job) -> None:
    assert all(each["description"] for each in job.action["inputs"].values())
    default = job._filled(job.action["inputs"]["package"]["default"], {})
    assert Path(default).resolve() == ROOT
