"""Rules that can be read and still ask less than their author thinks: what accepts anything of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contractlab.contracts.problems import Severity
from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Node
from contractlab.engine.rules import Rule, RuleList, RuleSet
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.scalars import json_predicate
from contractlab.formats.pact.matching.text_notes import inert
from contractlab.formats.pact.rule_checks import loose_pattern
from contractlab.values.text import shorten_middle

__all__ = ["Finding", "loose_nodes", "loose_status_and_path"]

Finding = tuple[Severity, str, str, Rule | RuleList]
"""Severity, code, what is odd, and where it is declared."""


def loose_status_and_path(status: RuleSet | None, path: RuleSet | None) -> Iterator[Finding]:
    """Rules on a status or a path that accept every one.

    Parameters
    ----------
    status, path : RuleSet or None
    """
    for rules, names, noun in ((status, MATCHERS.any_status, "status"), (path, MATCHERS.any_text, "path")):
        best = rules.first() if rules else None
        if best is not None and inert(best, names):
            better = "a status class" if noun == "status" else "a pattern"
            text = f"the rule {best.name} accepts any {noun}; {better} would ask something"
            yield ("warning", "accepts-anything", text, best)


def loose_nodes(nodes: Sequence[Node]) -> Iterator[Finding]:
    """Rules that ask nothing of the values that they are declared for.

    Parameters
    ----------
    nodes : sequence of Node
        Of every value of an expected body.
    """
    reported: set[tuple[int, str]] = set()
    for node in nodes:
        state = node.state
        best = None if state is None else state.best
        if state is None or best is None or state.cascaded:
            continue
        for severity, code, text in _of(node.example, best):
            if (id(best), code) not in reported:
                reported.add((id(best), code))
                yield (severity, code, text, best)


def _of(example: object, best: RuleList) -> Iterator[tuple[Severity, str, str]]:
    if isinstance(example, dict):
        yield from _container(best, "object")
        if best.rules and all(rule.name in MATCHERS.for_keys for rule in best.rules) and example:
            name = best.rules[0].name
            text = f"{name} checks keys only, so no value of this object is compared; add a rule for its values"
            yield ("info", "accepts-anything", text)
    elif isinstance(example, list):
        if not example:
            text = "the example is an empty array, which switches its rules off: every array passes"
            yield ("warning", "empty-example", text)
            return
        yield from _container(best, "array")
        yield from _array(best)
    elif best.rules and all(rule.name in MATCHERS.any_scalar for rule in best.rules):
        text = f"{best.name} accepts every value that is not an object or array, so nothing is asked here"
        yield ("warning", "accepts-anything", text)
    else:
        yield from _null(example, best)


def _null(example: object, best: RuleList) -> Iterator[tuple[Severity, str, str]]:
    """Null, which the Rust core lets through where a rule for texts accepts the word; XML has no null."""
    if example is not None and not isinstance(example, str | int | float):
        return
    named = any(MATCHERS.of(rule.name).wording.allows_null for rule in best.rules)
    made_for = frozenset[str]().union(*(MATCHERS.of(rule.name).made_for for rule in best.rules))
    if named or "string" not in made_for or not all(_accepts(best, example, value) for value in (None, example)):
        return
    if example is None:
        text = f"the example is null, and {best.name} judges the text of it; give an example of the kind you expect"
        yield ("warning", "null-example", text)
    elif not any(loose_pattern(str(rule.args.get("regex", ""))) for rule in best.rules):
        text = f"null passes too, because the Rust core asks {best.name} about the word null"
        yield ("warning", "accepts-null", text)


def _accepts(best: RuleList, example: object, value: object) -> bool:
    combine = any if best.any_of else all
    try:
        return combine(json_predicate(rule, example)(value) for rule in best.rules)
    except CannotCheck:
        return False


def _array(best: RuleList) -> Iterator[tuple[Severity, str, str]]:
    if best.any_of or len(best.rules) != 1:
        return
    rule = best.rules[0]
    if rule.name in MATCHERS.type_like and not rule.args.get("min"):
        text = "an empty array passes, and then nothing inside is checked; a minimum of 1 would ask for an item"
        yield ("info", "accepts-empty", text)


def _container(best: RuleList, noun: str) -> Iterator[tuple[Severity, str, str]]:
    names = [rule.name for rule in best.rules]
    if best.any_of and any(MATCHERS.of(name).wording.allows_null for name in names):
        text = f"null is never accepted here: the Rust core asks for an {noun} before it looks at rules"
        yield ("warning", "dead-alternative", text)
    if best.any_of and noun == "object" and len(names) > 1:
        yield ("warning", "or-on-object", "rules of an object are always combined by AND, so OR means nothing here")
    if names and all(name in MATCHERS.silent_on_arrays for name in names):
        text = f"{names[0]} asks nothing of an {noun}; {shorten_middle(best.path, 80)} is to name the values inside"
        yield ("warning", "accepts-anything", text)
