"""A broker of one's own: a file that needs no server, with the rules of a Pact Broker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from contractlab.broker.answer import Answer, explain, table_of
from contractlab.broker.book import Book
from contractlab.broker.book_problems import BookProblem, book_problems
from contractlab.broker.described import environment_info, matrix_selector, microseconds, pacticipant_info
from contractlab.broker.embedded_lists import EmbeddedLists
from contractlab.broker.lookup import environment_named, pacticipant_named, version_named
from contractlab.broker.matrix import MatrixQuery, QueryAnswer, ask_matrix, query_faults
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.notices import matrix_notices
from contractlab.broker.publishing import publish_contracts, publish_results
from contractlab.broker.reading import as_contract, newest_publication
from contractlab.broker.results import (
    EnvironmentInfo,
    MatrixTable,
    PacticipantInfo,
    PublishOutcome,
)
from contractlab.broker.selecting import Provider, select
from contractlab.broker.selection import Selection, describe_selection
from contractlab.broker.selectors import parse_selectors
from contractlab.broker.store import Store
from contractlab.broker.writing import (
    create_environment,
    delete_branch,
    deploy,
    end_deployment,
    end_release,
    ensure_pacticipant,
    ensure_version,
    put_tag,
    release,
    update_pacticipant,
)
from contractlab.contracts.contract import Contract
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON
from contractlab.verification.run import Run

__all__ = ["EmbeddedBroker"]

T = TypeVar("T")
_POLL_SECONDS = 2.0


class EmbeddedBroker(EmbeddedLists):
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

    def __enter__(self) -> EmbeddedBroker:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

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
                raise BrokerError("These selectors cannot be used", status=400, messages=faults)
            asking = Provider(pacticipant_named(book, provider), provider_branch, tuple(provider_tags))
            chosen = select(book, asking, parsed, pending=pending is not False, wip_since=since)
            why, why_not = describe_selection(book, asking, chosen, wip_since=since)
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
            one = latest or tag is not None or main_branch
            to = MatrixSelector("", None, None, main_branch, tag, one, environment)
        query = MatrixQuery(
            tuple(matrix_selector(each) for each in selectors),
            latestby,
            to,
            tuple(MatrixSelector(name) for name in ignore),
            None if success is None else frozenset(success),
            limit,
        )
        with self._store.reading() as book:
            return _table(book, _asked(book, query))

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
                answer = explain(book, query, strict=strict, copy=self._copied)
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

    @property
    def problems(self) -> tuple[BookProblem, ...]:
        """What is odd about the broker: what keeps its answers from meaning what people think."""
        with self._store.reading() as book:
            return tuple(book_problems(book, now=book.clock()))

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
        provider_version: str,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
        partial: bool = False,
        dry_run: bool = False,
    ) -> PublishOutcome:
        """Publish what a run found; see `contractlab.broker.publishing.publish_results`."""
        return publish_results(
            self._store,
            run,
            provider_version=provider_version,
            branch=branch,
            tags=tags,
            build_url=build_url,
            partial=partial,
            dry_run=dry_run,
        )

    def record_deployment(
        self, pacticipant: str, version: str, environment: str, *, instance: str | None = None
    ) -> None:
        """Record that a version runs; the one that ran in its place does so no longer."""
        with self._store.writing() as book:
            row = version_named(book, pacticipant_named(book, pacticipant), version)
            deploy(book, row, environment_named(book, environment), instance)

    def record_undeployment(self, pacticipant: str, environment: str, *, instance: str | None = None) -> None:
        """Record that a pacticipant runs there no longer; with an instance, that this one does not."""
        with self._store.writing() as book:
            one, place = pacticipant_named(book, pacticipant), environment_named(book, environment)
            rows = book.deployments.by("pacticipant environment ended_at", one.id, place.id, None)
            rows = [row for row in rows if (row.instance or "") == (instance or "")]
            if not rows:
                raise BrokerError(f"{pacticipant} is not recorded as deployed in {environment}", status=404)
            for row in rows:
                end_deployment(book, row)

    def record_release(self, pacticipant: str, version: str, environment: str) -> None:
        """Record that a version is supported there, beside others."""
        with self._store.writing() as book:
            row = version_named(book, pacticipant_named(book, pacticipant), version)
            release(book, row, environment_named(book, environment))

    def record_support_ended(self, pacticipant: str, version: str, environment: str) -> None:
        """Record that a version is supported there no longer."""
        with self._store.writing() as book:
            row = version_named(book, pacticipant_named(book, pacticipant), version)
            place = environment_named(book, environment)
            known = book.releases.first("version environment", row.id, place.id)
            if known is None or known.ended_at is not None:
                raise BrokerError(f"{pacticipant} {version} is not recorded as supported in {environment}", status=404)
            end_release(book, known)

    def create_environment(self, name: str, *, production: bool, display_name: str | None = None) -> None:
        """Make an environment."""
        if not name or any(character.isspace() for character in name):
            raise BrokerError("The name of an environment cannot be empty or have blanks", status=400)
        with self._store.writing() as book:
            if book.environments.first("name", name) is not None:
                raise BrokerError(f"There is an environment {name!r} already", status=400)
            create_environment(book, name, production=production, display_name=display_name)

    def create_or_update_pacticipant(
        self,
        name: str,
        *,
        main_branch: str | None = None,
        display_name: str | None = None,
        repository_url: str | None = None,
    ) -> None:
        """Make a pacticipant, or change what is given of it."""
        if not name.strip():
            raise BrokerError("A pacticipant needs a name", status=400)
        with self._store.writing() as book:
            row = ensure_pacticipant(book, name)
            update_pacticipant(
                book, row, main_branch=main_branch, display_name=display_name, repository_url=repository_url
            )

    def tag(self, pacticipant: str, version: str, tag: str, *, create: bool = False) -> None:
        """Tag a version; a tag that is named like an environment records a deployment, as in a broker."""
        with self._store.writing() as book:
            if create:
                row = ensure_version(book, ensure_pacticipant(book, pacticipant), version)
            else:
                row = version_named(book, pacticipant_named(book, pacticipant), version)
            put_tag(book, row, tag)

    def delete_branch(self, pacticipant: str, branch: str, *, missing_ok: bool = False) -> None:
        """Take a branch away; its versions stay, and no selector finds them by it."""
        with self._store.writing() as book:
            row = book.branch(pacticipant_named(book, pacticipant).id, branch)
            if row is None:
                if missing_ok:
                    return
                raise BrokerError(f"{pacticipant} has no branch {branch!r}", status=404)
            delete_branch(book, row)

    def serve(
        self,
        *,
        port: int = 0,
        hosts: Sequence[str] = (),
        auth: tuple[str, str] | None = None,
        reader: tuple[str, str] | None = None,
        token: str | None = None,
    ) -> AbstractContextManager[str]:
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

        Raises
        ------
        ContractLabError
            If the extra ``server`` is not installed, or the port is taken.
        """
        from contractlab.broker.server.access import Access
        from contractlab.broker.server.serving import serving

        return serving(self._store, port=port, hosts=tuple(hosts), access=Access(auth, reader, token))

    def _copied(self) -> Book:
        with self._store.reading() as book:
            return book.copy()

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


def _table(book: Book, answer: QueryAnswer) -> MatrixTable:
    return table_of(book, answer, matrix_notices(book, answer))
