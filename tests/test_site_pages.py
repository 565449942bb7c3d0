"""The pages of the site: Python and commands of theirs are run, in order, on the data of the tours."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, require

SITE = ROOT / "notebooks" / "site"
DATA = ROOT / "notebooks" / "data"
PAGES = sorted(page.relative_to(SITE).as_posix() for page in SITE.rglob("*.md"))
FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[^>]*) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Block:
    """A fence of a page: its language, its text, and the remark above it."""

    language: str
    text: str
    mark: str
    line: int


def blocks(page: str) -> list[Block]:
    text = (SITE / page).read_text(encoding="utf-8")
    return [
        Block(each["language"], each["text"], each["mark"] or "", text.count("\n", 0, each.start("text")))
        for each in FENCE.finditer(text)
    ]


RUN = [page for page in PAGES if any(block.language in ("python", "sh") for block in blocks(page))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the pages speak of: contracts, captures of two versions, the results of a verifier."""
    (tmp_path / "pacts").mkdir()
    (tmp_path / "captures").mkdir()
    shutil.copy(DATA / "billing-service-customer-service.json", tmp_path / "pacts")
    shutil.copy(DATA / "good" / "2.4.0.har", tmp_path / "captures")
    shutil.copy(DATA / "broken" / "2.5.0.har", tmp_path / "captures")
    shutil.copy(DATA / "broken" / "2.5.0-verifier.json", tmp_path / "results.json")
    shutil.copytree(DATA / "case", tmp_path / "case-contracts", ignore=shutil.ignore_patterns("*.har"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", RUN)
def test_what_a_page_shows_does_what_it_says(page: str, folder: Path) -> None:
    for needed in ("fastapi", "flask", "django"):
        if needed in page:
            require(needed)
    if "pact-jvm" in page:
        require("pact")
    names: dict[str, Any] = {"__name__": f"page_{re.sub(r'[^a-z]', '_', page)}"}
    module = type(sys)(names["__name__"])
    sys.modules[names["__name__"]] = module
    names = module.__dict__
    for block in blocks(page):
        if block.mark.startswith("not run: "):
            continue
        if block.language == "sh":
            status = int(block.mark.removeprefix("exit ")) if block.mark.startswith("exit ") else 0
            run_shell(block, page, folder, status)
        elif block.language == "python" and ">>>" in block.text:
            run_session(block, page, names)
        elif block.language == "python":
            # Lines are those of the page, so that a traceback points into it.
            exec(compile("\n" * block.line + block.text, str(SITE / page), "exec"), names)


def run_session(block: Block, page: str, names: dict[str, Any]) -> None:
    """An example as at the prompt, with what it answers."""
    parsed = doctest.DocTestParser().get_doctest(block.text, names, page, str(SITE / page), block.line)
    heard: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(parsed, out=heard.append, clear_globs=False)
    names.update(parsed.globs)
    assert runner.failures == 0, "".join(heard)


def run_shell(block: Block, page: str, folder: Path, status: int) -> None:
    """The commands of a block; what is tested is this checkout, so that pip installs nothing."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    for program, does in {"pip": "exit 0", "contractlab": f'exec "{sys.executable}" -m contractlab.cli "$@"'}.items():
        (programs / program).write_text(f"#!/bin/sh\n{does}\n")
        (programs / program).chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-ec", block.text], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, f"{page}:{block.line}: {done.stdout}{done.stderr}"


def test_what_is_not_run_says_why() -> None:
    reasons = [block.mark for page in PAGES for block in blocks(page) if block.mark.startswith("not run")]
    assert reasons
    assert [reason for reason in reasons if not re.fullmatch(r"not run: \w.+", reason)] == []
