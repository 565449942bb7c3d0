"""Which form goes to standard output, and which forms go to files: one table of writers for every command."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from contractlab.cli.declare import option
from contractlab.cli.output import draw, draw_run
from contractlab.cli.output_form import FORMS, OutputForm
from contractlab.cli.verbosity import is_quiet
from contractlab.errors import SaveConflict
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.contracts.collection import Contracts
    from contractlab.openapi.agreement.check import Agreement
    from contractlab.reports.annotations import Finding
    from contractlab.verification import Run

__all__ = [
    "FORMATS",
    "RunFiles",
    "echo_findings",
    "output_format_option",
    "write_agreement",
    "write_contracts",
    "write_findings",
    "write_run",
]

FORMATS = FORMS
"""Our own forms of standard output."""


def output_format_option(*, of_run: bool = True) -> Any:
    """Declare the option that chooses the form of standard output.

    Parameters
    ----------
    of_run : bool
        False for a command that judges no run.
    """
    return option(
        "--format",
        type=OutputForm(of_run),
        default="text",
        show_default=True,
        help="Form of standard output; github: the text, then annotations at file and line.",
    )


class RunFiles(Protocol):
    """What of a command's arguments says where a run is written."""

    @property
    def output_format(self) -> str:
        """Form of standard output."""

    @property
    def json_file(self) -> str | None:
        """Where the run goes as JSON; ``-`` is standard output."""

    @property
    def junit(self) -> str | None:
        """Where it goes as JUnit XML."""

    @property
    def sarif(self) -> str | None:
        """Where it goes as a SARIF log."""

    @property
    def gitlab(self) -> str | None:
        """Where it goes as a code quality report."""


def write_run(run: Run, arguments: RunFiles) -> bool:
    """Write a run to standard output and to the files that were asked for.

    Returns
    -------
    bool
        True if standard output is for people, so that more may be written there.

    Raises
    ------
    click.UsageError
        If several forms are to go to standard output.
    SaveConflict
        If a file cannot be written.
    """
    form = _write_files(arguments, lambda name: _written(run, name))
    if form not in FORMATS:
        _echo_added(_added(run, form))
        return False
    if form not in ("text", "github"):
        click.echo(_written(run, form).rstrip("\n"))
        return False
    if is_quiet():
        from contractlab.reports.annotations import findings_of_run

        echo_findings(findings_of_run(run))
    else:
        draw_run(run)
    if form == "github":
        _echo_lines(_written(run, form))
    return True


def _write_files(arguments: RunFiles, written: Callable[[str], str]) -> str:
    """Write the files that were asked for; gives the form of standard output."""
    files = {
        "json": arguments.json_file,
        "junit": arguments.junit,
        "sarif": arguments.sarif,
        "gitlab": arguments.gitlab,
    }
    chosen = [name for name, file in files.items() if file == "-"]
    if arguments.output_format != "text":
        chosen.append(arguments.output_format)
    if len(chosen) > 1:
        options = " and ".join(f"--format {name}" if files.get(name) != "-" else f"--{name} -" for name in chosen)
        raise click.UsageError(f"{options} cannot both go to standard output; give one of them a file")
    for name, file in files.items():
        if file and file != "-":
            _replace(file, written(name))
    return chosen[0] if chosen else "text"


def write_agreement(agreement: Agreement, arguments: RunFiles) -> None:
    """Write what contracts and an API document say differently, to standard output and to files.

    Raises
    ------
    click.UsageError, SaveConflict
        As `write_run`.
    """
    from contractlab.reports.annotations import findings_of_agreement

    findings = findings_of_agreement(agreement)

    def written(name: str) -> str:
        if name == "json":
            from contractlab.openapi.agreement.written import agreement_document

            return json.dumps(agreement_document(agreement), indent=1)
        if name == "junit":
            from contractlab.reports.annotations import junit_findings

            return junit_findings(findings, "verify")
        return _annotations(name, findings)

    form = _write_files(arguments, written)
    if form not in FORMATS:
        _echo_added(_added_findings(findings, form))
    elif form in ("text", "github"):
        if is_quiet():
            echo_findings(findings)
        else:
            draw(agreement)
        if form == "github":
            _echo_lines(written(form))
    else:
        _echo_lines(written(form))


def echo_findings(findings: Sequence[Finding]) -> None:
    """Write what breaks a build, a line each; nothing where nothing does."""
    for finding in findings:
        if finding.level == "error":
            line = "" if finding.line is None else f":{finding.line}"
            click.echo(f"{visible(finding.file)}{line}: {finding.title}: {finding.message}".removeprefix(": "))


def write_contracts(contracts: Contracts, form: str) -> None:
    """Write what is odd about contracts to standard output as `form`, one that is for programs."""
    from contractlab.reports.annotations import findings_of_contracts

    write_findings(findings_of_contracts(contracts), form, "lint")


def write_findings(findings: Sequence[Finding], form: str, command: str) -> None:
    """Write findings to standard output as `form`, one that is for programs.

    Parameters
    ----------
    findings : sequence of Finding
    form : str
    command : str
        What found them.
    """
    if form not in FORMATS:
        _echo_added(_added_findings(findings, form))
    elif form == "junit":
        from contractlab.reports.annotations import junit_findings

        _echo_lines(junit_findings(findings, command))
    else:
        _echo_lines(_annotations(form, findings))


def _added(run: Run, name: str) -> str | bytes:
    """A run in a form that another package writes: a report where it writes some, else what was found."""
    from contractlab.reports.added_writers import added_writers, write_added_report

    if f".{name}" in added_writers():
        from contractlab.reports import Report

        return write_added_report(Report(run), name)
    from contractlab.reports.annotations import findings_of_run

    return _added_findings(findings_of_run(run), name)


def _added_findings(findings: Sequence[Finding], name: str) -> str | bytes:
    from contractlab.reports.added_writers import added_finding_writers, write_added_findings

    if name not in added_finding_writers():
        raise SaveConflict(f"standard output: the writer of {name!r} cannot be used, as its warning says")
    return write_added_findings(findings, name)


def _echo_added(written: str | bytes) -> None:
    """Bytes as they are; a text ends with its line."""
    if isinstance(written, bytes):
        click.echo(written, nl=False)
    else:
        _echo_lines(written)


def _echo_lines(text: str) -> None:
    if text:
        click.echo(text.rstrip("\n"))


def _replace(file: str, text: str) -> None:
    from contractlab.values.files import replace_file

    replace_file(Path(file), text.rstrip("\n").encode("utf-8", "backslashreplace") + b"\n")


def _written(run: Run, form: str) -> str:
    """A run in a form that is for programs."""
    if form == "json":
        return json.dumps(run.to_dict(), indent=1)
    if form == "junit":
        from contractlab.views.junit import junit_xml

        return junit_xml(run)
    from contractlab.reports.annotations import findings_of_run

    return _annotations(form, findings_of_run(run))


def _annotations(form: str, findings: Sequence[Finding]) -> str:
    from contractlab.reports.annotations import code_quality, github_commands, junit_findings, sarif_log

    writers: Mapping[str, Callable[[Sequence[Finding]], str]] = {
        "github": github_commands,
        "gitlab": code_quality,
        "junit": junit_findings,
        "sarif": sarif_log,
    }
    return writers[form](findings)
