"""Failures of a report: each way in which an example fails is told once, with the versions that fail like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contractlab.reports.subject import Subject
from contractlab.values.display import Shown
from contractlab.verification.matrix import NO_VERSION
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.verification.results import Result
from contractlab.views.model import Block, Document, Line, Paragraph, chip, faint, line, strong
from contractlab.views.registry import register
from contractlab.views.result_model import build_result
from contractlab.views.value_history import history_line, value_history
from contractlab.views.words import cut, request_line

__all__ = ["Failure", "find_failures", "targets_of"]


@dataclass(frozen=True)
class Failure(Shown):
    """An example that fails in one way.

    Attributes
    ----------
    name : str
        What links find it by.
    result : Result
        Of the newest version that fails like this.
    alike : tuple of Result
        All results that fail like this, this one included.
    letters : str
        Of its causes.
    columns : tuple of str
        Versions at which it fails like this, oldest first.
    current : bool
        True if it fails at the newest version of its provider.
    history : tuple of (str, str)
        What was answered where it differs: versions, and the value as JSON.
    path : str
        Where that value stands.
    """

    name: str
    result: Result
    alike: tuple[Result, ...]
    letters: str
    columns: tuple[str, ...]
    current: bool
    history: tuple[tuple[str, str], ...] = ()
    path: str = ""

    @property
    def title(self) -> str:
        """The description, and the versions where there are several."""
        told = self.result.example.description
        return f"{told} ({_span(self.columns)})" if self.columns else told

    @property
    def summary(self) -> Line:
        """One line: verdict and cause, description, request."""
        method, target, status = request_line(self.result.example)
        about = f"{cut(method, 20)} {cut(target, 80)}{f' → {status}' if status else ''}".strip()
        letter = self.letters if len(self.letters) < 2 else f"{self.letters[0]}+"
        versions = line(faint(f" · {_span(self.columns)}")) if self.columns else ()
        description = strong(cut(self.result.example.description))
        return line(chip(self.result.verdict, letter), " ", description, faint(f" {about}"), versions)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The result in full, without its title."""
        blocks = list(build_result(self.result).blocks[1:])
        if self.history:
            blocks.insert(1, Paragraph(history_line(self.path, self.history)))
        return tuple(blocks)


register(Failure, lambda failure: Document((Paragraph(failure.summary, "title"), *failure.blocks)))


def _span(columns: tuple[str, ...]) -> str:
    """``2.5.0``; of several, the first, the last and how many."""
    if len(columns) == 1:
        return cut(columns[0], 40)
    if len(columns) == 2:
        return f"{cut(columns[0], 40)} and {cut(columns[1], 40)}"
    return f"{cut(columns[0], 40)} to {cut(columns[-1], 40)}, {len(columns):,} versions"


def find_failures(subject: Subject, histories: int = 12) -> tuple[Failure, ...]:
    """What fails, that of the newest versions first, by cause.

    Parameters
    ----------
    subject : Subject
    histories : int
        For how many of them to look up what was answered at older versions.
    """
    found = [one for row in subject.matrix.rows for one in _of_row(subject, row)]
    # Letters of the matrix are those of the widest causes; errors have none and come after them.
    found.sort(key=lambda one: (not one[2], subject.letters.get(id(one[0][-1]), "~"), one[0][-1].verdict == "error"))
    made = []
    for number, (alike, row, current) in enumerate(found, start=1):
        newest = alike[-1]
        columns = tuple(dict.fromkeys(subject.column_of[id(one)] for one in alike))
        path, history = value_history(subject.matrix, row, newest) if number <= histories else ("", ())
        made.append(
            Failure(
                f"failure-{number}",
                newest,
                tuple(alike),
                subject.letters.get(id(newest), ""),
                () if columns == (NO_VERSION,) or len(subject.matrix.versions) < 2 else columns,
                current,
                history,
                path,
            )
        )
    return tuple(made)


def _of_row(subject: Subject, row: MatrixRow) -> Iterator[tuple[list[Result], MatrixRow, bool]]:
    """Results of an example by the way in which they fail, oldest first."""
    ways: dict[tuple[str, str, str], list[Result]] = {}
    for cell in row.cells:
        for one in cell.results:
            if one.verdict in ("failed", "error"):
                way = (one.verdict, subject.letters.get(id(one), ""), one.reason or "")
                ways.setdefault(way, []).append(one)
    for alike in ways.values():
        yield alike, row, any(id(one) in subject.is_current for one in alike)


def targets_of(failures: tuple[Failure, ...]) -> dict[int, str]:
    """Names of failures by ``id`` of every result that they tell of."""
    return {id(result): one.name for one in failures for result in one.alike}
