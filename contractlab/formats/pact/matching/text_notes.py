"""What rules on texts, statuses and bytes let through without looking, in sentences."""

from __future__ import annotations

from contractlab.engine.nodes import Note
from contractlab.engine.rules import RuleList
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.mismatch import PathToken, Unchecked
from contractlab.values.sentences import Sentence, code, where_spans

__all__ = ["any_value_note", "any_value_unchecked", "fewer_values_unchecked", "inert"]


def inert(best: RuleList | None, names: frozenset[str]) -> bool:
    """True if nothing is asked of the value: all rules accept anything, or with OR one of them."""
    if best is None or not best.rules:
        return False
    combine = any if best.any_of else all
    return combine(rule.name in names for rule in best.rules)


def any_value_unchecked(
    part: str, path: str, best: RuleList, noun: str, tokens: tuple[PathToken, ...] = ()
) -> Unchecked:
    """A value that a rule takes whatever it is."""
    name = next((rule.name for rule in best.rules if rule.name in MATCHERS.any_status), best.name)
    sentence = Sentence.of(*where_spans(part, path), ": ", code(name), f" accepts any {noun}, so it was not compared.")
    return Unchecked(part, path, "any-value", sentence, tokens)


def any_value_note(best: RuleList, noun: str) -> Note:
    """The same, for a node of a body."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(code(path), ": ", code(best.name), f" accepts any {noun}, so it was not compared.")

    return Note("any-value", sentence)


def fewer_values_unchecked(
    part: str, path: str, best: RuleList, actual: int, expected: int, tokens: tuple[PathToken, ...] = ()
) -> Unchecked:
    """Fewer values than the example has, under a rule that lets them be fewer."""
    got = "1 value" if actual == 1 else f"{actual:,} values"
    sentence = Sentence.of(
        *where_spans(part, path), f": got {got} where the example has {expected:,}; ", code(best.name),
        " accepts fewer, so the rest was not looked at.",
    )  # fmt: skip
    return Unchecked(part, path, "fewer-values", sentence, tokens)
