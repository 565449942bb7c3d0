"""What is being done for an example, step by step: for whoever looks on, and to be shown beside its result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from contractlab.values.display import quiet
from contractlab.values.text import shorten

__all__ = ["REQUEST", "StateStep", "StepLog", "doing_words"]

REQUEST = "request"
"""The action between the last setup and the first teardown."""


@quiet
@dataclass(frozen=True, slots=True)
class StateStep:
    """One thing that was done for an example.

    Attributes
    ----------
    action : str
        ``"setup"``, ``"request"`` or ``"teardown"``.
    state : str
        Name of the state; empty for a request, and for what is done around every example.
    seconds : float
    failed : bool
    """

    action: str
    state: str
    seconds: float
    failed: bool = False


def doing_words(action: str, state: str) -> str:
    """What is being done for an example, in words; empty before anything is."""
    if action == REQUEST:
        return "waiting for the answer"
    name = f"state {shorten(state, 60)}" if state else "what is around every example"
    return {"setup": name, "teardown": f"undoing {name}"}.get(action, "")


class StepLog:
    """Steps of the example that is being asked for.

    Parameters
    ----------
    heard : callable, optional
        Called before each step with its action and the name of its state.
    """

    def __init__(self, heard: Callable[[str, str], None] | None = None) -> None:
        self._heard = heard
        self._steps: list[StateStep] = []

    def take(self) -> tuple[StateStep, ...]:
        """The steps since this was asked last."""
        steps = tuple(self._steps)
        self._steps.clear()
        return steps

    @contextmanager
    def step(self, action: str, state: str = "") -> Iterator[None]:
        """Around a step: it failed if something is raised."""
        if self._heard is not None:
            self._heard(action, state)
        began = time.perf_counter()
        failed = True
        try:
            yield
            failed = False
        finally:
            self._steps.append(StateStep(action, state, time.perf_counter() - began, failed))

    def failed(self) -> None:
        """Say that the last step failed after all: what it gave cannot be used."""
        if self._steps:
            last = self._steps[-1]
            self._steps[-1] = StateStep(last.action, last.state, last.seconds, True)
