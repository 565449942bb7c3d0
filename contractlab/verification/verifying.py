"""Checking contracts against captures: a plan for each run, then every check once, then the run.

Columns of a matrix share what is identical. For an executor all runs are planned before the first check, so that it
gets all of the work at once; else one after the other, so that of a million checks only the results are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.captures.capture import AUTO_BASE_PATH
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.engine.dialect import Dialect, check_dialect
from contractlab.engine.pattern_time import shared_pattern_time
from contractlab.values.display import quiet
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.internal import reason_of_fault
from contractlab.values.progress import Work
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult
from contractlab.values.text import count
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.check_pair import hindrance_of, judge_seen, judged_part, subject_of
from contractlab.verification.inputs import Only, as_captures, as_contracts, select_examples
from contractlab.verification.pairing import ExampleFinder, Pair, Pairing, pair_captures
from contractlab.verification.results import Result, verdict_for
from contractlab.verification.run import Run
from contractlab.verification.transport import SeenCapture, Sight
from contractlab.verification.verifier_agents import is_of_verifier

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = [
    "RunChecks",
    "RunInputs",
    "RunPlan",
    "idle_result",
    "judge_exchange",
    "not_made",
    "plan_run",
    "verify",
    "verify_all",
]


@dataclass(frozen=True, slots=True)
class _SeenPair:
    """A pair as it was recorded, and the same with what the verifier's client makes of the answer."""

    recorded: Pair
    seen: SeenCapture
    judged: Pair

    @classmethod
    def of(cls, pair: Pair, sight: Sight) -> _SeenPair:
        try:
            seen = SeenCapture(pair.capture) if pair.also else sight.see(pair.example, pair.capture)
        except Exception as error:
            seen = SeenCapture(pair.capture, reason=reason_of_fault(error))
        return cls(pair, seen, pair if seen.capture is pair.capture else replace(pair, capture=seen.capture))

    @property
    def is_checked(self) -> bool:
        return not self.recorded.also and self.seen.reason is None and self.recorded.capture.failure is None


def _judge(
    pair: _SeenPair, contract: Contract, dialect: Dialect, redaction: Redaction | None, cache: CheckCache
) -> Result:
    example, capture = pair.recorded.example, pair.recorded.capture

    def make() -> MatchResult:
        return judge_seen(example, pair.seen, pair.recorded.also, dialect, redaction)

    try:
        match = cache.check(example, pair.seen.capture, dialect, make) if pair.is_checked else make()
    except Exception as error:
        subject, reply = subject_of(pair.seen.capture, example)
        part = judged_part(pair.seen.capture, example)
        match = MatchResult(
            "error",
            reason=reason_of_fault(error),
            subject=subject,
            reply=reply,
            dialect=dialect,
            actual=part,
            example=example,
        )
    return Result(
        contract,
        example,
        capture,
        match,
        provider_version=capture.provider_version,
        redaction=redaction,
        seen=pair.seen.capture,
        notes=pair.seen.notes,
        pairing_notes=pair.recorded.notes,
    )


def judge_exchange(
    contract: Contract,
    example: Example,
    captures: Sequence[AnyCapture],
    *,
    dialect: Dialect,
    redaction: Redaction | None,
    cache: CheckCache,
) -> Result:
    """The result of one example by captures that are known to be its own.

    Parameters
    ----------
    contract : Contract
    example : Example
    captures : sequence of Capture and MessageCapture
        What was asked first, and what a redirect led to.
    dialect, redaction, cache
        As in `verify`.
    """
    seen = _SeenPair.of(Pair(example, captures[0]), Sight(captures, dialect, redaction))
    return _judge(seen, contract, dialect, redaction, cache)


def idle_result(contract: Contract, example: Example, dialect: str, version: str | None = None) -> Result:
    """The result of an example that no capture exercised; an error where CI has no verdict whatever is answered.

    Parameters
    ----------
    contract : Contract
    example : Example
    dialect : str
    version : str or None
        Of the provider.
    """
    try:
        hindrance = hindrance_of(example, dialect)
        reason = None if hindrance is None else hindrance.reason
    except Exception as error:
        reason = reason_of_fault(error, "whether CI has a verdict cannot be told")
    if reason is None:
        return Result(contract, example, None, None, provider_version=version)
    verdict = verdict_for(example, "error", reason.code)
    return Result(contract, example, None, None, provider_version=version, verdict=verdict, reason=reason)


