"""What holds for all tests."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Generator
from typing import Any

import httpx
import httpx._transports.default as transports
import pytest
import support
from hypothesis import HealthCheck, settings

from contractlab.values.trusted import trusted_certificates

# A busy machine must not fail a law. What CI samples is the same each time; new cases are tried everywhere else.
PATIENT = [HealthCheck.too_slow]
settings.register_profile("sampled", deadline=None, derandomize=True, suppress_health_check=PATIENT)
settings.register_profile("searching", deadline=None, suppress_health_check=PATIENT)
settings.load_profile("sampled" if os.environ.get("CI") and not support.FULL else "searching")

# Nor what a test asks over loopback: httpx gives up after five seconds, which a machine under load may need.
PATIENCE = 120.0
for _kind in ("connect", "read", "write", "pool"):
    setattr(httpx._config.DEFAULT_TIMEOUT_CONFIG, _kind, PATIENCE)

# A shell lets what it starts in the background ignore interrupts; tests interrupt themselves, and what they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _share_certificates() -> None:
    """Let all clients that the tests make share one reading of the certificates, as contractlab's own clients do.

    httpx reads them anew for each, which takes longer than most tests' questions over loopback.
    """
    make = transports.create_ssl_context

    def context(verify: Any = True, cert: Any = None, trust_env: bool = True) -> Any:
        shared = verify is True and cert is None
        return trusted_certificates(trust_env=trust_env) if shared else make(verify, cert, trust_env)

    transports.create_ssl_context = context


_share_certificates()

GROUPS = {
    "browser/test_lab_broker.py": "lab",
    "browser/test_lab_live.py": "lab",
    "browser/test_lab_views.py": "lab",
}
"""Modules that share one costly thing, by path below this folder; they run on one worker of pytest-xdist."""

GROUPED_ROOMS = ("browser", "reports")
"""Rooms whose modules have costly fixtures: each module stays on one worker."""


@pytest.fixture(scope="session", autouse=True)
def _patient_runs() -> None:
    """A run waits for a provider as long as the verifier does; here as long as a machine under load needs."""
    from contractlab.live import providers, state_url

    providers._TIMEOUT = state_url._TIMEOUT = PATIENCE


def _has_its_data(item: pytest.Item) -> bool:
    """False for a test of data that are absent from a folder which holds others."""
    patterns = [pattern for mark in item.iter_markers("conformance") for pattern in mark.args]
    folder = support.data_folder() if patterns else None
    return folder is None or all(any(folder.glob(pattern)) for pattern in patterns)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order and group the tests, before pytest-xdist looks at them.

    The browser's come first: they take longest, and nobody should wait for them alone. Benchmarks print ratios, which
    mean nothing while another worker is busy: they run in a process without workers.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        items[:] = [item for item in items if item.path.parent.name != "benchmarks"]
    items[:] = [item for item in items if _has_its_data(item)]
    items.sort(key=lambda item: item.path.parent.name != "browser")
    for item in items:
        module = item.path.relative_to(support.ROOT / "tests").as_posix()
        if item.path.parent.name in GROUPED_ROOMS and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(GROUPS.get(module, module)))


def pytest_collection_finish() -> None:
    """Let Python's search for cycles leave out what lives as long as the tests.

    A thousand modules and six thousand tests are looked at in each full search; tests that make many objects pay.
    """
    gc.collect()
    gc.freeze()


def _said_in_one_line(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Let all tests that miss the same part say so in one line of the summary."""
    if report.skipped and isinstance(report.longrepr, tuple) and report.longrepr[2].endswith("is missing"):
        report.longrepr = (support.__file__, 0, report.longrepr[2])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _said_in_one_line(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _said_in_one_line(report)
    return report


@pytest.fixture
def without_codings(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra "codings" is not installed."""
    for library in ("brotli", "zstandard"):
        monkeypatch.setitem(sys.modules, library, None)
