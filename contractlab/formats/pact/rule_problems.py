"""Rules that do not do what their author thinks: dead, beaten everywhere, tied, newer than the file, or broken."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from contractlab.contracts.expected import ExpectedMessage
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.contracts.problems import DEAD_RULE, Problem, Severity
from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Chosen
from contractlab.engine.rules import EMPTY_RULES, Rule, RuleList, RuleSet
from contractlab.formats.pact.loose_problems import loose_nodes, loose_status_and_path
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import Automaton
from contractlab.formats.pact.matching.bodies import BodyPlan
from contractlab.formats.pact.matching.deviations import DEVIATIONS
from contractlab.formats.pact.matching.meant_rules import MeantNames, MeantPlaces, judges_everything, written_path
from contractlab.formats.pact.matching.messages import CONTENT_TYPE_KEY, expected_metadata_type, implied_type
from contractlab.formats.pact.matching.names import NameRules
from contractlab.formats.pact.matching.reach import reached_nodes
from contractlab.formats.pact.model import PactExample
from contractlab.formats.pact.plugins import plugin_reason
from contractlab.values.json_shape import shape_key
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.text import shorten_middle, visible

__all__ = ["rule_problems"]

_MOST_COMPARED, _LEAST_COMPARED = 30_000, 200
"""Pairs of a dead rule and a place of an example that are compared in a contract, and for one example at least."""


def rule_problems(example: PactExample) -> Iterator[Problem]:
    """Oddities of every rule of an example.

    Parameters
    ----------
    example : PactExample
    """
    finder = _Finder(example)
    request, response = example.expected_request, example.expected_response
    if request is not None and not example.request_faults:
        yield from finder.part(request.rules, request.headers, request.body, request.query, strict=True)
    if response is not None:
        yield from finder.part(response.rules, response.headers, response.body, {}, strict=False)
    for message in example.expected_messages:
        yield from finder.message(message)


class _Finder:
    """Finds problems of one example."""

    def __init__(self, example: PactExample) -> None:
        self.example = example
        self.version = example.contract.spec_version

    def _at(self, severity: Severity, code: str, message: str, rule: Rule | RuleList) -> Problem:
        return Problem(severity, code, message, rule.declared_at, self.example.key)

    def part(
        self,
        rules: Mapping[str, RuleSet],
        headers: Mapping[str, Sequence[str]],
        body: ExpectedBody,
        query: Mapping[str, Sequence[str]],
        *,
        strict: bool,
    ) -> Iterator[Problem]:
        """Rules of a request or a response."""
        for rule_set in rules.values():
            yield from self.each_rule(rule_set)
        yield from self._names(rules.get("header", EMPTY_RULES), headers, "header", fold_case=True)
        yield from self._names(rules.get("query", EMPTY_RULES), query, "parameter", fold_case=False)
        yield from self._body(rules.get("body", EMPTY_RULES), headers, body, strict)
        for severity, code, text, rule in loose_status_and_path(rules.get("status"), rules.get("path")):
            yield self._at(severity, code, text, rule)

    def message(self, message: ExpectedMessage) -> Iterator[Problem]:
        """Rules of a message; of its categories only the contents' and the metadata's count."""
        for rule_set in message.rules.values():
            yield from self.each_rule(rule_set)
        declared = message.rules.get("metadata", EMPTY_RULES)
        root = Automaton(declared).root
        names = list(message.metadata)
        alone = self.example.kind == "message"
        if alone and implied_type(message.contents, message.metadata, self.version) is not None:
            names.append(CONTENT_TYPE_KEY)
        states = [root.under_key(name) for name in names]
        yield from self._ties(states)
        used = {id(declared) for state in states for declared in state.applicable}
        present = MeantNames(message.metadata)
        for unused in declared.lists:
            if id(unused) not in used:
                text = f"the rule is dead: the example has no metadata {shorten_middle(unused.path, 80)!r}"
                text += _perhaps(present.meant(unused))
                yield self._at("warning", DEAD_RULE, text, unused)
        kind = expected_metadata_type(message.metadata, self.version)
        headers = {} if kind is None else {"Content-Type": [kind]}
        yield from self._body(message.rules.get("body", EMPTY_RULES), headers, message.contents, False)

    def each_rule(self, rules: RuleSet) -> Iterator[Problem]:
        """Rules that are broken, unknown, too new, or accept anything."""
        for rule in _all_rules(rule for declared in rules.lists for rule in declared.rules):
            yield from self._rule(rule)

    def _rule(self, rule: Rule) -> Iterator[Problem]:
        if not rule.is_known:
            text = f"the matcher {visible(rule.name)[:60]!r} is unknown; values it judges cannot be checked"
            yield self._at("error", "unknown-matcher", text, rule)
            return
        spec = MATCHERS.of(rule.name)
        if spec.since > self.version:
            text = f"the matcher {rule.name} came with V{spec.since[0]}, and the file says V{self.version}"
            text += "; other tools may ignore it"
            yield self._at("warning", "newer-rule", text, rule)
        for severity, code, text in spec.faults(rule):
            yield self._at(severity, code, text, rule)

    def _names(
        self, rules: RuleSet, names: Mapping[str, Sequence[str]], noun: str, *, fold_case: bool
    ) -> Iterator[Problem]:
        if not rules:
            return
        of_names = NameRules(rules, fold_case=fold_case)
        choices = {id(choice): choice for name in names if (choice := of_names.choose(name)) is not None}.values()
        for choice in choices:
            if len(choice.applicable) > 1:
                yield self._tied(choice.applicable[0], choice.applicable[1])
        used = {id(declared) for choice in choices for declared in choice.applicable}
        present = MeantNames(names)
        for declared in rules.lists:
            if id(declared) not in used:
                text = f"the rule is dead: the example has no {noun} {shorten_middle(declared.path, 80)!r}"
                text += _perhaps(present.meant(declared))
                yield self._at("warning", DEAD_RULE, text, declared)

    def _tied(self, winner: RuleList, loser: RuleList) -> Problem:
        text = (
            f"the rule has the same weight as the one at {shorten_middle(loser.path, 80)}; the Rust core picks one of "
            "them at random, contractlab the first in the file"
        )
        return self._at("error", "tied-rules", text, winner)

    def _body(
        self, rules: RuleSet, headers: Mapping[str, Sequence[str]], body: ExpectedBody, strict: bool
    ) -> Iterator[Problem]:
        if not rules:
            return
        header = next(
            (", ".join(values) for name, values in headers.items() if name.lower() == "content-type" and values), None
        )
        if body.presence != "present":
            for declared in rules.lists:
                yield self._at("warning", DEAD_RULE, "the rule is dead: the example has no body", declared)
            return
        if plugin_reason(self.example.plugins or self.example.contract.plugins, body, header) is not None:
            return  # their paths are the plugin's own language, and only it knows which value they are for
        key = _odd_alike(rules, header, body, strict)
        if key is not None and key in self.example.contract.quiet_bodies:
            return
        plan = BodyPlan(body, header, rules, strict=strict)
        findings = list(self._body_findings(rules, plan))
        yield from findings
        # What a rule says of its example is only known of one that it takes.
        if key is not None and not findings:
            with suppress(CannotCheck):
                if plan.passes(header, body.data):
                    self.example.contract.quiet_bodies.add(key)

    def _body_findings(self, rules: RuleSet, plan: BodyPlan) -> Iterator[Problem]:
        nodes = reached_nodes(plan)
        if nodes is None:
            if plan.type.is_form:
                yield from self._unused(rules, plan.comparison.states, False)
            return
        states = [node.state for node in nodes if node.state is not None]
        yield from self._unused(rules, states, plan.type.is_xml, nodes[0].example)
        yield from self._ties(states)
        for severity, code, text, rule in loose_nodes(nodes):
            yield self._at(severity, code, text, rule)

    def _unused(
        self, rules: RuleSet, states: Sequence[Chosen], xml: bool, example: Value = MISSING
    ) -> Iterator[Problem]:
        winners = {id(state.best) for state in states}
        beaten_by = {id(declared): state.best for state in states for declared in state.applicable[1:]}
        places = MeantPlaces(example, max(_LEAST_COMPARED, _MOST_COMPARED // len(self.example.contract.examples)))
        for declared in rules.lists:
            if judges_everything(declared):
                written = shorten_middle(written_path(declared), 120)
                text = f"{written} names no part, so the rule judges every value of the body"
                text += _place_meant(places, declared)
                yield self._at("warning", "rule-everywhere", text, declared)
                continue
            if id(declared) in winners:
                continue
            winner = beaten_by.get(id(declared))
            if winner is None:
                path = declared.path if declared.path.startswith("$") else written_path(declared)
                text = f"the rule is dead: no value of the example is at {shorten_middle(path, 120)}"
                text += _place_meant(places, declared)
                if xml and any(token.kind in ("index", "star-index") for token in declared.tokens):
                    text += f". {DEVIATIONS['xml-index']} Leave the index out"
                yield self._at("warning", DEAD_RULE, text, declared)
            elif winner.weight > declared.weight:
                text = f"the rule never wins: {shorten_middle(winner.path, 120)} is more exact wherever it applies"
                yield self._at("warning", "beaten-rule", text, declared)

    def _ties(self, states: Iterable[Chosen]) -> Iterator[Problem]:
        reported: set[tuple[int, int]] = set()
        for state in states:
            if len(state.applicable) < 2 or state.best is None:
                continue
            loser = state.applicable[1]
            pair = (id(state.best), id(loser))
            if loser.weight == state.best.weight and pair not in reported and not _same(state.best, loser):
                reported.add(pair)
                yield self._tied(state.best, loser)


def _odd_alike(rules: RuleSet, header: str | None, body: ExpectedBody, strict: bool) -> Hashable | None:
    """What is equal for bodies of which the same is odd, whatever values they have; None where values tell.

    Where a variant stands in an array depends on its values; and what is no JSON has no shape.
    """
    if not body.has_value:
        return None
    declared: list[Hashable] = []
    for each in rules.lists:
        declared += [each.path, each.any_of, each.weight, len(each.rules)]
        for rule in _all_rules(each.rules):
            if rule.variants:
                return None
            declared += [rule.name, repr(rule.args), len(rule.rules)]
    return (strict, header, str(body.content_type), tuple(declared), shape_key(body.value))


def _perhaps(meant: str | None) -> str:
    return "" if meant is None else f"; write {shorten_middle(meant, 200)} if that is what is meant"


def _place_meant(places: MeantPlaces, declared: RuleList) -> str:
    meant = places.nearest(declared)
    return "; too many rules are dead to look for the value that is meant" if places.used_up else _perhaps(meant)


def _same(first: RuleList, second: RuleList) -> bool:
    def shape(rules: RuleList) -> list[JSON]:
        return [rules.any_of, *((rule.name, str(rule.args)) for rule in rules.rules)]

    return shape(first) == shape(second) and len(first.tokens) == len(second.tokens)


def _all_rules(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Rules with the rules inside them."""
    stack = list(rules)
    while stack:
        rule = stack.pop(0)
        yield rule
        stack += rule.rules
        stack += [inner for variant in rule.variants for declared in variant.rules.lists for inner in declared.rules]
