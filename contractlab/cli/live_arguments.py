"""Arguments of the commands that can ask a provider, and asking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

import contractlab as cl
from contractlab.cli.declare import option
from contractlab.cli.run_arguments import RunArguments
from contractlab.settings import Settings
from contractlab.values.text import shorten

if TYPE_CHECKING:
    import httpx

    from contractlab.captures import Redaction
    from contractlab.live.live_run import LiveRun

__all__ = ["LiveArguments", "ask", "provider_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveArguments(RunArguments):
    """What every check takes, and how a provider is asked instead of reading captures."""

    provider: str | None = option(
        "--provider", metavar="URL|MODULE:APP", help="Ask a provider now, instead of captures: its address, or an app."
    )
    states: str | None = option(
        "--states",
        metavar="MODULE:STATES|URL",
        help="What brings provider states about: cl.StateHandlers, or an address.",
    )
    header: tuple[str, ...] = option(
        "--header", multiple=True, metavar="NAME:VALUE", help="A header for every request to the provider."
    )
    state: tuple[str, ...] = option(
        "--state", multiple=True, metavar="NAME", help="Only examples in such a state: name, part of one, pattern."
    )
    consumer: tuple[str, ...] = option(
        "--consumer", multiple=True, metavar="NAME", help="Only this consumer's contracts."
    )
    provider_name: str | None = option(
        "--provider-name", metavar="NAME", help="Which provider is asked, where there are contracts of several."
    )
    fail_fast: bool = option("--fail-fast", is_flag=True, help="End at the first example that does not pass.")
    seed: int | None = option("--seed", type=int, metavar="NUMBER", help="What random values are made from.")
    save_captures: str | None = option(
        "--save-captures", metavar="FILE", help="Write what the provider answered: .har, or .jsonl."
    )


def provider_of(arguments: LiveArguments, settings: Settings) -> str | None:
    """The provider to ask: of the command line, else of the settings where there are no captures.

    Raises
    ------
    click.UsageError
        If options of both are mixed.
    """
    if arguments.provider and arguments.captures:
        raise click.UsageError("--provider goes without --captures: a provider is asked, or captures are read")
    provider = arguments.provider
    if provider is None and not arguments.captures and not settings.captures:
        provider = settings.provider
    if provider is not None:
        if arguments.base_path:
            raise click.UsageError("--base-path is of captures; write it into the address: --provider http://host/base")
        return provider
    live = {
        "--states": arguments.states,
        "--header": arguments.header,
        "--state": arguments.state,
        "--consumer": arguments.consumer,
        "--provider-name": arguments.provider_name,
        "--fail-fast": arguments.fail_fast,
        "--seed": arguments.seed is not None,
        "--save-captures": arguments.save_captures,
    }
    given = [name for name, value in live.items() if value]
    if given:
        raise click.UsageError(f"{given[0]} is for a provider that is asked: give --provider as well")
    return None


def ask(
    provider: str, contracts: cl.Contracts, arguments: LiveArguments, settings: Settings, redaction: Redaction
) -> LiveRun:
    """Ask the provider, and write what was asked for beside the verdicts."""
    if not contracts and not contracts.refused:
        raise click.UsageError("no contract: the folder holds no JSON file that is one. Check the path.")
    states = arguments.states or settings.states
    run = cl.verify(
        contracts,
        provider=provider,
        states=states,
        client=_client_of(arguments.header),
        only=arguments.only or None,
        state=arguments.state or None,
        consumer=arguments.consumer or None,
        fail_fast=arguments.fail_fast,
        seed=arguments.seed,
        provider_version=arguments.provider_version,
        provider_name=arguments.provider_name,
        dialect=arguments.dialect,
        redaction=redaction,
    )
    for name in run.unused_states:
        click.echo(f"note: no example needs the handler of state {shorten(name, 100)!r}", err=True)
    if arguments.save_captures:
        run.captures.save(arguments.save_captures)
    return run


def _client_of(headers: Sequence[str]) -> httpx.Client | None:
    """A client with headers of the command line; their values may be secrets, and no message repeats them.

    Raises
    ------
    click.UsageError
        If one is no header.
    """
    if not headers:
        return None
    import httpx

    pairs: list[tuple[str, str]] = []
    for number, header in enumerate(headers, 1):
        name, colon, value = header.partition(":")
        if not colon or not name.strip():
            raise click.UsageError(f"--header number {number} is not a header; write it like 'Authorization: Bearer …'")
        pairs.append((name.strip(), value.strip()))
    return httpx.Client(headers=pairs, trust_env=False)
