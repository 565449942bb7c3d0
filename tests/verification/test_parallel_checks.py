"""Checks by an executor: other processes, other threads; the results are the same ones."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import matrices
import pytest
from matrices import provider
from small_runs import many_verdicts_run
from views import sample

import contractlab as cl
from contractlab.verification import Run
from contractlab.verification.check_cache import CheckCache


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    """Two processes that share nothing with this one."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


class _Travelling(Executor):
    """Works here, but everything crosses a wire in both directions; counts what crosses."""

    def __init__(self) -> None:
        self.sent = 0
        self.jobs = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        data = pickle.dumps((fn, args, kwargs))
        self.sent += len(data)
        self.jobs += 1
        work, given, named = pickle.loads(data)
        future: Future[Any] = Future()
        future.set_result(pickle.loads(pickle.dumps(work(*given, **named))))
        return future


def summary_of(run: Run) -> list[Any]:
    return [
        (
            result.verdict,
            result.reason,
            result.mismatches,
            result.unchecked,
            [(n.path, n.status) for n in result.explanation.walk()],
        )
        for result in run.results
    ]


def test_a_process_pool_finds_the_same(processes: Executor) -> None:
    contract, captures = sample.contract(), sample.captures()
    here, there = cl.verify(contract, captures), cl.verify(contract, captures, executor=processes)
    assert summary_of(there) == summary_of(here)
    assert there._repr_mimebundle_() == here._repr_mimebundle_()
    assert [mismatch.rule.declared_at.line for mismatch in there.results[0].mismatches if mismatch.rule] == [
        mismatch.rule.declared_at.line for mismatch in here.results[0].mismatches if mismatch.rule
    ]


def test_a_matrix_by_a_process_pool_is_the_same(processes: Executor) -> None:
    versions = {str(number): provider(["good", "text", "null" if number > 2 else "good"]) for number in range(5)}
    contract = matrices.contract()
    here, there = cl.matrix(contract, versions), cl.matrix(contract, versions, executor=processes)
    assert there.to_frame().equals(here.to_frame())
    assert [str(cause.message) for cause in there.causes] == [str(cause.message) for cause in here.causes]
    assert there._repr_mimebundle_() == here._repr_mimebundle_()


def test_every_verdict_and_reason_is_the_same_by_threads_and_over_a_wire() -> None:
    run = many_verdicts_run()
    with ThreadPoolExecutor(2) as threads:
        for executor in (threads, _Travelling()):
            again = cl.verify(run.contracts, run.captures, allow_not_exercised=True, dialect="spec", executor=executor)
            assert summary_of(again) == summary_of(run)


def test_only_what_differs_travels_and_all_columns_at_once() -> None:
    wire, cache = _Travelling(), CheckCache()
    versions = {str(number): provider(["good", "text", "good"]) for number in range(50)}
    cl.matrix(matrices.contract(), versions, executor=wire, cache=cache)
    assert (cache.made, cache.spared) == (3, 147)
    assert wire.jobs <= 3
    cl.matrix(matrices.contract(), versions, executor=wire, cache=cache)
    assert (cache.made, cache.spared) == (3, 297)
    assert wire.jobs <= 3


def test_a_fault_in_a_worker_is_not_swallowed() -> None:
    class Broken(Executor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(RuntimeError("the worker is gone"))
            return future

    with pytest.raises(RuntimeError, match="the worker is gone"):
        cl.verify(matrices.contract(1), provider(["good"]), executor=Broken())
