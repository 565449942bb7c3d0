"""Candidates for a cause, by what kind of place it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contractlab.editing.repair_beside import named_candidates, status_candidates, word_candidates
from contractlab.editing.repair_bodies import body_candidates
from contractlab.editing.repair_ground import Spot
from contractlab.editing.repair_kinds import Candidate

__all__ = ["BODIES", "candidates_for"]

BODIES = frozenset({"body", "contents"})
_NAMED = frozenset({"headers", "query", "metadata"})


def candidates_for(spots: Sequence[Spot], field: str, kinds: Mapping[int, frozenset[str]]) -> Iterator[Candidate]:
    """Candidates for a cause, by what kind of place it is about.

    Parameters
    ----------
    spots : sequence of Spot
        Where the cause is, the one that is looked at first; not empty.
    field : str
        What the place is called.
    kinds : mapping of int to frozenset of str
        By the number of a spot, the kinds of values that came there.
    """
    first = spots[0].mismatches[0]
    if first.part in BODIES:
        yield from body_candidates(spots, field, kinds)
    elif first.part == "status":
        yield from status_candidates(spots)
    elif first.part in _NAMED:
        yield from named_candidates(spots, field)
    elif first.part in ("content-type", "method", "path"):
        yield from word_candidates(spots, first.part)
