"""Where a contract stands in a broker: plain data that a contract carries along, so that results can go back there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from contractlab.values.display import quiet

__all__ = ["KeptByBroker", "Published"]


@runtime_checkable
class KeptByBroker(Protocol):
    """A `Format` whose contracts brokers keep; those of any other cannot be published."""

    def authored_document(self, data: bytes) -> tuple[bytes, tuple[str, ...]]:
        """A contract as its author wrote it, from the text that a broker hands out.

        Parameters
        ----------
        data : bytes
            With what the broker adds: links, dates, ids.

        Returns
        -------
        bytes
            Published again, it has the same content for the broker.
        tuple of str
            The broker's ids of the examples, in the order of the file.

        Raises
        ------
        NotJson
            If it cannot be read.
        """


@quiet
@dataclass(frozen=True, slots=True)
class Published:
    """What a broker says of a contract that it handed out.

    Attributes
    ----------
    consumer, provider : str
    consumer_version : str
        The newest version of the consumer that has this content, of those that were asked for.
    sha : str
        The broker's name of the content; versions with the same one share their results.
    versions : tuple of str
        Every consumer version with this content, as far as the broker was asked; the newest first.
    branches, tags, environments : tuple of str
        Of `consumer_version`.
    pending : bool or None
        True if a failure must not break the provider's build; None where pending was not asked for.
    wip : bool
        True if it was handed out as work in progress.
    why : str
        Which selectors chose it, in the broker's short words; ``""`` where it was asked for by name.
    notices : tuple of str
        What the broker says before a verification.
    url : str
        Address of the contract, with what tells the broker why it was chosen; ``""`` in a broker without addresses.
    results_url : str
        Where results are sent to.
    ids : tuple of str
        The broker's ids of the examples, in their order in the file.
    """

    consumer: str
    provider: str
    consumer_version: str
    sha: str
    versions: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    pending: bool | None = None
    wip: bool = False
    why: str = ""
    notices: tuple[str, ...] = ()
    url: str = field(default="", repr=False)
    results_url: str = field(default="", repr=False)
    ids: tuple[str, ...] = field(default=(), repr=False)
