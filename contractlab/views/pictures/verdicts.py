"""Verdicts over versions: how many examples fail at each version."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from contractlab.values.result import Verdict
from contractlab.verification.matrix import Matrix
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.verification.results import SEVERITY
from contractlab.views.drawing import Drawing, Look, Mark, Words
from contractlab.views.html import SIGNS
from contractlab.views.model import Cell, Picture, Row, Table, chip, faint, line, shares, strong
from contractlab.views.pictures.columns import Columns, figures_by_version
from contractlab.views.words import count, cut

__all__ = ["counts_at", "verdicts_over_versions"]

BLOCKS = 12
"""Examples up to which each has a block of its own."""

_LEFT, _WIDTH, _WIDEST = 76, 1000, 92
_BLOCK, _STACK = 22, 150
_TOP = 34
_ROOM_FOR_WORDS, _ROOM_FOR_ALL = 68, 88
_SHARP = 3
"""Height that a part of a bar has at least, where there is room."""

LOOKS: dict[Verdict, Look] = {
    "failed": "failed",
    "error": "error",
    "pending": "pending",
    "not exercised": "not-exercised",
    "passed": "passed",
}

_Stack = list[tuple[Verdict, int]]
"""Verdicts of a version with the numbers of their rows, worst first."""


def _stack(rows: Sequence[MatrixRow], column: int) -> _Stack:
    verdicts = [
        (row.cells[column].verdict, number) for number, row in enumerate(rows) if row.cells[column].verdict is not None
    ]
    return sorted(
        ((verdict, number) for verdict, number in verdicts if verdict is not None), key=lambda pair: SEVERITY[pair[0]]
    )


def _counted(stack: _Stack) -> list[tuple[Verdict, int]]:
    return [(verdict, len(list(alike))) for verdict, alike in groupby(stack, key=lambda pair: pair[0])]


def counts_at(rows: Sequence[MatrixRow], column: int) -> dict[Verdict, int]:
    """Examples by verdict at a version, worst first."""
    return dict(_counted(_stack(rows, column)))


def _tip(name: str, verdict: Verdict, what: str) -> str:
    return f"{name}: {what} {'could not be checked' if verdict == 'error' else verdict}"


def _blocks(columns: Columns, column: int, stack: _Stack, rows: Sequence[MatrixRow], bottom: int) -> list[Mark]:
    """A block for each example, failed ones on top."""
    name, y = columns.names[column - columns.first], bottom - len(stack) * _BLOCK
    return [
        Mark(
            columns.x(column) + 1,
            y + place * _BLOCK + 1,
            columns.width - 3,
            _BLOCK - 2,
            LOOKS[verdict],
            SIGNS[LOOKS[verdict]],
            tip=_tip(name, verdict, f"“{cut(rows[number].description, 60)}”"),
            cell=(number, column),
        )
        for place, (verdict, number) in enumerate(stack)
    ]


def _bar(columns: Columns, column: int, stack: _Stack, most: int, bottom: int) -> list[Mark]:
    """A bar of all examples, a part for each verdict; it leads to the first example of that verdict."""
    name = columns.names[column - columns.first]
    counted = _counted(stack)
    firsts = dict(reversed(stack))
    height = max(len(counted), _STACK * len(stack) // most)
    y, marks = bottom - height, []
    for (verdict, number), part in zip(counted, _parts(counted, height), strict=True):
        marks.append(
            Mark(
                columns.x(column) + 1,
                y,
                columns.width - 3,
                part - (part > _SHARP),
                LOOKS[verdict],
                tip=_tip(name, verdict, count(number, "example")),
                cell=(firsts[verdict], column),
            )
        )
        y += part
    return marks


def _parts(counted: Sequence[tuple[Verdict, int]], height: int) -> list[int]:
    """Heights of the parts of a bar; what is there can be seen, at the cost of the largest."""
    parts = [part for _, part in shares(counted, height)]
    largest = parts.index(max(parts))
    for place, part in enumerate(parts):
        if part < _SHARP < parts[largest] - _SHARP:
            parts[largest] -= _SHARP - part
            parts[place] = _SHARP
    return parts


def _figures(counted: Sequence[tuple[Verdict, int]], room: int) -> tuple[str, str]:
    """What stands above a version: failed, or that it passed; and errors, which are no failures."""
    numbers = dict(counted)
    roomy = room >= _ROOM_FOR_WORDS
    failed, errors = numbers.get("failed", 0), numbers.get("error", 0)
    above = f"{errors:,} error{'s' * (errors > 1)}" if roomy else f"{errors:,} !"
    if failed:
        return f"{failed:,} failed" if roomy else f"{failed:,}", above if errors else ""
    if errors:
        return above, ""
    if set(numbers) == {"passed"}:
        return "✓ all passed" if room >= _ROOM_FOR_ALL else "✓", ""
    if not set(numbers) - {"not exercised"}:
        return "– nothing" if roomy else "–", ""
    return "0 failed" if roomy else "0", ""


def _table(columns: Columns, counts: Sequence[Sequence[tuple[Verdict, int]]]) -> Table:
    """The same figures: a row for each version; of many versions a row for each verdict."""
    if len(columns.names) <= BLOCKS:
        rows = []
        for name, counted in zip(columns.names, counts, strict=True):
            numbers = dict(counted)
            exercised = sum(number for verdict, number in counted if verdict != "not exercised")
            failed, errors = numbers.get("failed", 0), numbers.get("error", 0)
            figures = f"{failed:,} of {exercised:,}" + (f", {errors:,} !" if errors else "")
            shown = strong(figures) if failed or errors else faint(figures)
            rows.append(Row((Cell(line(name)), Cell((), bar=tuple(reversed(counted))), Cell(line(shown)))))
        return Table(tuple(rows), ("version", "verdicts", "examples failed"), "grid", ("22%", "", "150px"))
    made = []
    for verdict in SEVERITY:
        by_version = [dict(counted).get(verdict, 0) for counted in counts]
        if any(by_version) and verdict != "passed":
            text = figures_by_version(
                (name, f"{number:,}") for name, number in zip(columns.names, by_version, strict=True)
            )
            made.append(Row((Cell((chip(verdict, verdict),)), Cell(line(text)))))
    return Table(tuple(made), ("verdict", "examples by version, until the next"), "grid", ("150px", ""))


def verdicts_over_versions(matrix: Matrix, rows: Sequence[MatrixRow] | None = None) -> Picture | None:
    """How many examples fail at each version: failed ones on top of the stack, the figure above.

    Parameters
    ----------
    matrix : Matrix
    rows : sequence of MatrixRow, optional
        In the order in which a reader numbers them, for marks that lead to a cell; those of the matrix by default.

    Returns
    -------
    Picture or None
        None with fewer than two versions, or where nothing has a verdict.
    """
    rows = matrix.rows if rows is None else rows
    if len(matrix.versions) < 2 or not rows:
        return None
    columns = Columns.of(matrix, _LEFT, _WIDTH - _LEFT, _WIDEST)
    stacks = [_stack(rows, column) for column in columns.numbers]
    most = max(map(len, stacks))
    if not most:
        return None
    blocks = most <= BLOCKS
    bottom = _TOP + (most * _BLOCK if blocks else _STACK)
    marks: list[Mark] = []
    words = columns.heads(bottom + 16)
    if most > 1 or not blocks:  # beside a single block, one of the two would stand on the other
        words += [Words(0, _TOP + 14, (("faint", "✗ failed"),)), Words(0, bottom - 8, (("faint", "✓ passed"),))]
    for column, stack in zip(columns.numbers, stacks, strict=True):
        marks += _blocks(columns, column, stack, rows, bottom) if blocks else _bar(columns, column, stack, most, bottom)
        if not stack:
            continue
        figures, below = _figures(_counted(stack), columns.width)
        words.append(Words(columns.middle(column), _TOP - (18 if below else 5), (("strong", figures),), "middle"))
        if below:
            words.append(Words(columns.middle(column), _TOP - 5, (("faint", below),), "middle"))
    counts = [_counted(stack) for stack in stacks]
    totals = {verdict: sum(dict(counted).get(verdict, 0) for counted in counts) for verdict in SEVERITY}
    cells = f"{count(len(rows), 'example')}, {count(sum(totals.values()), 'cell')}, {totals['failed']:,} failed"
    cells += f", {totals['error']:,} could not be checked" if totals["error"] else ""
    failed = [f"{dict(counted).get('failed', 0):,}" for counted in counts]
    drawing = Drawing(
        columns.end,
        bottom + 22,
        f"Verdicts over versions: how many of {count(len(rows), 'example')} fail",
        f"Failed by version: {', '.join(failed)}. {cells}.",
        marks=tuple(marks),
        words=tuple(words),
    )
    title = line(strong("Verdicts over versions"), " ", faint(cells + columns.remark))
    return Picture(title, drawing, _table(columns, counts))
