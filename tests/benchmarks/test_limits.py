"""What hostile inputs cost: seconds and memory of each, as a table."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest
from limits import HOSTILE, Hostile, judge

Report = Callable[[str, str, str], None]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: one.name.replace(" ", "-"))
def test_hostile_inputs(report: Report, hostile: Hostile) -> None:
    document, headers, body = hostile.make()
    start = time.perf_counter()
    result = judge(document, headers, body)
    taken = time.perf_counter() - start
    start = time.perf_counter()
    result._repr_mimebundle_()
    shown = time.perf_counter() - start
    del result
    peak = ""
    if len(body) < 10_000_000 and taken < 1:  # tracing takes several times as long
        tracemalloc.start()
        judge(document, headers, body)
        peak = f", {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB"
        tracemalloc.stop()
    size = f"{len(body) / 1e6:.1f} MB"
    report(
        f"{hostile.name} ({size})",
        f"{hostile.verdict}: {taken:.2f} s{peak}, shown {shown:.2f} s",
        f"{hostile.seconds:g} s",
    )
