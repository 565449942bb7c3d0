"""What a live run shows while it goes on: a line that changes in a terminal or notebook, one for each contract in CI.

Nothing is shown of runs that take no time, and nothing that a provider says.
"""

from __future__ import annotations

import contextvars
import os
import sys
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from contractlab.contracts.contract import Contract, Example
from contractlab.live.state_steps import doing_words
from contractlab.values.progress import Teller, choose_teller
from contractlab.values.text import shorten
from contractlab.verification.results import Result

__all__ = ["Progress"]

_AFTER = 1.0
"""Seconds after which the first line is shown."""
_AGAIN = 0.1
"""Seconds between two lines."""
_TICK = 0.5
"""Seconds after which the line is shown again although nothing has changed: who waits sees that it is waited."""
_WIDTH = 100
_DEBUGGERS = frozenset({"bdb", "pdb", "ipdb", "IPython.core.debugger", "IPython.terminal.debugger"})


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
        self._description = self._doing = ""
        self._since = self._began
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._caller = threading.get_ident()
        self._ticker: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self._teller is not None:
            # Notebooks know by the context below which cell a line belongs.
            run = contextvars.copy_context().run
            self._ticker = threading.Thread(target=run, args=(self._tick,), name="contractlab progress", daemon=True)
            self._ticker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        if self._ticker is not None:
            self._ticker.join()
        self._end_contract(None)
        if self._shown and self._teller is not None:
            self._teller.end("")

    def begin(self, example: Example) -> None:
        """An example is about to be asked for."""
        if example.contract is not self._contract:
            self._end_contract(example.contract)
        self._description = example.description
        self.step("", "")

    def step(self, action: str, state: str) -> None:
        """Something is about to be done for it, as `StepLog` tells it."""
        self._doing, self._since = doing_words(action, state), time.monotonic()
        self._show()

    def _tick(self) -> None:
        while not self._over.wait(_TICK):
            if not _is_debugging(self._caller):
                self._show()

    def _show(self) -> None:
        now = time.monotonic()
        if self._teller is None or now < self._next or not self._description:
            return
        with self._lock:
            self._next = now + _AGAIN
            bad = f", {self._bad:,} not passed" if self._bad else ""
            waited = now - self._since
            lasts = f" for {waited:,.0f} s" if self._doing and waited >= 1 else ""
            doing = f", {self._doing}{lasts}" if self._doing else ""
            head = f"{self._done + 1:,}/{self._count:,} {now - self._began:,.0f} s{bad}: "
            room = max(_WIDTH - len(head) - len(doing), 30)
            self._teller.tell(f"{head}{shorten(self._description, room)}{doing}")
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


def _is_debugging(thread: int) -> bool:
    """True while somebody types into a debugger in a thread; a line of progress would run over what they type."""
    frame = sys._current_frames().get(thread)
    while frame is not None:
        if str(frame.f_globals.get("__name__")) in _DEBUGGERS:
            return True
        frame = frame.f_back
    return False
