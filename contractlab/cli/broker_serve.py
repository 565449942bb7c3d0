"""``serve``: a broker in a file, served to clients of any language until it is stopped."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass

import click

from contractlab.cli.declare import command, option
from contractlab.cli.output import PASSED
from contractlab.settings import read_settings
from contractlab.values.text import visible

__all__ = ["serve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeArguments:
    """Which file, and where it answers."""

    file: str | None = option("--broker", metavar="FILE", help="The broker's file, made when missing.")
    port: int = option(
        "--port", type=click.IntRange(0, 65535), default=9292, show_default=True, help="0 takes a free one."
    )
    hosts: tuple[str, ...] = option("--host", multiple=True, metavar="NAME", help="A further name it answers to.")
    auth: str | None = option(
        "--auth",
        metavar="USER:PASSWORD",
        envvar="CONTRACTLAB_SERVE_AUTH",
        help="Who may write; else everybody on this machine. Also CONTRACTLAB_SERVE_AUTH.",
    )
    reader: str | None = option(
        "--reader",
        metavar="USER:PASSWORD",
        envvar="CONTRACTLAB_SERVE_READER",
        help="Who may read, where --auth is given.",
    )
    token: str | None = option(
        "--token", metavar="TOKEN", envvar="CONTRACTLAB_SERVE_TOKEN", help="A bearer token that may write."
    )
    events: bool = option("--events", is_flag=True, help="Write a line for what webhooks would be told.")


def _pair(name: str, given: str | None) -> tuple[str, str] | None:
    if given is None:
        return None
    user, colon, password = given.partition(":")
    if not (user and colon and password):
        raise click.UsageError(f"{name} is a user and a password with a colon between")  # never the value itself
    return user, password


@command(ServeArguments)
def serve(arguments: ServeArguments) -> int:
    """Serve a broker on this machine alone, until Ctrl-C. Needs the extra "server"."""
    from contractlab.broker.front import DEFAULT_FILE, open_file

    place = arguments.file or read_settings().broker or str(DEFAULT_FILE)
    if place.startswith(("http://", "https://")):
        raise click.UsageError("a broker in a file is served: give --broker FILE")

    def write_event(event: object) -> None:
        from contractlab.broker.events import Event

        assert isinstance(event, Event)
        version = f" {event.provider_version}" if event.provider_version else ""
        pair = f"{event.consumer} {event.consumer_version} with {event.provider}{version}"
        click.echo(f"{event.at}  {event.name}  {visible(pair)}")

    ended = threading.Event()
    before = {each: signal.signal(each, lambda *_: ended.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with (
            open_file(place) as broker,
            broker.serve(
                port=arguments.port,
                hosts=arguments.hosts,
                auth=_pair("--auth", arguments.auth),
                reader=_pair("--reader", arguments.reader),
                token=arguments.token,
                on_event=write_event if arguments.events else None,
            ) as address,
        ):
            click.echo(f"serving {visible(place)} at {address}; Ctrl-C ends it")
            # Signals are handled between waits.
            while not ended.wait(0.5):
                pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    return PASSED
