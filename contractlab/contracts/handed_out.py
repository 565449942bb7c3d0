"""What a format adds to a contract that a broker hands out."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

__all__ = ["HandedOut", "Merged"]


@runtime_checkable
class HandedOut(Protocol):
    """A `Format` whose examples have ids of their own in a broker, by which results name them."""

    def handed_out(self, data: bytes) -> bytes:
        """The text of a contract with the id of each example.

        Parameters
        ----------
        data : bytes
            As its author wrote it.
        """


@runtime_checkable
class Merged(Protocol):
    """A `Format` of which a broker can put the examples of two contracts together."""

    def merged(self, kept: bytes, added: bytes) -> bytes | None:
        """Both contracts in one.

        Parameters
        ----------
        kept : bytes
            The contract that is there.
        added : bytes
            Its examples replace those of the same name; the others come after those that are there.

        Returns
        -------
        bytes or None
            None where an example of both asks for different requests.
        """
