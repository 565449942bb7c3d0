"""What holds for all tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest
import support


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last: its driver keeps an event loop running in this thread until the session ends."""
    items.sort(key=lambda item: item.path.parent.name == "browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let all tests that miss the same part say so in one line of the summary."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and report.longrepr[2].endswith("is missing"):
        report.longrepr = (support.__file__, 0, report.longrepr[2])
    return report
