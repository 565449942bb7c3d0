"""The command ``contractlab crosscheck``: the core of pact-python judges the same captures."""

from __future__ import annotations

import json
from dataclasses import dataclass

import click

import contractlab as cl
from contractlab.cli.declare import command, option
from contractlab.cli.input_options import (
    base_path_option,
    captures_option,
    contracts_argument,
    dialect_option,
    only_option,
    redact_option,
)
from contractlab.cli.inputs import load_captures_of, load_contracts_of, project_settings, redaction_of, require_input
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, draw, tell_refused
from contractlab.cli.verbosity import is_quiet

__all__ = ["CrosscheckArguments", "crosscheck"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosscheckArguments:
    """What is compared, and how it is written."""

    contracts: tuple[str, ...] = contracts_argument()
    captures: tuple[str, ...] = captures_option()
    dialect: str = dialect_option(
        "Whose verdicts are compared with the core's: those that we give for it, or the specification's."
    )
    only: tuple[str, ...] = only_option("compare")
    base_path: str = base_path_option()
    redact: tuple[str, ...] = redact_option()
    as_json: bool = option("--json", is_flag=True, help="Write the comparison as JSON.")


@command(CrosscheckArguments, broken="a difference has no reason that is documented, or nothing could be compared")
def crosscheck(arguments: CrosscheckArguments) -> int:
    """Compare our verdicts with those of pact-python's core."""
    settings = project_settings()
    contracts = load_contracts_of(arguments.contracts, settings)
    captures = load_captures_of(arguments.captures, settings, base_path=arguments.base_path)
    require_input(contracts, captures)
    run = cl.verify(
        contracts,
        captures,
        dialect=arguments.dialect,
        only=arguments.only or None,
        redaction=redaction_of(arguments.redact, settings),
    )
    checked = cl.crosscheck(run)
    if arguments.as_json:
        click.echo(json.dumps(checked.to_dict(), indent=1))
    elif not (checked.passed and is_quiet()):
        draw(checked)
    if tell_refused(contracts, captures):
        return UNREADABLE
    return PASSED if checked.passed else BROKEN
