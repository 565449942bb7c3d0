"""What the command line asks a broker in a file beside its questions of rules: lists, single things, small changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from contractlab.broker.book import Book
from contractlab.broker.lookup import environment_named, pacticipant_named, version_named
from contractlab.broker.objects import (
    ContractEntry,
    Deployment,
    Pacticipant,
    PacticipantVersion,
    ProviderState,
    Release,
)
from contractlab.broker.reading import as_contract
from contractlab.broker.records import Publication, Version
from contractlab.broker.store import Store
from contractlab.broker.writing import add_to_branch, ensure_pacticipant, ensure_version, put_tag
from contractlab.contracts.states import StateDefinition
from contractlab.errors import BrokerError

__all__ = ["EmbeddedLists", "newest_publications", "publications_on_branch", "states_of"]

_MICROSECONDS = 1_000_000


class EmbeddedLists:
    """Verbs of `contractlab.broker.remote.RemoteBroker` that are lists or single things, over a store."""

    _store: Store

    def pacticipant(self, name: str) -> Pacticipant:
        """One application."""
        with self._store.reading() as book:
            row = pacticipant_named(book, name)
            versions = book.versions_of(row.id)
            latest = versions[0].number if versions else None
            return Pacticipant(
                row.name,
                row.display_name or "",
                row.main_branch,
                row.repository_url,
                (),
                latest,
                lambda: self.versions(name),
            )

    def versions(self, pacticipant: str) -> tuple[PacticipantVersion, ...]:
        """Versions of an application, the newest first."""
        with self._store.reading() as book:
            row = pacticipant_named(book, pacticipant)
            return tuple(_version(book, row.name, version) for version in book.versions_of(row.id))

    def version(self, pacticipant: str, number: str | None = None) -> PacticipantVersion:
        """A version of an application, with where it runs; the newest without `number`."""
        with self._store.reading() as book:
            row = pacticipant_named(book, pacticipant)
            if number is not None:
                return _version(book, row.name, version_named(book, row, number))
            versions = book.versions_of(row.id)
            if not versions:
                raise BrokerError(f"{pacticipant} has no version", status=404)
            return _version(book, row.name, versions[0])

    def create_or_update_version(
        self,
        pacticipant: str,
        version: str,
        *,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
    ) -> PacticipantVersion:
        """Create a version, or add a branch, tags or a build's address to it."""
        if not pacticipant.strip() or not version.strip():
            raise BrokerError("a version and its pacticipant need a name", status=400)
        with self._store.writing() as book:
            row = ensure_version(book, ensure_pacticipant(book, pacticipant), version, build_url)
            if branch is not None:
                add_to_branch(book, row, branch)
            for tag in tags:
                put_tag(book, row, tag)
            return _version(book, pacticipant, row)

    def deployments(self, environment: str, pacticipant: str | None = None) -> tuple[Deployment, ...]:
        """What runs in an environment."""
        with self._store.reading() as book:
            place = environment_named(book, environment)
            made = [
                Deployment(
                    book.pacticipants[row.pacticipant].name,
                    book.versions[row.version].number,
                    place.name,
                    row.instance,
                    uuid=row.uuid,
                )
                for row in book.deployments.by("environment ended_at", place.id, None)
            ]
        return tuple(each for each in made if pacticipant in (None, each.pacticipant))

    def releases(self, environment: str, pacticipant: str | None = None) -> tuple[Release, ...]:
        """What is supported in an environment."""
        with self._store.reading() as book:
            place = environment_named(book, environment)
            made = [
                Release(
                    book.pacticipants[row.pacticipant].name,
                    book.versions[row.version].number,
                    place.name,
                    uuid=row.uuid,
                )
                for row in book.releases.by("environment ended_at", place.id, None)
            ]
        return tuple(each for each in made if pacticipant in (None, each.pacticipant))

    def latest_contracts(self) -> tuple[ContractEntry, ...]:
        """The newest contract of each pair, by the names of consumer and provider."""
        with self._store.reading() as book:
            return tuple(_entry(book, row) for row in newest_publications(book))

    def provider_contracts(
        self, provider: str, *, consumer: str | None = None, branch: str | None = None, latest: bool = False
    ) -> tuple[ContractEntry, ...]:
        """Contracts with a provider of consumer versions on a branch; on their main branches without `branch`."""
        with self._store.reading() as book:
            rows = publications_on_branch(book, provider, consumer, branch, latest)
            return tuple(_entry(book, row) for row in rows)

    def provider_states(self, provider: str, *, branch: str | None = None) -> tuple[ProviderState, ...]:
        """States that the newest contracts on a branch name; on the main branches of consumers without `branch`."""
        with self._store.reading() as book:
            return states_of(self._store, book, provider, branch)


