"""What was redacted before: to look through a recording again for each view of it would take the time of its size."""

from __future__ import annotations

from threading import Lock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

__all__ = ["KeptCaptures"]

_T = TypeVar("_T")

_MOST = 256
"""Captures whose redacted copy is kept: more than a screen shows, and few beside those that are in memory anyway."""


class KeptCaptures:
    """Redacted copies of captures, each for as long as its capture lives; of many, those that were asked for last.

    Captures never change, so that a copy stays right.
    """

    def __init__(self) -> None:
        self._copies: WeakKeyDictionary[object, object] = WeakKeyDictionary()
        self._lock = Lock()  # verdicts and views may be worked out in threads

    def get(self, capture: _T) -> _T | None:
        """The copy of a capture; None where it is not kept."""
        with self._lock:
            copy = self._copies.pop(capture, None)
            if copy is not None:
                self._copies[capture] = copy  # now the last one asked for
        return cast("_T | None", copy)

    def put(self, capture: _T, copy: _T) -> None:
        """Keep the copy of a capture."""
        with self._lock:
            self._copies[capture] = copy
            while len(self._copies) > _MOST:
                oldest = next(iter(self._copies), None)
                if oldest is None:
                    break
                del self._copies[oldest]
