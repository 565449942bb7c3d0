"""Hot paths of a contract: which fields fail, and which are never checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, Unchecked, general_path
from contractlab.values.text import shorten
from contractlab.verification.results import SEVERITY, Result
from contractlab.views.drawing import Drawing, Look, Mark, WordLook, Words
from contractlab.views.model import Cell, Picture, Row, Table, code, faint, line, strong
from contractlab.views.words import count, cut

__all__ = ["Checks", "count_checks", "field_name", "hot_paths", "hottest", "results_looked_into"]

_CHECKED = frozenset({"failed", "passed", "pending"})

SHOWN = 10
RESULTS = 200
"""Results that are looked into, those in trouble first: each has to be explained value by value."""

VALUES = 1_000
"""Values of one result that are looked at."""

_LEFT, _BAR, _WIDTH = 250, 540, 960
_ROW, _HIGH = 25, 20
_CHARACTERS = 32
_LEAST = 40
"""Width of a part of a bar that has something in it: its sign and its figure have room."""

_NOUNS = {"headers": "header", "query": "parameter", "metadata": "metadata"}

Place = tuple[str, str]
"""Part, and the general path or the name within it."""


@dataclass(slots=True)
class Checks:
    """How often a field was looked at, and how that ended."""

    failed: int = 0
    unchecked: int = 0
    passed: int = 0

    @property
    def total(self) -> int:
        """How often it was looked at."""
        return self.failed + self.unchecked + self.passed

    @property
    def parts(self) -> list[tuple[Look, str, int]]:
        """Look, sign and number of what is there."""
        parts: list[tuple[Look, str, int]] = [
            ("failed", "✗", self.failed), ("unchecked", "○", self.unchecked), ("passed", "✓", self.passed)
        ]  # fmt: skip
        return [part for part in parts if part[2]]

    @property
    def remark(self) -> str:
        """The figures in words."""
        if self.failed:
            unchecked = f", {self.unchecked:,} not checked" if self.unchecked else ""
            return f"{self.failed:,} of {self.total:,} failed{unchecked}"
        return f"never checked in {self.unchecked:,} of {self.total:,}"


def _place(note: Mismatch | Unchecked) -> Place:
    return note.part, general_path(note.tokens) if note.tokens else note.path or note.part


def _fields(result: Result) -> Iterator[Place]:
    """The fields that the contract has an expectation of, as far as the result shows them."""
    explanation = result.explanation
    for part, name, explained in explanation.parts:
        yield part, name or part
        yield from (place for place in _leaves(part, explained) if explained.tokens)
    if explanation.body is not None:
        yield from _leaves("body", explanation.body)


def _leaves(part: str, root: Explained) -> Iterator[Place]:
    for explained in islice(root.walk(), VALUES):
        if explained.expected is not MISSING and not isinstance(explained.expected, dict | list):
            yield part, general_path(explained.tokens)


def results_looked_into(results: Iterable[Result]) -> tuple[list[Result], int]:
    """The results that are looked into, and the number of all that were checked."""
    # What could not be checked, or was not exercised, says nothing of a field; a saved run has no explanation of it.
    checked = [result for result in results if result.match is not None and result.verdict in _CHECKED]
    return sorted(checked, key=lambda result: SEVERITY[result.verdict])[:RESULTS], len(checked)


def count_checks(results: Iterable[Result]) -> dict[Place, Checks]:
    """How often each field was looked at, over some results, and how that ended."""
    checks: dict[Place, Checks] = {}
    for result in results:
        failed = {_place(mismatch) for mismatch in result.mismatches}
        unchecked = {_place(note) for note in result.unchecked} - failed
        for place in dict.fromkeys([*failed, *unchecked, *_fields(result)]):
            counted = checks.setdefault(place, Checks())
            counted.failed += place in failed
            counted.unchecked += place in unchecked
            counted.passed += place not in failed and place not in unchecked
    return checks


def hottest(checks: Mapping[Place, Checks]) -> list[tuple[Place, Checks]]:
    """Fields that fail or are not always checked, the most failed first."""
    hot = [(place, counted) for place, counted in checks.items() if counted.failed or counted.unchecked]
    return sorted(hot, key=lambda entry: (-entry[1].failed, -entry[1].unchecked, entry[0]))


def field_name(place: Place) -> str:
    """``$.address.postcode``, ``header ETag``, ``status``."""
    part, path = place
    if path == "$":
        return "the whole body"
    return path if part in ("body", "contents") or path.startswith(part) else f"{_NOUNS.get(part, part)} {path}"


def _row(place: Place, checks: Checks, y: int, most: int) -> tuple[list[Mark], list[Words]]:
    name = field_name(place)
    shown = shorten(name, _CHARACTERS)
    word_look: WordLook = "code-strong" if checks.failed else "code"
    words = [Words(0, y + 15, ((word_look, shown),), whole=cut(name, 300) if shown != name else "")]
    words.append(Words(_LEFT + _BAR + 12, y + 15, (("faint", checks.remark),)))
    x = _LEFT
    marks: list[Mark] = []
    for look, sign, number in checks.parts:
        width = max(_LEAST, _BAR * number // most)
        width = min(width, _LEFT + _BAR - x - _LEAST * (len(checks.parts) - 1 - len(marks)))
        label = f"{sign} {number:,}"
        marks.append(Mark(x, y, width - 2, _HIGH, look, label, True, f"{name}: {number:,} {_word(look)}"))
        x += width
    return marks, words


def _word(look: Look) -> str:
    return "not checked" if look == "unchecked" else look


def _table(shown: Sequence[tuple[Place, Checks]], left: int) -> Table:
    rows = []
    for place, checks in shown:
        bar = (("failed", checks.failed), ("none", checks.unchecked), ("passed", checks.passed))
        name = Cell((code(cut(field_name(place), 80)),), strong=bool(checks.failed))
        rows.append(Row((name, Cell((), bar=bar), Cell(line(faint(checks.remark))))))
    return Table(tuple(rows), ("field", "checks", ""), "grid", ("34%", "", "200px"), (), 0, "", left)


def hot_paths(results: Iterable[Result]) -> Picture | None:
    """Which fields fail, and which passed because nothing checked them: ten, the most failed first.

    Parameters
    ----------
    results : iterable of Result

    Returns
    -------
    Picture or None
        None where every field was checked and passed.
    """
    looked, total = results_looked_into(results)
    checks = count_checks(looked)
    hot = hottest(checks)
    if not hot:
        return None
    shown, left = hot[:SHOWN], len(hot) - SHOWN
    most = max(counted.total for _, counted in shown)
    marks: list[Mark] = []
    words: list[Words] = []
    for number, (place, counted) in enumerate(shown):
        made = _row(place, counted, 2 + number * _ROW, most)
        marks += made[0]
        words += made[1]
    height = len(shown) * _ROW + 4
    if left > 0:
        words.append(Words(0, height + 14, (("faint", f"{left:,} more"),)))
        height += 20
    remark = f"which fields fail, and which nothing checks: {len(hot):,} of {count(len(checks), 'field')}"
    if total > len(looked):
        remark += f", in {len(looked):,} of {count(total, 'result')}"
    summary = "; ".join(f"{field_name(place)}: {counted.remark}" for place, counted in shown)
    drawing = Drawing(
        _WIDTH, height, f"Hot paths: {remark}", cut(summary, 600), False, marks=tuple(marks), words=tuple(words)
    )
    return Picture(line(strong("Hot paths"), " ", faint(remark)), drawing, _table(shown, max(left, 0)))
