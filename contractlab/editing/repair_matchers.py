"""Looser matchers for a value: those that take every kind that came back, and the example too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contractlab.contracts import match
from contractlab.contracts.match import Matcher
from contractlab.contracts.vocabulary import STATUS_CLASSES
from contractlab.values.rule import DecidingRule

__all__ = ["exact_kind_matcher", "looser_lengths", "looser_matchers", "status_classes"]

Worded = tuple[Matcher, str]
"""A matcher with what it asks for, in words."""

_ANY_TEXT = r"[\s\S]*"
_MOST_KINDS = 3
_NUMBERS = frozenset({"integer", "decimal"})


def _alone(kinds: frozenset[str]) -> Iterator[Worded]:
    """Matchers that take values of these kinds alone, the most telling first; null is none of them."""
    if kinds == {"integer"}:
        yield match.integer(), "any integer"
    if kinds and kinds <= _NUMBERS:
        yield match.number(), "any number"
        yield match.like(), "any number"
    elif kinds == {"boolean"}:
        yield match.boolean(), "true or false"
        yield match.like(), "true or false"
    elif kinds == {"string"}:
        yield match.like(), "any string"
    elif kinds == {"object"}:
        yield match.like(), "any object with these keys"
    elif kinds and kinds <= {"array", "empty array"}:
        yield match.each_like(), "any number of items"


def looser_matchers(kinds: Iterable[str]) -> list[Worded]:
    """Matchers for a value that is of several kinds at times; the first that a contract's version can say is meant.

    Parameters
    ----------
    kinds : iterable of str
        As `observations.kind_of` names them.
    """
    several = frozenset(kinds)
    plain = several - {"null"}
    made = list(_alone(plain))
    if not made and 1 < len(plain) <= _MOST_KINDS and plain <= _NUMBERS | {"string", "boolean"}:
        numbers, others = plain & _NUMBERS, sorted(plain - _NUMBERS)
        parts = [next(_alone(numbers))] if numbers else []
        parts += [(match.boolean(), "true or false") for kind in others if kind == "boolean"]
        parts += [(match.regex(regex=_ANY_TEXT), "any string") for kind in others if kind == "string"]
        made = [(match.any_of(*(part for part, _ in parts)), " or ".join(words for _, words in parts))]
    if "null" not in several:
        return made
    return [(match.any_of(match.null(), matcher), f"null or {words}") for matcher, words in made]


def looser_lengths(rule: DecidingRule | None, counts: Iterable[int]) -> list[Worded]:
    """A matcher for an array whose length is other than asked for.

    Parameters
    ----------
    rule : DecidingRule or None
        That of the array.
    counts : iterable of int
        Lengths that are to be accepted.
    """
    lengths = sorted(counts)
    if not lengths:
        return []
    bounds: dict[str, Any] = {} if rule is None else {k: v for k, v in rule.args.items() if k in ("min", "max")}
    most = bounds.get("max")
    kept = {} if most is None or lengths[-1] > most else {"max": most}
    if lengths[0]:
        least = min(lengths[0], bounds.get("min") or 1)
        words = f"at least {least:,} item" + ("s" if least > 1 else "")
        return [(match.each_like(min=least, **kept), words), (match.like(), "any number of items")]
    return [(match.each_like(**kept), "any number of items, none too"), (match.like(), "any number of items")]


def exact_kind_matcher(kind: str, value: Any) -> Worded | None:
    """The matcher for one kind alone, with an example; None where there is none for it."""
    if kind == "integer":
        return match.integer(value), "any integer"
    if kind == "decimal":
        return match.decimal(value), "any decimal number"
    if kind == "boolean":
        return match.boolean(value), "true or false"
    if kind == "string":
        return match.like(value), "any string"
    if kind == "null":
        return match.null(), "null"
    return None


def status_classes(expected: int, came: Iterable[int]) -> list[Worded]:
    """The class of statuses that holds the expected one and all that came, where one does."""
    statuses = {expected, *came}
    for name, group in STATUS_CLASSES.items():
        if all(status in group.codes for status in statuses):
            return [(match.status_code(name), group.words)]
    return []
