"""Nodes for XML bodies, as the Rust core compares elements, attributes and text.

Source: pact_matching, XML. Children are grouped by name, so an index is no part of a path; a ``type`` rule at or
above a child lets it repeat; prefixes and white space at the ends of text do not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from contractlab.engine.dialect import Deviation, Dialect
from contractlab.engine.nodes import BaseNode, Child, Difference, Expansion, Node, Note
from contractlab.engine.rules import Rule, RuleList, RuleSet, objections
from contractlab.engine.xml_document import XmlElement
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.formats.pact.matching.deviations import DEVIATIONS
from contractlab.formats.pact.matching.scalars import difference_facts, text_predicate
from contractlab.formats.pact.matching.silent_passes import loose_text_note
from contractlab.formats.pact.matching.text_notes import any_value_note, inert
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.rule import rule_label
from contractlab.values.sentences import Sentence, code

__all__ = ["XmlPlan"]


class XmlPlan:
    """The nodes of one example document under one rule set.

    Parameters
    ----------
    rules : RuleSet
    strict : bool
        True for requests: what the example lacks is a difference.
    dialect : str
        The specification leaves indices out of paths, and lets a regex on an element test its text.
    """

    def __init__(self, rules: RuleSet, *, strict: bool, dialect: Dialect = "reference") -> None:
        self.strict = strict
        self.text_regex = dialect == "spec"
        self.automaton = Automaton(_without_indices(rules) if dialect == "spec" else rules)
        self._rules = rules
        self._other_dialect: Dialect = "reference" if dialect == "spec" else "spec"
        self._nodes: dict[tuple[int, int], tuple[XmlElement, State, ElementNode]] = {}

    def root(self, example: XmlElement) -> ElementNode:
        """The node of the root element, whose name is the first step of every path."""
        twin = self.twin
        other_twin = None if twin is None else twin.node(example, twin.automaton.root.under_key(example.name))
        return self.node(example, self.automaton.root.under_key(example.name), other_twin)

    def node(self, example: XmlElement, state: State, twin: ElementNode | None = None) -> ElementNode:
        """The node of one element in one state; `twin` is the one that the other dialect has in its place."""
        key = (id(example), id(state))
        cached = self._nodes.get(key)
        if cached is None or (twin is not None and cached[2].twin is not twin):
            cached = self._nodes[key] = (example, state, ElementNode(self, example, state, twin))
        return cached[2]

    @cached_property
    def twin(self) -> XmlPlan | None:
        """The plan of the other dialect; None where the two cannot differ."""
        indexed = any(token.kind in _INDICES for declared in self._rules.lists for token in declared.tokens)
        differing = any(
            MATCHERS.of(rule.name).element.by_dialect for declared in self._rules.lists for rule in declared.rules
        )
        return XmlPlan(self._rules, strict=self.strict, dialect=self._other_dialect) if indexed or differing else None


_INDICES = ("index", "star-index")


def _without_indices(rules: RuleSet) -> RuleSet:
    """Rules with index steps taken out of their paths (deviation xml-index)."""
    return RuleSet(
        tuple(
            replace(declared, tokens=tuple(token for token in declared.tokens if token.kind not in _INDICES))
            for declared in rules.lists
        )
    )


class XmlTextNode(BaseNode):
    """The text of an element, or the value of an attribute."""

    def __init__(self, example: str, state: State, twin: XmlTextNode | None = None) -> None:
        self.example = example
        self.state = state
        self.twin = twin
        self._ok: Callable[[str], bool] | None = None

    @property
    def ok(self) -> Callable[[str], bool]:
        """Equality, or the rules."""
        if self._ok is None:
            self._ok = self._build()
        return self._ok

    def _build(self) -> Callable[[str], bool]:
        best = self.state.best
        if best is None:
            return lambda actual: actual == self.example
        checks = [text_predicate(rule, self.example, self.state.cascaded) for rule in best.rules]
        combine = any if best.any_of else all
        return lambda actual: bool(checks) and combine(check(actual) for check in checks)

    def expand(self, actual: str) -> Expansion:
        """One difference for each rule that objects."""
        best = self.state.best
        if self.ok(actual):
            if best is None:
                return Expansion()
            loose = any_value_note(best, "text") if inert(best, MATCHERS.any_text) else loose_text_note(best, actual)
            return Expansion(notes=[] if loose is None else [loose])
        if best is None:
            return Expansion([Difference("equality", self.example, actual, self.state)])
        failed = [rule for rule in best.rules if not text_predicate(rule, self.example, self.state.cascaded)(actual)]
        differences = []
        for rule, alternatives in objections(best, failed):
            code, facts = difference_facts(rule, actual)
            differences.append(Difference(code, self.example, actual, self.state, rule, (), {**alternatives, **facts}))
        return Expansion(differences)

    def deviation(self, actual: str, difference: Difference | None) -> Deviation | None:
        """The difference between the dialects that decided here."""
        twin = self.twin
        return DEVIATIONS["xml-index"] if twin is not None and twin.ok(actual) is not self.ok(actual) else None

    def describe(self) -> str:
        """The rule in a few words."""
        return _describe(self.state.best)


def _describe(best: RuleList | None) -> str:
    return "exact" if best is None else " and ".join(rule_label(rule.name, rule.args) for rule in best.rules)


def _grouped(children: list[XmlElement]) -> dict[str, list[XmlElement]]:
    groups: dict[str, list[XmlElement]] = {}
    for child in children:
        groups.setdefault(child.name, []).append(child)
    return groups


class ElementNode(BaseNode):
    """An element of the example."""

    def __init__(self, plan: XmlPlan, example: XmlElement, state: State, twin: ElementNode | None = None) -> None:
        self.plan = plan
        self.example = example
        self.state = state
        self.twin = twin
        self._own_check: Callable[[XmlElement], bool] | None = None
        self._texts: dict[str, XmlTextNode] = {}
        self._groups = _grouped(example.children)

    @property
    def ok(self) -> Callable[[Value], bool]:
        """True if nothing differs here or below: what `expand` finds, without making anything of it."""
        return self._accepts

    def _accepts(self, actual: XmlElement) -> bool:
        if self._own_check is None:
            self._own_check = self._build_own()
        if not self._own_check(actual):
            return False
        expected, there = self.example.attributes, actual.attributes
        if self.plan.strict and len(expected) != len(there):
            return False
        for name in expected:
            if name not in there or not self._text_node(f"@{name}", expected[name]).ok(there[name]):
                return False
        if (self._groups or actual.children) and not self._accepts_children(actual):
            return False
        text, node = actual.text, self._text_node("#text", self.example.text)
        return (not text and not node.example and node.state.best is None) or node.ok(text)

    def _accepts_children(self, actual: XmlElement) -> bool:
        there = _grouped(actual.children)
        if not self._groups.keys() <= there.keys():
            return False
        for name, got in there.items():
            state, wanted = self.state.under_key(name), self._groups.get(name)
            if wanted is None:
                if self.plan.strict or state.type_like:
                    return False
            elif state.type_like:
                if not all(map(self._below(wanted[0], state).ok, got)):
                    return False
            elif (
                len(got) < len(wanted)
                or (len(got) > len(wanted) and self.plan.strict)
                or not all(
                    self._below(example, state).ok(element) for example, element in zip(wanted, got, strict=False)
                )
            ):
                return False
        return True

    def _build_own(self) -> Callable[[XmlElement], bool]:
        best, name = self.state.best, self.example.name
        if best is None:
            return lambda actual: actual.name == name
        checks = [self._predicate(rule) for rule in best.rules]
        if best.any_of and checks:
            return lambda actual: any(check(actual) for check in checks)
        return lambda actual: all(check(actual) for check in checks)

    def _text_node(self, key: str, example: str) -> XmlTextNode:
        """The node of the text or of an attribute."""
        node = self._texts.get(key)
        if node is None:
            state = self.state.under_key(key)
            node = self._texts[key] = XmlTextNode(example, state, self._text_twin(example, key))
        return node

    def describe(self) -> str:
        """The rule in a few words."""
        return _describe(self.state.best)

    def _predicate(self, rule: Rule) -> Callable[[XmlElement], bool]:
        element = MATCHERS.of(rule.name).element
        return element.make(rule, self.example, self.state.cascaded, self.plan.text_regex)

    def _own(self, actual: XmlElement) -> list[Difference]:
        best = self.state.best
        if best is None:
            if actual.name == self.example.name:
                return []
            return [Difference("element", self.example.name, actual.name, self.state)]
        failed = [rule for rule in best.rules if not self._predicate(rule)(actual)]
        alternatives = [(self._found(rule, actual), facts) for rule, facts in objections(best, failed)]
        return [replace(difference, facts={**facts, **difference.facts}) for difference, facts in alternatives]

    def _found(self, rule: Rule, actual: XmlElement) -> Difference:
        if rule.name in MATCHERS.type_like and rule.args:
            low = rule.args.get("min", 0)
            code, limit = ("min", low) if actual.nodes < low else ("max", rule.args.get("max", 0))
            facts = {"count": actual.nodes, "limit": limit, "noun": "child node"}
            return Difference(code, self.example.name, actual.name, self.state, rule, (), facts)
        refusal = MATCHERS.of(rule.name).element.refusal
        if refusal == "name":
            return Difference("element", self.example.name, actual.name, self.state, rule)
        if refusal == "content":
            return Difference(rule.name, self.example.name, "", self.state, rule)
        code, facts = difference_facts(rule, actual.local)
        shown = actual.text if self.plan.text_regex else actual.local
        return Difference(code, self.example.local, shown, self.state, rule, (), facts)

    def expand(self, actual: XmlElement) -> Expansion:
        """Own differences; then attributes, children by name, text. An element that is wrong itself is not entered."""
        expansion = Expansion(self._own(actual))
        if expansion.own:
            return expansion
        self._attributes(actual, expansion)
        self._children(actual, expansion)
        self._text(actual, expansion)
        return expansion

    def order(self, actual: XmlElement) -> list[str]:
        """Attributes by name, then children as the contract and then the recording has them, then text."""
        attributes = [f"@{name}" for side in (self.example, actual) for name in sorted(side.attributes)]
        return [*attributes, *(child.name for side in (self.example, actual) for child in side.children), "#text"]

    def _below(self, example: XmlElement, state: State) -> ElementNode:
        twin = self.twin
        other_twin = None if twin is None else twin.plan.node(example, twin.state.under_key(example.name))
        return self.plan.node(example, state, other_twin)

    def _text_twin(self, example: str, key: str) -> XmlTextNode | None:
        return None if self.twin is None else XmlTextNode(example, self.twin.state.under_key(key))

    def deviation(self, actual: XmlElement, difference: Difference | None) -> Deviation | None:
        """The difference between the dialects that decided here, or about a child."""
        twin = self.twin
        if twin is None:
            return None
        if difference is not None and difference.tokens:
            key = str(difference.tokens[0])
            differ = twin.state.under_key(key).type_like is not self.state.under_key(key).type_like
            return DEVIATIONS["xml-index"] if differ else None
        if bool(twin._own(actual)) is bool(self._own(actual)):
            return None
        mine, theirs = self.state.best, twin.state.best
        same = mine is not None and theirs is not None and mine.declared_at == theirs.declared_at
        return DEVIATIONS["xml-regex-on-element" if same else "xml-index"]

    def _attributes(self, actual: XmlElement, expansion: Expansion) -> None:
        expected, there = self.example.attributes, actual.attributes
        for name in sorted(expected):
            key = f"@{name}"
            state = self.state.under_key(key)
            if name in there:
                node: Node = self._text_node(key, expected[name])
                expansion.children.append(Child(key, (node,), expected[name], there[name]))
            else:
                expansion.missing.append((key, expected[name]))
                expansion.own.append(Difference("missing-attribute", expected[name], MISSING, state, None, (key,)))
        for name in sorted(there):
            if name not in expected:
                expansion.extra.append((f"@{name}", there[name]))
                if self.plan.strict or self._counts_differ(actual):
                    expansion.own.append(Difference("extra-attribute", MISSING, there[name], None, None, (f"@{name}",)))

    def _counts_differ(self, actual: XmlElement) -> bool:
        return self.plan.strict and len(self.example.attributes) != len(actual.attributes)

    def _children(self, actual: XmlElement, expansion: Expansion) -> None:
        expected, there = self._groups, _grouped(actual.children)
        for name in dict.fromkeys([*expected, *there]):
            state = self.state.under_key(name)
            wanted, got = expected.get(name, []), there.get(name, [])
            if not wanted:
                self._unexpected(name, got, state, expansion)
            elif not got:
                self._missing(name, wanted[0], state, expansion)
            elif state.type_like:
                if len(got) < len(wanted):
                    expansion.notes.append(_fewer_note(name, len(got), len(wanted)))
                for element in got:
                    expansion.children.append(Child(name, (self._below(wanted[0], state),), wanted[0], element))
            else:
                self._pairs(name, wanted, got, state, expansion)

    def _unexpected(self, name: str, got: list[XmlElement], state: State, expansion: Expansion) -> None:
        expansion.extra.append((name, _shown(got[0])))
        if self.plan.strict or state.type_like:
            extra = Difference("extra-element", MISSING, name, state if state.type_like else None, None, (name,))
            expansion.own.append(extra)

    def _missing(self, name: str, wanted: XmlElement, state: State, expansion: Expansion) -> None:
        expansion.missing.append((name, _shown(wanted)))
        expansion.own.append(Difference("missing-element", name, MISSING, state, None, (name,)))

    def _pairs(
        self, name: str, wanted: list[XmlElement], got: list[XmlElement], state: State, expansion: Expansion
    ) -> None:
        for example, element in zip(wanted, got, strict=False):
            expansion.children.append(Child(name, (self._below(example, state),), example, element))
        facts = {"expected_count": len(wanted), "actual_count": len(got)}
        if len(got) < len(wanted) or (len(got) > len(wanted) and self.plan.strict):
            expansion.own.append(Difference("repeats", name, name, None, None, (name,), facts))

    def _text(self, actual: XmlElement, expansion: Expansion) -> None:
        expected, there = self.example.text, actual.text
        if not expected and not there and self.state.under_key("#text").best is None:
            return
        node: Node = self._text_node("#text", expected)
        expansion.children.append(Child("#text", (node,), expected, there))


def _fewer_note(name: str, actual: int, expected: int) -> Note:
    """Fewer repeats than the example has, under a ``type`` rule."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(
            code(path), f": got {actual:,} where the example has {expected:,}; ", code("type"),
            " accepts fewer, so the rest was not looked at.",
        )  # fmt: skip

    return Note("shorter-repeats", sentence, (name,))


def _shown(element: XmlElement) -> str:
    return f"<{element.name}>"
