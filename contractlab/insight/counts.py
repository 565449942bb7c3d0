"""How many wrong answers were stopped, let through, or were never asked about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from contractlab.insight.judged import Field, Outcome

__all__ = ["Counts"]


class Counts:
    """How many wrong answers ended how; what is asked weakly counts against the score, what nobody asks does not."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)

    def _count(self, outcome: Outcome) -> int:
        return sum(field.count(outcome) for field in self.fields)

    @cached_property
    def stopped(self) -> int:
        """Wrong answers that fail."""
        return self._count(Outcome.STOPPED)

    @cached_property
    def weakly(self) -> int:
        """Wrong answers that pass although something is asked there."""
        return self._count(Outcome.WEAKLY)

    @cached_property
    def never(self) -> int:
        """Wrong answers at places of which nothing is asked: no fault, by Postel's law."""
        return self._count(Outcome.NEVER)

    @property
    def total(self) -> int:
        """Wrong answers that were tried."""
        return self.stopped + self.weakly + self.never

    @property
    def asked(self) -> int:
        """Wrong answers at places of which something is asked."""
        return self.stopped + self.weakly

    @property
    def score(self) -> float:
        """Part of the asked ones that are stopped, 0 to 1; 1 where nothing is asked."""
        return self.stopped / self.asked if self.asked else 1.0

    @property
    def percent(self) -> int:
        """The score in whole per cent; 100 only where everything asked is stopped."""
        return 100 * self.stopped // self.asked if self.asked else 100
