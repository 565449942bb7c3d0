"""Differences with what explains them, looked for when the verdict is made and within limits of its own."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.engine.neighbours import settle
from contractlab.formats.pact.matching.leftover_notes import with_leftover_notes
from contractlab.formats.pact.matching.optional_notes import with_optional_notes
from contractlab.formats.pact.predicates.regexes import regex_budget
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.mismatch import Mismatch

__all__ = ["explained"]

_SECONDS = 0.25
"""For the patterns that are asked on the way; the verdict has had its own time."""


def explained(mismatches: Sequence[Mismatch], version: str | None) -> list[Mismatch]:
    """Differences with the nearest item, the order, the key that a value was compared with, and what allows null.

    Parameters
    ----------
    mismatches : sequence of Mismatch
    version : str or None
        Of the specification, where a provider's answer was checked: what it may leave out, a contract can say.
    """
    if not mismatches:
        return []
    with PausedCollection(), regex_budget(_SECONDS):
        settled = settle(mismatches)
    noted = settled if version is None else with_optional_notes(settled, version)
    return with_leftover_notes(noted)
