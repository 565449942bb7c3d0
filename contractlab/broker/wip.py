"""Work in progress: heads of consumer branches and tags that a provider has not verified yet outside of such work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial

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
    # Asked for at most once, and only where another branch has a success: it looks at every version of the branch.
    first = cache(partial(_first_version, book, provider, branch))
    for publication, why in _heads(book, provider):
        if publication.created_at <= since or publication.content in without:
            continue
        if branch is not None:
            if not _verified_by_branch(book, publication.content, branch, first):
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


def _first_version(book: Book, provider: Pacticipant, name: str | None) -> int | None:
    """When the first version of a branch was made, which may be before the branch; None where it has none."""
    branch = None if name is None else book.branch(provider.id, name)
    if branch is None:
        return None
    # Versions are numbered as they are made, and may be put on a branch in another order.
    orders = [row.version for row in book.branch_versions.by("branch", branch.id)]
    return book.versions[min(orders)].created_at if orders else None


def _verified_by_branch(book: Book, content: int, name: str, first: Callable[[], int | None]) -> bool:
    """Successes while in progress do not count; those of other branches from before the branch's first version do."""
    for result in book.results.by("content", content):
        if not result.success or result.wip:
            continue
        names = {each.name for each in book.branches_of(book.versions[result.version])}
        if name in names:
            return True
        if not names:
            continue
        begun = first()
        if begun is None or result.created_at < begun:
            return True
    return False


def _verified_by_tag(book: Book, provider: Pacticipant, content: int, name: str) -> bool:
    """As with branches, by the tags that versions had when they told their results."""
    first = min((tag.created_at for tag in book.tags.by("pacticipant name", provider.id, name)), default=None)
    for row in book.tag_successes.by("content", content):
        if not row.wip and (row.name == name or first is None or row.created_at < first):
            return True
    return False
