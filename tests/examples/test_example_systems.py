"""The example systems: their providers, good and broken, asked by contractlab and by pact-python's verifier."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import run
from examples.systems import CASES, SYSTEMS, State, System, verify_with_pact, ways_to_ask
from support import ROOT, require

import contractlab as cl


def verdicts(run: cl.Run) -> dict[str, bool]:
    return {result.example.description: result.passed for result in run.results}


@pytest.mark.oracle
@pytest.mark.parametrize(("name", "fault"), CASES)
def test_verdicts_and_state_calls_are_those_of_the_verifier(name: str, fault: str | None, tmp_path: Path) -> None:
    system = SYSTEMS[name]
    store = system.broken_store(fault)
    contract = system.contract()
    broken = frozenset() if fault is None else system.faults[fault][1]
    expected_calls: list[State] = []
    with ways_to_ask(system, system.app(store)) as ways:
        theirs = verify_with_pact(system, ways["HTTP"], system.pact_handlers(store, expected_calls))
        assert {example for example, passed in theirs.items() if not passed} == broken
        for way, provider in ways.items():
            calls: list[State] = []
            asked = cl.verify(contract, provider=provider, states=system.handlers(store, calls))
            assert verdicts(asked) == theirs, way
            assert calls == expected_calls, way
            assert {result.verdict for result in asked.results} <= {"passed", "failed"}
            path = tmp_path / f"{way}.jsonl"
            asked.captures.save(path)
            offline = cl.verify(contract, cl.load_captures(path))
            assert verdicts(offline) == theirs, f"{way}, from its captures"


@pytest.mark.parametrize("name", list(SYSTEMS))
def test_a_provider_that_raises_shows_its_own_traceback_in_process(name: str) -> None:
    system = SYSTEMS[name]
    store = system.broken_store("raises")
    with ways_to_ask(system, system.app(store)) as ways:
        own = ways["ASGI" if system.framework == "fastapi" else "WSGI"]
        failed = cl.verify(system.contract(), provider=own, states=system.handlers(store, [])).failures
    assert [result.capture.response.status for result in failed] == [500]
    assert "LookupError: a shelf is missing" in failed[0].capture.traceback


@pytest.mark.parametrize("name", list(SYSTEMS))
def test_again_asks_for_what_failed_and_passes_once_it_is_mended(name: str) -> None:
    system = SYSTEMS[name]
    store = system.broken_store("numbers as text")
    first = cl.verify(system.contract(), provider=system.app(store), states=system.handlers(store, []))
    failed = {result.example.description for result in first.failures}
    good = type(store).__mro__[1]
    store.__class__ = good
    second = first.again()
    assert {result.example.description for result in second.results} == failed
    assert second.passed


@pytest.mark.oracle
@pytest.mark.parametrize("name", list(SYSTEMS))
def test_the_script_makes_the_pacts_that_are_there(name: str, tmp_path: Path) -> None:
    require("pact")
    system = SYSTEMS[name]
    sys.modules.pop("make_pacts", None)
    system.module("make_pacts").make(tmp_path)
    sys.modules.pop("make_pacts", None)
    (made,) = tmp_path.glob("*.json")
    assert interactions(made) == interactions(system.path / "pacts" / made.name)


def interactions(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["interactions"]


@pytest.mark.parametrize("name", list(SYSTEMS))
def test_its_settings_are_enough_for_the_command(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    system = SYSTEMS[name]
    system.module(system.states)
    monkeypatch.chdir(system.path)
    done = run("verify")
    assert done.exit_code == 0, done.output
    assert "6 of 6 passed" in done.output


@pytest.mark.parametrize("name", list(SYSTEMS))
def test_its_own_tests_pass_where_they_are_copied_to(name: str, tmp_path: Path) -> None:
    system = SYSTEMS[name]
    system.module(system.provider)
    shutil.copytree(system.path, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "contractlab.integrations.pytest_plugin"],
        cwd=tmp_path / name, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


def test_a_definition_runs_the_same_consumer() -> None:
    """Whoever defines contracts with contractlab needs no other client."""
    system: System = SYSTEMS["library"]
    desk = system.module(system.consumer)
    builder = cl.define("reading-desk", "library")
    book = {"id": 7, "title": "Notes on the Engine", "on_shelf": True}
    asked = builder.example("a book").given("a book is on the shelf", number=7, title="Notes on the Engine")
    asked.with_request("GET", "/books/7").will_respond_with(200, json=book)
    with builder.mock() as provider:
        assert desk.ReadingDesk(provider.url).book(7) == desk.Book(7, "Notes on the Engine", True)
    store = system.broken_store(None)
    assert cl.verify(builder.contract, provider=system.app(store), states=system.handlers(store, [])).passed
