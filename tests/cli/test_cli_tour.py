"""``contractlab tour``: the notebooks and their data in a folder of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support import ROOT

from contractlab.cli import main
from contractlab.cli.tour import FIRST


def test_notebooks_and_data_are_copied_and_one_runs_there(tmp_path: Path) -> None:
    folder = tmp_path / "my tour"
    done = CliRunner().invoke(main, ["tour", str(folder), "--copy-only"])
    assert done.exit_code == 0, done.output
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} <= names
    assert "data/good/2.4.0.har" in names
    assert [name for name in names if name.startswith("site/")] == []
    assert f"{len(names)} files copied" in done.output
    (folder / "pyproject.toml").touch()
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", FIRST, "out.ipynb"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        papermill, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr[-2000:]


def test_what_is_there_is_kept_unless_asked(tmp_path: Path) -> None:
    mine = tmp_path / FIRST
    mine.write_text("my notes")
    done = CliRunner().invoke(main, ["tour", str(tmp_path), "--copy-only"])
    assert (mine.read_text(), done.exit_code) == ("my notes", 0)
    assert "1 kept as they were" in done.output
    CliRunner().invoke(main, ["tour", str(tmp_path), "--copy-only", "--replace"])
    assert mine.read_bytes() == (ROOT / "notebooks" / FIRST).read_bytes()


def test_jupyterlab_is_started_on_the_loopback_interface(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    monkeypatch.setattr(subprocess, "call", lambda command: started.append(command) or 0)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    done = CliRunner().invoke(main, ["tour", str(tmp_path), "--no-browser"])
    assert done.exit_code == 0
    assert started == [[sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", str(tmp_path / FIRST), "--no-browser"]]


def test_without_jupyterlab_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["tour", str(tmp_path)])
    assert done.exit_code == 0
    assert 'pip install "contractlab[lab]"' in done.output


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = CliRunner().invoke(main, ["tour", str(tmp_path / "file" / "below"), "--copy-only"])
    assert done.exit_code == 2
    assert "cannot be written" in done.output
