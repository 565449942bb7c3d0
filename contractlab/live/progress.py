"""What a live run shows while it goes on: a line that changes in a terminal or notebook, one for each contract in CI.

Nothing is shown of runs that take no time, and nothing that a provider says.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from contractlab.contracts.contract import Contract, Example
from contractlab.values.progress import Teller, choose_teller
from contractlab.values.text import shorten
from contractlab.verification.results import Result

__all__ = ["Progress"]

_AFTER = 1.0
"""Seconds after which the first line is shown."""
_AGAIN = 0.1
"""Seconds between two lines."""
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
        self._done = self._bad = 0
        self._began = time.monotonic()
        self._next = self._began + _AFTER
        self._teller: Teller | None = choose_teller()
        self._shown = False
        self._by_contract = self._teller is None and bool(os.environ.get("CI"))
        self._contract: Contract | None = None
        self._of_contract = [0, 0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end_contract(None)
        if self._shown and self._teller is not None:
            self._teller.end("")

    def begin(self, example: Example) -> None:
        """An example is about to be asked for."""
        if example.contract is not self._contract:
            self._end_contract(example.contract)
        now = time.monotonic()
        if self._teller is None or now < self._next:
            return
        self._next = now + _AGAIN
        states = f", given {', '.join(state.name for state in example.states)}" if example.states else ""
        bad = f", {self._bad:,} not passed" if self._bad else ""
        seconds = now - self._began
        text = f"{self._done + 1:,}/{self._count:,} {seconds:,.0f} s{bad}: {example.description}{states}"
        self._teller.tell(shorten(text, _WIDTH))
        self._shown = True

    def end(self, result: Result) -> None:
        """An example has its result."""
        self._done += 1
        self._bad += result.breaks
        self._of_contract[0] += 1
        self._of_contract[1] += result.breaks

    def _end_contract(self, following: Contract | None) -> None:
        done, bad = self._of_contract
        if self._by_contract and self._contract is not None and done:
            seconds = time.monotonic() - self._began
            verdict = f"{bad:,} not passed" if bad else "all passed"
            extent = "1 example" if done == 1 else f"{done:,} examples"
            label = shorten(self._contract.label, 80)
            print(f"{label}: {extent}, {verdict}, {seconds:,.1f} s", file=sys.stderr)
        self._contract, self._of_contract = following, [0, 0]
