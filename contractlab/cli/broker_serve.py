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
    events: bool = option("--events", is_flag=True, help="Write a line for what webhooks would be told.")


@command(ServeArguments)
def serve(arguments: ServeArguments) -> int:
    """Serve a broker on this machine alone, until Ctrl-C. Needs the extra "server"."""
    from contractlab.broker.front import DEFAULT_FILE, open_file

    place = arguments.file or read_settings().broker or str(DEFAULT_FILE)
    if place.startswith(("http://", "https://")):
        raise click.UsageError("a broker in a file is served: give --broker FILE")

    def told(event: object) -> None:
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
                port=arguments.port, hosts=arguments.hosts, on_event=told if arguments.events else None
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
