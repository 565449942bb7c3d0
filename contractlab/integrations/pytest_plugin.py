"""A plugin for pytest: fixtures, markers and options for contracts; failing tests show why.

.. code-block:: python

    def test_the_provider_keeps_its_contracts(contract_run):
        assert contract_run.passed

    @pytest.mark.contract("pacts/billing.json", only="a request for*")
    @pytest.mark.provider_version("2.4.0")
    def test_each_example(contract_result):             # a test for each example, of captures or of a provider
        assert contract_result.passed

Contracts and captures are those of ``[tool.contractlab]`` in the pyproject.toml of the tests' root, of
``contractlab_contracts`` and ``contractlab_captures`` in pytest's ini file, or of the fixtures of these names, which a
conftest.py may write anew.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contractlab.integrations import define_fixture
from contractlab.integrations.define_fixture import define_contract
from contractlab.integrations.pytest_examples import (
    contract_example,
    contract_result,
    contractlab_provider,
    contractlab_sources,
    contractlab_states,
    parameters,
)
from contractlab.integrations.pytest_memory import (
    FailureMemory,
    add_memory_option,
    keep_example,
    keep_run,
    leave_out_passed,
)
from contractlab.integrations.pytest_recorded import prepare_recorded, recorded_run, selected_run
from contractlab.integrations.pytest_reports import (
    add_report_option,
    is_empty,
    is_written,
    keep_run_of_session,
    prepare_reports,
    report_path,
    take_runs,
    write_reports,
)
from contractlab.integrations.pytest_settings import (
    Selection,
    add_ini_options,
    add_markers,
    files_of,
    selection_of,
    settings_of,
)
from contractlab.integrations.pytest_views import compared_lines, show_views

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from contractlab.verification.run import Run

__all__ = [
    "contract_example",
    "contract_result",
    "contract_run",
    "contractlab_captures",
    "contractlab_contracts",
    "contractlab_provider",
    "contractlab_sources",
    "contractlab_states",
    "define_contract",
]

_FAULTS: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, and what pytest's ini file may say."""
    group = parser.getgroup("contractlab", "contracts")
    define_fixture.add_define_option(group)
    add_report_option(parser, group)
    add_memory_option(group)
    add_ini_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what the session collects."""
    config.stash[_FAULTS] = []
    prepare_reports(config)
    prepare_recorded(config)
    define_fixture.prepare_definitions(config)
    add_markers(config)
    if not hasattr(config, "workerinput"):  # pytest-xdist hands its workers' reports to the session's own process
        config.pluginmanager.register(FailureMemory(config), "contractlab-failures")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test for each example, and one for what markers choose."""
    from contractlab.errors import ContractLabError

    item: Any = metafunc.definition
    by_example = "contract_example" in metafunc.fixturenames and not item.get_closest_marker("contractlab_examples")
    selection = selection_of(item)
    if by_example:
        try:
            listed = _examples(metafunc.config, selection)
        except ContractLabError as error:
            raise pytest.Collector.CollectError(f"{item.nodeid}: {error}") from None
        metafunc.parametrize("contract_example", listed, indirect=True)
    if "contract_run" in metafunc.fixturenames and selection is not None:
        chosen = pytest.param(selection, id=selection.label)
        metafunc.parametrize("contract_run", [chosen], indirect=True, scope="session")


def _examples(config: pytest.Config, selection: Selection | None) -> list[Any]:
    """The examples of the marker's contracts, else of the settings', as parameters."""
    import contractlab as cl

    chosen = Selection() if selection is None else selection
    sources = files_of(config, chosen.sources or settings_of(config).contracts)
    if not sources:
        return []
    return parameters(cl.load_all(sources), only=chosen.only, state=chosen.state, consumer=chosen.consumer)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of examples that passed last time, where this is asked for."""
    leave_out_passed(config, items)


@pytest.fixture(scope="session")
def contractlab_contracts(pytestconfig: pytest.Config) -> Any:
    """Contracts to check: paths, contracts, or a list of these. Write your own, or set it in [tool.contractlab]."""
    return files_of(pytestconfig, settings_of(pytestconfig).contracts)


@pytest.fixture(scope="session")
def contractlab_captures(pytestconfig: pytest.Config) -> Any:
    """Captures to check contracts against: paths, or Captures. Write your own, or set it in [tool.contractlab]."""
    return files_of(pytestconfig, settings_of(pytestconfig).captures)


@pytest.fixture(scope="session")
def contract_run(
    request: pytest.FixtureRequest, pytestconfig: pytest.Config, contractlab_contracts: Any, contractlab_captures: Any
) -> Run:
    """Contracts checked against captures: .passed, .failures, .causes. A failing test shows what is broken."""
    selection: Selection | None = getattr(request, "param", None)  # set where the test has a marker
    missing = {
        "contracts": contractlab_contracts if selection is None or not selection.sources else None,
        "captures": contractlab_captures if selection is None or selection.captures is None else None,
    }
    for name, sources in missing.items():
        if isinstance(sources, list | tuple) and not sources:
            pytest.fail(
                f"no {name}: set {name} in [tool.contractlab] of {pytestconfig.rootpath / 'pyproject.toml'}, or write "
                f"a fixture contractlab_{name} that gives them",
                pytrace=False,
            )
    if selection is None:
        run = recorded_run(pytestconfig, contractlab_contracts, contractlab_captures)
    else:
        run = selected_run(pytestconfig, selection, contractlab_contracts, contractlab_captures)
    keep_run_of_session(pytestconfig, run)
    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a failing test show the runs and results that it was about, as a terminal shows them."""
    report = yield
    define_fixture.note_outcome(item, report)
    keep_example(item, report)
    if report.when == "call":
        run = item.funcargs.get("contract_run") if isinstance(item, pytest.Function) else None
        if run is not None:
            keep_run(report, run)
        if report.failed:
            show_views(item, call, report)
    return report


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say what a comparison of contracts, runs or results is about, in the words of their views."""
    return compared_lines(op, left, right)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take what a worker of pytest-xdist has defined and found; one that broke down has handed on nothing."""
    output = getattr(node, "workeroutput", None)
    define_fixture.take_part(node.config, output)
    take_runs(node.config, node.gateway.id, output)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the contracts that tests defined, and the report."""
    faults = session.config.stash[_FAULTS]
    defined_faults = define_fixture.write_definitions(session.config, lambda: _defined_folder(session.config))
    faults += defined_faults
    if defined_faults and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    faults += write_reports(session.config)
    if faults and not is_empty(session.config) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR


def _defined_folder(config: pytest.Config) -> Path:
    """Where contracts are written: the first folder of the settings, or ``pacts`` beside the tests' root."""
    named = [source for source in settings_of(config).contracts if "://" not in source and not Path(source).suffix]
    return config.rootpath / (named[0] if named else "pacts")


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Say where the report lies, or why there is none."""
    for fault in config.stash[_FAULTS]:
        terminalreporter.write_line(f"contractlab: {fault}", red=True)
    for sentence in define_fixture.told_of_definitions(config):
        terminalreporter.write_line(f"contractlab: {sentence}")
    if is_written(config):
        terminalreporter.write_line(f"contractlab: report written to {report_path(config)}")
