"""One block that cannot be drawn does not take the page along: its place says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from contractlab.values.internal import keep_fault
from contractlab.views.model import Block, Paragraph, chip, line

__all__ = ["broken_block", "guarded"]

_P = ParamSpec("_P")


def broken_block(error: Exception) -> Paragraph:
    """What stands where a block cannot be drawn."""
    sentence = keep_fault(error, "this part cannot be drawn")
    return Paragraph(line(chip("error"), " ", f"{sentence[:1].upper()}{sentence[1:]}."), "sentence")


def guarded(build: Callable[_P, list[Block]]) -> Callable[_P, list[Block]]:
    """Make a builder of blocks give one that says so where it goes wrong; every builder of a list has this.

    Parameters
    ----------
    build : callable
    """

    @wraps(build)
    def build_guarded(*args: _P.args, **kwargs: _P.kwargs) -> list[Block]:
        try:
            return build(*args, **kwargs)
        except Exception as error:
            return [broken_block(error)]

    return build_guarded
