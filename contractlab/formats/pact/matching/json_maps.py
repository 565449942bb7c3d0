"""Nodes for objects of a JSON body.

Rules on a map are always combined by AND. ``values``, ``eachValue`` and ``arrayContains`` look at every actual
value and let keys be free, unless they are inherited; every other rule keeps the example's keys.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from itertools import repeat
from operator import eq, itemgetter

from contractlab.engine.limits import MOST_COLLECTED
from contractlab.engine.nodes import Child, Difference, Expansion, Node
from contractlab.engine.paths import STAR
from contractlab.engine.rules import Rule, RuleList
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import State
from contractlab.formats.pact.matching.free_keys import FreeKeys
from contractlab.formats.pact.matching.json_base import Check, JsonNode, NodeFactory
from contractlab.formats.pact.matching.json_notes import (
    dead_on_object_note,
    empty_object_note,
    inert_note,
    no_rules_note,
)
from contractlab.formats.pact.matching.json_scalars import accepted_types, bare_check
from contractlab.formats.pact.matching.scalars import text_predicate
from contractlab.formats.pact.matching.sizes import map_predicate, size_difference
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import AnyKey

__all__ = ["MapNode"]

_GUESSES = 20
"""Missing keys of one object that are shown with the key that looks most like them; a guess takes time."""


class MapNode(JsonNode):
    """An object of the example."""

    __slots__ = ("_columns", "_free", "_loud", "_plain_children", "first_key", "plan")

    def __init__(self, plan: NodeFactory, example: JSONObject, state: State) -> None:
        super().__init__(example, state)
        self.plan = plan
        self.first_key = min(example) if example else None
        self._free: dict[tuple[int, str], Node] = {}
        self._plain_children: dict[str, JsonNode] | None = None
        self._loud: list[tuple[str, JsonNode]] | None = None
        self._columns: _Columns | None = None

    def _rules(self) -> tuple[Rule, ...]:
        return self.state.best.rules if self.state.best else ()

    def _free_plans(self) -> list[tuple[NodeFactory, State, Rule]]:
        """Plans of rules that let keys be free and look at every actual value."""
        if self.state.cascaded:
            return []
        plans: list[tuple[NodeFactory, State, Rule]] = []
        for rule in self._rules():
            if rule.name in MATCHERS.for_values:
                inner = self.plan.each_value(rule)
                plans.append((inner, inner.automaton.root, rule))
            elif rule.name in MATCHERS.every_value and all(plan is not self.plan for plan, _, _ in plans):
                plans.append((self.plan, self.state, rule))
        return plans

    def _bound_rules(self) -> list[Rule]:
        """Rules that keep the example's keys: all others."""
        return [rule for rule in self._rules() if self.state.cascaded or rule.name not in MATCHERS.every_value]

    def _has_bound(self) -> bool:
        return self.state.best is None or bool(self._bound_rules())

    def _key_rules(self) -> list[tuple[Rule, Rule]]:
        """``eachKey`` rules with each inner rule; looked at where any rule is declared for this very depth."""
        if not self.state.exact:
            return []
        return [(rule, inner) for rule in self._rules() if rule.name in MATCHERS.for_keys for inner in rule.rules]

    def _children(self) -> dict[str, JsonNode]:
        if self._plain_children is None:
            self._plain_children = {
                key: self.plan.node(value, self.state.under_key(key)) for key, value in self.example.items()
            }
        return self._plain_children

    def _free_child(self, number: int, plan: NodeFactory, state: State, key: str) -> Node | None:
        if self.first_key is None:
            return None
        node = self._free.get((number, key))
        if node is None:
            example = self.example[key] if key in self.example else self.example[self.first_key]
            node = plan.node(example, state.under_key(key))
            if len(self._free) < 4096:
                self._free[(number, key)] = node
        return node

    def _build(self) -> Check:
        checks: list[Check] = []
        if self.plan.strict and not self.example:
            checks.append(lambda actual: type(actual) is dict and not actual)
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

    def _free_check(self, number: int, plan: NodeFactory, state: State) -> Check:
        checks: dict[str, Check | None] = {}

        def look_up(key: str) -> Check | None:
            node = self._free_child(number, plan, state, key)
            check = None if node is None else node.ok
            if len(checks) < 4096:
                checks[key] = check
            return check

        def check(actual: Value) -> bool:
            if type(actual) is not dict:
                return False
            for key, value in actual.items():
                judge = checks[key] if key in checks else look_up(key)
                if judge is not None and not judge(value):
                    return False
            return True

        return check

    def _sorted_columns(self) -> _Columns:
        """Keys by how their values are checked; values that need no node of their own get none."""
        typed: list[tuple[str, frozenset[type]]] = []
        texts: list[tuple[str, str]] = []
        bare: list[tuple[str, Check]] = []
        others: list[tuple[str, JsonNode]] = []
        strict = self.plan.strict
        for key, value in self.example.items():
            state = self.state.under_key(key)
            if state.bare:
                if type(value) is str:
                    texts.append((key, value))
                else:
                    bare.append((key, bare_check(value, strict=strict)))
                continue
            types = accepted_types(value, state)
            if types is not None:
                typed.append((key, types))
            elif type(value) is str and state.best is None:
                texts.append((key, value))
            else:
                others.append((key, self.plan.node(value, state)))
        return _Columns(typed, texts, bare, others, len(self.example) if strict else None)

    def _bound_check(self) -> Check:
        columns = self._sorted_columns()
        if self.state.keys_free:
            return columns.shared_check()
        self._columns = columns
        return columns.check()

    def ok_all(self, values: list[Value]) -> bool:
        """True if every value is accepted; one key of all maps after the other."""
        ok = self.ok
        # Only where the columns are all there is to check; a map's own rules and free keys go map by map.
        if self._columns is None or self._bound_rules_ask_more():
            return all(map(ok, values))
        return self._columns.check_all(values)

    def _bound_rules_ask_more(self) -> bool:
        if self._free_plans() or self._key_rules() or (self.plan.strict and not self.example):
            return True
        return any(map_predicate(rule, self.example, self.state.cascaded) is not None for rule in self._bound_rules())

    def _is_quiet(self) -> bool:
        if self.state.bare:
            return True
        if not self._has_bound() or self._loud_rules():
            return False
        return all(self._is_quiet_child(key, value) for key, value in self.example.items())

    def _is_quiet_child(self, key: str, value: Value) -> bool:
        """True if the node of a key is quiet; as a rule without making it, because there are thousands of one shape."""
        state = self.state.under_key(key)
        if state.bare:
            return True
        if type(value) is dict:
            return self._is_quiet_map(value, state)
        if type(value) is list:
            return self.plan.node(value, state).quiet
        if state.best is None:
            return True
        quiet = state.quiet_kinds.get(type(value))
        return self.plan.node(value, state).quiet if quiet is None else quiet

    def _is_quiet_map(self, value: dict[str, Value], state: State) -> bool:
        """The same of an object: those with the same keys and kinds of values are alike, unless they hold others."""
        kinds = tuple(map(type, value.values()))
        if dict in kinds or list in kinds:
            return self.plan.node(value, state).quiet
        shape = (id(state), tuple(value), kinds)
        quiet = self.plan.quiet_shapes.get(shape)
        if quiet is None:
            quiet = self.plan.node(value, state).quiet
            if len(self.plan.quiet_shapes) < 4096:
                self.plan.quiet_shapes[shape] = quiet
        return quiet

    def _loud_rules(self) -> bool:
        """True if the map's own rules may leave something unchecked."""
        if self.state.keys_free or self._free_plans():
            return True
        return not self.state.cascaded and any(rule.name in MATCHERS.silent_on_objects for rule in self._rules())

    def look(self, actual: Value) -> Expansion:
        """See `JsonNode`."""
        if type(actual) is not dict or not self._has_bound() or self._loud_rules():
            return self.expand(actual)
        there = [(key, node) for key, node in self._loud_children() if key in actual]
        there = [(key, node) for key, node in there if not node.leaves_nothing(actual[key])]
        return Expansion(children=[Child(key, (node,), node.example, actual[key]) for key, node in there])

    def _loud_children(self) -> list[tuple[str, JsonNode]]:
        if self._loud is None:
            loud = [key for key, value in self.example.items() if not self._is_quiet_child(key, value)]
            self._loud = [(key, self.plan.node(self.example[key], self.state.under_key(key))) for key in loud]
        return self._loud

    def leaves_nothing(self, actual: Value) -> bool:
        """See `JsonNode`."""
        if self.quiet:
            return True
        if type(actual) is not dict or not self._has_bound() or self._loud_rules():
            return False
        return all(key not in actual or node.leaves_nothing(actual[key]) for key, node in self._loud_children())

    def all_leave_nothing(self, values: list[Value]) -> bool:
        """See `JsonNode`; one key of all maps after the other."""
        if self.quiet:
            return True
        if not self._has_bound() or self._loud_rules() or not _MAPS.issuperset(map(type, values)):
            return False
        columns = ((node, [value[key] for value in values if key in value]) for key, node in self._loud_children())
        return all(node.all_leave_nothing(column) for node, column in columns)

    def expand(self, actual: Value) -> Expansion:
        """Own differences and the values that are judged."""
        expansion = Expansion()
        if type(actual) is not dict:
            expansion.own.append(Difference("kind", self.example, actual, self.state))
            return expansion
        if self.plan.strict and not self.example and actual:
            expansion.own.append(Difference("empty-object", self.example, actual, None))
            expansion.extra += actual.items()
            return expansion
        children: dict[str, Child] = {}
        free = self._free_plans()
        if free and self.first_key is not None:
            expansion.around = FreeKeys(frozenset(self.example), self.first_key, free[0][2].name)
        for number, (plan, state, _) in enumerate(free):
            for key, value in actual.items():
                node = self._free_child(number, plan, state, key)
                if node is not None:
                    _add_child(children, AnyKey(key), node, value)
        if self._has_bound():
            self._expand_bound(actual, expansion, children)
        elif not free:
            expansion.notes.append(no_rules_note())
        if not expansion.own:
            self._note(actual, expansion)
        expansion.children = _in_order(children, self.example)
        missing = {key for key, _ in expansion.missing}
        expansion.missing += [
            (key, value) for key, value in self.example.items() if key not in actual and key not in missing
        ]
        expansion.extra += [(key, value) for key, value in actual.items() if key not in children]
        return expansion

    def order(self, actual: Value) -> list[str]:
        """Keys as a document has them: those of the contract, then those that only the recording has."""
        return [*self.example, *(actual if type(actual) is dict else ())]

    def _expand_bound(self, actual: JSONObject, expansion: Expansion, children: dict[str, Child]) -> None:
        for rule in self._bound_rules():
            ok = map_predicate(rule, self.example, self.state.cascaded)
            if ok is not None and not ok(actual):
                expansion.own.append(size_difference(rule, self.example, actual, self.state, noun="key"))
        self._expand_keys(actual, expansion)
        if not self.state.keys_free:
            missing = [(key, value) for key, value in self.example.items() if key not in actual]
            expansion.missing += missing
            unknown = [key for key in actual if key not in self.example] if missing else []
            for number, (key, value) in enumerate(missing):
                expansion.own.append(self._missing(key, value, unknown, number < _GUESSES))
            if self.plan.strict:
                for key, value in actual.items():
                    if key not in self.example:
                        expansion.own.append(Difference("extra-key", None, value, None, None, (key,)))
        for key, node in self._children().items():
            if key in actual:
                _add_child(children, key, node, actual[key])

    def _expand_keys(self, actual: JSONObject, expansion: Expansion) -> None:
        """Keys that rules about keys object to; a hundred rules and thousands of keys would be millions."""
        for rule, inner in self._key_rules():
            ok = text_predicate(inner, "", False)
            for key in actual:
                if len(expansion.own) > MOST_COLLECTED:
                    return
                if not ok(key):
                    facts = {"key_rule": inner.name, "key_args": inner.args}
                    expansion.own.append(Difference("each-key", None, key, self.state, rule, (key,), facts))

    def _note(self, actual: JSONObject, expansion: Expansion) -> None:
        best = self.state.best
        if best is not None and self.state.keys_free and not self._free_plans() and self._has_bound():
            for key in actual:
                if key not in self.example:
                    expansion.notes.append(inert_note(best, key))
        if self.state.cascaded:
            return
        for rule in self._rules():
            if rule.name in MATCHERS.silent_on_objects:
                expansion.notes.append(dead_on_object_note(rule.name, "object"))
            elif rule.name in MATCHERS.keys_optional and not actual and self.example:
                expansion.notes.append(empty_object_note(rule.name))

    def _missing(self, key: str, value: Value, unknown: list[str], guess: bool) -> Difference:
        near = get_close_matches(key[:200], unknown[:200], n=1, cutoff=0.6) if guess else []
        nearest = near[0] if near else (unknown[0] if len(unknown) == 1 else None)
        facts = {"nearest": nearest} if nearest is not None else {}
        state = self.state.under_key(key)
        best = state.best
        if best is not None and best in state.exact and best.tokens[-1:] == (STAR,) and self._is_dictionary(best):
            facts["star"] = best.path
        return Difference("missing-key", value, MISSING, state, None, (key,), facts)

    def _is_dictionary(self, best: RuleList) -> bool:
        """True if one rule stands for the values of all keys, as where keys are data."""
        return all(self.state.under_key(key).best is best for key in self.example)


