"""The scripts of the live views: whole, without imports, and without any way for a text to become markup."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support import missing

from contractlab.widgets.assets import ROOM, module, style

VIEWS = ("captures", "editor", "explorer", "repairs", "states")
SCRIPTS = sorted(str(file.relative_to(ROOM)) for file in ROOM.rglob("*.js"))
SHEETS = sorted(str(file.relative_to(ROOM)) for file in ROOM.rglob("*.css"))
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|createContextualFragment"
    r"|DOMParser|setHTML|javascript:|https?://|\bfetch\(|XMLHttpRequest|WebSocket|localStorage"
)


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_text_can_become_markup_and_nothing_is_fetched(name: str) -> None:
    assert FORBIDDEN.findall((ROOM / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", [f"{view}.js" for view in VIEWS])
def test_a_script_is_whole(name: str, tmp_path: Path) -> None:
    joined = module(name)
    assert not re.search(r"^import ", joined, re.MULTILINE)
    if shutil.which("node") is None:
        missing("node")
    file = tmp_path / "joined.mjs"
    file.write_text(joined, "utf-8")
    checked = subprocess.run(["node", "--check", file], capture_output=True, text=True, timeout=240)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_asks_to_be_type_checked(name: str) -> None:
    assert (ROOM / name).read_text("utf-8").startswith("// @ts-check\n")


@pytest.mark.parametrize("name", SHEETS)
def test_style_sheets_stay_within_their_view_and_fetch_nothing(name: str) -> None:
    text = (ROOM / name).read_text("utf-8")
    assert "url(" not in text
    assert "@import" not in text
    assert "expression(" not in text


@pytest.mark.parametrize("name", [*SCRIPTS, *SHEETS])
def test_a_line_can_be_read_at_once(name: str) -> None:
    assert [line for line in (ROOM / name).read_text("utf-8").splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("view", VIEWS)
def test_every_file_of_a_view_is_part_of_it(view: str) -> None:
    whole = module(f"{view}.js")
    for file in (ROOM / view).glob("*.js"):
        about = next(line for line in file.read_text("utf-8").splitlines()[1:] if line.startswith("// "))
        assert about in whole, file.name
    assert style("base.css", f"{view}.css").endswith((ROOM / view / f"{view}.css").read_text("utf-8"))
