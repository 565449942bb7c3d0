"""Checks of a desk that take long: made a slice at a time, so that a screen can say how far they are and stop them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from time import perf_counter

from contractlab.values.gc_pause import PausedCollection
from contractlab.verification.matrix import Matrix
from contractlab.widgets.desk.protocol import ChecksAnswer, ChecksJson
from contractlab.widgets.desk_protocol import DeskProtocol, previews_of
from contractlab.widgets.protocol import Message, Nothing
from contractlab.widgets.rpc import Operation

__all__ = ["ChecksInSlices", "checks_json"]

_SLICE = 0.25
"""Seconds of work between two looks at what a screen has asked in the meantime."""


class ChecksInSlices:
    """The checks that one view of a desk waits for.

    A kernel hears nothing while it works, so the screen asks for one slice after the other.

    Parameters
    ----------
    desk : DeskProtocol
    refresh : callable
        Lets the view begin again.
    prepare : callable
        Makes, in pieces that are short, what the view will show of a matrix.

    Attributes
    ----------
    awaited : bool
        True while the view shows less than there will be.
    showed_glimpse : bool
        True if nothing else was shown before.
    """

    def __init__(
        self, desk: DeskProtocol, refresh: Callable[[], None], prepare: Callable[[Matrix], Iterator[None]]
    ) -> None:
        self._desk, self._refresh, self._prepare = desk, refresh, prepare
        self._preparing: tuple[Matrix, Iterator[None]] | None = None
        self.awaited = self.showed_glimpse = False
        self._edits_awaited = False

    def first_sight(self) -> Matrix | None:
        """Begin; what is there to see after a first moment, None where that is everything."""
        if self.begin():
            return None
        self.showed_glimpse = True
        gradual = self._desk.checks.gradual
        return None if gradual is None else gradual.glimpse()

    def begin(self) -> bool:
        """Begin; True if a first moment was enough."""
        gradual = self._desk.checks.begin(self._desk.captures)
        if gradual is None:
            return True
        if gradual.go_on(_SLICE / 2):  # something is to be seen soon
            self._desk.checks.end()
            return True
        self.awaited = True
        return False

    def shown(self) -> None:
        """Hear that the view shows what was checked."""
        self.awaited = self.showed_glimpse = False
        self._preparing = None

    def edits_looked_at(self) -> bool:
        """True if what edits change was being looked at when this was asked last, and is no more."""
        before, self._edits_awaited = self._edits_awaited, any(not each.ready for each in previews_of(self._desk))
        return before and not self._edits_awaited

    @property
    def operations(self) -> Mapping[str, Operation]:
        """What a screen may ask for."""
        return {"go_on": self._go_on, "cancel_checks": self._end, "check_rest": self._check_rest}

    def _go_on(self, message: Message) -> ChecksAnswer:
        checks = self._desk.checks
        if checks.gradual is None:
            return self._go_on_with_edits()
        until = perf_counter() + _SLICE
        if not checks.gradual.go_on(_SLICE) or (self.awaited and not self._prepared(until)):
            return {"checks": checks_json(self._desk)}
        return self._end(message)

    def _prepared(self, until: float) -> bool:
        """Make what will be shown of the matrix; False if time is up before that."""
        matrix = self._desk.checks.upcoming
        if self._preparing is None or self._preparing[0] is not matrix:
            self._preparing = (matrix, chain(self._desk.checks.prepare(), self._prepare(matrix)))
        with PausedCollection():
            return not any(perf_counter() >= until for _ in self._preparing[1])

    def _go_on_with_edits(self) -> ChecksAnswer:
        left = [preview for preview in previews_of(self._desk) if not preview.ready]
        if not left or left[0].go_on(_SLICE):
            self._desk.history.tell()
        return {"checks": checks_json(self._desk)}

    def _end(self, _message: Message) -> ChecksAnswer:
        """Keep what was checked as it is."""
        if self._desk.checks.gradual is None:
            for preview in previews_of(self._desk):
                preview.stop()
        self._desk.checks.end()
        self._desk.history.tell()
        return {"checks": checks_json(self._desk)}

    def _check_rest(self, _message: Message) -> Nothing:
        self._desk.recheck()
        self._refresh()
        self._desk.history.tell()
        return {}


def checks_json(desk: DeskProtocol) -> ChecksJson | None:
    """How far the checks are, as the bar says it; None where all were made."""
    gradual, reached = desk.checks.gradual, desk.checks.reached
    previews = previews_of(desk)
    made = gradual or next((preview.gradual for preview in previews if not preview.ready), None)
    if made is not None:
        left = round(max(made.seconds_left, 1))
        return {"done": made.work.done, "total": made.work.total, "seconds": left, "running": True}
    if reached is not None:
        return {"done": len(reached), "total": len(desk.captures), "seconds": 0, "running": False}
    stopped = next((preview.stopped for preview in previews if preview.stopped is not None), None)
    if stopped is not None:
        return {"done": stopped.done, "total": stopped.total, "seconds": 0, "running": False}
    return None
