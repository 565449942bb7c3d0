"""A run whose captures were made just now, and that can ask again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from contractlab.captures import AnyCapture, Captures, Redaction
from contractlab.contracts.collection import Contracts
from contractlab.contracts.contract import Contract, Example
from contractlab.engine.dialect import Dialect
from contractlab.errors import ProviderError
from contractlab.live.asking import Asker
from contractlab.live.call_run import CallRunner
from contractlab.live.calls import NO_CALLS, Calls, call_need_of
from contractlab.live.example_run import ExampleRunner, PrepareFunction
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.message_run import MessageRunner
from contractlab.live.message_sources import NO_MESSAGES, MessageSource
from contractlab.live.private_loop import PrivateLoop
from contractlab.live.progress import Progress
from contractlab.live.providers import open_provider
from contractlab.live.selection import selected
from contractlab.live.state_session import StateSource
from contractlab.values.display import quiet
from contractlab.values.internal import reason_of_fault
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.verification.check_cache import CheckCache
from contractlab.verification.inputs import Only
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.verification.verifying import idle_result, judge_exchange

__all__ = ["LiveRun", "LiveSettings", "new_seed", "run_live"]


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


class LiveRun(Run):
    """A run against a provider: attributes are those of `Run`, and the following.

    Attributes
    ----------
    settings : LiveSettings or None
        How it was asked, for `again`; None where the run came from another process.
    seed : int
        What random values were made from.
    """

    def __init__(
        self,
        contracts: Contracts,
        captures: Captures,
        results: Sequence[Result],
        settings: LiveSettings,
        *,
        stopped: Sequence[Reason] = (),
        unused_states: Sequence[str] = (),
    ) -> None:
        super().__init__(contracts, captures, results, dialect=settings.dialect, redaction=settings.redaction)
        self.settings: LiveSettings | None = settings
        self.seed = settings.seed
        self.stopped = tuple(stopped)
        self.unused_states = tuple(unused_states)

    def again(self, only: Only = None) -> LiveRun:
        """Ask again, with everything as it was: states, request, verdict.

        Parameters
        ----------
        only : as `contractlab.verify` takes it, optional
            Which of the run's examples; without it, those that did not pass.

        Returns
        -------
        LiveRun
            Of what was asked again.

        Raises
        ------
        AmbiguousExample
            If it names none.
        ProviderError
            If the run came from another process: neither provider nor handlers came with it.
        """
        if self.settings is None:
            raise ProviderError("this run came from another process, without its provider; verify() asks again")
        asked = list({id(result.example): result.example for result in self.results}.values())
        if only is None:
            failed = {id(result.example) for result in self.results if not result.passed}
            chosen = [example for example in asked if id(example) in failed]
        else:
            # A whole name means that example alone, also where it is a part of others.
            exact = [example for example in asked if only in (example.key, example.description)]
            wanted = {id(example) for example in exact or selected(self.contracts, only)}
            chosen = [example for example in asked if id(example) in wanted]
        return run_live(self.contracts, chosen, self.settings)

    def __getstate__(self) -> dict[str, Any]:
        # Providers, clients and handlers cannot travel; the verdicts can.
        state = super().__getstate__()
        state["settings"] = None
        return state


def new_seed() -> int:
    """A seed that nobody has had."""
    return secrets.randbits(48)


def run_live(contracts: Contracts, examples: Sequence[Example], settings: LiveSettings) -> LiveRun:
    """Ask a provider for some examples of contracts, one after the other.

    Parameters
    ----------
    contracts : Contracts
    examples : sequence of Example
    settings : LiveSettings

    Raises
    ------
    StateError
        If states have no handler; nothing was asked then.
    ProviderError
        If there is no provider to be asked; no handler was called then.
    """
    settings.states.require(examples)
    settings.messages.require(examples)
    settings.calls.require(examples)
    captures: list[AnyCapture] = []
    results: list[Result] = []
    stopped: list[Reason] = []
    cache = CheckCache()
    with ExitStack() as stack:
        loop = stack.enter_context(PrivateLoop())
        caller, names = HandlerCaller(loop, settings.state_timeout), _names(contracts)
        runner = None
        if settings.provider is not None:
            provider = stack.enter_context(open_provider(settings.provider, settings.client, loop))
            runner = ExampleRunner(
                Asker(provider, settings.provider_version),
                settings.states,
                caller,
                settings.seed,
                names,
                settings.prepare,
                settings.follow_redirects and settings.dialect == "reference",
            )
        produced = stack.enter_context(settings.messages.opened(settings.client, loop))
        messages = None
        if produced is not None:
            messages = MessageRunner(produced, settings.states, caller, names, settings.provider_version)
        calls = CallRunner(settings.calls, settings.states, caller, names, settings.dialect, settings.provider_version)
        progress = stack.enter_context(Progress(examples))
        try:
            for example in examples:
                progress.begin(example)
                made, result = _one(example, runner, messages, calls, len(captures), settings, cache)
                captures += made
                results.append(result)
                progress.end(result)
                if settings.fail_fast and result.verdict in ("failed", "error"):
                    break
        except KeyboardInterrupt:
            text = f"it was interrupted: {len(results):,} of {len(examples):,} examples were asked for"
            stopped.append(Reason(ReasonCode.INTERRUPTED, text))
    done = {id(result.example) for result in results}
    version = settings.provider_version
    results += [
        idle_result(example.contract, example, settings.dialect, version)
        for example in examples
        if id(example) not in done
    ]
    unused = settings.states.unused([example for contract in contracts for example in contract.examples])
    return LiveRun(
        contracts,
        Captures(captures, redaction=settings.redaction),
        results,
        settings,
        stopped=stopped,
        unused_states=unused,
    )


def _one(
    example: Example,
    runner: ExampleRunner | None,
    messages: MessageRunner | None,
    calls: CallRunner,
    number: int,
    settings: LiveSettings,
    cache: CheckCache,
) -> tuple[list[AnyCapture], Result]:
    """The captures of one example, and its result; a fault of contractlab itself costs no other example."""
    try:
        return _asked(example, runner, messages, calls, number, settings, cache)
    except Exception as error:
        reason = reason_of_fault(error, "it cannot be asked for")
        version = settings.provider_version
        broken = Result(example.contract, example, None, None, provider_version=version, verdict="error", reason=reason)
        return [], broken


def _asked(
    example: Example,
    runner: ExampleRunner | None,
    messages: MessageRunner | None,
    calls: CallRunner,
    number: int,
    settings: LiveSettings,
    cache: CheckCache,
) -> tuple[list[AnyCapture], Result]:
    """The captures of one example, and its result; what cannot be asked here is an error that says so."""
    contract: Contract = example.contract
    result = idle_result(contract, example, settings.dialect, settings.provider_version)
    if result.verdict != "not exercised":
        return [], result
    if messages is not None and "message" in example.kind:
        produced: list[AnyCapture] = [messages.run(example, number)]
        return produced, judge_exchange(
            contract, example, produced, dialect=settings.dialect, redaction=settings.redaction, cache=cache
        )
    need = call_need_of(example) if settings.calls.given else None
    if need is not None:
        called = calls.run(example, need, number)
        if called.match is not None:
            version = settings.provider_version
            return [], Result(
                contract, example, None, called.match, provider_version=version, redaction=settings.redaction
            )
        played = list(called.captures)
        return played, judge_exchange(
            contract, example, played, dialect=settings.dialect, redaction=settings.redaction, cache=cache
        )
    if runner is None:
        return [], result
    if example.kind != "http" or example.judged == "request":
        what = (
            "a message"
            if "message" in example.kind
            else "a call of the provider's own"
            if example.kind == "http"
            else "no request over HTTP"
        )
        reason = Reason(ReasonCode.UNSUPPORTED, f"the example is {what}, which cannot be asked for live")
        return [], Result(
            contract, example, None, None, provider_version=settings.provider_version, verdict="error", reason=reason
        )
    made: list[AnyCapture] = list(runner.run(example, number))
    judged = judge_exchange(
        contract, example, made, dialect=settings.dialect, redaction=settings.redaction, cache=cache
    )
    return made, judged


def _names(contracts: Iterable[Contract]) -> Mapping[int, str]:
    """By what captures name contracts: participants, or the file where several have the same."""
    listed = list(contracts)
    labels = [contract.label for contract in listed]
    return {
        id(contract): contract.label if labels.count(contract.label) == 1 else contract.source.name
        for contract in listed
    }
