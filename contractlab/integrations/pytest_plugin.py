"""A plugin for pytest: `contract_run`, `define_contract`, and ``--contractlab-report``; failing tests show why.

.. code-block:: python

    def test_the_provider_keeps_its_contracts(contract_run):
        assert contract_run.passed

Contracts and captures are those of ``[tool.contractlab]`` in the pyproject.toml of the tests' root, or of the fixtures
`contractlab_contracts` and `contractlab_captures`, which a conftest.py may write anew.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contractlab.integrations import define_fixture
from contractlab.integrations.define_fixture import define_contract
from contractlab.integrations.pytest_examples import (
    contract_example,
    contract_result,
    contractlab_provider,
    contractlab_states,
    parameters,
)

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from contractlab.settings import Settings
    from contractlab.verification.run import Run

__all__ = [
    "contract_example",
    "contract_result",
    "contract_run",
    "contractlab_captures",
    "contractlab_contracts",
    "contractlab_provider",
    "contractlab_states",
    "define_contract",
]

_RUNS: pytest.StashKey[list[Run]] = pytest.StashKey()
_FAULTS: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--contractlab-report``."""
    group = parser.getgroup("contractlab", "contracts")
    define_fixture.add_define_option(group)
    group.addoption(
        "--contractlab-report",
        metavar="PATH",
        help="write what contract_run found as a report: a notebook (.ipynb), a page (.html) or Markdown (.md)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what the session collects."""
    config.stash[_RUNS] = []
    config.stash[_FAULTS] = []
    define_fixture.prepare_definitions(config)
    config.addinivalue_line("markers", "contractlab_examples(asked): set by contractlab.examples")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test for each example of the settings' contracts, where one asks for `contract_example` undecorated."""
    if "contract_example" not in metafunc.fixturenames or metafunc.definition.get_closest_marker(
        "contractlab_examples"
    ):
        return
    import contractlab as cl

    sources = _from_root(metafunc.config, _settings(metafunc.config).contracts)
    listed = parameters(cl.load_all(*sources)) if sources else []
    metafunc.parametrize("contract_example", listed, indirect=True)


def _settings(config: pytest.Config) -> Settings:
    """The settings of the tests' root."""
    from contractlab.settings import read_settings

    return read_settings(config.rootpath)


def _from_root(config: pytest.Config, sources: Sequence[str]) -> list[str]:
    """Paths from the folder that the settings are written in; addresses as they are."""
    return [source if "://" in source else str(config.rootpath / source) for source in sources]


@pytest.fixture(scope="session")
def contractlab_contracts(pytestconfig: pytest.Config) -> Any:
    """Contracts to check: what `contractlab.verify` takes."""
    return _from_root(pytestconfig, _settings(pytestconfig).contracts)


@pytest.fixture(scope="session")
def contractlab_captures(pytestconfig: pytest.Config) -> Any:
    """Captures to check them against: what `contractlab.load_captures` takes, or Captures."""
    return _from_root(pytestconfig, _settings(pytestconfig).captures)


@pytest.fixture(scope="session")
def contract_run(pytestconfig: pytest.Config, contractlab_contracts: Any, contractlab_captures: Any) -> Run:
    """Contracts checked against captures; a test that fails with it shows what is broken."""
    import contractlab as cl

    for name, sources in (("contracts", contractlab_contracts), ("captures", contractlab_captures)):
        if isinstance(sources, list | tuple) and not sources:
            pytest.fail(
                f"no {name}: set {name} in [tool.contractlab] of {pytestconfig.rootpath / 'pyproject.toml'}, or write "
                f"a fixture contractlab_{name} that gives them",
                pytrace=False,
            )
    desk = cl.open(contractlab_contracts, contractlab_captures, settings=_settings(pytestconfig))
    pytestconfig.stash[_RUNS].append(desk.run)
    return desk.run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a failing test that used the run show it, as a terminal shows it."""
    report = yield
    define_fixture.note_outcome(item, report)
    if isinstance(item, pytest.Function) and report.when == "call" and report.failed:
        _show(report, item.funcargs.get("contract_result"), "contract")
    run = item.funcargs.get("contract_run") if isinstance(item, pytest.Function) else None
    if report.when == "call" and report.failed:
        _show(report, run, "contracts")
    return report


def _show(report: pytest.TestReport, shown: object, title: str) -> None:
    """Add the view of a run or a result; a conftest.py may write their fixtures anew."""
    if shown is None:
        return
    from contractlab.values.display import Shown, present

    if isinstance(shown, Shown):
        report.sections.append((title, present(shown)["text/plain"]))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take what a worker of pytest-xdist has defined; one that broke down has handed on nothing."""
    define_fixture.take_part(node.config, getattr(node, "workeroutput", None))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the contracts that tests defined, and the report."""
    defined_faults = define_fixture.write_definitions(session.config, lambda: _defined_folder(session.config))
    if defined_faults:
        session.config.stash[_FAULTS] += defined_faults
        if session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    path, runs = session.config.getoption("--contractlab-report"), session.config.stash[_RUNS]
    # With pytest-xdist a worker may have run no test that used the fixture; another one has.
    if not path or (hasattr(session.config, "workerinput") and not runs):
        return
    from contractlab.errors import ContractLabError

    faults = session.config.stash[_FAULTS]
    if not runs:
        faults.append(f"no test used contract_run, so there is nothing to write to {path}")
        return
    from contractlab.reports import report

    for number, run in enumerate(runs):
        target = Path(path)
        if number:  # fixtures of several folders make several runs
            target = target.with_name(f"{target.stem}-{number + 1}{target.suffix}")
        try:
            report(run, target)
        except (ContractLabError, TypeError, ValueError) as error:
            faults.append(f"the report {target} could not be written: {error}")
    if faults and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR


def _defined_folder(config: pytest.Config) -> Path:
    """Where contracts are written: the first folder of the settings, or ``pacts`` beside the tests' root."""
    named = [source for source in _settings(config).contracts if "://" not in source and not Path(source).suffix]
    return config.rootpath / (named[0] if named else "pacts")


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Say where the report lies, or why there is none."""
    path = config.getoption("--contractlab-report")
    for fault in config.stash[_FAULTS]:
        terminalreporter.write_line(f"contractlab: {fault}", red=True)
    for sentence in define_fixture.told_of_definitions(config):
        terminalreporter.write_line(f"contractlab: {sentence}")
    if path and config.stash[_RUNS] and not config.stash[_FAULTS]:
        terminalreporter.write_line(f"contractlab: report written to {path}")
