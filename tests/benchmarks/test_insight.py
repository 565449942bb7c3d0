"""What advice costs, beside parsing what it is about."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matrices
from small_contracts import contract_of
from small_runs import answers
from support import FULL, require

import contractlab as cl

from . import workloads

Report = Callable[[str, str, str], None]


def cost(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor time: others use the machine, too."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def captures(bodies: list[bytes]) -> cl.Captures:
    headers = list(workloads.JSON.items())
    return cl.Captures(
        cl.Capture(cl.HttpRequest("GET", f"/items/{number}"), cl.HttpResponse(200, headers, body))
        for number, body in enumerate(bodies)
    )


def warmed() -> None:
    """Modules are loaded by the first question, and not again."""
    few, recorded = cl.load(workloads.small_contract(2)), captures(workloads.small_bodies()[2:4])
    assert len(cl.coverage(few, recorded)) == 1
    assert cl.strictness(few).asked
    assert list(cl.repairs(cl.verify(few, captures([b'{"id": "x"}'] * 2))))


def test_coverage_and_strictness(report: Report, tmp_path: Path) -> None:
    warmed()
    path = tmp_path / "recorded.har"
    captures(workloads.small_bodies()[:500]).save(path)
    parsing, recorded = cost(lambda: cl.load_captures(path))
    checking, _ = cost(lambda: cl.verify(cl.load(workloads.small_contract(500)), recorded))
    contract = cl.load(workloads.small_contract(500))
    covering, covered = cost(lambda: cl.coverage(contract, recorded))
    assert len(covered) == 1
    report(
        "coverage of 500 captures", f"{covering / parsing:.0f} × parsing, {covering / checking:.1f} × checking", "10 ×"
    )
    few = cl.load(workloads.small_contract(100))
    tried, strictness = cost(lambda: cl.strictness(few))
    assert strictness.asked > 1_000
    report("strictness of 100 examples", f"{tried:.2f} s, {1e6 * tried / strictness.total:.0f} µs each", "1 s")


def test_repairs(report: Report) -> None:
    warmed()
    recorded = cl.Captures()
    for number in range(30):
        recorded = recorded + matrices.provider((["text", "null"] + ["good"] * 8) * 30, f"1.{number}.0")
    _report_repairs("2 causes", cl.matrix(matrices.contract(300), recorded), report)


def test_repairs_of_ten_causes(report: Report) -> None:
    """Each cause breaks ten examples at every version; each field stands in all examples."""
    warmed()
    versions = 30 if FULL else 3
    good = {f"field{number}": number for number in range(10)}
    recorded = cl.Captures()
    for version in range(versions):
        for number in range(300):
            wrong = {f"field{number % 10}": "text"} if number < 100 else {}
            response = cl.HttpResponse(200, json={**good, **wrong})
            recorded.add(cl.HttpRequest("GET", f"/{number}"), response, provider_version=f"1.{version}.0")
    contract = contract_of(*(answers(f"/{number}", good) for number in range(300)))
    matrix = cl.matrix(contract, recorded)
    assert len(matrix.causes) == 10
    _report_repairs("10 causes", matrix, report, versions)


def _report_repairs(name: str, matrix: cl.Matrix, report: Report, versions: int = 30) -> None:
    spent, made = cost(lambda: [list(each) for each in cl.repairs(matrix)])
    tried = sum(map(len, made))
    report(f"repairs of {name} over 300 × {versions}", f"{spent:.2f} s, {tried} candidates", "2 s for 10 causes")


def test_contracts_against_a_document(report: Report) -> None:
    require("openapi_schema_validator")
    fields = {name: {"type": "string"} for name in ("name", "email", "created", "status", "ref")}
    paths = {
        f"/items/{number}": {
            "get": {
                "responses": {
                    "200": {
                        "description": "an item",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "description": "x" * 1_000,
                                    "properties": {**fields, "id": {"type": "integer"}, "score": {"type": "number"}},
                                }
                            }
                        },
                    }
                }
            }
        }
        for number in range(500)
    }
    document = {"openapi": "3.0.3", "info": {"title": "items", "version": "1"}, "paths": paths}
    size = len(json.dumps(document))
    contract = cl.load(workloads.small_contract(500))
    reading, loaded = cost(lambda: cl.load_openapi(document))
    checking, agreement = cost(lambda: cl.verify(contract, openapi=loaded))
    assert agreement.examples == 500
    figure = f"{checking:.2f} s, and {reading:.2f} s to read {size / 1e6:.1f} MB"
    report("500 examples against an API document", figure, "2 s")
