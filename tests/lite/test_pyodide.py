"""In a browser: every package that is asked for can be had there, and Pyodide gives the verdicts that CPython gives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, missing
from wasm_packages import PYODIDE, needed_in_a_browser, unpack

HERE = Path(__file__).parent
DATA = ROOT / "notebooks" / "data"

NOT_IN_A_BROWSER = {"deepdiff", "papermill", "ipykernel"}
"""What a marker leaves out: parts of each are compiled, and nobody has built them for WebAssembly."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (PYODIDE / "pyodide.asm.wasm").exists() or shutil.which("node") is None:
        missing("Pyodide (node, and npm ci in tests/browser)")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:  # hatchling is no package that the tests need; pip gets it
        command.remove("--no-build-isolation")
        subprocess.run(command, check=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data in pyodide")
    for name in (
        "billing-service-customer-service.json",
        "good/2.4.0.har",
        "broken/2.5.0.har",
        "case/library-1.1.0.har",
    ):
        shutil.copy(DATA / name, folder)
    shutil.copytree(DATA / "case" / "library", folder / "library")
    return folder


def outcome(command: list[str | Path], **more: str) -> dict[str, Any]:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=600, env={**os.environ, **more}
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def test_everything_that_is_installed_in_a_browser_can_be_had_there(wheel: Path) -> None:
    needed = needed_in_a_browser(wheel)
    assert {package.name for package in needed} >= {"pandas", "httpx", "anywidget", "ipywidgets", "nbformat", "orjson"}
    assert NOT_IN_A_BROWSER.isdisjoint(package.name for package in needed)
    assert [package for package in needed if package.kind == "native"] == []
    assert [package for package in needed if package.kind == "absent"] == []


def test_pyodide_gives_the_verdicts_of_this_python(wheel: Path, data: Path, tmp_path: Path) -> None:
    """Load, verify, edit, matrix, report: the wheel, pure wheels, and stand-ins for pandas, regex and orjson."""
    site = tmp_path / "site"
    unpack(wheel, needed_in_a_browser(wheel), site)
    there = outcome(["node", HERE / "in_pyodide.mjs", PYODIDE, site, data, HERE / "in_pyodide.py"])
    here = outcome([sys.executable, HERE / "in_pyodide.py", data], PYTHONPATH=str(ROOT))
    assert (there.pop("platform"), here.pop("platform")) == ("emscripten", sys.platform)
    assert there.pop("python").startswith("3.14")
    assert here.pop("python")
    print("import in Pyodide:", there.pop("import"), "s; here:", here.pop("import"), "s")
    assert there.pop("compiled") == []
    here.pop("compiled")
    assert there == here
    verdicts = [verdict for _, version, verdict in there["verdicts"] if version == "2.5.0"]
    assert (verdicts.count("failed"), verdicts.count("passed")) == (6, 3)
    assert there["undone"] is True
    assert all(there["views"].values())
