"""What was answered over the versions at one place, in as few words as it takes."""

from __future__ import annotations

from itertools import groupby

from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import quote
from contractlab.verification.matrix import Matrix
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.verification.results import Result
from contractlab.views.model import Line, code, faint, line
from contractlab.views.words import cut

__all__ = ["History", "history_line", "history_place", "value_history"]

_SPANS = 6

History = tuple[tuple[str, str], ...]
"""Versions, and the value as JSON that they answered."""


def history_place(matrix: Matrix, result: Result) -> tuple[str, Mismatch] | None:
    """The path of the first difference and the difference itself; None with one version, and where no value stands."""
    first = result.mismatches[0] if result.mismatches else None
    if len(matrix.versions) < 2 or first is None or first.part not in ("body", "status"):
        return None
    return "status" if first.part == "status" else first.path, first


def value_history(matrix: Matrix, row: MatrixRow, result: Result) -> tuple[str, History]:
    """What was answered over the versions at the place of the first difference, where a plain path leads to it.

    Parameters
    ----------
    matrix : Matrix
    row : MatrixRow
    result : Result
        Of the row.

    Returns
    -------
    str, tuple
        The path and the values; empty where there is one version, one value, or too many.
    """
    place = history_place(matrix, result)
    if place is None:
        return "", ()
    path, _ = place
    try:
        values = matrix.values(row, path)
    except ValueError:
        return "", ()
    answers = [(version, "nothing" if value is MISSING else quote(value, 40)) for version, value in values.items()]
    groups = [
        (value, [version for version, _ in group]) for value, group in groupby(answers, key=lambda answer: answer[1])
    ]
    if not 1 < len(groups) <= _SPANS:
        return "", ()
    return path, tuple(
        (cut(versions[0], 40) if len(versions) == 1 else f"{cut(versions[0], 40)} to {cut(versions[-1], 40)}", value)
        for value, versions in groups
    )


def history_line(path: str, history: History) -> Line:
    """In words: ``$.limit was 1200.5 (2.0.0 to 2.2.0), then "1200.50" (2.3.0)``."""
    sentence: list[str | Line] = [line(code(path), " was ")]
    for number, (versions, value) in enumerate(history):
        sentence += [", then "] * bool(number)
        sentence.append(line(code(value), faint(f" ({versions})")))
    return line(*sentence, ".")
