"""README.md says what is true: its commands, files and names exist."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

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


def test_it_is_one_page() -> None:
    assert len(TEXT.splitlines()) < 100
    assert TEXT.count("<picture>") + len(re.findall(r"!\[", TEXT)) == 1
    (tour,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert len([line for line in tour.splitlines() if line.strip()]) == 5


def test_its_pictures_exist_light_and_dark() -> None:
    pictures = re.findall(r'src(?:set)?="([^"]+)"', TEXT)
    assert len(pictures) == 2
    assert [picture for picture in pictures if not (ROOT / picture).exists()] == []


def test_the_five_lines_do_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, file in (("pacts", "billing-service-customer-service.json"), ("captures", "broken/2.5.0.har")):
        (tmp_path / folder).mkdir()
        shutil.copy(ROOT / "notebooks" / "data" / file, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    (tour,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(compile(tour, "README.md", "exec"), names)
    assert not names["run"].passed
    assert names["run"]["a request for customer 123"].verdict == "failed"
