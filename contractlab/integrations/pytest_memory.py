"""``--contractlab-only-failed``: which examples failed last time, in pytest's cache, and asking them alone again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from contractlab.contracts.contract import Example

__all__ = ["FailureMemory", "add_memory_option", "failed_before", "keep_example", "keep_run", "leave_out_passed"]

_CACHE = "contractlab/failed"
_OPTION = "--contractlab-only-failed"
_OUTCOMES = "contractlab_outcomes"
"""Attribute of a test's report; pytest-xdist hands it from a worker to the session's own process."""

Name = tuple[str, str, str]
"""Consumer, provider and key of an example."""


def add_memory_option(group: pytest.OptionGroup) -> None:
    """Add the option."""
    group.addoption(
        _OPTION,
        action="store_true",
        help="check only the examples that failed last time; all of them where none is known to have failed",
    )


def _name(example: Example) -> Name:
    return (example.contract.consumer, example.contract.provider, example.key)


def _remembered(config: pytest.Config) -> set[Name]:
    """Examples that failed last time; empty where this was not asked for."""
    if not config.getoption(_OPTION):
        return set()
    cache = _cache(config)
    if cache is None:
        raise pytest.UsageError(f"{_OPTION} needs pytest's cache, which -p no:cacheprovider turns off")
    return _kept(cache)


def _cache(config: pytest.Config) -> pytest.Cache | None:
    """Pytest's cache, which is a plugin of its own that may be turned off."""
    return config.cache if hasattr(config, "cache") else None


def _kept(cache: pytest.Cache) -> set[Name]:
    """What is in the cache; nothing where somebody else wrote something else there."""
    kept = cache.get(_CACHE, None)
    rows = kept if isinstance(kept, list) else []
    return {
        (row[0], row[1], row[2])
        for row in rows
        if isinstance(row, list) and len(row) == 3 and all(isinstance(text, str) for text in row)
    }


def failed_before(config: pytest.Config, examples: Sequence[Example]) -> list[Example] | None:
    """Those of `examples` that failed last time; None where all are to be checked."""
    remembered = _remembered(config)
    return [example for example in examples if _name(example) in remembered] or None


def leave_out_passed(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of examples that did not fail last time, if the test of any that did is here."""
    remembered = _remembered(config)
    tests = {id(item): example for item in items if (example := _example_of(item)) is not None}
    if not any(_name(example) in remembered for example in tests.values()):
        return
    passed = [item for item in items if id(item) in tests and _name(tests[id(item)]) not in remembered]
    config.hook.pytest_deselected(items=passed)
    left_out = set(map(id, passed))
    items[:] = [item for item in items if id(item) not in left_out]


def _example_of(item: pytest.Item) -> Example | None:
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return None
    example = item.callspec.params.get("contract_example")
    return cast("Example", example) if hasattr(example, "contract") and hasattr(example, "key") else None


def keep_example(item: pytest.Item, report: pytest.TestReport) -> None:
    """Note in the report what came of the test of an example."""
    example = _example_of(item)
    if example is not None and (report.failed or report.when == "call"):
        _outcomes(report).append([*_name(example), report.failed])


def keep_run(report: pytest.TestReport, run: object) -> None:
    """Note in the report of a test what a run found; a conftest.py may give something else in its place."""
    from contractlab.verification.run import Run

    if not isinstance(run, Run):
        return
    broken = {id(result.example) for result in run.results if result.breaks}
    for example in {id(result.example): result.example for result in run.results}.values():
        _outcomes(report).append([*_name(example), id(example) in broken])


def _outcomes(report: pytest.TestReport) -> list[Any]:
    listed: list[Any] = vars(report).setdefault(_OUTCOMES, [])
    return listed


class FailureMemory:
    """Keeps in the cache which examples failed; what a session did not ask about stays as it was.

    Parameters
    ----------
    config : pytest.Config
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.failed: dict[Name, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a report says; an example that failed in one test has failed."""
        for consumer, provider, key, failed in vars(report).get(_OUTCOMES, ()):
            name = (consumer, provider, key)
            self.failed[name] = failed or self.failed.get(name, False)

    def pytest_sessionfinish(self) -> None:
        """Write it."""
        cache = _cache(self.config)
        if not self.failed or cache is None:
            return
        kept = _kept(cache)
        for name, failed in self.failed.items():
            (kept.add if failed else kept.discard)(name)
        cache.set(_CACHE, sorted(kept))
