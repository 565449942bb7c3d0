"""The site: what is written from tables is as the tables are, every page is in the contents, the build is strict."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml
from support import ROOT

SITE = ROOT / "notebooks" / "site"


def script(path: str) -> ModuleType:
    """A script of the site as a module."""
    file = SITE / path
    spec = importlib.util.spec_from_file_location(f"site_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages_of(entry: Any) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    listed = entry.values() if isinstance(entry, dict) else entry
    return [page for each in listed for page in pages_of(each)]


def test_the_page_of_differences_is_what_the_tables_say() -> None:
    made = script("make/differences.py")
    if os.environ.get("CONTRACTLAB_REGENERATE"):
        made.main()
    assert made.PAGE.read_text(encoding="utf-8") == made.page()


def test_every_page_is_in_the_contents_and_exists() -> None:
    settings = yaml.safe_load((SITE / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = set(pages_of(settings["nav"])) - {"tours"}
    there = {page.relative_to(SITE).as_posix() for page in SITE.rglob("*.md")}
    assert listed <= there
    # Pages at the top are put at the end by the build; those in folders belong somewhere.
    assert {page for page in there - listed if "/" in page} == set()


def test_every_name_that_the_api_describes_is_there() -> None:
    described = [
        name
        for page in sorted((SITE / "api").glob("*.md"))
        for name in re.findall(r"^::: ([\w.]+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(described) > 40
    assert [name for name in described if not is_defined(name)] == []


def test_every_expectation_names_a_test_that_is_there() -> None:
    page = (SITE / "explain" / "expectations.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| expectation")]
    assert len(rows) > 30
    for row in rows:
        names = re.findall(r"`(tests/[\w/.]+\.py)::(\w+)`", row)
        assert names or ".ci/versions" in row, row
        for path, test in names:
            assert re.search(rf"^def {test}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), (
                f"{path}::{test}"
            )


def is_defined(name: str) -> bool:
    """True for a module, and for what a module has."""
    module, _, last = name.rpartition(".")
    return hasattr(importlib.import_module(module), last) or importlib.util.find_spec(name) is not None


def test_the_tours_are_in_the_order_of_the_start_page() -> None:
    source = (SITE / "build.py").read_text(encoding="utf-8")
    order = re.search(r"^ORDER = \((.*?)^\)", source, re.DOTALL | re.MULTILINE)
    assert order is not None
    start = json.loads((ROOT / "notebooks" / "start-here.ipynb").read_text(encoding="utf-8"))
    linked = re.findall(r"^\| \[[^]]+\]\(([\w-]+)\.ipynb\)", "".join(start["cells"][1]["source"]), re.MULTILINE)
    assert re.findall(r'"([\w-]+)"', order[1]) == linked


def test_what_builds_the_site_is_no_part_of_the_project() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "mkdocs" not in json.dumps([extras["dependencies"], extras["optional-dependencies"]["test"]])
    assert "mkdocs-material" in (SITE / "requirements.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<a href="b.html">', ""),
        ('<a href="b.html#there">', ""),
        ('<a href="c.html">', "leads to c.html, which is not there"),
        ('<a href="b.html#gone">', "leads to b.html#gone, where there is no such anchor"),
        ('<a href="#gone">', "leads to #gone, where there is no such anchor"),
        ('<img src="gone.png">', "leads to gone.png, which is not there"),
        ('<script src="https://elsewhere.example/x.js"></script>', "fetches https://elsewhere.example/x.js"),
        ('<link rel="stylesheet" href="//elsewhere.example/x.css">', "fetches //elsewhere.example/x.css"),
        ('<link rel="canonical" href="https://elsewhere.example/">', ""),
        ('<a href="https://elsewhere.example/">', ""),
    ],
)
def test_a_broken_link_is_found(markup: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{markup}</p>")
    (tmp_path / "b.html").write_text('<h1 id="there">b</h1>')
    assert script("links.py").broken_links(tmp_path) == ([f"a.html: {fault}"] if fault else [])


LOG = """
== README's test command, tests: .venv/bin/python -m pytest -n auto (90 s)
================= 9 passed, 1 skipped in 600.00s (0:10:00) =================

== benchmarks, alone (700 s)
18 passed in 57.60s

== all is well (760 s)
================= 9 passed, 1 skipped in 600.00s (0:10:00) =================
"""


def test_figures_are_those_of_the_log() -> None:
    made = script("make/figures.py").figures(LOG)
    assert made.splitlines()[2:] == [
        "| README's test command, tests | 9 passed, 1 skipped, in 10 minutes |",
        "| benchmarks, alone | 18 passed, in 58 seconds |",
        "| all of it | 13 minutes on two cores |",
    ]


def test_a_run_that_failed_gives_no_figures(capsys: pytest.CaptureFixture[str]) -> None:
    page = (SITE / "explain" / "trust.md").read_bytes()
    assert script("make/figures.py").main(LOG.replace("all is well", "failed: the tests")) == 1
    assert "passed" in capsys.readouterr().out
    assert (SITE / "explain" / "trust.md").read_bytes() == page


GROUPED = """
What it does, with a, b
    and more.

Parameters
----------
first, second : optional
    What both say,
    in two lines.
third : str or None
    Its own, with a, b : optional
dialect, only
    As in `verify`.

Returns
-------
str, bytes
    Either.

Raises
------
InvalidCapture, StateError
    If so."""


def test_parameters_that_are_described_together_have_a_row_each(monkeypatch: pytest.MonkeyPatch) -> None:
    # What builds the site is no part of the tests' environment.
    monkeypatch.setitem(sys.modules, "griffe", SimpleNamespace(Extension=object, Function=object))
    ungrouped = script("grouped_parameters.py").ungrouped
    both, same = "    What both say,\n    in two lines.\n", "    As in `verify`.\n"
    assert ungrouped(GROUPED) == GROUPED.replace(
        f"first, second : optional\n{both}", f"first\n{both}second\n{both}"
    ).replace(f"dialect, only\n{same}", f"dialect\n{same}only\n{same}")
    assert ungrouped(GROUPED.partition("Returns")[0].rstrip()).endswith("only\n    As in `verify`.")
    for text in ("", "Parameters", "Only words."):
        assert ungrouped(text) == text
