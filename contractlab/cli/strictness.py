"""The command ``contractlab strictness``: which wrong answers contracts would let through."""

from __future__ import annotations

from dataclasses import dataclass

import click

import contractlab as cl
from contractlab.cli.declare import command, option
from contractlab.cli.input_options import contracts_argument, csv_option, json_option
from contractlab.cli.inputs import load_contracts_of, project_settings
from contractlab.cli.output import BROKEN, PASSED, UNREADABLE, draw, tell_refused
from contractlab.cli.written_table import table_form, write_table

__all__ = ["StrictnessArguments", "strictness"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictnessArguments:
    """Which contracts, how strict they have to be, and how it is written."""

    contracts: tuple[str, ...] = contracts_argument()
    minimum: int | None = option(
        "--min", type=click.IntRange(0, 100), metavar="PERCENT",
        help="Fail if fewer of the wrong answers that the contracts ask about would be stopped.",
    )  # fmt: skip
    as_json: bool = json_option("wrong answers")
    as_csv: bool = csv_option("wrong answer")


@command(StrictnessArguments, broken="less strict than --min asks for")
def strictness(arguments: StrictnessArguments) -> int:
    """Try wrong answers on contracts, and list where they would be let through."""
    form = table_form(as_json=arguments.as_json, as_csv=arguments.as_csv)
    contracts = load_contracts_of(arguments.contracts, project_settings())
    judged = cl.strictness(contracts)
    if form == "text":
        draw(judged)
    else:
        write_table(judged.to_frame(), form)
    if tell_refused(contracts):
        return UNREADABLE
    return BROKEN if arguments.minimum is not None and judged.percent < arguments.minimum else PASSED
