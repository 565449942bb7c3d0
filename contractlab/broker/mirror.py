"""A mirror: a broker of an address in a file, asked without a network, its rules told apart from the broker itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from contractlab.broker.answer import Answer
from contractlab.broker.book import Book
from contractlab.broker.described import microseconds
from contractlab.broker.embedded import EmbeddedBroker
from contractlab.broker.lookup import pacticipant_named
from contractlab.broker.matrix import MatrixQuery
from contractlab.broker.notices import Notice
from contractlab.broker.results import MatrixTable
from contractlab.broker.selecting import Chosen, Provider, select
from contractlab.broker.selection import Reason, Selection
from contractlab.broker.selectors import parse_selectors
from contractlab.broker.store import Store
from contractlab.broker.transfer.book_facts import facts_of
from contractlab.broker.transfer.bounds import earliest_successes, latest_successes
from contractlab.broker.transfer.keeping import keep
from contractlab.broker.transfer.reading import Progress, read_broker
from contractlab.errors import BrokerError
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.text import count, visible

if TYPE_CHECKING:
    from contractlab.broker.client.deploying import RemoteAnswer
    from contractlab.broker.client.links import BrokerLinks
    from contractlab.broker.transfer.pushing import Pushed, PushTarget

__all__ = ["HIDDEN", "Disagreement", "Mirror", "Refreshed", "compare_verdicts"]

HIDDEN = (
    "whether a result was given as work in progress",
    "times below a second",
    "which tags a version had and lost, and when a tag was given again",
    "what was deployed or supported, and is no longer",
    "results of contracts that were deleted",
    "secrets of webhooks, their past, and when labels were given",
)
"""What a mirror does not know of its broker."""

_ORIGIN, _READ_AT, _AS_OF = "origin", "read at", "as of"
_MOST_QUESTIONS = 200
_CUT = "Contracts of one second stand at the limit: the broker may take others of them"


class Mirrored(Protocol):
    """A broker at an address: `contractlab.broker.remote.RemoteBroker`."""

    @property
    def address(self) -> str:
        """Without user and password."""

    @property
    def links(self) -> BrokerLinks:
        """Requests to it."""

    def can_i_deploy(
        self, pacticipant: str, *, version: str | None = None, environment: str | None = None
    ) -> RemoteAnswer:
        """Its own verdict."""


@quiet
@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did.

    Attributes
    ----------
    rows : int
        Facts that came, went or changed.
    contracts, results : int
        Texts and results that were fetched.
    as_of : str
    """

    rows: int
    contracts: int
    results: int
    as_of: str


