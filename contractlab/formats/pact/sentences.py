"""Words for Pact's matchers, and for differences that only Pact has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.formats.pact.hints import hint_of
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.json_types import JSON, Value
from contractlab.values.sentences import (
    MatcherWording,
    Span,
    Writer,
    code,
    counted,
    missing_named,
    nothing_there,
    side_by_side,
)
from contractlab.values.wording import Hint

__all__ = ["SENTENCES", "PactSentences"]

Pieces = tuple[list[Span], list[Span], list[Span]]
"""What was expected, what was got, and the hint."""


def _no_rules(m: Any) -> Pieces:
    return (
        [("text", "a rule for each value")],
        [("text", "none")],
        [
            ("text", "The matcher "),
            code(m.rule.name),
            ("text", " lists no rules, and the Rust core fails every value then."),
        ],
    )


def _part_type(m: Any) -> Pieces:
    return [code(m.expected)], [code(m.actual)], [("text", "The part was not compared.")]


def _order(m: Any) -> Pieces:
    expected, actual = side_by_side(m.expected, m.actual)
    return [expected], [actual], [("text", "Pact V1 compares names, values and their order.")]


def _element(m: Any) -> Pieces:
    return [("text", "the element "), code(m.expected)], [("text", "the element "), code(m.actual)], []


def _missing_element(m: Any) -> Pieces:
    return [("text", "the element "), code(m.expected)], [("text", "the element is missing")], []


def _extra_element(m: Any) -> Pieces:
    hint: list[Span] = (
        [("text", "A rule "), code("type"), ("text", " at or above it lets only the example's elements repeat.")]
        if m.rule
        else [("text", "Requests may carry only what the contract names.")]
    )
    return [("text", "no element of this name")], [code(m.actual)], hint


def _repeats(m: Any) -> Pieces:
    return (
        [("text", f"{counted(m.facts['expected_count'], 'element')} of this name")],
        [("text", f"{m.facts['actual_count']:,}")],
        [],
    )


def _part_is(m: Any) -> Pieces:
    return [("text", str(m.expected))], [("text", str(m.actual))], []


def _missing_part(m: Any) -> Pieces:
    return [("text", "the part "), code(m.expected)], [("text", "the part is missing")], []


def _reply_count(m: Any) -> Pieces:
    return [("text", f"{m.expected:,} replies")], [("text", f"{m.actual:,}")], []


_WRITERS: Mapping[str, Writer] = {
    "reply-count": _reply_count,
    "element": _element,
    "missing-element": _missing_element,
    "extra-element": _extra_element,
    "repeats": _repeats,
    "missing-attribute": missing_named("attribute"),
    "extra-attribute": nothing_there("attribute"),
    "missing-field": missing_named("field"),
    "extra-field": nothing_there("field"),
    "part-type": _part_type,
    "part-kind": _part_is,
    "missing-part": _missing_part,
    "missing-part-header": missing_named("header"),
    "no-rules": _no_rules,
    "query-order": _order,
}


@dataclass(frozen=True, slots=True)
class PactSentences:
    """The words of Pact's matchers, from their rows, and of differences that only Pact has.

    Attributes
    ----------
    writers : mapping of str to Writer
    """

    writers: Mapping[str, Writer] = field(default_factory=lambda: _WRITERS)

    def expectation(self, rule: str, args: Mapping[str, JSON], expected: Value) -> list[Span] | None:
        """Say what a matcher asks; None for one that Pact does not have."""
        spec = MATCHERS.by_name.get(rule)
        return None if spec is None else spec.expects(args, expected)

    def wording(self, rule: str) -> MatcherWording | None:
        """What sentences have to know of a matcher."""
        spec = MATCHERS.by_name.get(rule)
        return None if spec is None else spec.wording

    def label(self, rule: str, args: Mapping[str, JSON]) -> str | None:
        """A matcher with its arguments in a few words, where it has words of its own."""
        spec = MATCHERS.by_name.get(rule)
        return None if spec is None or spec.label is None else spec.label(rule, args)

    def hint(self, mismatch: Any) -> Hint | None:
        """See `contractlab.formats.pact.hints`."""
        return hint_of(mismatch)


SENTENCES = PactSentences()
