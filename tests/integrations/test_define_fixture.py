"""The fixture for definitions, in a pytest of its own: what is written at the end, and when not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

import contractlab as cl

TESTS = """
import httpx
import pytest

def order(define_contract, name, status=200):
    shop = define_contract("Shop", "Stock")
    shop.example(f"item {name}").with_request("GET", f"/{name}").will_respond_with(status, json={"name": name})
    return shop

@pytest.mark.parametrize("name", ["b", "a"])
def test_an_item(define_contract, name):
    with order(define_contract, name).mock() as provider:
        assert httpx.get(f"{provider.url}/{name}").json() == {"name": name}
"""
BROKEN = TESTS.replace('f"{provider.url}/{name}"', '(f"{provider.url}/wrong" if name == "a" else f"{provider.url}/b")')
UNCALLED = TESTS + "\ndef test_nothing_is_called(define_contract):\n    order(define_contract, 'c')\n"


def run(project: Path, test: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (project / "test_shop.py").write_text(test)
    (project / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    plugin = ["-p", "contractlab.integrations.pytest_plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", *plugin, f"--rootdir={project}", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def written(project: Path) -> list[str]:
    path = project / "pacts" / "Shop-Stock.json"
    return [each["description"] for each in json.loads(path.read_bytes())["interactions"]] if path.exists() else []


def test_the_file_is_written_once_at_the_end(tmp_path: Path) -> None:
    done = run(tmp_path, TESTS)
    assert done.returncode == 0, done.stdout
    assert "contractlab: Shop → Stock written to" in done.stdout
    assert written(tmp_path) == ["item a", "item b"]
    assert run(tmp_path, TESTS, "--contractlab-define=check").returncode == 0


def test_nothing_is_written_where_a_test_failed_and_the_view_is_shown(tmp_path: Path) -> None:
    done = run(tmp_path, BROKEN)
    assert done.returncode == 1
    assert "not written: test_shop.py::test_an_item[a] failed" in done.stdout
    assert "/wrong" in done.stdout
    assert written(tmp_path) == []


def test_an_example_that_nobody_calls_fails_the_session_by_name(tmp_path: Path) -> None:
    done = run(tmp_path, UNCALLED)
    assert done.returncode == 1
    assert "item c (not proved)" in done.stdout
    assert written(tmp_path) == ["item a", "item b"]


@pytest.mark.parametrize(("way", "code"), [("check", 1), ("merge", 1), ("overwrite", 0), ("off", 0)])
def test_what_to_do_with_a_file_that_would_change(tmp_path: Path, way: str, code: int) -> None:
    shop = cl.define("Shop", "Stock")
    for name in "ab":
        shop.example(f"item {name}").with_request("GET", f"/{name}").will_respond_with(200, json={"name": name})
    before = shop.save(tmp_path / "pacts", unproved=True).read_bytes()
    done = run(tmp_path, TESTS.replace("status=200", "status=201"), f"--contractlab-define={way}")
    assert done.returncode == code, done.stdout
    assert ((tmp_path / "pacts" / "Shop-Stock.json").read_bytes() != before) == (way == "overwrite")


def test_a_check_names_what_differs_says_what_to_do_and_writes_nothing(tmp_path: Path) -> None:
    absent = run(tmp_path, TESTS, "--contractlab-define=check")
    assert absent.returncode == 1
    assert "the file does not exist" in absent.stdout
    assert not (tmp_path / "pacts").exists()
    shop = cl.define("Shop", "Stock")
    for name in "bc":
        shop.example(f"item {name}").with_request("GET", f"/{name}").will_respond_with(404)
    before = shop.save(tmp_path / "pacts", unproved=True).read_bytes()
    differs = run(tmp_path, TESTS, "--contractlab-define=check")
    assert differs.returncode == 1
    for line in (
        '  "item a" is not in the file',
        '  "item b" is in the file otherwise',
        '  "item c" is in the file and is not defined',
        "without --contractlab-define=check",
    ):
        assert line in differs.stdout
    assert "changed=" not in differs.stdout
    assert (tmp_path / "pacts" / "Shop-Stock.json").read_bytes() == before
    merged = run(tmp_path, TESTS)
    assert merged.returncode == 1
    assert "--contractlab-define=overwrite" in merged.stdout
    assert "changed=" not in merged.stdout


XDIST = ("-p", "xdist.plugin", "-n", "2")


def test_workers_write_one_file_the_same_as_one_process(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    alone, together = tmp_path / "alone", tmp_path / "together"
    for project in (alone, together):
        project.mkdir()
    assert run(alone, TESTS).returncode == 0
    done = run(together, TESTS, *XDIST)
    assert done.returncode == 0, done.stdout
    assert "contractlab: Shop → Stock written to" in done.stdout
    first, second = (project / "pacts" / "Shop-Stock.json" for project in (alone, together))
    assert first.read_bytes() == second.read_bytes()
    checked = run(together, TESTS, *XDIST, "--contractlab-define=check")
    assert checked.returncode == 0, checked.stdout
    changed = run(together, TESTS.replace("status=200", "status=201"), *XDIST, "--contractlab-define=check")
    assert changed.returncode == 1
    assert "would change" in changed.stdout
    assert first.read_bytes() == second.read_bytes()


def test_a_failure_on_one_worker_keeps_all_from_writing(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    done = run(tmp_path, BROKEN, *XDIST)
    assert done.returncode == 1
    assert "not written: test_shop.py::test_an_item[a] failed" in done.stdout
    assert written(tmp_path) == []


EVERYWHERE = """
import httpx
import pytest

@pytest.mark.parametrize("name", ["b", "a"])
def test_an_item(define_contract, name):
    shop = define_contract("Shop", "Stock")
    for each in "ab":
        shop.example(f"item {each}").with_request("GET", f"/{each}").will_respond_with(200, json={"name": each})
    with shop.mock() as provider:
        assert httpx.get(f"{provider.url}/{name}").json() == {"name": name}
"""


def test_what_one_worker_defines_and_another_proves_is_proved(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    done = run(tmp_path, EVERYWHERE, *XDIST)
    assert done.returncode == 0, done.stdout
    assert written(tmp_path) == ["item a", "item b"]
