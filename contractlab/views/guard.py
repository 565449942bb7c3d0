"""One block that cannot be drawn does not take the page along: its place says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

from contractlab.values.internal import LostItem, keep_fault
from contractlab.views.model import Block, Bullets, Paragraph, chip, faint, line, strong
from contractlab.views.words import cut

__all__ = ["broken_block", "guarded", "lost_blocks"]

_P = ParamSpec("_P")


def broken_block(error: Exception) -> Paragraph:
    """What stands where a block cannot be drawn."""
    sentence = keep_fault(error, "this part cannot be drawn")
    return Paragraph(line(chip("error"), " ", f"{sentence[:1].upper()}{sentence[1:]}."), "sentence")


_LOST = 10
_NAMED = 3


def lost_blocks(lost: Sequence[LostItem]) -> list[Block]:
    """What a fault of contractlab left out of an answer; nothing where all is there.

    Parameters
    ----------
    lost : sequence of LostItem
    """
    if not lost:
        return []
    names = [cut(each.name, 60) for each in lost[:_NAMED]]
    more = f" and {len(lost) - _NAMED:,} more" if len(lost) > _NAMED else ""
    whole = "Everything else is here." if len(lost) == 1 else f"Everything but these {len(lost):,} is here."
    title = line(chip("error"), " ", strong(f"Left out: {', '.join(names)}{more}. "), whole)
    rows = [line(cut(each.name, 100), faint(f" {cut(each.sentence, 200)}")) for each in lost[:_LOST]]
    if len(lost) > _LOST:
        rows.append(line(faint(f"… {len(lost) - _LOST:,} more: .lost")))
    return [Paragraph(title, "sentence"), Bullets(tuple(rows))]


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
