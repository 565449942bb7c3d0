"""What stands in the cells of a diff: rules as chips, values, and what is folded."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.engine.xml_document import XmlElement
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.rule import DecidingRule
from contractlab.values.text import shorten_middle
from contractlab.views.model import Line, Span, code, faint, line
from contractlab.views.values import brackets, container_summary, plain_value, size_of
from contractlab.views.words import count

__all__ = ["folded_line", "folded_text", "rule_span", "rules_line", "single_value", "size_text", "value_line"]

_RULE = 40


def rule_span(rule: DecidingRule | None, *, failed: bool = False) -> Span:
    """The rule as a chip, cut to 40 characters, whole in its title; ``exact`` where none applies."""
    if rule is None:
        return Span("rule-failed", "exact") if failed else faint("exact")
    label = rule.label if failed or not rule.combined else rule.combined
    return Span("rule-failed" if failed else "rule", shorten_middle(label, _RULE), label if len(label) > _RULE else "")


def single_value(value: Value) -> Value:
    """The only value of a list of one; a header mostly has one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def rules_line(own: Sequence[Mismatch], rule: DecidingRule | None) -> Line:
    """The rules that object to a value, each once; the rule in force where none does."""
    spans: list[Span] = []
    labels: set[str] = set()
    for mismatch in own[:3] or ():
        span = rule_span(mismatch.rule, failed=True)
        if span.text not in labels:
            spans += [Span("text", " ")] * bool(spans) + [span]
        labels.add(span.text)
    return tuple(spans) or (rule_span(rule, failed=True),)


def value_line(label: str, value: Value, missing: str = "") -> Line:
    """A value of one side as it is."""
    if value is MISSING:
        return (faint(f"not {missing}" if missing else "nothing"),)
    span = plain_value(value)
    return (Span("code", label + span.text, span.title),)


def folded_line(label: str, value: Value, word: str) -> Line:
    """A container of one side with its values folded."""
    opening, closing = brackets(value)
    inner = count(len(value), "item") if isinstance(value, list) else f"{size_of(value):,} {word}"
    return line(code(f"{label}{opening}"), f" ⋯ {inner} ", code(closing))


def size_text(value: Value) -> str:
    """How much a container holds."""
    if isinstance(value, XmlElement):
        return count(size_of(value), "node")
    return container_summary(value).strip("{[]} ") or "nothing"


def folded_text(run: Sequence[str], absent: int = 0) -> str:
    """What a row of folded values stands for: ``9 equal or matching``.

    Parameters
    ----------
    run : sequence of str
        Status of each value that was recorded.
    absent : int
        How many more only the contract has.
    """
    extra = sum(status == "extra" for status in run)
    rest = len(run) - extra
    word = "equal" if all(status in ("equal", "extra") for status in run) else "equal or matching"
    numbers = ((rest, word), (absent, "only in the contract"), (extra, "not in the contract"))
    return ", ".join(f"{number:,} {words}" for number, words in numbers if number)
