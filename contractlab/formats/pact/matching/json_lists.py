"""Nodes for arrays of a JSON body.

Without a rule an array has a fixed length. With one, the example's first item stands for every further item, fewer
items are fine, and an empty example array switches its rules off.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from contractlab.engine.array_neighbours import ItemsInOrder, NearestItem
from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import current_limits
from contractlab.engine.nodes import Child, Difference, Expansion, Node
from contractlab.engine.rules import Rule, RuleList, RuleSet
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import State
from contractlab.formats.pact.matching.json_base import Check, JsonNode, NodeFactory
from contractlab.formats.pact.matching.json_notes import (
    dead_on_object_note,
    empty_array_note,
    empty_example_note,
    shorter_note,
    skipped_list_note,
)
from contractlab.formats.pact.matching.json_scalars import accepted_types, bare_check
from contractlab.formats.pact.matching.sizes import list_predicate, size_difference
from contractlab.formats.pact.read_matchers import equality_at
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.reasons import ReasonCode

__all__ = ["ListNode"]


_MANY = 8
"""From so many items on, going through them column by column pays."""

_LISTS = frozenset({list})


def _has_own_items(rule: Rule) -> bool:
    """True if the rule brings the rules for its items with it."""
    return rule.name in MATCHERS.for_variants or rule.name in MATCHERS.for_values


class ListNode(JsonNode):
    """An array of the example."""

    __slots__ = ("plan",)

    def __init__(self, plan: NodeFactory, example: list[Value], state: State) -> None:
        super().__init__(example, state)
        self.plan = plan

    def _item(self, plan: NodeFactory, state: State, index: int) -> JsonNode:
        example = self.example[index] if index < len(self.example) else self.example[0]
        return plan.node(example, state.under_index(index))

    def _uniform(self, plan: NodeFactory, state: State) -> JsonNode | None:
        """The one node that judges every item, if there is one."""
        rest = plan.node(self.example[0], state.other_index)
        if self._special(state):
            return None
        types = accepted_types(rest.example, rest.state)
        for index in range(len(self.example)):
            node = self._item(plan, state, index)
            # Scalars of which only the type counts are judged alike, whatever their examples are.
            if node is not rest and (types is None or accepted_types(node.example, node.state) != types):
                return None
        return rest

    def _special(self, state: State) -> list[int]:
        """Indices beyond the example that a rule names."""
        return [index for index in state.named_indices() if index >= len(self.example)]

    def _items_check(self, plan: NodeFactory, state: State) -> Check:
        """Check of the items: the example's own first, then copies of its first item."""
        uniform = self._uniform(plan, state)
        if uniform is not None:
            ok, ok_all = uniform.ok, uniform.ok_all
            return lambda actual: ok_all(actual) if len(actual) > _MANY else all(map(ok, actual))
        head = [self._item(plan, state, index).ok for index in range(len(self.example))]
        rest = plan.node(self.example[0], state.other_index)
        named = {index: self._item(plan, state, index).ok for index in self._special(state)}
        size = len(head)

        def check_each(actual: Value) -> bool:
            if not all(ok(value) for ok, value in zip(head, actual, strict=False)):
                return False
            further = actual[size:]
            if not named:
                return rest.ok_all(further)
            return all(named.get(index, rest.ok)(value) for index, value in enumerate(further, size))

        return check_each

    def ok_all(self, values: list[Value]) -> bool:
        """True if every value is accepted; the items of all arrays in one go where one node judges them."""
        best = self.state.best
        if best is None or len(best.rules) != 1 or _has_own_items(best.rules[0]) or not self.example:
            return super().ok_all(values)
        uniform = self._uniform(self.plan, self.state)
        if uniform is None:
            return super().ok_all(values)
        own = list_predicate(best.rules[0], self.example, self.state.cascaded)
        if not _LISTS.issuperset(map(type, values)) or not (own is None or all(map(own, values))):
            return False
        return uniform.ok_all(list(chain.from_iterable(values)))

    def _build(self) -> Check:
        best = self.state.best
        example = self.example
        if self.state.bare:
            return bare_check(example, strict=self.plan.strict)
        if best is None:
            checks = [self._item(self.plan, self.state, index).ok for index in range(len(example))]
            size = len(checks)

            def fixed(actual: Value) -> bool:
                if type(actual) is not list or len(actual) != size:
                    return False
                return all(ok(value) for ok, value in zip(checks, actual, strict=True))

            return fixed
        if not best.rules:
            return lambda _: False
        if not example:
            return lambda actual: type(actual) is list
        branches = self._branches(best.rules, any_of=best.any_of)
        if len(branches) == 1:
            only = branches[0]
            return lambda actual: type(actual) is list and only(actual)
        if best.any_of:
            return lambda actual: type(actual) is list and any(branch(actual) for branch in branches)
        return lambda actual: type(actual) is list and all(branch(actual) for branch in branches)

    def _branches(self, rules: Sequence[Rule], *, any_of: bool) -> list[Check]:
        """A check for each rule; rules that judge the items alike share one, so that items are judged once for all."""
        names = MATCHERS.for_variants | MATCHERS.for_values
        alike = [rule for rule in rules if rule.name not in names]
        if len(alike) < 2:
            return [self._rule_check(rule) for rule in rules]
        items = self._items_check(self.plan, self.state)
        own = [list_predicate(rule, self.example, self.state.cascaded) for rule in alike]
        checks = [check for check in own if check is not None]
        enough = any if any_of else all
        free = any_of and len(checks) < len(own)  # one rule that asks nothing of the array itself is enough

        def shared(actual: Value) -> bool:
            return (free or enough(check(actual) for check in checks)) and items(actual)

        return [shared, *(self._rule_check(rule) for rule in rules if rule.name in names)]

    def _rule_check(self, rule: Rule) -> Check:
        """One rule on this array, items included."""
        if rule.name in MATCHERS.for_variants:
            return self._contains_check(rule)
        if rule.name in MATCHERS.for_values:
            if self.state.cascaded:
                return lambda _: True
            inner = self.plan.each_value(rule)
            return self._items_check(inner, inner.automaton.root)
        own = list_predicate(rule, self.example, self.state.cascaded)
        items = self._items_check(self.plan, self.state)
        if own is None:
            return items
        return lambda actual: own(actual) and items(actual)

    def _variants(self, rule: Rule) -> list[tuple[int, Node | None]]:
        """Index and node of every item that ``arrayContains`` looks for; None where the example has no such item."""
        if rule.variants:
            wanted = [(variant.index, variant.rules) for variant in rule.variants]
        else:
            equality = RuleSet((equality_at(rule.declared_at),))
            wanted = [(index, equality) for index in range(len(self.example))]
        return [
            (index, self.plan.variant(rules).root(self.example[index]) if index < len(self.example) else None)
            for index, rules in wanted
        ]

    def _contains_check(self, rule: Rule) -> Check:
        variants = self._variants(rule)
        if any(node is None for _, node in variants):
            return lambda _: False
        checks = [node.ok for _, node in variants if node is not None]

        def check(actual: Value) -> bool:
            pairings = len(actual) * len(checks)
            if pairings > current_limits().pairings:
                raise CannotCheck(
                    f"arrayContains would compare {pairings:,} pairs of items and variants", ReasonCode.LIMIT
                )
            return all(any(map(check, actual)) for check in checks)

        return check

    def _is_quiet(self) -> bool:
        if self.state.bare:
            return True
        items = (self._item(self.plan, self.state, index) for index in range(len(self.example)))
        return self.state.best is None and all(node.quiet for node in items)

    def look(self, actual: Value) -> Expansion:
        """See `JsonNode`."""
        best = self.state.best
        if best is None or len(best.rules) != 1 or _has_own_items(best.rules[0]) or not self.example:
            return self.expand(actual)
        uniform = self._uniform(self.plan, self.state)
        if uniform is None or type(actual) is not list:
            return self.expand(actual)
        expansion = Expansion()
        if not uniform.all_leave_nothing(actual):
            loud = [index for index, value in enumerate(actual) if not uniform.leaves_nothing(value)]
            judges = [(index, self._item(self.plan, self.state, index)) for index in loud]
            expansion.children = [Child(index, (node,), node.example, actual[index]) for index, node in judges]
        self._note(best, actual, True, expansion)
        return expansion

    def expand(self, actual: Value) -> Expansion:
        """Own differences and the items that are judged."""
        expansion = Expansion()
        best = self.state.best
        if type(actual) is not list:
            expansion.own.append(Difference("kind", self.example, actual, self.state))
        elif best is None:
            self._expand_fixed(actual, expansion)
        elif not best.rules:
            expansion.own.append(Difference("no-rules", self.example, actual, self.state))
        elif not self.example:
            expansion.extra += enumerate(actual)
            expansion.notes.append(empty_example_note(len(actual)))
        else:
            self._expand_rules(best, actual, expansion)
        return expansion

    def _expand_fixed(self, actual: list[Value], expansion: Expansion) -> None:
        size = len(self.example)
        for index, value in enumerate(actual):
            if index < size:
                node = self._item(self.plan, self.state, index)
                expansion.children.append(Child(index, (node,), node.example, value))
            else:
                expansion.extra.append((index, value))
        expansion.missing += list(enumerate(self.example))[len(actual) :]
        expansion.around = ItemsInOrder(size, lambda index: self._item(self.plan, self.state, index), actual)
        if len(actual) != size:
            facts = {"expected_count": size, "actual_count": len(actual)}
            expansion.own.append(
                Difference("length", self.example, actual, None, None, (), facts, around=expansion.around)
            )

    def _expand_rules(self, best: RuleList, actual: list[Value], expansion: Expansion) -> None:
        passing = [rule for rule in best.rules if self._rule_check(rule)(actual)] if best.any_of else []
        children: dict[int, Child] = {}
        looked_at = False
        for rule in passing[:1] or best.rules:
            if rule.name in MATCHERS.for_variants:
                self._expand_contains(rule, actual, expansion)
                continue
            if rule.name in MATCHERS.for_values:
                if self.state.cascaded:
                    continue
                inner = self.plan.each_value(rule)
                plan, state = inner, inner.automaton.root
            else:
                plan, state = self.plan, self.state
                own = list_predicate(rule, self.example, self.state.cascaded)
                if own is not None and not own(actual):
                    expansion.own.append(size_difference(rule, self.example, actual, self.state, noun="item"))
            looked_at = True
            for index, value in enumerate(actual):
                node = self._item(plan, state, index)
                child = children.get(index)
                if child is None:
                    children[index] = Child(index, (node,), node.example, value)
                elif node not in child.nodes:
                    child.nodes = (*child.nodes, node)
        expansion.children = list(children.values())
        expansion.missing += list(enumerate(self.example))[len(actual) :]
        expansion.extra += [(index, value) for index, value in enumerate(actual) if index not in children]
        if not expansion.own:
            self._note(best, actual, looked_at, expansion)

    def _expand_contains(self, rule: Rule, actual: list[Value], expansion: Expansion) -> None:
        for index, node in self._variants(rule):
            facts: JSONObject = {"index": index, "actual_count": len(actual)}
            if node is None:
                facts["out_of_range"] = True
                expansion.own.append(Difference("variant", None, actual, self.state, rule, (), facts))
            elif not any(map(node.ok, actual)):
                near = NearestItem(node, actual)
                expansion.own.append(
                    Difference("variant", node.example, actual, self.state, rule, (), facts, around=near)
                )

    def _note(self, best: RuleList, actual: list[Value], looked_at: bool, expansion: Expansion) -> None:
        names = {rule.name for rule in best.rules}
        if not self.state.cascaded:
            expansion.notes += [
                dead_on_object_note(name, "array") for name in sorted(names & MATCHERS.silent_on_arrays)
            ]
        if not looked_at and not names & MATCHERS.for_variants:
            expansion.notes.append(skipped_list_note(best, len(actual)))
        elif looked_at and not actual:
            expansion.notes.append(empty_array_note(best))
        elif looked_at and len(actual) < len(self.example):
            expansion.notes.append(shorter_note(best, len(actual), len(self.example)))
