"""``mirror`` and ``push``: a broker copied into a file, and what a file holds sent to a broker."""

from __future__ import annotations

from dataclasses import dataclass

import click

from contractlab.cli.broker_inputs import OutputArguments, echo_json, open_broker
from contractlab.cli.declare import argument, command, option
from contractlab.cli.output import PASSED, complain
from contractlab.values.text import count, visible

__all__ = ["mirror", "push"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorArguments(OutputArguments):
    """Which broker, and where it is copied to."""

    path: str = argument(metavar="FILE")


@command(MirrorArguments)
def mirror(arguments: MirrorArguments) -> int:
    """Copy a broker into FILE, or bring the copy up to date: only what changed is fetched.

    Afterwards every command answers from it with --broker FILE, without a network.
    """
    from contractlab.broker.mirror import Mirror
    from contractlab.broker.remote import RemoteBroker

    with open_broker(arguments) as broker:
        if not isinstance(broker, RemoteBroker):
            raise click.UsageError("a broker at an address is mirrored: give --broker-base-url")
        with Mirror(arguments.path, broker) as copy:
            summary = copy.refresh()
            total = len(copy.pacticipants)
    if arguments.output == "json":
        echo_json(
            {
                "file": arguments.path,
                "origin": broker.address,
                "asOf": summary.as_of,
                "changed": summary.rows,
                "contracts": summary.contracts,
                "results": summary.results,
            }
        )
        return PASSED
    click.echo(
        f"{visible(arguments.path)}: {visible(broker.address)} as of {summary.as_of}, {count(total, 'pacticipant')}"
    )
    click.echo(
        f"{count(summary.rows, 'fact')} changed; fetched: {count(summary.contracts, 'contract')}, "
        f"{count(summary.results, 'result')}"
    )
    return PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class PushArguments(OutputArguments):
    """What is sent where."""

    path: str = argument(metavar="FILE")
    dry_run: bool = option("--dry-run", is_flag=True, help="Show the requests, and send none.")


@command(PushArguments)
def push(arguments: PushArguments) -> int:
    """Send what the broker in FILE holds to a broker that lacks it: the one that the other options name.

    Nothing there is taken away, and a second push sends nothing.
    """
    from contractlab.broker.embedded import EmbeddedBroker
    from contractlab.broker.front import open_existing
    from contractlab.broker.remote import RemoteBroker

    with open_existing(arguments.path) as source, open_broker(arguments) as target:
        assert isinstance(target, RemoteBroker | EmbeddedBroker)
        pushed = source.push(target, dry_run=arguments.dry_run)
    if arguments.output == "json":
        echo_json(
            {
                "to": pushed.to,
                "done": list(pushed.done),
                "lost": list(pushed.lost),
                "requests": [{"method": each.method, "path": each.path, "body": each.body} for each in pushed.requests],
            }
        )
        return PASSED
    if arguments.dry_run:
        for request, sentence in zip(pushed.requests, pushed.done, strict=True):
            click.echo(f"{request.method} {visible(request.path)}  {visible(sentence)}")
        click.echo(f"{count(len(pushed), 'request')} would be sent to {visible(pushed.to)}")
    else:
        click.echo(f"{count(len(pushed), 'request')} sent to {visible(pushed.to)}")
    if len(pushed):
        complain("Not carried: " + "; ".join(pushed.lost))
    return PASSED
