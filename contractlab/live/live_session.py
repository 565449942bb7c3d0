"""A provider that is open: its app lives, its loop runs, and it is asked for one example after the other.

`run_live` opens it for one run; a panel keeps it open between the messages of its screen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from contractlab.captures import AnyCapture, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.engine.dialect import Dialect
from contractlab.errors import ProviderError, StateError
from contractlab.live.asking import Asker
from contractlab.live.call_run import CallRunner
from contractlab.live.calls import NO_CALLS, Calls, call_need_of
from contractlab.live.example_run import ExampleRunner, PrepareFunction
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.message_run import MessageRunner
from contractlab.live.message_sources import NO_MESSAGES, MessageSource
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.providers import open_provider
from contractlab.live.state_session import StateSource
from contractlab.live.state_steps import StateStep, StepLog
from contractlab.values.display import quiet
from contractlab.values.internal import reason_of_fault
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.text import shorten
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.results import Result, verdict_for
from contractlab.verification.verifying import idle_result, judge_exchange

__all__ = ["AskedExample", "LiveSession", "LiveSettings"]


@quiet
@dataclass(frozen=True, slots=True)
class LiveSettings:
    """How a provider is asked.

    Attributes
    ----------
    provider : str, App or callable
    states : StateSource
    messages : MessageSource
        What produces messages.
    calls : Calls
        What makes a provider call that is a client, and functions of a provider.
    client : httpx.Client or None
    prepare : callable or None
    seed : int
    state_timeout : float or None
        Seconds.
    follow_redirects, fail_fast : bool
    provider_version : str or None
    dialect : str
    redaction : Redaction or None
    """

    provider: Any
    states: StateSource
    seed: int
    messages: MessageSource = NO_MESSAGES
    calls: Calls = NO_CALLS
    client: httpx.Client | None = None
    prepare: PrepareFunction | None = None
    state_timeout: float | None = None
    follow_redirects: bool = True
    fail_fast: bool = False
    provider_version: str | None = None
    dialect: Dialect = "reference"
    redaction: Redaction | None = None


@quiet
@dataclass(frozen=True, slots=True)
class AskedExample:
    """What came of an example.

    Attributes
    ----------
    example : Example
    result : Result
    captures : tuple of Capture and MessageCapture
    steps : tuple of StateStep
        What was done for it, in order.
    seconds : float
    """

    example: Example
    result: Result
    captures: tuple[AnyCapture, ...]
    steps: tuple[StateStep, ...]
    seconds: float


class LiveSession:
    """A provider that can be asked; used as a context.

    Parameters
    ----------
    contracts : Contracts
    settings : LiveSettings
    heard : callable, optional
        As in `StepLog`: called before each step of an example.
    first : int
        Number of the first capture.
    """

    def __init__(
        self,
        contracts: Contracts,
        settings: LiveSettings,
        heard: Callable[[str, str], None] | None = None,
        first: int = 0,
    ) -> None:
        self.contracts, self.settings = contracts, settings
        self._steps = StepLog(heard)
        self._number = first
        self._cache = CheckCache()
        self._stack = ExitStack()
        self._runner: ExampleRunner | None = None
        self._messages: MessageRunner | None = None
        self._calls: CallRunner | None = None

    def __enter__(self) -> Self:
        """Open it.

        Raises
        ------
        ProviderError
            If there is no provider to be asked; no handler was called then.
        """
        settings = self.settings
        with ExitStack() as stack:
            loop = stack.enter_context(PrivateLoop())
            caller, names = HandlerCaller(loop, settings.state_timeout, self._steps), _names(self.contracts)
            if settings.provider is not None:
                provider = stack.enter_context(open_provider(settings.provider, settings.client, loop))
                self._runner = ExampleRunner(
                    Asker(provider, settings.provider_version),
                    settings.states,
                    caller,
                    settings.seed,
                    names,
                    settings.prepare,
                    settings.follow_redirects and settings.dialect == "reference",
                )
            produced = stack.enter_context(settings.messages.opened(settings.client, loop))
            if produced is not None:
                self._messages = MessageRunner(produced, settings.states, caller, names, settings.provider_version)
            self._calls = CallRunner(
                settings.calls, settings.states, caller, names, settings.dialect, settings.provider_version
            )
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def ask(self, example: Example) -> AskedExample:
        """Bring the states of an example about, ask, judge, and undo them.

        Parameters
        ----------
        example : Example
            One whose handlers are missing is an error, and nothing is called for it.
        """
        began = time.perf_counter()
        self._steps.take()
        try:
            captures, result = self._ask(example)
        except (StateError, ProviderError) as error:
            captures, result = [], self._error(example, error)
        except Exception as error:  # a fault of contractlab itself costs no other example
            reason = reason_of_fault(error, "it cannot be asked for")
            captures, result = [], self._without_verdict(example, reason)
        self._number += len(captures)
        return AskedExample(example, result, tuple(captures), self._steps.take(), time.perf_counter() - began)

    def _error(self, example: Example, error: StateError | ProviderError) -> Result:
        code = ReasonCode.STATE_FAILED if isinstance(error, StateError) else ReasonCode.PROVIDER_ERROR
        sentence = shorten(" ".join(str(error).split("\n\n")[0].split()), 300)
        return self._without_verdict(example, Reason(code, sentence))

    def _without_verdict(self, example: Example, reason: Reason) -> Result:
        version, verdict = self.settings.provider_version, verdict_for(example, "error", reason.code)
        return Result(example.contract, example, None, None, provider_version=version, verdict=verdict, reason=reason)

    def _judged(self, example: Example, made: list[AnyCapture]) -> tuple[list[AnyCapture], Result]:
        settings = self.settings
        judged = judge_exchange(
            example.contract,
            example,
            made,
            dialect=settings.dialect,
            redaction=settings.redaction,
            cache=self._cache,
        )
        return made, judged

    def _ask(self, example: Example) -> tuple[list[AnyCapture], Result]:
        """The captures of one example, and its result; what cannot be asked here is an error that says so."""
        settings, contract, number = self.settings, example.contract, self._number
        result = idle_result(contract, example, settings.dialect, settings.provider_version)
        if result.verdict != "not exercised":
            return [], result
        if self._messages is not None and "message" in example.kind:
            settings.messages.require([example])
            return self._judged(example, [self._messages.run(example, number)])
        need = call_need_of(example) if settings.calls.given else None
        if need is not None and self._calls is not None:
            settings.calls.require([example])
            called = self._calls.run(example, need, number)
            if called.match is None:
                return self._judged(example, list(called.captures))
            version = settings.provider_version
            return [], Result(
                contract, example, None, called.match, provider_version=version, redaction=settings.redaction
            )
        if self._runner is None:
            return [], result
        if example.kind == "http" and example.judged != "request":
            return self._judged(example, list(self._runner.run(example, number)))
        what = "no request over HTTP"
        if "message" in example.kind:
            what = "a message"
        elif example.kind == "http":
            what = "a call of the provider's own"
        reason = Reason(ReasonCode.UNSUPPORTED, f"the example is {what}, which cannot be asked for live")
        return [], self._without_verdict(example, reason)


def _names(contracts: Iterable[Contract]) -> Mapping[int, str]:
    """By what captures name contracts: participants, or the file where several have the same."""
    listed = list(contracts)
    labels = [contract.label for contract in listed]
    return {
        id(contract): contract.label if labels.count(contract.label) == 1 else contract.source.name
        for contract in listed
    }
