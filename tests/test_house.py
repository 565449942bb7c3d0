"""The house as it stands: what lies at the top, what the front door offers, and what an import costs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import ROOT

import contractlab as cl

TOP = {
    "pyproject.toml", "contractlab", "notebooks", "tests", "README.md", "environment.yml", ".ci", "LICENSE",
    "CHANGELOG.md", ".gitignore", ".github", ".pre-commit-config.yaml",
}  # fmt: skip
HEAVY = ("pandas", "ipywidgets", "nbformat", "deepdiff", "httpx", "papermill", "IPython")


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no git checkout")
    return done.stdout.splitlines()


def test_nothing_else_lies_at_the_top() -> None:
    assert {path.split("/")[0] for path in tracked()} == TOP


@pytest.mark.parametrize("name", cl.__all__)
def test_the_front_door_keeps_its_promises(name: str) -> None:
    assert getattr(cl, name) is not None
    assert name in dir(cl)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = cl.nothing_of_the_kind


def test_the_import_loads_nothing_heavy() -> None:
    code = f"import sys, contractlab; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_checking_loads_nothing_heavy() -> None:
    code = (
        "import sys, contractlab as cl\n"
        "run = cl.verify(cl.load('notebooks/data/billing-service-customer-service.json'),"
        " cl.load_captures('notebooks/data/good/2.4.0.har'))\n"
        f"print(run.passed, [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "True []"
