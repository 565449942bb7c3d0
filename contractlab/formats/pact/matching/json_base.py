"""What the nodes of JSON bodies share: an example, a state, and a closure that is built on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from contractlab.engine.nodes import BaseNode, Expansion
from contractlab.engine.rules import Rule, RuleSet
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.values.json_types import Value
from contractlab.values.rule import rule_label

__all__ = ["Check", "JsonNode", "NodeFactory"]

Check = Callable[[Value], bool]


QuietShape = tuple[int, tuple[str, ...], tuple[type, ...]]
"""``id`` of the state of an object, its keys, and the kinds of their values."""


class NodeFactory(Protocol):
    """Makes the nodes of one example body under one rule set."""

    strict: bool
    quiet_shapes: dict[QuietShape, bool]
    """Of objects that hold no others, whether their nodes are quiet, by what that depends on."""

    @property
    def automaton(self) -> Automaton:
        """The states of the rules."""

    def node(self, example: Value, state: State) -> JsonNode:
        """The node for one value of the example in one state."""

    def each_value(self, rule: Rule) -> NodeFactory:
        """The plan inside ``eachValue``."""

    def variant(self, rules: RuleSet) -> NodeFactory:
        """The plan of one variant of ``arrayContains``."""

    def root(self, example: Value) -> JsonNode:
        """The node of a whole body."""


class JsonNode(BaseNode):
    """Example, state and a closure that is built when it is first needed."""

    __slots__ = ("_ok", "_quiet", "example", "state")

    def __init__(self, example: Value, state: State) -> None:
        self.example = example
        self.state = state
        self._ok: Check | None = None
        self._quiet: bool | None = None

    @property
    def ok(self) -> Check:
        """The check of an actual value with all below it."""
        if self._ok is None:
            self._ok = self._build()
        return self._ok

    @property
    def quiet(self) -> bool:
        """True if nothing that the node accepts can be left unchecked, here or below."""
        if self._quiet is None:
            self._quiet = self._is_quiet()
        return self._quiet

    def leaves_nothing(self, actual: Value) -> bool:
        """True only if nothing of an accepted value was left unchecked, here or below; asked before `look`."""
        return self.quiet

    def all_leave_nothing(self, values: list[Value]) -> bool:
        """True only if that is so of every one of `values`."""
        return self.quiet or all(map(self.leaves_nothing, values))

    def _is_quiet(self) -> bool:
        raise NotImplementedError

    def _build(self) -> Check:
        raise NotImplementedError

    def expand(self, actual: Value) -> Expansion:
        """Own differences and children for `actual`."""
        raise NotImplementedError

    def describe(self) -> str:
        """The rules in force in a few words."""
        best = self.state.best
        if best is None:
            return "exact"
        joined = " or " if best.any_of else " and "
        return joined.join(rule_label(rule.name, rule.args) for rule in best.rules) or "no rules"
