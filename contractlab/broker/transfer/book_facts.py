"""A book as the facts that an API tells of it."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.broker.book import Book
from contractlab.broker.records import Deployment, Environment, Pacticipant, Release, Version
from contractlab.broker.transfer.facts import (
    BranchFacts,
    EnvironmentFacts,
    LiveFacts,
    PacticipantFacts,
    PublicationFacts,
    ResultFacts,
    Snapshot,
    VersionFacts,
    WebhookFacts,
)

__all__ = ["facts_of"]


def facts_of(book: Book, *, read_at: int = 0, sure_of_wip: bool = True) -> Snapshot:
    """The facts of a book.

    Parameters
    ----------
    book : Book
    read_at : int
        See `Snapshot`.
    sure_of_wip : bool
        False in a mirror, where nobody knows of a result whether it was made as work in progress.
    """
    names = {row.id: row.name for row in book.pacticipants}
    numbers = {row.id: row.number for row in book.versions}
    return Snapshot(
        {row.name: _pacticipant(book, row) for row in book.pacticipants},
        tuple(
            PublicationFacts(
                names[row.consumer],
                numbers[row.version],
                names[row.provider],
                book.contents[row.content].sha,
                row.created_at,
            )
            for row in book.publications
        ),
        tuple(
            ResultFacts(
                names[book.contents[row.content].consumer],
                names[book.contents[row.content].provider],
                book.contents[row.content].sha,
                row.id,
                numbers[row.version],
                row.success,
                row.created_at,
                row.build_url,
                row.wip if sure_of_wip else None,
            )
            for row in book.results
        ),
        tuple(_environment(book, row) for row in book.environments),
        tuple((names[row.consumer], names[row.provider]) for row in book.integrations),
        {(names[row.pacticipant], numbers[row.version], row.name): row.created_at for row in book.tags},
        read_at,
        tuple(
            WebhookFacts(row.uuid, _named(names, row.consumer), _named(names, row.provider), row.document)
            for row in book.webhooks
        ),
    )


def _named(names: Mapping[int, str], number: int | None) -> str | None:
    return None if number is None else names[number]


def _pacticipant(book: Book, row: Pacticipant) -> PacticipantFacts:
    return PacticipantFacts(
        row.name,
        row.main_branch,
        row.display_name,
        row.repository_url,
        row.created_at,
        tuple(BranchFacts(each.name, each.created_at) for each in book.branches.by("pacticipant", row.id)),
        tuple(_version(book, each) for each in book.versions.by("pacticipant", row.id)),
        tuple(each.name for each in book.labels.by("pacticipant", row.id)),
    )


def _version(book: Book, row: Version) -> VersionFacts:
    branches = book.branches_of(row)
    return VersionFacts(
        row.number,
        row.build_url,
        row.created_at,
        tuple(each.name for each in branches),
        tuple(each.name for each in branches if each.head == row.id),
        tuple(book.tag_names(row)),
    )


def _environment(book: Book, row: Environment) -> EnvironmentFacts:
    deployed = book.deployments.by("environment ended_at", row.id, None)
    released = book.releases.by("environment ended_at", row.id, None)
    return EnvironmentFacts(
        row.uuid,
        row.name,
        row.display_name,
        row.production,
        row.created_at,
        tuple(_live(book, each, each.instance) for each in deployed),
        tuple(_live(book, each, None) for each in released),
        row.contacts,
    )


def _live(book: Book, row: Deployment | Release, instance: str | None) -> LiveFacts:
    name, number = book.pacticipants[row.pacticipant].name, book.versions[row.version].number
    return LiveFacts(row.uuid, name, number, instance, row.created_at)
