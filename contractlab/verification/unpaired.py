"""Captures that match no example: the nearest one, and every difference from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from contractlab.captures import AnyCapture, MessageCapture, Redaction
from contractlab.contracts.contract import Example
from contractlab.engine.pattern_time import PatternTime, shared_pattern_time
from contractlab.values.display import Shown
from contractlab.values.mismatch import Mismatch
from contractlab.values.pickling import lasting_state
from contractlab.values.result import MatchResult
from contractlab.verification.check_pair import check_capture, pairing_dialect
from contractlab.verification.nearest import nearest_examples

__all__ = ["Unpaired", "message_check"]

_NEAREST_CANDIDATES = 40
"""How many examples are compared in full when the nearest is looked for."""


def message_check(example: Example, capture: MessageCapture) -> MatchResult:
    """The check that says whose a message is: of the one that was answered, else of the message itself."""
    dialect = pairing_dialect(example)
    if capture.request is not None:
        return example.check_message(capture.request, part="request", dialect=dialect)
    result = check_capture(example, capture, dialect)
    return MatchResult("error") if result is None else result


class Unpaired(Shown):
    """A capture that matches no example; it fails nothing.

    Attributes
    ----------
    capture : Capture or MessageCapture
    note : str
        Why, where the recording named an example that does not exist.
    redaction : Redaction or None
        What views must not show; the run that it belongs to says it.
    """

    redaction: Redaction | None = None

    def __init__(
        self, capture: AnyCapture, examples: Sequence[Example], note: str = "", time: PatternTime | None = None
    ) -> None:
        self.capture = capture
        self.note = note
        self._time = time  # what slow patterns took when captures were paired
        self._examples = examples

    def __getstate__(self) -> dict[str, Any]:
        return lasting_state(self)

    @cached_property
    def _nearest(self) -> tuple[Example | None, tuple[Mismatch, ...]]:
        with shared_pattern_time(self._time):
            return self._find_nearest()

    def _find_nearest(self) -> tuple[Example | None, tuple[Mismatch, ...]]:
        if isinstance(self.capture, MessageCapture):
            return self._nearest_message(self.capture)
        request = self.capture.relative_request
        near = nearest_examples(
            request,
            self._examples,
            lambda example: example.check_request(request, dialect=pairing_dialect(example)),
            counting=_deciding,
        )
        return (near[0].example, near[0].mismatches) if near else (None, ())

    def _nearest_message(self, capture: MessageCapture) -> tuple[Example | None, tuple[Mismatch, ...]]:
        candidates = [example for example in self._examples if example.kind == capture.kind][:_NEAREST_CANDIDATES]
        checked = [(example, message_check(example, capture).mismatches) for example in candidates]
        near = [pair for pair in checked if pair[1]]
        return min(near, key=lambda pair: len(pair[1])) if near else (None, ())

    @property
    def nearest(self) -> Example | None:
        """The example that comes nearest; None where there is none at all."""
        return self._nearest[0]

    @property
    def differences(self) -> tuple[Mismatch, ...]:
        """What keeps the recording from being of the nearest example; headers never do, so they are left out."""
        return self._nearest[1]

    def __repr__(self) -> str:
        return f"<Unpaired {self.capture.label}>"


def _deciding(mismatches: tuple[Mismatch, ...]) -> tuple[Mismatch, ...]:
    kept = tuple(mismatch for mismatch in mismatches if mismatch.part != "headers")
    return kept or mismatches
