"""README.md says what is true: its commands, files and names exist."""

from __future__ import annotations

import re
import tomllib

import pytest
from readme import README, command
from support import ROOT

import contractlab as cl

TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["main", "broken", "tests"])
def test_each_command_is_there_and_one_line(name: str) -> None:
    assert "\n" not in command(name)


def test_the_set_up_is_what_the_project_declares() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert "pip install --quiet . " in command("main")
    assert 'pip install --quiet ".[test]"' in command("tests")
    assert "test" in extras


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"\]\(([^)#]+)\)", TEXT)) | set(re.findall(r"notebooks/[\w./-]+\.(?:json|har|ipynb)", TEXT))
    missing = [name for name in named if "://" not in name and not (ROOT / name).exists()]
    assert missing == []


def test_every_public_name_that_is_used_exists() -> None:
    used = set(re.findall(r"\bcl\.(\w+)", TEXT))
    assert used
    assert used <= set(cl.__all__)


def test_the_house_plan_names_rooms_that_exist() -> None:
    plan = TEXT[TEXT.index("## How it is built") :]
    for name in re.findall(r"`((?:[a-z_]+/)*[a-z_]+(?:/|\.py))`", plan):
        assert (ROOT / name).exists(), name


def test_the_environment_names_every_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = (ROOT / "environment.yml").read_text(encoding="utf-8")
    # A marker leaves a package out where it cannot be had, which is nowhere that conda-forge serves.
    plain = [requirement.partition(";")[0] for requirement in project["dependencies"]]
    assert [requirement for requirement in plain if f"- {requirement}\n" not in listed] == []
