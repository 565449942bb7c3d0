"""A broker that is asked over HTTP: its verbs, and verdicts that are its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from contractlab.broker.book_problems import BookProblems
from contractlab.broker.build_facts import detected
from contractlab.broker.client import deploying, reading
from contractlab.broker.client.address import BrokerAddress
from contractlab.broker.client.credentials import Credentials
from contractlab.broker.client.deploying import RemoteAnswer
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.client.matrix_query import IgnoredVersion, VersionSelector, matrix_query, selected_names
from contractlab.broker.client.matrix_source import RemoteSource
from contractlab.broker.client.names import Asked
from contractlab.broker.client.publishing import Publishable, publish
from contractlab.broker.client.reading import Selector
from contractlab.broker.client.remote_resources import RemoteResources
from contractlab.broker.client.result_publishing import publish_results
from contractlab.broker.client.session import BrokerSession
from contractlab.broker.graph import Graph, draw_graph
from contractlab.broker.objects import ContractEntry, ProviderState
from contractlab.broker.results import MatrixTable, PublishOutcome
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.errors import BrokerError

if TYPE_CHECKING:
    import httpx

    from contractlab.broker.mirror import Mirror
    from contractlab.verification.run import Run

__all__ = ["RemoteBroker"]


class RemoteBroker(RemoteResources):
    """A broker at an address.

    Every verb raises `BrokerError` where the broker refuses, does not answer, or answers what cannot be understood;
    an unknown pacticipant or environment is named with those that come near. Credentials go to the origin of the given
    address alone, whatever links say.

    Parameters
    ----------
    address : str, optional
        Of the broker's first page, with its path prefix; the variable ``PACT_BROKER_BASE_URL`` if there is none.
    token : str, optional
        Sent as ``Authorization: Bearer``; else the variable ``PACT_BROKER_TOKEN``.
    auth : (str, str), optional
        User and password; else ``PACT_BROKER_USERNAME`` and ``PACT_BROKER_PASSWORD``.
    client : httpx.Client, optional
        One of the caller's, with its own authorization, certificates and retries: then no variable is read.
    retries : int
        How often a request that meets trouble of the server, a time-out or "too many requests" is sent again.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        token: str | None = None,
        auth: tuple[str, str] | None = None,
        client: httpx.Client | None = None,
        retries: int = 3,
    ) -> None:
        text = address or (str(client.base_url) if client is not None else "") or os.environ.get("PACT_BROKER_BASE_URL")
        if not text:
            raise BrokerError("no address of a broker", advice="Give it, or set PACT_BROKER_BASE_URL.")
        place = BrokerAddress.parse(text)
        own = (place.username, place.password)
        variables: dict[str, str] | None = {} if client is not None else None
        credentials = Credentials.choose(token, auth, own, variables)
        self._session = BrokerSession(place, credentials, client, retries=retries)
        self._links = BrokerLinks(self._session)

    @property
    def address(self) -> str:
        """The broker's address, without user and password."""
        return self._session.address.base

    @property
    def links(self) -> BrokerLinks:
        """Requests by relation and names."""
        return self._links

    def mirror(self, path: str | Path, *, progress: Callable[[str], None] | None = None) -> Mirror:
        """A mirror of it in a file, read now: what is there already is not fetched again.

        Parameters
        ----------
        path : str or Path
        progress : callable, optional
            Is told what is read.

        Raises
        ------
        BrokerError
            If the broker does not answer, or the file is something else.
        """
        from contractlab.broker.mirror import Mirror

        made = Mirror(path, self)
        made.refresh(progress=progress)
        return made

    def __repr__(self) -> str:
        return f"<RemoteBroker {self.address}>"

    def __enter__(self) -> RemoteBroker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a client of the caller's stays open."""
        self._session.close()

    def contracts(
        self,
        *,
        provider: str,
        selectors: Sequence[Selector] | None = None,
        provider_branch: str | None = None,
        provider_tags: Sequence[str] = (),
        pending: bool | None = None,
        wip_since: str | None = None,
    ) -> Contracts:
        """Contracts that a provider has to verify, as the broker chooses them.

        Parameters
        ----------
        provider : str
        selectors : sequence of mapping, optional
            Consumer version selectors, such as ``{"mainBranch": True}``; the broker's own choice where there are none.
        provider_branch : str, optional
            Branch of the provider version that verifies; pending and work in progress depend on it.
        provider_tags : sequence of str
        pending : bool, optional
            Whether to say which ones are pending; brokers do by default.
        wip_since : str, optional
            A date such as ``"2026-01-01"``: adds contracts that nobody selected and nobody verified since.

        Returns
        -------
        Contracts
            Each with ``.published``.
        """
        return reading.load_selected(
            self._links,
            provider,
            selectors=selectors,
            branch=provider_branch,
            tags=provider_tags,
            pending=pending,
            wip_since=wip_since,
        )

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
        """One contract by the names of its sides.

        Parameters
        ----------
        consumer, provider : str
        version, tag, branch, environment, sha : str, optional
            Which one: of a consumer version, the newest with a tag or on a branch, of what is live in an environment,
            of a content.
        latest : bool
            The newest; also where nothing else is given.

        Returns
        -------
        Contract
            With ``.published``.
        """
        return reading.load_contract(
            self._links,
            consumer,
            provider,
            version=version,
            tag=tag,
            branch=branch,
            environment=environment,
            sha=sha,
            latest=latest,
        )

    def latest_contracts(self) -> tuple[ContractEntry, ...]:
        """The newest contract of each pair, as a list."""
        return reading.latest_contracts(self._links)

    def provider_contracts(
        self, provider: str, *, consumer: str | None = None, branch: str | None = None, latest: bool = False
    ) -> tuple[ContractEntry, ...]:
        """Contracts with a provider of consumer versions on a branch, as a list; on main branches without `branch`."""
        return reading.provider_contracts(self._links, provider, consumer=consumer, branch=branch, latest=latest)

    def load_entries(self, entries: Iterable[ContractEntry]) -> Contracts:
        """The contracts of a list."""
        return reading.load_entries(self._links, entries)

    def provider_states(self, provider: str, *, branch: str | None = None) -> tuple[ProviderState, ...]:
        """States that consumers of a provider name; with `branch`, those of consumer versions on it."""
        return reading.provider_states(self._links, provider, branch=branch)

    def can_i_deploy(
        self,
        pacticipant: str | Sequence[VersionSelector],
        *,
        version: str | None = None,
        branch: str | None = None,
        tag: str | None = None,
        latest: bool = False,
        environment: str | None = None,
        to: str | None = None,
        main_branch: bool = False,
        ignore: Iterable[IgnoredVersion] = (),
        strict: bool = False,
        wait: float = 0,
        interval: float = 10,
    ) -> RemoteAnswer:
        """Ask whether a version may be deployed.

        Parameters
        ----------
        pacticipant : str or sequence of selectors
            A name; or several selectors, such as ``{"pacticipant": "Foo", "mainBranch": True}``.
        version : str, optional
        branch, tag : str, optional
            Instead of a version: the newest on a branch, or with a tag.
        latest : bool
            The newest of all.
        environment, to : str, optional
            Where it goes: an environment, or what has a tag.
        main_branch : bool
            It goes to the main branches of the others: "can I merge".
        ignore : iterable of str or mapping
            Applications that do not count.
        strict : bool
            True to make a yes a no where another live version of a provider has no result: the broker overlooks it.
        wait : float
            Seconds to ask again for, while results are missing.
        interval : float
            Seconds between two questions.

        Returns
        -------
        RemoteAnswer
        """
        selectors = pacticipant
        if isinstance(pacticipant, str):
            chosen: dict[str, str | bool] = {"pacticipant": pacticipant}
            for key, value in (("version", version), ("branch", branch), ("tag", tag)):
                if value is not None:
                    chosen[key] = value
            if latest or branch is not None or tag is not None:
                chosen["latest"] = True
            selectors = [chosen]
        elif version is not None or branch is not None or tag is not None or latest:
            raise BrokerError("selectors name their versions themselves", advice="Put the version into a selector.")
        assert not isinstance(selectors, str)
        return deploying.can_i_deploy(
            self._links,
            selectors,
            environment=environment,
            to=to,
            main_branch=main_branch,
            ignore=ignore,
            strict=strict,
            wait=wait,
            interval=interval,
        )

    def matrix(
        self,
        *selectors: VersionSelector,
        latestby: str | None = None,
        environment: str | None = None,
        tag: str | None = None,
        main_branch: bool = False,
        latest: bool = False,
        ignore: Iterable[IgnoredVersion] = (),
        success: Iterable[bool | None] | None = None,
        limit: int | None = None,
    ) -> MatrixTable:
        """Rows of consumer versions and the provider versions that verified them.

        Parameters
        ----------
        *selectors : str or mapping
            Names, or ``{"pacticipant": …}`` with ``version``, ``branch``, ``tag``, ``latest``, ``environment`` or
            ``mainBranch``.
        latestby : str, optional
            ``"cvpv"``: the newest result of each two versions; ``"cvp"``: of the newest provider version alone.
        environment, tag : str, optional
        main_branch, latest : bool
            The versions of everybody else.
        ignore : iterable
        success : iterable of bool or None, optional
            Only rows with these results; None stands for "not verified".
        limit : int, optional
            How many contracts the broker looks at, before anything else; 100 by default.
        """
        query = matrix_query(
            selectors,
            latestby=latestby,
            environment=environment,
            tag=tag,
            main_branch=main_branch,
            latest=latest,
            ignore=ignore,
            success=success,
            limit=limit,
        )
        asked = Asked(selected_names(selectors), () if environment is None else (environment,))

        def ask() -> MatrixTable:
            return deploying.ask_matrix(self._links, query, asked).with_source(source)

        source = RemoteSource(self._links, ask)
        return ask()

    @property
    def problems(self) -> BookProblems:
        """What is odd about the broker: all of it is read for that, so that of a large one a mirror is asked better."""
        from contractlab.broker.mirror import Mirror

        with Mirror(":memory:", self) as copy:
            copy.refresh()
            return copy.problems

    def graph(
        self, environment: str | None = None, *, pacticipant: str | None = None, version: str | None = None
    ) -> Graph:
        """Who talks to whom, and whether it was verified, as the broker says: a question for each two.

        Parameters
        ----------
        environment : str, optional
            What is live there; without it, the newest of the main branches, and of all where there is no main branch.
        pacticipant, version : str, optional
            One that is to be there, in the place of what is.
        """
        branches = {name: each.main_branch for name, each in self.pacticipants.items()}
        return draw_graph(self, branches, environment=environment, pacticipant=pacticipant, version=version)

    def publish(
        self,
        contracts: Publishable | Sequence[Publishable],
        *,
        version: str,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
        dry_run: bool = False,
        merge: bool = False,
    ) -> PublishOutcome:
        """Publish contracts for a version of their consumer; the bytes of the files are sent as they are.

        Parameters
        ----------
        contracts : path, Contract, Contracts, definition, or a list of these
        version : str
            Of the consumer.
        branch : str, optional
        tags : sequence of str
        build_url : str, optional
        dry_run : bool
            True to send nothing and give the requests.
        merge : bool
            True to ask for other content to be added to what is there; most brokers refuse that.

        Raises
        ------
        BrokerError
            If the broker refuses; of several consumers, those before the refused one are published.
        InvalidContract
            If a file cannot be read; then nothing is published.
        """
        return publish(
            self._links,
            contracts,
            version=version,
            branch=branch,
            tags=tags,
            build_url=build_url,
            dry_run=dry_run,
            merge=merge,
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
        """Publish what a run found about contracts that came from this broker.

        Parameters
        ----------
        run : Run
        provider_version : str, optional
            That of the captures where they name one.
        branch : str, optional
        tags : sequence of str
        build_url : str, optional
        partial : bool
            True to publish a failure where examples could not be checked or were not exercised.
        dry_run : bool
            True to send nothing and give the requests.
        detect : bool
            True to take version, branch and build address from the CI service, else from git, where they are not given.

        Raises
        ------
        BrokerError
            If the results must not be published, with every reason.
        """
        build = detected(provider_version, branch, build_url, detect=detect)
        return publish_results(
            self._links,
            run,
            provider_version=build.version,
            branch=build.branch,
            tags=tags,
            build_url=build.build_url,
            partial=partial,
            dry_run=dry_run,
        )
