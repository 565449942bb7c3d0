"""One cell for each consumer version and provider version that must fit where something is to be deployed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from contractlab.broker.book import Book
from contractlab.broker.lookup import near_names
from contractlab.broker.matrix import QueryAnswer
from contractlab.broker.matrix_selectors import Resolved
from contractlab.broker.notices import version_words
from contractlab.broker.records import Publication, VerificationResult, Version
from contractlab.broker.result_details import FailedExample
from contractlab.values.display import quiet

__all__ = ["Cell", "CellKind", "OtherResult", "cells_of"]


class CellKind(StrEnum):
    """What the broker knows of a pair of versions."""

    VERIFIED = "verified"
    FAILED = "failed"
    NEVER_VERIFIED = "never verified"
    VERIFIED_BY_OTHERS = "verified by other versions"
    PROVIDER_WITHOUT_RESULTS = "provider version without any result"
    NOTHING_RECORDED = "nothing recorded"
    VERSION_UNKNOWN = "version unknown"
    NO_CONTRACT = "no contract"


_GREEN = (CellKind.VERIFIED, CellKind.NO_CONTRACT)


@quiet
@dataclass(frozen=True, slots=True)
class OtherResult:
    """What another version of the provider said of the same content.

    Attributes
    ----------
    version : str
    success : bool
    versions_away : int
        How many versions lie between it and the one that is asked for; negative where it is older.
    environments : tuple of str
        Where it runs.
    """

    version: str
    success: bool
    versions_away: int
    environments: tuple[str, ...]


@quiet
@dataclass(frozen=True, slots=True)
class Cell:
    """A consumer version beside a provider version.

    Attributes
    ----------
    kind : CellKind
    consumer, consumer_version, provider, provider_version : str
        Versions are ``""`` where there is none.
    sha : str
        Of the content between them.
    hidden : bool
        True if the provider version is live and the broker's answer leaves it out: another live one was verified.
    ignored : bool
    strict : bool
        True if hidden ones count.
    others : tuple of OtherResult
        The newest first.
    result : int or None
        Number of the result that decided.
    candidates : tuple of str
        Of an unknown version: those that are called nearly so.
    text : str
        The cell as a sentence.
    failures : tuple of FailedExample
        Of a failed one: which examples failed, as the verifier told it, joined with the contract.
    """

    kind: CellKind
    consumer: str
    consumer_version: str
    provider: str
    provider_version: str
    sha: str = ""
    hidden: bool = False
    ignored: bool = False
    strict: bool = False
    others: tuple[OtherResult, ...] = ()
    result: int | None = None
    candidates: tuple[str, ...] = ()
    text: str = ""
    failures: tuple[FailedExample, ...] = field(default=(), compare=False, repr=False)

    @property
    def blocks(self) -> bool:
        """True if a deployment is not allowed because of it."""
        return self.kind not in _GREEN and not self.ignored and (self.strict or not self.hidden)

    @property
    def pair(self) -> tuple[str, str]:
        """Consumer and provider."""
        return self.consumer, self.provider


def cells_of(book: Book, answer: QueryAnswer, *, strict: bool) -> list[Cell]:
    """The cells of a question about a version."""
    return list(_Cells(book, answer, strict).all())


class _Cells:
    def __init__(self, book: Book, answer: QueryAnswer, strict: bool) -> None:
        self.book, self.answer, self.strict = book, answer, strict
        self.there: dict[int, list[Resolved]] = {}
        for each in answer.resolved:
            if not each.specified and each.pacticipant is not None:
                self.there.setdefault(each.pacticipant.id, []).append(each)
        self.shown = {(row.publication.id, None if row.result is None else row.result.version) for row in answer.rows}
        self.open = {row.publication.id for row in answer.rows if row.result is None}

    def all(self) -> Iterator[Cell]:
        for each in self.answer.resolved:
            if not each.specified or each.pacticipant is None:
                continue
            if each.version is None:
                if not each.exists:
                    yield self._unknown(each)
                continue
            for publication in self.book.publications.by("version", each.version.id):
                yield from self._as_consumer(each, publication)
            for row in self.book.integrations.by("provider", each.pacticipant.id):
                for consumer in self.there.get(row.consumer, ()):
                    if consumer.version is not None:
                        yield self._as_provider(each, consumer, consumer.version)

    def _unknown(self, each: Resolved) -> Cell:
        assert each.pacticipant is not None
        number = each.selector.version or ""
        numbers = [version.number for version in self.book.versions_of(each.pacticipant.id)[:1000]]
        near = near_names(number, numbers)
        text = f"The broker knows no version {number} of {each.name}"
        if near:
            text += f"; it knows {', '.join(near)}"
        return Cell(
            CellKind.VERSION_UNKNOWN, each.name, number, "", "", ignored=each.ignored, candidates=near, text=text
        )

    def _as_consumer(self, each: Resolved, publication: Publication) -> Iterator[Cell]:
        there = self.there.get(publication.provider, [])
        alive = [provider for provider in there if provider.version is not None]
        for provider in alive:
            assert provider.version is not None
            yield self._cell(publication, provider.version, version_words(provider), each.ignored or provider.ignored)
        if not alive:
            yield self._nothing(each, publication, there)

    def _nothing(self, each: Resolved, publication: Publication, there: list[Resolved]) -> Cell:
        provider = self.book.pacticipants[publication.provider].name
        words = version_words(there[0]) if there else f"any version of {provider}"
        content = self.book.contents[publication.content]
        ignored = each.ignored or any(resolved.ignored for resolved in there)
        return Cell(
            CellKind.NOTHING_RECORDED,
            each.name,
            self.book.versions[publication.version].number,
            provider,
            "",
            content.sha,
            ignored=ignored,
            strict=self.strict,
            others=self._others(publication, None),
            text=f"{each.name} needs {provider}, and there is none: {words}",
        )

    def _as_provider(self, each: Resolved, needing: Resolved, version: Version) -> Cell:
        assert each.pacticipant is not None
        assert each.version is not None
        publication = self.book.publication(version, each.pacticipant)
        if publication is None:
            text = f"{version_words(needing)} has no contract with {each.name}"
            return Cell(CellKind.NO_CONTRACT, needing.name, version.number, each.name, each.version.number, text=text)
        return self._cell(publication, each.version, version_words(each), each.ignored or needing.ignored)

    def _cell(self, publication: Publication, provider_version: Version, words: str, ignored: bool) -> Cell:
        book = self.book
        result = book.latest_result(publication.content, provider_version)
        consumer = book.pacticipants[publication.consumer].name
        number = book.versions[publication.version].number
        kind = self._kind(publication, provider_version, result)
        # Beside a verified version a broker leaves out those that never said anything.
        hidden = (publication.id, provider_version.id) not in self.shown and publication.id not in self.open
        contract = f"the contract of {consumer} {number}"
        text = {
            CellKind.VERIFIED: f"{words} verified {contract}",
            CellKind.FAILED: f"{words} does not keep {contract}",
            CellKind.NEVER_VERIFIED: f"No version ever verified {contract}, nor did {words}",
            CellKind.VERIFIED_BY_OTHERS: f"{words} never verified {contract}; other versions did",
            CellKind.PROVIDER_WITHOUT_RESULTS: f"{words} never told any result, nor of {contract}",
        }[kind]
        return Cell(
            kind,
            consumer,
            number,
            book.pacticipants[publication.provider].name,
            provider_version.number,
            book.contents[publication.content].sha,
            hidden=hidden,
            ignored=ignored,
            strict=self.strict,
            others=() if kind is CellKind.VERIFIED else self._others(publication, provider_version),
            result=None if result is None else result.id,
            text=text + ("; the broker does not show it" if hidden else ""),
        )

    def _kind(self, publication: Publication, version: Version, result: VerificationResult | None) -> CellKind:
        if result is not None:
            return CellKind.VERIFIED if result.success else CellKind.FAILED
        if any(each.success for each in self.book.results.by("content", publication.content)):
            return CellKind.VERIFIED_BY_OTHERS
        if not self.book.results.by("version", version.id):
            return CellKind.PROVIDER_WITHOUT_RESULTS
        return CellKind.NEVER_VERIFIED

    def _others(self, publication: Publication, than: Version | None) -> tuple[OtherResult, ...]:
        book = self.book
        latest = {row.version: row for row in book.results.by("content", publication.content)}
        if than is not None:
            latest.pop(than.id, None)
        orders = [version.id for version in book.versions.by("pacticipant", publication.provider)] if latest else []
        asked = len(orders) if than is None else bisect_left(orders, than.id)
        return tuple(
            OtherResult(
                book.versions[order].number,
                latest[order].success,
                bisect_left(orders, order) - asked,
                tuple(environment.name for environment in book.environments_of(book.versions[order])),
            )
            for order in sorted(latest, reverse=True)
        )
