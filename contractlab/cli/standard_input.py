"""``-`` in the place of a file: what comes in through standard input, which can be read once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

import click

__all__ = ["StandardInput", "refuse_standard_input", "standard_input", "with_standard_input"]

_READ = "contractlab.standard_input"


class StandardInput:
    """The bytes of standard input, to be loaded like an open file.

    Attributes
    ----------
    name : str
        What it is called on screen.
    data : bytes
    """

    name = "<stdin>"

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self) -> bytes:
        """All of it, as often as it is asked for."""
        return self.data


def standard_input() -> StandardInput:
    """Read it.

    Raises
    ------
    click.UsageError
        If it was read for something else already.
    """
    context = click.get_current_context()
    if context.meta.get(_READ):
        raise click.UsageError("- stands for standard input, which can be read once: name a file in the other places")
    context.meta[_READ] = True
    stream: TextIO | None = sys.stdin  # None where it was closed, `<&-` in a shell
    if stream is None:
        raise click.UsageError("- stands for standard input, and there is none here")
    return StandardInput(stream.buffer.read())


def with_standard_input(sources: Iterable[str]) -> list[str | StandardInput]:
    """Put standard input in the place of ``-``."""
    return [standard_input() if source == "-" else source for source in sources]


def refuse_standard_input(sources: Iterable[str], why: str) -> None:
    """Refuse ``-`` where it could not be read again.

    Raises
    ------
    click.UsageError
    """
    if "-" in sources:
        raise click.UsageError(f"- (standard input) cannot be given here: {why}; save it to a file and name that")
