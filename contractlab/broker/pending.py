"""Pending: a content whose failure must not break the provider's build, because it was never verified there."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.broker.book import Book
from contractlab.broker.records import Content, Pacticipant, VerificationResult

__all__ = ["is_pending"]


def is_pending(book: Book, provider: Pacticipant, content: Content, branch: str | None, tags: Sequence[str]) -> bool:
    """True if no success speaks for a content.

    With a branch, a success of any version that is on it, ever, or of one on another branch from before the branch was
    made. With tags, the same for each of them, by the tags that versions have now. With neither, any success.
    """
    successes = [result for result in book.results.by("content", content.id) if result.success]
    if branch is not None:
        return not _verified_on_branch(book, provider, successes, branch)
    if tags:
        return not all(_verified_with_tag(book, provider, successes, tag) for tag in tags)
    return not successes


def _verified_on_branch(book: Book, provider: Pacticipant, successes: Sequence[VerificationResult], name: str) -> bool:
    branch = book.branch(provider.id, name)
    for result in successes:
        names = {each.name for each in book.branches_of(book.versions[result.version])}
        if name in names:
            return True
        if names and (branch is None or result.created_at < branch.created_at):
            return True
    return False


def _verified_with_tag(book: Book, provider: Pacticipant, successes: Sequence[VerificationResult], name: str) -> bool:
    first = min((tag.created_at for tag in book.tags.by("pacticipant name", provider.id, name)), default=None)
    for result in successes:
        names = set(book.tag_names(book.versions[result.version]))
        if name in names or (names and (first is None or result.created_at < first)):
            return True
    return False
