"""A matrix: the same examples checked against several versions, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.errors import ContractBroken
from contractlab.values.display import Shown, present
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.json_types import Value
from contractlab.values.pickling import lasting_state
from contractlab.values.text import count
from contractlab.verification.answered import value_at
from contractlab.verification.beside import BesideVersions
from contractlab.verification.causes import Cause, causes_in_steps, find_causes
from contractlab.verification.changes import Changes, changes_between
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.inputs import Only, as_captures, as_contracts
from contractlab.verification.matrix_rows import (
    ExampleName,
    MatrixCell,
    MatrixRow,
    find_row,
    fitting_rows,
    make_rows,
    rows_in_steps,
)
from contractlab.verification.pairing import ExampleFinder
from contractlab.verification.results import Result, Results
from contractlab.verification.run import Run
from contractlab.verification.verifying import RunInputs, verify_all

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas

__all__ = ["Matrix", "MatrixCell", "MatrixRow", "captures_of_version", "matrix", "matrix_of", "versions_of"]

Axis = Literal["provider", "consumer"]
NO_VERSION = "–"
"""Name of the column of captures that say no version."""


class Matrix(Shown):
    """Examples by version.

    Attributes
    ----------
    versions : tuple of str
        Columns, oldest first.
    runs : mapping of str to Run
        The run of each column.
    axis : str
        ``"provider"`` where the columns are versions of the provider, ``"consumer"`` where they are versions of the
        contract.
    document : BesideVersions or None
        What an API document says of the examples, where one was given: a column beside the versions.
    """

    def __init__(
        self, runs: Mapping[str, Run], axis: Axis = "provider", document: BesideVersions | None = None
    ) -> None:
        self.runs: dict[str, Run] = dict(runs)
        self.versions = tuple(self.runs)
        self.axis: Axis = axis
        self.document = document

    def __getstate__(self) -> dict[str, Any]:
        return lasting_state(self)

    @cached_property
    def rows(self) -> tuple[MatrixRow, ...]:
        """A row for each example, grouped by consumer and provider, in the order of the contracts."""
        return make_rows([run.results for run in self.runs.values()], self._letters)

    def made_in_steps(self) -> Iterator[None]:
        """Make causes and rows in pieces that are short, so that nobody who asks for them waits for all at once."""
        self.__dict__["causes"] = yield from causes_in_steps(self.results)
        _ = self._letters
        yield
        columns = [run.results for run in self.runs.values()]
        self.__dict__["rows"] = yield from rows_in_steps(columns, self._letters)

    def beside(self, document: BesideVersions | None) -> Matrix:
        """The same with a document beside the versions; what was made of the results is not made again."""
        again = Matrix(self.runs, self.axis, document)
        for name in ("rows", "results", "causes", "_letters"):
            if name in self.__dict__:
                again.__dict__[name] = self.__dict__[name]
        return again

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """Every result of every version."""
        return tuple(result for run in self.runs.values() for result in run.results)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Mismatches of one kind taken together over all versions, the widest first."""
        return find_causes(self.results)

    @cached_property
    def _letters(self) -> dict[int, str]:
        letters: dict[int, str] = {}
        for cause in self.causes:
            for result in cause.results:
                letters[id(result)] = letters.get(id(result), "") + cause.letter
        return letters

    def _row(self, name: ExampleName) -> MatrixRow:
        return find_row(self.rows, name)

    def _column(self, version: str | int) -> int:
        if version in self.versions:
            return self.versions.index(version)
        if isinstance(version, int) and -len(self.versions) <= version < len(self.versions):
            return version % len(self.versions)
        raise KeyError(f"there is no version {version!r}; the columns are {', '.join(map(str, self.versions))}")

    def cell(self, example: ExampleName, version: str | int) -> MatrixCell:
        """One cell; parameters as in ``matrix[example, version]``."""
        return self._row(example).cells[self._column(version)]

    def __getitem__(self, name: Any) -> Any:
        """The result of an example at a version; of all versions where none is named.

        Parameters
        ----------
        name : (example, version), or example
            The example by key, description, row number, `Example` or (consumer, provider, example).

        Returns
        -------
        Result, Results or dict
            Results where several captures exercise it at this version; a dict by version where no version is named.

        Raises
        ------
        AmbiguousExample
            If there is no such example, or several.
        KeyError
            If there is no such version, or the contract of that version has no such example.
        """
        if not (isinstance(name, tuple) and len(name) == 2):
            row = self._row(name)
            return {
                version: _given(cell) for version, cell in zip(self.versions, row.cells, strict=True) if cell.results
            }
        example, version = name
        row = self._row(example)
        cell = row.cells[self._column(version)]
        if not cell.results:
            raise KeyError(f"the contract of version {version} has no example {row.description!r}")
        return _given(cell)

    def __contains__(self, name: Any) -> bool:
        """True for what names at least one row, and with a version, one that has results there."""
        if not (isinstance(name, tuple) and len(name) == 2):
            return bool(fitting_rows(self.rows, name))
        example, version = name
        try:
            column = self._column(version)
        except KeyError:
            return False
        return any(row.cells[column].results for row in fitting_rows(self.rows, example))

    def __iter__(self) -> Iterator[MatrixRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def passed(self) -> bool:
        """True if the newest version passed."""
        return bool(self.versions) and self.runs[self.versions[-1]].passed

    def __bool__(self) -> bool:
        return self.passed

    def require_passed(self) -> Matrix:
        """Return the matrix if its newest version passed.

        Raises
        ------
        ContractBroken
            If it did not; the text is the matrix's text view.
        """
        if not self.passed:
            last = self.runs[self.versions[-1]] if self.versions else None
            raise ContractBroken(present(self)["text/plain"], last)
        return self

    @property
    def last_passing(self) -> str | None:
        """The newest version at which nothing failed and nothing could not be checked."""
        return next((version for version in reversed(self.versions) if not self._broken(version)), None)

    def _broken(self, version: str) -> bool:
        verdicts = {result.verdict for result in self.runs[version].results}
        return bool(verdicts & {"failed", "error"}) or not verdicts & {"passed", "pending"}

    def first_failing(self, example: ExampleName) -> str | None:
        """Since when an example is broken: the first version of the failures that last to the newest one.

        None where the newest version that exercises it does not fail.
        """
        row, since = self._row(example), None
        for version, cell in zip(self.versions, row.cells, strict=True):
            if cell.verdict in ("failed", "error"):
                since = since or version
            elif cell.verdict in ("passed", "pending"):
                since = None
        return since

    def values(self, example: ExampleName, path: str) -> dict[str, Value]:
        """What was really answered at a path, by version, secrets taken out.

        Parameters
        ----------
        example
            As in ``matrix[example, version]``.
        path : str
            A path without stars, such as ``$.creditLimit``, or ``status``.

        Returns
        -------
        dict
            MISSING where the answer has no such value; versions without an answer are left out.

        Raises
        ------
        ValueError
            If the path cannot be read.
        """
        row = self._row(example)
        answers: dict[str, Value] = {}
        for version, cell in zip(self.versions, row.cells, strict=True):
            answered = next(
                (result for result in cell.results if result.capture is not None and result.match is not None), None
            )
            if answered is not None:
                answers[version] = value_at(answered, path)
        return answers

    def changes(self, old: str | int, new: str | int) -> Changes:
        """What is different between two versions: verdicts that changed, mismatches that are new or gone."""
        before, after = self._column(old), self._column(new)
        pairs = [(row, row.cells[before], row.cells[after]) for row in self.rows]
        return changes_between(self.versions[before], self.versions[after], pairs)

    def to_frame(self, what: str = "verdicts") -> pandas.DataFrame:
        """The matrix as a table.

        Parameters
        ----------
        what : str
            ``"verdicts"``: a row for each example, a column for each version; ``"results"`` and ``"mismatches"``: as in
            `Run.to_frame`, of all versions.

        Returns
        -------
        DataFrame
            Indexed by consumer, provider and example (a repeated description gets its key appended). Of verdicts: a
            column for each version, oldest first, all of one ordered category, worst first; missing where the contract
            of a version has no such example; with an API document a last column, ``document``, missing where it says
            nothing of an example. Of results and mismatches: the version as an ordered category in the order of the
            columns, ``consumer_version`` where the columns are versions of the consumer.

        Raises
        ------
        ValueError
            If `what` is none of these.
        """
        from contractlab.verification.frames import frame_of, matrix_frame

        if what == "verdicts":
            return matrix_frame(self.rows, self.versions, self.document)
        if self.axis == "provider":
            return frame_of(self.results, what, self.versions)
        versions = list(dict.fromkeys(name for run in self.runs.values() for name in run.provider_versions))
        owners = [(version, len(run.results)) for version, run in self.runs.items()]
        return frame_of(self.results, what, versions, owners)

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys(row.description for row in self.rows))

    def __repr__(self) -> str:
        size = f"{count(len(self.rows), 'example')} × {count(len(self.versions), 'version')}"
        return f"<Matrix {size}, {count(len(self.causes), 'cause')}>"


