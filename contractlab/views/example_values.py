"""Values of an example as rows: what is expected, the rule beside it, and where that is declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from contractlab.contracts.described import DescribedValue
from contractlab.engine.xml_document import XmlElement
from contractlab.values.explanation import Explained
from contractlab.values.rule import DecidingRule
from contractlab.values.text import shorten
from contractlab.views.diff_cells import rule_span
from contractlab.views.model import Cell, Line, Row, Span, chip, code, faint, line
from contractlab.views.tree import Branch
from contractlab.views.values import brackets, is_container, key_label, plain_value
from contractlab.views.words import count

__all__ = ["HEAD", "WIDTHS", "BodyRows", "declared_line", "matchers_span", "rule_line", "value_rows"]

ROWS = 40
_ITEMS = 3
_NAMES = 30
_LENGTHS = {"method": 20, "metadata": 120}
_LENGTH = 100
_HINT = 300
HEAD = ("example value", "matcher", "declared")
WIDTHS = ("44%", "28%", "")


class BodyRows:
    """Rows for the values of a body, parents first, never more than `ROWS`.

    Attributes
    ----------
    rows : list of Row
    left : int
        Values that found no room.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.left = 0
        self._markup = False

    def _add(self, shown: Line, rule: Line, declared: Line, depth: int) -> None:
        if len(self.rows) >= ROWS:
            self.left += 1
            return
        self.rows.append(Row((Cell(shown, indent=depth), Cell(rule), Cell(declared, faint=True))))

    def add(self, branch: Branch, depth: int = 0) -> None:
        """Add a value and those below it."""
        explained = branch.explained
        if len(self.rows) >= ROWS:
            self.left += 1
            return
        value = explained.expected
        if depth == 0:
            self._markup = isinstance(value, XmlElement)
        label = key_label(explained.key, markup=self._markup)
        rule, declared = _rule(explained), declared_line(explained.rule)
        if not is_container(value) or not (branch.children if isinstance(value, XmlElement) else value):
            span = plain_value(value, 60)
            self._add((Span("code", label + span.text, span.title),), rule, declared, depth)
            return
        opening, closing = brackets(value)
        self._add((code(f"{label}{opening}"),), rule, declared, depth)
        shown = branch.children[:_ITEMS] if isinstance(value, list) else branch.children
        for child in shown:
            self.add(child, depth + 1)
        rest = len(value) - len(shown) if isinstance(value, list) else 0
        if rest > 0:
            self._add((faint(f"⋯ {count(rest, 'more item')}"),), (), (), depth + 1)
        self._add((code(closing),), (), (), depth)


def _rule(explained: Explained) -> Line:
    # A rule may reach a value and say nothing of it, as eachKey does of the values.
    rule = (faint("not checked"),) if explained.status == "unchecked" else rule_line(explained.rule)
    if not explained.mismatches:
        return rule
    return (*rule, Span("text", " "), chip("error", "does not match its own example"))


def rule_line(rule: DecidingRule | None) -> Line:
    """The rule in force."""
    if rule is None:
        return (faint("exact"),)
    return (rule_span(rule), faint(" inherited")) if rule.cascaded else (rule_span(rule),)


def matchers_span(matchers: str) -> Span:
    """Rules that decide together."""
    return Span("rule", shorten(matchers, 40), matchers if len(matchers) > 40 else "")


def declared_line(rule: DecidingRule | None) -> Line:
    """Where it is written."""
    if rule is None:
        return ()
    number = rule.declared_at.line
    return line(
        f"line {number:,} " if number is not None else "",
        Span("code", shorten(rule.path, 60), rule.path if len(rule.path) > 60 else ""),
    )


def _value_row(value: DescribedValue) -> Row:
    limit = _LENGTHS.get(value.kind, _LENGTH)
    hint = value.hint or (value.text if len(value.text) > _LENGTH and value.kind not in _LENGTHS else "")
    shown = line(faint(f"{value.kind} "), Span("code", shorten(value.text, limit), hint[:_HINT]))
    rule: Line = ()
    if value.judged:
        rule = (matchers_span(value.matchers),) if value.matchers else rule_line(value.rule)
    return Row((Cell(shown), Cell(rule), Cell(declared_line(value.rule), faint=value.placed)))


def value_rows(values: Iterable[DescribedValue]) -> tuple[Row, ...]:
    """A row for each value that goes by a name; of one kind never more than 30.

    Parameters
    ----------
    values : iterable of DescribedValue
    """
    rows: list[Row] = []
    shown: Counter[str] = Counter()
    for value in values:
        shown[value.kind] += 1
        if shown[value.kind] <= _NAMES:
            rows.append(_value_row(value))
    return tuple(rows)
