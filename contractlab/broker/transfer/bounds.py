"""What the API of a broker hides, as books between which the broker's own lies.

Dates are known to the second, and nothing shows whether a result was made as work in progress. A rule that answers from
both of these books alike answers as the broker does; where they differ, nobody can tell from here.
"""

from __future__ import annotations

from dataclasses import replace

from contractlab.broker.book import Book
from contractlab.broker.records import TagSuccess

__all__ = ["earliest_successes", "latest_successes"]

_SECOND = 1_000_000
_REST = _SECOND - 1


def _floor(moment: int) -> int:
    return moment // _SECOND * _SECOND


def earliest_successes(book: Book) -> Book:
    """Each result came at the beginning of its second and outside of work in progress; all else came at its end."""
    copy = book.copy()
    _move(copy, _REST)
    for publication in list(copy.publications):
        copy.publications.replace(replace(publication, created_at=_floor(publication.created_at)))
    for result in list(copy.results):
        copy.results.replace(replace(result, created_at=_floor(result.created_at), wip=False))
    _tag_successes(copy, wip=False, at_once=True)
    return copy


def latest_successes(book: Book) -> Book:
    """Each result came at the end of its second and as work in progress; all else came at its beginning."""
    copy = book.copy()
    _move(copy, 0)
    for publication in list(copy.publications):
        # Of one second, the other way round: whoever takes the newest of them takes others.
        rank = publication.created_at % _SECOND
        copy.publications.replace(replace(publication, created_at=_floor(publication.created_at) + _REST - rank))
    for result in list(copy.results):
        copy.results.replace(replace(result, created_at=_floor(result.created_at) + _REST, wip=True))
    _tag_successes(copy, wip=True, at_once=False)
    return copy


def _move(copy: Book, within: int) -> None:
    """Put versions, branches and tags to a place within their seconds."""
    for version in list(copy.versions):
        copy.versions.replace(replace(version, created_at=_floor(version.created_at) + within))
    for branch in list(copy.branches):
        copy.branches.replace(replace(branch, created_at=_floor(branch.created_at) + within))
    for tag in list(copy.tags):
        copy.tags.replace(replace(tag, created_at=_floor(tag.created_at) + within))


def _tag_successes(copy: Book, *, wip: bool, at_once: bool) -> None:
    """Successes by the tags that versions had then: with those of the same second, or without."""
    for row in list(copy.tag_successes):
        copy.tag_successes.remove(row)
    for result in copy.results:
        if not result.success:
            continue
        second = _floor(result.created_at)
        for tag in copy.tags.by("version", result.version):
            before = _floor(tag.created_at) <= second if at_once else _floor(tag.created_at) < second
            if before and copy.tag_successes.first("content name wip", result.content, tag.name, wip) is None:
                provider = copy.contents[result.content].provider
                copy.tag_successes.add(
                    TagSuccess(copy.tag_successes.next_id(), result.content, provider, tag.name, wip, result.created_at)
                )
