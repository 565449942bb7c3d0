"""What the page of dependencies says: every one of them stands there, and a job that only checks needs few."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from types import ModuleType
from typing import Any

import pytest
from support import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = {"PyYAML": "yaml"}


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "site_dependencies", ROOT / "notebooks" / "site" / "make" / "dependencies.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(requirements: list[str]) -> set[str]:
    required = (re.match(r"[\w.-]+", requirement) for requirement in requirements)
    return {match[0] for match in required if match and match[0] != "contractlab"}


def test_every_dependency_has_its_reason() -> None:
    made, page = script(), (ROOT / "notebooks" / "site" / "explain" / "dependencies.md").read_text(encoding="utf-8")
    extras = {name: names(listed) for name, listed in PROJECT["optional-dependencies"].items() if name != "test"}
    listed = {(extra.strip(), name) for extra, (name, _) in made.EXTRAS.items()}
    assert set(made.BASE) == names(PROJECT["dependencies"])
    assert listed == {(extra, name) for extra, each in extras.items() for name in each}
    assert [name for name in made.BASE if f"\n| {name} | " not in page] == []
    assert [name for extra, name in sorted(listed) if f"\n| {name}, `{extra}` | " not in page] == []


def test_what_is_read_of_a_lock_is_the_newest_date() -> None:
    wheels = [{"upload-time": "2026-03-02T10:00:00Z"}, {"upload-time": "2026-04-01T10:00:00Z"}, {}]
    assert script().release_dates({"packages": [{"name": "A_b", "wheels": wheels}]}) == {"a-b": "2026-04"}


@pytest.mark.parametrize("command", ["verify", "lint", "show"])
def test_a_job_that_only_checks_needs_no_more_than_it_says(command: str) -> None:
    made = script()
    absent = [MODULES.get(name, name) for name in made.BASE if name not in made.CHECKING]
    absent += ["IPython", "numpy", "traitlets", "jupyter_core"]
    data = ROOT / "notebooks" / "data"
    arguments = [command, str(data / "billing-service-customer-service.json")]
    if command == "verify":
        arguments += ["--captures", str(data / "good" / "2.4.0.har")]
    code = (
        f"import sys\nsys.modules.update(dict.fromkeys({absent!r}))\n"
        f"from contractlab.cli import main\nmain({arguments!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_checking_job_of_the_page_names_them_all() -> None:
    page = (ROOT / "notebooks" / "site" / "explain" / "dependencies.md").read_text(encoding="utf-8")
    install = re.search(r"^\$ pip install (?!--)(.+)$", page, re.MULTILINE)
    assert install is not None
    assert tuple(install[1].split()) == script().CHECKING
