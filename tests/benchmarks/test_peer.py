"""The same work done by pact-python's verifier, over loopback as it must be."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from support import require

import contractlab as cl

from . import workloads

Report = Callable[[str, str, str], None]
MEASURED = 100
"""Examples given to the verifier; it needs 19 s for a thousand."""


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_beside_the_verifier(report: Report) -> None:
    require("pact")
    from conformance.rust_core import judge_responses

    headers = list(workloads.JSON.items())
    body = workloads.big_body()
    response = workloads.big_contract()["interactions"][0]["response"]
    theirs = seconds(lambda: judge_responses([response], [(200, headers, body)], "3.0.0"))
    ours = seconds(lambda: cl.load(workloads.big_contract())[0].check_response(cl.HttpResponse(200, headers, body)))
    limit = min(seconds(lambda: json.loads(body)) for _ in range(5))
    report(
        "beside pact-python's verifier: one big response",
        f"{theirs / ours:.0f} × as quick",
        f"the verifier took {theirs / limit:.0f} × json.loads",
    )

    document = workloads.small_contract(MEASURED)
    bodies = workloads.small_bodies(MEASURED)
    responses = [interaction["response"] for interaction in document["interactions"]]
    theirs = seconds(lambda: judge_responses(responses, [(200, headers, body) for body in bodies], "3.0.0"))

    def work() -> None:
        for example, body in zip(cl.load(document).examples, bodies, strict=True):
            assert example.check_response(cl.HttpResponse(200, headers, body)).passed

    ours = seconds(work)
    report(
        f"beside pact-python's verifier: {MEASURED} small examples",
        f"{theirs / ours:.0f} × as quick",
        f"the verifier took {theirs:.1f} s",
    )
