"""What brokers answer, as plain data; an embedded one and a remote one answer alike."""

from __future__ import annotations

from dataclasses import dataclass, field

from contractlab.broker.notices import Notice
from contractlab.values.display import Shown

__all__ = [
    "EnvironmentInfo",
    "MatrixRow",
    "MatrixSummary",
    "MatrixTable",
    "Notice",
    "PacticipantInfo",
    "PublishOutcome",
    "VersionInfo",
]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A contract of a consumer version with a result of a provider version, or with none."""

    consumer: str
    consumer_version: str
    provider: str
    provider_version: str | None
    success: bool | None
    ignored: bool = False
    sha: str = ""
    result_number: int | None = None


@dataclass(frozen=True, slots=True)
class MatrixSummary:
    """Rows by their results; `deployable` is None where something is unknown."""

    deployable: bool | None
    success: int
    failed: int
    unknown: int
    ignored: int | None = None


@dataclass(frozen=True)
class MatrixTable(Shown):
    """A broker's matrix: rows, what they add up to, and the broker's sentences."""

    rows: tuple[MatrixRow, ...]
    summary: MatrixSummary
    notices: tuple[Notice, ...] = ()

    @property
    def deployable(self) -> bool | None:
        """True, False, or None where something is unknown."""
        return self.summary.deployable


@dataclass(frozen=True)
class PublishOutcome:
    """What publishing did, or would do.

    Attributes
    ----------
    done : tuple of str
        A sentence for each thing.
    notices : tuple of Notice
        What the broker says.
    dry_run : bool
        True if nothing was written.
    """

    done: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version of a pacticipant."""

    number: str
    branches: tuple[str, ...]
    head_of: tuple[str, ...]
    tags: tuple[str, ...]
    environments: tuple[str, ...]
    build_url: str | None = None


@dataclass(frozen=True, slots=True)
class PacticipantInfo:
    """An application that the broker knows; `versions` are the newest first."""

    name: str
    main_branch: str | None
    display_name: str | None = None
    repository_url: str | None = None
    versions: tuple[VersionInfo, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class EnvironmentInfo:
    """An environment with the versions that are deployed or supported there, as (pacticipant, version)."""

    name: str
    production: bool
    display_name: str | None = None
    deployed: tuple[tuple[str, str], ...] = ()
    supported: tuple[tuple[str, str], ...] = ()
