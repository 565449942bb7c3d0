"""Work that a screen waits for, a slice at a time, so that the screen can say how far it is and stop it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from time import perf_counter
from typing import Generic, TypeVar

from contractlab.errors import InvalidEdit
from contractlab.values.gc_pause import PausedCollection
from contractlab.widgets.drawn import drawn
from contractlab.widgets.protocol import LookingJson

__all__ = ["SLICE", "Looking"]

SLICE = 0.2
"""Seconds of work between two looks at what a screen has asked in the meantime."""

Made = TypeVar("Made")

_worked: Callable[[], float] = getattr(time, "thread_time", perf_counter)
"""Seconds that this thread has worked; where Python runs in a browser, there is only the clock."""


class Looking(Generic[Made]):
    """Something that is being made.

    Parameters
    ----------
    steps : generator
        Gives it at its end.
    total : int
        About how many pieces that is.
    instead : callable, optional
        Makes of a sentence what stands there where it goes wrong; without it, what went wrong goes on.
    """

    def __init__(
        self, steps: Generator[None, None, Made], total: int, instead: Callable[[str], Made] | None = None
    ) -> None:
        self._steps = steps
        self._total = max(total, 1)
        self._instead = instead
        self._done = 0
        self._seconds = 0.0
        self._running = True
        self.made: Made | None = None

    @property
    def running(self) -> bool:
        """False if it was stopped, or is whole."""
        return self._running and self.made is None

    @property
    def json(self) -> LookingJson | None:
        """How far it is, as a screen hears it; None where it is whole."""
        if self.made is not None:
            return None
        done = min(self._done, self._total)
        left = self._seconds / max(done, 1) * (self._total - done)
        return {"done": done, "total": self._total, "seconds": round(max(left, 1)), "running": self._running}

    def go_on(self) -> None:
        """Make one slice more; what was made stays.

        Raises
        ------
        InvalidEdit
            If it went wrong before.
        """
        if self.made is None:
            self._running = True
            self.made = self._slice() if self._instead is None else drawn(self._slice, self._instead, "this topic")

    def stop(self) -> None:
        """Keep what was looked at; `go_on` takes it up again."""
        self._running = False

    def _slice(self) -> Made | None:
        # Seconds of work, not of waiting: on a busy machine what is small is whole at once, too.
        began, work = perf_counter(), _worked()
        with PausedCollection():
            try:
                while True:
                    next(self._steps)
                    self._done += 1
                    if _worked() >= work + SLICE:
                        return None
            except StopIteration as end:
                if end.value is None:
                    raise InvalidEdit("this could not be worked out; look again") from None
                made: Made = end.value
                return made
            finally:
                self._seconds += perf_counter() - began
