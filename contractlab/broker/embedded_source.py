"""What lies behind the rows of a matrix of a broker in a file."""

from __future__ import annotations

from collections.abc import Callable

from contractlab.broker.book import Book
from contractlab.broker.reading import as_contract
from contractlab.broker.result_details import FailedExample, failed_examples, joined_with
from contractlab.broker.results import LivePlace, MatrixRow, MatrixTable
from contractlab.broker.store import Store
from contractlab.contracts.contract import Contract
from contractlab.errors import BrokerError, ContractLabError

__all__ = ["EmbeddedSource", "contract_at", "failed_in"]


class EmbeddedSource:
    """A `MatrixSource` over a store.

    Parameters
    ----------
    store : Store
    ask : callable
        Asks the same question again.
    """

    def __init__(self, store: Store, ask: Callable[[], MatrixTable]) -> None:
        self._store = store
        self._ask = ask

    @property
    def is_near(self) -> bool:
        """See `MatrixSource`."""
        return True

    def again(self) -> MatrixTable:
        """See `MatrixSource`."""
        return self._ask()

    def contract_of(self, row: MatrixRow) -> Contract:
        """See `MatrixSource`; the newest version of the consumer that has this content."""
        with self._store.reading() as book:
            return contract_at(self._store, book, row.consumer, row.provider, row.consumer_version)

    def failed_examples(self, row: MatrixRow) -> tuple[FailedExample, ...]:
        """See `MatrixSource`."""
        return failed_in(self._store, row.result_number, lambda: self.contract_of(row))

    def live_versions(self, names: frozenset[str]) -> tuple[LivePlace, ...]:
        """See `MatrixSource`."""
        with self._store.reading() as book:
            rows = [row for name in sorted(names) if (row := book.pacticipants.first("name", name)) is not None]
            return tuple(
                LivePlace(row.name, version.number, environment.name)
                for environment in book.environments
                for row in rows
                for version in book.live(row.id, environment)
            )

    def main_branch_of(self, pacticipant: str) -> str | None:
        """See `MatrixSource`."""
        with self._store.reading() as book:
            row = book.pacticipants.first("name", pacticipant)
            return None if row is None else row.main_branch

    def in_order(self, pacticipant: str, versions: tuple[str, ...]) -> tuple[str, ...]:
        """See `MatrixSource`."""
        with self._store.reading() as book:
            row = book.pacticipants.first("name", pacticipant)
            if row is None:
                return versions
            rows = {number: book.versions.first("pacticipant number", row.id, number) for number in versions}
            return tuple(sorted(versions, key=lambda number: 0 if (at := rows[number]) is None else at.id))


def contract_at(store: Store, book: Book, consumer: str, provider: str, version: str) -> Contract:
    """The contract of a consumer version.

    Raises
    ------
    BrokerError
        If it is not there any more.
    """
    sides = book.pacticipants.first("name", consumer), book.pacticipants.first("name", provider)
    of = None if sides[0] is None else book.versions.first("pacticipant number", sides[0].id, version)
    if of is not None and sides[1] is not None:
        publication = book.publications.first("version provider", of.id, sides[1].id)
        if publication is not None:
            return as_contract(store, book, publication)
    raise BrokerError(f"There is no contract of {consumer} {version} with {provider} any more", status=404)


def failed_in(store: Store, result: int | None, contract: Callable[[], Contract]) -> tuple[FailedExample, ...]:
    """Which examples failed in a result, with the lines of the contract where it can be read."""
    failed = failed_examples(None if result is None else store.details(result))
    if not failed:
        return ()
    try:
        return joined_with(failed, contract())
    except ContractLabError:  # a text that cannot be read says nothing of lines
        return failed
