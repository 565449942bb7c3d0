"""How a contract says that a value may be null or absent, in sentences: the ways that each version truly has.

Source: the Rust core of pact-python 4.2.0, asked about each way in files of each version. Two examples always work: an
example that has null asks for null, one that lacks a key asks nothing of it. Rules are combined by OR since V3, and are
asked of scalars alone: where the example is an object or an array, the core compares kinds first. In V2 a pattern is
asked of null as of the text ``null``. No rule makes one key optional; some free all keys of an object.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, general_path
from contractlab.values.sentences import Span, code
from contractlab.values.text import json_kind

__all__ = ["with_optional_notes"]

_TWO = "two examples, each with a state of its own"
_ELSEWHERE = frozenset({"same_items", "found_at", "nearest_item"})
_PARTS = frozenset({"body", "contents"})
_OF_NO_VALUE = frozenset({"each-key", "extra-key", "variant"})
"""Differences that compare no value with one of the example: a key, or an array of which none fits."""


def with_optional_notes(mismatches: Sequence[Mismatch], version: str) -> list[Mismatch]:
    """Differences of an answer, with what to do where null or nothing came in place of a value.

    Parameters
    ----------
    mismatches : sequence of Mismatch
    version : str
        Of the specification, as the contract names it.
    """
    noted: list[Mismatch] = []
    places: set[tuple[str, str]] = set()
    for mismatch in mismatches:
        described = _with_note(mismatch, version)
        if described.remark:
            # Of thousands of items in which the same is missing, the first tells it.
            place = (mismatch.code, general_path(mismatch.tokens))
            described = mismatch if place in places else described
            places.add(place)
        noted.append(described)
    return noted


def _with_note(mismatch: Mismatch, version: str) -> Mismatch:
    # Among items in another order null is no value that is sometimes missing.
    if mismatch.part not in _PARTS or not mismatch.tokens or mismatch.facts.keys() & _ELSEWHERE:
        return mismatch
    if mismatch.code in _OF_NO_VALUE:
        return mismatch
    if mismatch.code == "missing-key":
        # A key with another name beside it was renamed, most likely.
        spans = [] if "nearest" in mismatch.facts else _absent(mismatch, version)
    elif mismatch.actual is not MISSING and (mismatch.actual is None) != (mismatch.expected is None):
        spans = _null(mismatch, version)
    elif _refuses_objects(mismatch):
        text = " combines with AND on an object, whatever the file says, and refuses every one. Where null is right: "
        spans = [("text", "Rule "), code("null"), ("text", f"{text}{_TWO}.")]
    else:
        return mismatch
    return replace(mismatch, remark=tuple(spans)) if spans else mismatch


def _null(mismatch: Mismatch, version: str) -> list[Span]:
    rule = mismatch.rule
    kind = json_kind(mismatch.expected if mismatch.actual is None else mismatch.actual)
    spans: list[Span] = [("text", f"If null is right at times: {_TWO}")]
    asked = rule is not None and any(map(_allows_null, (rule.name, *rule.combined.split(" OR "))))
    if kind in ("object", "array"):
        return [*spans, ("text", "." if asked else f"; no rule allows both null and an {kind}.")]
    if asked:
        return []  # somebody knows the way, and the sentence says what is in it
    if version < "2.0":
        return [*spans, ("text", "; V1 has no rules.")]
    if version < "3.0":
        pattern = code("null|.*")
        return [
            *spans,
            ("text", ", or a pattern such as "),
            pattern,
            ("text", ": the Rust core asks it of null as text."),
        ]
    name = "type" if rule is None or MATCHERS.of(rule.name).wording.exact else rule.name
    return [*spans, ("text", ", or rules "), code(name), ("text", " and "), code("null"), ("text", " combined by OR.")]


def _allows_null(name: str) -> bool:
    return MATCHERS.of(name).wording.allows_null


def _refuses_objects(mismatch: Mismatch) -> bool:
    """True for an object that a rule for null was asked of: a map needs all of its rules (pact_matching)."""
    return mismatch.rule is not None and isinstance(mismatch.actual, dict) and _allows_null(mismatch.rule.name)


def _absent(mismatch: Mismatch, version: str) -> list[Span]:
    spans: list[Span] = [("text", "If it may be absent: two examples, one without it, each with a state of its own")]
    if version < "3.0":
        return [*spans, ("text", "; no rule makes a key optional.")]
    name = "values" if version < "4.0" else "eachValue"
    place = code(general_path(mismatch.tokens[:-1]))
    return [*spans, ("text", "; rule "), code(name), ("text", " at "), place, ("text", " would free all keys there.")]
