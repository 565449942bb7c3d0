"""The selectors of a matrix question, and the versions of this moment that they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from contractlab.broker.book import Book
from contractlab.broker.records import Pacticipant, Version
from contractlab.values.display import quiet

__all__ = ["MatrixSelector", "Resolved", "resolve", "resolve_ignored"]


@quiet
@dataclass(frozen=True, slots=True)
class MatrixSelector:
    """Which versions of a pacticipant are meant; with nothing but the name, all."""

    pacticipant: str
    version: str | None = None
    branch: str | None = None
    main_branch: bool = False
    tag: str | None = None
    latest: bool = False
    environment: str | None = None

    @property
    def means_all(self) -> bool:
        """True for a name alone."""
        return not (self.version or self.branch or self.main_branch or self.tag or self.latest or self.environment)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A selector with one version that it means.

    Attributes
    ----------
    selector : MatrixSelector
    pacticipant : Pacticipant or None
    version : Version or None
        None with `exists` True: every version.
    exists : bool
        False if the selector means a version and there is none.
    specified : bool
        True if the user named it, False if it was inferred.
    ignored : bool
    one_of_many : bool
    """

    selector: MatrixSelector
    pacticipant: Pacticipant | None
    version: Version | None
    exists: bool
    specified: bool
    ignored: bool = False
    one_of_many: bool = False

    @property
    def name(self) -> str:
        """Of the pacticipant."""
        return self.selector.pacticipant


def _versions(book: Book, pacticipant: Pacticipant, selector: MatrixSelector) -> list[Version]:
    """Versions that a selector means, the newest first."""
    branch = pacticipant.main_branch if selector.main_branch else selector.branch
    if selector.main_branch and branch is None:
        return []
    if selector.version is not None:
        version = book.version(pacticipant, selector.version)
        return [] if version is None else [version]
    if branch is not None and selector.latest:
        head = book.branch_head(pacticipant.id, branch)
        return [] if head is None else [head]
    if selector.environment is not None:
        environment = book.environments.first("name", selector.environment)
        return [] if environment is None else book.live(pacticipant.id, environment)
    if branch is not None:
        row = book.branch(pacticipant.id, branch)
        return [] if row is None else book.on_branch(row)
    versions = (
        book.tagged(pacticipant.id, selector.tag)
        if selector.tag is not None
        else [book.versions.last("pacticipant", pacticipant.id)]
    )
    existing = [version for version in versions if version is not None]
    return existing[:1] if selector.latest else existing


def resolve(
    book: Book, selectors: Iterable[MatrixSelector], *, specified: bool, ignored: Sequence[Resolved] = ()
) -> list[Resolved]:
    """The versions that selectors mean; a selector of several gives one for each."""
    resolved: list[Resolved] = []
    for selector in selectors:
        pacticipant = book.pacticipant(selector.pacticipant)
        if pacticipant is None:
            resolved.append(Resolved(selector, None, None, False, specified))
        elif selector.means_all:
            resolved.append(Resolved(selector, pacticipant, None, True, specified))
        else:
            versions = _versions(book, pacticipant, selector)
            many = len(versions) > 1
            resolved += [Resolved(selector, pacticipant, each, True, specified, False, many) for each in versions]
            if not versions:
                resolved.append(Resolved(selector, pacticipant, None, False, specified))
    return [replace(each, ignored=_is_ignored(each, ignored)) for each in resolved]


def _is_ignored(resolved: Resolved, ignored: Sequence[Resolved]) -> bool:
    return any(
        each.pacticipant is not None
        and each.pacticipant == resolved.pacticipant
        and each.exists
        and (each.version is None or each.version == resolved.version)
        for each in ignored
    )


def resolve_ignored(book: Book, selectors: Iterable[MatrixSelector]) -> list[Resolved]:
    """What is to be ignored, with the pacticipants or versions of this moment."""
    return resolve(book, selectors, specified=False)