def _given(cell: MatrixCell) -> Result | Results:
    return cell.results[0] if len(cell.results) == 1 else Results(cell.results)


def matrix(
    contracts: Any,
    captures: Any = None,
    *,
    dialect: str = "reference",
    only: Only = None,
    allow_not_exercised: bool = False,
    redaction: Redaction | None = None,
    executor: Executor | None = None,
    cache: CheckCache | None = None,
) -> Matrix:
    """Check contracts against several versions.

    Parameters
    ----------
    contracts : Contract, Contracts, iterable of these, or a mapping
        A mapping of versions to contracts makes a column for each version of the consumer, all against the same
        captures.
    captures : mapping of str to captures or Run, Captures, or iterable of Capture
        A mapping makes a column for each of its versions, in its order; captures of several versions make a column for
        each, in the order of `Captures.provider_versions`.
    dialect, only, allow_not_exercised, redaction, executor, cache
        As in `verify`.

    Returns
    -------
    Matrix

    Raises
    ------
    TypeError
        If both are mappings, or there are no captures.
    """
    if captures is None:
        raise TypeError("a matrix needs captures: cl.matrix(contracts, {version: captures}) or captures of versions")
    if isinstance(contracts, Mapping):
        if isinstance(captures, Mapping):
            raise TypeError("give versions of the contract or versions of the captures, not both")
        same = as_captures(captures)
        columns: dict[str, Run | tuple[Contracts, Captures]] = {
            str(version): (as_contracts(contract), same) for version, contract in contracts.items()
        }
    else:
        loaded = as_contracts(contracts)
        columns = {
            version: listed if isinstance(listed, Run) else (loaded, captures_of_version(listed, version))
            for version, listed in _by_version(captures).items()
        }
    with PausedCollection():
        # Versions of a provider are asked by the same contracts.
        finder = None if isinstance(contracts, Mapping) else ExampleFinder(loaded)
        inputs = {
            version: RunInputs(*column, only, finder)
            for version, column in columns.items()
            if not isinstance(column, Run)
        }
        made = verify_all(
            list(inputs.values()),
            dialect=dialect,
            allow_not_exercised=allow_not_exercised,
            redaction=redaction,
            executor=executor,
            cache=cache,
        )
    runs = dict(zip(inputs, made, strict=True))
    return Matrix(
        {version: column if isinstance(column, Run) else runs[version] for version, column in columns.items()},
        "consumer" if isinstance(contracts, Mapping) else "provider",
    )


