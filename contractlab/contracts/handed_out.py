"""What a format adds to a contract that a broker hands out."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

__all__ = ["HandedOut"]


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
