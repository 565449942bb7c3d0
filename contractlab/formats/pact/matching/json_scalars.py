"""Nodes for strings, numbers, booleans and null of a JSON body."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from contractlab.engine.nodes import Difference, Expansion
from contractlab.engine.rules import Rule, objections
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import State
from contractlab.formats.pact.matching.json_base import Check, JsonNode
from contractlab.formats.pact.matching.json_notes import inert_note
from contractlab.formats.pact.matching.scalars import (
    difference_facts,
    json_predicate,
    scalar_types,
    text_check_all,
)
from contractlab.formats.pact.matching.silent_passes import may_pass_silently, other_kind_note
from contractlab.values.json_types import JSON, JSONObject, Value

__all__ = ["ScalarNode", "accepted_types", "bare_check"]


_TEXT = frozenset({str})
_BOOLEANS = frozenset({bool})
_SAMPLE = 512


def _repeat(texts: list[str]) -> bool:
    """Whether it pays to look for equal texts: a few of them tell."""
    sample = texts[:_SAMPLE]
    return 4 * len(set(sample)) <= 3 * len(sample)


def accepted_types(example: Value, state: State) -> frozenset[type] | None:
    """Python types that the rules accept, where a scalar's type is all they ask; lets a map check without a call."""
    best = state.best
    if best is None or len(best.rules) != 1 or type(example) in (dict, list):
        return None
    return scalar_types(best.rules[0], example)


def bare_check(example: Value, *, strict: bool) -> Check:
    """The check of a value under which no rule stands: equal lists and scalars, and maps that hold what it holds.

    Needs no nodes, which cost more to make than a small example costs to check.

    Parameters
    ----------
    example : JSON value
    strict : bool
        True where keys that the example lacks are differences.
    """
    kind = type(example)
    if kind is not dict and kind is not list:
        return lambda actual: type(actual) is kind and actual == example
    slow = partial(_equal, strict, example)
    if not _holds_texts_alone(example):
        return slow
    # Python takes 1, 1.0 and True for equal, but no text for anything else.
    return lambda actual: actual == example or slow(actual)


def _equal(strict: bool, wanted: Value, actual: Value) -> bool:
    kind = type(wanted)
    if type(actual) is not kind:
        return False
    if kind is dict:
        if strict and len(actual) != len(wanted):
            return False
        return all(key in actual and _equal(strict, value, actual[key]) for key, value in wanted.items())
    if kind is list:
        return len(actual) == len(wanted) and all(map(partial(_equal, strict), wanted, actual))
    return bool(actual == wanted)


def _holds_texts_alone(value: JSONObject | list[Value]) -> bool:
    """Whether every scalar in a small container is a text; large ones are not searched."""
    inside = value.values() if type(value) is dict else value
    return len(value) <= _SAMPLE and _TEXT.issuperset(map(type, inside))


class ScalarNode(JsonNode):
    """A string, number, boolean or null of the example."""

    __slots__ = ("_checks",)

    def __init__(self, example: Value, state: State) -> None:
        super().__init__(example, state)
        self._checks: list[tuple[Rule, Check]] | None = None

    def _rules(self) -> tuple[Rule, ...]:
        return self.state.best.rules if self.state.best else ()

    def _predicates(self) -> list[tuple[Rule, Check]]:
        if self._checks is None:
            self._checks = [(rule, json_predicate(rule, self.example)) for rule in self._rules()]
        return self._checks

    def _build(self) -> Check:
        best, example = self.state.best, self.example
        if best is None:
            if isinstance(example, str):
                return lambda actual: bool(actual == example)
            kind = type(example)
            return lambda actual: type(actual) is kind and actual == example
        if not best.rules:
            return lambda _: False
        types = accepted_types(example, self.state)
        if types is not None:
            return lambda actual: type(actual) in types
        checks = [check for _, check in self._predicates()]
        if len(checks) == 1:
            return checks[0]
        if best.any_of:
            return lambda actual: any(check(actual) for check in checks)
        return lambda actual: all(check(actual) for check in checks)

    def ok_all(self, values: list[Value]) -> bool:
        """True if every value is accepted; equal texts are judged once."""
        best = self.state.best
        if best is None or len(best.rules) != 1:
            return super().ok_all(values)
        types = accepted_types(self.example, self.state)
        if types is not None:
            return types.issuperset(map(type, values))
        if best.rules[0].name == "boolean" and _BOOLEANS.issuperset(map(type, values)):
            return True
        check = text_check_all(best.rules[0])
        if check is not None and _TEXT.issuperset(map(type, values)):
            return check(set(values) if _repeat(values) else values)
        return super().ok_all(values)

    def _is_quiet(self) -> bool:
        best = self.state.best
        if best is None:
            return True
        # What rules accept depends on the kind of an example alone, and there are thousands of one kind.
        kinds, kind = self.state.quiet_kinds, type(self.example)
        if kind not in kinds:
            kinds[kind] = not (self._is_inert() or may_pass_silently(best, self.example))
        return kinds[kind]

    def _is_inert(self) -> bool:
        """True if the rules accept every scalar."""
        return self.state.best is not None and all(rule.name in MATCHERS.any_scalar for rule in self._rules())

    def leaves_nothing(self, actual: Value) -> bool:
        """See `JsonNode`; a value of the example's kind was looked at."""
        return self.quiet or (type(actual) is type(self.example) and not self._is_inert())

    def all_leave_nothing(self, values: list[Value]) -> bool:
        """See `JsonNode`; the types of all are looked at inside the interpreter."""
        return self.quiet or ({type(self.example)}.issuperset(map(type, values)) and not self._is_inert())

    def expand(self, actual: Value) -> Expansion:
        """One difference for each rule that objects; with OR, one for all."""
        expansion = Expansion()
        if not self.ok(actual):
            expansion.own = self._differences(actual)
        elif self.state.best is not None and self._is_inert():
            expansion.notes.append(inert_note(self.state.best))
        elif self.state.best is not None and not self.leaves_nothing(actual):
            note = other_kind_note(self.state.best, self.example, actual)
            expansion.notes += [] if note is None else [note]
        return expansion

    def _differences(self, actual: Value) -> list[Difference]:
        best = self.state.best
        if best is None:
            return [Difference("equality", self.example, actual, self.state)]
        if not best.rules:
            return [Difference("no-rules", self.example, actual, self.state)]
        failed = [rule for rule, check in self._predicates() if not check(actual)]
        return [_scalar_found(rule, self, actual, facts) for rule, facts in objections(best, failed)]


def _scalar_found(rule: Rule, node: ScalarNode, actual: Value, facts: Mapping[str, JSON]) -> Difference:
    name, more = difference_facts(rule, actual)
    return Difference(name, node.example, actual, node.state, rule, facts={**facts, **more} if (facts or more) else {})
