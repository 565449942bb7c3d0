"""The command ``contractlab lint``: what is odd about contracts."""

from __future__ import annotations

import json
from dataclasses import dataclass

import click

import contractlab as cl
from contractlab.cli.declare import command, option
from contractlab.cli.input_options import contracts_argument
from contractlab.cli.inputs import load_contracts_of, project_settings
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, tell_refused
from contractlab.cli.output_format import output_format_option, write_contracts
from contractlab.cli.verbosity import is_quiet, note
from contractlab.values.text import count, visible

__all__ = ["LintArguments", "lint"]

_WORST = 5
"""Paths that are named where contracts are too loose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LintArguments:
    """Which contracts, how strictly, and how it is written."""

    contracts: tuple[str, ...] = contracts_argument()
    strict: bool = option("--strict", is_flag=True, help="Warnings fail as well.")
    min_strictness: int | None = option(
        "--min-strictness", type=click.IntRange(0, 100), metavar="PERCENT",
        help="Fail if fewer of the wrong answers that the contracts ask about would be stopped.",
    )  # fmt: skip
    as_json: bool = option("--json", is_flag=True, help="Write JSON instead of lines.")
    output_format: str = output_format_option(of_run=False)


@command(LintArguments, broken="a problem that is an error, with --strict any problem")
def lint(arguments: LintArguments) -> int:
    """List what is odd about contracts, with file and line."""
    contracts = load_contracts_of(arguments.contracts, project_settings())
    problems = contracts.problems
    errors = sum(problem.severity == "error" for problem in problems)
    form = _form(arguments)
    if form == "json":
        click.echo(json.dumps(_document(contracts), indent=1))
    elif form not in ("text", "github"):
        write_contracts(contracts, form)
    else:
        for problem in problems:
            if problem.severity == "error" or arguments.strict or not is_quiet():
                click.echo(visible(cl.Redaction().redact_text(str(problem))))
        files = f"{count(len(contracts), 'contract')}, {count(contracts.examples_count, 'example')}"
        if not is_quiet():
            click.echo(f"{files}: {count(errors, 'error')}, {count(len(problems) - errors, 'other remark')}")
        if form == "github":
            write_contracts(contracts, form)
    loose = arguments.min_strictness is not None and _is_loose(contracts, arguments.min_strictness)
    if tell_refused(contracts):
        return UNREADABLE
    return BROKEN if loose or errors or (arguments.strict and problems) else PASSED


def _is_loose(contracts: cl.Contracts, least: int) -> bool:
    """Tell on standard error how strict the contracts are; True if they are less than they should be."""
    strictness = cl.strictness(contracts)
    figures = f"{strictness.stopped:,} of {strictness.asked:,} wrong answers are stopped ({strictness.percent} %)"
    if strictness.percent >= least:
        note(f"strictness: {figures}")
        return False
    click.echo(f"strictness: {figures}, and {least} % are asked for", err=True)
    for path in [path for path in strictness.paths if path.weakly][:_WORST]:
        first = path.first_let_through
        words = "" if first is None else f": {first.words} passes"
        click.echo(visible(cl.Redaction().redact_text(f"  {path.label}{words}")), err=True)
    return True


def _form(arguments: LintArguments) -> str:
    """The form of standard output; ``--json`` is the older spelling of ``--format json``.

    Raises
    ------
    click.UsageError
        If the two ask for different forms.
    """
    if arguments.as_json and arguments.output_format not in ("text", "json"):
        raise click.UsageError(f"--json and --format {arguments.output_format} cannot both go to standard output")
    return "json" if arguments.as_json else arguments.output_format


def _document(contracts: cl.Contracts) -> dict[str, object]:
    """What was found, for other programs.

    Returns
    -------
    dict
        Counts of ``contracts`` and ``examples``; ``problems`` and ``refused`` with file, line and JSON pointer.
    """
    hide = cl.Redaction().redact_text  # contracts may come from addresses with user names and tokens
    return {
        "contracts": len(contracts),
        "examples": contracts.examples_count,
        "problems": [
            {
                "severity": problem.severity,
                "code": problem.code,
                "message": hide(str(problem.message)),
                "file": hide(problem.location.file),
                "line": problem.line,
                "pointer": problem.pointer,
                "example": problem.example,
            }
            for problem in contracts.problems
        ],
        "refused": [
            {"file": hide(refused.source), "line": fault.line, "pointer": fault.pointer, "message": hide(fault.message)}
            for refused in contracts.refused
            for fault in refused.faults
        ],
    }
