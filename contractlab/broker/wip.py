"""Work in progress: heads of consumer branches and tags that a provider has not verified yet outside of such work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from contractlab.broker.book import Book
from contractlab.broker.records import Pacticipant, Publication

__all__ = ["works_in_progress"]


def works_in_progress(
    book: Book, provider: Pacticipant, branch: str | None, tags: Sequence[str], since: int, without: Collection[int]
) -> Iterator[tuple[Publication, str]]:
    """Contracts in progress, with what they are the head of.

    Parameters
    ----------
    book : Book
    provider : Pacticipant
    branch, tags
        What the provider's version will have; with neither nothing is in progress.
    since : int
        Contracts that were published later, in microseconds.
    without : collection of int
        Contents that selectors chose already.
    """
    if branch is None and not tags:
        return
    for publication, why in _heads(book, provider):
        if publication.created_at <= since or publication.content in without:
            continue
        if branch is not None:
            if not _verified_by_branch(book, provider, publication.content, branch):
                yield publication, why
        elif not all(_verified_by_tag(book, provider, publication.content, tag) for tag in tags):
            yield publication, why


def _heads(book: Book, provider: Pacticipant) -> Iterator[tuple[Publication, str]]:
    for row in book.integrations.by("provider", provider.id):
        for branch in book.branches.by("pacticipant", row.consumer):
            if branch.head is not None:
                publication = book.publication(book.versions[branch.head], provider)
                if publication is not None:
                    yield publication, f"latest from branch {branch.name}"
        newest: dict[str, int] = {}
        for tag in book.tags.by("pacticipant", row.consumer):
            newest[tag.name] = max(tag.version, newest.get(tag.name, 0))
        for name, order in newest.items():
            publication = book.publication(book.versions[order], provider)
            if publication is not None:
                yield publication, f"latest with tag {name}"


def _verified_by_branch(book: Book, provider: Pacticipant, content: int, name: str) -> bool:
    """Successes while in progress keep a contract in progress; other branches count before the branch's first version.

    That date is the one at which its first version was made, which may be earlier than the branch.
    """
    branch = book.branch(provider.id, name)
    first = None
    if branch is not None:
        created = [book.versions[row.version].created_at for row in book.branch_versions.by("branch", branch.id)]
        first = min(created, default=None)
    for result in book.results.by("content", content):
        if not result.success or result.wip:
            continue
        names = {each.name for each in book.branches_of(book.versions[result.version])}
        if name in names:
            return True
        if names and (first is None or result.created_at < first):
            return True
    return False


def _verified_by_tag(book: Book, provider: Pacticipant, content: int, name: str) -> bool:
    """As with branches, by the tags that versions had when they told their results."""
    first = min((tag.created_at for tag in book.tags.by("pacticipant name", provider.id, name)), default=None)
    for row in book.tag_successes.by("content", content):
        if not row.wip and (row.name == name or first is None or row.created_at < first):
            return True
    return False
