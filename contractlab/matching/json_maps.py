"""Nodes for objects of a JSON body.

Rules on a map are always combined by AND. ``values``, ``eachValue`` and ``arrayContains`` look at every actual
value and let keys be free, unless they are inherited; every other rule keeps the example's keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from contractlab.matching.automaton import State
from contractlab.matching.json_base import FREE_KEYS, Check, JsonNode, Plan
from contractlab.matching.json_notes import no_rules_note
from contractlab.matching.json_scalars import ScalarNode
from contractlab.matching.nodes import Child, Expansion, Found, Node
from contractlab.matching.rules import Rule
from contractlab.matching.scalars import text_predicate
from contractlab.matching.sizes import map_predicate, size_found
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import AnyKey

__all__ = ["MapNode"]


class MapNode(JsonNode):
    """An object of the example."""

    __slots__ = ("_free", "_plain_children", "first_key", "plan")

    def __init__(self, plan: Plan, example: dict[str, Any], state: State) -> None:
        super().__init__(example, state)
        self.plan = plan
        self.first_key = min(example) if example else None
        self._free: dict[tuple[int, str], Node] = {}
        self._plain_children: dict[str, Node] | None = None

    # -- which rules judge the map itself, and which plans its values -------------------------------------------------

    def _rules(self) -> tuple[Rule, ...]:
        return self.state.best.rules if self.state.best else ()

    def _free_plans(self) -> list[tuple[Plan, State, Rule]]:
        """Plans of rules that let keys be free and look at every actual value."""
        if self.state.cascaded:
            return []
        plans: list[tuple[Plan, State, Rule]] = []
        for rule in self._rules():
            if rule.name == "eachValue":
                inner = self.plan.each_value(rule)
                plans.append((inner, inner.automaton.root, rule))
            elif rule.name in FREE_KEYS and all(plan is not self.plan for plan, _, _ in plans):
                plans.append((self.plan, self.state, rule))
        return plans

    def _bound_rules(self) -> list[Rule]:
        """Rules that keep the example's keys: all others."""
        return [rule for rule in self._rules() if self.state.cascaded or rule.name not in FREE_KEYS]

    def _has_bound(self) -> bool:
        return self.state.best is None or bool(self._bound_rules())

    def _key_rules(self) -> list[tuple[Rule, Rule]]:
        """``eachKey`` rules with each inner rule; looked at where any rule is declared for this very depth."""
        if not self.state.exact:
            return []
        return [(rule, inner) for rule in self._rules() if rule.name == "eachKey" for inner in rule.rules]

    def _children(self) -> dict[str, Node]:
        if self._plain_children is None:
            self._plain_children = {
                key: self.plan.node(value, self.state.under_key(key)) for key, value in self.example.items()
            }
        return self._plain_children

    def _free_child(self, number: int, plan: Plan, state: State, key: str) -> Node | None:
        if self.first_key is None:
            return None
        known = self._free.get((number, key))
        if known is None:
            example = self.example[key] if key in self.example else self.example[self.first_key]
            known = plan.node(example, state.under_key(key))
            if len(self._free) < 4096:
                self._free[(number, key)] = known
        return known

    # -- check --------------------------------------------------------------------------------------------------------

    def _build(self) -> Check:
        if self.plan.strict and not self.example:
            return lambda actual: type(actual) is dict and not actual
        checks: list[Check] = []
        for number, (plan, state, _) in enumerate(self._free_plans()):
            checks.append(self._free_check(number, plan, state))
        if self._has_bound():
            own = [map_predicate(rule, self.example, self.state.cascaded) for rule in self._bound_rules()]
            checks += [check for check in own if check is not None]
            checks += [_keys_check(text_predicate(inner, "", False)) for _, inner in self._key_rules()]
            checks.append(self._bound_check())
        if not checks:
            return lambda actual: type(actual) is dict
        if len(checks) == 1:
            return checks[0]
        return lambda actual: type(actual) is dict and all(check(actual) for check in checks)

    def _free_check(self, number: int, plan: Plan, state: State) -> Check:
        known: dict[str, Check | None] = {}

        def look_up(key: str) -> Check | None:
            node = self._free_child(number, plan, state, key)
            check = None if node is None else node.ok
            if len(known) < 4096:
                known[key] = check
            return check

        def check(actual: Any) -> bool:
            if type(actual) is not dict:
                return False
            for key, value in actual.items():
                one = known[key] if key in known else look_up(key)
                if one is not None and not one(value):
                    return False
            return True

        return check

    def _bound_check(self) -> Check:
        typed: list[tuple[str, frozenset[type]]] = []
        texts: list[tuple[str, str]] = []
        called: list[tuple[str, Check]] = []
        for key, node in self._children().items():
            types = node.types() if isinstance(node, ScalarNode) else None
            if types is not None:
                typed.append((key, types))
            elif isinstance(node, ScalarNode) and node.state.best is None and isinstance(node.example, str):
                texts.append((key, node.example))
            else:
                called.append((key, node.ok))
        size = len(self.example)
        if self.state.keys_free:
            return _shared_keys_check(typed, texts, called)
        exact = size if self.plan.strict else None

        def check(actual: Any) -> bool:
            if type(actual) is not dict:
                return False
            try:
                for key, types in typed:
                    if type(actual[key]) not in types:
                        return False
                for key, text in texts:
                    if actual[key] != text:
                        return False
                for key, ok in called:
                    if not ok(actual[key]):
                        return False
            except KeyError:
                return False
            return exact is None or len(actual) == exact

        return check

    # -- explain ------------------------------------------------------------------------------------------------------

    def expand(self, actual: Any) -> Expansion:
        """Own differences and the values that are judged."""
        expansion = Expansion()
        if type(actual) is not dict:
            expansion.own.append(Found("kind", self.example, actual, self.state))
            return expansion
        if self.plan.strict and not self.example:
            if actual:
                expansion.own.append(Found("empty-object", self.example, actual, None))
                expansion.extra += actual.items()
            return expansion
        children: dict[str, Child] = {}
        for number, (plan, state, _) in enumerate(self._free_plans()):
            for key, value in actual.items():
                node = self._free_child(number, plan, state, key)
                if node is not None:
                    _add_child(children, AnyKey(key), node, value)
        if self._has_bound():
            self._expand_bound(actual, expansion, children)
        elif not self._free_plans():
            expansion.notes.append(no_rules_note())
        expansion.children = _in_order(children, self.example)
        expansion.missing += [
            (key, value) for key, value in self.example.items() if key not in actual and not _mentioned(expansion, key)
        ]
        expansion.extra += [(key, value) for key, value in actual.items() if key not in children]
        return expansion

    def _expand_bound(self, actual: dict[str, Any], expansion: Expansion, children: dict[str, Child]) -> None:
        for rule in self._bound_rules():
            ok = map_predicate(rule, self.example, self.state.cascaded)
            if ok is not None and not ok(actual):
                expansion.own.append(size_found(rule, self.example, actual, self.state, noun="key"))
        for rule, inner in self._key_rules():
            ok = text_predicate(inner, "", False)
            for key in actual:
                if not ok(key):
                    facts = {"key_rule": inner.name, "key_args": inner.args}
                    expansion.own.append(Found("each-key", None, key, self.state, rule, (key,), facts))
        if not self.state.keys_free:
            for key, value in self.example.items():
                if key not in actual:
                    expansion.missing.append((key, value))
                    expansion.own.append(self._missing(key, value, actual))
            if self.plan.strict:
                for key, value in actual.items():
                    if key not in self.example:
                        expansion.own.append(Found("extra-key", None, value, None, None, (key,)))
        for key, node in self._children().items():
            if key in actual:
                _add_child(children, key, node, actual[key])

    def _missing(self, key: str, value: Any, actual: dict[str, Any]) -> Found:
        near = get_close_matches(key, [one for one in actual if one not in self.example][:200], n=1, cutoff=0.6)
        alone = [one for one in actual if one not in self.example]
        nearest = near[0] if near else (alone[0] if len(alone) == 1 else None)
        facts = {"nearest": nearest} if nearest is not None else {}
        return Found("missing-key", value, MISSING, self.state.under_key(key), None, (key,), facts)


