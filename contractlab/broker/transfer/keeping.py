"""What was read of a broker, brought into a book: rows that are the same keep their numbers, and nothing else stays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from contractlab.broker.book import Book
from contractlab.broker.records import (
    Branch,
    BranchVersion,
    Content,
    Deployment,
    Environment,
    Integration,
    Label,
    Pacticipant,
    Publication,
    Record,
    Release,
    Tag,
    TagSuccess,
    VerificationResult,
    Version,
    Webhook,
)
from contractlab.broker.table import Table
from contractlab.broker.transfer.facts import LiveFacts, PacticipantFacts, Snapshot

__all__ = ["KeptRows", "keep"]

R = TypeVar("R", bound=Record)
_SECOND = 1_000_000


class KeptRows:
    """Numbers of the rows that a book will have, by the names that the API uses.

    Parameters
    ----------
    book : Book
        Its rows give their numbers to those that are the same.
    facts : Snapshot
    """

    def __init__(self, book: Book, facts: Snapshot) -> None:
        self.book, self.facts = book, facts
        self.pacticipants: dict[str, int] = {}
        self.versions: dict[tuple[str, str], int] = {}
        self.contents: dict[tuple[str, str, str], int] = {}
        self.changes: list[Callable[[], object]] = []
        self.removals: list[Callable[[], object]] = []

    def put(self, table: Table[R], rows: Iterable[R]) -> None:
        """Plan what makes a table have these rows."""
        wanted = {row.id: row for row in rows}
        present = {row.id: row for row in table}
        for row in present.values():
            if row.id not in wanted:
                self.removals.append(partial(table.remove, row))
        for row in wanted.values():
            before = present.get(row.id)
            if before is None:
                self.changes.append(partial(table.add, row))
            elif before != row:
                self.changes.append(partial(table.replace, row))

    def carry_out(self) -> int:
        """Change the book; what is in the way goes first.

        Returns
        -------
        int
            How many rows came, went or changed.
        """
        steps = [*reversed(self.removals), *self.changes]
        for step in steps:
            step()
        return len(steps)


def keep(book: Book, facts: Snapshot) -> tuple[KeptRows, int]:
    """Make a book say what was read.

    Returns
    -------
    KeptRows
        Whose ``contents`` tell where texts belong.
    int
        How many rows came, went or changed.
    """
    rows = KeptRows(book, facts)
    _pacticipants(rows)
    _versions(rows)
    _branches_and_tags(rows)
    _contracts(rows)
    _results(rows)
    _environments(rows)
    _labels_and_webhooks(rows)
    return rows, rows.carry_out()


def _numbers(table: Table[R], key: Callable[[R], Hashable]) -> Callable[[Hashable], int]:
    """The numbers of rows by what names them; those of new ones follow."""
    numbers = {key(row): row.id for row in table}

    def number(name: Hashable) -> int:
        if name not in numbers:
            numbers[name] = table.next_id()
        return numbers[name]

    return number


def _pacticipants(rows: KeptRows) -> None:
    number = _numbers(rows.book.pacticipants, lambda row: row.name)
    listed = []
    for name, facts in rows.facts.pacticipants.items():
        rows.pacticipants[name] = number(name)
        listed.append(
            Pacticipant(
                number(name), name, facts.main_branch, facts.display_name, facts.repository_url, facts.created_at
            )
        )
    rows.put(rows.book.pacticipants, listed)


def _versions(rows: KeptRows) -> None:
    listed = []
    for name, facts in rows.facts.pacticipants.items():
        for order, version in zip(_orders(rows, facts), facts.versions, strict=True):
            rows.versions[name, version.number] = order
            listed.append(
                Version(order, rows.pacticipants[name], version.number, version.build_url, version.created_at)
            )
    rows.put(rows.book.versions, listed)


def _orders(rows: KeptRows, facts: PacticipantFacts) -> list[int]:
    """Numbers of versions, which are their order: new ones for all where the known ones stand otherwise now."""
    table = rows.book.versions
    pacticipant = rows.pacticipants[facts.name]
    rows_by_number = {row.number: row for row in table.by("pacticipant", pacticipant)}
    orders: list[int] = []
    fresh = False
    for version in facts.versions:
        row = rows_by_number.get(version.number)
        if row is None or row.created_at != version.created_at:
            fresh = True
            orders.append(table.next_id())
        elif fresh or (orders and row.id < orders[-1]):
            return [table.next_id() for _ in facts.versions]
        else:
            orders.append(row.id)
    return orders


def _branches_and_tags(rows: KeptRows) -> None:
    book = rows.book
    branch_number = _numbers(book.branches, lambda row: (row.pacticipant, row.name))
    member_number = _numbers(book.branch_versions, lambda row: (row.branch, row.version))
    tag_number = _numbers(book.tags, lambda row: (row.version, row.name))
    branches: list[Branch] = []
    members: list[BranchVersion] = []
    tags: list[Tag] = []
    for name, facts in rows.facts.pacticipants.items():
        pacticipant = rows.pacticipants[name]
        heads: dict[str, int] = {}
        dates = {branch.name: branch.created_at for branch in facts.branches}
        for version in facts.versions:
            order = rows.versions[name, version.number]
            heads |= dict.fromkeys(version.heads, order)
            for branch in version.branches:
                # A branch that came while the lists were read is in one of them alone.
                dates.setdefault(branch, version.created_at)
                of = branch_number((pacticipant, branch))
                members.append(BranchVersion(member_number((of, order)), of, order, pacticipant))
            for tag in version.tags:
                date = rows.facts.tag_dates.get((name, version.number, tag), version.created_at)
                tags.append(Tag(tag_number((order, tag)), order, pacticipant, tag, date))
        for branch, date in dates.items():
            branches.append(Branch(branch_number((pacticipant, branch)), pacticipant, branch, heads.get(branch), date))
    rows.put(book.branches, branches)
    rows.put(book.branch_versions, members)
    rows.put(book.tags, tags)


def _contracts(rows: KeptRows) -> None:
    book = rows.book
    content_number = _numbers(book.contents, lambda row: (row.consumer, row.provider, row.sha))
    number = _numbers(book.publications, lambda row: (row.version, row.provider))
    pair_number = _numbers(book.integrations, lambda row: (row.consumer, row.provider))
    contents: dict[int, Content] = {}
    publications: list[Publication] = []
    rank: dict[int, int] = {}
    for each in rows.facts.publications:
        order = rows.versions.get((each.consumer, each.version))
        consumer, provider = rows.pacticipants.get(each.consumer), rows.pacticipants.get(each.provider)
        if order is None or consumer is None or provider is None:  # came while the lists were read
            continue
        content = content_number((consumer, provider, each.sha))
        contents[content] = Content(content, consumer, provider, each.sha)
        rows.contents[each.consumer, each.provider, each.sha] = content
        # Only seconds are known; those of one second stand in the order in which they were listed.
        second = each.created_at // _SECOND * _SECOND
        rank[second] = min(rank.get(second, -1) + 1, _SECOND - 1)
        moment = second + rank[second]
        publications.append(Publication(number((order, provider)), order, consumer, provider, content, moment))
    rows.put(book.contents, contents.values())
    rows.put(book.publications, publications)
    pairs = [
        (rows.pacticipants[consumer], rows.pacticipants[provider])
        for consumer, provider in rows.facts.integrations
        if consumer in rows.pacticipants and provider in rows.pacticipants
    ]
    dates = {(row.consumer, row.provider): row.created_at for row in book.integrations}
    rows.put(
        book.integrations, [Integration(pair_number(pair), *pair, dates.get(pair, 0)) for pair in dict.fromkeys(pairs)]
    )


def _results(rows: KeptRows) -> None:
    book = rows.book
    number = _numbers(book.tag_successes, lambda row: (row.content, row.name, row.wip))
    results: list[VerificationResult] = []
    successes: dict[int, TagSuccess] = {}
    tags = _tags_by_version(rows.facts.pacticipants)
    for each in rows.facts.results:
        content = rows.contents.get((each.consumer, each.provider, each.sha))
        order = rows.versions.get((each.provider, each.version))
        if content is None or order is None:
            continue
        wip = each.wip is True
        results.append(
            VerificationResult(each.number, content, order, each.success, wip, each.build_url, each.created_at)
        )
        if not each.success:
            continue
        for name in tags.get((each.provider, each.version), ()):
            # The tags that the version had then: those that it has now, and got before.
            if rows.facts.tag_dates.get((each.provider, each.version, name), 0) <= each.created_at:
                row = number((content, name, wip))
                provider = rows.pacticipants[each.provider]
                successes.setdefault(row, TagSuccess(row, content, provider, name, wip, each.created_at))
    rows.put(book.results, results)
    rows.put(book.tag_successes, successes.values())


def _tags_by_version(pacticipants: Mapping[str, PacticipantFacts]) -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (name, version.number): version.tags
        for name, facts in pacticipants.items()
        for version in facts.versions
        if version.tags
    }


def _environments(rows: KeptRows) -> None:
    book = rows.book
    number = _numbers(book.environments, lambda row: row.uuid)
    deployment_number = _numbers(book.deployments, lambda row: row.uuid)
    release_number = _numbers(book.releases, lambda row: row.uuid)
    environments: list[Environment] = []
    deployments: list[Deployment] = []
    releases: list[Release] = []
    for each in rows.facts.environments:
        place = number(each.uuid)
        environments.append(
            Environment(
                place,
                each.uuid,
                each.name,
                each.display_name,
                each.production,
                each.created_at,
                contacts=each.contacts,
            )
        )
        for live, order, pacticipant in _placed(rows, each.deployed):
            row = deployment_number(live.uuid)
            deployments.append(
                Deployment(row, live.uuid, order, pacticipant, place, live.instance, live.created_at, None)
            )
        for live, order, pacticipant in _placed(rows, each.released):
            row = release_number(live.uuid)
            releases.append(Release(row, live.uuid, order, pacticipant, place, live.created_at, None))
    rows.put(book.environments, environments)
    rows.put(book.deployments, deployments)
    rows.put(book.releases, releases)


def _labels_and_webhooks(rows: KeptRows) -> None:
    book = rows.book
    label_number = _numbers(book.labels, lambda row: (row.pacticipant, row.name))
    number = _numbers(book.webhooks, lambda row: row.uuid)
    labels: list[Label] = []
    for name, facts in rows.facts.pacticipants.items():
        of = rows.pacticipants[name]
        labels += [Label(label_number((of, each)), of, each, facts.created_at) for each in dict.fromkeys(facts.labels)]
    webhooks: list[Webhook] = []
    for webhook in rows.facts.webhooks:
        sides = [
            None if name is None else rows.pacticipants.get(name, -1) for name in (webhook.consumer, webhook.provider)
        ]
        if -1 not in sides:  # else its pacticipant came while the lists were read
            webhooks.append(Webhook(number(webhook.uuid), webhook.uuid, sides[0], sides[1], webhook.document, 0))
    rows.put(book.labels, labels)
    rows.put(book.webhooks, webhooks)


def _placed(rows: KeptRows, live: Sequence[LiveFacts]) -> list[tuple[LiveFacts, int, int]]:
    placed = []
    for each in live:
        order = rows.versions.get((each.pacticipant, each.version))
        if order is not None:
            placed.append((each, order, rows.pacticipants[each.pacticipant]))
    return placed
