"""The command ``contractlab report``: a notebook is executed, and every other form is written from the run in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import contractlab as cl
from contractlab.cli.declare import BROKEN_RUN, command, option
from contractlab.cli.inputs import (
    capture_files,
    contract_files,
    load_contracts_of,
    project_settings,
    redaction_of,
    require_names,
)
from contractlab.cli.live_arguments import LiveArguments, LiveSources, ask, sources_of
from contractlab.cli.output import INTERNAL, UNREADABLE, complain, status_of
from contractlab.cli.output_format import write_run
from contractlab.cli.run_arguments import load_second_hand, verifier_results_option
from contractlab.cli.standard_input import refuse_standard_input
from contractlab.cli.verbosity import is_quiet
from contractlab.errors import ContractLabError
from contractlab.settings import Settings
from contractlab.values.files import append_file

if TYPE_CHECKING:
    from contractlab.captures import Redaction
    from contractlab.reports.parameters import JSONValue, ReportParameters

__all__ = ["ReportArguments", "report"]

_INPUT = frozenset({"", "InvalidContract", "InvalidCapture", "ProviderError", "SaveConflict"})
"""Exceptions in the notebook that tell of input, not of a fault in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportArguments(LiveArguments):
    """What every check takes, and the forms in which the report is written."""

    output: str = option(
        "--output", default="report.ipynb", show_default=True, metavar="FILE", help="The report notebook."
    )
    html: str | None = option("--html", metavar="FILE", help="Write the report as one page that needs nothing else.")
    markdown: str | None = option("--markdown", metavar="FILE", help="Write the report as Markdown.")
    summary: str | None = option(
        "--summary", metavar="FILE", help="Append the report to a step summary ($GITHUB_STEP_SUMMARY); at most 900 kB."
    )
    template: str | None = option(
        "--template", metavar="FILE", help="A notebook of your own, with a cell tagged 'parameters'."
    )
    parameters: tuple[str, ...] = option(
        "-p",
        "--parameter",
        multiple=True,
        metavar="NAME=JSON",
        help="A parameter of the notebook: -p strict=true is true here, where papermill makes it text.",
    )
    stamp: bool = option(
        "--stamp", is_flag=True, help="Say when the report was made; else reports of the same data are equal."
    )
    deploy: tuple[str, ...] = option(
        "--can-i-deploy",
        multiple=True,
        metavar="QUESTION",
        help='Ask the broker and show its answer: "Foo?version=3&environment=prod".',
    )
    insight: tuple[str, ...] = option(
        "--insight",
        multiple=True,
        type=click.Choice(["coverage", "strictness", "drift"]),
        help="More sections: who relies on what, what would slip through, what changed in silence.",
    )
    save_run: str | None = option("--save-run", metavar="FILE", help="Save the run for cl.load_run as well.")
    kernel: str = option("--kernel", default="python3", show_default=True, metavar="NAME", help="Jupyter kernel.")
    verifier_results: str | None = verifier_results_option()


@command(ReportArguments, broken=BROKEN_RUN)
def report(arguments: ReportArguments) -> int:
    """Write a report notebook and execute it; the exit status is that of the run in it.

    Captures of several versions make a report of all of them, side by side.
    """
    settings = project_settings()
    redaction = redaction_of(arguments.redact, settings)
    if not arguments.verifier_results:
        refuse_standard_input((*arguments.contracts, *arguments.captures), "the notebook reads its files again")
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC") if arguments.stamp else ""
    if arguments.verifier_results:
        _refuse_beside_results(arguments)
        contracts = load_contracts_of(arguments.contracts, settings)
        run = load_second_hand(arguments.verifier_results, contracts, arguments, redaction)
        return _write_all(run, arguments, stamp, executed=False)
    _spare_grammars()
    if arguments.only and not _typed_parameters(arguments.parameters).get("contracts"):
        require_names(load_contracts_of(arguments.contracts, settings), arguments.only)
    sources = sources_of(arguments, settings)
    if sources is None:
        return _execute(_notebook_parameters(arguments, settings, stamp), arguments)
    return _ask_and_report(sources, arguments, settings, redaction, stamp)


def _ask_and_report(
    sources: LiveSources, arguments: ReportArguments, settings: Settings, redaction: Redaction, stamp: str
) -> int:
    """Ask the provider, save its answers beside the report, and report on them; a failure of either fails."""
    contracts = load_contracts_of(arguments.contracts, settings)
    beside = str(Path(arguments.output).with_suffix(".captures.jsonl"))
    asking = replace(arguments, save_captures=arguments.save_captures or beside)
    run = ask(sources, contracts, asking, settings, redaction)
    if any(result.match is not None and result.capture is None for result in run.results):
        # Calls of functions leave nothing to judge again: the report is that of the run, and no cell makes it anew.
        _refuse_beside_calls(arguments)
        if arguments.save_run:
            run.save(arguments.save_run)
        return _write_all(run, arguments, stamp, executed=False)
    assert asking.save_captures is not None
    keys = tuple(result.example.key for result in run.results)
    reported = replace(arguments, captures=(asking.save_captures,), only=keys)
    # What was taken out of the saved answers is not judged again: the verdicts of the run itself count as well.
    return _execute(_notebook_parameters(reported, settings, stamp), arguments) or status_of(run)


