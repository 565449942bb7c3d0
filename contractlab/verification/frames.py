"""Runs as pandas frames; pandas is imported here and nowhere below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import quote
from contractlab.verification.results import Result

if TYPE_CHECKING:
    import pandas

    from contractlab.verification.run import Run

__all__ = ["frame_of"]

INDEX = ["consumer", "provider", "example"]
RESULT_COLUMNS = ["provider_version", "key", "verdict", "mismatches", "reason", "capture"]
MISMATCH_COLUMNS = ["provider_version", "key", "verdict", "part", "path", "rule", "expected", "actual", "message"]


def _names(results: Iterable[Result]) -> dict[int, str]:
    """Description of each example; a repeated one gets its key appended."""
    examples = {id(one.example): one for one in results}
    seen = Counter((one.contract.consumer, one.contract.provider, one.example.description) for one in examples.values())
    named = {}
    for number, one in examples.items():
        text = one.example.description
        if seen[(one.contract.consumer, one.contract.provider, text)] > 1:
            text = f"{text} [{one.example.key}]"
        named[number] = text
    return named


def _result_rows(run: Run, names: dict[int, str]) -> list[list[Any]]:
    return [
        [
            one.contract.consumer, one.contract.provider, names[id(one.example)], one.provider_version, one.example.key,
            one.verdict, len(one.mismatches), one.reason, None if one.capture is None else one.capture.key,
        ]
        for one in run.results
    ]  # fmt: skip


def _cell(value: Any) -> Any:
    """A value as a table can hold it: scalars as they are, everything else as short text."""
    if value is MISSING:
        return None
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return quote(value, 200)


def _mismatch_row(one: Result, mismatch: Mismatch, name: str) -> list[Any]:
    return [
        one.contract.consumer, one.contract.provider, name, one.provider_version, one.example.key, one.verdict,
        mismatch.part, mismatch.path, None if mismatch.rule is None else mismatch.rule.label,
        _cell(mismatch.expected), _cell(mismatch.actual), mismatch.message,
    ]  # fmt: skip


def frame_of(run: Run, what: str) -> pandas.DataFrame:
    """The frame `run.to_frame` returns.

    Raises
    ------
    ValueError
        If `what` is neither ``"results"`` nor ``"mismatches"``.
    """
    import pandas

    names = _names(run.results)
    if what == "results":
        frame = pandas.DataFrame(_result_rows(run, names), columns=INDEX + RESULT_COLUMNS)
        frame["mismatches"] = frame["mismatches"].astype("int64")
    elif what == "mismatches":
        rows = [
            _mismatch_row(one, mismatch, names[id(one.example)])
            for one in run.results
            for mismatch in run.shown_mismatches(one)
        ]
        frame = pandas.DataFrame(rows, columns=INDEX + MISMATCH_COLUMNS, dtype="object")
    else:
        raise ValueError(f"there is no frame of {what!r}; use 'results' or 'mismatches'")
    return frame.set_index(INDEX)
