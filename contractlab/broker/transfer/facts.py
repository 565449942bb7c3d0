"""What the API of a broker tells, by names: the common ground of a broker at an address and one in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contractlab.values.display import quiet

__all__ = [
    "BranchFacts",
    "EnvironmentFacts",
    "LiveFacts",
    "PacticipantFacts",
    "PublicationFacts",
    "ResultFacts",
    "Snapshot",
    "VersionFacts",
    "WebhookFacts",
]

Pair = tuple[str, str]
"""Names of a consumer and a provider."""


@quiet
@dataclass(frozen=True, slots=True)
class BranchFacts:
    """A branch; times are microseconds since 1970, whole seconds where a broker's API told them."""

    name: str
    created_at: int


@quiet
@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A version of a pacticipant.

    Attributes
    ----------
    number : str
    build_url : str or None
    created_at : int
    branches, heads : tuple of str
        Those that it is on, and those of them whose head it is.
    tags : tuple of str
    """

    number: str
    build_url: str | None
    created_at: int
    branches: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class PacticipantFacts:
    """A pacticipant with its branches and versions, the oldest first."""

    name: str
    main_branch: str | None
    display_name: str | None
    repository_url: str | None
    created_at: int
    branches: tuple[BranchFacts, ...] = ()
    versions: tuple[VersionFacts, ...] = ()
    labels: tuple[str, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """The contract of a consumer version with a provider."""

    consumer: str
    version: str
    provider: str
    sha: str
    created_at: int

    @property
    def pair(self) -> Pair:
        """Consumer and provider."""
        return self.consumer, self.provider


@quiet
@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What a provider version made of a content; `wip` is None where nobody says."""

    consumer: str
    provider: str
    sha: str
    number: int
    version: str
    success: bool
    created_at: int
    build_url: str | None = None
    wip: bool | None = None


@quiet
@dataclass(frozen=True, slots=True)
class LiveFacts:
    """A version that runs, or is supported, in an environment."""

    uuid: str
    pacticipant: str
    version: str
    instance: str | None
    created_at: int


@quiet
@dataclass(frozen=True, slots=True)
class EnvironmentFacts:
    """An environment with what is live there; `contacts` is JSON."""

    uuid: str
    name: str
    display_name: str | None
    production: bool
    created_at: int
    deployed: tuple[LiveFacts, ...] = ()
    released: tuple[LiveFacts, ...] = ()
    contacts: str | None = None


@quiet
@dataclass(frozen=True, slots=True)
class WebhookFacts:
    """A webhook, without its secrets.

    Attributes
    ----------
    uuid : str
    consumer, provider : str or None
        None: any, or those that have a label.
    document : str
        The rest, as JSON.
    """

    uuid: str
    consumer: str | None
    provider: str | None
    document: str


@quiet
@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of it.

    Attributes
    ----------
    pacticipants : mapping of str to PacticipantFacts
    publications : tuple of PublicationFacts
        The oldest first, as far as the seconds tell.
    results : tuple of ResultFacts
        By their numbers.
    environments : tuple of EnvironmentFacts
    integrations : tuple of (str, str)
        Consumers and providers that have, or had, a contract.
    tag_dates : mapping of (str, str, str) to int
        When a version of a pacticipant got a tag.
    read_at : int
        The broker's own time when reading began; 0 where it is not known.
    webhooks : tuple of WebhookFacts
    """

    pacticipants: Mapping[str, PacticipantFacts] = field(default_factory=dict)
    publications: tuple[PublicationFacts, ...] = ()
    results: tuple[ResultFacts, ...] = ()
    environments: tuple[EnvironmentFacts, ...] = ()
    integrations: tuple[Pair, ...] = ()
    tag_dates: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    read_at: int = 0
    webhooks: tuple[WebhookFacts, ...] = ()
