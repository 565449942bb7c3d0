"""Checking contracts against captures: plans first, then every check once, then the runs.

Several runs are planned before the first check, so that columns of a matrix share what is identical and an executor
gets all of the work at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.engine.dialect import Dialect, check_dialect
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.result import MatchResult
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.check_pair import hindrance_of, judge_pair
from contractlab.verification.inputs import Only, as_captures, as_contracts, select_examples
from contractlab.verification.pairing import Pair, Pairing, pair_captures
from contractlab.verification.results import Result, verdict_for
from contractlab.verification.run import Run

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["RunPlan", "idle_result", "plan_run", "verify", "verify_plans"]


def _judge(pair: Pair, contract: Contract, dialect: Dialect, redaction: Redaction | None, cache: CheckCache) -> Result:
    def make() -> MatchResult:
        return judge_pair(pair.example, pair.capture, pair.also, dialect, redaction)

    match = make() if pair.also else cache.check(pair.example, pair.capture, dialect, make)
    version = pair.capture.provider_version
    return Result(contract, pair.example, pair.capture, match, provider_version=version, redaction=redaction)


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
    hindrance = hindrance_of(example, dialect)
    if hindrance is None:
        return Result(contract, example, None, None, provider_version=version)
    verdict = verdict_for(example, "error", hindrance.code)
    return Result(contract, example, None, None, provider_version=version, verdict=verdict, reason=hindrance.reason)


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
        runs = verify_plans(
            [plan_run(contracts, captures, only=only)],
            dialect=dialect,
            allow_not_exercised=allow_not_exercised,
            redaction=redaction,
            executor=executor,
            cache=cache,
        )
    return runs[0]


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


def plan_run(contracts: Any, captures: Any, *, only: Only = None) -> RunPlan:
    """Pair captures with examples; parameters as in `verify`."""
    all_contracts, all_captures = as_contracts(contracts), as_captures(captures)
    owner = {id(example): contract for contract in all_contracts for example in contract.examples}
    examples = [example for contract in all_contracts for example in contract.examples]
    selected = select_examples(examples, only)
    wanted = None if only is None else frozenset(map(id, selected))
    return RunPlan(all_contracts, all_captures, selected, owner, pair_captures(all_contracts, all_captures, wanted))


def verify_plans(
    plans: Sequence[RunPlan],
    *,
    dialect: str,
    allow_not_exercised: bool,
    redaction: Redaction | None,
    executor: Executor | None,
    cache: CheckCache | None,
) -> list[Run]:
    """Make the checks of several runs; identical ones once. Parameters as in `verify`."""
    checked = check_dialect(dialect)
    checks = CheckCache() if cache is None else cache
    if executor is not None:
        from contractlab.verification.parallel import check_elsewhere

        owner = {identity: contract for plan in plans for identity, contract in plan.owner.items()}
        fresh = checks.missing((pair for plan in plans for pair in plan.pairing.pairs), checked)
        judged = check_elsewhere([(owner[id(pair.example)], pair) for pair in fresh], executor, checked)
        for pair in fresh:
            if id(pair) in judged:
                checks.add(pair.example, pair.capture, checked, judged[id(pair)])
    return [_run(plan, checked, allow_not_exercised, redaction, checks) for plan in plans]


def _run(
    plan: RunPlan, dialect: Dialect, allow_not_exercised: bool, redaction: Redaction | None, checks: CheckCache
) -> Run:
    owner, pairing = plan.owner, plan.pairing
    by_example: dict[int, list[Result]] = {}
    for pair in pairing.pairs:
        result = _judge(pair, owner[id(pair.example)], dialect, redaction, checks)
        by_example.setdefault(id(pair.example), []).append(result)
    versions: tuple[str | None, ...] = tuple(plan.captures.provider_versions) or (None,)
    results: list[Result] = []
    for example in plan.selected:
        judged_here = by_example.get(id(example), [])
        exercised = {result.provider_version for result in judged_here}
        results += judged_here
        results += [
            idle_result(owner[id(example)], example, dialect, version)
            for version in versions
            if version not in exercised and not (judged_here and version is None)
        ]
    return Run(
        plan.contracts,
        plan.captures,
        results,
        pairing.unpaired,
        dialect=dialect,
        allow_not_exercised=allow_not_exercised,
        redaction=redaction,
    )
