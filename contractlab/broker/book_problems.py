"""What is odd about a broker: what keeps its answers from meaning what people think they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice, pairwise

from contractlab.broker.book import Book
from contractlab.broker.records import Publication
from contractlab.broker.similar_names import word_key
from contractlab.errors import BrokerError
from contractlab.values.display import Shown, quiet
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.text import visible

__all__ = ["BookProblem", "BookProblemCode", "BookProblems", "book_problems", "differing_paths"]

_OLD_MICROSECONDS = 90 * 24 * 3600 * 1_000_000
_MOST_OF_A_KIND = 100
_MOST_COMPARED = 4
_MOST_PATHS = 5
_MOST_FOUND = 50
_MOST_VISITED = 200_000


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
    SELECTS_NOTHING = "selects-nothing"


@quiet
@dataclass(frozen=True, slots=True)
class BookProblem:
    """Something odd.

    Attributes
    ----------
    code : BookProblemCode
    pacticipant : str
        ``""`` where it is about an environment.
    text : str
        What it is and what to do.
    """

    code: BookProblemCode
    pacticipant: str
    text: str


class BookProblems(tuple[BookProblem, ...], Shown):
    """Everything odd about a broker, what is live first."""

    def __repr__(self) -> str:
        return f"<BookProblems {len(self)}>"


Text = Callable[[int], bytes]
"""The text of a content, by its number."""


def book_problems(book: Book, *, now: int, text: Text | None = None) -> BookProblems:
    """Everything odd, at most 100 of a kind.

    Parameters
    ----------
    book : Book
    now : int
        Microseconds since 1970; branches that nobody touched for 90 days are old.
    text : callable, optional
        Gives the text of a content: then what changes with every publication is shown.
    """
    problems: list[BookProblem] = []
    contents = partial(_contents, text=text)
    for kind in (_live, _branches, _names, contents, _tags, _idle_selectors):
        problems += islice(kind(book, now), _MOST_OF_A_KIND)
    return BookProblems(problems)


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


def _contents(book: Book, now: int, text: Text | None = None) -> Iterator[BookProblem]:
    for row in book.integrations:
        publications = book.publications.by("consumer provider", row.consumer, row.provider)[-10:]
        contents = {each.content for each in publications}
        if len(publications) >= 5 and len(contents) == len(publications):
            consumer, provider = book.pacticipants[row.consumer].name, book.pacticipants[row.provider].name
            paths = _changing(publications, text) if text is not None else []
            what = f"at {', '.join(paths)}" if paths else "with cl.compare"
            yield BookProblem(
                BookProblemCode.CHANGES_EVERY_TIME,
                consumer,
                f"the last {len(publications)} contracts of {consumer} with {provider} all differ, so that no result "
                f"is ever used again: look for dates and ids {what}",
            )


def _changing(publications: Sequence[Publication], text: Text) -> list[str]:
    """Paths that differ between each two of the newest contracts; those of the newest two where there are none."""
    documents = []
    for publication in publications[-_MOST_COMPARED:]:
        try:
            documents.append(parse_json(text(publication.content)))
        except (BrokerError, NotJson):
            return []
    differing = [list(differing_paths(*pair)) for pair in pairwise(documents)]
    if not differing:
        return []
    always = [path for path in differing[-1] if all(path in paths for paths in differing)]
    return (always or differing[-1])[:_MOST_PATHS]


def differing_paths(before: JSON, after: JSON) -> Iterator[str]:
    """Paths at which two documents differ, the first 50 of them."""
    open_pairs: list[tuple[str, JSON, JSON]] = [("$", before, after)]
    differences = visited = 0
    while open_pairs and differences < _MOST_FOUND and visited < _MOST_VISITED:
        visited += 1
        path, left, right = open_pairs.pop()
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            keys = list(dict.fromkeys((*left, *right)))
            open_pairs += [(f"{path}{_key(key)}", left.get(key), right.get(key)) for key in reversed(keys)]
        elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
            open_pairs += [(f"{path}[{at}]", left[at], right[at]) for at in reversed(range(len(left)))]
        elif type(left) is not type(right) or left != right:
            differences += 1
            yield path


def _key(key: str) -> str:
    return f".{key}" if key.isidentifier() else f"['{visible(key)}']"


def _idle_selectors(book: Book, now: int) -> Iterator[BookProblem]:
    """Selectors that people write everywhere, and that choose nothing here."""
    for pacticipant in book.pacticipants:
        main = pacticipant.main_branch
        if main is None or not book.publications.by("consumer", pacticipant.id):
            continue
        if book.branch_head(pacticipant.id, main) is None:
            yield BookProblem(
                BookProblemCode.SELECTS_NOTHING,
                pacticipant.name,
                f'no version of {pacticipant.name} is on its main branch {main}, so "mainBranch" chooses nothing of '
                "it: publish with that branch, or name another main branch",
            )
    for environment in book.environments:
        deployed = book.deployments.by("environment ended_at", environment.id, None)
        released = book.releases.by("environment ended_at", environment.id, None)
        orders = [*(row.version for row in deployed), *(row.version for row in released)]
        if not any(book.publications.by("version", order) for order in orders):
            yield BookProblem(
                BookProblemCode.SELECTS_NOTHING,
                "",
                f"nothing in {environment.name} has a contract, so that selectors of it choose nothing: record what "
                "runs there",
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
