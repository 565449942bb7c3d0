"""Contracts that a provider is to verify, with what chose each, and why the others were left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contractlab.broker.book import Book
from contractlab.broker.records import Pacticipant, VerificationResult
from contractlab.broker.selecting import Chosen, Provider
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.values.display import quiet

__all__ = ["Reason", "Selection", "describe_selection"]


@quiet
@dataclass(frozen=True, slots=True)
class Reason:
    """Why a consumer's contract was chosen, or was not; `version` is None where the consumer has none."""

    consumer: str
    version: str | None
    text: str


class Selection(Contracts):
    """Contracts of a selection.

    Attributes
    ----------
    why : tuple of Reason
        For each contract what chose it, and what decided that it is pending or in progress.
    why_not : tuple of Reason
        For each consumer of which nothing was chosen, which rule left it out; and each selector that chose nothing,
        with ``consumer`` ``""``.
    uncertain : tuple of Reason
        Of a mirror: whose pending or progress the broker's API does not tell.
    """

    def __init__(self, items: Iterable[Contract], why: Sequence[Reason], why_not: Sequence[Reason]) -> None:
        super().__init__(items)
        self.why = tuple(why)
        self.why_not = tuple(why_not)
        self.uncertain: tuple[Reason, ...] = ()


def describe_selection(
    book: Book, provider: Provider, chosen: Sequence[Chosen], *, wip_since: int | None
) -> tuple[list[Reason], list[Reason]]:
    """Why each contract was chosen, and why nothing of the other consumers was."""
    why = [
        Reason(
            book.pacticipants[each.publication.consumer].name,
            book.versions[each.publication.version].number,
            "; ".join([", ".join(each.why), *_state(book, provider, each)]),
        )
        for each in chosen
    ]
    have = {each.publication.consumer for each in chosen}
    rows = book.integrations.by("provider", provider.pacticipant.id)
    consumers = [book.pacticipants[row.consumer] for row in rows if row.consumer not in have]
    return why, [_left_out(book, provider.pacticipant, consumer) for consumer in consumers]


def _state(book: Book, provider: Provider, chosen: Chosen) -> list[str]:
    content = chosen.publication.content
    if chosen.wip:
        place = f"branch {provider.branch}" if provider.branch is not None else f"tag {', '.join(provider.tags)}"
        published = f"published {_day(chosen.publication.created_at)}"
        text = f"in progress: {provider.pacticipant.name} has no success for it from {place} outside of such work"
        return [f"{text}; {published}{_too_late(book, provider, content)}"]
    if chosen.pending:
        return [f"pending: no success for it yet by {_asked_of(provider)}{_too_late(book, provider, content)}"]
    if chosen.pending is False:
        first = next((row for row in book.results.by("content", content) if row.success), None)
        return [f"not pending: {_first_success(book, first)}"] if first is not None else []
    return []


def _asked_of(provider: Provider) -> str:
    if provider.branch is not None:
        return f"a version of {provider.pacticipant.name} from branch {provider.branch}"
    if provider.tags:
        return f"versions of {provider.pacticipant.name} with tag {', '.join(provider.tags)}"
    return f"any version of {provider.pacticipant.name}"


def _first_success(book: Book, result: VerificationResult) -> str:
    return f"{book.versions[result.version].number} verified it first, {_day(result.created_at)}"


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1_000_000, UTC).strftime("on %Y-%m-%d at %H:%M:%S UTC")


def _too_late(book: Book, provider: Provider, content: int) -> str:
    """Successes of other branches count from before the branch alone: the two dates that decided."""
    branch = None if provider.branch is None else book.branch(provider.pacticipant.id, provider.branch)
    success = next((row for row in book.results.by("content", content) if row.success), None)
    if branch is None or success is None:
        return ""
    number = book.versions[success.version].number
    return f"; {number} verified it {_day(success.created_at)}, the branch began {_day(branch.created_at)}"


def _left_out(book: Book, provider: Pacticipant, consumer: Pacticipant) -> Reason:
    rows = book.publications.by("consumer provider", consumer.id, provider.id)
    if not rows:
        return Reason(consumer.name, None, f"no contract with {provider.name} is there any longer")
    newest = max(rows, key=lambda row: row.version)
    number = book.versions[newest.version].number
    for branch in book.branches.by("pacticipant", consumer.id):
        on_branch = {row.version for row in book.branch_versions.by("branch", branch.id)}
        if branch.head is not None and branch.head != newest.version and newest.version in on_branch:
            head = book.versions[branch.head].number
            if book.publication(book.versions[branch.head], provider) is None:
                text = f"{head}, the head of branch {branch.name}, has no contract with {provider.name}; {number} has"
                return Reason(consumer.name, number, text)
    if not book.branch_versions.by("version", newest.version):
        return Reason(consumer.name, number, f"{number}, the newest with a contract, is on no branch")
    return Reason(consumer.name, number, f"no selector means {number}, the newest version with a contract")
