"""The command ``contractlab coverage``: which fields of a provider nobody asks for."""

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
    csv_option,
    json_option,
)
from contractlab.cli.inputs import load_captures_of, load_contracts_of, project_settings, require_input
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, draw, tell_refused
from contractlab.cli.written_table import table_form, write_table
from contractlab.values.json_types import JSON

__all__ = ["CoverageArguments", "coverage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageArguments:
    """Whose contracts, which answers, and how it is written."""

    contracts: tuple[str, ...] = contracts_argument()
    captures: tuple[str, ...] = captures_option()
    base_path: str = base_path_option()
    removable: str = option(
        "--removable",
        default="",
        metavar="PATH",
        help="Ask about one field, such as $.loyaltyTier: fails if asked for.",
    )
    endpoint: str = option(
        "--endpoint", default="", metavar="NAME", help='Of --removable: the endpoint, such as "GET /customers/{id}".'
    )
    as_json: bool = json_option("fields with who asks for them")
    as_csv: bool = csv_option("field")


@command(CoverageArguments, broken="the field of --removable is asked for")
def coverage(arguments: CoverageArguments) -> int:
    """List the fields that a provider answered, who relies on each, and which nobody asks for."""
    settings = project_settings()
    form = table_form(as_json=arguments.as_json, as_csv=arguments.as_csv)
    contracts = load_contracts_of(arguments.contracts, settings)
    captures = load_captures_of(arguments.captures, settings, base_path=arguments.base_path)
    require_input(contracts, captures)
    covered = cl.coverage(contracts, captures)
    if arguments.removable:
        try:
            removable = covered.removable(arguments.removable, arguments.endpoint)
        except KeyError as error:
            raise click.UsageError(str(error.args[0])) from None
        draw(removable)
        return UNREADABLE if tell_refused(contracts, captures) else PASSED if removable.safe else BROKEN
    if form == "json":
        click.echo(json.dumps(_document(covered), indent=1))
    elif form == "csv":
        write_table(covered.to_frame(), form)
    else:
        draw(covered)
    return UNREADABLE if tell_refused(contracts, captures) else PASSED


def _document(covered: cl.Coverage) -> list[JSON]:
    return [
        {
            "provider": each.endpoint.key.provider,
            "endpoint": each.label,
            "path": own.path,
            "asked": {consumer: str(ask.kind) for consumer, ask in own.asks.items()},
            "seen": own.seen,
            "captures": own.captures,
            "hasContract": each.has_contract,
        }
        for each in covered.endpoints
        for own in each.fields
    ]
