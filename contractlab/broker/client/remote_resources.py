"""What a broker at an address holds, and what is recorded there: applications, versions, environments, deployments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contractlab.broker.client import recording, resources
from contractlab.broker.client.links import BrokerLinks
from contractlab.broker.objects import Deployment, Environment, Pacticipant, PacticipantVersion, Release
from contractlab.values.json_types import JSON

__all__ = ["RemoteResources"]


class RemoteResources:
    """Verbs of `contractlab.broker.remote.RemoteBroker` that are about single things."""

    _links: BrokerLinks

    def record_deployment(
        self, pacticipant: str, version: str, environment: str, *, instance: str | None = None
    ) -> Deployment:
        """Record that a version runs in an environment, in the place of what ran there (in that instance)."""
        return recording.record_deployment(self._links, pacticipant, version, environment, instance)

    def record_undeployment(
        self, pacticipant: str, environment: str, *, instance: str | None = None
    ) -> tuple[Deployment, ...]:
        """Record that an application does not run in an environment any more."""
        return recording.record_undeployment(self._links, pacticipant, environment, instance)

    def record_release(self, pacticipant: str, version: str, environment: str) -> Release:
        """Record that a version is supported in an environment, beside others."""
        return recording.record_release(self._links, pacticipant, version, environment)

    def record_support_ended(self, pacticipant: str, version: str, environment: str) -> tuple[Release, ...]:
        """Record that a version is not supported in an environment any more."""
        return recording.end_support(self._links, pacticipant, version, environment)

    def deployments(self, environment: str, pacticipant: str | None = None) -> tuple[Deployment, ...]:
        """What runs in an environment."""
        return recording.live_deployments(self._links, environment, pacticipant)

    def releases(self, environment: str, pacticipant: str | None = None) -> tuple[Release, ...]:
        """What is supported in an environment."""
        return recording.live_releases(self._links, environment, pacticipant)

    @property
    def environments(self) -> tuple[Environment, ...]:
        """All environments; asked for each time."""
        return resources.list_environments(self._links)

    def create_environment(
        self,
        name: str,
        *,
        production: bool = False,
        display_name: str | None = None,
        contacts: Sequence[Mapping[str, JSON]] = (),
    ) -> Environment:
        """Create an environment."""
        return resources.create_environment(
            self._links, name, production=production, display_name=display_name, contacts=contacts
        )

    @property
    def pacticipants(self) -> Mapping[str, Pacticipant]:
        """All applications by name, each with ``.versions``; asked for each time."""
        return resources.list_pacticipants(self._links)

    def pacticipant(self, name: str) -> Pacticipant:
        """One application."""
        return resources.read_one_pacticipant(self._links, name)

    def create_or_update_pacticipant(
        self,
        name: str,
        *,
        main_branch: str | None = None,
        display_name: str | None = None,
        repository_url: str | None = None,
    ) -> Pacticipant:
        """Create an application, or change what is given of it."""
        return resources.write_pacticipant(
            self._links, name, main_branch=main_branch, display_name=display_name, repository_url=repository_url
        )

    def versions(self, pacticipant: str) -> tuple[PacticipantVersion, ...]:
        """Versions of an application, the newest first."""
        return resources.list_versions(self._links, pacticipant)

    def version(self, pacticipant: str, number: str | None = None) -> PacticipantVersion:
        """A version of an application, with where it runs; the newest without `number`."""
        return resources.read_one_version(self._links, pacticipant, number)

    def create_or_update_version(
        self,
        pacticipant: str,
        version: str,
        *,
        branch: str | None = None,
        tags: Sequence[str] = (),
        build_url: str | None = None,
    ) -> PacticipantVersion:
        """Create a version, or add a branch, tags or a build's address to it; gives it with what was added."""
        return resources.write_version(self._links, pacticipant, version, branch=branch, tags=tags, build_url=build_url)

    def tag(self, pacticipant: str, version: str, tag: str, *, create: bool = False) -> None:
        """Tag a version, which must be there unless `create` makes it."""
        resources.tag_version(self._links, pacticipant, version, tag, create=create)

    def delete_branch(self, pacticipant: str, branch: str, *, missing_ok: bool = False) -> bool:
        """Delete a branch; its versions and contracts stay, and no selector finds them by it. True if it was there."""
        return resources.delete_branch(self._links, pacticipant, branch, missing_ok=missing_ok)

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of applications."""
        return resources.labels(self._links)

    def add_label(self, pacticipant: str, label: str) -> None:
        """Label an application."""
        resources.add_label(self._links, pacticipant, label)
