"""Runs and matrices as pandas frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from contractlab.values.internal import keep_fault
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PARTS, Mismatch
from contractlab.values.tables import Column, ColumnKind, make_table, ordered_cells, written
from contractlab.values.text import quote
from contractlab.verification.beside import BesideVersions
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.verification.results import SEVERITY, Result

if TYPE_CHECKING:
    import pandas

__all__ = ["MISMATCH_COLUMNS", "RESULT_COLUMNS", "VERDICTS", "frame_of", "matrix_frame", "version_column"]

INDEX = ("consumer", "provider", "example")
VERDICTS = tuple(SEVERITY)
"""Order of verdicts, worst first: sorting puts on top what needs a look."""


def version_column(side: str) -> Column:
    """The column of a participant's versions."""
    return Column(f"{side}_version", f"version of the {side}; nothing where none is named", ColumnKind.ORDERED)


_SHARED = (
    Column("consumer", "index: name of the consumer"),
    Column("provider", "index: name of the provider"),
    Column("example", "index: description; a repeated one gets its key appended"),
    version_column("provider"),
    Column("key", "key of the example, unique within its contract"),
    Column("verdict", "what became of the check; sorted, the worst comes first", ColumnKind.ORDERED, VERDICTS),
)
RESULT_COLUMNS = (
    *_SHARED,
    Column("mismatches", "how many differences", ColumnKind.COUNT),
    Column("reason", "why there is no verdict"),
    Column("capture", "file and number of the recording"),
)
MISMATCH_COLUMNS = (
    *_SHARED,
    Column("part", "where it differs", ColumnKind.ORDERED, PARTS),
    Column("path", "JSON path in bodies; else the name of the header or parameter"),
    Column("rule", "matching rule that decided"),
    Column("expected", "expected value as JSON text; nothing where the value is missing"),
    Column("actual", "recorded value as JSON text; nothing where the value is missing"),
    Column("message", "the whole sentence"),
)


def _names(results: Iterable[Result]) -> dict[int, str]:
    """Description of each example by its ``id``; a repeated one gets its key appended."""
    examples = {id(result.example): result for result in results}
    times = Counter(
        (result.contract.consumer, result.contract.provider, result.example.description) for result in examples.values()
    )
    names = {}
    for identity, result in examples.items():
        text = result.example.description
        if times[(result.contract.consumer, result.contract.provider, text)] > 1:
            text = f"{text} [{result.example.key}]"
        names[identity] = text
    return names


def _result_rows(results: Iterable[Result], names: dict[int, str]) -> list[list[Value]]:
    return [_result_row(result, names) for result in results]


def _result_row(result: Result, names: dict[int, str]) -> list[Value]:
    fields = _known_of(result, names[id(result.example)])
    try:
        key = None if result.capture is None else result.capture.key
        return [*fields, result.verdict, len(result.mismatches), result.reason, key]
    except Exception as error:
        return [*fields, "error", 0, keep_fault(error, _NO_ROW), None]


def _known_of(result: Result, name: str) -> list[Value]:
    """What tells the rows of one result from those of others."""
    contract, example = result.contract, result.example
    return [contract.consumer, contract.provider, name, result.provider_version, example.key]


_NO_ROW = "this result cannot be told"


def _mismatch_rows(result: Result, name: str) -> list[list[Value]]:
    try:
        return [_mismatch_row(result, mismatch, name) for mismatch in result.shown_mismatches]
    except Exception as error:
        sentence = keep_fault(error, _NO_ROW)
        return [[*_known_of(result, name), "error", None, None, None, None, None, sentence]]


def _cell(value: Value) -> str | None:
    """A value as a column of one type can hold it: its JSON text, which tells ``1`` from ``"1"``, and short."""
    return None if value is MISSING else quote(value, 200)


def _mismatch_row(result: Result, mismatch: Mismatch, name: str) -> list[Value]:
    rule = None if mismatch.rule is None else mismatch.rule.label
    return [
        *_known_of(result, name), result.verdict, mismatch.part, mismatch.path, rule,
        _cell(mismatch.expected), _cell(mismatch.actual), mismatch.message,
    ]  # fmt: skip


def frame_of(
    results: Sequence[Result],
    content: str,
    versions: Sequence[str | None] = (),
    consumer_versions: Sequence[tuple[str, int]] = (),
) -> pandas.DataFrame:
    """The results of a run as a table; what `Run.to_frame` returns.

    Parameters
    ----------
    results : sequence of Result
    content : str
        ``"results"`` or ``"mismatches"``: what a row stands for.
    versions : sequence of str or None, optional
        Provider versions in order.
    consumer_versions : sequence of (str, int), optional
        In order, each with the number of its results, where the results are those of several consumer versions: a
        column more.

    Raises
    ------
    ValueError
        If `content` is neither.
    """
    names = _names(results)
    owners = [version for version, times in consumer_versions for _ in range(times)]
    if content == "results":
        columns: Sequence[Column] = RESULT_COLUMNS
        counts = [1] * len(results)
        rows = _result_rows(results, names)
    elif content == "mismatches":
        listed = [_mismatch_rows(result, names[id(result.example)]) for result in results]
        columns = MISMATCH_COLUMNS
        counts = [len(own) for own in listed]
        rows = [row for own in listed for row in own]
    else:
        raise ValueError(f"there is no frame of {content!r}; use 'results' or 'mismatches'")
    orders = {"provider_version": [version for version in versions if version is not None]}
    if consumer_versions:
        columns = (*columns, version_column("consumer"))
        orders["consumer_version"] = [version for version, _ in consumer_versions]
        of_rows = [owner for owner, times in zip(owners, counts, strict=True) for _ in range(times)]
        rows = [[*row, owner] for row, owner in zip(rows, of_rows, strict=True)]
    return make_table(columns, rows, index=INDEX, orders=orders)


def matrix_frame(
    rows: Sequence[MatrixRow], versions: Sequence[str], document: BesideVersions | None = None
) -> pandas.DataFrame:
    """The verdicts of a matrix as a table; what `Matrix.to_frame` returns.

    Parameters
    ----------
    rows : sequence of MatrixRow
    versions : sequence of str
        Names of the columns.
    document : BesideVersions, optional
        What an API document says: the last column.
    """
    import pandas

    names = [(row.consumer, row.provider, row.description) for row in rows]
    index = [
        (*name[:2], f"{name[2]} [{row.key}]" if names.count(name) > 1 else name[2])
        for name, row in zip(names, rows, strict=True)
    ]
    verdicts = [[cell.verdict for cell in row.cells] for row in rows]
    columns = list(versions)
    if document is not None:
        columns.append("document")
        verdicts = [[*made, document.verdict_of(row.example)] for made, row in zip(verdicts, rows, strict=True)]
    labels = (
        pandas.MultiIndex.from_tuples([tuple(map(written, names)) for names in index], names=list(INDEX))
        if index
        else None
    )
    return ordered_cells(verdicts, columns, VERDICTS, labels)
