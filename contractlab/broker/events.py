"""What a broker would tell its webhooks of a publication or a result, with its reasons; no address is ever called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from contractlab.broker.book import Book
from contractlab.broker.records import Pacticipant, Publication, VerificationResult, Version
from contractlab.broker.writing import PublishedContent
from contractlab.values.display import quiet

__all__ = ["Event", "events_of", "past_events", "publication_events"]


@quiet
@dataclass(frozen=True, slots=True)
class Event:
    """Something that webhooks wait for.

    Attributes
    ----------
    name : str
        As brokers name it: ``"contract_published"``, ``"contract_content_changed"``,
        ``"contract_requiring_verification_published"``, ``"provider_verification_published"``,
        ``"provider_verification_succeeded"``, ``"provider_verification_failed"``.
    at : str
        When, in UTC.
    consumer, consumer_version, provider, provider_version : str
        The last is ``""`` of a contract; the second of a result is the newest version with the content.
    sha : str
        Of the content.
    reasons : tuple of str
    """

    name: str
    at: str
    consumer: str
    consumer_version: str
    provider: str
    provider_version: str = ""
    sha: str = ""
    reasons: tuple[str, ...] = ()


def events_of(book: Book, happened: PublishedContent | VerificationResult) -> Iterator[Event]:
    """What follows from something that was just written."""
    if isinstance(happened, VerificationResult):
        yield from _result_events(book, happened)
        return
    # The same version may have been published twice in one transaction; what stands there now counts.
    publication = book.publications.row_or(happened.publication.id, happened.publication)
    yield _event(book, publication, "contract_published")
    if _requires_verification(book, happened):
        yield _event(book, publication, "contract_requiring_verification_published")
    reasons = () if happened.before is not None else tuple(_content_changes(book, publication))
    if reasons:
        yield _event(book, publication, "contract_content_changed", reasons)


def past_events(book: Book, since: int) -> Iterator[Event]:
    """What happened since a time, in microseconds, by what stands in the book: the oldest first.

    Whether a content had changed, and who needed its verification, is told by the tags, branches and deployments of
    now; publishing the same again leaves no trace.
    """
    rows: list[Publication | VerificationResult] = [
        *(row for row in book.publications if row.created_at >= since),
        *(row for row in book.results if row.created_at >= since),
    ]
    for row in sorted(rows, key=lambda each: each.created_at):
        if isinstance(row, VerificationResult):
            yield from _result_events(book, row)
            continue
        yield _event(book, row, "contract_published")
        if any(not _had_result(book, row, version) for version in _needed(book, book.pacticipants[row.provider])):
            yield _event(book, row, "contract_requiring_verification_published")
        reasons = tuple(_content_changes(book, row))
        if reasons:
            yield _event(book, row, "contract_content_changed", reasons)


def _moment(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC).isoformat(timespec="seconds")


def _event(book: Book, row: Publication, name: str, reasons: tuple[str, ...] = ()) -> Event:
    return Event(
        name,
        _moment(row.created_at),
        book.pacticipants[row.consumer].name,
        book.versions[row.version].number,
        book.pacticipants[row.provider].name,
        sha=book.contents[row.content].sha,
        reasons=reasons,
    )


def _result_events(book: Book, row: VerificationResult) -> Iterator[Event]:
    content = book.contents[row.content]
    orders = [publication.version for publication in book.publications.by("content", content.id)]
    for name in ("published", "succeeded" if row.success else "failed"):
        yield Event(
            f"provider_verification_{name}",
            _moment(row.created_at),
            book.pacticipants[content.consumer].name,
            book.versions[max(orders)].number if orders else "",
            book.pacticipants[content.provider].name,
            book.versions[row.version].number,
            content.sha,
        )


def publication_events(book: Book, published: PublishedContent) -> str:
    """The events of publishing one contract, as the broker's notices name them.

    "Content changed" asks the version before with the same tag, or, without tags, the version before without tags on
    whatever branch.
    """
    requiring = ["contract_requiring_verification_published"] if _requires_verification(book, published) else []
    if published.before is not None:
        return ", ".join(["contract_published", *requiring])
    reasons = _content_changes(book, published.publication)
    if reasons:
        changed = f"contract_content_changed ({', '.join(reasons)})"
        return ", ".join(["contract_published", *requiring, changed])
    tags = book.tag_names(book.versions[published.publication.version])
    if len(tags) == 1:
        comment = f"pact content is the same as previous version with tag {tags[0]} and no new tags were applied"
    else:
        names = ", ".join(tags)
        comment = f"pact content is the same as previous versions with tags {names} and no new tags were applied"
    return ", ".join(f"{event} ({comment})" for event in ["contract_published", *requiring])


def _earlier(book: Book, publication: Publication, tag: str | None) -> Publication | None:
    """The contract of the newest older version with a tag, or without any."""
    for version in book.versions.newest_first("pacticipant", publication.consumer):
        earlier = book.publications.first("version provider", version.id, publication.provider)
        if earlier is not None and version.id < publication.version:
            names = book.tag_names(version)
            if (tag is None and not names) or tag in names:
                return earlier
    return None


def _content_changes(book: Book, publication: Publication) -> list[str]:
    tags: list[str | None] = [*book.tag_names(book.versions[publication.version])]
    reasons = []
    for tag in tags or [None]:
        before = _earlier(book, publication, tag)
        if before is not None and before.content == publication.content:
            continue
        if tag is None:
            reasons.append(
                "first time untagged pact published"
                if before is None
                else "pact content has changed since previous untagged version"
            )
        elif before is None:
            reasons.append(f"first time any pact published for this consumer with consumer version tagged {tag}")
        else:
            reasons.append(f"pact content has changed since the last consumer version tagged with {tag}")
    return reasons


def _requires_verification(book: Book, published: PublishedContent) -> bool:
    """True if the provider's main head, or a version of it that is live, has no result for the content yet."""
    needed = _needed(book, book.pacticipants[published.content.provider])
    return any(book.latest_result(published.content.id, version) is None for version in needed)


def _had_result(book: Book, row: Publication, version: Version) -> bool:
    results = book.results.by("content version", row.content, version.id)
    return any(result.created_at < row.created_at for result in results)


def _needed(book: Book, provider: Pacticipant) -> set[Version]:
    """The provider's main head, and the versions of it that are live."""
    needed: set[Version] = set()
    if provider.main_branch is not None:
        head = book.branch_head(provider.id, provider.main_branch) or book.tag_head(provider.id, provider.main_branch)
        if head is not None:
            needed.add(head)
    needed |= {book.versions[row.version] for row in book.deployments.by("pacticipant ended_at", provider.id, None)}
    needed |= {book.versions[row.version] for row in book.releases.by("pacticipant ended_at", provider.id, None)}
    return needed
