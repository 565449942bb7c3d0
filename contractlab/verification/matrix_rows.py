"""Rows of a matrix: which examples of different versions are the same one."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contractlab.contracts.contract import Example
from contractlab.errors import AmbiguousExample
from contractlab.values.display import quiet
from contractlab.values.result import Verdict
from contractlab.values.steps import last_of
from contractlab.verification.results import SEVERITY, Result

__all__ = ["ExampleName", "MatrixCell", "MatrixRow", "find_row", "make_rows", "rows_in_steps"]

_ROWS_A_STEP = 50

_Name = tuple[str, str, str]
"""Consumer, provider, and the key or the description of an example."""


@quiet
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


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class MatrixRow:
    """One example over all versions.

    Attributes
    ----------
    consumer, provider, key, description : str
    example : Example
        As the newest version that has it has it.
    cells : tuple of MatrixCell
        One for each version.
    """

    consumer: str
    provider: str
    key: str
    description: str
    example: Example
    cells: tuple[MatrixCell, ...]


ExampleName = str | int | Example | MatrixRow | tuple[str, str, str]
"""A key, a description, the number of a row, an example, or (consumer, provider, key or description)."""


def fitting_rows(rows: Sequence[MatrixRow], name: ExampleName) -> Sequence[MatrixRow]:
    """The rows that something names: by key, else by description; parameters as in `find_row`."""
    if isinstance(name, int) and not isinstance(name, bool):
        return [rows[name]] if -len(rows) <= name < len(rows) else []
    if isinstance(name, MatrixRow):
        return [row for row in rows if row is name]
    if isinstance(name, Example):
        for row in rows:
            if row.example is name or any(result.example is name for cell in row.cells for result in cell.results):
                return [row]
    within, wanted = _within(rows, name)
    return [row for row in within if row.key == wanted] or [row for row in within if row.description == wanted]


def _within(rows: Sequence[MatrixRow], name: ExampleName) -> tuple[Sequence[MatrixRow], object]:
    """The rows among which a name can fit one, and the name there."""
    if isinstance(name, tuple) and len(name) == 3:
        consumer, provider, wanted = name
        return [row for row in rows if (row.consumer, row.provider) == (consumer, provider)], wanted
    return rows, name.key if isinstance(name, Example) else name


def find_row(rows: Sequence[MatrixRow], name: ExampleName) -> MatrixRow:
    """The row of an example.

    Parameters
    ----------
    rows : sequence of MatrixRow
    name : str, int, Example, MatrixRow or (consumer, provider, example)

    Raises
    ------
    AmbiguousExample
        If there is none, or several; it lists the candidates.
    """
    if isinstance(name, MatrixRow):
        return name
    fitting = fitting_rows(rows, name)
    if len(fitting) == 1:
        return fitting[0]
    if isinstance(name, int) and not isinstance(name, bool):
        raise AmbiguousExample(f"there is no row {name}: the matrix has {len(rows)}")
    within, wanted = _within(rows, name)
    names = [f"{row.key}  {row.description} ({row.consumer})" for row in (fitting or within)[:5]]
    several = f"{len(fitting)} examples are called {wanted!r}; use a key"
    raise AmbiguousExample(several if fitting else f"no example is called {wanted!r}", names)


class _Rows:
    """Numbers of rows: the same example has the same number in every version.

    By key first, in the whole of a version, so that a new example cannot take the place of one whose key is known; what
    is left by description, in order.
    """

    def __init__(self) -> None:
        self.count = 0
        self._known: dict[int, int] = {}  # by identity: versions of a provider share their examples
        self._keys: dict[_Name, int] = {}
        self._descriptions: dict[_Name, list[int]] = {}

    def of(self, results: Sequence[Result]) -> dict[int, int]:
        """Number of the row by ``id`` of the example, for the results of one version."""
        examples = {id(result.example): result for result in results}
        numbers = {example: self._known[example] for example in examples if example in self._known}
        taken = set(numbers.values())
        for example, result in examples.items():
            number = self._keys.get(_named(result, result.example.key))
            if example not in numbers and number is not None and number not in taken:
                numbers[example] = number
                taken.add(number)
        waiting: dict[_Name, Iterator[int]] = {}
        for example, result in examples.items():
            if example in numbers:
                continue
            name = _named(result, result.example.description)
            same = waiting.setdefault(name, iter(tuple(self._descriptions.get(name, ()))))
            number = next((row for row in same if row not in taken), None)
            if number is None:
                number, self.count = self.count, self.count + 1
            numbers[example] = number
            taken.add(number)
        for example, result in examples.items():
            if example not in self._known:
                self._known[example] = numbers[example]
                self._keys.setdefault(_named(result, result.example.key), numbers[example])
                rows = self._descriptions.setdefault(_named(result, result.example.description), [])
                if not rows or rows[-1] != numbers[example]:
                    rows.append(numbers[example])
        return numbers


def _named(result: Result, name: str) -> _Name:
    return (result.contract.consumer, result.contract.provider, name)


def make_rows(columns: Sequence[Sequence[Result]], letters: Mapping[int, str]) -> tuple[MatrixRow, ...]:
    """A row for each example, grouped by consumer and provider, in the order of the contracts.

    Parameters
    ----------
    columns : sequence of sequences of Result
        The results of each version, oldest first.
    letters : mapping
        Letters of causes by ``id`` of the result.
    """
    return last_of(rows_in_steps(columns, letters))


def rows_in_steps(
    columns: Sequence[Sequence[Result]], letters: Mapping[int, str]
) -> Generator[None, None, tuple[MatrixRow, ...]]:
    """The same in pieces that are short, after each of which it yields."""
    numbers, width = _Rows(), len(columns)
    cells: dict[int, list[list[Result]]] = {}
    newest: dict[int, Result] = {}
    for column, judged in enumerate(columns):
        rows = numbers.of(judged)
        for result in judged:
            row = rows[id(result.example)]
            if row not in cells:
                cells[row] = [[] for _ in range(width)]
            cells[row][column].append(result)
            newest[row] = result
        yield
    made: list[MatrixRow] = []
    for row in sorted(newest):
        last = newest[row]
        made.append(
            MatrixRow(
                last.contract.consumer,
                last.contract.provider,
                last.example.key,
                last.example.description,
                last.example,
                tuple(_cell(results, letters) for results in cells[row]),
            )
        )
        if not len(made) % _ROWS_A_STEP:
            yield
    order = {
        pair: number
        for number, pair in enumerate(dict.fromkeys((made_row.consumer, made_row.provider) for made_row in made))
    }
    return tuple(sorted(made, key=lambda row: order[(row.consumer, row.provider)]))


def _cell(results: Sequence[Result], letters: Mapping[int, str]) -> MatrixCell:
    if not results:
        return MatrixCell(None, ())
    several = len(results) > 1
    ordered = tuple(sorted(results, key=lambda result: SEVERITY[result.verdict]) if several else results)
    causes = "".join(dict.fromkeys(letter for result in ordered for letter in letters.get(id(result), "")))
    return MatrixCell(ordered[0].verdict, ordered, causes)