def verify(
    contracts: Contract | Iterable[Contract],
    captures: Captures | Iterable[AnyCapture],
    *,
    dialect: str = "reference",
    only: Only = None,
    allow_not_exercised: bool = False,
    redaction: Redaction | None = None,
    executor: Executor | None = None,
    cache: CheckCache | None = None,
) -> Run:
    """Check contracts against captures.

    Parameters
    ----------
    contracts : Contract, Contracts or iterable of Contract
    captures : Captures or iterable of Capture
    dialect : str
        ``"reference"``: the verdicts of the Rust core; ``"spec"``: those of the official cases.
    only : str, iterable, callable, optional
        Which examples to check: keys, descriptions, parts of them, patterns with ``*``, or a function.
    allow_not_exercised : bool
        True if examples without a capture do not break the run.
    redaction : Redaction, optional
        What views and saved files must not show.
    executor : concurrent.futures.Executor, optional
        Makes the checks in its workers; only documents travel to them. Any executor will do: a process pool, or the
        client of a cluster.
    cache : CheckCache, optional
        Of runs before this one: an example with the same content is not checked again against an answer with the same
        content, so that after an edit only what was edited is checked.

    Returns
    -------
    Run
    """
    check_dialect(dialect)
    with PausedCollection():
        runs = verify_all(
            [RunInputs(as_contracts(contracts), as_captures(captures), only)],
            dialect=dialect,
            allow_not_exercised=allow_not_exercised,
            redaction=redaction,
            executor=executor,
            cache=cache,
        )
    return runs[0]


@quiet
@dataclass(frozen=True, slots=True)
class RunPlan:
    """Which checks a run consists of.

    Attributes
    ----------
    contracts : Contracts
    captures : Captures
    selected : list of Example
        Those that get a result.
    owner : dict of int to Contract
        The contract of each example, by the example's ``id``.
    pairing : Pairing
    """

    contracts: Contracts
    captures: Captures
    selected: list[Example]
    owner: dict[int, Contract]
    pairing: Pairing


def plan_run(contracts: Any, captures: Any, *, only: Only = None, finder: ExampleFinder | None = None) -> RunPlan:
    """Pair captures with examples; parameters as in `verify` and `pair_captures`."""
    all_contracts, all_captures = as_contracts(contracts), as_captures(captures)
    owner = {id(example): contract for contract in all_contracts for example in contract.examples}
    examples = [example for contract in all_contracts for example in contract.examples]
    selected = select_examples(examples, only)
    wanted = None if only is None else frozenset(map(id, selected))
    pairing = pair_captures(all_contracts, all_captures, wanted, finder)
    if all_captures.base_path == AUTO_BASE_PATH and pairing.base_path:
        outside = [unpaired.capture for unpaired in pairing.unpaired]
        all_captures = all_captures.below(pairing.base_path, outside)
        pairing = pair_captures(all_contracts, all_captures, wanted, finder)
    return RunPlan(all_contracts, all_captures, selected, owner, pairing)


@quiet
@dataclass(frozen=True, slots=True)
class RunInputs:
    """What one run is made of; parameters as in `plan_run`."""

    contracts: Contracts
    captures: Captures
    only: Only = None
    finder: ExampleFinder | None = None

    def plan(self) -> RunPlan:
        """Pair the captures."""
        return plan_run(self.contracts, self.captures, only=self.only, finder=self.finder)


def verify_all(
    inputs: Sequence[RunInputs],
    *,
    dialect: str,
    allow_not_exercised: bool,
    redaction: Redaction | None,
    executor: Executor | None,
    cache: CheckCache | None,
) -> list[Run]:
    """Make the checks of several runs; identical ones once. Parameters as in `verify`."""
    checked = check_dialect(dialect)
    cached = CheckCache() if cache is None else cache

    def planned(each: RunInputs) -> RunChecks:
        return RunChecks(each.plan(), checked, redaction, cached)

    with shared_pattern_time():
        return _run_all(inputs, planned, allow_not_exercised, checked, executor, cached)


def _run_all(
    inputs: Sequence[RunInputs],
    planned: Callable[[RunInputs], RunChecks],
    allow_not_exercised: bool,
    checked: Dialect,
    executor: Executor | None,
    cached: CheckCache,
) -> list[Run]:
    ahead = [] if executor is None else [planned(each) for each in inputs]
    if executor is not None:
        _check_ahead(ahead, executor, checked, cached)
    work = Work(sum(len(each.captures) for each in inputs), "checks")
    runs: list[Run] = []
    begun: dict[int, RunChecks] = dict(enumerate(ahead))
    try:
        for number, each in enumerate(inputs):
            checks = begun[number] = begun.get(number) or planned(each)
            work.total += checks.total - len(each.captures)
            for _ in checks.steps():
                work.step()
            runs.append(checks.run(allow_not_exercised, work))
            del begun[number]
    except KeyboardInterrupt:
        if not work.done:
            raise
        work.cancelled = True
    finally:
        work.end()
    for number, each in enumerate(inputs[len(runs) :], start=len(runs)):  # what was not reached
        runs.append((begun.get(number) or planned(each)).run(allow_not_exercised, work))
    return runs


def _check_ahead(runs: Sequence[RunChecks], executor: Executor, dialect: Dialect, cache: CheckCache) -> None:
    """Let an executor make the checks of all runs."""
    from contractlab.verification.parallel import check_elsewhere

    fresh = cache.missing((pair for checks in runs for pair in checks.checked_pairs), dialect)
    owner = {identity: contract for checks in runs for identity, contract in checks.owner.items()}
    judged = check_elsewhere([(owner[id(pair.example)], pair) for pair in fresh], executor, dialect)
    for pair in fresh:
        if id(pair) in judged:
            cache.add(pair.example, pair.capture, dialect, judged[id(pair)])


