"""The command ``contractlab verify``: captured responses, or a running provider, against contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

import contractlab as cl
from contractlab.cli.declare import command, option
from contractlab.cli.inputs import capture_sources, contract_sources, redaction_of, require_input, require_names
from contractlab.cli.output import status_of
from contractlab.cli.output_format import write_run
from contractlab.cli.run_arguments import RunArguments, load_second_hand, verifier_results_option
from contractlab.settings import Settings, read_settings
from contractlab.values.text import shorten

if TYPE_CHECKING:
    import httpx

    from contractlab.captures import Redaction

__all__ = ["VerifyArguments", "verify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyArguments(RunArguments):
    """What every check takes, and where the run is saved."""

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
    output: str | None = option("--output", metavar="FILE", help="Save the run for cl.load_run.")
    verifier_results: str | None = verifier_results_option()


@command(VerifyArguments)
def verify(arguments: VerifyArguments) -> int:
    """Check captured responses, or a provider that is asked now, against contracts."""
    run = _run_of(arguments)
    write_run(run, arguments)
    return status_of(run)


def _run_of(arguments: VerifyArguments) -> cl.Run:
    settings = read_settings()
    contracts = cl.load_all(*contract_sources(arguments.contracts, settings))
    redaction = redaction_of(arguments.redact, settings)
    require_names(contracts, arguments.only)
    if arguments.verifier_results:
        if arguments.captures or arguments.only or arguments.output or arguments.dialect != "reference":
            raise click.UsageError("--verifier-results goes without --captures, --only, --output and --dialect")
        return load_second_hand(arguments.verifier_results, contracts, arguments, redaction)
    provider = _provider_of(arguments, settings)
    if provider is not None:
        return _ask(provider, contracts, arguments, settings, redaction)
    captures = cl.load_captures(
        capture_sources(arguments.captures, settings),
        provider_version=arguments.provider_version,
        base_path=arguments.base_path,
    )
    require_input(contracts, captures)
    run = cl.verify(
        contracts,
        captures,
        dialect=arguments.dialect,
        only=arguments.only or None,
        allow_not_exercised=arguments.allow_not_exercised,
        redaction=redaction,
    )
    if arguments.output:
        run.save(arguments.output)
    return run


def _provider_of(arguments: VerifyArguments, settings: Settings) -> str | None:
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


def _ask(
    provider: str, contracts: cl.Contracts, arguments: VerifyArguments, settings: Settings, redaction: Redaction
) -> cl.Run:
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
    if arguments.output:
        run.save(arguments.output)
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
