"""A broker of one's own: a file that needs no server, with the rules of a Pact Broker."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from contractlab.broker.answer import Answer, explain, table_of
from contractlab.broker.book import Book
from contractlab.broker.book_problems import BookProblems, book_problems
from contractlab.broker.build_facts import detected
from contractlab.broker.cells import Cell
from contractlab.broker.described import environment_info, matrix_selector, microseconds, pacticipant_info
from contractlab.broker.embedded_recording import EmbeddedRecording
from contractlab.broker.embedded_source import EmbeddedSource, failed_in
from contractlab.broker.events import Event, past_events
from contractlab.broker.graph import Graph, draw_graph
from contractlab.broker.lookup import environment_named, pacticipant_named
from contractlab.broker.matrix import MatrixQuery, QueryAnswer, ask_matrix, query_faults
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.notices import matrix_notices
from contractlab.broker.publishing import publish_contracts, publish_results
from contractlab.broker.reading import as_contract, newest_publication
from contractlab.broker.result_details import FailedExample, first_failure
from contractlab.broker.results import (
    EnvironmentInfo,
    MatrixTable,
    PacticipantInfo,
    PublishOutcome,
)
from contractlab.broker.selecting import Provider, select
from contractlab.broker.selection import Reason, Selection, describe_selection
from contractlab.broker.selectors import parse_selectors, refused_selectors
from contractlab.broker.store import Store
from contractlab.contracts.contract import Contract
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON
from contractlab.verification.run import Run

if TYPE_CHECKING:
    from contractlab.broker.transfer.pushing import Pushed, PushTarget

__all__ = ["EmbeddedBroker"]

T = TypeVar("T")
_POLL_SECONDS = 2.0


class EmbeddedBroker(EmbeddedRecording):
    """A broker in an SQLite file.

    Parameters
    ----------
    path : str or Path
        Made when missing; ``":memory:"`` lasts as long as the object.

    Raises
    ------
    BrokerError
        If the file is not one of contractlab's.
    """

    def __init__(self, path: str | Path = ":memory:") -> None:
        self._store = Store(path)

    def __repr__(self) -> str:
        return f"<EmbeddedBroker {self._store.path}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def is_mirror(self) -> bool:
        """True if the file is a copy of a broker at an address."""
        return self._store.fact("origin") is not None

    def close(self) -> None:
        """Close the file."""
        self._store.close()

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
        """The contracts that a provider is to verify.

        Parameters
        ----------
        provider : str
        selectors : sequence of mapping, optional
            Consumer version selectors; none: main branches, what is deployed and what is released.
        provider_branch, provider_tags
            Of the version that will verify.
        pending : bool, optional
            Say of each whether a failure must not break the build; as with a broker, yes unless False.
        wip_since : str, optional
            Add what is in progress since this date.

        Returns
        -------
        Selection
            Contracts, with ``.why`` and ``.why_not``.

        Raises
        ------
        BrokerError
        """
        since = microseconds(wip_since)
        with self._store.reading() as book:
            parsed, faults = parse_selectors(selectors or (), book, provider_branch)
            if faults:
                raise refused_selectors(faults, selectors or ())
            asking = Provider(pacticipant_named(book, provider), provider_branch, tuple(provider_tags))
            chosen = select(book, asking, parsed, pending=pending is not False, wip_since=since)
            why, why_not = describe_selection(book, asking, chosen, wip_since=since)
            for raw, selector in zip(selectors or (), parsed, strict=False):
                if not select(book, asking, [selector], pending=False):
                    why_not.append(
                        Reason("", None, f"the selector {json.dumps(raw, ensure_ascii=False)} chose nothing")
                    )
            loaded = [as_contract(self._store, book, each.publication, each) for each in chosen]
        return Selection(loaded, why, why_not)

    def contract(
        self,
        consumer: str,
        provider: str,
        *,
        version: str | None = None,
        tag: str | None = None,
        branch: str | None = None,
        environment: str | None = None,
        sha: str | None = None,
        latest: bool = False,
    ) -> Contract:
        """One contract: of a version, else the newest one that has the tag, is on the branch, runs there, or at all.

        Raises
        ------
        BrokerError
            If there is none.
        """
        with self._store.reading() as book:
            sides = pacticipant_named(book, consumer), pacticipant_named(book, provider)
            publication = newest_publication(
                book, *sides, version=version, tag=tag, branch=branch, environment=environment, sha=sha
            )
            return as_contract(self._store, book, publication)

    def matrix(
        self,
        *selectors: str | Mapping[str, JSON],
        latestby: str | None = None,
        environment: str | None = None,
        tag: str | None = None,
        main_branch: bool = False,
        latest: bool = False,
        ignore: Iterable[str] = (),
        success: Iterable[bool | None] | None = None,
        limit: int = 100,
    ) -> MatrixTable:
        """Contracts of consumer versions beside results of provider versions.

        Parameters
        ----------
        *selectors : str or mapping
            Names, or ``{"pacticipant": …, "version" | "branch" | "tag" | "latest" | "environment" | "mainBranch": …}``.
        latestby : str, optional
            ``"cvpv"``: the latest result of each pair of versions; ``"cvp"``: that of the newest provider version.
        environment, tag, main_branch, latest
            Which versions of everything that is integrated count.
        ignore : iterable of str
        success : iterable of (bool or None), optional
            Rows to show.
        limit : int
            Contracts that are looked at.

        Raises
        ------
        BrokerError
        """
        to = None
        if environment is not None or tag is not None or main_branch or latest:
            newest_only = latest or tag is not None or main_branch
            to = MatrixSelector("", None, None, main_branch, tag, newest_only, environment)
        query = MatrixQuery(
            tuple(matrix_selector(each) for each in selectors),
            latestby,
            to,
            tuple(MatrixSelector(name) for name in ignore),
            None if success is None else frozenset(success),
            limit,
        )

        def ask() -> MatrixTable:
            return self._answer(query).with_source(source)

        source = EmbeddedSource(self._store, ask)
        return ask()

    def _answer(self, query: MatrixQuery) -> MatrixTable:
        with self._store.reading() as book:
            return self._table(book, query)

    def _table(self, book: Book, query: MatrixQuery) -> MatrixTable:
        answer = _asked(book, query)
        return table_of(book, answer, matrix_notices(book, answer))

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
        """Whether a version may go where others are, and why not.

        Parameters
        ----------
        pacticipant, version : str
        environment : str, optional
            Where it is to go; or `to`, a tag; or `main_branch`. With none of them: beside the latest of all others.
        ignore : iterable of str
            Pacticipants that do not count.
        strict : bool
            Count live provider versions too that a broker hides: of several, those that were never verified.
        wait : float
            Seconds in which it is asked again while something is unknown, such as a verification that still runs.

        Raises
        ------
        BrokerError
            If the question cannot be asked: an unknown pacticipant or environment.
        """
        target = MatrixSelector("", None, None, main_branch, to, environment is None, environment)
        query = MatrixQuery(
            (MatrixSelector(pacticipant, version),),
            "cvpv" if environment is not None else "cvp",
            target,
            tuple(MatrixSelector(name) for name in ignore),
        )
        end = time.monotonic() + wait
        while True:
            with self._store.reading() as book:
                pacticipant_named(book, pacticipant)
                if environment is not None:
                    environment_named(book, environment)
                answer = explain(book, query, strict=strict, copy=self._copied, failures=self._failures_of)
            left = end - time.monotonic()
            if answer.deployable is not None or left <= 0:
                return answer
            time.sleep(min(_POLL_SECONDS, left))

    @property
    def environments(self) -> tuple[EnvironmentInfo, ...]:
        """Environments by name, with what is there."""
        with self._store.reading() as book:
            rows = sorted(book.environments, key=lambda each: each.name)
            return tuple(environment_info(book, row) for row in rows)

    @property
    def pacticipants(self) -> dict[str, PacticipantInfo]:
        """Applications by name, with their versions, the newest first."""
        with self._store.reading() as book:
            rows = sorted(book.pacticipants, key=lambda each: each.name.lower())
            return {row.name: pacticipant_info(book, row) for row in rows}

    def graph(
        self, environment: str | None = None, *, pacticipant: str | None = None, version: str | None = None
    ) -> Graph:
        """Who talks to whom, and whether it was verified.

        Parameters
        ----------
        environment : str, optional
            What is live there; without it, the newest of the main branches, and of all where there is no main branch.
        pacticipant, version : str, optional
            One that is to be there, in the place of what is.

        Raises
        ------
        BrokerError
            If the environment is unknown.
        """
        with self._store.reading() as book:
            branches = {row.name: row.main_branch for row in book.pacticipants}
        return draw_graph(
            self, branches, environment=environment, pacticipant=pacticipant, version=version, why=self._why_failed
        )

    def _failures_of(self, cell: Cell) -> tuple[FailedExample, ...]:
        """Which examples of a failed cell failed, with the lines of the contract."""

        def contract() -> Contract:
            return self.contract(cell.consumer, cell.provider, version=cell.consumer_version)

        return failed_in(self._store, cell.result, contract)

    def _why_failed(self, consumer: str, provider: str, number: int) -> str:
        return first_failure(self._store.details(number))

    @property
    def problems(self) -> BookProblems:
        """What is odd about the broker: what keeps its answers from meaning what people think."""
        with self._store.reading() as book:
            return book_problems(book, now=book.clock(), text=self._store.text)

    def events(self, since: str | None = None) -> tuple[Event, ...]:
        """What webhooks would have been told; nobody is.

        Parameters
        ----------
        since : str, optional
            A date as ``"2026-01-31"`` or with a time.
        """
        with self._store.reading() as book:
            return tuple(past_events(book, microseconds(since) or 0))

    # Writing

    def publish(
        self,
        contracts: Any,
        *,
        version: str,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
        dry_run: bool = False,
        merge: bool = False,
    ) -> PublishOutcome:
        """Publish contracts; see `contractlab.broker.publishing.publish_contracts`.

        Other content of a version that is there is refused, with `merge` as without: that is a broker's default.
        """
        return publish_contracts(
            self._store, contracts, version=version, branch=branch, tags=tags, build_url=build_url, dry_run=dry_run
        )

    def publish_results(
        self,
        run: Run,
        *,
        provider_version: str | None = None,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
        partial: bool = False,
        dry_run: bool = False,
        detect: bool = False,
    ) -> PublishOutcome:
        """Publish what a run found; see `contractlab.broker.publishing.publish_results`.

        With `detect` the CI service, else git, says version, branch and build address where they are not given.
        """
        build = detected(provider_version, branch, build_url, detect=detect)
        return publish_results(
            self._store,
            run,
            provider_version=build.version,
            branch=build.branch,
            tags=tags,
            build_url=build.build_url,
            partial=partial,
            dry_run=dry_run,
        )

    @contextmanager
    def serve(
        self,
        *,
        port: int = 0,
        hosts: Sequence[str] = (),
        auth: tuple[str, str] | None = None,
        reader: tuple[str, str] | None = None,
        token: str | None = None,
        on_event: Callable[[Event], object] | None = None,
    ) -> Iterator[str]:
        """Serve it on the loopback interface to clients of any language: ``with broker.serve() as url:``.

        What verifiers and the broker's command lines ask for is answered as a Pact Broker answers it.

        Parameters
        ----------
        port : int
            0 takes a free one.
        hosts : sequence of str
            Further names under which requests may come.
        auth, reader : (str, str), optional
            User and password of who may write, and of who may read; without any, everybody on this machine may.
        token : str, optional
            A bearer token that may write.
        on_event : callable, optional
            Is given each `Event` after it was written, one at a time; where it raises, a warning says so.

        Raises
        ------
        ContractLabError
            If the extra ``server`` is not installed, or the port is taken.
        """
        from contractlab.broker.server.access import Access
        from contractlab.broker.server.serving import serving

        access = Access(auth, reader, token)
        listening = nullcontext() if on_event is None else self._store.listening(on_event)
        with listening, serving(self._store, port=port, hosts=tuple(hosts), access=access) as address:
            yield address

    def push(
        self,
        to: PushTarget | str,
        *,
        dry_run: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> Pushed:
        """Bring what is here to another broker that lacks it; nothing there is taken away.

        Afterwards its rules answer as they do here, but for what ``.lost`` names; pushing again sends nothing.

        Parameters
        ----------
        to : broker, or its address or file
        dry_run : bool
            True to send nothing, and give the requests.
        progress : callable, optional
            Is told what is done.

        Raises
        ------
        BrokerError
            If the other broker refuses; what was sent before stays, and pushing again goes on from there.
        """
        from contractlab.broker.transfer.pushing import push

        if isinstance(to, str):
            # Asked for by name: it opens brokers of this class too.
            with import_module("contractlab.broker.front").broker(to) as opened:
                return self.push(opened, dry_run=dry_run, progress=progress)
        return push(self._store, to, sure_of_wip=not self.is_mirror, dry_run=dry_run, progress=progress)

    def _copied(self) -> Book:
        with self._store.reading() as book:
            return book.sketch()

    def ask(self, question: Callable[[Book], T]) -> T:
        """Ask the book with a function of your own; it must not change it."""
        with self._store.reading() as book:
            return question(book)


def _asked(book: Book, query: MatrixQuery) -> QueryAnswer:
    for selector in query.selectors:
        pacticipant_named(book, selector.pacticipant)
    faults = query_faults(book, query)
    if faults:
        raise BrokerError("This question cannot be asked", status=400, messages=faults)
    return ask_matrix(book, query)