@quiet
@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question to which the rules, applied to a mirror, say something else than the broker itself.

    Attributes
    ----------
    question : str
    rules, broker : bool or None
        Yes, no or unknown.
    text : str
    """

    question: str
    rules: bool | None
    broker: bool | None
    text: str


class _KeptStore(Store):
    """A store that only a refresh writes to."""

    _refreshing = False

    @contextmanager
    def writing(self) -> Iterator[Book]:
        """See `Store.writing`.

        Raises
        ------
        BrokerError
            If a mirror is to be changed.
        """
        if not self._refreshing and self.fact(_ORIGIN) is not None:
            raise BrokerError(
                f"{self.path} is a mirror of {self.fact(_ORIGIN)} and cannot be written to",
                advice="Write to the broker itself, then refresh() the mirror.",
            )
        with super().writing() as book:
            yield book

    @contextmanager
    def refreshing(self) -> Iterator[Book]:
        """As `writing`, for what was read of the broker."""
        self._refreshing = True
        try:
            with self.writing() as book:
                yield book
        finally:
            self._refreshing = False


class Mirror(EmbeddedBroker):
    """A broker of an address, as it was when it was read last.

    Everything that can be asked of a broker in a file can be asked of it; it is written to by `refresh` alone. Its
    verdicts are those of the rules, not of the broker: `disagreements` compares them. Where the broker's API does not
    tell enough to be sure, the answer says so: ``selection.uncertain``, notices of ``matrix``, and `HIDDEN`.

    Parameters
    ----------
    path : str or Path
        Made when missing.
    broker : RemoteBroker, optional
        What it is a mirror of; without it a file that was filled before is opened, and nothing is asked.

    Raises
    ------
    BrokerError
        If the file is a broker of its own, or a mirror of another one, or there is nothing in it yet and no `broker`.
    """

    def __init__(self, path: str | Path, broker: Mirrored | None = None) -> None:
        store = _KeptStore(path)
        try:
            origin = store.fact(_ORIGIN)
            if broker is None and origin is None:
                raise BrokerError(f"{path} is not a mirror", advice="Make one: cl.broker(address).mirror(path).")
            if broker is not None and origin not in (None, broker.address):
                raise BrokerError(f"{path} is a mirror of {origin}, not of {broker.address}", advice="Give a new file.")
            with store.reading() as book:
                if origin is None and any(len(table) for table in book.tables().values()):
                    raise BrokerError(f"{path} is a broker of its own", advice="Give a new file.")
        except BaseException:
            store.close()
            raise
        self._kept = store
        self._store = store
        self._broker = broker

    def __repr__(self) -> str:
        return f"<Mirror {self._store.path} of {self.origin}, as of {self.as_of or 'never'}>"

    @property
    def origin(self) -> str:
        """Address of the broker."""
        return self._store.fact(_ORIGIN) or (self._broker.address if self._broker is not None else "")

    @property
    def as_of(self) -> str:
        """When it was read, by the broker's clock, such as ``"2026-11-21 10:02 UTC"``; ``""`` before."""
        return self._store.fact(_AS_OF) or ""

    @property
    def hidden(self) -> tuple[str, ...]:
        """What a mirror does not know of its broker, for the most part because no API tells it."""
        return HIDDEN

    def refresh(self, broker: Mirrored | None = None, *, progress: Progress | None = None) -> Refreshed:
        """Read what changed since.

        Parameters
        ----------
        broker : RemoteBroker, optional
            Instead of one at the address that the file names, with the credentials of the environment.
        progress : callable, optional
            Is told what is read.

        Raises
        ------
        BrokerError
            If the broker does not answer; then the mirror is as it was.
        """
        if broker is not None and self._store.fact(_ORIGIN) not in (None, broker.address):
            raise BrokerError(f"{self._store.path} is a mirror of {self.origin}, not of {broker.address}")
        chosen = broker if broker is not None else self._remote()
        with self._store.reading() as book:
            facts_before = facts_of(book, read_at=int(self._store.fact(_READ_AT) or 0), sure_of_wip=False)
        read = read_broker(chosen.links, facts_before, progress=progress)
        moment = datetime.fromtimestamp(read.facts.read_at // 1_000_000, UTC) if read.facts.read_at else None
        as_of = (moment or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M UTC")
        with self._kept.refreshing() as book:
            rows, count = keep(book, read.facts)
            for name, text in read.texts.items():
                if name in rows.contents:
                    self._store.put_text(rows.contents[name], text)
            for number, details in read.details.items():
                self._store.put_details(number, details)
            self._store.put_fact(_ORIGIN, chosen.address)
            self._store.put_fact(_READ_AT, str(read.facts.read_at))
            self._store.put_fact(_AS_OF, as_of)
        self.__dict__.pop("_bounds", None)
        return Refreshed(count, len(read.texts), len(read.details), as_of)

    def _remote(self) -> Mirrored:
        if self._broker is None or self._broker.links.session.closed:
            # Asked for by name: a broker at an address can be mirrored, and so knows this module.
            opened: Mirrored = import_module("contractlab.broker.remote").RemoteBroker(self.origin)
            self._broker = opened
        return self._broker

    @cached_property
    def _bounds(self) -> tuple[Book, Book]:
        with self._store.reading() as book:
            return earliest_successes(book), latest_successes(book)

    # Asking

    def contracts(
        self,
        *,
        provider: str,
        selectors: Sequence[Mapping[str, JSON]] | None = None,
        provider_branch: str | None = None,
        provider_tags: Sequence[str] = (),
        pending: bool | None = None,
        wip_since: str | None = None,
    ) -> Selection:
        """As `EmbeddedBroker.contracts`; ``.uncertain`` tells what the broker's API leaves open."""
        selection = super().contracts(
            provider=provider,
            selectors=selectors,
            provider_branch=provider_branch,
            provider_tags=provider_tags,
            pending=pending,
            wip_since=wip_since,
        )
        since = microseconds(wip_since)

        def chosen(book: Book) -> dict[int, Chosen]:
            parsed, _ = parse_selectors(selectors or (), book, provider_branch)
            asking = Provider(pacticipant_named(book, provider), provider_branch, tuple(provider_tags))
            listed = select(book, asking, parsed, pending=pending is not False, wip_since=since)
            return {each.publication.content: each for each in listed}

        earliest, latest = (chosen(book) for book in self._bounds)
        with self._store.reading() as book:
            selection.uncertain = tuple(
                _unsure(book, earliest.get(content), latest.get(content))
                for content in dict.fromkeys([*earliest, *latest])
                if _state(earliest.get(content)) != _state(latest.get(content))
            )
        return selection

    def _answer(self, query: MatrixQuery) -> MatrixTable:
        """As the embedded broker answers; a notice tells where the limit cuts between contracts of one second."""
        table = super()._answer(query)
        if self._table(self._bounds[1], query).rows != table.rows:
            return replace(table, notices=(*table.notices, Notice("warning", _CUT)))
        return table

    def can_i_deploy(
        self,
        pacticipant: str,
        *,
        version: str,
        environment: str | None = None,
        to: str | None = None,
        main_branch: bool = False,
        ignore: Iterable[str] = (),
        strict: bool = False,
        wait: float = 0,
    ) -> Answer:
        """As `EmbeddedBroker.can_i_deploy`, of the moment at which the mirror was read: it does not wait."""
        answer = super().can_i_deploy(
            pacticipant,
            version=version,
            environment=environment,
            to=to,
            main_branch=main_branch,
            ignore=ignore,
            strict=strict,
        )
        answer.as_of = self.as_of
        return answer

    # The broker's own verdicts

    def disagreements(self, environment: str | None = None) -> tuple[Disagreement, ...]:
        """Questions to which the broker itself answers otherwise than the rules do: what is live now, asked again.

        Parameters
        ----------
        environment : str, optional
            One alone; at most 200 questions are asked.

        Raises
        ------
        BrokerError
            If the broker does not answer.
        """
        remote = self._remote()
        differing: list[Disagreement] = []
        for name, version, place in self._live_questions(environment)[:_MOST_QUESTIONS]:
            rules = self.can_i_deploy(name, version=version, environment=place)
            broker = remote.can_i_deploy(name, version=version, environment=place)
            disagreement = compare_verdicts(rules, broker, f"{visible(name)} {visible(version)} in {visible(place)}")
            if disagreement is not None:
                differing.append(disagreement)
        return tuple(differing)

    def push(
        self,
        to: PushTarget | str | None = None,
        *,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Pushed:
        """As `EmbeddedBroker.push`; to the broker that it is a mirror of, where no other is named."""
        return super().push(to if to is not None else self._remote(), dry_run=dry_run, progress=progress)

    def _live_questions(self, environment: str | None) -> list[tuple[str, str, str]]:
        return [
            (name, version, place.name)
            for place in self.environments
            if environment in (None, place.name)
            for name, version in dict.fromkeys((*place.deployed, *place.supported))
        ]


def compare_verdicts(rules: Answer, broker: RemoteAnswer, question: str) -> Disagreement | None:
    """What the rules say beside what the broker says; None where they agree."""
    words = {True: "yes", False: "no", None: "unknown"}
    if rules.table.deployable is not broker.table.deployable:
        text = f"the broker says {words[broker.table.deployable]}, the rules say {words[rules.table.deployable]}"
        return Disagreement(question, rules.table.deployable, broker.table.deployable, f"{question}: {text}")
    own = {(row.consumer, row.consumer_version, row.provider, row.provider_version, row.success) for row in rules.table}
    its = {
        (row.consumer, row.consumer_version, row.provider, row.provider_version, row.success) for row in broker.table
    }
    if own != its:
        rows = count(len(its - own), "other row")
        text = f"the same verdict, but the broker looks at {rows}, the rules at {len(own - its)}"
        return Disagreement(question, rules.table.deployable, broker.table.deployable, f"{question}: {text}")
    return None


def _state(chosen: Chosen | None) -> tuple[bool | None, bool] | None:
    return None if chosen is None else (chosen.pending, chosen.wip)


def _unsure(book: Book, earliest: Chosen | None, latest: Chosen | None) -> Reason:
    chosen = earliest or latest
    assert chosen is not None
    consumer = book.pacticipants[chosen.publication.consumer].name
    number = book.versions[chosen.publication.version].number
    if (earliest is None) != (latest is None):
        text = (
            "the broker does not tell whether it is in progress: of its successes it hides whether they were given as "
            "work in progress, and what came first within a second"
        )
    else:
        text = "the broker does not tell whether it is pending: a success and the branch or tag are of the same second"
    return Reason(consumer, number, text)
