"""What is shown while a run goes on."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from small_contracts import document_of, http

import contractlab as cl
from contractlab.live import progress
from contractlab.values import progress as progress_lines


class Lines:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def tell(self, text: str) -> None:
        self.texts.append(text)

    def end(self, text: str) -> None:
        self.texts.append(text)


@pytest.fixture
def asked() -> cl.Contract:
    return cl.load(document_of(http("one", states=("A",)), http("\x1b[31mtwo", response={"status": 201})))


def respond(request: cl.HttpRequest) -> cl.HttpResponse:
    return cl.HttpResponse()


def test_who_looks_on_sees_one_line_that_changes_and_goes(asked: cl.Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines()
    monkeypatch.setattr(progress_lines, "_chooser", lambda: lines)
    monkeypatch.setattr(progress, "_AFTER", 0.0)
    monkeypatch.setattr(progress, "_AGAIN", 0.0)
    states = cl.StateHandlers().register("A", lambda: None)
    cl.verify(asked, provider=respond, states=states)
    assert lines.texts == [
        "1/2 0 s: one",
        "1/2 0 s: one, state A",
        "1/2 0 s: one, waiting for the answer",
        "2/2 0 s: ‹U+001B›[31mtwo",
        "2/2 0 s: ‹U+001B›[31mtwo, waiting for the answer",
        "",
    ]


def test_a_handler_that_takes_long_is_seen_while_it_does(asked: cl.Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines()
    seen = threading.Event()
    monkeypatch.setattr(progress_lines, "_chooser", lambda: lines)
    monkeypatch.setattr(lines, "tell", lambda text: (lines.texts.append(text), seen.set()))
    monkeypatch.setattr(progress, "_AFTER", 0.02)
    monkeypatch.setattr(progress, "_TICK", 0.02)
    before = set(threading.enumerate())
    states = cl.StateHandlers().register("A", lambda: seen.wait(60) and None)
    cl.verify(asked, provider=respond, states=states)
    assert lines.texts[0].endswith("one, state A")
    assert set(threading.enumerate()) == before


def test_who_debugs_is_left_in_peace() -> None:
    seen: list[bool] = []
    ask = {"ask": lambda: seen.append(progress._is_debugging(threading.get_ident()))}
    exec("ask()", {**ask, "__name__": "pdb"})
    exec("ask()", {**ask, "__name__": "a_handler"})
    assert seen == [True, False]


def test_short_runs_show_nothing(asked: cl.Contract, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.delenv("CI", raising=False)
    cl.verify(asked, provider=respond)
    assert capsys.readouterr() == ("", "")


def test_ci_gets_a_line_for_each_contract(
    asked: cl.Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    third = cl.load(document_of(http("three"), consumer="d"))
    cl.verify([asked, third], provider=respond)
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("c → p: 2 examples, 1 not passed, ")
    assert second.startswith("d → p: 1 example, all passed, ")
