"""Proving one example: the consumer is run against the mock, and what it sent and made of the answer is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contractlab.contracts.contract import Example
from contractlab.definition.consumer_call import Raises, ShownProof, called
from contractlab.definition.miss import misses_sentence
from contractlab.definition.mock import MockProvider
from contractlab.values.display import quiet

__all__ = ["Proof", "proof_of"]

_NOT_FITTED = "No request fitted the example."


@quiet
@dataclass(frozen=True, slots=True)
class Proof(ShownProof):
    """What came of running the consumer for one example.

    Attributes
    ----------
    example : Example
    provider : MockProvider
        Stopped, with everything that it received.
    returned : object
        What the trigger gave; None where it raised.
    raised : BaseException or None
    expected : exception or several, or None
        What it must raise.
    """

    example: Example
    provider: MockProvider
    returned: Any
    raised: BaseException | None
    expected: Raises = None

    @property
    def why(self) -> str:
        """Why it is no proof; empty for one that is."""
        if self.example.key not in {example.key for example in self.provider.proved}:
            if not self.provider.requests:
                return "The trigger sent no request."
            return _NOT_FITTED
        return self.failure

    @property
    def differs(self) -> str:
        """The first difference of the first request that fitted nothing; else as `why`."""
        missed = self.provider.requests.missed
        return misses_sentence(missed) if missed and self.why == _NOT_FITTED else self.why


def proof_of(
    example: Example, provider: MockProvider, trigger: Callable[[MockProvider], Any], expected: Raises
) -> Proof:
    """Run a trigger against a mock, and keep what came of it."""
    provider.start()
    try:
        call = called(lambda: trigger(provider))
    finally:
        provider.stop()
    return Proof(example, provider, call.returned, call.raised, expected)