def _add_child(children: dict[str, Child], key: str, node: Node, value: Value) -> None:
    child = children.get(key)
    if child is None:
        children[key] = Child(key, (node,), node.example, value)
    elif node not in child.nodes:
        child.nodes = (*child.nodes, node)


def _in_order(children: dict[str, Child], example: JSONObject) -> list[Child]:
    first = [children[key] for key in example if key in children]
    return first + [child for key, child in children.items() if key not in example]


def _keys_check(ok: Callable[[str], bool]) -> Check:
    return lambda actual: type(actual) is dict and all(map(ok, actual))


class _Columns:
    """The keys of an example map, sorted by how their values are checked.

    Parameters
    ----------
    typed : list of (key, types)
        Values whose Python type is all that counts.
    texts : list of (key, text)
        Values that must be equal texts.
    bare : list of (key, check)
        Values under which no rule stands.
    others : list of (key, node)
    size : int or None
        Number of keys that a map must have; None where more are allowed.
    """

    __slots__ = ("bare", "others", "size", "texts", "typed")

    def __init__(
        self,
        typed: list[tuple[str, frozenset[type]]],
        texts: list[tuple[str, str]],
        bare: list[tuple[str, Check]],
        others: list[tuple[str, JsonNode]],
        size: int | None,
    ) -> None:
        self.typed = typed
        self.texts = texts
        self.bare = bare
        self.others = others
        self.size = size

    def check(self) -> Check:
        """Check of one map that must have all keys."""
        typed, texts, size = self.typed, self.texts, self.size
        called = self.bare + [(key, node.ok) for key, node in self.others]

        def check(actual: Value) -> bool:
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
            return size is None or len(actual) == size

        return check

    def shared_check(self) -> Check:
        """Check of the keys that both sides have, where a rule lets keys be free."""
        called = self.bare + [(key, node.ok) for key, node in self.others]

        def check(actual: Value) -> bool:
            return (
                type(actual) is dict
                and all(type(actual[key]) in types for key, types in self.typed if key in actual)
                and all(actual[key] == text for key, text in self.texts if key in actual)
                and all(ok(actual[key]) for key, ok in called if key in actual)
            )

        return check

    def check_all(self, values: list[Value]) -> bool:
        """Check of many maps that must have all keys, in blocks that stay in the processor's cache."""
        return all(self._check_block(values[at : at + _BLOCK]) for at in range(0, len(values), _BLOCK))

    def _check_block(self, values: list[Value]) -> bool:
        """Check of some maps, one key of all of them after the other."""
        if not _MAPS.issuperset(map(type, values)):
            return False
        try:
            for key, types in self.typed:
                if not types.issuperset(map(type, map(itemgetter(key), values))):
                    return False
            for key, text in self.texts:
                if not all(map(eq, map(itemgetter(key), values), repeat(text))):
                    return False
            for key, ok in self.bare:
                if not all(map(ok, map(itemgetter(key), values))):
                    return False
            for key, node in self.others:
                if not node.ok_all(list(map(itemgetter(key), values))):
                    return False
        except KeyError:
            return False
        return self.size is None or {self.size}.issuperset(map(len, values))


_MAPS = frozenset({dict})
_BLOCK = 1024
