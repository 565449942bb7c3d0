"""The book of a broker: everything it remembers but the contracts' texts, with the questions that every rule asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from contractlab.broker.overlay_table import Guard, OverlayTable
from contractlab.broker.records import (
    Branch,
    BranchVersion,
    Content,
    Deployment,
    Environment,
    Integration,
    Label,
    Pacticipant,
    Publication,
    Record,
    Release,
    Tag,
    TagSuccess,
    VerificationResult,
    Version,
    Webhook,
)
from contractlab.broker.table import Change, Table

__all__ = ["Book", "Clock", "TableMaker", "wall_clock"]

Clock = Callable[[], int]
TableMaker = Callable[[str, tuple[str, ...], Callable[[Change], None]], Table[Any]]

_BEFORE_FIRST_RESULT = 100


def wall_clock() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000


class Book:
    """Rows of every kind. Rules that ask are functions of a book; rules that write change it and are journalled.

    Parameters
    ----------
    clock : callable, optional
        Microseconds since 1970. No two rows get the same time, however coarse it is.
    make : callable, optional
        Makes the table of each kind from its name, its indexes, and who learns of changes: in memory without.
    guard : callable, optional
        Makes what tables that `make` made may be asked in, from outside of `Store.reading`.

    Attributes
    ----------
    journal : list of Change
        What was changed since it was emptied last.
    happened : list
        Events for webhooks, since it was emptied last.
    """

    def __init__(self, clock: Clock = wall_clock, make: TableMaker = Table, *, guard: Guard | None = None) -> None:
        self.clock = clock
        self._guard = guard
        self.journal: list[Change] = []
        self.happened: list[object] = []
        self._last_time = 0
        note = self.journal.append
        self.pacticipants: Table[Pacticipant] = make("pacticipants", ("name",), note)
        self.versions: Table[Version] = make("versions", ("pacticipant", "pacticipant number"), note)
        self.branches: Table[Branch] = make("branches", ("pacticipant", "pacticipant name", "head"), note)
        self.branch_versions: Table[BranchVersion] = make(
            "branch_versions", ("branch", "version", "branch version"), note
        )
        self.tags: Table[Tag] = make("tags", ("version", "pacticipant name", "version name", "pacticipant"), note)
        self.contents: Table[Content] = make("contents", ("consumer provider sha", "sha"), note)
        self.publications: Table[Publication] = make(
            "publications",
            ("version", "version provider", "consumer provider", "provider", "consumer", "content"),
            note,
        )
        self.results: Table[VerificationResult] = make("results", ("content", "version", "content version"), note)
        # Clients see the numbers of results, and begin as those of a broker do.
        self.results.last_id = max(self.results.last_id, _BEFORE_FIRST_RESULT)
        self.tag_successes: Table[TagSuccess] = make("tag_successes", ("content", "content name wip"), note)
        self.environments: Table[Environment] = make("environments", ("name", "uuid"), note)
        self.deployments: Table[Deployment] = make(
            "deployments",
            (
                "version ended_at",
                "environment ended_at",
                "pacticipant environment ended_at",
                "uuid",
                "version",
                "environment",
                "pacticipant ended_at",
            ),
            note,
        )
        self.releases: Table[Release] = make(
            "releases",
            (
                "version ended_at",
                "environment ended_at",
                "pacticipant environment ended_at",
                "uuid",
                "version environment",
                "version",
                "environment",
                "pacticipant ended_at",
            ),
            note,
        )
        self.integrations: Table[Integration] = make(
            "integrations", ("consumer provider", "provider", "consumer"), note
        )
        self.labels: Table[Label] = make("labels", ("pacticipant", "pacticipant name", "name"), note)
        self.webhooks: Table[Webhook] = make("webhooks", ("uuid",), note)

    def tables(self) -> dict[str, Table[Record]]:
        """Every table by its name."""
        listed = (
            self.pacticipants,
            self.versions,
            self.branches,
            self.branch_versions,
            self.tags,
            self.contents,
            self.publications,
            self.results,
            self.tag_successes,
            self.environments,
            self.deployments,
            self.releases,
            self.integrations,
            self.labels,
            self.webhooks,
        )
        return {table.name: table for table in listed}  # type: ignore[misc]

    def now(self) -> int:
        """A time later than every one that was given before."""
        self._last_time = max(self.clock(), self._last_time + 1)
        return self._last_time

    def not_before(self, moment: int) -> None:
        """Times that are given from here on are later than this one."""
        self._last_time = max(self._last_time, moment)

    def copy(self) -> Book:
        """A book of its own with the same rows, for what would be if."""
        book = Book(self.clock)
        book._last_time = self._last_time
        theirs = book.tables()
        for name, table in self.tables().items():
            table.copy_into(theirs[name])
        return book

    def sketch(self) -> Book:
        """A book in which something may be tried: where rows lie in a file, only what is tried takes memory.

        What is written to the file afterwards is seen in it.
        """
        if self._guard is None:
            return self.copy()
        below, guard = self.tables(), self._guard

        def make(name: str, indexes: tuple[str, ...], note: Callable[[Change], None]) -> Table[Any]:
            return OverlayTable(name, indexes, note, below=below[name], guard=guard)

        book = Book(self.clock, make, guard=guard)
        book._last_time = self._last_time
        return book

    def take_back(self) -> None:
        """Undo what the journal holds, and empty it."""
        tables = self.tables()
        changes = list(reversed(self.journal))
        for change in changes:
            table = tables[change.table]
            if change.after is not None:
                table.unload(change.after)
            if change.before is not None:
                table.load(change.before)
        self.journal.clear()
        self.happened.clear()

    # What every rule asks

    def pacticipant(self, name: str) -> Pacticipant | None:
        """By name; names are case-sensitive."""
        return self.pacticipants.first("name", name)

    def version(self, pacticipant: Pacticipant, number: str) -> Version | None:
        """By number."""
        return self.versions.first("pacticipant number", pacticipant.id, number)

    def branch(self, pacticipant: int, name: str) -> Branch | None:
        """By name."""
        return self.branches.first("pacticipant name", pacticipant, name)

    def branches_of(self, version: Version) -> list[Branch]:
        """Branches that a version is on, in the order in which it was added."""
        return [self.branches[row.branch] for row in self.branch_versions.by("version", version.id)]

    def tag_names(self, version: Version) -> list[str]:
        """Tags of a version, the oldest first."""
        return [tag.name for tag in self.tags.by("version", version.id)]

    def tag_head(self, pacticipant: int, name: str) -> Version | None:
        """The newest version with a tag."""
        orders = [tag.version for tag in self.tags.by("pacticipant name", pacticipant, name)]
        return self.versions[max(orders)] if orders else None

    def branch_head(self, pacticipant: int, name: str) -> Version | None:
        """The head of a branch."""
        branch = self.branch(pacticipant, name)
        return self.versions[branch.head] if branch is not None and branch.head is not None else None

    def versions_of(self, pacticipant: int) -> list[Version]:
        """All versions, the newest first."""
        return self.versions.by("pacticipant", pacticipant)[::-1]

    def on_branch(self, branch: Branch) -> list[Version]:
        """Versions on a branch, the newest first."""
        orders = sorted((row.version for row in self.branch_versions.by("branch", branch.id)), reverse=True)
        return [self.versions[order] for order in orders]

    def tagged(self, pacticipant: int, name: str) -> list[Version]:
        """Versions with a tag, the newest first."""
        orders = sorted((tag.version for tag in self.tags.by("pacticipant name", pacticipant, name)), reverse=True)
        return [self.versions[order] for order in orders]

    def live(self, pacticipant: int, environment: Environment) -> list[Version]:
        """Versions that are deployed or supported in an environment, the newest first."""
        orders = {
            row.version
            for row in self.deployments.by("pacticipant environment ended_at", pacticipant, environment.id, None)
        }
        orders |= {
            row.version
            for row in self.releases.by("pacticipant environment ended_at", pacticipant, environment.id, None)
        }
        return [self.versions[order] for order in sorted(orders, reverse=True)]

    def environments_of(self, version: Version) -> list[Environment]:
        """Environments in which a version is deployed or supported."""
        rows: list[Deployment | Release] = [
            *self.deployments.by("version ended_at", version.id, None),
            *self.releases.by("version ended_at", version.id, None),
        ]
        return [self.environments[number] for number in dict.fromkeys(row.environment for row in rows)]

    def latest_result(self, content: int, version: Version) -> VerificationResult | None:
        """What a provider version said of a content last."""
        return self.results.last("content version", content, version.id)

    def publication(self, version: Version, provider: Pacticipant) -> Publication | None:
        """The contract of a consumer version with a provider."""
        return self.publications.first("version provider", version.id, provider.id)
