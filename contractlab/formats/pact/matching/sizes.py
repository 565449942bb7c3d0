"""Rules on whole maps and lists: size limits, equality, emptiness, and rules that cannot be applied to them."""

from __future__ import annotations

from contractlab.engine.nodes import Chosen, Difference
from contractlab.engine.rules import Rule
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.predicates.containers import ContainerCheck
from contractlab.values.json_types import Value

__all__ = ["list_predicate", "map_predicate", "size_difference"]


def map_predicate(rule: Rule, example: Value, cascaded: bool) -> ContainerCheck | None:
    """What `rule` asks of a map itself, apart from keys and values; None if nothing."""
    return MATCHERS.of(rule.name).on_object(rule, example, cascaded)


def list_predicate(rule: Rule, example: Value, cascaded: bool) -> ContainerCheck | None:
    """What `rule` asks of a list itself, apart from its items; None if nothing.

    Rules for scalars pass and go on to the items; ``null`` and ``statusCode`` fail (pact_matching, rules on lists).
    """
    return MATCHERS.of(rule.name).on_array(rule, example, cascaded)


def size_difference(rule: Rule, example: Value, actual: Value, state: Chosen | None, *, noun: str) -> Difference:
    """The difference when one of the predicates above says no."""
    if rule.name in MATCHERS.type_like:
        count = len(actual)
        low = rule.args.get("min", 0)
        bound, limit = ("min", low) if count < low else ("max", rule.args.get("max", 0))
        return Difference(bound, example, actual, state, rule, (), {"count": count, "limit": limit, "noun": noun})
    name = rule.name if rule.is_known else "unknown-matcher"
    return Difference(name, example, actual, state, rule)
