"""What two versions of one value accept: more, less, others, or the same; decided by asking both.

Where a kind is asked for, values of every kind settle the question. A pattern cannot be settled by samples: of two
patterns it is said that they differ, and more only where one side takes any text at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from contractlab.contracts.registry import matcher_info
from contractlab.editing.change import Effect
from contractlab.editing.probing import TEXTS
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.rule import DecidingRule
from contractlab.values.sentences import Span, describe_expectation, status_text
from contractlab.values.text import json_kind, quote

__all__ = [
    "Length",
    "alike",
    "compare_values",
    "differs",
    "expectation",
    "expectation_kind",
    "length_of",
    "rule_of",
    "single",
]

_UNUSUAL = ("", "a", "Z9 é", "-7", "two\nlines", "[1]")


def _settled(rule: DecidingRule | None) -> bool:
    """True where values of every kind tell all there is to tell."""
    return rule is None or (matcher_info(rule.name).by_kind and not rule.combined)


def compare_values(
    old: Explained,
    new: Explained,
    old_accepts: Callable[[Any], bool],
    new_accepts: Callable[[Any], bool],
    probes: Iterable[Any],
) -> Effect:
    """Say what became of what a value may be.

    Parameters
    ----------
    old, new : Explained
        The value with its rule, before and after.
    old_accepts, new_accepts : callable
        From a value to whether that version takes it.
    probes : iterable
        What to ask both about.
    """
    gained = lost = False
    texts_before = texts_after = 0
    for probe in probes:
        before, after = old_accepts(probe), new_accepts(probe)
        gained, lost = gained or (after and not before), lost or (before and not after)
        if isinstance(probe, str) and probe in TEXTS:
            texts_before += before
            texts_after += after
    if gained and lost:
        return "other"
    differ = rule_of(old) != rule_of(new)
    if gained:
        return "less" if _settled(old.rule) or all(map(new_accepts, _UNUSUAL)) else "other"
    if lost:
        return "more" if _settled(new.rule) or all(map(old_accepts, _UNUSUAL)) else "other"
    open_ended = not (_settled(old.rule) and _settled(new.rule))
    return "other" if differ and open_ended and not texts_before == texts_after == len(TEXTS) else "same"


def differs(old: Explained, new: Explained) -> bool:
    """True if the example or the rule of a value is another."""
    return rule_of(old) != rule_of(new) or not alike(old.expected, new.expected)


def alike(left: Any, right: Any) -> bool:
    """True for equal values of one type: 1 is not 1.0, and not true."""
    return type(left) is type(right) and bool(left == right)


def rule_of(value: Explained) -> Any:
    """Name and arguments of the rule in force, to be compared."""
    return None if value.rule is None else (value.rule.name, dict(value.rule.args), value.rule.combined)


def single(value: Any) -> Any:
    """The value of a list of one."""
    return value[0] if isinstance(value, list | tuple) and len(value) == 1 else value


def expectation(part: str, value: Explained) -> list[Span]:
    """What is asked of a value, in the words that sentences of differences use."""
    rule, expected = value.rule, value.expected
    if isinstance(expected, list | tuple) and part in ("query", "headers") and len(expected) == 1:
        expected = expected[0]
    if part == "status" and rule is None:
        return [("text", status_text(expected))]
    if rule is None and part in ("headers", "path", "method"):
        return [("text", "exactly "), ("code", str(expected))]
    if json_kind(expected) in ("object", "array") and part in ("body", "contents"):
        noun = "an object" if json_kind(expected) == "object" else "an array"
        return [
            ("text", noun if rule is None else f"{noun} under the rule "),
            *([("code", rule.label)] if rule else []),
        ]
    if rule is not None and rule.combined:
        return [("text", "what the rules "), ("code", rule.combined), ("text", " accept, like "), _quoted(expected)]
    if rule is not None and matcher_info(rule.name).type_like and part not in ("body", "contents"):
        return [("text", "any value")]
    if rule is None:
        return describe_expectation(None, {}, expected)
    return describe_expectation(rule.name, rule.args, expected)


def expectation_kind(value: Explained) -> str:
    """What tells whether the same is asked of two values, their examples aside; of an exact value, the value."""
    kind, rule = json_kind(value.expected), value.rule
    if kind in ("object", "array"):
        return repr((kind, rule_of(value)))
    info = None if rule is None else matcher_info(rule.name)
    if rule is None or info is None or (info.exact and not rule.combined):
        return repr(("exactly", value.expected))
    return repr((kind if info.type_like else "", rule_of(value)))  # of the other rules each has its own kind


def _quoted(value: Any) -> Span:
    return ("code", "nothing" if value is MISSING else quote(value))


@dataclass(frozen=True, slots=True)
class Length:
    """Which lengths an array may have.

    Attributes
    ----------
    least : int
    most : int or None
        None where there is no upper bound.
    none : bool
        True where no length is accepted.
    """

    least: int
    most: int | None
    none: bool = False

    def __str__(self) -> str:
        if self.none:
            return "no length at all"
        if self.most == self.least:
            return "no items" if not self.least else f"exactly {_items(self.least)}"
        if self.most is None:
            return f"at least {_items(self.least)}" if self.least else "any number of items"
        return f"{self.least:,} to {_items(self.most)}" if self.least else f"at most {_items(self.most)}"


def _items(count: int) -> str:
    return f"{count:,} item" if count == 1 else f"{count:,} items"


def length_of(counts: tuple[int, ...], accepted: tuple[bool, ...]) -> Length:
    """Bounds from the lengths that were tried, of which the last stands for all beyond."""
    taken = [count for count, fits in zip(counts, accepted, strict=True) if fits]
    if not taken:
        return Length(0, 0, True)
    return Length(taken[0], None if accepted[-1] else taken[-1])
