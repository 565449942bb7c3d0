"""A matrix: the same examples checked against several versions, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.contracts.example import Example
from contractlab.errors import AmbiguousExample, ContractBroken
from contractlab.matching.paths import InvalidPath, parse_path
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.result import Verdict
from contractlab.values.shown import Shown, present
from contractlab.verification.causes import Cause, find_causes
from contractlab.verification.changes import Changes, changes_between
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.results import SEVERITY, Result, Results
from contractlab.verification.run import Only, Run, as_captures, as_contracts, verify

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas

__all__ = ["Matrix", "MatrixCell", "MatrixRow", "matrix"]

Axis = Literal["provider", "consumer"]
NO_VERSION = "–"
"""Name of the column of captures that say no version."""


@dataclass(frozen=True, slots=True, eq=False)
class MatrixCell:
    """One example at one version.

    Attributes
    ----------
    verdict : str or None
        The worst of its results; None where the contract of this version has no such example.
    results : tuple of Result
        Worst first; several where several captures exercise it.
    causes : str
        Letters of its causes, in order.
    """

    verdict: Verdict | None
    results: tuple[Result, ...]
    causes: str = ""

    @property
    def result(self) -> Result | None:
        """The worst result."""
        return self.results[0] if self.results else None


@dataclass(frozen=True, slots=True, eq=False)
class MatrixRow:
    """One example over all versions.

    Attributes
    ----------
    consumer, provider, key, description : str
    example : Example
        As the newest version has it.
    cells : tuple of MatrixCell
        One for each version.
    """

    consumer: str
    provider: str
    key: str
    description: str
    example: Example
    cells: tuple[MatrixCell, ...]


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
    """

    def __init__(self, runs: Mapping[str, Run], axis: Axis = "provider") -> None:
        self.runs: dict[str, Run] = dict(runs)
        self.versions = tuple(self.runs)
        self.axis: Axis = axis

    # -- rows and cells -----------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> tuple[MatrixRow, ...]:
        """A row for each example, grouped by consumer and provider, in the order of the contracts."""
        found: dict[_RowName, dict[str, list[Result]]] = {}
        newest: dict[_RowName, Result] = {}
        for version, run in self.runs.items():
            for one in _named_results(run, found):
                found.setdefault(one[0], {}).setdefault(version, []).append(one[1])
                newest[one[0]] = one[1]
        letters = self._letters
        order = {name: number for number, name in enumerate(dict.fromkeys((n.consumer, n.provider) for n in found))}
        rows = [
            MatrixRow(
                name.consumer,
                name.provider,
                newest[name].example.key,
                newest[name].example.description,
                newest[name].example,
                tuple(_cell(results.get(version, []), letters) for version in self.versions),
            )
            for name, results in found.items()
        ]
        return tuple(sorted(rows, key=lambda row: order[(row.consumer, row.provider)]))

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """Every result of every version."""
        return tuple(one for run in self.runs.values() for one in run.results)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """Mismatches of one kind taken together over all versions, the widest first."""
        return find_causes(self.results)

    @cached_property
    def _letters(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for cause in self.causes:
            for result in cause.results:
                found[id(result)] = found.get(id(result), "") + cause.letter
        return found

    def _row(self, which: Any) -> MatrixRow:
        if isinstance(which, int) and not isinstance(which, bool):
            if -len(self.rows) <= which < len(self.rows):
                return self.rows[which]
            raise AmbiguousExample(f"there is no row {which}: the matrix has {len(self.rows)}")
        if isinstance(which, MatrixRow):
            return which
        if isinstance(which, Example):
            same = [row for row in self.rows if row.example is which or _holds(row, which)]
            which = which.key if not same else same[0]
            if isinstance(which, MatrixRow):
                return which
        within = self.rows
        if isinstance(which, tuple) and len(which) == 3:
            consumer, provider, which = which
            within = tuple(row for row in within if (row.consumer, row.provider) == (consumer, provider))
        found = [row for row in within if row.key == which] or [row for row in within if row.description == which]
        if len(found) == 1:
            return found[0]
        names = [f"{row.key}  {row.description} ({row.consumer})" for row in (found or within)[:5]]
        said = f"{len(found)} examples are called {which!r}; use a key" if found else f"no example is called {which!r}"
        raise AmbiguousExample(said, names)

    def _column(self, version: Any) -> int:
        if version in self.versions:
            return self.versions.index(version)
        if isinstance(version, int) and -len(self.versions) <= version < len(self.versions):
            return version % len(self.versions)
        raise KeyError(f"there is no version {version!r}; the columns are {', '.join(map(str, self.versions))}")

    def cell(self, example: Any, version: Any) -> MatrixCell:
        """One cell; parameters as in ``matrix[example, version]``."""
        return self._row(example).cells[self._column(version)]

    def __getitem__(self, which: Any) -> Any:
        """The result of an example at a version; of all versions where none is named.

        Parameters
        ----------
        which : (example, version), or example
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
        if not (isinstance(which, tuple) and len(which) == 2):
            row = self._row(which)
            return {
                version: _given(cell) for version, cell in zip(self.versions, row.cells, strict=True) if cell.results
            }
        example, version = which
        row = self._row(example)
        cell = row.cells[self._column(version)]
        if not cell.results:
            raise KeyError(f"the contract of version {version} has no example {row.description!r}")
        return _given(cell)

    def __iter__(self) -> Iterator[MatrixRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    # -- verdict ------------------------------------------------------------------------------------------------------

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
        verdicts = {one.verdict for one in self.runs[version].results}
        return bool(verdicts & {"failed", "error"}) or not verdicts & {"passed", "pending"}

    # -- over the versions --------------------------------------------------------------------------------------------

    def first_failing(self, example: Any) -> str | None:
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

    def values(self, example: Any, path: str) -> dict[str, Any]:
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
        found: dict[str, Any] = {}
        for version, cell in zip(self.versions, row.cells, strict=True):
            answered = next((one for one in cell.results if one.capture is not None and one.match is not None), None)
            if answered is not None:
                found[version] = _value_at(answered, path)
        return found

    def changes(self, old: Any, new: Any) -> Changes:
        """What is different between two versions: verdicts that changed, mismatches that are new or gone."""
        before, after = self._column(old), self._column(new)
        pairs = [(row, row.cells[before], row.cells[after]) for row in self.rows]
        return changes_between(self.versions[before], self.versions[after], pairs)

    def to_frame(self) -> pandas.DataFrame:
        """Verdicts as a table.

        Returns
        -------
        DataFrame
            Indexed by consumer, provider and example (a repeated description gets its key appended), a column for each
            version; None where the contract of a version has no such example.
        """
        import pandas

        names = [(row.consumer, row.provider, row.description) for row in self.rows]
        index = [
            (*name[:2], f"{name[2]} [{row.key}]" if names.count(name) > 1 else name[2])
            for name, row in zip(names, self.rows, strict=True)
        ]
        data = [[cell.verdict for cell in row.cells] for row in self.rows]
        labels = pandas.MultiIndex.from_tuples(index, names=["consumer", "provider", "example"]) if index else None
        return pandas.DataFrame(data, index=labels, columns=list(self.versions), dtype="object")

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys(row.description for row in self.rows))

    def __repr__(self) -> str:
        return f"<Matrix {len(self.rows)} examples × {len(self.versions)} versions, {len(self.causes)} causes>"


# -- rows -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _RowName:
    """What makes an example of two versions the same row: key, else description with an ordinal."""

    consumer: str
    provider: str
    description: str
    ordinal: int


def _named_results(run: Run, known: Mapping[_RowName, Any]) -> Iterator[tuple[_RowName, Result]]:
    by_key: dict[tuple[str, str, str], _RowName] = {}
    for name, versions in known.items():
        for results in versions.values():
            by_key.setdefault((name.consumer, name.provider, results[0].example.key), name)
    given: dict[int, _RowName] = {}
    taken: set[_RowName] = set()
    seen: dict[tuple[str, str, str], int] = {}
    for one in run.results:
        example, contract = one.example, one.contract
        known_name = given.get(id(example))
        if known_name is not None:
            name = known_name
        else:
            place = (contract.consumer, contract.provider, example.description)
            ordinal = seen[place] = seen.get(place, -1) + 1
            name = by_key.get((contract.consumer, contract.provider, example.key)) or _RowName(*place, ordinal)
            while name in taken:
                ordinal += 1
                name = _RowName(*place, ordinal)
            taken.add(name)
            given[id(example)] = name
        yield name, one


def _cell(results: Sequence[Result], letters: Mapping[int, str]) -> MatrixCell:
    if not results:
        return MatrixCell(None, ())
    ordered = tuple(sorted(results, key=lambda one: SEVERITY[one.verdict]))
    told = "".join(dict.fromkeys(letter for one in ordered for letter in letters.get(id(one), "")))
    return MatrixCell(ordered[0].verdict, ordered, told)


def _given(cell: MatrixCell) -> Result | Results:
    return cell.results[0] if len(cell.results) == 1 else Results(cell.results)


def _holds(row: MatrixRow, example: Example) -> bool:
    return any(one.example is example for cell in row.cells for one in cell.results)


def _value_at(result: Result, path: str) -> Any:
    match = result.match
    assert match is not None
    if path == "status":
        return getattr(match.actual, "status", MISSING)
    try:
        tokens = [int(one.text) if one.kind == "index" else one.text for one in parse_path(path)[1:]]
    except InvalidPath as error:
        raise ValueError(str(error)) from None
    if any(one in ("*", "[*]") for one in tokens):
        raise ValueError(f"{path} names several values; give a path without stars")
    body: Explained | None = match.explanation.body
    value = MISSING if body is None else body.actual
    for token in tokens:
        if isinstance(value, dict) and str(token) in value:
            value = value[str(token)]
        elif isinstance(value, list) and isinstance(token, int) and token < len(value):
            value = value[token]
        else:
            return MISSING
    return result.mask.value("body", tuple(tokens), value)


# -- making one -------------------------------------------------------------------------------------------------------


def matrix(
    contracts: Any,
    captures: Any = None,
    *,
    dialect: str = "reference",
    only: Only = None,
    allow_not_exercised: bool = False,
    redaction: Redaction | None = None,
    executor: Executor | None = None,
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
    dialect, only, allow_not_exercised, redaction, executor
        As in `verify`.

    Returns
    -------
    Matrix

    Raises
    ------
    TypeError
        If both are mappings, or there are no captures.
    """
    more: dict[str, Any] = {
        "dialect": dialect,
        "only": only,
        "allow_not_exercised": allow_not_exercised,
        "redaction": redaction,
        "executor": executor,
        "cache": CheckCache(),
    }
    if captures is None:
        raise TypeError("a matrix needs captures: cl.matrix(contracts, {version: captures}) or captures of versions")
    if isinstance(contracts, Mapping):
        if isinstance(captures, Mapping):
            raise TypeError("give versions of the contract or versions of the captures, not both")
        same = as_captures(captures)
        runs = {str(version): verify(one, same, **more) for version, one in contracts.items()}
        return Matrix(runs, "consumer")
    loaded = as_contracts(contracts)
    if isinstance(captures, Mapping):
        given = {str(version): one for version, one in captures.items()}
    else:
        taken = as_captures(captures)
        given = {NO_VERSION if version is None else version: one for version, one in taken.by_version().items()}
    return Matrix(
        {
            version: one if isinstance(one, Run) else verify(loaded, _of_version(one, version), **more)
            for version, one in given.items()
        }
    )


def _of_version(captures: Any, version: str) -> Captures:
    """The captures of one column; the column says which version they are of."""
    taken = as_captures(captures)
    label = None if version == NO_VERSION else version
    items: Iterable[AnyCapture] = (
        one if one.provider_version == label else replace(one, provider_version=label) for one in taken
    )
    return Captures(items, problems=taken.problems, files=taken.files, base_path=taken.base_path)
