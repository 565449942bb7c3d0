"""What is recorded in a broker's file: what runs and is supported where, environments, applications, tags, branches."""

from __future__ import annotations

from contractlab.broker.embedded_lists import EmbeddedLists
from contractlab.broker.lookup import environment_named, pacticipant_named, version_named
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
from contractlab.errors import BrokerError

__all__ = ["EmbeddedRecording"]


class EmbeddedRecording(EmbeddedLists):
    """Verbs that write single things into a store."""

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
            running, place = pacticipant_named(book, pacticipant), environment_named(book, environment)
            rows = book.deployments.by("pacticipant environment ended_at", running.id, place.id, None)
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
            release_row = book.releases.first("version environment", row.id, place.id)
            if release_row is None or release_row.ended_at is not None:
                raise BrokerError(f"{pacticipant} {version} is not recorded as supported in {environment}", status=404)
            end_release(book, release_row)

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
