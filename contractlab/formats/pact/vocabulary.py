"""Pact's matchers as others ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contractlab.contracts.matcher import Matcher
from contractlab.contracts.vocabulary import FilledForm, MatcherForm, MatcherInfo
from contractlab.engine.rules import Rule
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.matcher_spec import MatcherSpec
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.scalars import json_predicate
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import Source

__all__ = ["VOCABULARY", "PactVocabulary"]

_HERE = Source("<matcher>", b"").at("")


class PactVocabulary:
    """See `contractlab.contracts.vocabulary.Vocabulary`."""

    @property
    def matchers(self) -> Sequence[MatcherInfo]:
        """Every matcher, in the order of the table."""
        return [spec.info for spec in MATCHERS]

    @property
    def forms(self) -> Sequence[MatcherForm]:
        """What an editor offers, in the order of its list."""
        return sorted((form for spec in MATCHERS for form in spec.forms), key=lambda form: form.position)

    def matcher(self, name: str) -> MatcherInfo | None:
        """The matcher with a name or alias."""
        spec = MATCHERS.by_alias.get(name)
        return None if spec is None else spec.info

    def says(self, word: str) -> bool:
        """True if a matcher is written by the word."""
        return word in MATCHERS.by_word

    def default(self, word: str, argument: str) -> str:
        """What the Rust core takes for an argument that a file does not have."""
        spec = MATCHERS.by_word.get(word)
        arguments = () if spec is None else spec.arguments
        return next((each.default for each in arguments if each.name == argument), "")

    def filled(self, rule: Mapping[str, JSON]) -> FilledForm:
        """The form of a rule; one without a name (V2, and loose files) is known by its attributes."""
        name = rule.get("match")
        spec = _guessed(rule) if name is None else MATCHERS.by_name.get(str(name))
        if spec is None:
            return FilledForm(MATCHERS.by_word["like"].name if name is None else str(name))
        return FilledForm(spec.name, *spec.fill(spec.forms, rule))

    def fault(self, matcher: Matcher) -> str | None:
        """Why a pattern or a format cannot be used."""
        spec = MATCHERS.by_word.get(matcher.name)
        return None if spec is None else spec.unreadable(_rule(spec, matcher))

    def accepts(self, matcher: Matcher, value: Value) -> bool | None:
        """True if the rule that a matcher is written as accepts the value.

        A matcher that looks at no JSON value is asked of a status.
        """
        spec = MATCHERS.by_word.get(matcher.name)
        if spec is None:
            return None
        try:
            rule = _rule(spec, matcher)
        except InvalidEdit:  # Pact cannot say it, and another format may
            return None
        if spec.name in MATCHERS.statuses_alone:
            return spec.status(rule, 0)(value)
        return bool(json_predicate(rule, value)(value))


def _guessed(rule: Mapping[str, JSON]) -> MatcherSpec | None:
    """The matcher that is meant by an attribute that it has."""
    for spec in MATCHERS:
        if any(argument.name in spec.guessed_by and argument.name in rule for argument in spec.arguments):
            return spec
    return None


def _rule(spec: MatcherSpec, matcher: Matcher) -> Rule:
    written = spec.words[matcher.name](matcher, lambda inner, word: [])
    return Rule(spec.name, {key: value for key, value in written.items() if key != "match"}, _HERE)


VOCABULARY = PactVocabulary()
