"""What a broker would tell its webhooks of a publication, with its reasons."""

from __future__ import annotations

from contractlab.broker.book import Book
from contractlab.broker.records import Publication, Version
from contractlab.broker.writing import PublishedContent

__all__ = ["publication_events"]


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
        other = book.publications.first("version provider", version.id, publication.provider)
        if other is not None and version.id < publication.version:
            names = book.tag_names(version)
            if (tag is None and not names) or tag in names:
                return other
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
    provider = book.pacticipants[published.content.provider]
    needed: set[Version] = set()
    if provider.main_branch is not None:
        head = book.branch_head(provider.id, provider.main_branch) or book.tag_head(provider.id, provider.main_branch)
        if head is not None:
            needed.add(head)
    needed |= {book.versions[row.version] for row in book.deployments.by("pacticipant ended_at", provider.id, None)}
    needed |= {book.versions[row.version] for row in book.releases.by("pacticipant ended_at", provider.id, None)}
    return any(book.latest_result(published.content.id, version) is None for version in needed)
