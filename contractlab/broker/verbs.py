"""What every broker can be asked: the verbs that the command line and the desk use, whichever broker it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from contractlab.broker.objects import ProviderState
from contractlab.broker.results import MatrixTable, PublishOutcome
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract
from contractlab.values.json_types import JSON

if TYPE_CHECKING:
    from contractlab.broker.book_problems import BookProblems
    from contractlab.broker.graph import Graph

__all__ = [
    "Broker",
    "ContractEntry",
    "DeployAnswer",
    "LiveRecord",
    "NamedEnvironment",
    "NamedPacticipant",
    "NumberedVersion",
    "Proposed",
]


class Proposed(Protocol):
    """Something to be done."""

    @property
    def text(self) -> str:
        """It as a sentence."""


class DeployAnswer(Protocol):
    """Whether a version may be deployed."""

    @property
    def deployable(self) -> bool | None:
        """Yes, no, or None for "unknown", which is not a yes."""

    @property
    def table(self) -> MatrixTable:
        """The rows that it is about."""

    @property
    def reasons(self) -> Sequence[object]:
        """Why, a sentence each."""

    @property
    def proposals(self) -> Sequence[Proposed]:
        """What would make it a yes, those that are enough first."""


class NamedEnvironment(Protocol):
    """An environment."""

    @property
    def name(self) -> str:
        """Its name, case and all."""

    @property
    def display_name(self) -> str | None:
        """For people."""

    @property
    def production(self) -> bool:
        """True for one that customers use."""


class NumberedVersion(Protocol):
    """A version of an application."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def branches(self) -> tuple[str, ...]:
        """Branches that it is on."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""

    @property
    def build_url(self) -> str | None:
        """Where it was built."""


class NamedPacticipant(Protocol):
    """An application."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def display_name(self) -> str | None:
        """For people."""

    @property
    def main_branch(self) -> str | None:
        """Name of its main branch."""

    @property
    def repository_url(self) -> str | None:
        """Where its source lies."""


class ContractEntry(Protocol):
    """A contract in a list of a broker's."""

    @property
    def consumer(self) -> str:
        """Name of the consumer."""

    @property
    def consumer_version(self) -> str:
        """Version of the consumer."""

    @property
    def provider(self) -> str:
        """Name of the provider."""

    @property
    def created_at(self) -> str | None:
        """When it was published."""


class LiveRecord(Protocol):
    """A version that is live somewhere."""

    @property
    def pacticipant(self) -> str:
        """Name of the application."""

    @property
    def version(self) -> str:
        """Its version."""


class Broker(Protocol):
    """A broker; each verb is described at `contractlab.broker.remote.RemoteBroker`."""

    def contracts(
        self,
        *,
        provider: str,
        selectors: Sequence[Mapping[str, JSON]] | None = None,
        provider_branch: str | None = None,
        provider_tags: Sequence[str] = (),
        pending: bool | None = None,
        wip_since: str | None = None,
    ) -> Contracts:
        """Contracts that a provider has to verify."""

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
        """One contract."""

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
    ) -> DeployAnswer:
        """Whether a version may be deployed."""

    def matrix(
        self,
        *selectors: str | Mapping[str, JSON],
        latestby: str | None = None,
        environment: str | None = None,
        tag: str | None = None,
        main_branch: bool = False,
        latest: bool = False,
        ignore: Iterable[str] = (),
    ) -> MatrixTable:
        """Rows of versions and their results."""

    def graph(
        self, environment: str | None = None, *, pacticipant: str | None = None, version: str | None = None
    ) -> Graph:
        """Who talks to whom."""

    @property
    def problems(self) -> BookProblems:
        """What is odd."""

    def publish(
        self,
        contracts: Sequence[str],
        *,
        version: str,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
        dry_run: bool = False,
        merge: bool = False,
    ) -> PublishOutcome:
        """Publish contracts."""

    def record_deployment(
        self, pacticipant: str, version: str, environment: str, *, instance: str | None = None
    ) -> object:
        """Record what runs."""

    def record_undeployment(self, pacticipant: str, environment: str, *, instance: str | None = None) -> object:
        """Record that it does not run any more."""

    def record_release(self, pacticipant: str, version: str, environment: str) -> object:
        """Record what is supported."""

    def record_support_ended(self, pacticipant: str, version: str, environment: str) -> object:
        """Record that it is not supported any more."""

    @property
    def environments(self) -> Sequence[NamedEnvironment]:
        """All environments."""

    def create_environment(self, name: str, *, production: bool, display_name: str | None = None) -> object:
        """Create an environment."""

    @property
    def pacticipants(self) -> Mapping[str, NamedPacticipant]:
        """All applications by name."""

    def pacticipant(self, name: str) -> NamedPacticipant:
        """One application."""

    def create_or_update_pacticipant(
        self,
        name: str,
        *,
        main_branch: str | None = None,
        display_name: str | None = None,
        repository_url: str | None = None,
    ) -> object:
        """Create an application or change it."""

    def version(self, pacticipant: str, number: str | None = None) -> NumberedVersion:
        """A version; the newest without a number."""

    def create_or_update_version(
        self,
        pacticipant: str,
        version: str,
        *,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
    ) -> object:
        """Create a version or add to it."""

    def tag(self, pacticipant: str, version: str, tag: str, *, create: bool = False) -> object:
        """Tag a version."""

    def delete_branch(self, pacticipant: str, branch: str, *, missing_ok: bool = False) -> object:
        """Delete a branch."""

    def deployments(self, environment: str, pacticipant: str | None = None) -> Sequence[LiveRecord]:
        """What runs in an environment."""

    def releases(self, environment: str, pacticipant: str | None = None) -> Sequence[LiveRecord]:
        """What is supported in an environment."""

    def latest_contracts(self) -> Sequence[ContractEntry]:
        """The newest contract of each pair."""

    def provider_contracts(
        self, provider: str, *, consumer: str | None = None, branch: str | None = None, latest: bool = False
    ) -> Sequence[ContractEntry]:
        """Contracts with a provider."""

    def provider_states(self, provider: str, *, branch: str | None = None) -> Sequence[ProviderState]:
        """States that consumers name."""
