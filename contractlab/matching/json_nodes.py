"""Nodes for JSON bodies: maps, lists and scalars, as the Rust core compares them.

Source of the algorithm: pact_matching's JSON comparison and its list and map rules, checked against pact-python. What surprises
people is meant: rules on a map are always combined by AND, an empty example array switches its rules off, a ``type`` rule accepts
shorter arrays, and the rules of an ``eachValue`` replace all others below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from contractlab.matching.automaton import Automaton, State
from contractlab.matching.json_text import json_equal
from contractlab.matching.nodes import Child, Expansion, Found, Node, Note
from contractlab.matching.paths import ROOT, STAR, as_index
from contractlab.matching.rules import Rule, RuleList, RuleSet
from contractlab.matching.scalars import INERT_ON_SCALARS, json_predicate, scalar_types, text_predicate
from contractlab.matching.sizes import list_predicate, map_predicate, size_found
from contractlab.values.mismatch import AnyKey, PathToken
from contractlab.values.rule import rule_label
from contractlab.values.sentences import Sentence, code

__all__ = ["JsonPlan"]

Check = Callable[[Any], bool]

FREE_KEYS = frozenset({"values", "eachValue", "arrayContains"})


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
        self.automaton = Automaton(rules)
        self._nodes: dict[tuple[int, int], tuple[Any, State, Node]] = {}
        self._inner: dict[int, tuple[Rule, JsonPlan]] = {}

    def root(self, example: Any) -> Node:
        """The node of a whole body."""
        return self.node(example, self.automaton.root)

    def node(self, example: Any, state: State) -> Node:
        """The node for one value of the example in one state."""
        key = (id(example), id(state))
        known = self._nodes.get(key)
        if known is not None:
            return known[2]
        node: Node
        if type(example) is dict:
            node = MapNode(self, example, state)
        elif type(example) is list:
            node = ListNode(self, example, state)
        else:
            node = ScalarNode(example, state)
        # Example and state are kept so that no other object can take over their identity.
        self._nodes[key] = (example, state, node)
        return node

    def each_value(self, rule: Rule) -> JsonPlan:
        """The plan inside ``eachValue``: its own rules at every value, and no others."""
        known = self._inner.get(id(rule))
        if known is None:
            inside = RuleList.make("*", (ROOT, STAR), rule.rules, rule.declared_at, 0)
            known = self._inner[id(rule)] = (rule, JsonPlan(RuleSet((inside,)), strict=self.strict))
        return known[1]

    def variant(self, rules: RuleSet) -> JsonPlan:
        """The plan of one variant of ``arrayContains``: its rules, from the root of the item."""
        known = self._inner.get(id(rules))
        if known is None:
            known = self._inner[id(rules)] = (rules, JsonPlan(rules, strict=self.strict))  # type: ignore[assignment]
        return known[1]


class _Base:
    """Example, state and a closure that is built when it is first needed."""

    __slots__ = ("_ok", "example", "state")

    def __init__(self, example: Any, state: State) -> None:
        self.example = example
        self.state = state
        self._ok: Check | None = None

    @property
    def ok(self) -> Check:
        if self._ok is None:
            self._ok = self._build()
        return self._ok

    def _build(self) -> Check:
        raise NotImplementedError

    def describe(self) -> str:
        best = self.state.best
        if best is None:
            return "exact"
        joined = " or " if best.any_of else " and "
        return joined.join(rule_label(rule.name, rule.args) for rule in best.rules) or "no rules"


class ScalarNode(_Base):
    """A string, number, boolean or null of the example."""

    __slots__ = ()

    def _rules(self) -> tuple[Rule, ...]:
        return self.state.best.rules if self.state.best else ()

    def _predicates(self) -> list[tuple[Rule, Check]]:
        return [(rule, json_predicate(rule, self.example)) for rule in self._rules()]

    def _build(self) -> Check:
        best, example = self.state.best, self.example
        if best is None:
            if isinstance(example, str):
                return lambda actual: bool(actual == example)
            kind = type(example)
            return lambda actual: type(actual) is kind and actual == example
        if not best.rules:
            return lambda _: False
        types = self.types()
        if types is not None:
            return lambda actual: type(actual) in types
        checks = [check for _, check in self._predicates()]
        if len(checks) == 1:
            return checks[0]
        if best.any_of:
            return lambda actual: any(check(actual) for check in checks)
        return lambda actual: all(check(actual) for check in checks)

    def types(self) -> frozenset[type] | None:
        """Python types that the rules accept, where the type is all they ask; lets a map check without a call."""
        best = self.state.best
        if best is None or len(best.rules) != 1:
            return None
        return scalar_types(best.rules[0], self.example)

    def expand(self, actual: Any) -> Expansion:
        expansion = Expansion()
        if not self.ok(actual):
            expansion.own = self._differences(actual)
        elif self.state.best is not None and all(rule.name in INERT_ON_SCALARS for rule in self._rules()):
            expansion.notes.append(_inert_note(self.state.best))
        return expansion

    def _differences(self, actual: Any) -> list[Found]:
        best = self.state.best
        if best is None:
            kinds = {type(self.example), type(actual)}
            kind = "kind" if dict in kinds or list in kinds else "equality"
            return [Found("equality" if kind == "equality" else "equality", self.example, actual, self.state)]
        if not best.rules:
            return [Found("no-rules", self.example, actual, self.state)]
        failed = [rule for rule, check in self._predicates() if not check(actual)]
        if best.any_of:
            first = failed[0]
            others = tuple((rule.name, rule.args) for rule in failed[1:])
            return [_scalar_found(first, self, actual, {"alternatives": others} if others else {})]
        return [_scalar_found(rule, self, actual, {}) for rule in failed]


def _scalar_found(rule: Rule, node: ScalarNode, actual: Any, facts: dict[str, Any]) -> Found:
    from contractlab.matching.scalars import difference_facts

    name, more = difference_facts(rule, actual)
    return Found(name, node.example, actual, node.state, rule, facts={**facts, **more} if (facts or more) else {})


def _inert_note(best: RuleList) -> Note:
    name = best.rules[0].name

    def sentence(path: str, count: int) -> Sentence:
        what = "1 value was not compared" if count == 1 else f"{count:,} values were not compared"
        says = {
            "eachKey": "checks keys only",
            "eachValue": "checks only the values directly below it",
            "arrayContains": "looks at arrays only",
            "statusCode": "looks at statuses only",
        }.get(name, "checks nothing here")
        return Sentence.of(code(path), ": ", code(name), f" {says}; {what}.")

    return Note("inert-rule", sentence)


class MapNode(_Base):
    """An object of the example."""

    __slots__ = ("_free", "_plain_children", "first_key", "plan")

    def __init__(self, plan: JsonPlan, example: dict[str, Any], state: State) -> None:
        super().__init__(example, state)
        self.plan = plan
        self.first_key = min(example) if example else None
        self._free: dict[tuple[int, str], Node] = {}
        self._plain_children: dict[str, Node] | None = None

    # -- which rules judge the map itself, and which plans its values -------------------------------------------------

    def _rules(self) -> tuple[Rule, ...]:
        return self.state.best.rules if self.state.best else ()

    def _free_plans(self) -> list[tuple[JsonPlan, State, Rule]]:
        """Plans of rules that let keys be free and look at every actual value."""
        if self.state.cascaded:
            return []
        plans: list[tuple[JsonPlan, State, Rule]] = []
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
        """``eachKey`` rules with each of their inner rules; looked at where any rule is declared for this very depth."""
        if not self.state.exact:
            return []
        return [(rule, inner) for rule in self._rules() if rule.name == "eachKey" for inner in rule.rules]

    def _children(self) -> dict[str, Node]:
        if self._plain_children is None:
            self._plain_children = {
                key: self.plan.node(value, self.state.under_key(key)) for key, value in self.example.items()
            }
        return self._plain_children

    def _free_child(self, number: int, plan: JsonPlan, state: State, key: str) -> Node | None:
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

    def _free_check(self, number: int, plan: JsonPlan, state: State) -> Check:
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
            expansion.notes.append(_no_rules_note())
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
        from contractlab.values.markers import MISSING

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


def _no_rules_note() -> Note:
    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(code(path), ": ", code("eachValue"), " lists no rules, so this object was not looked at.")

    return Note("no-rules", sentence)


class ListNode(_Base):
    """An array of the example."""

    __slots__ = ("plan",)

    def __init__(self, plan: JsonPlan, example: list[Any], state: State) -> None:
        super().__init__(example, state)
        self.plan = plan

    # -- the items' nodes ---------------------------------------------------------------------------------------------

    def _item(self, plan: JsonPlan, state: State, index: int) -> Node:
        example = self.example[index] if index < len(self.example) else self.example[0]
        return plan.node(example, state.under_index(index))

    def _items_check(self, plan: JsonPlan, state: State) -> Check:
        """Check of the items: the example's own first, then copies of its first item."""
        special = [index for index in state.named_indices() if index >= len(self.example)]
        head = [self._item(plan, state, index).ok for index in range(len(self.example))]
        rest = plan.node(self.example[0], state.other_index).ok
        uniform = not special and all(check is rest for check in head)

        def check_uniform(actual: Any) -> bool:
            return all(map(rest, actual))

        def check_each(actual: Any) -> bool:
            size = len(head)
            for index, value in enumerate(actual):
                if index < size:
                    ok = head[index]
                elif index in named:
                    ok = named[index]
                else:
                    ok = rest
                if not ok(value):
                    return False
            return True

        named = {index: self._item(plan, state, index).ok for index in special}
        return check_uniform if uniform else check_each

    # -- check --------------------------------------------------------------------------------------------------------

    def _build(self) -> Check:
        best = self.state.best
        example = self.example
        if best is None:
            checks = [self._item(self.plan, self.state, index).ok for index in range(len(example))]
            size = len(checks)

            def fixed(actual: Any) -> bool:
                if type(actual) is not list or len(actual) != size:
                    return False
                for ok, value in zip(checks, actual, strict=True):
                    if not ok(value):
                        return False
                return True

            return fixed
        if not best.rules:
            return lambda _: False
        if not example:
            return lambda actual: type(actual) is list
        branches = [self._rule_check(rule) for rule in best.rules]
        if len(branches) == 1:
            only = branches[0]
            return lambda actual: type(actual) is list and only(actual)
        if best.any_of:
            return lambda actual: type(actual) is list and any(branch(actual) for branch in branches)
        return lambda actual: type(actual) is list and all(branch(actual) for branch in branches)

    def _rule_check(self, rule: Rule) -> Check:
        """One rule on this array, items included."""
        if rule.name == "arrayContains":
            return self._contains_check(rule)
        if rule.name == "eachValue":
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
            wanted = [(one.index, one.rules) for one in rule.variants]
        else:
            equality = RuleSet((RuleList.make("", (), (Rule("equality", {}, rule.declared_at),), rule.declared_at, 0),))
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
        return lambda actual: all(any(map(check, actual)) for check in checks)

    # -- explain ------------------------------------------------------------------------------------------------------

    def expand(self, actual: Any) -> Expansion:
        expansion = Expansion()
        best = self.state.best
        if type(actual) is not list:
            expansion.own.append(Found("kind", self.example, actual, self.state))
        elif best is None:
            self._expand_fixed(actual, expansion)
        elif not best.rules:
            expansion.own.append(Found("no-rules", self.example, actual, self.state))
        elif not self.example:
            expansion.extra += enumerate(actual)
            expansion.notes.append(_empty_example_note(len(actual)))
        else:
            self._expand_rules(best, actual, expansion)
        return expansion

    def _expand_fixed(self, actual: list[Any], expansion: Expansion) -> None:
        size = len(self.example)
        for index, value in enumerate(actual):
            if index < size:
                node = self._item(self.plan, self.state, index)
                expansion.children.append(Child(index, (node,), node.example, value))
            else:
                expansion.extra.append((index, value))
        expansion.missing += list(enumerate(self.example))[len(actual) :]
        if len(actual) != size:
            facts = {"expected_count": size, "actual_count": len(actual)}
            expansion.own.append(Found("length", self.example, actual, None, None, (), facts))

    def _expand_rules(self, best: RuleList, actual: list[Any], expansion: Expansion) -> None:
        passing = [rule for rule in best.rules if self._rule_check(rule)(actual)] if best.any_of else []
        children: dict[int, Child] = {}
        looked_at = False
        for rule in passing[:1] or best.rules:
            if rule.name == "arrayContains":
                self._expand_contains(rule, actual, expansion)
                continue
            if rule.name == "eachValue":
                if self.state.cascaded:
                    continue
                inner = self.plan.each_value(rule)
                plan, state = inner, inner.automaton.root
            else:
                plan, state = self.plan, self.state
                own = list_predicate(rule, self.example, self.state.cascaded)
                if own is not None and not own(actual):
                    expansion.own.append(size_found(rule, self.example, actual, self.state, noun="item"))
            looked_at = True
            for index, value in enumerate(actual):
                node = self._item(plan, state, index)
                known = children.get(index)
                if known is None:
                    children[index] = Child(index, (node,), node.example, value)
                elif node not in known.nodes:
                    known.nodes = (*known.nodes, node)
        expansion.children = list(children.values())
        expansion.missing += list(enumerate(self.example))[len(actual) :]
        expansion.extra += [(index, value) for index, value in enumerate(actual) if index not in children]
        if not expansion.own:
            self._note(best, actual, looked_at, expansion)

    def _expand_contains(self, rule: Rule, actual: list[Any], expansion: Expansion) -> None:
        for index, node in self._variants(rule):
            facts: dict[str, Any] = {"index": index, "actual_count": len(actual)}
            if node is None:
                facts["out_of_range"] = True
                expansion.own.append(Found("variant", None, actual, self.state, rule, (), facts))
            elif not any(map(node.ok, actual)):
                expansion.own.append(Found("variant", node.example, actual, self.state, rule, (), facts))

    def _note(self, best: RuleList, actual: list[Any], looked_at: bool, expansion: Expansion) -> None:
        names = {rule.name for rule in best.rules}
        if not looked_at and "arrayContains" not in names:
            expansion.notes.append(_skipped_list_note(best, len(actual)))
        elif looked_at and not actual:
            expansion.notes.append(_empty_array_note(best))
        elif looked_at and len(actual) < len(self.example):
            expansion.notes.append(_shorter_note(best, len(actual), len(self.example)))


