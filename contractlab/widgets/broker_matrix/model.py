"""What the live matrix of a broker shows, as the matrix of the desk takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contractlab.broker.pair_matrix import PairCell, PairMatrix, PairRow, pair_matrix
from contractlab.broker.result_details import FailedExample
from contractlab.broker.results import MatrixTable
from contractlab.errors import BrokerError, ContractLabError, InvalidEdit
from contractlab.values.json_path import read_path
from contractlab.values.text import shorten, visible
from contractlab.views.words import count, cut
from contractlab.widgets.broker_matrix.cells import Inspected, inspect_pair
from contractlab.widgets.explorer.protocol import CauseJson, ExplorerPayload, InspectedCell, MarkText, MatrixRowJson
from contractlab.widgets.protocol import JSONValue

__all__ = ["BrokerMatrixModel"]

_CODES = {"passed": "p", "failed": "f", "pending": "d", "never verified": "n", "ignored": "n"}
_WORDS = {
    "f": "failed",
    "d": "failed, work in progress",
    "n": "never verified",
    "p": "verified",
    "b": "blocks",
    "-": "another provider",
}
_LEGEND = (
    "✗ failed (letter: cause) · – never verified · “blocks”: keeps the next version out of an environment · "
    "◔ failed as work in progress · ✓ verified · filled mark: environment, outlined mark: branch"
)
_DENSE = 40
_MOST_MARKS = 6
_MOST_CAUSES = 20
_ASKED_FOR_CAUSES = 40
"""Failed results that are looked into for causes: each is a question to a broker at an address."""


@dataclass(frozen=True, slots=True)
class _Cause:
    letter: str
    text: str
    path: str
    cells: tuple[tuple[int, int], ...]


class BrokerMatrixModel:
    """A broker's matrix as a screen shows it.

    Parameters
    ----------
    table : MatrixTable
        With its broker, which is asked for what lies behind the rows.

    Raises
    ------
    BrokerError
        If the broker does not answer.
    """

    def __init__(self, table: MatrixTable) -> None:
        self.show(table)

    def show(self, table: MatrixTable) -> None:
        """Take another answer of the broker; exceptions as for the class."""
        matrix = pair_matrix(table)
        failures, causes = _causes(table, matrix)
        self.table, self.matrix = table, matrix
        self._failures, self._causes = failures, causes

    def view(self) -> ExplorerPayload:
        """Everything but the details of the cells."""
        matrix = self.matrix
        groups: list[tuple[str, int]] = []
        for row in matrix.rows:
            title = shorten(f"{row.consumer} → {row.provider}", 120)
            if groups and groups[-1][0] == title:
                groups[-1] = (title, groups[-1][1] + 1)
            else:
                groups.append((title, 1))
        providers = {column.provider for column in matrix.columns}
        several = len(providers) > 1
        dense = len(matrix.rows) >= _DENSE or len(matrix.columns) > 12
        return {
            "title": self._title(),
            "columns": [
                cut(f"{column.provider} {column.version}" if several else column.version, 24)
                for column in matrix.columns
            ],
            "groups": groups,
            "rows": [self._row(at, row) for at, row in enumerate(matrix.rows)],
            "states": [],
            "dense": dense,
            "left": matrix.left_rows,
            "causes": [self._cause(cause) for cause in self._causes[:_MOST_CAUSES]],
            "more_causes": max(len(self._causes) - _MOST_CAUSES, 0),
            "status": self._status(),
            "empty": [] if matrix.rows else ["No contracts", "No version of these two has a contract."],
            "pairs": {
                "noun": "content",
                "corner": self._corner(),
                "folded": "✓ verified, or nothing that blocks",
                "legend": _LEGEND,
                "words": _WORDS,
                "row_marks": [_marks(row.environments, row.branches) for row in matrix.rows],
                "column_marks": [_marks(column.environments, column.branches) for column in matrix.columns],
                "start": self._start(),
            },
        }

    def cell(self, row: JSONValue, column: JSONValue) -> InspectedCell:
        """What the inspector shows of a cell.

        Raises
        ------
        InvalidEdit
            If there is no such cell.
        """
        at = self._place(row, column)
        return inspect_pair(self._inspected(*at))

    def code(self, row: JSONValue, column: JSONValue) -> str:
        """The cell in code; exceptions as in `cell`."""
        at, place = self._place(row, column)
        shown, versions = self.matrix.rows[at], self.matrix.columns[place]
        cell = self.matrix.cells.get((at, place))
        names = f"broker.matrix({shown.consumer!r}, {versions.provider!r})"
        if cell is None or cell.result is None:
            return f"broker.contract({shown.consumer!r}, {shown.provider!r}, version={shown.versions[0]!r})"
        return f"{names}[{cell.result.consumer_version!r}, {versions.version!r}]"

    def _inspected(self, at: int, place: int) -> Inspected:
        row, column = self.matrix.rows[at], self.matrix.columns[place]
        cell = self.matrix.cells.get((at, place))
        others = [
            (column, self.matrix.cells[at, number])
            for number, column in enumerate(self.matrix.columns)
            if (at, number) in self.matrix.cells and number != place
        ]
        previous = next(
            (
                later
                for later in self.matrix.rows[at + 1 :]
                if (later.consumer, later.provider) == (row.consumer, row.provider)
            ),
            None,
        )
        source = self.table.source
        failures: tuple[FailedExample, ...] = ()
        trouble = ""
        if cell is not None and cell.verdict in ("failed", "pending") and cell.result is not None:
            cached = self._failures.get((at, place))
            try:
                asked = cached is None and source is not None
                failures = source.failed_examples(cell.result) if asked and source is not None else cached or ()
            except BrokerError as error:
                trouble = visible(str(error))
        return Inspected(row, column, cell, self._letters(at, place), failures, others, previous, source, trouble)

    def _place(self, row: JSONValue, column: JSONValue) -> tuple[int, int]:
        rows, columns = len(self.matrix.rows), len(self.matrix.columns)
        if not isinstance(row, int) or isinstance(row, bool) or not 0 <= row < rows:
            raise InvalidEdit("this cell no longer exists")
        if not isinstance(column, int) or isinstance(column, bool) or not 0 <= column < columns:
            raise InvalidEdit("this cell no longer exists")
        return row, column

    def _row(self, at: int, row: PairRow) -> MatrixRowJson:
        cells = [self.matrix.cells.get((at, place)) for place in range(len(self.matrix.columns))]
        codes = "".join(map(_code, cells))
        letters = " ".join(
            self._letters(at, place) or "." for place, code in enumerate(codes) if code in ("f", "d")
        )  # fmt: skip
        versions = count(len(row.versions), "version")
        content = f"content {row.sha[:7]}…, {versions}" if row.sha else versions
        loud = any(code in "fdb" for code in codes) or not any(code == "p" for code in codes)
        return (cut(_named(row.versions), 160), visible(content), codes, letters, [], int(loud))

    def _letters(self, at: int, place: int) -> str:
        return next((cause.letter for cause in self._causes if (at, place) in cause.cells), "")

    def _cause(self, cause: _Cause) -> CauseJson:
        return {
            "letter": cause.letter,
            "sentence": [("text", cut(cause.text, 300))],
            "about": count(len(cause.cells), "cell"),
            "path": visible(cause.path)[:200],
        }

    def _title(self) -> str:
        pairs = list(dict.fromkeys((row.consumer, row.provider) for row in self.matrix.rows))
        if len(pairs) == 1:
            return shorten(f"{pairs[0][0]} → {pairs[0][1]}", 120)
        return count(len(pairs), "contract") if pairs else "No contracts"

    def _corner(self) -> str:
        consumers = {row.consumer for row in self.matrix.rows}
        providers = {column.provider for column in self.matrix.columns}
        down = cut(next(iter(consumers)), 30) if len(consumers) == 1 else "consumers"
        right = cut(next(iter(providers)), 30) if len(providers) == 1 else "providers"
        return f"{down} ↓  {right} →"

    def _start(self) -> list[int]:
        """The cell that decides: what blocks an environment, else the newest failure."""
        blocking = [place for place, cell in self.matrix.cells.items() if cell.blocks]
        failed = [place for place, cell in self.matrix.cells.items() if cell.verdict == "failed"]
        first = next(iter(blocking or failed), None)
        return [] if first is None else list(first)

    def _status(self) -> str:
        """What keeps something out first, then figures."""
        blocks = [block for cell in self.matrix.cells.values() for block in cell.blocks]
        sentences = []
        for block in blocks[:1]:
            moved = f"{cut(block.pacticipant, 60)} {cut(block.version, 40)}"
            why = f"{cut(block.live, 60)} {cut(block.live_version, 40)}, which runs there"
            sentences.append(f"{moved} cannot go to {cut(block.environment, 40)}, because of {why}.")
        ways = {(block.pacticipant, block.version, block.environment) for block in blocks}
        if len(ways) > 1:
            sentences.append(f"{count(len(ways) - 1, 'more way')} blocked.")
        verdicts = [cell.verdict for cell in self.matrix.cells.values()]
        figures = [
            f"{verdicts.count(verdict):,} {word}"
            for verdict, word in (
                ("failed", "failed"),
                ("pending", "failed as work in progress"),
                ("passed", "verified"),
                ("never verified", "never verified"),
            )
            if verdict in verdicts
        ]
        left = self.matrix.left_columns
        more = f" {count(left, 'older provider version')} not shown." if left else ""
        return " ".join([*sentences, f"{', '.join(figures)}.{more}" if figures else "Nothing was verified."])


def _code(cell: PairCell | None) -> str:
    if cell is None:
        return "-"
    code = _CODES[cell.verdict]
    return "b" if cell.blocks and code == "n" else code


def _named(versions: Sequence[str]) -> str:
    named = ", ".join(cut(version, 40) for version in versions[:3])
    return named + (f" and {len(versions) - 3:,} more" if len(versions) > 3 else "")


def _marks(environments: Iterable[str], branches: Iterable[str]) -> list[MarkText]:
    marks: list[MarkText] = [("environment", cut(name, 30)) for name in environments]
    marks += [("branch", cut(name, 30)) for name in branches]
    return marks[:_MOST_MARKS]


_Failures = Mapping[tuple[int, int], tuple[FailedExample, ...]]


def _causes(table: MatrixTable, matrix: PairMatrix) -> tuple[_Failures, tuple[_Cause, ...]]:
    """Failed cells by what they fail at, those with most cells first; what the broker does not tell has no cause."""
    failures: dict[tuple[int, int], tuple[FailedExample, ...]] = {}
    if table.source is None:
        return failures, ()
    failed = [place for place, cell in matrix.cells.items() if cell.verdict in ("failed", "pending")]
    failed.sort(key=lambda place: (not matrix.cells[place].blocks, place[0], -place[1]))
    by_result: dict[tuple[str, int | None], tuple[FailedExample, ...]] = {}
    for place in failed[:_ASKED_FOR_CAUSES]:
        result = matrix.cells[place].result
        if result is None:
            continue
        key = (result.result_url, result.result_number)
        if key not in by_result:
            try:
                by_result[key] = table.source.failed_examples(result)
            except ContractLabError:  # the cell itself says what is wrong when it is opened
                continue
        failures[place] = by_result[key]
    groups: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    texts: dict[tuple[str, str, str], tuple[str, str]] = {}
    for place, examples in failures.items():
        for example in examples[:1]:
            key_of = _cause_key(example)
            groups.setdefault(key_of, []).append(place)
            texts.setdefault(key_of, _cause_text(example))
    ordered = sorted(groups, key=lambda each: -len(groups[each]))
    return failures, tuple(
        _Cause(_letter(number), *texts[key_of], tuple(groups[key_of])) for number, key_of in enumerate(ordered)
    )


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{number}"


def _cause_key(example: FailedExample) -> tuple[str, str, str]:
    if not example.mismatches:
        return "", "", example.errors[0] if example.errors else example.description
    first = example.mismatches[0]
    tokens = read_path(first.path)
    path = first.path if tokens is None else ".".join("*" if isinstance(token, int) else str(token) for token in tokens)
    return first.part, path, "" if path else first.text


def _cause_text(example: FailedExample) -> tuple[str, str]:
    if not example.mismatches:
        return (example.errors[0] if example.errors else f"{example.description} failed"), ""
    first = example.mismatches[0]
    return f"{first.place}: {first.text}" if first.place else first.text, first.path
