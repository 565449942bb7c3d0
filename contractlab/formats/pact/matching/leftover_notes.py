"""Differences at a matcher that a library left in the example, in a sentence: the contract asks for it as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contractlab.formats.pact.leftovers import MARKERS, leftover_name
from contractlab.values.mismatch import Mismatch
from contractlab.values.sentences import Span, code

__all__ = ["with_leftover_notes"]

_KEYS = frozenset({*MARKERS, "json_class"})


def with_leftover_notes(mismatches: Sequence[Mismatch]) -> list[Mismatch]:
    """Differences, with the word that the example holds what should have been a rule.

    Parameters
    ----------
    mismatches : sequence of Mismatch
    """
    return [_with_note(mismatch) for mismatch in mismatches]


def _with_note(mismatch: Mismatch) -> Mismatch:
    name = _left(mismatch)
    if name is None:
        return mismatch
    spans: list[Span] = [
        ("text", "The example holds "),
        code(name),
        ("text", ", which a library left there: define the "),
    ]
    return replace(
        mismatch, remark=(*spans, ("text", "contract anew, or write the value here and the rule beside it."))
    )


def _left(mismatch: Mismatch) -> str | None:
    """What was left where the difference is; None for an ordinary example."""
    if mismatch.code == "missing-key":
        key = mismatch.tokens[-1] if mismatch.tokens else ""
        if key in _KEYS and (key != "json_class" or leftover_name({"json_class": mismatch.expected}) is not None):
            return str(key)
    words = leftover_name(mismatch.expected) if isinstance(mismatch.expected, dict) else None
    return None if words is None else words.rpartition(": ")[0]
