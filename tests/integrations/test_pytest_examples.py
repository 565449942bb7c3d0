"""One test for each example: in a pytest of its own, with fixtures, pending examples and names to choose by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_contracts import document_of, http
from support import ROOT

APP = """
import contractlab as cl
import pytest

states = cl.StateHandlers()


@states("A user exists")
def exists(id, db):
    db.append(id)


@pytest.fixture
def db():
    return []


@pytest.fixture
def contractlab_states(db):
    return states.provide(db=db)


def app(environ, start_response):
    good = environ["PATH_INFO"] != "/broken"
    start_response("200 OK" if good else "500 Oh", [("Content-Type", "text/plain")])
    return [b""]
"""
DECORATED = """
from conftest import app
import contractlab as cl


@cl.examples("pacts/", provider=app)
def test_provider(contract_result, db):
    assert contract_result.passed
    assert db == [state.params["id"] for state in contract_result.example.states]
"""
PLAIN = """
import pytest
from conftest import app


@pytest.fixture
def contractlab_provider():
    return app


def test_plain(contract_result):
    assert contract_result.passed


def test_example_alone(contract_example):
    assert contract_example.kind == "http"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    expects = {"response": {"status": 200}}
    document = document_of(
        http("a good one", states={"A user exists": {"id": 7}}, **expects),
        http("a broken one", request={"path": "/broken"}, **expects),
        http("a pending one", request={"path": "/broken"}, pending=True, **expects),
        version="4.0",
    )
    (tmp_path / "pacts").mkdir()
    (tmp_path / "pacts" / "a.json").write_text(json.dumps(document))
    (tmp_path / "conftest.py").write_text(APP)
    (tmp_path / "test_decorated.py").write_text(DECORATED)
    (tmp_path / "test_plain.py").write_text(PLAIN)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.contractlab]\ncontracts = 'pacts'\n[tool.pytest.ini_options]\naddopts = '--strict-markers'\n"
    )
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "contractlab.integrations.pytest_plugin", "-v"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, f"--rootdir={project}", *arguments], cwd=project, env=environment, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip


def test_each_example_is_a_test(project: Path) -> None:
    done = run(project, "test_decorated.py")
    assert "test_provider[a_good_one] PASSED" in done.stdout, done.stdout + done.stderr
    assert "test_provider[a_broken_one] FAILED" in done.stdout
    assert "test_provider[a_pending_one] XFAIL" in done.stdout
    assert "expected status 200" in done.stdout.lower() or "500" in done.stdout
    again = run(project, "test_decorated.py", "--last-failed")
    assert "a_broken_one" in again.stdout
    assert "a_good_one" not in again.stdout


def test_a_name_chooses_one(project: Path) -> None:
    done = run(project, "test_decorated.py", "-k", "a_good_one")
    assert done.returncode == 0, done.stdout
    assert "1 passed, 2 deselected" in done.stdout


def test_the_settings_make_the_tests_where_nothing_is_decorated(project: Path) -> None:
    done = run(project, "test_plain.py")
    assert "test_plain[a_good_one] PASSED" in done.stdout, done.stdout + done.stderr
    assert "test_plain[a_pending_one] XFAIL" in done.stdout
    assert done.stdout.count("test_example_alone[") >= 3


def test_a_contract_that_cannot_be_read_is_no_missing_test(project: Path) -> None:
    (project / "pacts" / "b.json").write_text(
        '{"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": 5'
    )
    done = run(project, "test_decorated.py")
    assert done.returncode == 2
    assert "b.json" in done.stdout


MESSAGES = """
import contractlab as cl


def closed():
    return {"id": 5}


found = {"an account was closed": closed}


@cl.examples("messages/", messages=found)
def test_given(contract_result):
    assert contract_result.passed


@cl.examples("messages/")
def test_of_the_settings(contract_result):
    assert contract_result.passed
"""


def test_messages_need_no_provider(project: Path) -> None:
    contents = {"content": {"id": 5}, "contentType": "application/json"}
    pact = document_of(version="4.0")
    pact["interactions"] = [
        {"type": "Asynchronous/Messages", "description": "an account was closed", "contents": contents}
    ]
    (project / "messages").mkdir()
    (project / "messages" / "a.json").write_text(json.dumps(pact))
    (project / "test_messages.py").write_text(MESSAGES)
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text().replace("'pacts'", "'pacts'\nmessages = 'test_messages:found'"))
    done = run(project, "test_messages.py")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_without_a_provider_it_is_said(project: Path) -> None:
    (project / "test_decorated.py").write_text(DECORATED.replace(", provider=app", ""))
    done = run(project, "test_decorated.py")
    assert "no provider: @cl.examples" in done.stdout
