"""What the broker commands share: which broker, with which credentials, and how answers are written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contractlab.cli.declare import option
from contractlab.settings import read_settings
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.broker.verbs import Broker

__all__ = ["BrokerArguments", "OutputArguments", "echo_json", "echo_table", "open_broker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerArguments:
    """Which broker."""

    base_url: str | None = option(
        "-b", "--broker-base-url", metavar="URL", envvar="PACT_BROKER_BASE_URL", help="Address of the broker."
    )
    username: str | None = option(
        "-u", "--broker-username", metavar="NAME", help="Of basic authentication; PACT_BROKER_USERNAME."
    )
    password: str | None = option(
        "-p", "--broker-password", metavar="PASSWORD", help="Of basic authentication; PACT_BROKER_PASSWORD."
    )
    token: str | None = option("-k", "--broker-token", metavar="TOKEN", help="Bearer token; PACT_BROKER_TOKEN.")
    file: str | None = option("--broker", metavar="FILE", help="A broker in a file instead of one at an address.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputArguments(BrokerArguments):
    """Which broker, and how it is written."""

    output: str = option(
        "-o",
        "--output",
        type=click.Choice(["table", "text", "json"]),
        default="table",
        show_default=True,
        help="For people, or for programs.",
    )


@contextmanager
def open_broker(arguments: BrokerArguments, *, reads: bool = False) -> Iterator[Broker]:
    """Open the broker of the command line, else of the environment, else of the settings.

    Parameters
    ----------
    arguments : BrokerArguments
    reads : bool
        True for a command that only asks: a file that is not there is not made, as nothing could be told of it.

    Raises
    ------
    click.UsageError
        If both a file and an address are typed, or half of the credentials.
    """
    typed = click.get_current_context().get_parameter_source("base_url")
    if arguments.file is not None and typed is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("--broker FILE and --broker-base-url: name one broker")
    if arguments.password is not None and arguments.username is None:
        raise click.UsageError("--broker-password without --broker-username")
    if arguments.base_url is not None and not arguments.base_url.startswith(("http://", "https://")):
        raise click.UsageError("--broker-base-url: an address begins with http:// or https://; a file is --broker FILE")
    place = arguments.file if arguments.file is not None else arguments.base_url or read_settings().broker
    if place is not None and place.startswith(("http://", "https://")):
        from contractlab.broker.remote import RemoteBroker

        user = None if arguments.username is None else (arguments.username, arguments.password or "")
        with RemoteBroker(place, token=arguments.token, auth=user) as remote:
            yield remote
        return
    from contractlab.broker.front import DEFAULT_FILE, open_file

    path = DEFAULT_FILE if place is None else place
    if reads and str(path) != ":memory:" and not Path(path).exists():
        from contractlab.errors import BrokerError

        advice = "Name one by --broker FILE or --broker-base-url URL; publishing makes the file."
        raise BrokerError(f"There is no broker: {path} does not exist", advice=advice)
    with open_file(path) as embedded:
        yield embedded


def echo_json(document: JSON) -> None:
    """Write a document for programs."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def echo_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table for people; what a broker says cannot move the cursor."""
    cells = [[visible("" if value is None else value) for value in row] for row in rows]
    widths = [max(len(name), *(len(row[at]) for row in cells)) if cells else len(name) for at, name in enumerate(head)]
    for line in (list(head), *cells):
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
