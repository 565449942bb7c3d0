"""Waiting for a kernel that executes a report: how far it is, and Ctrl+C that keeps what was checked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from contractlab.values.progress import Teller, choose_teller
from contractlab.views.progress import PROGRESS_FILE, stop_file

__all__ = ["watch"]

_PACE = 0.25
_PATIENCE = 4
"""Looks before progress is shown."""
_STARTING = "Executing the report notebook; interrupting keeps what is done"
_STOPPING = "Interrupted: the report is finished with what was checked. Interrupt again to leave it."


def watch(work: Callable[[], object], progress: Path) -> None:
    """Do some work in which a kernel checks, and tell how far it is.

    The work gets a thread of its own: nbclient takes Ctrl+C for itself otherwise, and ends the kernel with all that it
    has done. Here the first one asks the kernel to stop checking and go on with the report.

    Parameters
    ----------
    work : callable
    progress : Path
        The file in which the kernel tells how far it is.

    Raises
    ------
    KeyboardInterrupt
        If it is interrupted twice.
    Exception
        Whatever the work raises.
    """
    raised: list[BaseException] = []
    over = threading.Event()  # a join that is interrupted takes the thread for ended

    def do() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            over.set()

    before = os.environ.get(PROGRESS_FILE)
    os.environ[PROGRESS_FILE] = str(progress)  # which the kernel inherits
    try:
        threading.Thread(target=do, name="report", daemon=True).start()
        _wait(over, progress)
    finally:
        if before is None:
            del os.environ[PROGRESS_FILE]
        else:
            os.environ[PROGRESS_FILE] = before
    if raised:
        raise raised[0]


def _wait(over: threading.Event, progress: Path) -> None:
    look = _Look(progress)
    while True:
        try:
            while not over.wait(_PACE):
                look.again()
            break
        except KeyboardInterrupt:
            if stop_file(progress).exists():
                raise
            stop_file(progress).touch()
    look.end()


class _Look:
    """Shows the kernel's progress, once it has taken a moment."""

    def __init__(self, progress: Path) -> None:
        self._told = progress
        self._looks = 0
        self._teller: Teller | None = None

    def again(self) -> None:
        self._looks += 1
        if self._looks == _PATIENCE:
            self._teller = _own_teller()
        if self._teller is not None:
            self._teller.tell(_STOPPING if stop_file(self._told).exists() else _text_of(self._told))

    def end(self) -> None:
        if self._teller is not None:
            self._teller.end("")


def _own_teller() -> Teller | None:
    """Who tells in this process: not the file in which the kernel does."""
    progress = os.environ.pop(PROGRESS_FILE)
    try:
        return choose_teller()
    finally:
        os.environ[PROGRESS_FILE] = progress


def _text_of(progress: Path) -> str:
    try:
        return progress.read_text(encoding="utf-8") or _STARTING
    except (OSError, UnicodeDecodeError):  # no progress is written yet
        return _STARTING
