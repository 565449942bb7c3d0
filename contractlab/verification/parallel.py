"""Checks in other processes, or on other machines: only documents cross, workers load, compile and remember.

What comes back is a verdict with its differences; explanations are worked out here, where somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from functools import lru_cache, partial

from contractlab.captures import Capture
from contractlab.contracts.contract import Contract
from contractlab.engine.dialect import Dialect
from contractlab.engine.limits import current_limits, limits
from contractlab.formats.load import load
from contractlab.values.headers import Headers
from contractlab.values.http import HttpResponse, Redacted
from contractlab.values.json_types import JSONObject
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.mismatch import Mismatch
from contractlab.values.reasons import Reason
from contractlab.values.result import MatchResult, Verdict
from contractlab.values.source import Source
from contractlab.verification.check_pair import check_capture, of_one_kind
from contractlab.verification.pairing import Pair
from contractlab.verification.relocate import move_mismatches
from contractlab.verification.saved_match import SavedMatch

__all__ = ["check_elsewhere"]

_CHUNK = 250
"""Checks that travel together at most."""

_PIECES = 8
"""Chunks that much work is cut into at least, so that several workers are busy to the end."""

_NOWHERE = Source("", b"")
"""Stands for the contract's file in what comes back, so that the file does not travel twice."""

Answer = tuple[int, list[tuple[str, str]], list[str], bytes | None, bool, list[str], list[tuple[str, str]]]
Outcome = tuple[Verdict, Reason | None, tuple[Mismatch, ...]]


@lru_cache(maxsize=64)
def _loaded(name: str, data: bytes) -> Contract:
    return load(data, name=name)


def _check_chunk(
    name: str, data: bytes, dialect: str, bounds: JSONObject, jobs: list[tuple[int, Answer]]
) -> list[Outcome]:
    """Make the checks of one chunk, within the limits of who asks; runs in a worker."""
    contract = _loaded(name, data)
    outcomes: list[Outcome] = []
    with limits(**bounds):
        for index, answer in jobs:
            result = contract.examples[index].check_response(_response(answer), dialect=dialect)
            reason = Reason.of(result.reason_code, result.reason)
            outcomes.append((result.verdict, reason, move_mismatches(result.mismatches, _NOWHERE)))
    return outcomes


def _response(answer: Answer) -> HttpResponse:
    status, headers, valueless, body, recorded, lost, removed = answer
    return HttpResponse(
        status,
        Headers(headers, valueless=valueless),
        body if recorded else NOT_RECORDED,
        not_recorded=lost,
        redacted=[Redacted(part, name) for part, name in removed],
    )


def _answer(response: HttpResponse) -> Answer:
    body = response.body
    return (
        response.status,
        list(response.headers),
        list(response.headers.valueless),
        body if isinstance(body, bytes) else None,
        body is not NOT_RECORDED,
        sorted(response.not_recorded),
        [(place.part, place.name) for place in response.redacted],
    )


def check_elsewhere(
    pairs: Sequence[tuple[Contract, Pair]], executor: Executor, dialect: Dialect
) -> dict[int, MatchResult]:
    """Check pairs by an executor.

    Parameters
    ----------
    pairs : sequence of (Contract, Pair)
    executor : concurrent.futures.Executor
        Of processes, of threads, or of a cluster.
    dialect : str

    Returns
    -------
    dict
        Results by ``id`` of the pair. Pairs that cannot travel are not in it (messages, answers that broke, ambiguous
        ones): they are judged here.
    """
    results: dict[int, MatchResult] = {}
    waiting, bounds = [], asdict(current_limits())
    for contract, chunk in _chunks(pairs):
        jobs = [(pair.example.index, _answer(_http(pair))) for pair in chunk]
        name, data = contract.source.name, contract.source.data
        future = executor.submit(_check_chunk, name, data, dialect, bounds, jobs)
        waiting.append((contract, chunk, future))
    for contract, chunk, future in waiting:
        for pair, outcome in zip(chunk, future.result(), strict=True):
            results[id(pair)] = _match(contract, pair, outcome, dialect)
    return results


def _http(pair: Pair) -> HttpResponse:
    assert isinstance(pair.capture, Capture)
    assert pair.capture.response is not None
    return pair.capture.response


def _chunks(pairs: Sequence[tuple[Contract, Pair]]) -> Iterator[tuple[Contract, list[Pair]]]:
    by_contract: dict[int, tuple[Contract, list[Pair]]] = {}
    for contract, pair in pairs:
        capture = pair.capture
        if pair.also or not isinstance(capture, Capture) or capture.response is None:
            continue
        if not of_one_kind(pair.example, capture):
            continue
        by_contract.setdefault(id(contract), (contract, []))[1].append(pair)
    size = min(_CHUNK, max(1, -(-sum(len(mine) for _, mine in by_contract.values()) // _PIECES)))
    for contract, mine in by_contract.values():
        for start in range(0, len(mine), size):
            yield contract, mine[start : start + size]


def _match(contract: Contract, pair: Pair, outcome: Outcome, dialect: Dialect) -> MatchResult:
    verdict, reason, mismatches = outcome
    example, capture = pair.example, pair.capture
    return SavedMatch(
        partial(check_capture, example, capture, dialect),
        verdict,
        move_mismatches(mismatches, contract.source),
        reason=reason,
        dialect=dialect,
        actual=_http(pair),
        example=example,
    )
