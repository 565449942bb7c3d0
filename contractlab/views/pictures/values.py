"""A value over versions: what was answered, against what the rule allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import json_kind, quote, shorten
from contractlab.verification.matrix import Matrix
from contractlab.verification.matrix_rows import MatrixCell, MatrixRow
from contractlab.verification.results import Result
from contractlab.views.drawing import Drawing, Look, Mark, Stroke, Words
from contractlab.views.model import Cell, Picture, Row, Table, chip, code, faint, line
from contractlab.views.pictures.columns import span_of_versions
from contractlab.views.value_history import history_place
from contractlab.views.words import count, cut

__all__ = ["value_over_versions"]

MERGED = 12
"""Versions beyond which neighbours that answered the same are one mark."""

MARKS, LANES = 12, 4
_LEFT, _WIDTH, _WIDEST = 150, 960, 108
_LANE, _MARK, _TOP = 36, 22, 4
_LETTER = 7
_ALLOWED, _UNJUDGED = "", "could not be checked"
_VERDICTS: dict[str, tuple[Look, str]] = {_ALLOWED: ("allowed", "allowed"), _UNJUDGED: ("error", _UNJUDGED)}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was answered at neighbouring versions."""

    versions: tuple[str, ...]
    value: str
    lane: str

    @property
    def name(self) -> str:
        return span_of_versions([cut(version, 16) for version in self.versions])


def _touches(mismatch: Mismatch, first: Mismatch) -> bool:
    """True for a difference at the place of another, above it or below it."""
    if mismatch.part != first.part:
        return False
    shared = min(len(mismatch.tokens), len(first.tokens))
    return mismatch.tokens[:shared] == first.tokens[:shared]


def _judged(cell: MatrixCell) -> Result | None:
    """The result whose answer `Matrix.values` gives."""
    return next((result for result in cell.results if result.capture is not None and result.match is not None), None)


def _lane(result: Result, value: Value, first: Mismatch) -> str:
    """Empty where the rule allows the value, else what the value is instead."""
    if not any(_touches(mismatch, first) for mismatch in result.mismatches):
        return _UNJUDGED if result.verdict == "error" else _ALLOWED
    if value is MISSING:
        return "missing"
    if first.part == "status":
        return "other status"
    kind = json_kind(value)
    return f"other {kind}" if kind == json_kind(first.expected) and first.expected is not MISSING else kind


def _answers(matrix: Matrix, row: MatrixRow, path: str, first: Mismatch) -> list[_Answer]:
    try:
        values = matrix.values(row, path)
    except ValueError:
        return []
    answers = []
    for version, cell in zip(matrix.versions, row.cells, strict=True):
        result = _judged(cell)
        if result is None or version not in values:
            continue
        value = values[version]
        shown = "nothing" if value is MISSING else quote(value, 40)
        answers.append(_Answer((version,), shown, _lane(result, value, first)))
    return answers


def _merged(answers: Sequence[_Answer]) -> list[_Answer]:
    """Neighbours that are equal together, where there are many versions."""
    if len(answers) <= MERGED:
        return list(answers)
    merged = []
    for (value, lane), group in groupby(answers, key=lambda answer: (answer.value, answer.lane)):
        alike = list(group)
        versions = tuple(version for answer in alike for version in answer.versions)
        merged.append(_Answer(versions, value, lane))
    return merged


def _lanes(answers: Sequence[_Answer]) -> dict[str, int]:
    """The number of each lane from the top; what has no room is put into the last one."""
    refused = list(dict.fromkeys(answer.lane for answer in answers if answer.lane != _ALLOWED))
    return {_ALLOWED: 0, **{lane: min(number, LANES) for number, lane in enumerate(refused, start=1)}}


def _rule(first: Mismatch) -> str:
    if first.rule is not None:
        return cut(first.rule.label, 60)
    return "the value of the example" if first.part != "status" else f"status {quote(first.expected, 20)}"


