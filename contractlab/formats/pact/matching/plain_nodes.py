"""Bodies without structure: plain text and bytes, judged as one value by the rules at ``$``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contractlab.engine.nodes import BaseNode, Difference, Expansion
from contractlab.engine.rules import Rule, RuleSet, objections
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.formats.pact.matching.scalars import bytes_predicate, difference_facts, text_predicate
from contractlab.formats.pact.matching.silent_passes import loose_text_note
from contractlab.formats.pact.matching.text_notes import any_value_note, inert
from contractlab.formats.pact.predicates.scalars import of_utf8
from contractlab.values.json_types import Value
from contractlab.values.rule import rule_label

__all__ = ["BytesNode", "TextNode"]


class _PlainNode(BaseNode):
    """One value, one rule list at most."""

    noun = ""
    data: bytes = b""
    """Text and bytes are judged as they travel, not as they are shown."""

    def __init__(self, data: bytes, rules: RuleSet) -> None:
        self.data = data
        self.state: State = Automaton(rules).root

    @property
    def example(self) -> Any:
        """The example as text where it is text."""
        return _text(self.data)

    @property
    def ok(self) -> Callable[[bytes], bool]:
        """Equality, or every rule (with OR: any)."""
        best = self.state.best
        if best is None:
            return lambda actual: actual == self.data
        checks = [self._predicate(rule) for rule in best.rules]
        combine = any if best.any_of else all
        return lambda actual: combine(check(actual) for check in checks)

    def _predicate(self, rule: Rule) -> Callable[[bytes], bool]:
        raise NotImplementedError

    def expand(self, actual: bytes) -> Expansion:
        """One difference for each rule that objects."""
        expansion = Expansion()
        best = self.state.best
        if self.ok(actual):
            if best is not None and inert(best, MATCHERS.any_text):
                expansion.notes.append(any_value_note(best, self.noun))
            elif best is not None and isinstance(_text(actual), str):
                note = loose_text_note(best, _text(actual))
                expansion.notes += [] if note is None else [note]
            return expansion
        shown = _text(actual)
        if best is None:
            expansion.own.append(Difference("equality", self.example, shown, self.state))
            return expansion
        failed = [rule for rule in best.rules if not self._predicate(rule)(actual)]
        for rule, alternatives in objections(best, failed):
            code, facts = difference_facts(rule, shown)
            expansion.own.append(Difference(code, self.example, shown, self.state, rule, (), {**alternatives, **facts}))
        return expansion

    def describe(self) -> str:
        """The rule in a few words."""
        best = self.state.best
        return "exact" if best is None else " and ".join(rule_label(rule.name, rule.args) for rule in best.rules)


def _text(data: Value) -> Any:
    if not isinstance(data, bytes):
        return data  # a parsed body, which a contract gives under a type that is none of JSON
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


class TextNode(_PlainNode):
    """A text body; bytes that are not UTF-8 fit no rule."""

    noun = "text"

    def _predicate(self, rule: Rule) -> Callable[[bytes], bool]:
        try:
            example = self.data.decode("utf-8")
        except UnicodeDecodeError:
            return lambda _: False
        return of_utf8(text_predicate(rule, example, self.state.cascaded))


class BytesNode(_PlainNode):
    """A binary body."""

    noun = "bytes"

    def _predicate(self, rule: Rule) -> Callable[[bytes], bool]:
        return bytes_predicate(rule, self.data, self.state.cascaded)
