"""What a broker holds, as plain values: environments, applications, versions, what is deployed and released where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contractlab.values.display import quiet
from contractlab.values.json_types import JSON

__all__ = [
    "ContractEntry",
    "Deployment",
    "Environment",
    "Pacticipant",
    "PacticipantVersion",
    "ProviderState",
    "Release",
]


@quiet
@dataclass(frozen=True, slots=True)
class ContractEntry:
    """A contract in a list of the broker's.

    Attributes
    ----------
    consumer, consumer_version, provider : str
    created_at : str or None
    url : str
        Its address; ``""`` in a broker without addresses.
    """

    consumer: str
    consumer_version: str
    provider: str
    created_at: str | None
    url: str


@quiet
@dataclass(frozen=True, slots=True)
class Environment:
    """A place where versions run.

    Attributes
    ----------
    name, display_name : str
    production : bool
    uuid : str
    contacts : tuple of mapping
        Each with ``name`` and ``details``.
    """

    name: str
    production: bool
    uuid: str
    display_name: str = ""
    contacts: tuple[Mapping[str, JSON], ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class Pacticipant:
    """An application that is a consumer, a provider or both.

    Attributes
    ----------
    name, display_name : str
    main_branch, repository_url, latest_version : str or None
    labels : tuple of str
    load_versions : callable
        Gives `versions`.
    """

    name: str
    display_name: str = ""
    main_branch: str | None = None
    repository_url: str | None = None
    labels: tuple[str, ...] = ()
    latest_version: str | None = None
    load_versions: Callable[[], tuple[PacticipantVersion, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def versions(self) -> tuple[PacticipantVersion, ...]:
        """Its versions, the newest first; a broker is asked each time."""
        return self.load_versions()


@quiet
@dataclass(frozen=True, slots=True)
class PacticipantVersion:
    """A version of an application.

    Attributes
    ----------
    pacticipant, number : str
    branches : tuple of str
    heads : tuple of str
        Those of `branches` whose newest version it is.
    tags : tuple of str
    build_url : str or None
    created_at : str or None
        As the broker writes it.
    deployed, released : tuple of str
        Names of environments where it runs, or is supported.
    providers : tuple of str
        With whom it has a contract, as far as the broker says.
    """

    pacticipant: str
    number: str
    branches: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    build_url: str | None = None
    created_at: str | None = None
    deployed: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class Deployment:
    """A version that runs, or ran, in an environment.

    Attributes
    ----------
    pacticipant, version, environment : str
    instance : str or None
        Name of one of several places in the environment.
    current : bool
        False once another version took its place, or it was taken away.
    uuid : str
    """

    pacticipant: str
    version: str
    environment: str
    instance: str | None = None
    current: bool = True
    uuid: str = ""


@quiet
@dataclass(frozen=True, slots=True)
class Release:
    """A version that is supported in an environment, such as a mobile app in a store.

    Attributes
    ----------
    pacticipant, version, environment : str
    supported : bool
    uuid : str
    """

    pacticipant: str
    version: str
    environment: str
    supported: bool = True
    uuid: str = ""


@quiet
@dataclass(frozen=True, slots=True)
class ProviderState:
    """A state that contracts with a provider name.

    Attributes
    ----------
    name : str
    consumers : tuple of str
    params : mapping of str to JSON value
    """

    name: str
    consumers: tuple[str, ...]
    params: Mapping[str, JSON] = field(default_factory=dict)