def _table(answers: Sequence[_Answer]) -> Table:
    rows = []
    for answer in answers:
        verdict = {_ALLOWED: "passed", _UNJUDGED: "error"}.get(answer.lane, "failed")
        word = {"passed": "allowed", "error": _UNJUDGED}.get(verdict, f"not allowed: {answer.lane}")
        rows.append(Row((Cell(line(answer.name)), Cell(line(code(answer.value))), Cell((chip(verdict, word),)))))
    return Table(tuple(rows), ("version", "value", ""), "grid", ("30%", "", "34%"))


def _words_of_lanes(lanes: dict[str, int], allowed: str) -> tuple[list[Mark], list[Words]]:
    places: list[Mark] = []
    words: list[Words] = []
    for lane, number in lanes.items():
        if number and any(mark.y == _TOP + number * _LANE for mark in places):
            continue
        y = _TOP + number * _LANE
        sign = "✓ allowed" if lane == _ALLOWED else "" if lane == _UNJUDGED else "✗ not allowed"
        name = allowed if lane == _ALLOWED else lane
        words += [Words(0, y + 14, (("text", shorten(name, 22)),)), Words(0, y + 28, (("faint", sign),))]
        places.append(Mark(_LEFT, y, 0, _LANE - 4, "lane-allowed" if lane == _ALLOWED else "lane-refused"))
    return places, words


def value_over_versions(matrix: Matrix, row: MatrixRow, result: Result) -> Picture | None:
    """What was answered over the versions at the place of the first difference, against what the rule allows.

    Parameters
    ----------
    matrix : Matrix
    row : MatrixRow
    result : Result
        Of the row.

    Returns
    -------
    Picture or None
        None where there is one version or one value, or where no plain path leads to it.
    """
    place = history_place(matrix, result)
    if place is None:
        return None
    path, first = place
    answers = _merged(_answers(matrix, row, path, first))
    older = max(len(answers) - MARKS, 0)
    answers = answers[older:]
    if len({(answer.value, answer.lane) for answer in answers}) < 2:
        return None
    lanes = _lanes(answers)
    step = min(_WIDEST, (_WIDTH - _LEFT) // len(answers))
    places, words = _words_of_lanes(lanes, _rule(first))
    end = _LEFT + step * len(answers)
    places = [Mark(lane.x, lane.y, end - _LEFT, lane.height, lane.look) for lane in places]
    bottom = _TOP + (max(lanes.values()) + 1) * _LANE
    marks: list[Mark] = []
    for place_of, answer in enumerate(answers):
        shown = shorten(answer.value, max((step - 12) // _LETTER, 3))
        width = min(step - 4, len(shown) * _LETTER + 12)
        x = _LEFT + place_of * step + (step - width) // 2
        y = _TOP + lanes[answer.lane] * _LANE + (_LANE - 4 - _MARK) // 2
        look, verdict = _VERDICTS.get(answer.lane, ("failed", "not allowed"))
        marks.append(Mark(x, y, width, _MARK, look, shown, tip=f"{answer.name}: {answer.value}, {verdict}"))
        middle = _LEFT + place_of * step + step // 2
        words.append(Words(middle, bottom + 10, (("faint", shorten(answer.name, max((step - 4) // 6, 4))),), "middle"))
    rule = _rule(first)
    summary = "; ".join(f"{answer.name}: {answer.value}" for answer in answers)
    drawing = Drawing(
        end,
        bottom + 16,
        f"{path} over versions against the rule {rule}",
        cut(summary, 400),
        places=tuple(places),
        strokes=tuple(_links(marks)),
        marks=tuple(marks),
        words=tuple(words),
    )
    left = f"; {count(older, 'older answer')} left out" if older else ""
    title = line(code(cut(path, 80)), " over versions ", faint(f"against the rule {rule}{left}"))
    return Picture(title, drawing, _table(answers))


def _links(marks: Sequence[Mark]) -> list[Stroke]:
    """Lines between neighbours that stand in different lanes."""
    links = []
    for before, after in pairwise(marks):
        if before.y != after.y:
            down = before.y < after.y
            start, end = (before.y + before.height, after.y) if down else (before.y, after.y + after.height)
            links.append(Stroke((before.x + before.width // 2, start, after.x + after.width // 2, end)))
    return links
