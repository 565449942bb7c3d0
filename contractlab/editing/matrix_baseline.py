"""Verdicts of a contract before it is edited, as a matrix has them: of all contracts together, version by version."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import cached_property

from contractlab.captures import AnyCapture, Captures
from contractlab.contracts.contract import Contract, Example
from contractlab.editing.baseline import Baseline, Key, example_identity
from contractlab.editing.preview import Preview
from contractlab.engine.dialect import Dialect
from contractlab.values.progress import Work
from contractlab.values.reasons import ReasonCode
from contractlab.values.steps import last_of
from contractlab.verification.gradual import GradualMatrix
from contractlab.verification.matrix import NO_VERSION, Matrix
from contractlab.verification.pairing import Pair
from contractlab.verification.pairing_notes import PairingNote
from contractlab.verification.results import Result
from contractlab.verification.transport import Sight

__all__ = ["BeginChecks", "EditedBaseline", "MatrixBaseline", "MatrixVerdicts"]

BeginChecks = Callable[[Sequence[Contract], Mapping[str, Captures]], GradualMatrix]
"""Begins to check contracts against captures by version."""


class MatrixVerdicts:
    """The results of a matrix by their examples.

    Parameters
    ----------
    matrix : Matrix
    begin : BeginChecks
        Begins to make those of edited contracts; what the matrix knows is not checked again.
    """

    def __init__(self, matrix: Matrix, begin: BeginChecks) -> None:
        self.matrix = matrix
        self._begin = begin
        self._baselines: dict[int, MatrixBaseline] = {}
        self._sights: dict[str | None, Sight] = {}

    def holds(self, contract: Contract) -> bool:
        """True if every run is about this contract, and was judged here."""
        runs = self.matrix.runs.values()
        if self.matrix.axis != "provider" or not runs:
            return False
        if not all(any(each is contract for each in run.contracts) for run in runs):
            return False
        return not any(result.second_hand for run in runs for result in run.results[:1])

    @cached_property
    def by_example(self) -> dict[int, list[Result]]:
        """Results of captures by the ``id`` of their example; without what was not reached."""
        grouped: dict[int, list[Result]] = {}
        for result in self.matrix.results:
            if result.capture is not None and result.match is not None:
                grouped.setdefault(id(result.example), []).append(result)
        return grouped

    def made_in_steps(self) -> Iterator[None]:
        """Make in pieces that are short what every preview asks for."""
        _ = self.by_example
        yield
        _ = self.answers_decide
        yield

    @cached_property
    def answers_decide(self) -> bool:
        """As in `Baseline`."""
        return any(
            result.reason_code is ReasonCode.AMBIGUOUS
            or any(note is not PairingNote.HEADERS_NOT_RECORDED for note in result.pairing_notes)
            for listed in self.by_example.values()
            for result in listed
        )

    @cached_property
    def _candidates(self) -> dict[int, list[Example]]:
        """Examples that an ambiguous capture may be of, by its ``id``."""
        examples: dict[int, list[Example]] = {}
        for listed in self.by_example.values():
            for result in listed:
                if result.reason_code is ReasonCode.AMBIGUOUS:
                    examples.setdefault(id(result.capture), []).append(result.example)
        return examples

    def pair(self, result: Result) -> Pair:
        """How the capture of a result was paired."""
        assert result.capture is not None, "results of captures alone are kept"
        also: Sequence[Example] = ()
        if result.reason_code is ReasonCode.AMBIGUOUS:
            also = [each for each in self._candidates.get(id(result.capture), ()) if each is not result.example]
        return Pair(result.example, result.capture, also, result.pairing_notes)

    def sight_of(self, version: str | None, dialect: Dialect) -> Sight:
        """The eyes that see the captures of a version."""
        sight = self._sights.get(version)
        if sight is None:
            run = self.matrix.runs[NO_VERSION if version is None else version]
            sight = self._sights[version] = Sight(run.captures, dialect)
        return sight

    def baseline(self, contract: Contract, captures: Captures, dialect: str) -> MatrixBaseline:
        """The verdicts of one contract; the same object as long as the matrix is."""
        made = self._baselines.get(id(contract))
        if made is None or made.contract is not contract:
            made = self._baselines[id(contract)] = MatrixBaseline(contract, captures, dialect, self)
        return made

    def again(self, before: Contract, now: Contract) -> GradualMatrix:
        """Begin to check with an edited contract in the place of what it was."""
        first = next(iter(self.matrix.runs.values()))
        contracts = [now if each is before else each for each in first.contracts]
        return self._begin(contracts, {version: run.captures for version, run in self.matrix.runs.items()})


class MatrixBaseline(Baseline):
    """Verdicts of a contract as a matrix has them.

    Parameters
    ----------
    contract : Contract
    captures : Captures
        Of the matrix.
    dialect : str
    verdicts : MatrixVerdicts
    """

    def __init__(self, contract: Contract, captures: Captures, dialect: str, verdicts: MatrixVerdicts) -> None:
        super().__init__(contract, captures, dialect)
        self._verdicts = verdicts

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """See `Baseline`."""
        return self._verdicts.matrix.versions

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """See `Baseline`."""
        return tuple(pair for example in self.contract.examples for pair, _ in self.of_example(example.index))

    @cached_property
    def results(self) -> dict[Key, Result]:
        """See `Baseline`."""
        return last_of(self._results_in_steps())

    def results_in_steps(self) -> Iterator[None]:
        """See `Baseline`."""
        if "results" not in self.__dict__:
            self.results = yield from self._results_in_steps()

    def _results_in_steps(self) -> Generator[None, None, dict[Key, Result]]:
        results: dict[Key, Result] = {}
        pairs: list[Pair] = []
        for example in self.contract.examples:
            identity = example_identity(example)
            for pair, result in self.of_example(example.index):
                results[(identity, id(pair.capture))] = result
                pairs.append(pair)
            yield
        self.pairs = tuple(pairs)  # who asks for the results asks for these, too
        return results

    @property
    def answers_decide(self) -> bool:
        """See `Baseline`."""
        return self._verdicts.answers_decide

    def of_example(self, index: int) -> Sequence[tuple[Pair, Result]]:
        """See `Baseline`."""
        listed = self._verdicts.by_example.get(id(self.contract.examples[index]), ())
        return [(self._verdicts.pair(result), result) for result in listed]

    def results_of(self, index: int) -> list[Result]:
        """See `Baseline`."""
        return list(self._verdicts.by_example.get(id(self.contract.examples[index]), ()))

    def sight_of(self, capture: AnyCapture) -> Sight:
        """See `Baseline`."""
        return self._verdicts.sight_of(capture.provider_version, self.dialect)

    def again(self, contract: Contract) -> MatrixResults:
        """See `Baseline`."""
        return MatrixResults(self._verdicts.again(self.contract, contract), contract)


class EditedBaseline(MatrixBaseline):
    """Verdicts of a contract that was edited already, from which further edits start.

    Parameters
    ----------
    preview : Preview
        What the edits change, from the verdicts of a matrix.
    captures, dialect, verdicts
        As in `MatrixBaseline`.
    """

    def __init__(self, preview: Preview, captures: Captures, dialect: str, verdicts: MatrixVerdicts) -> None:
        super().__init__(preview.contract, captures, dialect, verdicts)
        self._preview = preview

    def of_example(self, index: int) -> Sequence[tuple[Pair, Result]]:
        """See `Baseline`."""
        return [(self._verdicts.pair(result), result) for result in self.results_of(index)]

    def results_of(self, index: int) -> list[Result]:
        """See `Baseline`."""
        return list(self._preview.results_of(index))

    def again(self, contract: Contract) -> MatrixResults:
        """See `Baseline`."""
        return MatrixResults(self._verdicts.again(self._preview.original, contract), contract)


class MatrixResults:
    """Results of an edited contract that are made a slice at a time; see `GradualResults`.

    Parameters
    ----------
    gradual : GradualMatrix
    contract : Contract
        Whose results are asked for.
    """

    def __init__(self, gradual: GradualMatrix, contract: Contract) -> None:
        self._gradual = gradual
        self._contract = contract

    @property
    def work(self) -> Work:
        """See `GradualResults`."""
        return self._gradual.work

    @property
    def seconds_left(self) -> float:
        """See `GradualResults`."""
        return self._gradual.seconds_left

    def go_on(self, seconds: float) -> bool:
        """See `GradualResults`."""
        return self._gradual.go_on(seconds)

    @property
    def results(self) -> list[Result]:
        """See `GradualResults`."""
        return [
            result
            for result in self._gradual.matrix().results
            if result.contract is self._contract and result.capture is not None and result.match is not None
        ]

    @property
    def reached(self) -> frozenset[int]:
        """See `GradualResults`."""
        return frozenset(map(id, self._gradual.reached))
