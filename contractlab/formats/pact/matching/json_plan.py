"""Nodes for JSON bodies: maps, lists and scalars, as the Rust core compares them.

Source of the algorithm: pact_matching's JSON comparison and its list and map rules, checked against pact-python.
What surprises people is meant: rules on a map are always combined by AND, an empty example array switches its rules
off, a ``type`` rule accepts shorter arrays, and the rules of an ``eachValue`` replace all others below it.
"""

from __future__ import annotations

from contractlab.engine.paths import ROOT, STAR
from contractlab.engine.rules import Rule, RuleList, RuleSet
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.formats.pact.matching.json_base import JsonNode, QuietShape
from contractlab.formats.pact.matching.json_lists import ListNode
from contractlab.formats.pact.matching.json_maps import MapNode
from contractlab.formats.pact.matching.json_scalars import ScalarNode
from contractlab.values.json_types import Value

__all__ = ["JsonPlan"]


class JsonPlan:
    """The nodes of one example body under one rule set, made on demand and shared.

    Parameters
    ----------
    rules : RuleSet
        Body rules, with paths from the root of the value.
    strict : bool
        True for requests: keys that the example lacks are differences.
    """

    def __init__(self, rules: RuleSet, *, strict: bool) -> None:
        self.strict = strict
        self._rules = rules
        self._automaton: Automaton | None = None
        self._nodes: dict[tuple[int, int], JsonNode] = {}
        self.quiet_shapes: dict[QuietShape, bool] = {}
        self._inner: dict[int, tuple[Rule | RuleSet, JsonPlan]] = {}

    @property
    def automaton(self) -> Automaton:
        """The states of the rules, made on first use."""
        if self._automaton is None:
            self._automaton = Automaton(self._rules)
        return self._automaton

    def forget(self) -> None:
        """Let go of every node and state, so that nothing holds them in a circle; they can be made again."""
        self._nodes.clear()
        self.quiet_shapes.clear()
        self._inner.clear()
        if self._automaton is not None:
            self._automaton.forget()
            self._automaton = None

    def root(self, example: Value) -> JsonNode:
        """The node of a whole body."""
        return self.node(example, self.automaton.root)

    def node(self, example: Value, state: State) -> JsonNode:
        """The node for one value of the example in one state."""
        key = (id(example), id(state))
        planned = self._nodes.get(key)
        if planned is not None:
            return planned
        node: JsonNode
        if type(example) is dict:
            node = MapNode(self, example, state)
        elif type(example) is list:
            node = ListNode(self, example, state)
        else:
            node = ScalarNode(example, state)
        # The node keeps example and state alive, so that no other object can take over their identity.
        self._nodes[key] = node
        return node

    def each_value(self, rule: Rule) -> JsonPlan:
        """The plan inside ``eachValue``: its own rules at every value, and no others."""
        entry = self._inner.get(id(rule))
        if entry is None:
            inside = RuleList.make("*", (ROOT, STAR), rule.rules, rule.declared_at, 0, inside=rule.name)
            entry = self._inner[id(rule)] = (rule, JsonPlan(RuleSet((inside,)), strict=self.strict))
        return entry[1]

    def variant(self, rules: RuleSet) -> JsonPlan:
        """The plan of one variant of ``arrayContains``: its rules, from the root of the item."""
        entry = self._inner.get(id(rules))
        if entry is None:
            entry = self._inner[id(rules)] = (rules, JsonPlan(rules, strict=self.strict))
        return entry[1]
