"""The command ``contractlab join``: runs that several jobs saved, as one run and one report."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import click

import contractlab as cl
from contractlab.cli.declare import BROKEN_RUN, argument, command, option
from contractlab.cli.file_names import FILE
from contractlab.cli.output import status_of
from contractlab.cli.output_format import output_format_option, write_run
from contractlab.cli.standard_input import refuse_standard_input
from contractlab.cli.verbosity import note
from contractlab.values.files import append_file

__all__ = ["JoinArguments", "join"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinArguments:
    """Which runs, and in which forms the one of them is written."""

    runs: tuple[str, ...] = argument(nargs=-1, required=True, metavar="RUN...", type=FILE)
    output: str | None = option("--output", metavar="FILE", help="Save the run for cl.load_run.")
    html: str | None = option("--html", metavar="FILE", help="Write a report as one page that needs nothing else.")
    markdown: str | None = option("--markdown", metavar="FILE", help="Write a report as Markdown.")
    notebook: str | None = option("--notebook", metavar="FILE", help="Write a report as a notebook.")
    summary: str | None = option(
        "--summary", metavar="FILE", help="Append the report to a step summary ($GITHUB_STEP_SUMMARY)."
    )
    json_file: str | None = option("--json", metavar="FILE", help="Write the whole run as JSON; - for standard output.")
    junit: str | None = option("--junit", metavar="FILE", help="Write a JUnit file; - for standard output.")
    sarif: str | None = option("--sarif", metavar="FILE", help="Write a SARIF log; - for standard output.")
    gitlab: str | None = option(
        "--gitlab", metavar="FILE", help="Write a GitLab code quality report; - for standard output."
    )
    output_format: str = output_format_option()


@command(JoinArguments, broken=BROKEN_RUN)
def join(arguments: JoinArguments) -> int:
    """Join runs that verify --output saved in several jobs: one run, of several versions also what broke when.

    What one job exercised is exercised; contracts and recordings that several jobs read count once.
    """
    refuse_standard_input(arguments.runs, "runs are read from files")
    forms = {arguments.html: ".html", arguments.markdown: ".md", arguments.notebook: ".ipynb"}
    for path, end in forms.items():
        if path and Path(path).suffix.lower() != end:
            raise click.UsageError(f"{path}: must end in {end}")
    run = cl.join(*arguments.runs)
    if arguments.output:
        run.save(arguments.output)
    written = [path for path in forms if path]
    if written or arguments.summary:
        _report(run, written, arguments.summary)
    if write_run(run, arguments) and written:
        note(f"\nreport: {', '.join(written)}")
    return status_of(run)


def _report(run: cl.Run, paths: list[str], summary: str | None) -> None:
    from contractlab.reports import Checkout, Report, render_summary, write_report

    made = Report(run)
    for path in paths:
        write_report(made, Path(path).expanduser())
    if summary:
        append_file(Path(summary).expanduser(), render_summary(made, Checkout.of(os.environ)))
