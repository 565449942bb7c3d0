"""One item of a list that cannot be drawn does not take the list along: its place says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from contractlab.errors import ContractLabError
from contractlab.values.internal import keep_fault
from contractlab.values.text import shorten, visible

__all__ = ["drawn"]

_Row = TypeVar("_Row")


def drawn(draw: Callable[[], _Row], instead: Callable[[str], _Row], what: str = "this row") -> _Row:
    """What `draw` gives; where it goes wrong, what `instead` makes of a sentence that says so.

    Parameters
    ----------
    draw : callable
    instead : callable
        Takes the sentence; it must need nothing of what `draw` looks at.
    what : str
        What cannot be drawn: ``"this row"``.
    """
    try:
        return draw()
    except ContractLabError as error:
        return instead(shorten(str(error).strip(), 300))
    except Exception as error:
        sentence = visible(keep_fault(error, f"{what} cannot be drawn"))
        return instead(f"{sentence[:1].upper()}{sentence[1:]}.")
