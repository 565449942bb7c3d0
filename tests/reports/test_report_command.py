"""`contractlab report`: the exit status of the run in the notebook, and every file that was asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import run, small
from report_cells import bundles, kinds, read
from small_runs import answers, entry, write_contract, write_har
from support import ROOT, require

import contractlab as cl
from contractlab.reports import Report
from contractlab.values.display import present

require("papermill")
require("ipykernel")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_broken_contract_is_1_with_every_file_written(own_folder: Path) -> None:
    small(own_folder / "pacts", actual="planted")
    write_contract(own_folder / "pacts" / "other.json", answers("/other"), consumer="other")
    write_har(own_folder / "pacts" / "more.har", entry("/v1/a", {"a": "planted"}, provider_version="2.0.0"))
    Path("pyproject.toml").write_text(
        '[tool.contractlab]\ncontracts = "pacts"\ncaptures = "pacts"\nredaction = ["a"]\n'
    )
    files = ("--output", "out.ipynb", "--json", "run.json", "--junit", "run.xml", "--save-run", "saved.json")
    done = run("report", *files, "--base-path", "/v1", "--dialect", "spec", "--only", "GET /a")
    assert done.exit_code == 1
    assert "failed" in done.stdout
    assert "report: out.ipynb" in done.stdout
    assert sorted(os.listdir(own_folder)) == [
        "out.ipynb",
        "pacts",
        "pyproject.toml",
        "run.json",
        "run.xml",
        "saved.json",
    ]
    loaded = cl.load_run("saved.json")
    assert loaded.to_dict() == json.loads(Path("run.json").read_text())
    assert (loaded.dialect, loaded.captures.base_path) == ("spec", "/v1")
    assert {result.example.description for result in loaded} == {"GET /a"}
    notebook = read(Path("out.ipynb"))
    assert kinds(notebook) == {"display_data"}
    assert bundles(notebook, "run")[1:] == [present(Report(loaded).overview), present(Report(loaded)["causes"])]
    failures = len(list(ElementTree.parse("run.xml").getroot().iter("failure")))
    assert failures == loaded.counts()["failed"] > 0
    assert not [
        name for name in ("out.ipynb", "run.json", "run.xml", "saved.json") if "planted" in Path(name).read_text()
    ]


def test_captures_that_cannot_be_read_are_2_and_the_notebook_says_why(own_folder: Path) -> None:
    contract, _ = small(own_folder)
    (own_folder / "bad.har").write_text("{")
    done = run("report", contract, "--captures", "bad.har", "--output", "out.ipynb", "--json", "run.json")
    assert done.exit_code == 2
    assert "bad.har" in done.stderr
    assert kinds(read(Path("out.ipynb"))) == {"error"}
    assert not Path("run.json").exists()


def test_a_kernel_that_does_not_exist_is_2(own_folder: Path) -> None:
    contract, har = small(own_folder)
    done = run("report", contract, "--captures", har, "--kernel", "cobol")
    assert done.exit_code == 2
    assert "no Jupyter kernel 'cobol'" in done.stderr
    assert not Path("report.ipynb").exists()


def test_it_compiles_no_grammars_of_addresses(own_folder: Path) -> None:
    """They come with JupyterLab, take longer than everything else, and no schema of a notebook asks for them."""
    contract, har = small(own_folder)
    options = ["report", str(contract), "--captures", str(har), "--kernel", "cobol"]
    command = [sys.executable, "-X", "importtime", "-m", "contractlab.cli", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "jsonschema" in imported
    assert "rfc3987_syntax.syntax_helpers" not in imported


def test_the_notebook_itself_imports_nothing_that_makes_notebooks() -> None:
    code = "import sys, contractlab.reports; print('nbformat' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
