"""The command ``contractlab report``: a notebook is executed, and every other form is written from the run in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contractlab.cli_output import INTERNAL, UNREADABLE, complain, draw_run, status_of, write_files
from contractlab.errors import ContractLabError

if TYPE_CHECKING:
    from contractlab.verification.run import Run

__all__ = ["Wanted", "parameters_of", "run_report"]

_INPUT = frozenset({"", "InvalidContract", "InvalidCapture", "ProviderError", "SaveConflict"})
"""Exceptions in the notebook that tell of input, not of a fault in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written beside the notebook; None for what is not.

    Attributes
    ----------
    output : str
        The notebook.
    html, markdown, summary, json_file, junit : str or None
    stamp : str
    """

    output: str
    html: str | None = None
    markdown: str | None = None
    summary: str | None = None
    json_file: str | None = None
    junit: str | None = None
    stamp: str = ""

    def check(self) -> None:
        """Refuse names that do not say what is written, before anything is.

        Raises
        ------
        click.UsageError
        """
        for path, end in ((self.output, ".ipynb"), (self.html, ".html"), (self.markdown, ".md")):
            if path and Path(path).suffix.lower() != end:
                raise click.UsageError(f"{path}: this file is to end in {end}")


def parameters_of(given: Sequence[str]) -> dict[str, Any]:
    """Parameters as the command line has them: ``name=JSON``; what is no JSON is text.

    Raises
    ------
    click.UsageError
        If one has no name.
    """
    found: dict[str, Any] = {}
    for one in given:
        name, sign, text = one.partition("=")
        if not sign or not name.isidentifier():
            raise click.UsageError(f"-p {one!r} is no parameter; write -p name=value, such as -p most_failures=10")
        try:
            found[name] = json.loads(text)
        except ValueError:
            found[name] = text
    return found


def run_report(parameters: Mapping[str, Any], wanted: Wanted, *, kernel: str, template: str | None) -> int:
    """Execute the notebook, write everything else, show the run.

    Returns
    -------
    int
        Exit status: that of the run; if a cell fails that has nothing to do with the input, that of a fault.
    """
    from contractlab.reports import ReportFailed, execute_report, judge

    wanted.check()
    broken = 0
    try:
        run = execute_report(wanted.output, parameters, kernel=kernel, template=template)
    except ReportFailed as error:
        complain(error)
        if error.path is None or error.error in _INPUT:
            return UNREADABLE
        broken = INTERNAL
        try:
            # The notebook ends where it failed; what it is about can be judged all the same.
            run = judge(parameters)
        except ContractLabError as fault:
            complain(fault)
            return broken
    return max(write_all(run, wanted, executed=True), broken)


def write_all(run: Run, wanted: Wanted, *, executed: bool) -> int:
    """Write every form that is wanted, and show the run; its exit status.

    Parameters
    ----------
    run : Run
    wanted : Wanted
    executed : bool
        True if the notebook is there already.
    """
    from contractlab.reports import Report, render_summary, write_report

    wanted.check()
    made = Report(run, stamp=wanted.stamp)
    for path in (None if executed else wanted.output, wanted.html, wanted.markdown):
        if path:
            write_report(made, Path(path).expanduser())
    if wanted.summary:
        _append(wanted.summary, render_summary(made))
    write_files(run, json_file=wanted.json_file, junit=wanted.junit)
    if "-" not in (wanted.json_file, wanted.junit):
        draw_run(run)
        named = [one for one in (wanted.output, wanted.html, wanted.markdown, wanted.summary) if one]
        click.echo(f"\nreport: {', '.join(named)}")
    return status_of(run)


def _append(path: str, text: str) -> None:
    """Add to a file, as steps of a job share one summary."""
    from contractlab.errors import SaveConflict

    try:
        with Path(path).expanduser().open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise SaveConflict(f"{path}: cannot be written: {error.strerror or error}") from None
