"""What users write and read, turned into what the rules take and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from contractlab.broker.book import Book
from contractlab.broker.matrix_selectors import MatrixSelector
from contractlab.broker.records import Deployment, Environment, Pacticipant, Release, Version
from contractlab.broker.results import EnvironmentInfo, PacticipantInfo, VersionInfo
from contractlab.errors import BrokerError
from contractlab.values.json_types import JSON

__all__ = ["environment_info", "matrix_selector", "microseconds", "pacticipant_info"]


def matrix_selector(given: str | Mapping[str, JSON]) -> MatrixSelector:
    """A selector of the matrix as users write it: a name, or the keys of the wire.

    Raises
    ------
    BrokerError
        If a key is not one of them.
    """
    if isinstance(given, str):
        return MatrixSelector(given)
    keys = {"pacticipant", "version", "branch", "mainBranch", "tag", "latest", "environment"}
    unknown = sorted(set(given) - keys)
    if unknown or "pacticipant" not in given:
        wrong = f"does not know {unknown[0]!r}" if unknown else "needs a pacticipant"
        raise BrokerError(f"A selector of the matrix {wrong}", status=400, candidates=sorted(keys))

    def text(name: str) -> str | None:
        value = given.get(name)
        return None if value is None else str(value)

    return MatrixSelector(
        str(given["pacticipant"]),
        text("version"),
        text("branch"),
        given.get("mainBranch") is True,
        text("tag"),
        given.get("latest") is True,
        text("environment"),
    )


def microseconds(text: str | None) -> int | None:
    """Microseconds of a date as ISO 8601 writes it."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BrokerError(f"{text!r} is not a date", status=400, advice="Write it as 2026-01-31.") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1_000_000)


def _named(book: Book, row: Deployment | Release) -> tuple[str, str]:
    return book.pacticipants[row.pacticipant].name, book.versions[row.version].number


def _version_info(book: Book, version: Version) -> VersionInfo:
    branches = book.branches_of(version)
    return VersionInfo(
        version.number,
        tuple(branch.name for branch in branches),
        tuple(branch.name for branch in branches if branch.head == version.id),
        tuple(book.tag_names(version)),
        tuple(environment.name for environment in book.environments_of(version)),
        version.build_url,
    )


def environment_info(book: Book, row: Environment) -> EnvironmentInfo:
    """An environment, with what is there."""
    return EnvironmentInfo(
        row.name,
        row.production,
        row.display_name,
        tuple(_named(book, each) for each in book.deployments.by("environment ended_at", row.id, None)),
        tuple(_named(book, each) for each in book.releases.by("environment ended_at", row.id, None)),
    )


def pacticipant_info(book: Book, row: Pacticipant) -> PacticipantInfo:
    """An application, with its versions."""
    versions = tuple(_version_info(book, version) for version in book.versions_of(row.id))
    return PacticipantInfo(row.name, row.main_branch, row.display_name, row.repository_url, versions)
