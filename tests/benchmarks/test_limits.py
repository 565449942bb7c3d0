"""What hostile inputs cost: seconds and memory of each, as a table."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from limits import HOSTILE, Hostile, judge, measured

Report = Callable[[str, str, str], None]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name.replace(" ", "-"))
def test_hostile_inputs(report: Report, hostile: Hostile) -> None:
    measurement = measured(hostile)
    peak = ""
    if measurement.size < 10_000_000 and measurement.taken < 0.3:  # tracing takes several times as long
        document, headers, body = hostile.make()
        tracemalloc.start()
        judge(document, headers, body)
        peak = f", {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB"
        tracemalloc.stop()
    report(
        f"{hostile.name} ({measurement.size / 1e6:.1f} MB)",
        f"{hostile.verdict}: {measurement.taken:.2f} s{peak}, shown {measurement.shown:.2f} s",
        f"{hostile.seconds:g} s",
    )
