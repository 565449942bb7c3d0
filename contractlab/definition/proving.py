"""Proving one example: the consumer is run against the mock, and what it sent and made of the answer is kept."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from contractlab.contracts.contract import Example
from contractlab.definition.mock import MockProvider
from contractlab.errors import ContractBroken
from contractlab.values.display import Shown, present

__all__ = ["Proof", "Raises", "proof_of", "settled"]

Raises = type[BaseException] | tuple[type[BaseException], ...] | None


@dataclass(frozen=True, slots=True)
class Proof(Shown):
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
            return "No request fitted the example."
        if self.raised is not None and self.expected is None:
            return f"The consumer failed: {type(self.raised).__name__}: {self.raised}"
        if self.expected is not None and not isinstance(self.raised, self.expected):
            return "The consumer did not fail, as it must." if self.raised is None else "The consumer failed otherwise."
        return ""

    @property
    def passed(self) -> bool:
        """True if a request fitted the example wholly, and the consumer did with the answer what it must."""
        return not self.why

    def require_passed(self) -> Proof:
        """Raise if it is no proof.

        Raises
        ------
        ContractBroken
            Its text is the view.
        """
        if not self.passed:
            raise ContractBroken(present(self)["text/plain"]) from self.raised
        return self


def proof_of(
    example: Example, provider: MockProvider, trigger: Callable[[MockProvider], Any], expected: Raises
) -> Proof:
    """Run a trigger against a mock, and keep what came of it."""
    provider.start()
    try:
        returned, raised = settled(lambda: trigger(provider)), None
    except Exception as error:  # whatever the consumer raises is part of the answer
        returned, raised = None, error
    finally:
        provider.stop()
    return Proof(example, provider, returned, raised, expected)


def settled(trigger: Callable[[], Any]) -> Any:
    """What a trigger gives; an awaitable is waited for, in a notebook too, where a loop runs already."""
    given = trigger()
    if not inspect.isawaitable(given):
        return given

    async def waited() -> Any:
        return await given

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, waited()).result()
