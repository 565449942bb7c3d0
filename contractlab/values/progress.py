"""How far long work is, told without knowing who draws it; what is cancelled keeps what was done.

The front door puts one loader into the slot below. Work that is short is never told.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Protocol

__all__ = ["Teller", "Work", "choose_teller", "install_progress"]

_PATIENCE = 1.0
"""Seconds of work before progress is shown."""

_PACE = 0.25
"""Seconds between two lines."""


class Teller(Protocol):
    """Shows one line that changes."""

    def tell(self, text: str) -> None:
        """Show a text in place of the last one."""
        ...

    def end(self, text: str) -> None:
        """Show the last text, which may stay or go."""
        ...


_chooser: Callable[[], Teller | None] | None = None


def install_progress(chooser: Callable[[], Teller | None]) -> None:
    """Say who tells: `chooser` is called where work has taken a second, and gives None where nobody looks on."""
    global _chooser
    _chooser = chooser


def choose_teller() -> Teller | None:
    """Who tells; None where nobody looks on."""
    return None if _chooser is None else _chooser()


class Work:
    """Counts what is done of work that may take long.

    Parameters
    ----------
    total : int
        Steps in all.
    noun : str
        What a step is, in the plural: ``"checks"``.
    clock : callable, optional
        Gives seconds.

    Attributes
    ----------
    done : int
    cancelled : bool
        Set by who stops early and keeps what was done.
    """

    def __init__(self, total: int, noun: str, *, clock: Callable[[], float] = perf_counter) -> None:
        self.total = total
        self.noun = noun
        self.done = 0
        self.cancelled = False
        self._clock = clock
        self._began = clock()
        self._next = self._began + _PATIENCE
        self._teller: Teller | None = None

    def step(self) -> None:
        """Count one step."""
        self.done += 1
        now = self._clock()
        if now < self._next:
            return
        if self._teller is None:
            self._teller = choose_teller()
        # Where nobody looks on now, nobody will: the clock alone is asked from here on.
        self._next = now + _PACE if self._teller is not None else float("inf")
        if self._teller is not None:
            self._teller.tell(self.sentence(now))

    def sentence(self, now: float) -> str:
        """``1,200 of 9,000 checks, about 4 s left``."""
        left = (now - self._began) / max(self.done, 1) * (self.total - self.done)
        rest = f"{left / 60:,.0f} min" if left >= 100 else f"{max(left, 1):.0f} s"
        return f"{self.done:,} of {self.total:,} {self.noun}, about {rest} left; interrupting keeps what is done"

    def end(self) -> None:
        """Take the line away, or leave the last one."""
        if self._teller is None:
            return
        seconds = self._clock() - self._began
        if self.cancelled:
            self._teller.end(f"Interrupted after {self.done:,} of {self.total:,} {self.noun}. What was done is kept.")
        else:
            self._teller.end(f"{self.total:,} {self.noun} in {seconds:,.1f} s.")
        self._teller = None