def _mentioned(expansion: Expansion, key: str) -> bool:
    return any(one == key for one, _ in expansion.missing)


def _add_child(children: dict[str, Child], key: str, node: Node, value: Any) -> None:
    known = children.get(key)
    if known is None:
        children[key] = Child(key, (node,), node.example, value)
    elif node not in known.nodes:
        known.nodes = (*known.nodes, node)


def _in_order(children: dict[str, Child], example: dict[str, Any]) -> list[Child]:
    first = [children[key] for key in example if key in children]
    return first + [child for key, child in children.items() if key not in example]


def _keys_check(ok: Callable[[str], bool]) -> Check:
    return lambda actual: type(actual) is dict and all(map(ok, actual))


def _shared_keys_check(
    typed: Iterable[tuple[str, frozenset[type]]], texts: Iterable[tuple[str, str]], called: Iterable[tuple[str, Check]]
) -> Check:
    """Check of the keys that both sides have, where a rule lets keys be free."""
    typed, texts, called = tuple(typed), tuple(texts), tuple(called)

    def check(actual: Any) -> bool:
        return (
            type(actual) is dict
            and all(type(actual[key]) in types for key, types in typed if key in actual)
            and all(actual[key] == text for key, text in texts if key in actual)
            and all(ok(actual[key]) for key, ok in called if key in actual)
        )

    return check
