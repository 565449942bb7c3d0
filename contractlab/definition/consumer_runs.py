"""Proving examples without a mock: the consumer is a server, calls a function, or is one.

Defining such an example is verifying it with its sides turned: what the contract later asks of the provider, it asks of
the consumer now. So the consumer is run as `contractlab.verify` runs a provider.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contractlab.contracts.calls import CallNeed
from contractlab.contracts.contract import Contract, Example
from contractlab.definition.consumer_call import ConsumerCall, Raises, ShownProof, called
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.text import quote
from contractlab.verification.masking import mask_of
from contractlab.verification.results import Result

if TYPE_CHECKING:
    import httpx

    from contractlab.live.live_run import LiveRun
    from contractlab.live.verifying import States

__all__ = ["ConsumerRun", "run_consumer"]


@quiet
@dataclass(slots=True)
class _Trigger:
    """A trigger that keeps what came of it, and that may have to fail."""

    function: Callable[..., Any]
    expected: Raises
    outcome: ConsumerCall = field(default_factory=ConsumerCall)

    def wrapped(self) -> Callable[..., Any]:
        """The function to hand on: what it must raise is no failure."""

        @functools.wraps(self.function)
        def call(*args: Any, **named: Any) -> Any:
            self.outcome = called(lambda: self.function(*args, **named))
            raised = self.outcome.raised
            if raised is not None and (self.expected is None or not isinstance(raised, self.expected)):
                raise raised
            return self.outcome.returned

        return call


@quiet
@dataclass(frozen=True, slots=True)
class ConsumerRun(ShownProof):
    """What came of running the consumer for one example, where it is asked, or calls a function.

    Attributes
    ----------
    example : Example
        Of the definition.
    run : LiveRun
        Of the consumer; the exchange with its verdict is in `result`.
    returned : object
        What the trigger gave, where there is one.
    raised : BaseException or None
        What it raised.
    expected : exception or several, or None
        What it must raise.
    """

    example: Example
    run: LiveRun
    returned: Any = None
    raised: BaseException | None = None
    expected: Raises = None

    @property
    def result(self) -> Result:
        """The verdict on what the consumer did."""
        return self.run.results[0]

    @property
    def why(self) -> str:
        """Why it is no proof; empty for one that is."""
        if not self.result.passed:
            return self.result.reason or "What the consumer did does not match the example."
        if self.expected is not None and self.raised is None:
            return "The consumer did not fail, as it must."
        return ""

    @property
    def differs(self) -> str:
        """The first difference, secrets taken out; else as `why`."""
        mismatches = self.result.mismatches
        if self.result.passed or not mismatches:
            return self.why
        return mask_of(self.result.capture, self.run.redaction).mismatch(mismatches[0]).message


def run_consumer(
    example: Example,
    turned: Contract,
    need: CallNeed | None,
    consumer: Any,
    *,
    raises: Raises = None,
    states: States = None,
    client: httpx.Client | None = None,
    seed: int = 0,
) -> ConsumerRun:
    """Run the consumer for one example.

    Parameters
    ----------
    example : Example
        Of the definition.
    turned : Contract
        With its sides turned.
    need : CallNeed or None
        Of the same example there.
    consumer : str, app or callable
        Of a server its address, or its ASGI or WSGI app; the function that is called; or a trigger that calls the
        function which it is given.
    raises, states, client, seed
        As in `Definition.prove`.
    """
    from contractlab.live.states import StateHandlers
    from contractlab.live.verifying import verify

    # A state without a handler is a fault here: nobody else knows what the consumer is to be asked.
    states = StateHandlers() if states is None else states
    same = turned.examples[example.index]
    if need is None:
        if raises is not None:
            raise InvalidEdit("a server does not raise: say in the example which status it answers")
        only = [same.key]
        run = verify(turned, provider=consumer, states=states, client=client, only=only, seed=seed)
        return ConsumerRun(example, run)
    if not callable(consumer):
        what = "function that is called" if need.kind == "function" else "trigger that calls the function"
        raise InvalidEdit(f"{quote(consumer, 60)} is not the {what}")
    if need.kind == "function":
        if raises is not None:
            raise InvalidEdit("what a function throws is said in its example: .will_throw(…)")
        functions: Mapping[str, Callable[..., Any]] = {need.name: consumer}
        run = verify(turned, functions=functions, states=states, only=[same.key], seed=seed)
        return ConsumerRun(example, run)
    trigger = _Trigger(consumer, raises)
    run = verify(turned, triggers={need.trigger: trigger.wrapped()}, states=states, only=[same.key], seed=seed)
    return ConsumerRun(example, run, trigger.outcome.returned, trigger.outcome.raised, raises)
