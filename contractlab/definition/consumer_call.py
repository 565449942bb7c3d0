"""Running a consumer and keeping what came of it: what every way of proving an example has in common."""

from __future__ import annotations

import asyncio
import inspect
from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self

from contractlab.contracts.contract import Example
from contractlab.errors import ContractBroken
from contractlab.values.display import Shown, present, quiet
from contractlab.values.text import shorten

__all__ = ["ConsumerCall", "Raises", "ShownProof", "called", "settled"]

Raises = type[BaseException] | tuple[type[BaseException], ...] | None
"""What a consumer must raise; None where it must not."""


@quiet
@dataclass(frozen=True, slots=True)
class ConsumerCall:
    """What a consumer gave or raised.

    Attributes
    ----------
    returned : object
        None where it raised.
    raised : Exception or None
    """

    returned: Any = None
    raised: Exception | None = None


def called(consumer: Callable[[], Any]) -> ConsumerCall:
    """Call a consumer; whatever it raises is part of the answer."""
    try:
        return ConsumerCall(settled(consumer))
    except Exception as error:
        return ConsumerCall(raised=error)


def settled(consumer: Callable[[], Any]) -> Any:
    """What a consumer gives; an awaitable is waited for, in a notebook too, where a loop runs already."""
    given = consumer()
    if not inspect.isawaitable(given):
        return given

    async def waited() -> Any:
        return await given

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, waited()).result()


class ShownProof(Shown):
    """What proofs of every kind have: whether they are some, and why not."""

    __slots__ = ()

    example: Example
    raised: BaseException | None
    expected: Raises

    @property
    @abstractmethod
    def why(self) -> str:
        """Why it is no proof; empty for one that is."""

    @property
    def differs(self) -> str:
        """The first difference from the example, where there is one; else as `why`."""
        return self.why

    @property
    def passed(self) -> bool:
        """True if the consumer did what the example says, and with what it got what it must."""
        return not self.why

    @property
    def failure(self) -> str:
        """What is wrong with what the consumer raised, or did not raise; empty where nothing is."""
        if self.expected is None:
            raised = self.raised
            return "" if raised is None else f"The consumer failed: {type(raised).__name__}: {raised}"
        if isinstance(self.raised, self.expected):
            return ""
        return "The consumer did not fail, as it must." if self.raised is None else "The consumer failed otherwise."

    def require_passed(self) -> Self:
        """Raise if it is no proof.

        Raises
        ------
        ContractBroken
            Its first line says what is wrong, the rest is the view.
        """
        if not self.passed:
            text = f"“{shorten(self.example.description, 200)}”: {self.differs}\n{present(self)['text/plain']}"
            raise ContractBroken(text) from self.raised
        return self
