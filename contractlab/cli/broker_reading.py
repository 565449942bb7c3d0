"""``list-latest-pact-versions``, ``get-pacts`` and ``provider-states``: what a broker holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contractlab.cli.broker_inputs import OutputArguments, echo_json, echo_table, open_broker
from contractlab.cli.declare import argument, command, option
from contractlab.cli.output import PASSED
from contractlab.contracts.saving import safe_file_name
from contractlab.values.files import replace_file
from contractlab.values.text import visible

if TYPE_CHECKING:
    from contractlab.broker.verbs import Broker, ContractEntry

__all__ = ["get_pacts", "list_latest_pact_versions", "provider_states"]


@command(OutputArguments, name="list-latest-pact-versions")
def list_latest_pact_versions(arguments: OutputArguments) -> int:
    """List the newest contract of each two applications."""
    with open_broker(arguments, reads=True) as broker:
        _write(broker.latest_contracts(), arguments.output)
    return PASSED


def _write(entries: Sequence[ContractEntry], output: str) -> None:
    if output == "json":
        echo_json(
            [
                {
                    "consumer": each.consumer,
                    "version": each.consumer_version,
                    "provider": each.provider,
                    "createdAt": each.created_at,
                }
                for each in entries
            ]
        )
        return
    rows = [(each.consumer, each.consumer_version, each.provider, each.created_at) for each in entries]
    echo_table(("CONSUMER", "CONSUMER_VERSION", "PROVIDER", "CREATED_AT"), rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPactsArguments(OutputArguments):
    """Which contracts."""

    provider: str = option("--provider", required=True, metavar="NAME", help="Provider of the contracts.")
    consumer: str | None = option("--consumer", metavar="NAME", help="Those of one consumer.")
    branch: str | None = option("--branch", metavar="NAME", help="Of versions on this branch; else on main branches.")
    latest: bool = option("--latest", is_flag=True, help="The newest of each consumer.")
    download: bool = option("--download", is_flag=True, help="Write them into files.")
    folder: str = option("--download-dir", default="pacts", show_default=True, metavar="FOLDER", help="Where to.")


@command(GetPactsArguments, name="get-pacts")
def get_pacts(arguments: GetPactsArguments) -> int:
    """List the contracts of a provider, or write them into files as their authors wrote them."""
    with open_broker(arguments, reads=True) as broker:
        entries = broker.provider_contracts(
            arguments.provider, consumer=arguments.consumer, branch=arguments.branch, latest=arguments.latest
        )
        if arguments.download:
            _download(broker, entries, Path(arguments.folder))
        else:
            _write(entries, arguments.output)
    return PASSED


def _download(broker: Broker, entries: Sequence[ContractEntry], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in entries:
        contract = broker.contract(each.consumer, each.provider, version=each.consumer_version or None)
        parts = (each.consumer, each.provider, each.consumer_version)
        path = folder / f"{'-'.join(safe_file_name(part) for part in parts if part)}.json"
        replace_file(path, contract.to_bytes())
        click.echo(visible(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStatesArguments(OutputArguments):
    """Of which provider."""

    verb: str | None = argument(required=False, metavar="[list]", type=click.Choice(["list"]))
    provider: str = option("--provider", required=True, metavar="NAME", help="The provider.")
    branch: str | None = option("--branch", metavar="NAME", help="Of consumer versions on this branch.")


@command(ProviderStatesArguments, name="provider-states")
def provider_states(arguments: ProviderStatesArguments) -> int:
    """List the states that consumers of a provider name."""
    with open_broker(arguments, reads=True) as broker:
        states = broker.provider_states(arguments.provider, branch=arguments.branch)
    if arguments.output == "json":
        echo_json([{"name": each.name, "consumers": list(each.consumers)} for each in states])
    else:
        echo_table(("STATE", "CONSUMERS"), [(each.name, ", ".join(each.consumers)) for each in states])
    return PASSED
