"""What lies behind the rows of a matrix of a broker at an address: a request for each thing that is asked."""

from __future__ import annotations

import json
from collections.abc import Callable

from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.reading import load_contract
from contractlab.broker.client.recording import live_versions
from contractlab.broker.client.resources import list_environments, read_one_pacticipant
from contractlab.broker.result_details import FailedExample, failed_examples, joined_with
from contractlab.broker.results import LivePlace, MatrixRow, MatrixTable
from contractlab.contracts.contract import Contract
from contractlab.errors import ContractLabError

__all__ = ["RemoteSource"]

_MOST_ENVIRONMENTS = 30


class RemoteSource:
    """A `MatrixSource` over HTTP.

    Parameters
    ----------
    links : BrokerLinks
    ask : callable
        Asks the same question again.
    """

    def __init__(self, links: BrokerLinks, ask: Callable[[], MatrixTable]) -> None:
        self._links = links
        self._ask = ask

    @property
    def is_near(self) -> bool:
        """See `MatrixSource`."""
        return False

    def again(self) -> MatrixTable:
        """See `MatrixSource`."""
        return self._ask()

    def contract_of(self, row: MatrixRow) -> Contract:
        """See `MatrixSource`."""
        return load_contract(self._links, row.consumer, row.provider, version=row.consumer_version)

    def failed_examples(self, row: MatrixRow) -> tuple[FailedExample, ...]:
        """See `MatrixSource`."""
        if not row.result_url:
            return ()
        failed = failed_examples(json.dumps(self._links.session.get(row.result_url).mapping))
        if not failed:
            return ()
        try:
            return joined_with(failed, self.contract_of(row))
        except ContractLabError:  # a contract that cannot be read says nothing of lines
            return failed

    def live_versions(self, names: frozenset[str]) -> tuple[LivePlace, ...]:
        """See `MatrixSource`."""
        return tuple(
            LivePlace(name, version, environment.name)
            for environment in list_environments(self._links)[:_MOST_ENVIRONMENTS]
            for name, version in live_versions(self._links, environment.name)
            if name in names
        )

    def main_branch_of(self, pacticipant: str) -> str | None:
        """See `MatrixSource`."""
        return read_one_pacticipant(self._links, pacticipant).main_branch

    def in_order(self, pacticipant: str, versions: tuple[str, ...]) -> tuple[str, ...]:
        """See `MatrixSource`: as they are, as a list of all versions may be long."""
        return versions
