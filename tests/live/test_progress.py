"""What is shown while a run goes on."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from small_contracts import document_of, http

import contractlab as cl
from contractlab.live import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def asked() -> cl.Contract:
    return cl.load(document_of(http("one", states=("A",)), http("\x1b[31mtwo", response={"status": 201})))


def respond(request: cl.HttpRequest) -> cl.HttpResponse:
    return cl.HttpResponse()


def test_a_terminal_shows_one_line_and_clears_it(asked: cl.Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "_AFTER", 0.0)
    monkeypatch.setattr(progress, "_AGAIN", 0.0)
    cl.verify(asked, provider=respond)
    shown = terminal.getvalue()
    assert "1/2 0 s: one, given A" in shown
    assert "2/2 0 s: ‹U+001B›[31mtwo" in shown
    assert "\n" not in shown
    assert shown.rpartition("\r")[0].rstrip(" ").endswith("\r")


def test_short_runs_show_nothing(asked: cl.Contract, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.delenv("CI", raising=False)
    cl.verify(asked, provider=respond)
    assert capsys.readouterr() == ("", "")


def test_ci_gets_a_line_for_each_contract(
    asked: cl.Contract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    other = cl.load(document_of(http("three"), consumer="d"))
    cl.verify([asked, other], provider=respond)
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("c → p: 2 examples, 1 not passed, ")
    assert second.startswith("d → p: 1 example, all passed, ")


def test_a_notebook_shows_one_display_that_is_updated(asked: cl.Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    class Handle:
        def update(self, data: dict[str, str], raw: bool) -> None:
            shown.append(data["text/plain"])

    class Display:
        @staticmethod
        def display(data: dict[str, str], raw: bool, display_id: bool) -> Handle:
            shown.append(data["text/plain"])
            return Handle()

    class Shell:
        kernel = True

    class IPython:
        display = Display

        @staticmethod
        def get_ipython() -> Shell:
            return Shell()

    monkeypatch.setitem(sys.modules, "IPython", IPython)
    monkeypatch.setattr(progress, "_AFTER", 0.0)
    monkeypatch.setattr(progress, "_AGAIN", 0.0)
    cl.verify(asked, provider=respond)
    assert shown == ["1/2 0 s: one, given A", "2/2 0 s: ‹U+001B›[31mtwo", ""]
