"""The command ``contractlab drift``: what changed in a provider's answers from version to version."""

from __future__ import annotations

from dataclasses import dataclass

import click

import contractlab as cl
from contractlab.cli.declare import command, option
from contractlab.cli.input_options import (
    base_path_option,
    captures_option,
    contracts_argument,
    csv_option,
    json_option,
)
from contractlab.cli.inputs import load_captures_of, load_contracts_of, project_settings, require_input
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, draw, tell_refused
from contractlab.cli.written_table import table_form, write_table

__all__ = ["DriftArguments", "drift"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftArguments:
    """Whose contracts, which answers, and how it is written."""

    contracts: tuple[str, ...] = contracts_argument()
    captures: tuple[str, ...] = captures_option()
    base_path: str = base_path_option()
    fail_on_change: bool = option(
        "--fail-on-change", is_flag=True, help="Fail if anything changed that a contract asks for."
    )
    as_json: bool = json_option("changes of fields")
    as_csv: bool = csv_option("change of a field")


@command(DriftArguments, broken="with --fail-on-change, something changed that a contract asks for")
def drift(arguments: DriftArguments) -> int:
    """List what changed in answers over the versions of a provider, and what came before a failure."""
    settings = project_settings()
    form = table_form(as_json=arguments.as_json, as_csv=arguments.as_csv)
    contracts = load_contracts_of(arguments.contracts, settings)
    captures = load_captures_of(arguments.captures, settings, base_path=arguments.base_path)
    require_input(contracts, captures)
    matrix = cl.matrix(contracts, captures, allow_not_exercised=True)
    changes = cl.drift(matrix)
    if form == "text":
        draw(changes)
    else:
        write_table(changes.to_frame(), form)
    if tell_refused(contracts, captures):
        return UNREADABLE
    if len(matrix.versions) < 2:
        click.echo("the captures are of one version: give captures of several, such as a folder for each", err=True)
    asked = arguments.fail_on_change and any(change.asked_by for change in changes)
    return BROKEN if asked else PASSED
