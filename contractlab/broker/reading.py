"""Contracts out of a store, each with where it stands there."""

from __future__ import annotations

from contractlab.broker.book import Book
from contractlab.broker.lookup import environment_named, version_named
from contractlab.broker.records import Pacticipant, Publication
from contractlab.broker.selecting import Chosen
from contractlab.broker.store import Store
from contractlab.contracts.contract import Contract
from contractlab.contracts.format import format_of
from contractlab.contracts.handed_out import HandedOut
from contractlab.contracts.published import KeptByBroker, Published
from contractlab.errors import BrokerError
from contractlab.formats.load import read_source
from contractlab.values.source import Source

__all__ = ["as_contract", "newest_publication"]

_MOST_VERSIONS = 1000


def as_contract(store: Store, book: Book, publication: Publication, chosen: Chosen | None = None) -> Contract:
    """The contract of a publication."""
    version = book.versions[publication.version]
    consumer, provider = book.pacticipants[publication.consumer].name, book.pacticipants[publication.provider].name
    content = book.contents[publication.content]
    orders = sorted((row.version for row in book.publications.by("content", content.id)), reverse=True)
    name = f"{consumer}-{provider}-{version.number}.json"
    text = store.text(content.id)
    contract = read_source(Source(name, text), None)
    contract.published = Published(
        consumer,
        provider,
        version.number,
        content.sha,
        versions=tuple(book.versions[order].number for order in orders[:_MOST_VERSIONS]),
        branches=tuple(branch.name for branch in book.branches_of(version)),
        tags=tuple(book.tag_names(version)),
        environments=tuple(environment.name for environment in book.environments_of(version)),
        pending=None if chosen is None else chosen.pending,
        wip=chosen is not None and chosen.wip,
        why="" if chosen is None else ", ".join(chosen.why),
        ids=_ids(contract, text),
    )
    return contract


def _ids(contract: Contract, text: bytes) -> tuple[str, ...]:
    """Names of the examples, as brokers tell them apart."""
    kind = format_of(contract)
    if not isinstance(kind, HandedOut) or not isinstance(kind, KeptByBroker):
        return ()
    return kind.authored_document(kind.handed_out(text))[1]


def newest_publication(
    book: Book,
    consumer: Pacticipant,
    provider: Pacticipant,
    *,
    version: str | None,
    tag: str | None,
    branch: str | None,
    environment: str | None,
    sha: str | None,
) -> Publication:
    """The newest publication that has everything that is asked for.

    Raises
    ------
    BrokerError
        If there is none.
    """
    rows = book.publications.by("consumer provider", consumer.id, provider.id)
    asked = []
    if version is not None:
        number = version_named(book, consumer, version).id
        rows = [row for row in rows if row.version == number]
        asked.append(f"version {version}")
    if tag is not None:
        rows = [row for row in rows if book.tags.first("version name", row.version, tag) is not None]
        asked.append(f"tag {tag}")
    if branch is not None:
        of = book.branch(consumer.id, branch)
        rows = [
            row
            for row in rows
            if of is not None and book.branch_versions.first("branch version", of.id, row.version) is not None
        ]
        asked.append(f"branch {branch}")
    if environment is not None:
        live = {each.id for each in book.live(consumer.id, environment_named(book, environment))}
        rows = [row for row in rows if row.version in live]
        asked.append(f"environment {environment}")
    if sha is not None:
        rows = [row for row in rows if book.contents[row.content].sha == sha]
        asked.append(f"content {sha}")
    if not rows:
        of_what = f" of {', '.join(asked)}" if asked else ""
        raise BrokerError(f"There is no contract of {consumer.name} with {provider.name}{of_what}", status=404)
    return max(rows, key=lambda row: row.version)
