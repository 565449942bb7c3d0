"""Contracts of a broker's answers: as their authors wrote them, and with where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from contractlab.broker.client.answers import BrokerResponse, links_of
from contractlab.broker.client.documents import read_version
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.objects import PacticipantVersion
from contractlab.contracts.contract import Contract
from contractlab.contracts.format import registered_formats
from contractlab.contracts.published import KeptByBroker, Published
from contractlab.errors import BrokerError
from contractlab.formats.load import read_source
from contractlab.values.json_types import JSON
from contractlab.values.source import Source
from contractlab.values.text import visible

__all__ = ["ContractLoader"]


class ContractLoader:
    """Loads contracts of one broker; what a consumer version is like is asked once for each.

    Parameters
    ----------
    links : BrokerLinks
    """

    def __init__(self, links: BrokerLinks) -> None:
        self._links = links
        self._versions: dict[str, PacticipantVersion | None] = {}

    def load(self, link: str, chosen: Published | None = None) -> Contract:
        """Load the contract at an address.

        Parameters
        ----------
        link : str
        chosen : Published, optional
            What the selection said of it; the rest is read here.

        Raises
        ------
        BrokerError
            If there is none, or what is there is no contract.
        InvalidContract
            If it cannot be read.
        """
        return self.read(self._links.session.get(link), link, chosen)

    def read(self, answer: BrokerResponse, link: str, chosen: Published | None = None) -> Contract:
        """Make the contract of an answer; parameters and errors as `load`."""
        document = answer.mapping
        keeper = next(
            (each for each in registered_formats() if isinstance(each, KeptByBroker) and each.detect(document)), None
        )
        if keeper is None:
            raise BrokerError(
                f"{visible(self._links.session.hide(link))}: this is not a contract", status=answer.status
            )
        data, ids = keeper.authored_document(answer.body)
        address = next((href for _, href in links_of(document, "self")), link).partition("/metadata/")[0]
        contract = read_source(Source(visible(address), data), None)
        contract.published = self._published(contract, answer, link, chosen, ids)
        return contract

    def _published(
        self,
        contract: Contract,
        answer: BrokerResponse,
        link: str,
        chosen: Published | None,
        ids: tuple[str, ...],
    ) -> Published:
        selected = chosen or Published(contract.consumer, contract.provider, "", "")
        number, address = next(iter(answer.named_links("pb:consumer-version")), ("", ""))
        versions = [name for name, _ in answer.named_links("pb:consumer-versions")] or [number]
        sha = next(iter(answer.named_links("pb:pact-version")), ("", ""))[0]
        version = self._version(contract.consumer, address)
        return replace(
            selected,
            consumer=contract.consumer,
            provider=contract.provider,
            consumer_version=number,
            sha=sha,
            versions=tuple(name for name in versions if name),
            branches=version.branches if version else (),
            tags=version.tags if version else (),
            environments=tuple(dict.fromkeys((*version.deployed, *version.released))) if version else (),
            url=self._links.session.address.resolve(link),
            results_url=answer.link("pb:publish-verification-results") or "",
            ids=ids,
        )

    def _version(self, consumer: str, address: str) -> PacticipantVersion | None:
        if not address:
            return None
        if address not in self._versions:
            try:
                document: Mapping[str, JSON] = self._links.session.get(address).mapping
                self._versions[address] = read_version(document, consumer)
            except BrokerError as error:
                if error.status != 404:  # deleted meanwhile
                    raise
                self._versions[address] = None
        return self._versions[address]
