"""Which contracts a provider is given to verify: what selectors choose, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from contractlab.broker import criteria
from contractlab.broker.book import Book
from contractlab.broker.criteria import Criterion
from contractlab.broker.pending import is_pending
from contractlab.broker.records import Pacticipant, Publication, Version
from contractlab.broker.selectors import Selector
from contractlab.broker.wip import works_in_progress
from contractlab.values.display import quiet

__all__ = ["Chosen", "Provider", "select"]


@quiet
@dataclass(frozen=True, slots=True)
class Provider:
    """The provider that asks, with the branch and the tags that its version will have."""

    pacticipant: Pacticipant
    branch: str | None = None
    tags: tuple[str, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class Chosen:
    """A contract that a provider is to verify.

    Attributes
    ----------
    publication : Publication
        Of the newest of the consumer versions that were chosen with this content.
    why : tuple of str
        What chose it: ``"latest from main branch"``.
    versions : tuple of int
        Every consumer version that was chosen with this content.
    pending : bool or None
        None where it was not asked for.
    wip : bool
    reasons : tuple of (Criterion, int)
        Each reason with each version that it chose, in a broker's order.
    """

    publication: Publication
    why: tuple[str, ...]
    versions: tuple[int, ...]
    pending: bool | None = None
    wip: bool = False
    reasons: tuple[tuple[Criterion, int], ...] = ()


_Found = tuple[Publication, Criterion]


def select(
    book: Book,
    provider: Provider,
    selectors: Sequence[Selector],
    *,
    pending: bool = True,
    wip_since: int | None = None,
) -> list[Chosen]:
    """The contracts that a provider is to verify, in a broker's order.

    Parameters
    ----------
    book : Book
    provider : Provider
    selectors : sequence of Selector
        None: the broker's own, for each consumer its main branch (else what comes nearest), what is deployed and
        what is released.
    pending : bool
        Say of each whether a failure must not break the build.
    wip_since : int, optional
        Add what is in progress since this time, in microseconds.
    """
    chosen = _merged(book, _by_selectors(book, provider, list(selectors) or _defaults(book, provider.pacticipant)))
    explicit = sorted(
        chosen,
        key=lambda each: (book.pacticipants[each.publication.consumer].name.lower(), each.publication.version),
    )
    if pending:
        explicit = [replace(each, pending=_pending(book, provider, each.publication)) for each in explicit]
    if wip_since is None:
        return explicit
    contents = {each.publication.content for each in explicit}
    working = [
        (publication, criteria.in_progress(words))
        for publication, words in works_in_progress(
            book, provider.pacticipant, provider.branch, provider.tags, wip_since, contents
        )
    ]
    # By branches first, or, where the provider is told apart by tags, by tags first.
    working.sort(key=lambda each: each[1].short.startswith("latest with tag") == (provider.branch is not None))
    merged = _merged(book, working, wip=True)
    return explicit + sorted(
        [replace(each, pending=True) for each in merged] if pending else merged,
        key=lambda each: (book.pacticipants[each.publication.consumer].name.lower(), each.publication.version),
    )


def _pending(book: Book, provider: Provider, publication: Publication) -> bool:
    return is_pending(book, provider.pacticipant, book.contents[publication.content], provider.branch, provider.tags)


def _merged(book: Book, chosen: Iterable[tuple[Publication, Criterion]], *, wip: bool = False) -> list[Chosen]:
    groups: dict[int, list[tuple[Publication, Criterion]]] = {}
    for publication, criterion in chosen:
        groups.setdefault(publication.content, []).append((publication, criterion))
    merged = []
    for members in groups.values():
        newest = max((publication for publication, _ in members), key=lambda each: each.version)
        versions = tuple(sorted({publication.version for publication, _ in members}, reverse=True))
        reasons = list(dict.fromkeys((criterion, publication.version) for publication, criterion in members))
        if not wip:
            reasons.sort(key=lambda reason: reason[0].rank)
        why = tuple(dict.fromkeys(criterion.short for criterion, _ in reasons))
        merged.append(Chosen(newest, why, versions, None, wip, tuple(reasons)))
    return merged


def _by_selectors(book: Book, provider: Provider, selectors: Sequence[Selector]) -> Iterator[_Found]:
    by_tag: set[str] = set()
    for selector in selectors:
        for publication, why in _by_selector(book, provider, selector):
            if selector.tag is not None and selector.latest:
                by_tag.add(selector.tag)
            yield publication, why
    for selector in selectors:
        # Only where no consumer at all has a contract with the tag, as the broker does it.
        if selector.fallback_tag is not None and selector.tag is not None and selector.tag not in by_tag:
            fallback = replace(selector, tag=selector.fallback_tag, wanted_tag=selector.tag)
            yield from _by_selector(book, provider, fallback)


def _consumers(book: Book, provider: Pacticipant, selector: Selector) -> list[Pacticipant]:
    numbers = [row.consumer for row in book.integrations.by("provider", provider.id)]
    consumers = [book.pacticipants[number] for number in numbers]
    return [each for each in consumers if selector.consumer is None or each.name == selector.consumer]


def _by_selector(book: Book, provider: Provider, selector: Selector) -> Iterator[_Found]:
    for consumer in _consumers(book, provider.pacticipant, selector):
        for version, why in _versions(book, provider, consumer, selector):
            publication = book.publication(version, provider.pacticipant)
            if publication is not None:
                yield publication, why


def _versions(
    book: Book, provider: Provider, consumer: Pacticipant, selector: Selector
) -> Iterator[tuple[Version, Criterion]]:
    if selector.deployed or selector.released:
        yield from _living(book, consumer, selector)
    elif selector.main_branch:
        head = book.branch_head(consumer.id, consumer.main_branch) if consumer.main_branch is not None else None
        if head is not None:
            yield head, criteria.main_branch(selector, consumer.main_branch or "")
    elif selector.matching_branch and provider.branch is not None:
        head = book.branch_head(consumer.id, provider.branch)
        if head is not None:
            yield head, criteria.branch(selector, provider.branch)
    elif selector.branch is True:
        for branch in book.branches.by("pacticipant", consumer.id):
            if branch.head is not None:
                yield book.versions[branch.head], criteria.branch(selector, branch.name)
    elif isinstance(selector.branch, str):
        head = book.branch_head(consumer.id, selector.branch)
        if head is not None:
            yield head, criteria.branch(selector, selector.branch)
    elif selector.tag is not None and selector.latest:
        head = book.tag_head(consumer.id, selector.tag)
        if head is not None:
            yield head, criteria.latest_tag(selector, selector.tag)
    elif selector.tag is not None:
        for version in book.tagged(consumer.id, selector.tag):
            yield version, criteria.every_tag(selector, selector.tag)
    elif selector.latest:
        for version in book.versions.newest_first("pacticipant", consumer.id):
            if book.publication(version, provider.pacticipant) is not None:
                yield version, criteria.overall(selector, provider.pacticipant.name)
                return


def _living(book: Book, consumer: Pacticipant, selector: Selector) -> Iterator[tuple[Version, Criterion]]:
    if selector.deployed:
        for row in book.deployments.by("pacticipant ended_at", consumer.id, None):
            environment = book.environments[row.environment].name
            if selector.environment in (None, environment):
                yield book.versions[row.version], criteria.deployed(selector, environment)
    if selector.released:
        for released in book.releases.by("pacticipant ended_at", consumer.id, None):
            environment = book.environments[released.environment].name
            if selector.environment in (None, environment):
                yield book.versions[released.version], criteria.released(selector, environment)


def _defaults(book: Book, provider: Pacticipant) -> list[Selector]:
    """What a broker asks by when nobody says what to choose."""
    selectors = []
    for row in book.integrations.by("provider", provider.id):
        consumer = book.pacticipants[row.consumer]
        main = consumer.main_branch
        if main is not None and book.branch_head(consumer.id, main) is not None:
            selectors.append(Selector(main_branch=True, consumer=consumer.name))
        elif main is not None and book.tag_head(consumer.id, main) is not None:
            selectors.append(Selector(tag=main, latest=True, consumer=consumer.name))
        else:
            selectors.append(Selector(latest=True, consumer=consumer.name))
    return [*selectors, Selector(deployed=True), Selector(released=True)]
