"""The parts of a report while it is made: counted for whoever waits, and left out from where somebody interrupts."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from contractlab.values.progress import Work

__all__ = ["Parts"]

T = TypeVar("T")


class Parts:
    """Counts the parts of a report while that is watched, and stops where it is interrupted.

    Attributes
    ----------
    interrupted : bool
        True from when somebody interrupts; whatever is not made then is left out, and the report says so.
    """

    def __init__(self) -> None:
        self.interrupted = False
        self._work: Work | None = None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Within it, the first interrupt leaves out what is not made yet; the second one raises.

        A signal is but noted, because it may arrive in the midst of a part, which is finished then.

        Raises
        ------
        KeyboardInterrupt
            If it is interrupted twice.
        """
        own = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else somebody else hears it
        )
        work = self._work = Work(0, "parts of the report")
        if own:
            signal.signal(signal.SIGINT, self._hear)
        try:
            yield
        finally:
            if own:
                signal.signal(signal.SIGINT, signal.default_int_handler)
            self._work = None
            work.cancelled = self.interrupted
            work.end()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted:
            signal.default_int_handler(number, frame)
        self.interrupted = True

    def expect(self, number: int) -> None:
        """So many more parts will be made; of a number below zero, so many fewer."""
        if self._work is not None:
            self._work.total += number

    def step(self) -> None:
        """Count one that is made."""
        if self._work is None:
            return
        try:
            self._work.step()
        except KeyboardInterrupt:  # a process that waits has asked for an end
            if self.interrupted:
                raise
            self.interrupted = True

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """Go through what is made one after the other, as far as nobody interrupts."""
        for item in items:
            if self.interrupted:
                return
            yield item
            self.step()

    def make(self, make: Callable[[], T], instead: Callable[[], T]) -> T:
        """Make a part, or what stands instead of it where somebody has interrupted."""
        if self.interrupted:
            return instead()
        made = make()
        self.step()
        return made
