"""What the desk shows of a matrix, as JSON: one compact picture first, the details of a cell when it is asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial

from contractlab.captures import Redaction
from contractlab.contracts.contract import Example
from contractlab.errors import InvalidEdit
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.steps import last_of
from contractlab.values.text import shorten, visible
from contractlab.verification.causes import Cause
from contractlab.verification.masking import kept_masks
from contractlab.verification.matrix import NO_VERSION, Matrix, matrix_of
from contractlab.verification.matrix_rows import MatrixCell, MatrixRow
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.document_column import contradicted
from contractlab.views.lasting import Lasting
from contractlab.views.matrix_model import is_loud, trouble
from contractlab.views.model import line, tell
from contractlab.views.pictures import causes_over_versions, hot_paths, verdicts_over_versions
from contractlab.views.tally import Tally, newest_tally, tally_of_matrix
from contractlab.views.words import count, cut, request_line
from contractlab.widgets.changed_cells import ChangedCell
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.drawn import drawn
from contractlab.widgets.explorer.beside import changes_beside, column_beside, inspect_beside
from contractlab.widgets.explorer.inspector import inspect, raw_text, unfolded
from contractlab.widgets.explorer.protocol import (
    CauseJson,
    ExplorerPayload,
    InspectedCell,
    MatrixRowJson,
    OverlayCell,
    PicturesAnswer,
    RawText,
)
from contractlab.widgets.picture_json import picture_json
from contractlab.widgets.protocol import JSONValue, RowJson
from contractlab.widgets.span_json import spans_json

__all__ = ["Explorable", "ExplorerModel", "matrix_shown"]

Explorable = Run | Matrix | DeskProtocol

CODES = {"failed": "f", "error": "e", "pending": "d", "not exercised": "n", "passed": "p", None: "-"}
"""A character for each verdict; the screen knows the same."""

DENSE = 40
_CAUSES = 30
_STATES = 60
_ROWS = 3_000
_ROWS_A_STEP = 50


def matrix_shown(item: Explorable) -> Matrix:
    """The matrix of a run, a matrix or a desk.

    Raises
    ------
    TypeError
        If it is none of these.
    """
    if isinstance(item, Matrix):
        return item
    if isinstance(item, Run):
        versions = list(dict.fromkeys(result.provider_version for result in item.results))
        if len(versions) > 1 and len(item.provider_versions) > 1:
            return matrix_of(item)
        name = versions[0] if len(versions) == 1 else None
        return Matrix({NO_VERSION if name is None else name: item})
    # Asked of the class, because a desk makes its matrix when it is first looked at.
    if not hasattr(type(item), "matrix"):
        raise TypeError(f"a run, a matrix or a desk can be explored, not {type(item).__name__}")
    return item.matrix if len(item.matrix.versions) > 1 else item.checks.with_document(matrix_shown(item.run))


def _letters(cell: MatrixCell) -> str:
    return cell.causes if len(cell.causes) < 2 else f"{cell.causes[0]}+"


def _codes(row: MatrixRow) -> str:
    return "".join(drawn(partial(_code, cell), lambda _: CODES["error"], "this cell") for cell in row.cells)


def _code(cell: MatrixCell) -> str:
    return CODES[cell.verdict]


def _under(row: MatrixRow) -> str:
    """Characters of results that stand below a worse one in their cell."""
    several = (cell for cell in row.cells if len(cell.results) > 1)
    return "".join(sorted({CODES[result.verdict] for cell in several for result in cell.results[1:]}))


def _causes(row: MatrixRow) -> str:
    """The letters of the causes of its failing cells; a point where there is none."""
    failing = [cell for cell in row.cells if cell.verdict in ("failed", "pending")]
    return " ".join(drawn(partial(_letters, cell), lambda _: "", "the causes of this cell") or "." for cell in failing)


class ExplorerModel:
    """A matrix as a screen shows it.

    Parameters
    ----------
    matrix : Matrix
    redaction : Redaction
    live : bool
        False for a page that has no kernel to ask.
    rows : int
        How many rows there will be, where some are still to come: they are drawn as they will be then.
    """

    def __init__(self, matrix: Matrix, redaction: Redaction | None = None, *, live: bool = True, rows: int = 0) -> None:
        self.live = live
        self._to_come = rows
        self.redaction = redaction if redaction is not None else Redaction()
        self.show(matrix)

    def show(self, matrix: Matrix) -> None:
        """Take another matrix; the rows with most trouble come first."""
        self.matrix = matrix
        self._unsaved: dict[int, Example] = {}
        groups: dict[tuple[str, str], list[MatrixRow]] = {}
        for row in sorted(matrix.rows, key=lambda row: trouble(matrix, row)):
            groups.setdefault((row.consumer, row.provider), []).append(row)
        self.groups = groups
        self.rows = [row for rows in groups.values() for row in rows][:_ROWS]

    def refreshed(self, matrix: Matrix) -> None:
        """Take the matrix of the same examples after an edit: rows stay where they were, so that eyes find them."""
        by_key = {(row.consumer, row.provider, row.key): number for number, row in enumerate(self.rows)}
        by_name = {(row.consumer, row.provider, row.description): number for number, row in enumerate(self.rows)}
        self.show(matrix)
        end = len(by_key)

        def place(row: MatrixRow) -> int:
            number = by_key.get((row.consumer, row.provider, row.key))
            return number if number is not None else by_name.get((row.consumer, row.provider, row.description), end)

        for rows in self.groups.values():
            rows.sort(key=place)
        self.rows = [row for rows in self.groups.values() for row in rows][:_ROWS]

    def view(self) -> ExplorerPayload:
        """Everything that the matrix shows, without the details of its cells."""
        return last_of(self.view_in_steps())

    def view_in_steps(self) -> Generator[None, None, ExplorerPayload]:
        """The same in pieces that are short, after each of which it yields."""
        matrix = self.matrix
        dense = max(len(self.rows), self._to_come) >= DENSE or len(matrix.versions) > 12
        states: dict[str, int] = {}
        rows: list[MatrixRowJson] = []
        for row in self.rows:
            rows.append(drawn(partial(self._row, row, states, dense), partial(_broken_row, row)))
            if not len(rows) % _ROWS_A_STEP:
                yield
        lasting = yield from Lasting.in_steps(matrix)
        tally = tally_of_matrix(matrix)
        yield
        newest = newest_tally(matrix)
        yield
        status = self._status(tally, newest)
        counts = {CODES[verdict]: number for verdict, number in tally.counts.items() if number}
        yield
        groups: list[tuple[str, int]] = []
        at = 0
        for (consumer, provider), listed in self.groups.items():
            shown = min(len(listed), _ROWS - at)
            if shown > 0:
                groups.append((shorten(f"{consumer} → {provider}", 120), shown))
                at += shown
        view: ExplorerPayload = {
            "title": self._title(),
            "columns": [cut(version, 24) for version in matrix.versions],
            "groups": groups,
            "rows": rows,
            "states": list(states),
            "dense": dense,
            "left": sum(map(len, self.groups.values())) - len(self.rows),
            "causes": [
                drawn(partial(self._cause, cause, lasting), partial(_broken_cause, cause), "this cause")
                for cause in matrix.causes[:_CAUSES]
            ],
            "more_causes": max(len(matrix.causes) - _CAUSES, 0),
            "status": status,
            "empty": self._empty(),
        }
        view["counts"] = counts
        view["under"] = {str(number): hidden for number, row in enumerate(self.rows) if (hidden := _under(row))}
        if matrix.document is not None:
            view["document"] = column_beside(matrix.document, self.rows)
        return view

    def _row(self, row: MatrixRow, states: dict[str, int], dense: bool) -> MatrixRowJson:
        codes, letters = _codes(row), _causes(row)
        method, target, status = request_line(row.example)
        request = f"{cut(method, 20)} {cut(target, 60)}".strip() + (f" → {status}" if status else "")
        numbers = [
            states.setdefault(shorten(state.name, 80), len(states))
            for state in row.example.states
            if state.name in states or len(states) < _STATES
        ]
        limit = 60 if dense else 160
        loud = int(is_loud(row) or contradicted(self.matrix, row))
        return (cut(row.description, limit), visible(request), codes, letters, numbers, loud)

    def _cause(self, cause: Cause, lasting: Lasting) -> CauseJson:
        shown = cause.results[0].mask.mismatch(cause.mismatches[0])
        about = ", ".join(filter(None, (count(len(cause.results), "result"), lasting.text(cause.results))))
        return {
            "letter": cause.letter,
            "sentence": spans_json(tell(cause.sentence_in_list(shown))),
            "about": about,
            "path": visible(cause.path)[:200],
        }

    def _title(self) -> str:
        pairs = list(self.groups) or list(dict.fromkeys(self._pairs()))  # before anything is checked there are no rows
        if len(pairs) == 1:
            return shorten(f"{pairs[0][0]} → {pairs[0][1]}", 120)
        providers = {provider for _, provider in pairs}
        provider = shorten(next(iter(providers)), 60) if len(providers) == 1 else count(len(providers), "provider")
        return f"{count(len(pairs), 'consumer')} → {provider}" if pairs else "No examples"

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Consumer and provider of each contract that has an example."""
        for run in self.matrix.runs.values():
            yield from ((each.consumer, each.provider) for each in run.contracts if each.examples)

    def _status(self, tally: Tally, newest_at: tuple[str, Tally]) -> str:
        matrix = self.matrix
        tolerant = bool(matrix.versions) and matrix.runs[matrix.versions[-1]].allow_not_exercised
        pieces = [tally.headline(tolerant=tolerant), tally.scope]
        if matrix.causes:
            pieces.append(count(len(matrix.causes), "cause"))
        sentences = [", ".join(filter(None, pieces))]
        version, newest = newest_at
        if version:
            sentences.append(f"{cut(version, 24)}: {newest.headline(tolerant=tolerant)}")
        last = matrix.last_passing if len(matrix.versions) > 1 else None
        sentences += [f"Last fully passing: {cut(last, 24)}"] if last else []
        return f"{'. '.join(sentences)}."

    def _empty(self) -> list[str]:
        """What is so, what it means, and the name of the way to the captures, where there is nothing to see."""
        verdicts = [cell.verdict for row in self.matrix.rows for cell in row.cells]
        if not verdicts and any(self._pairs()):
            return ["Nothing is checked yet.", "The first rows appear when the checks end.", "See the captures"]
        if not verdicts:
            return ["No examples to verify", "Check the contracts."]
        if all(verdict in ("not exercised", None) for verdict in verdicts):
            examples, runs = count(len(self.matrix.rows), "example"), self.matrix.runs.values()
            captures, unmatched = sum(len(run.captures) for run in runs), sum(len(run.unpaired) for run in runs)
            fact, so = f"{len(self.matrix.rows):,} not exercised.", "Nothing was checked."
            if not captures:
                return [fact, f"{examples}, no captures. {so}", "Add captures…"]
            if not unmatched:
                return [fact, f"{examples}, {count(captures, 'capture')}. Nothing is checked yet.", "See the captures"]
            none = "which matches no example" if captures == 1 else "and none matches an example"
            return [fact, f"{examples}, {count(captures, 'capture')}, {none}. {so}", "See why none matches"]
        return []

    def pictures(self) -> PicturesAnswer:
        """How many fail and why, over the versions; of one version, which fields fail. Marks lead to cells."""
        matrix = self.matrix
        drawn = [verdicts_over_versions(matrix, self.rows), causes_over_versions(matrix, self.rows)]
        if len(matrix.versions) < 2:
            drawn.append(hot_paths(matrix.results))
        pictures = [picture_json(picture) for picture in drawn if picture is not None]
        judged = any(result.match is not None for result in matrix.results)
        empty = "Every field was checked, and passed." if judged else "Pictures need verdicts: add captures."
        return {"pictures": pictures, "empty": "" if pictures else empty}

    def row_at(self, row: JSONValue) -> MatrixRow:
        """A row.

        Raises
        ------
        InvalidEdit
            If there is none.
        """
        return self.rows[self._place(row, 0)[0]]

    def _place(self, row: JSONValue, column: JSONValue) -> tuple[int, int]:
        """Numbers of a cell as a screen sends them."""
        if not isinstance(row, int) or isinstance(row, bool) or not 0 <= row < len(self.rows):
            raise InvalidEdit("this cell no longer exists")
        columns = len(self.matrix.versions)
        if not isinstance(column, int) or isinstance(column, bool) or not 0 <= column < columns:
            raise InvalidEdit("this cell no longer exists")
        return row, column

    def is_beside(self, column: JSONValue) -> bool:
        """True for the column of the document, which is no version and has no results."""
        return self.matrix.document is not None and column == len(self.matrix.versions)

    def version_at(self, row: JSONValue, column: JSONValue) -> str:
        """The version of a cell; exceptions as in `cell`."""
        return self.matrix.versions[self._place(row, column)[1]]

    def result_at(self, row: JSONValue, column: JSONValue) -> Result | None:
        """The worst result of a cell."""
        number, at = self._place(row, column)
        return self.rows[number].cells[at].result

    def results_at(self, row: JSONValue, column: JSONValue) -> tuple[Result, ...]:
        """Every result of a cell, worst first."""
        number, at = self._place(row, column)
        return self.rows[number].cells[at].results

    def cell(self, row: JSONValue, column: JSONValue) -> InspectedCell:
        """What the inspector shows of a cell, as JSON.

        Raises
        ------
        InvalidEdit
            If there is no such cell.
        """
        if self.matrix.document is not None and self.is_beside(column):
            shown_row = self.row_at(row)
            unsaved = self._unsaved.get(self.rows.index(shown_row)) if self._unsaved else None
            return inspect_beside(self.matrix.document, shown_row, unsaved, live=self.live)
        number, at = self._place(row, column)
        shown = self.rows[number]
        with kept_masks(), PausedCollection():
            return inspect(self.matrix, shown, self.matrix.versions[at], shown.cells[at], live=self.live)

    def unfold(self, row: JSONValue, column: JSONValue, fold: JSONValue) -> list[RowJson]:
        """The rows that a folded row of the difference stands for; exceptions as in `cell`."""
        return unfolded(self.result_at(row, column), fold)

    def raw(self, row: JSONValue, column: JSONValue, offset: JSONValue, *, plain: bool = False) -> RawText:
        """More of the body that was recorded, `plain` as it came; exceptions as in `cell`."""
        result = self.result_at(row, column)
        start = offset if isinstance(offset, int) and not isinstance(offset, bool) and offset >= 0 else 0
        return raw_text(result, start, plain)

    def overlay(self, changed: Iterable[ChangedCell], edited: Iterable[Example] = ()) -> list[OverlayCell]:
        """Cells that would change: row, column, verdict before and after; of edited examples, the document's, too."""
        by_key = {(row.consumer, row.provider, row.key): number for number, row in enumerate(self.rows)}
        by_name: dict[tuple[str, str, str], list[int]] = {}
        for number, row in enumerate(self.rows):
            by_name.setdefault((row.consumer, row.provider, row.description), []).append(number)
        columns = {version: number for number, version in enumerate(self.matrix.versions)}

        def place(consumer: str, provider: str, key: str, description: str) -> int | None:
            at = by_key.get((consumer, provider, key))
            # An edit may give another key; the description tells where only one example has it.
            same = by_name.get((consumer, provider, description), []) if at is None else []
            return same[0] if len(same) == 1 else at

        cells: list[OverlayCell] = []
        for cell in changed:
            at = place(cell.consumer, cell.provider, cell.key, cell.description)
            column = columns.get(cell.version, 0 if len(columns) == 1 else None)
            if at is not None and column is not None:
                cells.append([at, column, CODES.get(cell.before, "-"), CODES.get(cell.after, "-")])
        if self.matrix.document is not None:
            now: dict[int, Example] = {}
            for example in edited:
                at = place(example.contract.consumer, example.contract.provider, example.key, example.description)
                if at is not None:
                    now[at] = example  # of several edits, the last one holds
            self._unsaved = now
            changes = changes_beside(self.matrix.document, {at: self.rows[at].example for at in now}, now)
            cells += [[at, len(self.matrix.versions), CODES[before], CODES[after]] for at, before, after in changes]
        return cells


def _broken_row(row: MatrixRow, sentence: str) -> MatrixRowJson:
    return (sentence, "", _codes(row), _causes(row), [], 1)


def _broken_cause(cause: Cause, sentence: str) -> CauseJson:
    return {"letter": cause.letter, "sentence": spans_json(line(sentence)), "about": "", "path": ""}


def rows_changed(before: Sequence[MatrixRowJson], now: Sequence[MatrixRowJson]) -> list[tuple[int, MatrixRowJson]]:
    """Rows that are other than before: number and row."""
    return [(number, row) for number, row in enumerate(now) if number >= len(before) or before[number] != row]
