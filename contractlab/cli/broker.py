"""The commands ``contractlab broker …``: what is recorded in a Pact Broker, and asked of it."""

from __future__ import annotations

from importlib import import_module

import click

from contractlab.cli.declare import Command
from contractlab.cli.environment import name_variables

__all__ = ["COMMANDS", "broker"]

COMMANDS = {
    "can-i-deploy": "broker_deploy",
    "can-i-merge": "broker_deploy",
    "create-environment": "broker_environments",
    "create-or-update-pacticipant": "broker_pacticipants",
    "create-or-update-version": "broker_versions",
    "create-version-tag": "broker_versions",
    "delete-branch": "broker_versions",
    "describe-pacticipant": "broker_pacticipants",
    "describe-version": "broker_versions",
    "get-pacts": "broker_reading",
    "graph": "broker_overview",
    "list-environments": "broker_environments",
    "list-latest-pact-versions": "broker_reading",
    "list-pacticipants": "broker_pacticipants",
    "matrix": "broker_deploy",
    "mirror": "broker_mirror",
    "problems": "broker_overview",
    "provider-states": "broker_reading",
    "publish": "broker_publish",
    "push": "broker_mirror",
    "record-deployment": "broker_record",
    "record-release": "broker_record",
    "record-support-ended": "broker_record",
    "record-undeployment": "broker_record",
    "serve": "broker_serve",
}
"""Names of the commands, and the modules of this folder that hold them under the same names with underscores."""


class _BrokerGroup(click.Group):
    """Imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group`."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """See `click.Group`; by name, so that a command costs nothing where another one runs."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"contractlab.cli.{module}"), cmd_name.replace("-", "_"))
        if isinstance(command, Command):
            name_variables(command, command.common_options, "broker", cmd_name)
        return command


@click.group(cls=_BrokerGroup)
def broker() -> None:
    """Publish to a Pact Broker, ask it what may be deployed, tell it what runs where."""
