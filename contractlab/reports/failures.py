"""Failures of a report: each way in which an example fails is shown once, with the versions that fail like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contractlab.reports.parts import Parts
from contractlab.reports.subject import Subject
from contractlab.values.display import Shown, quiet
from contractlab.values.text import count
from contractlab.verification.matrix import NO_VERSION
from contractlab.verification.matrix_rows import MatrixRow
from contractlab.verification.results import Result
from contractlab.views.model import Block, Document, Line, Paragraph, Picture, chip, faint, line, strong
from contractlab.views.pictures import value_over_versions
from contractlab.views.registry import register
from contractlab.views.result_model import build_result
from contractlab.views.value_history import history_line, value_history
from contractlab.views.words import cut, request_line

__all__ = ["Failure", "find_failures", "targets_of"]


@quiet
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
    picture : Picture or None
        The same as a drawing, against what the rule allows.
    """

    name: str
    result: Result
    alike: tuple[Result, ...]
    letters: str
    columns: tuple[str, ...]
    current: bool
    history: tuple[tuple[str, str], ...] = ()
    path: str = ""
    picture: Picture | None = None

    @property
    def title(self) -> str:
        """The description, and the versions where there are several."""
        description = self.result.example.description
        return f"{description} ({_span(self.columns)})" if self.columns else description

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
        if self.picture is not None:
            blocks.insert(2 if self.history else 1, self.picture)
        return tuple(blocks)


register(Failure, lambda failure: Document((Paragraph(failure.summary, "title"), *failure.blocks)))


def _span(columns: tuple[str, ...]) -> str:
    """``2.5.0``; of several, the first, the last and how many."""
    if len(columns) == 1:
        return cut(columns[0], 40)
    if len(columns) == 2:
        return f"{cut(columns[0], 40)} and {cut(columns[1], 40)}"
    return f"{cut(columns[0], 40)} to {cut(columns[-1], 40)}, {count(len(columns), 'version')}"


@quiet
@dataclass(frozen=True, slots=True)
class _Alike:
    """Results of an example that fail in one way, oldest first."""

    results: tuple[Result, ...]
    row: MatrixRow
    letters: str
    current: bool

    @property
    def newest(self) -> Result:
        return self.results[-1]

    @property
    def rank(self) -> tuple[bool, str, bool]:
        """What fails now comes first, then by cause; errors have no letter and come after those that have."""
        return (not self.current, self.letters or "~", self.newest.verdict == "error")


def find_failures(subject: Subject, parts: Parts, histories: int = 12) -> tuple[Failure, ...]:
    """What fails, that of the newest versions first, by cause.

    Parameters
    ----------
    subject : Subject
    parts : Parts
        Counts those whose history is looked up, and learns how many there are to be shown.
    histories : int
        For how many of them to look up what was answered at older versions.
    """
    ways = sorted((way for row in subject.matrix.rows for way in _ways(subject, row)), key=lambda way: way.rank)
    parts.expect(min(len(ways), histories))
    failures = []
    for number, way in enumerate(ways, start=1):
        columns = tuple(dict.fromkeys(subject.column_of[id(result)] for result in way.results))
        looks_back = number <= histories and not parts.interrupted
        path, history = value_history(subject.matrix, way.row, way.newest) if looks_back else ("", ())
        failures.append(
            Failure(
                name=f"failure-{number}",
                result=way.newest,
                alike=way.results,
                letters=way.letters,
                columns=() if columns == (NO_VERSION,) or len(subject.matrix.versions) < 2 else columns,
                current=way.current,
                history=history,
                path=path,
                picture=value_over_versions(subject.matrix, way.row, way.newest) if looks_back else None,
            )
        )
        if looks_back:
            parts.step()
    return tuple(failures)


def _ways(subject: Subject, row: MatrixRow) -> Iterator[_Alike]:
    """The ways in which an example fails."""
    by_way: dict[tuple[str, str, str], list[Result]] = {}
    for cell in row.cells:
        for result in cell.results:
            if result.verdict in ("failed", "error"):
                way = (result.verdict, subject.letters.get(id(result), ""), result.reason or "")
                by_way.setdefault(way, []).append(result)
    for (_, letters, _), results in by_way.items():
        yield _Alike(tuple(results), row, letters, any(id(result) in subject.is_current for result in results))


def targets_of(failures: tuple[Failure, ...]) -> dict[int, str]:
    """Names of failures by ``id`` of every result that they tell of."""
    return {id(result): failure.name for failure in failures for result in failure.alike}