def not_made(
    contract: Contract, example: Example, capture: AnyCapture | None, version: str | None, work: Work
) -> Result:
    """The result where work was cancelled before a check: an error that says so."""
    reason = Reason(
        ReasonCode.CANCELLED,
        f"interrupted after {work.done:,} of {count(work.total, 'check')}, before this one was made",
    )
    verdict = verdict_for(example, "error", reason.code)
    return Result(contract, example, capture, None, provider_version=version, verdict=verdict, reason=reason)


@quiet
@dataclass(frozen=True, slots=True)
class _View:
    """The pairs of a plan as the verifier's client sees them; `followed` as in `Sight`."""

    pairs: list[_SeenPair]
    followed: dict[int, set[int]]


def _see(plan: RunPlan, dialect: Dialect, redaction: Redaction | None) -> _View:
    sight = Sight(plan.captures, dialect, redaction)
    pairs = [_SeenPair.of(pair, sight) for pair in plan.pairing.pairs]
    asked = {id(pair.recorded.example) for pair in pairs if id(pair.recorded.capture) not in sight.followed}
    return _View([pair for pair in pairs if _stands_alone(pair.recorded, sight.followed, asked)], sight.followed)


def _stands_alone(pair: Pair, followed: dict[int, set[int]], asked: set[int]) -> bool:
    """False for what only followed a redirect: its answer was judged as the answer to the request before.

    Where the address that it led to is one of another example, it says something of that one too, unless a verifier
    followed, or that example was asked for itself.
    """
    hop = followed.get(id(pair.capture))
    if hop is None:
        return True
    return id(pair.example) not in hop and id(pair.example) not in asked and not is_of_verifier(pair.capture)


class RunChecks:
    """The checks of one run, made one after the other; identical ones once.

    Parameters
    ----------
    plan : RunPlan
    dialect, redaction, cache
        As in `verify`.

    Attributes
    ----------
    total : int
        Checks in all.
    """

    def __init__(self, plan: RunPlan, dialect: Dialect, redaction: Redaction | None, cache: CheckCache) -> None:
        self._plan = plan
        self._view = _see(plan, dialect, redaction)
        self._dialect: Dialect = dialect
        self._redaction = redaction
        self._cache = cache
        self._judged: list[Result] = []
        self.total = len(self._view.pairs)

    @property
    def owner(self) -> dict[int, Contract]:
        """The contract of each example, by the example's ``id``."""
        return self._plan.owner

    @property
    def checked_pairs(self) -> Iterator[Pair]:
        """What is to be judged, as the verifier's client sees it."""
        return (pair.judged for pair in self._view.pairs if pair.is_checked)

    @property
    def unmade(self) -> Iterator[AnyCapture]:
        """Captures whose checks were not made yet."""
        return (pair.recorded.capture for pair in self._view.pairs[len(self._judged) :])

    def steps(self) -> Iterator[None]:
        """Make the checks that were not made yet, one for each step."""
        owner = self._plan.owner
        for pair in self._view.pairs[len(self._judged) :]:
            contract = owner[id(pair.recorded.example)]
            self._judged.append(_judge(pair, contract, self._dialect, self._redaction, self._cache))
            yield

    def run(self, allow_not_exercised: bool, work: Work) -> Run:
        """The run as far as it was made; what was not reached is an error that says so.

        Parameters
        ----------
        allow_not_exercised : bool
        work : Work
            Of which these checks are a part.
        """
        plan, owner = self._plan, self._plan.owner
        by_example: dict[int, list[Result]] = {}
        for result in self._judged:
            by_example.setdefault(id(result.example), []).append(result)
        for pair in self._view.pairs[len(self._judged) :]:
            example, capture = pair.recorded.example, pair.recorded.capture
            left = not_made(owner[id(example)], example, capture, capture.provider_version, work)
            by_example.setdefault(id(example), []).append(left)
        versions: tuple[str | None, ...] = tuple(plan.captures.provider_versions) or (None,)
        results: list[Result] = []
        for example in plan.selected:
            judged_here = by_example.get(id(example), [])
            exercised = {result.provider_version for result in judged_here}
            results += judged_here
            results += [
                idle_result(owner[id(example)], example, self._dialect, version)
                for version in versions
                if version not in exercised and not (judged_here and version is None)
            ]
        return Run(
            plan.contracts,
            plan.captures,
            results,
            # What a redirect led to was judged as the answer to the request that was redirected.
            [unpaired for unpaired in plan.pairing.unpaired if id(unpaired.capture) not in self._view.followed],
            dialect=self._dialect,
            allow_not_exercised=allow_not_exercised,
            redaction=self._redaction,
            base_path_hint=plan.pairing.base_path,
        )
