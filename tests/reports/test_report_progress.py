"""While a kernel executes a report, the command tells how far it is, and Ctrl+C keeps what was checked."""

from __future__ import annotations

import _thread
import os
import threading
from pathlib import Path

import pytest

from contractlab.reports import watching
from contractlab.views.progress import PROGRESS_FILE, stop_file


class Told:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def tell(self, text: str) -> None:
        self.texts.append(text)

    def end(self, text: str) -> None:
        self.texts.append(f"end {text}".strip())


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Told:
    teller = Told()
    monkeypatch.setattr(watching, "_own_teller", lambda: teller)
    monkeypatch.setattr(watching, "_PACE", 0.01)
    monkeypatch.setattr(watching, "_PATIENCE", 1)
    return teller


def until(reached: threading.Event) -> None:
    assert reached.wait(60)


def test_what_the_kernel_tells_is_told_on(lines: Told, tmp_path: Path) -> None:
    heard = threading.Event()
    path = tmp_path / "progress"

    def work() -> None:
        Path(os.environ[PROGRESS_FILE]).write_text("5 of 9 checks", "utf-8")
        while "5 of 9 checks" not in lines.texts:
            heard.wait(0.01)

    watching.watch(work, path)
    assert lines.texts[-1] == "end"
    assert PROGRESS_FILE not in os.environ


def test_the_first_interrupt_asks_for_an_end_and_the_second_leaves(lines: Told, tmp_path: Path) -> None:
    path = tmp_path / "progress"
    asked, left = threading.Event(), threading.Event()

    def work() -> None:
        while not lines.texts:
            left.wait(0.01)
        _thread.interrupt_main()
        while not stop_file(path).exists():
            left.wait(0.01)
        asked.set()
        while "Interrupted" not in "".join(lines.texts):
            left.wait(0.01)
        _thread.interrupt_main()
        left.wait(60)

    try:
        with pytest.raises(KeyboardInterrupt):
            watching.watch(work, path)
        until(asked)
    finally:
        left.set()
    assert PROGRESS_FILE not in os.environ


def test_what_the_work_raises_is_raised(lines: Told, tmp_path: Path) -> None:
    def work() -> None:
        raise LookupError("no such kernel")

    with pytest.raises(LookupError, match="no such kernel"):
        watching.watch(work, tmp_path / "progress")


def test_a_kernel_that_is_asked_for_an_end_keeps_what_was_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The whole way, but for the wait: the file that asks is there before the first check is told."""
    import matrices

    import contractlab as cl
    from contractlab.values import progress
    from contractlab.values.reasons import ReasonCode

    path = tmp_path / "progress"
    monkeypatch.setenv(PROGRESS_FILE, str(path))
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    stop_file(path).touch()
    run = cl.verify(matrices.contract(3), matrices.provider(["good", "good", "text"], "1.0.0"))
    assert [result.reason_code for result in run.results] == [None, ReasonCode.CANCELLED, ReasonCode.CANCELLED]
    assert path.read_text("utf-8") == "Interrupted after 1 of 3 checks. What was done is kept."
