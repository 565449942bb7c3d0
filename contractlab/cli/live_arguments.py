"""Arguments of the commands that can ask a provider, and asking it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

import contractlab as cl
from contractlab.cli.declare import option
from contractlab.cli.run_arguments import RunArguments
from contractlab.cli.verbosity import note
from contractlab.settings import Settings
from contractlab.values.text import shorten
from contractlab.values.trusted import trusted_certificates

if TYPE_CHECKING:
    import httpx

    from contractlab.captures import Redaction
    from contractlab.live.live_run import LiveRun

__all__ = ["LiveArguments", "LiveSources", "ask", "sources_of"]


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
    messages: str | None = option(
        "--messages",
        metavar="MODULE:MESSAGES|URL",
        help="What produces messages: functions and values by description, or an address.",
    )
    triggers: str | None = option(
        "--triggers",
        metavar="MODULE:TRIGGERS",
        help="What makes a provider call that is a client: functions by the name of the request.",
    )
    functions: str | None = option(
        "--functions", metavar="MODULE:FUNCTIONS", help="Functions of the provider that are to be called, by name."
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


@dataclass(frozen=True, slots=True)
class LiveSources:
    """What is asked: of the command line, and what that does not say, of the settings.

    Attributes
    ----------
    provider, messages, triggers, functions : str or None
    """

    provider: str | None
    messages: str | None
    triggers: str | None
    functions: str | None


def sources_of(arguments: LiveArguments, settings: Settings) -> LiveSources | None:
    """What to ask; None where captures are read. Settings ask for nothing where there are captures.

    Raises
    ------
    click.UsageError
        If options of both are mixed.
    """
    options = {
        "--provider": arguments.provider,
        "--messages": arguments.messages,
        "--triggers": arguments.triggers,
        "--functions": arguments.functions,
    }
    typed = [name for name, value in options.items() if value]
    if typed and arguments.captures:
        raise click.UsageError(f"{typed[0]} goes without --captures: a provider is asked, or captures are read")
    if typed or not (arguments.captures or settings.captures):
        sources = LiveSources(
            arguments.provider or settings.provider,
            arguments.messages or settings.messages,
            arguments.triggers or settings.triggers,
            arguments.functions or settings.functions,
        )
        if sources != _NOTHING:
            if arguments.base_path:
                raise click.UsageError(
                    "--base-path is of captures; write it into the address: --provider http://host/base"
                )
            return sources
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


_NOTHING = LiveSources(None, None, None, None)


def ask(
    sources: LiveSources, contracts: cl.Contracts, arguments: LiveArguments, settings: Settings, redaction: Redaction
) -> LiveRun:
    """Ask the provider, and write what was asked for beside the verdicts."""
    if not contracts and not contracts.refused:
        raise click.UsageError("no contract: the folder holds no JSON file that is one. Check the path.")
    states = arguments.states or settings.states
    run = cl.verify(
        contracts,
        provider=sources.provider,
        messages=sources.messages,
        triggers=sources.triggers,
        functions=sources.functions,
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
        note(f"note: no example needs the handler of state {shorten(name, 100)!r}")
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
    return httpx.Client(headers=pairs, verify=trusted_certificates(trust_env=False), trust_env=False)