def _spare_grammars() -> None:
    """Let jsonschema, which nbformat imports, find no ``rfc3987_syntax``.

    That package comes with JupyterLab and compiles 38 grammars of addresses whenever it is imported, which takes as
    long as the rest of the command. No schema of a notebook asks for them, and this process is ours alone.
    """
    if "jsonschema" not in sys.modules:
        sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # so that importing it fails


def _refuse_beside_results(arguments: ReportArguments) -> None:
    """Refuse options that say how to check, where somebody else has checked already."""
    if (
        arguments.captures
        or arguments.only
        or arguments.template
        or arguments.parameters
        or arguments.save_run
        or arguments.dialect != "reference"
    ):
        raise click.UsageError(
            "--verifier-results goes without --captures, --only, --dialect, --template, -p and --save-run"
        )


def _refuse_beside_calls(arguments: ReportArguments) -> None:
    """Refuse what only a notebook that is executed has."""
    if arguments.template or arguments.parameters:
        raise click.UsageError("--template and -p go without functions: a call of a function leaves no capture")


def _notebook_parameters(arguments: ReportArguments, settings: Settings, stamp: str) -> ReportParameters:
    from contractlab.reports import ReportParameters

    more = _typed_parameters(arguments.parameters)
    return ReportParameters(
        contracts=() if more.get("contracts") else tuple(contract_files(arguments.contracts, settings)),
        captures=() if more.get("captures") else tuple(capture_files(arguments.captures, settings)),
        dialect=arguments.dialect,
        only=arguments.only,
        provider_version=arguments.provider_version,
        base_path=arguments.base_path,
        allow_not_exercised=arguments.allow_not_exercised,
        redaction=(*settings.redaction, *arguments.redact),
        broker=settings.broker or "",
        deploy=arguments.deploy,
        insight=arguments.insight,
        stamp=stamp,
        save_run=arguments.save_run or "",
        more=more,
    )


def _typed_parameters(typed: Sequence[str]) -> dict[str, JSONValue]:
    """Parameters as the command line has them: ``name=JSON``; what is no JSON is text.

    Raises
    ------
    click.UsageError
        If one has no name.
    """
    values: dict[str, JSONValue] = {}
    for assignment in typed:
        name, sign, text = assignment.partition("=")
        if not sign or not name.isidentifier():
            raise click.UsageError(
                f"-p {assignment!r} is not a parameter; write -p name=value, such as -p most_failures=10"
            )
        try:
            values[name] = json.loads(text)
        except ValueError:
            values[name] = text
    return values


def _execute(parameters: ReportParameters, arguments: ReportArguments) -> int:
    """Execute the notebook, write everything else, show the run.

    Returns
    -------
    int
        Exit status: that of the run; if a cell fails that has nothing to do with the input, that of a fault.
    """
    from contractlab.reports import ReportFailed, execute_report, judge

    _check_names(arguments)
    broken = 0
    try:
        run = execute_report(arguments.output, parameters, kernel=arguments.kernel, template=arguments.template)
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
    return max(_write_all(run, arguments, parameters.stamp, executed=True), broken)


def _check_names(arguments: ReportArguments) -> None:
    """Refuse names that do not say what is written, before anything is.

    Raises
    ------
    click.UsageError
    """
    for path, end in ((arguments.output, ".ipynb"), (arguments.html, ".html"), (arguments.markdown, ".md")):
        if path and Path(path).suffix.lower() != end:
            raise click.UsageError(f"{path}: must end in {end}")


def _write_all(run: cl.Run, arguments: ReportArguments, stamp: str, *, executed: bool) -> int:
    """Write every form that is wanted, and show the run; its exit status.

    Parameters
    ----------
    run : Run
    arguments : ReportArguments
    stamp : str
        When the report was made; empty where it is not said.
    executed : bool
        True if the notebook is there already.
    """
    from contractlab.reports import Checkout, Report, ReportOptions, deploy_answers, render_summary, write_report

    _check_names(arguments)
    answers = deploy_answers(arguments.deploy, project_settings().broker or "")
    made = Report(run, ReportOptions(stamp=stamp), answers=answers, insight=arguments.insight)
    for path in (None if executed else arguments.output, arguments.html, arguments.markdown):
        if path:
            write_report(made, Path(path).expanduser())
    if arguments.summary:
        append_file(Path(arguments.summary).expanduser(), render_summary(made, Checkout.of(os.environ)))
    if write_run(run, arguments) and not is_quiet():
        files = [path for path in (arguments.output, arguments.html, arguments.markdown, arguments.summary) if path]
        click.echo(f"\nreport: {', '.join(files)}")
    return status_of(run)
