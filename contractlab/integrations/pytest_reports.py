"""``--contractlab-report``: what tests found, as a report; processes of pytest-xdist hand it to the one that writes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from contractlab.verification.run import Run

__all__ = [
    "add_report_option",
    "is_empty",
    "is_written",
    "keep_example_run",
    "keep_run_of_session",
    "prepare_reports",
    "report_path",
    "take_runs",
    "write_reports",
]

_OPTION = "--contractlab-report"
_HANDED_ON = "contractlab_runs"


class SessionRuns:
    """What a session has found, and what workers have handed on.

    Attributes
    ----------
    whole : list of Run
        Those of `contract_run`.
    examples : list of Run
        Those of which `contract_result` gave a result.
    handed_on : dict of str to str
        By worker: runs as JSON.
    written : bool
        True once the report is there.
    empty : bool
        True if there was nothing to write, which fails nothing.
    """

    def __init__(self) -> None:
        self.whole: list[Run] = []
        self.examples: list[Run] = []
        self.handed_on: dict[str, str] = {}
        self.written = self.empty = False

    def runs(self) -> list[Run]:
        """Runs to report on; those of single examples are one."""
        import contractlab as cl

        return [*self.whole, *([cl.join(*self.examples)] if self.examples else [])]


_RUNS: pytest.StashKey[SessionRuns] = pytest.StashKey()


def add_report_option(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Add the option, and its name in pytest's ini file."""
    words = "write what contract_run and contract_result found as a report: .ipynb, .html or .md"
    group.addoption(_OPTION, metavar="PATH", help=words)
    parser.addini("contractlab_report", words, type="string", default="")


def prepare_reports(config: pytest.Config) -> None:
    """Prepare what the session collects."""
    config.stash[_RUNS] = SessionRuns()


def report_path(config: pytest.Config) -> str | None:
    """Where the report is to be; None for nowhere."""
    typed: str | None = config.getoption(_OPTION)
    named: str = config.getini("contractlab_report")
    return typed or (str(config.rootpath / named) if named else None)


def keep_run_of_session(config: pytest.Config, run: Run) -> None:
    """Keep what `contract_run` gave."""
    if not any(run is kept for kept in config.stash[_RUNS].whole):
        config.stash[_RUNS].whole.append(run)


def keep_example_run(config: pytest.Config, run: Run) -> None:
    """Keep the run of which `contract_result` gave a result."""
    # Without a report nobody asks for it again, and the answers of all tests would stay in memory.
    if report_path(config) and not any(run is kept for kept in config.stash[_RUNS].examples):
        config.stash[_RUNS].examples.append(run)


def take_runs(config: pytest.Config, worker: str, output: Mapping[str, Any] | None) -> None:
    """Keep what a worker of pytest-xdist has handed on; None of one that broke down."""
    if output is not None and _HANDED_ON in output:
        config.stash[_RUNS].handed_on[worker] = output[_HANDED_ON]


def is_written(config: pytest.Config) -> bool:
    """True if the report is there."""
    return config.stash[_RUNS].written


def is_empty(config: pytest.Config) -> bool:
    """True if there was nothing to report on."""
    return config.stash[_RUNS].empty


def write_reports(config: pytest.Config) -> list[str]:
    """Write the report; on a worker of pytest-xdist, hand on what it is made of.

    Returns
    -------
    list of str
        What went wrong, a sentence each.
    """
    path = report_path(config)
    if not path:
        return []
    session = config.stash[_RUNS]
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is not None:
        if session.whole or session.examples:
            parts = {
                "whole": [json.dumps(run.to_dict()) for run in session.whole],
                "examples": [json.dumps(run.to_dict()) for run in SessionRuns.runs(_only_examples(session))],
            }
            output[_HANDED_ON] = json.dumps(parts)
        return []
    _gather(session)
    runs = session.runs()
    session.empty = not runs
    if not runs:
        return [f"no test used contract_run or contract_result, so there is nothing to write to {path}"]
    faults = _write(runs, Path(path))
    session.written = not faults
    return faults


def _only_examples(session: SessionRuns) -> SessionRuns:
    rest = SessionRuns()
    rest.examples = session.examples
    return rest


def _gather(session: SessionRuns) -> None:
    """Make runs of what workers have handed on; those that several of them made are one."""
    whole: dict[str, None] = {}
    examples: dict[str, None] = {}
    for _, text in sorted(session.handed_on.items()):
        parts = json.loads(text)
        whole.update(dict.fromkeys(parts["whole"]))
        examples.update(dict.fromkeys(parts["examples"]))
    session.whole += [_read(text) for text in whole]
    session.examples += [_read(text) for text in examples]


def _read(text: str) -> Run:
    import contractlab as cl

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.json"
        path.write_text(text, encoding="ascii")
        return cl.load_run(path)


def _write(runs: list[Run], path: Path) -> list[str]:
    from contractlab.errors import ContractLabError
    from contractlab.reports import report

    faults = []
    for number, run in enumerate(runs):
        # Fixtures of several folders make several runs.
        target = path.with_name(f"{path.stem}-{number + 1}{path.suffix}") if number else path
        try:
            report(run, target)
        except (ContractLabError, TypeError, ValueError) as error:
            faults.append(f"the report {target} could not be written: {error}")
    return faults
