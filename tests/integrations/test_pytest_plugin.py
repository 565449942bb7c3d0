"""The plugin for pytest, in a pytest of its own: verdicts, what a failing test shows, and the report."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

DATA = ROOT / "notebooks" / "data"
TEST = "def test_contracts(contract_run):\n    assert contract_run.passed\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with settings, a contract and two recordings."""
    shutil.copy(DATA / "billing-service-customer-service.json", tmp_path)
    shutil.copytree(DATA / "good", tmp_path / "good")
    shutil.copytree(DATA / "broken", tmp_path / "broken")
    (tmp_path / "test_contracts.py").write_text(TEST)
    settings(tmp_path, "good/2.4.0.har")
    return tmp_path


def settings(project: Path, captures: str) -> None:
    (project / "pyproject.toml").write_text(
        f"[tool.contractlab]\ncontracts = 'billing-service-customer-service.json'\ncaptures = '{captures}'\n"
        "[tool.pytest.ini_options]\n"
    )


def run(project: Path, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    # Where the package is installed, its entry point loads the plugin; naming it twice does no harm.
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "contractlab.integrations.pytest_plugin",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, f"--rootdir={project}", *arguments], cwd=folder or project, env=environment, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_kept_contract_passes_and_is_reported(project: Path) -> None:
    done = run(project, "--contractlab-report", "report.ipynb")
    assert done.returncode == 0, done.stdout
    assert (project / "report.ipynb").is_file()
    assert "report written to report.ipynb" in done.stdout


def test_a_failing_test_shows_the_run(project: Path) -> None:
    settings(project, "broken/2.5.0.har")
    done = run(project, "--contractlab-report", "report.ipynb")
    assert done.returncode == 1
    assert "- contracts -" in done.stdout
    assert "billing-service → customer-service" in done.stdout
    assert "expected" in done.stdout
    assert (project / "report.ipynb").is_file()


def test_settings_are_those_of_the_root_wherever_pytest_starts(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    done = run(project, str(project), folder=tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == 0, done.stdout


def test_fixtures_can_name_other_captures(project: Path) -> None:
    (project / "conftest.py").write_text(
        "import pytest\n@pytest.fixture(scope='session')\ndef contractlab_captures():\n    return 'broken/2.5.0.har'\n"
    )
    assert run(project).returncode == 1


def test_without_captures_the_test_fails_and_says_what_to_do(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.contractlab]\ncontracts = 'billing-service-customer-service.json'\n")
    done = run(project)
    assert done.returncode == 1
    assert "no captures: set captures in [tool.contractlab]" in done.stdout


def test_a_report_that_cannot_be_written_fails_the_session(project: Path) -> None:
    done = run(project, "--contractlab-report", "nowhere/deep/report.ipynb")
    assert done.returncode not in (0, 1)
    assert "could not be written" in done.stdout


def test_a_report_of_nothing_says_so(project: Path) -> None:
    (project / "test_contracts.py").write_text("def test_nothing():\n    pass\n")
    done = run(project, "--contractlab-report", "report.ipynb")
    assert "no test used contract_run" in done.stdout
    assert not (project / "report.ipynb").exists()


def test_the_plugin_loads_nothing_heavy(project: Path) -> None:
    (project / "test_contracts.py").write_text(
        "import sys\ndef test_light():\n"
        "    heavy = {'pandas', 'nbformat', 'httpx', 'papermill', 'ipywidgets'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    assert run(project).returncode == 0
