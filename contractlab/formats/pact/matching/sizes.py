"""Rules on whole maps and lists: size limits, equality, emptiness, and rules that cannot be applied to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contractlab.engine.nodes import Chosen, Found
from contractlab.engine.rules import Rule
from contractlab.values.json_text import json_equal

__all__ = ["list_predicate", "map_predicate", "size_found"]

Check = Callable[[Any], bool]

_PASS_ON_MAPS = frozenset({"regex", "arrayContains", "eachKey", "eachValue", "values"})
_PASS_ON_LISTS = _PASS_ON_MAPS | {
    "number", "decimal", "integer", "time", "date", "datetime", "include", "contentType", "boolean",
}  # fmt: skip


def _size_check(rule: Rule, cascaded: bool) -> Check | None:
    if cascaded or not ({"min", "max"} & rule.args.keys()):
        return None
    low, high = rule.args.get("min", 0), rule.args.get("max")
    if high is None:
        return lambda actual: len(actual) >= low
    return lambda actual: low <= len(actual) <= high


def _check(rule: Rule, example: Any, cascaded: bool, passing: frozenset[str]) -> Check | None:
    if rule.name == "type":
        return _size_check(rule, cascaded)
    if rule.name in passing:
        return None
    if rule.name == "equality":
        return lambda actual: json_equal(example, actual)
    if rule.name == "notEmpty":
        return lambda actual: len(actual) > 0
    return lambda _: False


def map_predicate(rule: Rule, example: Any, cascaded: bool) -> Check | None:
    """What `rule` asks of a map itself, apart from keys and values; None if nothing.

    Legal on maps are regex, type, equality, notEmpty, values, eachKey, eachValue and arrayContains; every other
    rule fails (pact_matching, rules on maps).
    """
    return _check(rule, example, cascaded, _PASS_ON_MAPS)


def list_predicate(rule: Rule, example: Any, cascaded: bool) -> Check | None:
    """What `rule` asks of a list itself, apart from its items; None if nothing.

    null, statusCode, semver and unknown rules fail; the other scalar rules pass and go on to the items.
    """
    return _check(rule, example, cascaded, _PASS_ON_LISTS | {"semver"})


def size_found(rule: Rule, example: Any, actual: Any, state: Chosen | None, *, noun: str) -> Found:
    """The difference when one of the predicates above says no."""
    if rule.name == "type":
        count = len(actual)
        low = rule.args.get("min", 0)
        which, limit = ("min", low) if count < low else ("max", rule.args.get("max", 0))
        return Found(which, example, actual, state, rule, (), {"count": count, "limit": limit, "noun": noun})
    name = rule.name if rule.known else "unknown-matcher"
    return Found(name, example, actual, state, rule)
