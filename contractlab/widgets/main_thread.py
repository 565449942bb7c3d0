"""Where the cells of a notebook run: messages of a screen may arrive in another thread, a subshell of the kernel's.

What a cell has made often works in the cell's thread alone: connections of sqlite, fixtures, debuggers. An interrupt of
the kernel reaches that thread alone, too.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

__all__ = ["in_main_thread"]

T = TypeVar("T")


class _Loop(Protocol):
    """The event loop of the main thread, as ipykernel has it."""

    def add_callback(self, callback: Callable[[], object]) -> None:
        """Call something in the loop's thread, from any thread."""


def in_main_thread(function: Callable[[], T]) -> T:
    """Call a function in the thread in which cells run, when it is free, and wait.

    Parameters
    ----------
    function : callable

    Raises
    ------
    BaseException
        What it raised; ``KeyboardInterrupt`` where the kernel was interrupted meanwhile.
    """
    loop = None if threading.current_thread() is threading.main_thread() else _main_loop()
    if loop is None:
        return function()
    future: Future[T] = Future()
    loop.add_callback(lambda: _answer(future, function))
    return future.result()


def _answer(future: Future[T], function: Callable[[], T]) -> None:
    """Call it as a cell is run: an interrupt ends it, and nothing else (ipykernel ignores one between two cells)."""
    before = signal.getsignal(signal.SIGINT)
    try:
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)
        finally:
            signal.signal(signal.SIGINT, before)
    except KeyboardInterrupt as error:  # in the moment before the handler was put back
        signal.signal(signal.SIGINT, before)
        if not future.done():
            future.set_exception(error)


def _main_loop() -> _Loop | None:
    """The loop of the kernel; None where there is no kernel."""
    interactive = sys.modules.get("IPython")
    shell = None if interactive is None else interactive.get_ipython()
    kernel = getattr(shell, "kernel", None)
    loop: _Loop | None = getattr(kernel, "io_loop", None)
    return loop
