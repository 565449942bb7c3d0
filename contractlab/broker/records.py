"""What a broker remembers, as rows: frozen, flat, each with a number of its own."""

from __future__ import annotations

from dataclasses import dataclass

from contractlab.values.display import quiet

__all__ = [
    "Branch",
    "BranchVersion",
    "Content",
    "Deployment",
    "Environment",
    "Integration",
    "Label",
    "Pacticipant",
    "Publication",
    "Record",
    "Release",
    "Tag",
    "TagSuccess",
    "VerificationResult",
    "Version",
    "Webhook",
]


@dataclass(frozen=True, slots=True)
class Record:
    """A row; `id` grows with every row of its kind, times are microseconds since 1970 (UTC)."""

    id: int


@quiet
@dataclass(frozen=True, slots=True)
class Pacticipant(Record):
    """An application, as consumer, provider or both."""

    name: str
    main_branch: str | None
    display_name: str | None
    repository_url: str | None
    created_at: int
    updated_at: int | None = None
    repository_name: str | None = None
    repository_namespace: str | None = None


@quiet
@dataclass(frozen=True, slots=True)
class Label(Record):
    """A word that somebody put on a pacticipant."""

    pacticipant: int
    name: str
    created_at: int


@quiet
@dataclass(frozen=True, slots=True)
class Version(Record):
    """A version of a pacticipant; its `id` is its order: versions are as old as the broker knows them."""

    pacticipant: int
    number: str
    build_url: str | None
    created_at: int
    updated_at: int | None = None


@quiet
@dataclass(frozen=True, slots=True)
class Branch(Record):
    """A branch; `head` is the version that was added last, whatever its order."""

    pacticipant: int
    name: str
    head: int | None
    created_at: int


@dataclass(frozen=True, slots=True)
class BranchVersion(Record):
    """A version that is on a branch; `automatic` where its first tag put it there."""

    branch: int
    version: int
    pacticipant: int
    automatic: bool = False


@quiet
@dataclass(frozen=True, slots=True)
class Tag(Record):
    """A tag of a version."""

    version: int
    pacticipant: int
    name: str
    created_at: int


@quiet
@dataclass(frozen=True, slots=True)
class Content(Record):
    """What a contract says, whatever versions it was published for: the unit of verification."""

    consumer: int
    provider: int
    sha: str


@dataclass(frozen=True, slots=True)
class Publication(Record):
    """The contract of one consumer version with one provider; `revision` counts the contents that it had."""

    version: int
    consumer: int
    provider: int
    content: int
    created_at: int
    revision: int = 1


@quiet
@dataclass(frozen=True, slots=True)
class VerificationResult(Record):
    """What one provider version made of a content; `wip` tells that it was given it as work in progress."""

    content: int
    version: int
    success: bool
    wip: bool
    build_url: str | None
    created_at: int


@quiet
@dataclass(frozen=True, slots=True)
class TagSuccess(Record):
    """The first success of a content by a version that had a tag then: work in progress asks for it."""

    content: int
    provider: int
    name: str
    wip: bool
    created_at: int


@quiet
@dataclass(frozen=True, slots=True)
class Environment(Record):
    """A place where versions run; `contacts` is JSON."""

    uuid: str
    name: str
    display_name: str | None
    production: bool
    created_at: int
    updated_at: int | None = None
    contacts: str | None = None


@quiet
@dataclass(frozen=True, slots=True)
class Deployment(Record):
    """A version that runs, or ran, in an environment; one at a time for each instance.

    It is `automatic` where a tag with the name of the environment recorded it.
    """

    uuid: str
    version: int
    pacticipant: int
    environment: int
    instance: str | None
    created_at: int
    ended_at: int | None
    automatic: bool = False


@quiet
@dataclass(frozen=True, slots=True)
class Release(Record):
    """A version that is, or was, supported in an environment; several at a time."""

    uuid: str
    version: int
    pacticipant: int
    environment: int
    created_at: int
    ended_at: int | None
    updated_at: int | None = None


@dataclass(frozen=True, slots=True)
class Integration(Record):
    """A consumer and a provider that ever had a contract, also when it was deleted since."""

    consumer: int
    provider: int
    created_at: int


@quiet
@dataclass(frozen=True, slots=True)
class Webhook(Record):
    """A call that somebody wants to be made at an event: kept, and never made.

    Attributes
    ----------
    uuid : str
    consumer, provider : int or None
        None: any.
    document : str
        The rest of what was sent, as JSON.
    """

    uuid: str
    consumer: int | None
    provider: int | None
    document: str
    created_at: int
    updated_at: int | None = None
