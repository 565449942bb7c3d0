"""Identical checks are made once, and checks may be made elsewhere: nothing is judged differently for it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest
from small_contracts import TYPE, contract_of, http, part_of
from small_runs import answers

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.markers import NOT_RECORDED
from contractlab.verification import Run
from contractlab.verification.check_cache import CheckCache


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield pool


def contract() -> cl.Contract:
    rules = {"$": TYPE, "$.items": {"match": "type", "min": 1}, "$.id": {"match": "regex", "regex": "[0-9]+"}}
    made = [answers(f"/{n}", {"id": "1", "n": n}, description=f"example {n}") for n in range(5)]
    part = part_of({"id": "7", "items": [{"a": 1}], "tags": ["x"]}, rules, "3.0")
    made.append(http("rules", request={"method": "GET", "path": "/rules"}, response={"status": 200, **part}))
    return contract_of(*made)


def captures() -> Captures:
    recorded = Captures()

    def add(path: str, response: Any, **more: Any) -> None:
        recorded.add(cl.HttpRequest("GET", path), response, **more)

    for version in ("1", "2", "3"):
        for n in range(4):
            add(
                f"/{n}",
                cl.HttpResponse(200, json={"id": "1", "n": n if version != "2" else str(n)}),
                provider_version=version,
            )
        add("/rules", cl.HttpResponse(200, json={"id": "x", "items": [], "tags": []}), provider_version=version)
    add("/rules", cl.HttpResponse(500, {"Content-Type": "text/html"}, b"<p>"), provider_version="3")
    add("/4", cl.HttpResponse(200, {}, NOT_RECORDED), provider_version="1")
    add("/4", None, error="gone", provider_version="2")
    add("/nowhere", cl.HttpResponse(200), provider_version="2")
    return recorded


def summary_of(run: Run) -> list[Any]:
    """Everything that a run says, explanations included."""
    return [
        (
            result.example.key, result.provider_version, result.verdict, result.reason,
            [
                (m.part, m.path, m.code, m.message, m.rule and (m.rule.name, m.rule.declared_at.pointer))
                for m in result.mismatches
            ],
            [(u.path, str(u.sentence)) for u in result.unchecked],
            [(e.path, e.status, e.rule and e.rule.name) for e in result.explanation.walk()],
        )
        for result in run.results
    ]  # fmt: skip


def unshared() -> Run:
    class Never(CheckCache):
        def check(self, example: Any, capture: Any, dialect: str, make: Callable[[], Any]) -> Any:
            return make()

    return cl.verify(contract(), captures(), cache=Never())


def test_a_cache_judges_nothing_differently_and_spares_what_is_the_same() -> None:
    cache = CheckCache()
    assert summary_of(cl.verify(contract(), captures(), cache=cache)) == summary_of(unshared())
    assert cache.spared == 6  # of four answers and the rules in three versions: 1 and 3 alike, the rules in all
    assert "spared" in repr(cache)


def test_an_edited_contract_checks_only_what_changed() -> None:
    made, cache = contract(), CheckCache()
    cl.verify(made, captures(), cache=cache)
    before = cache.made
    edit = cl.edit(made)
    edit["example 2"].response.status = 201
    run = cl.verify(edit.revised, captures(), cache=cache)
    assert run["example 2"][0].verdict == "failed"
    assert cache.made - before == 3  # the two answers that were recorded for it, and the request that broke off
    again = CheckCache()
    assert summary_of(run) == summary_of(cl.verify(edit.contract, captures(), cache=again))


def test_another_contract_shares_its_checks_and_tells_its_own_places() -> None:
    cache = CheckCache()
    cl.verify(contract(), captures(), cache=cache)
    before = cache.made
    moved = contract_of(answers("/new"), *(example.document for example in contract().examples))  # type: ignore[attr-defined]
    run = cl.verify(moved, captures(), cache=cache)
    assert summary_of(run) == summary_of(cl.verify(moved, captures(), cache=CheckCache()))
    assert cache.made - before == 1  # the answer that was never recorded


@pytest.mark.parametrize("kind", ["processes", "threads", "here"])
def test_an_executor_judges_nothing_differently(kind: str, processes: Executor) -> None:
    pool: Executor = {"processes": processes, "threads": ThreadPoolExecutor(2), "here": _Here()}[kind]
    run = cl.verify(contract(), captures(), executor=pool)
    assert summary_of(run) == summary_of(unshared())
    matrix = cl.matrix(contract(), captures(), executor=pool)
    alone = cl.matrix(contract(), captures())
    assert [[cell.verdict for cell in row.cells] for row in matrix] == [
        [cell.verdict for cell in row.cells] for row in alone
    ]
    assert [cause.letter for cause in matrix.causes] == [cause.letter for cause in alone.causes]
    assert matrix._repr_mimebundle_()["text/html"] == alone._repr_mimebundle_()["text/html"]


def test_only_documents_travel_and_each_check_once() -> None:
    pool = _Here()
    cl.verify(contract(), captures(), executor=pool)
    plain = (str, bytes, int, bool, float, type(None))

    def flat(value: Any) -> Iterator[Any]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from flat(key)
                yield from flat(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                yield from flat(inner)
        else:
            yield value

    assert all(isinstance(value, plain) for value in flat(pool.arguments))
    assert pool.sent <= 8
    assert sum(len(jobs) for *_, jobs in pool.arguments) == 11  # the same goes once, what broke off is judged here


def test_limits_travel_along(processes: Executor) -> None:
    slow = part_of({"a": "x"}, {"$.a": {"match": "regex", "regex": "(.*a){20}!"}}, "3.0")
    made = contract_of(http("slow", request={"path": "/"}, response=slow))
    told_ = Captures()
    told_.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, json={"a": "a" * 4000 + "é"}))
    with cl.limits(regex_seconds=0.05):
        run = cl.verify(made, told_, executor=processes)
    assert "longer than 0.05 s" in str(run.results[0].reason)


class _Here(Executor):
    """Runs what it is given at once, and remembers it."""

    def __init__(self) -> None:
        self.arguments: list[tuple[Any, ...]] = []
        self.sent = 0

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        self.sent += 1
        self.arguments.append(arguments)
        future: Future[Any] = Future()
        future.set_result(function(*arguments, **more))
        return future