def _items(count: int) -> str:
    return f"{count:,} item" if count == 1 else f"{count:,} items"


def _empty_array_note(best: RuleList) -> Note:
    def sentence(path: str, count: int) -> Sentence:
        spans = [code(path), ": got an empty array, so the rule for its items checked nothing."]
        if any(rule.name == "type" and "min" not in rule.args for rule in best.rules):
            spans += [" A minimum would: ", code("type, min 1"), "."]
        return Sentence.of(*spans)

    return Note("empty-array", sentence)


def _shorter_note(best: RuleList, actual: int, expected: int) -> Note:
    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(
            code(path), f": got {_items(actual)} where the example has {expected:,}; ", code(best.rules[0].name),
            " accepts fewer, so the rest was not looked at.",
        )  # fmt: skip

    return Note("shorter-array", sentence)


def _empty_example_note(actual: int) -> Note:
    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(
            code(path), f": the example is an empty array, which switches its rules off; {_items(actual)} not looked at."
        )

    return Note("empty-example", sentence)


def _skipped_list_note(best: RuleList, actual: int) -> Note:
    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(
            code(path), ": ", code(best.rules[0].name), f" is inherited from further up and checks nothing here; {_items(actual)} not looked at.",
        )  # fmt: skip

    return Note("inert-rule", sentence)


_UNUSED: tuple[object, ...] = (PathToken, as_index, json_equal)
