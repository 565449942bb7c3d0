"""Checks of a desk that take long: made a slice at a time, so that a screen can say how far they are and stop them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contractlab.verification.matrix import Matrix
from contractlab.widgets.desk.protocol import ChecksAnswer, ChecksJson
from contractlab.widgets.desk_protocol import DeskProtocol
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

    Attributes
    ----------
    awaited : bool
        True while the view shows less than there will be.
    showed_glimpse : bool
        True if nothing else was shown before.
    """

    def __init__(self, desk: DeskProtocol, refresh: Callable[[], None]) -> None:
        self._desk, self._refresh = desk, refresh
        self.awaited = self.showed_glimpse = False

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
        if gradual.go_on(_SLICE):
            self._desk.checks.end()
            return True
        self.awaited = True
        return False

    def shown(self) -> None:
        """Hear that the view shows what was checked."""
        self.awaited = self.showed_glimpse = False

    @property
    def operations(self) -> Mapping[str, Operation]:
        """What a screen may ask for."""
        return {"go_on": self._go_on, "cancel_checks": self._end, "check_rest": self._check_rest}

    def _go_on(self, message: Message) -> ChecksAnswer:
        gradual = self._desk.checks.gradual
        if gradual is not None and not gradual.go_on(_SLICE):
            return {"checks": checks_json(self._desk)}
        return self._end(message)

    def _end(self, _message: Message) -> ChecksAnswer:
        """Keep what was checked as it is."""
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
    if gradual is not None:
        left = round(max(gradual.seconds_left, 1))
        return {"done": gradual.work.done, "total": gradual.work.total, "seconds": left, "running": True}
    if reached is not None:
        return {"done": len(reached), "total": len(desk.captures), "seconds": 0, "running": False}
    return None
