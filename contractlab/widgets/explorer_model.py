"""What the desk shows of a matrix, as JSON: one compact picture first, the details of a cell when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from contractlab.captures import Redaction
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten, visible
from contractlab.verification.causes import shared_sentence
from contractlab.verification.matrix import NO_VERSION, Matrix, matrix_of
from contractlab.verification.matrix_rows import MatrixCell, MatrixRow
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.matrix_model import is_loud, trouble
from contractlab.views.model import tell
from contractlab.views.words import count, cut, request_line
from contractlab.widgets.inspector_model import inspect, raw_text, unfolded
from contractlab.widgets.spans import as_json
from contractlab.widgets.what_if import ChangedCell

__all__ = ["ExplorerModel", "matrix_shown"]

CODES = {"failed": "f", "error": "e", "pending": "d", "not exercised": "n", "passed": "p", None: "-"}
"""A character for each verdict; the screen knows the same."""

DENSE = 40
_CAUSES = 30
_STATES = 60
_ROWS = 3_000


def matrix_shown(item: Any) -> Matrix:
    """The matrix of a run, a matrix or a desk.

    Raises
    ------
    TypeError
        If it is none of these.
    """
    if isinstance(item, Matrix):
        return item
    if isinstance(item, Run):
        versions = list(dict.fromkeys(one.provider_version for one in item.results))
        if len(versions) > 1 and len(item.provider_versions) > 1:
            return matrix_of(item)
        name = versions[0] if len(versions) == 1 else None
        return Matrix({NO_VERSION if name is None else name: item})
    found = getattr(item, "matrix", None)
    if isinstance(found, Matrix):
        return found if len(found.versions) > 1 else matrix_shown(item.run)
    raise TypeError(f"a run, a matrix or a desk can be explored, not {type(item).__name__}")


def _letters(cell: MatrixCell) -> str:
    return cell.causes if len(cell.causes) < 2 else f"{cell.causes[0]}+"


class ExplorerModel:
    """A matrix as a screen shows it.

    Parameters
    ----------
    matrix : Matrix
    redaction : Redaction
    live : bool
        False for a page that has no kernel to ask.
    """

    def __init__(self, matrix: Matrix, redaction: Redaction | None = None, *, live: bool = True) -> None:
        self.live = live
        self.redaction = redaction if redaction is not None else Redaction()
        self.show(matrix)

    def show(self, matrix: Matrix) -> None:
        """Take another matrix; rows keep their places where the examples are the same."""
        self.matrix = matrix
        groups: dict[tuple[str, str], list[MatrixRow]] = {}
        for row in sorted(matrix.rows, key=lambda one: trouble(matrix, one)):
            groups.setdefault((row.consumer, row.provider), []).append(row)
        self.groups = groups
        self.rows = [row for rows in groups.values() for row in rows][:_ROWS]

    def refreshed(self, matrix: Matrix) -> None:
        """Take the matrix of the same examples after an edit: rows stay where they were, so that eyes find them."""
        old = {(row.consumer, row.provider, row.key): number for number, row in enumerate(self.rows)}
        names = {(row.consumer, row.provider, row.description): number for number, row in enumerate(self.rows)}
        self.show(matrix)
        end = len(old)

        def place(row: MatrixRow) -> int:
            known = old.get((row.consumer, row.provider, row.key))
            return known if known is not None else names.get((row.consumer, row.provider, row.description), end)

        for rows in self.groups.values():
            rows.sort(key=place)
        self.rows = [row for rows in self.groups.values() for row in rows][:_ROWS]

    # -- the picture --------------------------------------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        """Everything that the matrix shows, without the details of its cells."""
        matrix = self.matrix
        dense = len(self.rows) >= DENSE or len(matrix.versions) > 12
        states: dict[str, int] = {}
        rows = [self._row(row, states, dense) for row in self.rows]
        groups = []
        at = 0
        for (consumer, provider), listed in self.groups.items():
            shown = min(len(listed), _ROWS - at)
            if shown > 0:
                groups.append([shorten(f"{consumer} → {provider}", 120), shown])
                at += shown
        return {
            "title": self._title(),
            "columns": [cut(one, 24) for one in matrix.versions],
            "axis": matrix.axis,
            "groups": groups,
            "rows": rows,
            "states": list(states),
            "dense": dense,
            "left": sum(map(len, self.groups.values())) - len(self.rows),
            "causes": [self._cause(one) for one in matrix.causes[:_CAUSES]],
            "more_causes": max(len(matrix.causes) - _CAUSES, 0),
            "status": self._status(),
            "empty": self._empty(),
        }

    def _row(self, row: MatrixRow, states: dict[str, int], dense: bool) -> list[Any]:
        """Description, request, verdicts, letters of causes, states, and 1 where there is trouble."""
        codes = "".join(CODES[cell.verdict] for cell in row.cells)
        letters = " ".join(_letters(cell) or "." for cell in row.cells if cell.verdict in ("failed", "pending"))
        method, target, status = request_line(row.example)
        request = f"{cut(method, 20)} {cut(target, 60)}".strip() + (f" → {status}" if status else "")
        mine = []
        for state in row.example.states:
            if state.name in states or len(states) < _STATES:
                mine.append(states.setdefault(shorten(state.name, 80), len(states)))
        limit = 60 if dense else 160
        return [cut(row.description, limit), visible(request), codes, letters, mine, int(is_loud(row))]

    def _cause(self, cause: Any) -> dict[str, Any]:
        shown = cause.results[0].mask.mismatch(cause.mismatches[0])
        columns = self.matrix.versions
        there = {id(one) for one in cause.results}
        cells = sum(any(id(one) in there for one in cell.results) for row in self.matrix.rows for cell in row.cells)
        runs = self.matrix.runs.items()
        since = next((name for name, run in runs if any(id(one) in there for one in run.results)), "")
        told = f"{count(cells, 'cell')}" + (f", since {cut(since, 24)}" if len(columns) > 1 else "")
        return {
            "letter": cause.letter,
            "said": as_json(tell(shared_sentence(cause.mismatches, cause.path, shown=shown))),
            "about": told,
            "path": visible(cause.path)[:200],
        }

    def _title(self) -> str:
        pairs = list(self.groups)
        if len(pairs) == 1:
            return shorten(f"{pairs[0][0]} → {pairs[0][1]}", 120)
        providers = {provider for _, provider in pairs}
        of = shorten(next(iter(providers)), 60) if len(providers) == 1 else count(len(providers), "provider")
        return f"{count(len(pairs), 'consumer')} → {of}" if pairs else "No examples"

    def _status(self) -> str:
        matrix = self.matrix
        cells = [cell for row in matrix.rows for cell in row.cells if cell.verdict is not None]
        failed = sum(cell.verdict in ("failed", "error") for cell in cells)
        said = f"{failed:,} of {len(cells):,} failed" if failed else f"{len(cells):,} cells, none failed"
        if matrix.causes:
            said += f", {count(len(matrix.causes), 'cause')}"
        last = matrix.last_passing if len(matrix.versions) > 1 else None
        return f"{said}. Last fully passing: {cut(last, 24)}." if last else f"{said}."

    def _empty(self) -> list[str]:
        """What is so, and what it means, where there is nothing to see."""
        cells = [cell.verdict for row in self.matrix.rows for cell in row.cells]
        if not cells:
            return ["Nothing to check: the contracts have no examples.", "So nothing passed."]
        if all(one in ("not exercised", None) for one in cells):
            rows = self.matrix.rows
            told = f"{count(len(rows), 'example')}, no captures. Nothing was checked, so nothing passed."
            return [f"{len(rows):,} not exercised.", told]
        return []

    # -- on demand ----------------------------------------------------------------------------------------------------

    def _at(self, row: Any, column: Any) -> tuple[MatrixRow, str, MatrixCell]:
        whole = (isinstance(one, int) and not isinstance(one, bool) for one in (row, column))
        if not all(whole) or not 0 <= row < len(self.rows) or not 0 <= column < len(self.matrix.versions):
            raise InvalidEdit("there is no such cell any more")
        found = self.rows[row]
        return found, self.matrix.versions[column], found.cells[column]

    def result_at(self, row: Any, column: Any) -> Result | None:
        """The worst result of a cell."""
        return self._at(row, column)[2].result

    def row_at(self, row: Any) -> MatrixRow:
        """A row.

        Raises
        ------
        InvalidEdit
            If there is none.
        """
        return self._at(row, 0)[0]

    def cell(self, row: Any, column: Any) -> dict[str, Any]:
        """What the inspector shows of a cell, as JSON.

        Raises
        ------
        InvalidEdit
            If there is no such cell.
        """
        found, version, cell = self._at(row, column)
        return {"row": row, "column": column, **inspect(self.matrix, found, version, cell, live=self.live)}

    def unfold(self, row: Any, column: Any, fold: Any) -> list[dict[str, Any]]:
        """The rows that a folded row of the difference stands for; exceptions as in `cell`."""
        return unfolded(self.result_at(row, column), fold)

    def raw(self, row: Any, column: Any, offset: Any) -> dict[str, Any]:
        """More of the body that was recorded; exceptions as in `cell`."""
        _, _, cell = self._at(row, column)
        start = offset if isinstance(offset, int) and not isinstance(offset, bool) and offset >= 0 else 0
        return raw_text(cell.result, start)

    # -- what edits would change --------------------------------------------------------------------------------------

    def overlay(self, changed: Sequence[ChangedCell]) -> list[list[Any]]:
        """Cells that would change: row, column, verdict before and after."""
        places = {(row.consumer, row.provider, row.key): number for number, row in enumerate(self.rows)}
        names: dict[tuple[str, str, str], list[int]] = {}
        for number, row in enumerate(self.rows):
            names.setdefault((row.consumer, row.provider, row.description), []).append(number)
        columns = {name: number for number, name in enumerate(self.matrix.versions)}
        found: list[list[Any]] = []
        for one in changed:
            at = places.get((one.consumer, one.provider, one.key))
            if at is None:
                same = names.get((one.consumer, one.provider, one.description), [])
                at = same[0] if len(same) == 1 else None
            column = columns.get(one.version, 0 if len(columns) == 1 else None)
            if at is not None and column is not None:
                found.append([at, column, CODES.get(one.before, "-"), CODES.get(one.after, "-")])
        return found

    def differences(self, before: Iterable[Sequence[Any]]) -> list[list[Any]]:
        """Rows of the view that are other than `before`: number and row."""
        now = self.view()["rows"]
        known = list(before)
        return [[number, row] for number, row in enumerate(now) if number >= len(known) or list(known[number]) != row]
