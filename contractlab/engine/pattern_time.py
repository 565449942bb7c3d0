"""Processor time that the slow patterns of many checks may take together.

One check bounds its own patterns. Fifty recordings that are compared with fifty examples make 2,500 checks, so that who
makes many has one `PatternTime` for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import current_limits
from contractlab.values.reasons import ReasonCode
from contractlab.values.text import shorten_middle

__all__ = ["PatternTime", "current_pattern_time", "shared_pattern_time"]

CHECKS = 1.5
"""How often all may take what one check may: `limits(regex_seconds=…)` raises both."""
SLOW_MATCH = 0.002
"""Seconds from which on a match counts: others are quick, however many there are."""
_SLOW_PATTERN = 0.02
_AFTERWARDS = 0.001
"""What a match may take once the time is used up: a pattern that is slow for one text is quick for most others."""
_TRIALS = 0.5
"""What all such matches of slow patterns may take together; then they are not asked any more."""


class PatternTime:
    """Processor time that was used by slow matches, and the patterns that used it.

    Parameters
    ----------
    seconds : float, optional
        What all may take together; by default one check's, and half of it again. Then a match may take a millisecond,
        so that what is quick keeps its verdict; and at last a pattern that was slow is not asked any more.
    """

    __slots__ = ("_left", "_used_by", "seconds")

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = self._left = CHECKS * current_limits().regex_seconds if seconds is None else seconds
        self._used_by: dict[str, float] = {}

    def allowed(self, pattern: str) -> float:
        """Seconds that a match may take now.

        Raises
        ------
        CannotCheck
            If the time is used up, by this pattern among others.
        """
        if self._left > 0:
            return self._left
        if self._left < -_TRIALS and self._used_by.get(pattern, 0.0) >= _SLOW_PATTERN:
            raise self.used_up(pattern)
        return _AFTERWARDS

    def use(self, pattern: str, seconds: float, *, ended: bool) -> None:
        """Take off what a slow match took; `ended` is False where it was stopped."""
        self._left -= seconds
        self._used_by[pattern] = self._used_by.get(pattern, 0.0) + (seconds if ended else max(seconds, _SLOW_PATTERN))

    def used_up(self, pattern: str) -> CannotCheck:
        """Why a pattern is not asked any more."""
        shown = shorten_middle(pattern, 80)
        return CannotCheck(
            f"the regular expression {shown} is slow, and those of all checks together took {self.seconds:g} s",
            ReasonCode.LIMIT,
        )


_SHARED: ContextVar[PatternTime | None] = ContextVar("pattern_time", default=None)


def current_pattern_time() -> PatternTime | None:
    """The time that the checks made here share; None where each stands alone."""
    return _SHARED.get()


@contextmanager
def shared_pattern_time(time: PatternTime | None = None) -> Iterator[PatternTime]:
    """Make checks that share their time for slow patterns; within another one that one holds.

    Parameters
    ----------
    time : PatternTime, optional
        One to go on with.
    """
    shared = _SHARED.get()
    if shared is not None:
        yield shared
        return
    shared = PatternTime() if time is None else time
    token = _SHARED.set(shared)
    try:
        yield shared
    finally:
        _SHARED.reset(token)
