"""Ratios of the benchmarks, printed as one table at the end; they never fail a build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Ratio:
    """One line of the table."""

    work: str
    figure: str
    goal: str


TABLE = pytest.StashKey[list[Ratio]]()


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[str, str, str], None]:
    rows = request.config.stash.setdefault(TABLE, [])

    def add(work: str, figure: str, goal: str) -> None:
        rows.append(Ratio(work, figure, goal))

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(TABLE, [])
    if not rows:
        return
    terminalreporter.section("budgets")
    wide = max(len(row.work) for row in rows)
    middle = max(len(row.figure) for row in rows)
    for row in rows:
        terminalreporter.write_line(f"{row.work:<{wide}}  {row.figure:<{middle}}  {row.goal}")
