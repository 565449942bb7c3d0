"""Publishing contracts: one request for each consumer, with the very bytes of the files."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from contractlab.broker.client.documents import notices_of
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.results import Notice, PlannedRequest, PublishOutcome
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.contracts.format import format_of
from contractlab.contracts.published import KeptByBroker
from contractlab.errors import BrokerError
from contractlab.formats.load import load_all
from contractlab.values.json_types import JSONObject
from contractlab.values.text import visible

__all__ = ["Publishable", "publish"]


@runtime_checkable
class Defines(Protocol):
    """A definition of a contract, which makes it when asked."""

    @property
    def contract(self) -> Contract:
        """The contract as it is defined now."""


Publishable = Contract | Contracts | Defines | str | os.PathLike[str]
"""A contract, several, a definition, a file or a folder."""

_BOM = b"\xef\xbb\xbf"


def publish(
    links: BrokerLinks,
    contracts: Publishable | Sequence[Publishable],
    *,
    version: str,
    branch: str | None = None,
    tags: Sequence[str] = (),
    build_url: str | None = None,
    dry_run: bool = False,
    merge: bool = False,
) -> PublishOutcome:
    """See `RemoteBroker.publish`."""
    if not version.strip():
        raise BrokerError("the consumer's version is missing", advice="Give version=, such as the commit.")
    by_consumer: dict[str, dict[str, Contract]] = {}
    for contract in _loaded(contracts):
        pairs = by_consumer.setdefault(contract.consumer, {})
        earlier = pairs.setdefault(contract.provider, contract)
        if earlier is not contract and earlier.to_bytes() != contract.to_bytes():
            raise BrokerError(
                f"two contracts between {visible(contract.consumer)} and {visible(contract.provider)}",
                messages=(visible(earlier.source.name), visible(contract.source.name)),
                advice="A version of a consumer has one contract with a provider. Nothing was published.",
            )
    bodies = [
        _body(consumer, list(pairs.values()), version, branch, tags, build_url, merge)
        for consumer, pairs in by_consumer.items()
    ]
    published = [
        f"{'Would publish' if dry_run else 'Published'} {visible(contract.label)} as {visible(version)}"
        for pairs in by_consumer.values()
        for contract in pairs.values()
    ]
    if dry_run:
        requests = tuple(PlannedRequest("POST", "/contracts/publish", body) for body in bodies)
        return PublishOutcome(tuple(published), dry_run=True, requests=requests)
    link = links.link("pb:publish-contracts", "/contracts/publish")
    notices: list[Notice] = []
    for body in bodies:
        notices += notices_of(links.send("POST", link, body).mapping)
    return PublishOutcome(tuple(published), tuple(notices))


def _loaded(contracts: Publishable | Sequence[Publishable]) -> list[Contract]:
    """All contracts, or none: what cannot be read stops before anything is sent.

    Raises
    ------
    InvalidContract
        If one cannot be read.
    BrokerError
        If there is none, or one is of a format that brokers do not keep.
    """
    sources: Iterable[Publishable] = (
        contracts if isinstance(contracts, Sequence) and not isinstance(contracts, str | Contracts) else (contracts,)
    )
    loaded: list[Contract] = []
    for source in sources:
        if isinstance(source, Contract):
            loaded.append(source)
        elif isinstance(source, Contracts):
            loaded += source
        elif isinstance(source, str | os.PathLike):
            read = load_all(source)
            if read.refused:
                raise read.refused[0]
            if not read:
                raise BrokerError(f"{visible(Path(source))}: there is no contract to publish")
            loaded += read
        else:
            loaded.append(source.contract)
    for contract in loaded:
        if not isinstance(format_of(contract), KeptByBroker):
            raise BrokerError(
                f"{visible(contract.source.name)}: brokers do not keep contracts of this format",
                advice="contractlab convert writes it as one that they keep.",
            )
        if not contract.consumer or not contract.provider:
            raise BrokerError(f"{visible(contract.source.name)}: the contract names no consumer or no provider")
    if not loaded:
        raise BrokerError("there is no contract to publish")
    return loaded


def _body(
    consumer: str,
    contracts: Sequence[Contract],
    version: str,
    branch: str | None,
    tags: Sequence[str],
    build_url: str | None,
    merge: bool,
) -> JSONObject:
    body: JSONObject = {"pacticipantName": consumer, "pacticipantVersionNumber": version, "tags": list(tags)}
    if branch is not None:
        body["branch"] = branch
    if build_url is not None:
        body["buildUrl"] = build_url
    body["contracts"] = [
        {
            "consumerName": contract.consumer,
            "providerName": contract.provider,
            "specification": "pact",
            "contentType": "application/json",
            "content": base64.b64encode(contract.to_bytes().removeprefix(_BOM)).decode(),
            "onConflict": "merge" if merge else "overwrite",
        }
        for contract in contracts
    ]
    return body
