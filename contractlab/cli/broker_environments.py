"""``create-environment`` and ``list-environments``."""

from __future__ import annotations

from dataclasses import dataclass

import click

from contractlab.cli.broker_inputs import BrokerArguments, OutputArguments, echo_json, echo_table, open_broker
from contractlab.cli.declare import command, option
from contractlab.cli.output import PASSED
from contractlab.values.text import visible

__all__ = ["create_environment", "list_environments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateEnvironmentArguments(BrokerArguments):
    """What it is called."""

    name: str = option("--name", required=True, metavar="NAME", help="Name, without blanks; case counts.")
    display_name: str | None = option("--display-name", metavar="TEXT", help="Name for people.")
    production: bool = option("--production/--no-production", default=False, help="Whether customers use it.")


@command(CreateEnvironmentArguments, name="create-environment")
def create_environment(arguments: CreateEnvironmentArguments) -> int:
    """Create an environment."""
    with open_broker(arguments) as broker:
        broker.create_environment(arguments.name, production=arguments.production, display_name=arguments.display_name)
    click.echo(visible(f"Created the environment {arguments.name}."))
    return PASSED


@command(OutputArguments, name="list-environments")
def list_environments(arguments: OutputArguments) -> int:
    """List environments."""
    with open_broker(arguments, reads=True) as broker:
        environments = list(broker.environments)
    if arguments.output == "json":
        echo_json(
            [
                {"name": each.name, "displayName": each.display_name, "production": each.production}
                for each in environments
            ]
        )
        return PASSED
    rows = [(each.name, each.display_name or "", "true" if each.production else "false") for each in environments]
    echo_table(("NAME", "DISPLAY NAME", "PRODUCTION"), rows)
    return PASSED
