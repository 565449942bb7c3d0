"""What a live run shows while it goes on: one line that changes in a terminal, one for each contract elsewhere.

Nothing is shown of short runs, and nothing that a contract or a provider says but names of examples.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from contractlab.contracts.contract import Example
from contractlab.values.text import shorten
from contractlab.verification.results import Result

__all__ = ["Progress"]

_AFTER = 1.0
"""Seconds after which the first line is shown."""
_WIDTH = 100


class Progress:
    """The line; used as a context, it is gone at the end.

    Parameters
    ----------
    examples : sequence of Example
        All that will be asked for.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self._count = len(examples)
        self._done = 0
        self._bad = 0
        self._began = time.monotonic()
        self._shown = False
        self._live = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._shown:
            print(f"\r{' ' * _WIDTH}\r", end="", file=sys.stderr, flush=True)

    def begin(self, example: Example) -> None:
        """An example is about to be asked for."""
        seconds = time.monotonic() - self._began
        if not self._live or seconds < _AFTER:
            return
        states = f", given {', '.join(state.name for state in example.states)}" if example.states else ""
        bad = f", {self._bad:,} not passed" if self._bad else ""
        text = f"{self._done + 1:,}/{self._count:,} {seconds:,.0f} s{bad}: {example.description}{states}"
        print(f"\r{shorten(text, _WIDTH):<{_WIDTH}}", end="", file=sys.stderr, flush=True)
        self._shown = True

    def end(self, result: Result) -> None:
        """An example has its result."""
        self._done += 1
        self._bad += result.breaks
