"""The matrix of a desk: made when asked for, or a slice at a time where that takes long, and kept as far as it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from contractlab.captures import Captures
from contractlab.verification.beside import BesideVersions
from contractlab.verification.gradual import GradualMatrix
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.verification.run import Run

__all__ = ["DeskChecks"]

_AT_ONCE = 500
"""So many captures are checked before anybody could look up."""


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

    def __init__(
        self, verify: Callable[[], Run], make_matrix: Callable[[], Matrix], begin: Callable[[], GradualMatrix]
    ) -> None:
        self._verify, self._make_matrix, self._begin = verify, make_matrix, begin
        self._run: Run | None = None
        self._matrix: Matrix | None = None
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
            self.gradual = None
        return self._matrix

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

    def end(self) -> None:
        """Keep what was made of the matrix as it is; what was not reached is an error that says so."""
        made = self.gradual
        if made is None:
            return
        whole = made.go_on(0.0) or made.work.done == made.work.total
        self.reached = None if whole else made.reached
        self._matrix, self.gradual = self.with_document(made.matrix()), None
        if len(self._matrix.versions) == 1:
            self._run = next(iter(self._matrix.runs.values()))

    def with_document(self, made: Matrix) -> Matrix:
        """A matrix with the column of the document, where there is one; only examples that changed are judged again."""
        if self.document is None:
            return made
        self.document = self.document.again([row.example for row in made.rows])
        return Matrix(made.runs, made.axis, self.document)

    def forget(self) -> None:
        """Check again when asked next."""
        self._run = self._matrix = self.gradual = self.reached = None
