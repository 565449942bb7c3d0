"""How a verifier asks a provider for a message over HTTP."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from contractlab.contracts.contract import Example

__all__ = ["AsksForMessages"]


@runtime_checkable
class AsksForMessages(Protocol):
    """A `Format` whose verifier asks for messages by a POST; others have no address to ask."""

    def message_question(self, example: Example) -> bytes:
        """The body of the request, as JSON.

        Parameters
        ----------
        example : Example
            Of kind ``"message"`` or ``"sync-message"``.
        """
