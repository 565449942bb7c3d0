"""What holds for all tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest
import support


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let all tests that miss the same part say so in one line of the summary."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and report.longrepr[2].endswith("is missing"):
        report.longrepr = (support.__file__, 0, report.longrepr[2])
    return report
