"""Which contracts the Rust core behind Pact's verifiers can judge itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from contractlab.contracts.contract import Contract, Example

__all__ = ["CoreVerified"]


@runtime_checkable
class CoreVerified(Protocol):
    """A `Format` whose contracts the Rust core reads; of others it knows nothing."""

    def core_file(self, contract: Contract) -> bytes:
        """The file of a contract that the core is given.

        Parameters
        ----------
        contract : Contract
        """

    def core_examples(self, contract: Contract) -> Sequence[Example]:
        """Examples of a contract in the order in which the core's verifier asks for them.

        Parameters
        ----------
        contract : Contract
        """
