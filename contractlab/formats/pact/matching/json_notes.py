"""What a JSON body's rules let through without looking, in sentences."""

from __future__ import annotations

from contractlab.engine.nodes import Note
from contractlab.engine.rules import RuleList
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.sentences import Sentence, Span, code

__all__ = [
    "dead_on_object_note",
    "empty_array_note",
    "empty_example_note",
    "empty_object_note",
    "inert_note",
    "no_rules_note",
    "shorter_note",
    "skipped_list_note",
]


def inert_note(best: RuleList, key: str | None = None) -> Note:
    """A rule that accepts every scalar, or the value under a `key` that only the recording has."""
    name = best.rules[0].name

    def sentence(path: str, count: int) -> Sentence:
        what = "1 value was not compared" if count == 1 else f"{count:,} values were not compared"
        says = MATCHERS.of(name).inert_says or "checks nothing here"
        return Sentence.of(code(path), ": ", code(name), f" {says}; {what}.")

    return Note("inert-rule", sentence) if key is None else Note("inert-rule", sentence, (key,), True)


def dead_on_object_note(name: str, noun: str) -> Note:
    """A rule that asks nothing of an object or an array: a pattern, or variants of an array."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(code(path), ": ", code(name), f" asks nothing of an {noun}; only what is inside was judged.")

    return Note("inert-rule", sentence)


def empty_object_note(name: str) -> Note:
    """An empty object where a rule lets keys be free."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(code(path), ": got an empty object, so ", code(name), " checked nothing.")

    return Note("empty-object", sentence)


def no_rules_note() -> Note:
    """An ``eachValue`` without rules, on a map."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(code(path), ": ", code("eachValue"), " lists no rules, so this object was not looked at.")

    return Note("no-rules", sentence)


def _items(count: int) -> str:
    return f"{count:,} item" if count == 1 else f"{count:,} items"


def empty_array_note(best: RuleList) -> Note:
    """An empty array where the example has items."""

    def sentence(path: str, count: int) -> Sentence:
        spans: list[str | Span] = [code(path), ": got an empty array, so the rule for its items checked nothing."]
        if any(rule.name in MATCHERS.type_like and "min" not in rule.args for rule in best.rules):
            spans += [" A minimum would: ", code("type, min 1"), "."]
        return Sentence.of(*spans)

    return Note("empty-array", sentence)


def shorter_note(best: RuleList, actual: int, expected: int) -> Note:
    """An array shorter than the example."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(
            code(path), f": got {_items(actual)} where the example has {expected:,}; ", code(best.rules[0].name),
            " accepts fewer, so the rest was not looked at.",
        )  # fmt: skip

    return Note("shorter-array", sentence)


def empty_example_note(actual: int) -> Note:
    """An example array without items."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(
            code(path),
            f": the example is an empty array, which switches its rules off; {_items(actual)} not looked at.",
        )

    return Note("empty-example", sentence)


def skipped_list_note(best: RuleList, actual: int) -> Note:
    """An inherited rule that looks at no array below."""

    def sentence(path: str, count: int) -> Sentence:
        return Sentence.of(
            code(path),
            ": ",
            code(best.rules[0].name),
            f" is inherited from further up and checks nothing here; {_items(actual)} not looked at.",
        )

    return Note("inert-rule", sentence)
