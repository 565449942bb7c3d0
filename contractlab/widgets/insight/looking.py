"""The rows of a topic while they are made: a slice at a time, so that a screen can say how far they are and stop it."""

from __future__ import annotations

from collections.abc import Generator
from time import perf_counter

from contractlab.values.gc_pause import PausedCollection
from contractlab.widgets.drawn import drawn
from contractlab.widgets.insight.protocol import InsightLooking
from contractlab.widgets.insight.topics import TopicRows

__all__ = ["SLICE", "Looking"]

SLICE = 0.2
"""Seconds of work between two looks at what a screen has asked in the meantime."""


class Looking:
    """Rows that are being made.

    Parameters
    ----------
    steps : generator
        Gives them at its end.
    total : int
        About how many pieces that is.
    """

    def __init__(self, steps: Generator[None, None, TopicRows], total: int) -> None:
        self._steps = steps
        self._total = max(total, 1)
        self._done = 0
        self._seconds = 0.0
        self._running = True
        self._made: TopicRows | None = None

    @property
    def rows(self) -> TopicRows:
        """The rows; none before they are whole, because an answer that was not looked at may change each of them."""
        if self._made is not None:
            return self._made
        if self._running:
            return TopicRows("Looking through contracts and captures…")
        return TopicRows("Stopped: not everything was looked at, so nothing can be said.")

    @property
    def json(self) -> InsightLooking | None:
        """How far it is, as a screen hears it; None where the rows are whole."""
        if self._made is not None:
            return None
        done = min(self._done, self._total)
        left = self._seconds / max(done, 1) * (self._total - done)
        return {"done": done, "total": self._total, "seconds": round(max(left, 1)), "running": self._running}

    def go_on(self) -> None:
        """Make one slice more; what was made stays."""
        if self._made is None:
            self._running = True
            self._made = drawn(self._slice, TopicRows, "this topic")

    def stop(self) -> None:
        """Keep what was looked at; `go_on` takes it up again."""
        self._running = False

    def _slice(self) -> TopicRows | None:
        began = perf_counter()
        with PausedCollection():
            try:
                while True:
                    next(self._steps)
                    self._done += 1
                    if perf_counter() >= began + SLICE:
                        return None
            except StopIteration as end:
                rows: TopicRows = end.value
                return rows
            finally:
                self._seconds += perf_counter() - began
