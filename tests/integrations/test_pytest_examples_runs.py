"""Tests of examples as people run them: in several processes, the last failures, by name, with fixtures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_contracts import document_of, http
from support import ROOT, require

APP = """
import sqlite3
import threading

import contractlab as cl
import pytest

states = cl.StateHandlers()
seen = []


@states("A user exists")
def exists(id, db):
    db.execute("insert into users values (?)", (id,))
    yield {"userId": id}
    db.execute("delete from users where id = ?", (id,))


@pytest.fixture(scope="session")
def connection():
    made = sqlite3.connect(":memory:")          # of this thread alone: handlers and the app run in it
    made.execute("create table users (id integer primary key)")
    yield made
    assert made.execute("select count(*) from users").fetchone() == (0,)


@pytest.fixture
def db(connection):
    yield connection
    connection.rollback()


@pytest.fixture
def contractlab_states(db):
    return states.provide(db=db)


@pytest.fixture
def contractlab_provider(db):
    def app(environ, start_response):
        number = environ["PATH_INFO"].rpartition("/")[2]
        row = db.execute("select id from users where id = ?", (number,)).fetchone()
        good = row is not None and number not in open("broken.txt").read().split()
        start_response("200 OK" if good else "404 Not Found", [("Content-Type", "text/plain")])
        return [b""]

    return app
"""
TESTS = """
import contractlab as cl


@cl.examples("pacts/")
def test_provider(contract_result, contract_example, db):
    assert contract_result.passed
    assert contract_result.example is contract_example
    assert db.execute("select count(*) from users").fetchone() == (0,)


@cl.examples("pacts/", only="user 1*")
class TestSome:
    def test_again(self, contract_result):
        assert contract_result.passed
"""
COUNT = 12


@pytest.fixture
def project(tmp_path: Path) -> Path:
    examples = [
        http(
            f"user {number}",
            states={"A user exists": {"id": number}},
            request={"path": f"/users/{number}"},
            response={"status": 200},
            **({"pending": True} if number == 9 else {}),
        )
        for number in range(COUNT)
    ]
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pacts" / "a.json").write_text(json.dumps(document_of(*examples, version="4.0")))
    (tmp_path / "conftest.py").write_text(APP)
    (tmp_path / "test_kept.py").write_text(TESTS)
    (tmp_path / "broken.txt").write_text("3 9")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.contractlab]\ncontracts = 'pacts'\n[tool.pytest.ini_options]\naddopts = '--strict-markers'\n"
    )
    return tmp_path


def run(project: Path, *arguments: str) -> dict[str, list[str]]:
    """Names of the tests by what came of them."""
    plugins = ["-p", "contractlab.integrations.pytest_plugin", "-p", "xdist.plugin"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "-rA", "-q", f"--rootdir={project}", *arguments],
        cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    outcomes: dict[str, list[str]] = {}
    for outcome, name in re.findall(
        r"^(PASSED|FAILED|XFAIL|ERROR) (?:at setup of )?\S+::(\w+\[\w+\])", done.stdout, re.MULTILINE
    ):
        outcomes.setdefault(outcome, []).append(name)
    return {outcome: sorted(names) for outcome, names in outcomes.items()}


ALL = [f"user_{number}" for number in range(COUNT)]
PROVIDER = {
    "FAILED": ["test_provider[user_3]"],
    "XFAIL": ["test_provider[user_9]"],
    "PASSED": sorted(f"test_provider[{name}]" for name in ALL if name not in ("user_3", "user_9")),
}


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "two processes"])
def test_processes_change_nothing_and_the_last_failures_are_asked_again(
    options: tuple[str, ...], project: Path
) -> None:
    require("xdist")
    assert run(project, "-k", "test_provider", *options) == PROVIDER
    assert run(project, "--last-failed", *options) == {"FAILED": ["test_provider[user_3]"]}


def test_names_choose_and_a_class_may_be_decorated(project: Path) -> None:
    """A pending example that passes is no expected failure."""
    (project / "broken.txt").write_text("")
    assert run(project, "-k", "user_1 or user_9") == {
        "PASSED": sorted(
            ["test_provider[user_9]"]
            + [
                f"{test}[{name}]"
                for test in ("test_again", "test_provider")
                for name in ("user_1", "user_10", "user_11")
            ]
        )
    }
