"""``create-or-update-pacticipant``, ``describe-pacticipant`` and ``list-pacticipants``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from contractlab.cli.broker_inputs import BrokerArguments, OutputArguments, echo_json, echo_table, open_broker
from contractlab.cli.declare import command, option
from contractlab.cli.output import PASSED
from contractlab.values.json_types import JSONObject
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.broker.verbs import NamedPacticipant

__all__ = ["create_or_update_pacticipant", "describe_pacticipant", "list_pacticipants"]

_HEAD = ("NAME", "DISPLAY NAME", "MAIN BRANCH", "REPOSITORY")


@dataclass(frozen=True, slots=True, kw_only=True)
class PacticipantArguments(BrokerArguments):
    """What is to be known of it."""

    name: str = option("--name", required=True, metavar="NAME", help="Name of the application.")
    display_name: str | None = option("--display-name", metavar="TEXT", help="Name for people.")
    main_branch: str | None = option("--main-branch", metavar="NAME", help="Name of its main branch.")
    repository_url: str | None = option("--repository-url", metavar="URL", help="Where its source lies.")


@command(PacticipantArguments, name="create-or-update-pacticipant")
def create_or_update_pacticipant(arguments: PacticipantArguments) -> int:
    """Create an application, or change what is given of it."""
    with open_broker(arguments) as broker:
        broker.create_or_update_pacticipant(
            arguments.name,
            main_branch=arguments.main_branch,
            display_name=arguments.display_name,
            repository_url=arguments.repository_url,
        )
    click.echo(visible(f"{arguments.name} is as given."))
    return PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeArguments(OutputArguments):
    """Which application."""

    name: str = option("--name", "-a", "--pacticipant", required=True, metavar="NAME", help="Name of the application.")


@command(DescribeArguments, name="describe-pacticipant")
def describe_pacticipant(arguments: DescribeArguments) -> int:
    """Write what is known of an application."""
    with open_broker(arguments, reads=True) as broker:
        pacticipant = broker.pacticipant(arguments.name)
    _write([pacticipant], arguments.output, alone=True)
    return PASSED


@command(OutputArguments, name="list-pacticipants")
def list_pacticipants(arguments: OutputArguments) -> int:
    """List applications."""
    with open_broker(arguments, reads=True) as broker:
        pacticipants = list(broker.pacticipants.values())
    _write(pacticipants, arguments.output)
    return PASSED


def _write(pacticipants: list[NamedPacticipant], output: str, *, alone: bool = False) -> None:
    if output == "json":
        documents = [_document(each) for each in pacticipants]
        echo_json(documents[0] if alone else documents)
        return
    rows = [(each.name, each.display_name, each.main_branch, each.repository_url) for each in pacticipants]
    echo_table(_HEAD, rows)


def _document(pacticipant: NamedPacticipant) -> JSONObject:
    return {
        "name": pacticipant.name,
        "displayName": pacticipant.display_name,
        "mainBranch": pacticipant.main_branch,
        "repositoryUrl": pacticipant.repository_url,
    }
