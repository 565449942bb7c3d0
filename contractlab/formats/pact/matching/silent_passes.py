"""Values that a rule accepts although they are of another kind than the example: the Rust core says nothing then."""

from __future__ import annotations

from contractlab.engine.nodes import Note
from contractlab.engine.rules import Rule, RuleList
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.scalars import json_predicate, scalar_types, text_predicate
from contractlab.values.json_types import Value
from contractlab.values.mismatch import OTHER_KIND, PathToken, Unchecked
from contractlab.values.sentences import Sentence, Span, code, where_spans
from contractlab.values.text import json_kind

__all__ = ["loose_text_note", "loose_text_unchecked", "may_pass_silently", "other_kind_note", "other_kind_unchecked"]


def may_pass_silently(best: RuleList, example: Value) -> bool:
    """True if the rules may accept a value of another kind than a scalar `example` without being made for it."""
    if any(rule.name in MATCHERS.any_scalar for rule in best.rules) and not best.any_of:
        return False
    own = json_kind(example)
    for rule in best.rules:
        types = scalar_types(rule, example)
        if types is None:
            if not MATCHERS.of(rule.name).asks_equality:
                return True
        elif any(_KINDS[kind] != own for kind in types):
            return True
    return False


_KINDS: dict[type, str] = {
    str: "string", bool: "boolean", type(None): "null", int: "number", float: "number", list: "array", dict: "object",
}  # fmt: skip


def _accepting(best: RuleList, example: Value, actual: Value) -> Rule | None:
    """The rule that let a value of another kind through; None for one that a rule names or that is of the kind."""
    kind, own = json_kind(actual), json_kind(example)
    if kind == own:
        return None
    accepting = [rule for rule in best.rules if json_predicate(rule, example)(actual)]
    for rule in accepting:
        spec = MATCHERS.of(rule.name)
        if spec.wording.allows_null if kind == "null" else (own == "null" and kind in spec.made_for):
            return None
    return accepting[0] if accepting else None


def _sentence(start: list[Span], rule: Rule, example: Value, actual: Value) -> Sentence:
    got, own = json_kind(actual), json_kind(example)
    return Sentence.of(
        *start, ": ", code(rule.name), f" accepted {_NOUNS.get(got, got)}, although the example is {_NOUNS[own]}."
    )


_NOUNS = {
    "string": "a string", "number": "a number", "boolean": "a boolean", "null": "null", "array": "an array",
    "object": "an object", "value": "a value",
}  # fmt: skip


def other_kind_note(best: RuleList, example: Value, actual: Value) -> Note | None:
    """A JSON value of another kind than the example that the rules accepted; None for any other."""
    rule = _accepting(best, example, actual)
    if rule is None:
        return None
    return Note(OTHER_KIND, lambda path, count: _sentence([code(path)], rule, example, actual))


def other_kind_unchecked(part: str, path: str, best: RuleList, example: Value, actual: Value) -> list[Unchecked]:
    """The same for a value that goes by name, as metadata does."""
    rule = _accepting(best, example, actual)
    if rule is None:
        return []
    return [Unchecked(part, path, OTHER_KIND, _sentence(where_spans(part, path), rule, example, actual))]


def _loose(best: RuleList, text: str) -> tuple[Rule, str] | None:
    """The rule that takes a text for more than it says, and what the text is."""
    for rule in best.rules:
        words = MATCHERS.of(rule.name).loose_text(text)
        if words and text_predicate(rule, text, False)(text):
            return rule, words
    return None


def loose_text_note(best: RuleList, text: str) -> Note | None:
    """A text that a matcher of numbers accepted, and that is none of that kind in JSON."""
    loose = _loose(best, text)
    if loose is None:
        return None
    rule, words = loose
    return Note(OTHER_KIND, lambda path, count: Sentence.of(code(path), ": ", code(rule.name), f" accepted {words}."))


def loose_text_unchecked(
    part: str, path: str, best: RuleList | None, text: str, tokens: tuple[PathToken, ...] = ()
) -> list[Unchecked]:
    """The same for a text that goes by name."""
    loose = None if best is None else _loose(best, text)
    if loose is None:
        return []
    rule, words = loose
    sentence = Sentence.of(*where_spans(part, path), ": ", code(rule.name), f" accepted {words}.")
    return [Unchecked(part, path, OTHER_KIND, sentence, tokens)]
