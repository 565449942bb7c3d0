"""Checking beside its limit, which is parsing the bytes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

import contractlab as cl
from contractlab.values.json_text import parse_json

from . import workloads

Report = Callable[[str, str, str], None]


def best_of(work: Callable[[], Any], rounds: int = 7) -> float:
    """Seconds of the quickest of several rounds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def measured(benchmark: Any, work: Callable[[], Any], rounds: int = 7) -> float:
    benchmark.pedantic(work, rounds=rounds, iterations=1, warmup_rounds=1)
    return best_of(work, 1) if benchmark.disabled else float(benchmark.stats.stats.min)


def beside(work: Callable[[], Any], limit: Callable[[], Any], rounds: int = 11) -> float:
    """How many times as long as its limit some work takes: the quickest of each, measured in turns.

    In turns, because other work on the machine slows both down then.
    """
    taken, least = [], []
    for _ in range(rounds):
        taken.append(best_of(work, 1))
        least.append(best_of(limit, 1))
    return min(taken) / min(least)


def test_one_big_response(benchmark: Any, report: Report) -> None:
    example = cl.load(workloads.big_contract())[0]
    data = workloads.big_body()
    response = cl.HttpResponse(200, workloads.JSON, data)
    assert example.check_response(response).passed
    plan = example.response_plan().body.comparison.node
    parsed = json.loads(data)
    measured(benchmark, lambda: example.check_response(response))
    whole = beside(lambda: example.check_response(response), lambda: json.loads(data))
    read = beside(lambda: parse_json(data), lambda: json.loads(data))
    alone = beside(lambda: plan.ok(parsed), lambda: json.loads(data))
    report(f"one response, {len(data) / 1e6:.1f} MB, 10,000 records", f"{whole:.2f} × json.loads", "goal 1.0")
    report("  parsing alone, and checking alone", f"{read:.2f}, {alone:.2f} × json.loads", "")


def test_one_big_response_that_fails(benchmark: Any, report: Report) -> None:
    example = cl.load(workloads.big_contract())[0]
    document = json.loads(workloads.big_body())
    document["items"][9000]["score"] = "x"
    data = json.dumps(document).encode()
    response = cl.HttpResponse(200, workloads.JSON, data)
    result = example.check_response(response)
    assert [mismatch.path for mismatch in result.mismatches] == ["$.items[9000].score"]
    measured(benchmark, lambda: example.check_response(response).mismatches)
    ratio = beside(lambda: example.check_response(response).mismatches, lambda: json.loads(data))
    report("  with one mismatch", f"{ratio:.2f} × json.loads", "")


def test_thousand_small_examples_compiled(benchmark: Any, report: Report) -> None:
    examples = cl.load(workloads.small_contract()).examples
    bodies = workloads.small_bodies()
    responses = [cl.HttpResponse(200, workloads.JSON, body) for body in bodies]
    pairs = list(zip(examples, responses, strict=True))
    assert all(example.check_response(response).passed for example, response in pairs)
    measured(benchmark, lambda: [example.check_response(response) for example, response in pairs])
    ratio = beside(
        lambda: [example.check_response(response) for example, response in pairs],
        lambda: [json.loads(body) for body in bodies],
    )
    report("1,000 small examples, compiled", f"{ratio:.1f} × json.loads of the responses", "goal 4")


def test_thousand_small_examples_from_bytes(benchmark: Any, report: Report) -> None:
    data = json.dumps(workloads.small_contract()).encode()
    bodies = workloads.small_bodies()
    responses = [cl.HttpResponse(200, workloads.JSON, body) for body in bodies]

    def work() -> bool:
        return all(
            example.check_response(response).passed
            for example, response in zip(cl.load(data).examples, responses, strict=True)
        )

    assert work()
    measured(benchmark, work)
    ratio = beside(work, lambda: [json.loads(data), *map(json.loads, bodies)])
    report("  loaded and compiled as well", f"{ratio:.1f} × json.loads of contract and responses", "goal 10")


def test_time_grows_with_the_body(benchmark: Any, report: Report) -> None:
    example = cl.load(workloads.big_contract())[0]
    small, big = (cl.HttpResponse(200, workloads.JSON, workloads.big_body(size)) for size in (2_000, 20_000))
    less = best_of(lambda: example.check_response(small))
    more = measured(benchmark, lambda: example.check_response(big), 3)
    report("ten times the records", f"{more / less:.1f} × the time", "linear: 10")


GROWTH = """
import json, sys
from pathlib import Path
import contractlab as cl
from tests.benchmarks import workloads

def peak():
    # What getrusage calls the peak is inherited from the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))

def grown(work):
    before = peak()
    kept = work()
    return peak() - before

data = open(sys.argv[2], "rb").read()
example = cl.load(workloads.big_contract())[0]
assert example.check_response(cl.HttpResponse(200, workloads.JSON, workloads.big_body(1))).passed
response = cl.HttpResponse(200, workloads.JSON, data)
works = {"parse": lambda: json.loads(data), "check": lambda: example.check_response(response)}
print(grown(works[sys.argv[1]]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_memory_beside_the_parsed_objects(report: Report, tmp_path: Path) -> None:
    # Resident memory of fresh processes: orjson reserves twelve times the text and touches a part of it.
    body = tmp_path / "body.json"
    body.write_bytes(workloads.big_body(50_000))

    def grown(work: str) -> int:
        command = [sys.executable, "-c", GROWTH, work, str(body)]
        return int(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)

    objects = grown("parse")
    extra = grown("check") / objects - 1
    report("extra memory of a check", f"{extra:.2f} × the parsed objects", "goal 0.5")