def matrix_of(run: Run) -> Matrix:
    """A run over captures of several versions as a matrix; nothing is checked again."""
    runs = {}
    for version, captures in run.captures.by_version().items():
        mine = Captures(
            captures, problems=run.captures.problems, files=run.captures.files, base_path=run.captures.base_path
        )
        runs[NO_VERSION if version is None else version] = Run(
            run.contracts,
            mine,
            [result for result in run.results if result.provider_version == version],
            [unpaired for unpaired in run.unpaired if unpaired.capture.provider_version == version],
            dialect=run.dialect,
            allow_not_exercised=run.allow_not_exercised,
            redaction=run.redaction,
            base_path_hint=run.base_path_hint,
        )
    return Matrix(runs)


def _by_version(captures: Any) -> dict[str, Any]:
    if isinstance(captures, Mapping):
        return {str(version): capture for version, capture in captures.items()}
    return versions_of(as_captures(captures))


def versions_of(captures: Captures) -> dict[str, Captures]:
    """Captures by the name of their column."""
    return {NO_VERSION if version is None else version: listed for version, listed in captures.by_version().items()}


def captures_of_version(captures: Any, version: str) -> Captures:
    """The captures of one column; the column says which version they are of."""
    taken = as_captures(captures)
    label = None if version == NO_VERSION else version
    items: Iterable[AnyCapture] = (
        capture if capture.provider_version == label else replace(capture, provider_version=label) for capture in taken
    )
    return Captures(items, problems=taken.problems, files=taken.files, base_path=taken.base_path)
