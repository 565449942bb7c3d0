"""Runs as pandas frames; pandas is imported here and nowhere below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import quote
from contractlab.verification.beside import BesideVersions
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.verification.results import Result

if TYPE_CHECKING:
    import pandas

__all__ = ["frame_of", "matrix_frame"]

INDEX = ["consumer", "provider", "example"]
RESULT_COLUMNS = ["provider_version", "key", "verdict", "mismatches", "reason", "capture"]
MISMATCH_COLUMNS = ["provider_version", "key", "verdict", "part", "path", "rule", "expected", "actual", "message"]


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
    return [
        [
            result.contract.consumer, result.contract.provider, names[id(result.example)], result.provider_version,
            result.example.key, result.verdict, len(result.mismatches), result.reason,
            None if result.capture is None else result.capture.key,
        ]
        for result in results
    ]  # fmt: skip


def _cell(value: Value) -> Value:
    """A value as a table can hold it: scalars as they are, everything else as short text."""
    if value is MISSING:
        return None
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return quote(value, 200)


def _mismatch_row(result: Result, mismatch: Mismatch, name: str) -> list[Value]:
    return [
        result.contract.consumer, result.contract.provider, name, result.provider_version, result.example.key,
        result.verdict, mismatch.part, mismatch.path, None if mismatch.rule is None else mismatch.rule.label,
        _cell(mismatch.expected), _cell(mismatch.actual), mismatch.message,
    ]  # fmt: skip


def frame_of(results: Sequence[Result], content: str) -> pandas.DataFrame:
    """The results of a run as a table; what `Run.to_frame` returns.

    Parameters
    ----------
    results : sequence of Result
    content : str
        ``"results"`` or ``"mismatches"``: what a row stands for.

    Raises
    ------
    ValueError
        If `content` is neither.
    """
    import pandas

    names = _names(results)
    if content == "results":
        frame = pandas.DataFrame(_result_rows(results, names), columns=INDEX + RESULT_COLUMNS)
        frame["mismatches"] = frame["mismatches"].astype("int64")
    elif content == "mismatches":
        rows = [
            _mismatch_row(result, mismatch, names[id(result.example)])
            for result in results
            for mismatch in result.shown_mismatches
        ]
        frame = pandas.DataFrame(rows, columns=INDEX + MISMATCH_COLUMNS, dtype="object")
    else:
        raise ValueError(f"there is no frame of {content!r}; use 'results' or 'mismatches'")
    return frame.set_index(INDEX)


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
    labels = pandas.MultiIndex.from_tuples(index, names=INDEX) if index else None
    columns = list(versions)
    if document is not None:
        columns.append("document")
        verdicts = [[*made, document.verdict_of(row.example)] for made, row in zip(verdicts, rows, strict=True)]
    return pandas.DataFrame(verdicts, index=labels, columns=columns, dtype="object")
