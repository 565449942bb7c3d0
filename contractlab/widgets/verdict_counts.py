"""Verdicts that edits would change, counted alike: both directions always, so that a zero is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from contractlab.editing.preview import Preview
from contractlab.widgets.protocol import VerdictCount

__all__ = ["change_tone", "count_changes", "counts_of_changes"]

_BAD = frozenset({"failed", "error", "not exercised"})
_ALWAYS = (("failed", "passed"), ("passed", "failed"))


def change_tone(before: str | None, after: str | None) -> str:
    """``better`` where a verdict becomes good, ``worse`` where it was, else ``other``."""
    was_good, is_good = (verdict is not None and verdict not in _BAD for verdict in (before, after))
    if is_good and not was_good:
        return "better"
    return "worse" if was_good and not is_good else "other"


def counts_of_changes(previews: Iterable[Preview]) -> list[VerdictCount]:
    """Changes of several contracts together.

    Returns
    -------
    list of dict
        ``failed → passed`` and ``passed → failed`` first, also where there are none; then the others by number.
    """
    counted: Counter[tuple[str | None, str | None]] = Counter()
    for preview in previews:
        counted.update(preview.counts())
    return count_changes(counted)


def count_changes(counted: Mapping[tuple[str | None, str | None], int]) -> list[VerdictCount]:
    """As `counts_of_changes`, of numbers by verdict before and after."""
    others = sorted((pair for pair in counted if pair not in _ALWAYS), key=lambda pair: (-counted[pair], str(pair)))
    return [
        {
            "text": f"{counted.get(pair, 0):,} {_word(pair[0])} → {_word(pair[1])}",
            "tone": change_tone(*pair),
            "number": counted.get(pair, 0),
        }
        for pair in (*_ALWAYS, *others)
    ]


def _word(verdict: str | None) -> str:
    return "nothing" if verdict is None else verdict