def newest_publications(book: Book) -> list[Publication]:
    """The newest publication of each pair, by the names of consumer and provider."""
    newest: dict[tuple[str, str], Publication] = {}
    for pair in book.integrations:
        rows = book.publications.by("consumer provider", pair.consumer, pair.provider)
        if rows:
            names = (book.pacticipants[pair.consumer].name.lower(), book.pacticipants[pair.provider].name.lower())
            newest[names] = max(rows, key=lambda row: row.version)
    return [newest[names] for names in sorted(newest)]


def states_of(store: Store, book: Book, provider: str, branch: str | None) -> tuple[ProviderState, ...]:
    """States that the newest contracts on a branch name; on the main branches of consumers without `branch`."""
    rows = publications_on_branch(book, provider, None, branch, True)
    uses: dict[tuple[str, str], tuple[StateDefinition, set[str]]] = {}
    for row in rows:
        contract = as_contract(store, book, row)
        for state in (each for example in contract.examples for each in example.states):
            key = (state.name, json.dumps(state.params, sort_keys=True, default=str))
            uses.setdefault(key, (state, set()))[1].add(contract.consumer)
    return tuple(
        ProviderState(state.name, tuple(sorted(consumers)), state.params)
        for state, consumers in (uses[key] for key in sorted(uses))
    )


def _version(book: Book, pacticipant: str, version: Version) -> PacticipantVersion:
    branches = book.branches_of(version)
    places = {place.id: place.name for place in book.environments}
    deployed = book.deployments.by("version ended_at", version.id, None)
    released = book.releases.by("version ended_at", version.id, None)
    return PacticipantVersion(
        pacticipant=pacticipant,
        number=version.number,
        branches=tuple(branch.name for branch in branches),
        heads=tuple(branch.name for branch in branches if branch.head == version.id),
        tags=tuple(book.tag_names(version)),
        build_url=version.build_url,
        created_at=_moment(version.created_at),
        deployed=tuple(dict.fromkeys(places[row.environment] for row in deployed)),
        released=tuple(dict.fromkeys(places[row.environment] for row in released)),
    )


def publications_on_branch(
    book: Book, provider: str, consumer: str | None, branch: str | None, latest: bool
) -> list[Publication]:
    """Publications with a provider whose versions are on a branch, in the order of consumers and versions."""
    providing = pacticipant_named(book, provider)
    only = None if consumer is None else pacticipant_named(book, consumer).id
    chosen: list[Publication] = []
    pairs = [each for each in book.integrations if each.provider == providing.id and only in (None, each.consumer)]
    for pair in sorted(pairs, key=lambda each: book.pacticipants[each.consumer].name.lower()):
        name = branch if branch is not None else book.pacticipants[pair.consumer].main_branch
        of = None if name is None else book.branch(pair.consumer, name)
        if of is None:
            continue
        on_it = {version.id for version in book.on_branch(of)}
        rows = [
            row
            for row in book.publications.by("consumer provider", pair.consumer, providing.id)
            if row.version in on_it
        ]
        rows.sort(key=lambda row: row.version)
        chosen += rows[-1:] if latest else rows
    return chosen


def _entry(book: Book, row: Publication) -> ContractEntry:
    return ContractEntry(
        consumer=book.pacticipants[row.consumer].name,
        consumer_version=book.versions[row.version].number,
        provider=book.pacticipants[row.provider].name,
        created_at=_moment(row.created_at),
        url="",
    )


def _moment(microseconds: int) -> str:
    """A moment as brokers write it, to the second."""
    return datetime.fromtimestamp(microseconds // _MICROSECONDS, UTC).isoformat(timespec="seconds")
