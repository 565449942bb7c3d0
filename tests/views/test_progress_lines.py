"""Who sees how far work is: a person at a notebook or a terminal, never a program that executes one."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import contractlab
from contractlab.views import progress


def shell(monkeypatch: pytest.MonkeyPatch, *, asks: bool) -> list[Any]:
    """A notebook whose front end lets the kernel ask, or not; gives what it displays."""
    shown: list[Any] = []

    class Handle:
        def __init__(self, number: int) -> None:
            self.number = number

        def update(self, bundle: dict[str, str], **_: object) -> None:
            shown.append((f"update {self.number}", bundle.get("text/plain")))

    def display(bundle: dict[str, str], **_: object) -> Handle:
        text = "the button" if "notebook:interrupt-kernel" in bundle.get("text/html", "") else bundle["text/plain"]
        shown.append(("display", text))
        return Handle(len(shown))

    kernel = SimpleNamespace(_allow_stdin=asks)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=kernel)))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    return shown


def test_a_notebook_has_one_line_that_changes_and_a_button(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shell(monkeypatch, asks=True)
    teller = contractlab._choose_teller()
    assert isinstance(teller, progress.NotebookTeller)
    for text in ("1 of 3", "2 of 3"):
        teller.tell(text)
    teller.end("3 checks in 2.0 s.")
    assert shown == [
        ("display", "1 of 3"),
        ("display", "the button"),
        ("update 1", "2 of 3"),
        ("update 1", "3 checks in 2.0 s."),
        ("update 2", None),  # nothing is left of it
    ]


def test_a_notebook_that_was_told_nothing_is_told_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shell(monkeypatch, asks=True)
    teller = contractlab._choose_teller()
    assert teller is not None
    teller.end("3 checks in 2.0 s.")
    assert shown == [("display", "3 checks in 2.0 s.")]


def test_a_notebook_that_a_program_executes_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    shell(monkeypatch, asks=False)
    assert contractlab._choose_teller() is None


def test_a_process_that_waits_reads_a_file_and_can_ask_for_an_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    progress_file = tmp_path / "progress"
    monkeypatch.setenv(progress.PROGRESS_FILE, str(progress_file))
    shell(monkeypatch, asks=False)
    teller = contractlab._choose_teller()
    assert teller is not None
    teller.tell("1 of 3")
    assert progress_file.read_text("utf-8") == "1 of 3"
    progress.stop_file(progress_file).touch()
    with pytest.raises(KeyboardInterrupt):
        teller.tell("2 of 3")
    teller.tell("2 of 3")  # it is asked for once
    teller.end("Interrupted.")
    assert progress_file.read_text("utf-8") == "Interrupted."


@pytest.mark.parametrize("tty", [True, False])
def test_a_terminal_has_a_line_and_a_pipe_has_none(monkeypatch: pytest.MonkeyPatch, tty: bool) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    stream = io.StringIO()
    stream.isatty = lambda: tty  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", stream)
    teller = progress.choose_teller()
    assert (teller is not None) is tty
    if teller is not None:
        teller.tell("1 of 3 checks")
        teller.end("3 checks")


def test_without_a_stream_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setattr(sys, "stderr", None)
    assert progress.choose_teller() is None
