"""What is odd about a broker: what keeps its answers from meaning what people think they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contractlab.broker.book import Book
from contractlab.broker.similar_names import word_key

__all__ = ["BookProblem", "BookProblemCode", "book_problems"]

_OLD_MICROSECONDS = 90 * 24 * 3600 * 1_000_000
_MOST_OF_A_KIND = 100


class BookProblemCode(StrEnum):
    """What kind of problem it is."""

    LIVE_WITHOUT_CONTRACTS = "live-without-contracts"
    LIVE_WITHOUT_RESULTS = "live-without-results"
    NO_BRANCH = "no-branch"
    NO_MAIN_BRANCH = "no-main-branch"
    HEAD_WITHOUT_CONTRACT = "head-without-contract"
    NAMES_NEARLY_AGREE = "names-nearly-agree"
    CHANGES_EVERY_TIME = "changes-every-time"
    TAG_LIKE_ENVIRONMENT = "tag-like-environment"
    OLD_BRANCH = "old-branch"


@dataclass(frozen=True, slots=True)
class BookProblem:
    """Something odd.

    Attributes
    ----------
    code : BookProblemCode
    pacticipant : str
    text : str
        What it is and what to do.
    """

    code: BookProblemCode
    pacticipant: str
    text: str


def book_problems(book: Book, *, now: int) -> list[BookProblem]:
    """Everything odd, at most 100 of a kind.

    Parameters
    ----------
    book : Book
    now : int
        Microseconds since 1970; branches that nobody touched for 90 days are old.
    """
    found: list[BookProblem] = []
    for kind in (_live, _branches, _names, _contents, _tags):
        for count, problem in enumerate(kind(book, now)):
            if count == _MOST_OF_A_KIND:
                break
            found.append(problem)
    return found


def _live(book: Book, now: int) -> Iterator[BookProblem]:
    rows = [
        *((row.version, row.environment) for row in book.deployments if row.ended_at is None),
        *((row.version, row.environment) for row in book.releases if row.ended_at is None),
    ]
    for order, place in dict.fromkeys(rows):
        version, environment = book.versions[order], book.environments[place].name
        pacticipant = book.pacticipants[version.pacticipant]
        if book.publications.by("consumer", pacticipant.id) and not book.publications.by("version", order):
            yield BookProblem(
                BookProblemCode.LIVE_WITHOUT_CONTRACTS,
                pacticipant.name,
                f"{pacticipant.name} {version.number} is in {environment} and has no contract, while other versions "
                "do: publish its contracts",
            )
        if book.integrations.by("provider", pacticipant.id) and not book.results.by("version", order):
            yield BookProblem(
                BookProblemCode.LIVE_WITHOUT_RESULTS,
                pacticipant.name,
                f"{pacticipant.name} {version.number} is in {environment} and never told a result: "
                "verify with it, or record what really runs there",
            )


def _branches(book: Book, now: int) -> Iterator[BookProblem]:
    for pacticipant in book.pacticipants:
        name = pacticipant.name
        versions = book.versions.by("pacticipant", pacticipant.id)
        loose = [row for row in versions if not book.branch_versions.by("version", row.id)]
        if loose:
            yield BookProblem(
                BookProblemCode.NO_BRANCH,
                name,
                f"{len(loose)} of {len(versions)} versions of {name} are on no branch, the newest {loose[-1].number}: "
                "publish with a branch, so that selectors find them",
            )
        if versions and pacticipant.main_branch is None:
            yield BookProblem(
                BookProblemCode.NO_MAIN_BRANCH,
                name,
                f'{name} has no main branch, so "mainBranch" never chooses it: '
                f"create_or_update_pacticipant({name!r}, main_branch=…)",
            )
        for branch in book.branches.by("pacticipant", pacticipant.id):
            if branch.head is None:
                continue
            head = book.versions[branch.head]
            if not book.publications.by("version", head.id) and any(
                book.publications.by("version", row.version) for row in book.branch_versions.by("branch", branch.id)
            ):
                yield BookProblem(
                    BookProblemCode.HEAD_WITHOUT_CONTRACT,
                    name,
                    f"{head.number}, the head of branch {branch.name} of {name}, has no contract, while older versions "
                    "of it do: selectors of that branch choose nothing",
                )
            if branch.name != pacticipant.main_branch and now - head.created_at > _OLD_MICROSECONDS:
                yield BookProblem(
                    BookProblemCode.OLD_BRANCH,
                    name,
                    f"nothing came to branch {branch.name} of {name} for 90 days: delete_branch({name!r}, "
                    f"{branch.name!r}) if it is gone",
                )


def _names(book: Book, now: int) -> Iterator[BookProblem]:
    by_words: dict[tuple[str, ...], list[str]] = {}
    for row in book.pacticipants:
        by_words.setdefault(word_key(row.name), []).append(row.name)
    for names in by_words.values():
        if len(names) > 1:
            yield BookProblem(
                BookProblemCode.NAMES_NEARLY_AGREE,
                names[0],
                f"{', '.join(names)} may be one application under several names",
            )


def _contents(book: Book, now: int) -> Iterator[BookProblem]:
    for row in book.integrations:
        publications = book.publications.by("consumer provider", row.consumer, row.provider)[-10:]
        contents = {each.content for each in publications}
        if len(publications) >= 5 and len(contents) == len(publications):
            consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
            yield BookProblem(
                BookProblemCode.CHANGES_EVERY_TIME,
                consumer,
                f"the last {len(publications)} contracts of {consumer} with {provider} all differ, so that no result "
                "is ever used again: look for dates and ids in them with cl.compare",
            )


def _tags(book: Book, now: int) -> Iterator[BookProblem]:
    places = {row.name for row in book.environments}
    for name, number in dict.fromkeys((tag.name, tag.pacticipant) for tag in book.tags):
        if name in places:
            pacticipant = book.pacticipants[number].name
            yield BookProblem(
                BookProblemCode.TAG_LIKE_ENVIRONMENT,
                pacticipant,
                f"versions of {pacticipant} are tagged {name}, and there is an environment of that name: the tag "
                "records a deployment too",
            )
