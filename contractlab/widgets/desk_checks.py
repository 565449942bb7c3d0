"""The matrix of a desk: made when asked for, or a slice at a time where that takes long, and kept as far as it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from contractlab.captures import Captures
from contractlab.contracts.contract import Contract
from contractlab.editing.matrix_baseline import MatrixVerdicts
from contractlab.verification.beside import BesideVersions
from contractlab.verification.gradual import GradualMatrix
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.verification.run import Run

__all__ = ["BeginsChecks", "DeskChecks"]

_AT_ONCE = 500
"""So many captures are checked before anybody could look up."""


class BeginsChecks(Protocol):
    """Begins to check the contracts of a desk against its captures, or those that are given instead."""

    def __call__(
        self, contracts: Sequence[Contract] | None = None, columns: Mapping[str, Captures] | None = None
    ) -> GradualMatrix:
        """Begin; `columns` are captures by version."""
        ...


class DeskChecks:
    """What was checked at a desk, for the captures and contracts as they are.

    Parameters
    ----------
    verify : callable
        Makes the run.
    make_matrix : callable
        Makes the matrix in one go.
    begin : callable
        Begins with the matrix.

    Attributes
    ----------
    gradual : GradualMatrix or None
        The matrix that is being made.
    reached : Captures or None
        The captures that were checked, where that was cancelled; None where nothing was.
    document : BesideVersions or None
        What stands beside the versions, and what it said last.
    """

    def __init__(self, verify: Callable[[], Run], make_matrix: Callable[[], Matrix], begin: BeginsChecks) -> None:
        self._verify, self._make_matrix, self._begin = verify, make_matrix, begin
        self._run: Run | None = None
        self._matrix: Matrix | None = None
        self._verdicts: MatrixVerdicts | None = None
        self._upcoming: tuple[Matrix, Matrix] | None = None
        self.gradual: GradualMatrix | None = None
        self.reached: Captures | None = None
        self.document: BesideVersions | None = None

    @property
    def run(self) -> Run:
        """The run."""
        if self._run is None:
            self._run = self._verify()
        return self._run

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        if self._matrix is None:
            self._matrix = self.with_document(self._make_matrix())
            self._upcoming = self.gradual = None
        return self._matrix

    @property
    def verdicts(self) -> MatrixVerdicts:
        """The verdicts of the matrix, from which previews of edits start."""
        return self._verdicts_of(self.matrix)

    def _verdicts_of(self, matrix: Matrix) -> MatrixVerdicts:
        if self._verdicts is None or self._verdicts.matrix is not matrix:
            self._verdicts = MatrixVerdicts(matrix, self._begin)
        return self._verdicts

    def prepare(self) -> Iterator[None]:
        """Make in pieces that are short what is asked at once of the matrix that was made."""
        return self._verdicts_of(self.upcoming).made_in_steps()

    @property
    def results(self) -> Iterable[Result]:
        """Results that are there already."""
        made = self._run if self._matrix is None else self._matrix
        return () if made is None else iter(made.results)

    def begin(self, captures: Captures) -> GradualMatrix | None:
        """Begin with the matrix; None where it is there already, or takes no time."""
        if self._matrix is None and self.gradual is None and len(captures) > _AT_ONCE:
            self.gradual = self._begin()
        return self.gradual

    @property
    def upcoming(self) -> Matrix:
        """What was made of the matrix that is being made; the same object each time, once everything was."""
        assert self.gradual is not None, "a matrix is being made"
        made = self.gradual.matrix()
        if self._upcoming is None or self._upcoming[0] is not made:
            self._upcoming = (made, self.with_document(made))
        return self._upcoming[1]

    def end(self) -> None:
        """Keep what was made of the matrix as it is; what was not reached is an error that says so."""
        made = self.gradual
        if made is None:
            return
        whole = made.go_on(0.0) or made.work.done == made.work.total
        self.reached = None if whole else made.reached
        self._matrix, self.gradual = self.upcoming, None
        self._upcoming = None
        if len(self._matrix.versions) == 1:
            self._run = next(iter(self._matrix.runs.values()))

    def with_document(self, made: Matrix) -> Matrix:
        """A matrix with the column of the document, where there is one; only examples that changed are judged again."""
        if self.document is None:
            return made
        self.document = self.document.again([row.example for row in made.rows])
        return made.beside(self.document)

    def forget(self) -> None:
        """Check again when asked next."""
        self._run = self._matrix = self._verdicts = self._upcoming = self.gradual = self.reached = None
