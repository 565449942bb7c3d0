"""A matrix that is made a slice at a time, so that whoever waits for it sees how far it is, and may stop it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import perf_counter

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.engine.dialect import Dialect, check_dialect
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.progress import Work
from contractlab.values.reasons import ReasonCode
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.matrix import NO_VERSION, Matrix, captures_of_version
from contractlab.verification.pairing import ExampleFinder
from contractlab.verification.run import Run
from contractlab.verification.verifying import RunChecks, not_made, plan_run

__all__ = ["GradualMatrix"]


class GradualMatrix:
    """Contracts against captures by provider version, as `matrix` checks them, as far as they were checked.

    Parameters
    ----------
    contracts : Contracts
    columns : mapping of str to Captures
        By version, in order.
    dialect, allow_not_exercised, redaction, cache
        As in `verify`. What the cache knows is not checked again, so that what was stopped can go on.
    shown : bool
        False if nobody asks for its rows and causes.

    Attributes
    ----------
    work : Work
        How much is done, counted in captures.
    seconds : float
        How long it took so far.
    """

    def __init__(
        self,
        contracts: Contracts,
        columns: Mapping[str, Captures],
        *,
        dialect: str = "reference",
        allow_not_exercised: bool = False,
        redaction: Redaction | None = None,
        cache: CheckCache | None = None,
        shown: bool = True,
    ) -> None:
        self._contracts = contracts
        self._columns = {version: captures_of_version(listed, version) for version, listed in columns.items()}
        self._dialect: Dialect = check_dialect(dialect)
        self._allow_not_exercised = allow_not_exercised
        self._redaction = redaction
        self._cache = CheckCache() if cache is None else cache
        self._shown = shown
        self._checks: dict[str, RunChecks] = {}
        self._whole: Matrix | None = None
        self.work = Work(sum(map(len, self._columns.values())), "captures")
        self.seconds = 0.0
        self._left = self._steps()

    def _steps(self) -> Iterator[None]:
        """Everything there is to do, in pieces that are short; the newest version first, which people ask for."""
        finder = ExampleFinder(self._contracts)
        yield
        for version, captures in reversed(self._columns.items()):
            before = self.work.done
            plan = plan_run(self._contracts, captures, finder=finder)
            yield
            checks = self._checks[version] = RunChecks(plan, self._dialect, self._redaction, self._cache)
            for _ in checks.steps():
                self.work.done = min(self.work.done + 1, before + len(captures))
                yield
            self.work.done = before + len(captures)  # also those that fit no example
        runs: dict[str, Run] = {}
        for version in self._columns:
            runs[version] = self._run(version)
            yield
        whole = Matrix(runs)
        if self._shown:
            # What everybody asks of a matrix at once is made here, so that no later answer has to wait for all of it.
            yield from whole.made_in_steps()
        self._whole = whole

    def go_on(self, seconds: float) -> bool:
        """Go on for some time.

        Parameters
        ----------
        seconds : float
            After which no further piece is begun.

        Returns
        -------
        bool
            True if everything is done.
        """
        began = perf_counter()
        with PausedCollection():
            try:
                return not any(perf_counter() >= began + seconds for _ in self._left)
            finally:
                self.seconds += perf_counter() - began

    @property
    def seconds_left(self) -> float:
        """How long the rest will take, if it is like what was done."""
        return self.seconds / max(self.work.done, 1) * (self.work.total - self.work.done)

    @property
    def reached(self) -> Captures:
        """The captures that were looked at."""
        items: list[AnyCapture] = []
        for version, captures in self._columns.items():
            checks = self._checks.get(version)
            unmade = set() if checks is None else {id(capture) for capture in checks.unmade}
            items += () if checks is None else (capture for capture in captures if id(capture) not in unmade)
        return Captures(items)

    def matrix(self) -> Matrix:
        """The matrix; what was not reached is an error that says so."""
        if self._whole is not None:
            return self._whole
        with PausedCollection():
            return Matrix({version: self._run(version) for version in self._columns})

    def glimpse(self) -> Matrix:
        """The matrix as far as it was made, without what was not reached."""
        with PausedCollection():
            return Matrix({version: self._glimpsed(version) for version in self._columns})

    def _glimpsed(self, version: str) -> Run:
        run = self._run(version) if version in self._checks else None
        judged = () if run is None else run.results
        return Run(
            self._contracts,
            self._columns[version],
            [result for result in judged if result.reason_code is not ReasonCode.CANCELLED],
            () if run is None else run.unpaired,
            dialect=self._dialect,
            allow_not_exercised=self._allow_not_exercised,
            redaction=self._redaction,
        )

    def _run(self, version: str) -> Run:
        checks = self._checks.get(version)
        if checks is not None:
            return checks.run(self._allow_not_exercised, self.work)
        label = None if version == NO_VERSION else version
        left = [
            not_made(contract, example, None, label, self.work)
            for contract in self._contracts
            for example in contract.examples
        ]
        return Run(
            self._contracts,
            self._columns[version],
            left,
            [],
            dialect=self._dialect,
            allow_not_exercised=self._allow_not_exercised,
            redaction=self._redaction,
        )
