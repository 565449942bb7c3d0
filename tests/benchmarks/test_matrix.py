"""A matrix of many examples and versions: cost per check, what identical checks spare, what a second process brings."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import contractlab as cl
from contractlab.captures import Captures

Report = Callable[[str, str, str], None]
LARGEST = int(os.environ.get("CONTRACTLAB_MATRIX_CHECKS", "100000"))
EXAMPLES = max(200, min(1_000, LARGEST // 50))
"""Of the other contracts here: fewer where the largest matrix is a sample."""


def contract(examples: int) -> cl.Contract:
    rules = {"$.id": {"matchers": [{"match": "integer"}]}, "$.items": {"matchers": [{"match": "type", "min": 1}]}}
    body = {"id": 1, "name": "x", "items": [{"id": 1, "tags": ["a"]}]}
    listed = [
        {
            "description": f"example {n}", "request": {"method": "GET", "path": f"/{n}"},
            "response": {"status": 200, "headers": {"Content-Type": "application/json"},
                         "body": {**body, "name": f"x{n}"}, "matchingRules": {"body": rules}},
        }
        for n in range(examples)
    ]  # fmt: skip
    document = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": listed}
    return cl.load(json.dumps(document).encode())


def captures(examples: int, versions: int, *, alike: bool, items: int = 3) -> dict[str, Captures]:
    """Answers of so many versions; alike, or each a little different."""
    rows = {}
    for version in range(versions):
        recorded = Captures()
        for n in range(examples):
            more = 0 if alike else version
            body = {
                "id": n,
                "name": f"x{n}",
                "items": [{"id": more + number, "tags": ["a"]} for number in range(items)],
            }
            recorded.add(cl.HttpRequest("GET", f"/{n}"), cl.HttpResponse(200, json=body), provider_version=str(version))
        rows[str(version)] = recorded
    return rows


def timed(make: Callable[[], Any]) -> float:
    gc.collect()
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


def test_cost_is_linear(report: Report) -> None:
    per_check = {}
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= LARGEST]
    for checks in sizes:
        examples = min(1_000, checks)
        made, recorded = contract(examples), captures(examples, checks // examples, alike=False)
        per_check[checks] = timed(lambda made=made, captures=recorded: cl.matrix(made, captures).rows) / checks  # type: ignore[misc]
        del recorded
    costs = ", ".join(f"{checks:,}: {cost * 1e6:.0f} µs" for checks, cost in per_check.items())
    ratio = per_check[sizes[-1]] / per_check[sizes[0]]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("matrix, a check among so many", f"{costs}; ratio {ratio:.2f}; {memory:,.0f} MB at most", "linear: about 1")


def test_identical_checks_are_spared(report: Report) -> None:
    made = contract(EXAMPLES)
    different, same = captures(EXAMPLES, 10, alike=False), captures(EXAMPLES, 10, alike=True)
    slow = timed(lambda: cl.matrix(made, different).rows)
    quick = timed(lambda: cl.matrix(made, same).rows)
    matrix = cl.matrix(made, same)
    assert len({id(cell.result.match) for row in matrix for cell in row.cells if cell.result}) == EXAMPLES
    report("matrix of 10 equal versions", f"9 of 10 checks spared, {slow / quick:.1f} times as quick", "")


def test_a_second_process(report: Report) -> None:
    """Small answers cost more to send than to check; large ones pay."""
    count = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        for items, examples, versions in ((3, EXAMPLES, 20), (1_000, EXAMPLES // 10, 10)):
            made = contract(examples)
            recorded = captures(examples, versions, alike=False, items=items)
            cl.matrix(made, captures(examples, 2, alike=True), executor=pool)  # workers start, load and compile
            alone = timed(lambda made=made, captures=recorded: cl.matrix(made, captures).rows)  # type: ignore[misc]
            together = timed(lambda made=made, captures=recorded: cl.matrix(made, captures, executor=pool).rows)  # type: ignore[misc]
            work = f"{examples * versions:,} checks of {items} items in 2 processes, on {count} cores"
            report(work, f"{alone / together:.2f} times as quick", "large answers > 1")
