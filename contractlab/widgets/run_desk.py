"""A desk for a view alone, where nobody opened one: what a run or a matrix was made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from contractlab.captures import Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.gradual import GradualMatrix
from contractlab.verification.matrix import NO_VERSION, Matrix, matrix, versions_of
from contractlab.verification.run import Run
from contractlab.verification.verifying import verify
from contractlab.widgets.desk_checks import DeskChecks
from contractlab.widgets.desk_history import DeskHistory
from contractlab.widgets.held_desk import HeldDesk

if TYPE_CHECKING:
    from contractlab.definition import Definition
    from contractlab.widgets.desk_provider import DeskProvider

__all__ = ["RunDesk", "desk_of"]


class RunDesk(HeldDesk):
    """What a run or a matrix was made of, or captures without contracts around them; see `DeskProtocol`.

    Parameters
    ----------
    captures : Captures, optional
    contracts : iterable of Contract, optional
    redaction : Redaction, optional
    dialect : str
    """

    def __init__(
        self,
        captures: Captures | None = None,
        contracts: Iterable[Contract] = (),
        redaction: Redaction | None = None,
        dialect: str = "reference",
    ) -> None:
        self.captures = captures if captures is not None else Captures()
        self.contracts = contracts if isinstance(contracts, Contracts) else Contracts(contracts)
        self.redaction = redaction if redaction is not None else Redaction()
        self.dialect = dialect
        self.history = DeskHistory()
        self.ignored: set[str] = set()
        self.provider: DeskProvider | None = None
        self.definition: Definition | None = None
        self._cache = CheckCache()
        self.checks = DeskChecks(self._verify, self._make_matrix, self._begin)

    def _verify(self) -> Run:
        return verify(self.contracts, self.captures, dialect=self.dialect, redaction=self.redaction, cache=self._cache)

    def _make_matrix(self) -> Matrix:
        return matrix(self.contracts, self.captures, dialect=self.dialect, redaction=self.redaction, cache=self._cache)

    def _begin(
        self, contracts: Sequence[Contract] | None = None, columns: Mapping[str, Captures] | None = None
    ) -> GradualMatrix:
        return GradualMatrix(
            self.contracts if contracts is None else Contracts(contracts),
            versions_of(self.captures) if columns is None else columns,
            dialect=self.dialect,
            redaction=self.redaction,
            cache=self._cache,
            shown=contracts is None,
        )


def desk_of(item: Run | Matrix) -> RunDesk:
    """The desk that a run or a matrix could have been made at.

    Parameters
    ----------
    item : Run or Matrix
        Of a matrix by consumer versions, the last run counts: its contracts are those of today.
    """
    if isinstance(item, Run):
        return RunDesk(item.captures, item.contracts, item.redaction, item.dialect)
    runs = list(item.runs.items())
    captures = Captures()
    for version, run in runs:
        named = (
            capture
            if capture.provider_version is not None or version == NO_VERSION
            else replace(capture, provider_version=version)
            for capture in run.captures
        )
        if item.axis == "provider" or run is runs[-1][1]:
            captures = captures + Captures(named)
    if not runs:
        return RunDesk(captures)
    last = runs[-1][1]
    desk = RunDesk(captures, last.contracts, last.redaction, last.dialect)
    desk.checks.document = item.document
    return desk
