"""Work in pieces, so that whoever waits for it is heard in between: a generator that returns what it made."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

__all__ = ["last_of"]

T = TypeVar("T")


def last_of(steps: Generator[None, None, T]) -> T:
    """What pieces of work make, all done in one go.

    Parameters
    ----------
    steps : generator
        Yields after each piece, and returns what was made.
    """
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: T = end.value
            return made
