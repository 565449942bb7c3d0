"""One example in which the provider calls or is a function: the call, its other side, and the verdict."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from contractlab.captures.capture import FAILURE_KEY, NO_RESPONSE, TRACEBACK_KEY, AnyCapture, Capture
from contractlab.captures.entries.own_fields import OWN_KEY
from contractlab.contracts.calls import CallNeed, Outcome, RunsCalls
from contractlab.contracts.contract import Example
from contractlab.contracts.format import format_of
from contractlab.engine.dialect import Dialect
from contractlab.engine.errors import CannotCheck
from contractlab.live.calls import Calls, TriggerArguments
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.state_session import StateFault, StateSession, StateSource
from contractlab.live.tracebacks import in_short, user_traceback
from contractlab.servers.loopback import LoopbackServer
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult

__all__ = ["CallRunner", "Called"]


@quiet
@dataclass(frozen=True, slots=True)
class Called:
    """What came of an example: a capture that is to be judged, or the verdict where no recording has a place for it.

    Attributes
    ----------
    captures : tuple of Capture
    match : MatchResult or None
    """

    captures: tuple[AnyCapture, ...] = ()
    match: MatchResult | None = None


@quiet
@dataclass(slots=True)
class _Progress:
    """What happened while the provider's code ran."""

    requests: list[HttpRequest] = field(default_factory=list)
    arguments: list[list[Any]] = field(default_factory=list)
    outcome: Any = None
    has_outcome: bool = False
    failure: Reason | None = None
    traceback: str = ""

    def fail(self, code: ReasonCode, sentence: str, traceback: str = "") -> None:
        """Note what went wrong first."""
        if self.failure is None:
            self.failure, self.traceback = Reason(code, sentence), traceback


@quiet
@dataclass(frozen=True, slots=True)
class CallRunner:
    """Runs such examples.

    Attributes
    ----------
    calls : Calls
    states : StateSource
    caller : HandlerCaller
    names : mapping of int to str
        By what captures name contracts, by the ``id`` of each.
    dialect : str
    provider_version : str or None
    """

    calls: Calls
    states: StateSource
    caller: HandlerCaller
    names: Mapping[int, str]
    dialect: Dialect
    provider_version: str | None = None

    def run(self, example: Example, need: CallNeed, index: int) -> Called:
        """Bring the states of an example about, make the call, and undo them.

        Parameters
        ----------
        example : Example
        need : CallNeed
        index : int
            Number of the capture.
        """
        form = format_of(example.contract)
        function = self.calls.lookup(need)
        assert isinstance(form, RunsCalls), "only such a format has a need"
        assert function is not None, "seen to by Calls.require"
        session = self.states.begin(example, self.caller)
        progress = _Progress()
        answer: HttpResponse | None = None
        faults: tuple[StateFault, ...] = ()
        try:
            fault = session.set_up()
            if fault is not None:
                progress.fail(ReasonCode.STATE_FAILED, fault.sentence, fault.traceback)
            elif need.kind == "client":
                answer = form.mock_response(example)
                self._client(example, need, function, answer, progress)
            elif need.kind == "caller":
                self._caller(example, need, function, form.mock_outcome(example), progress)
            else:
                self._function(need, function, form.call_arguments(example, session.values), progress)
        except CannotCheck as error:
            progress.fail(error.code, str(error))
        finally:
            faults = session.tear_down()
        for fault in faults:
            progress.fail(ReasonCode.STATE_FAILED, fault.sentence, fault.traceback)
        if need.kind == "client":
            return Called((self._capture(example, progress, answer, session, index),))
        return Called(match=self._judged(example, need, form, progress, session.values))

    def _client(
        self, example: Example, need: CallNeed, trigger: Callable[..., Any], answer: HttpResponse, progress: _Progress
    ) -> None:
        def play(request: HttpRequest) -> HttpResponse:
            progress.requests.append(request)
            return answer

        with LoopbackServer(play) as server:
            named = {"url": server.url, "base_url": server.url, "variables": dict(need.variables), "example": example}
            self._trigger(need, trigger, TriggerArguments(server.url, named), progress)
        if not progress.requests:
            progress.fail(ReasonCode.NO_ANSWER, f"the trigger of {need.trigger!r} sent no request")

    def _caller(
        self, example: Example, need: CallNeed, trigger: Callable[..., Any], outcome: Outcome, progress: _Progress
    ) -> None:
        def partner(*arguments: Any) -> JSON:
            progress.arguments.append(list(arguments))
            if outcome.error_class:
                raise type(outcome.error_class, (Exception,), {})(outcome.message)
            return outcome.value

        named = {
            "function": partner,
            "functions": {need.name: partner},
            "variables": dict(need.variables),
            "example": example,
        }
        self._trigger(need, trigger, TriggerArguments(partner, named), progress)
        if not progress.arguments:
            progress.fail(ReasonCode.NO_ANSWER, f"the trigger of {need.trigger!r} did not call the function")

    def _trigger(
        self, need: CallNeed, trigger: Callable[..., Any], arguments: TriggerArguments, progress: _Progress
    ) -> None:
        try:
            self._finished(arguments.call(trigger))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            sentence = f"the trigger of {need.trigger!r} raised {in_short(error)}"
            progress.fail(ReasonCode.PROVIDER_ERROR, sentence, user_traceback(error))

    def _function(
        self, need: CallNeed, function: Callable[..., Any], arguments: list[JSON], progress: _Progress
    ) -> None:
        try:
            progress.outcome = self._finished(function(*arguments))
        except KeyboardInterrupt:
            raise
        except SystemExit as error:
            sentence = f"the function {need.name!r} raised {in_short(error)}"
            progress.fail(ReasonCode.PROVIDER_ERROR, sentence, user_traceback(error))
            return
        except BaseException as error:
            progress.outcome = error  # which the example may expect
        progress.has_outcome = True

    def _finished(self, result: Any) -> Any:
        if not inspect.isawaitable(result):
            return result

        async def wait() -> Any:
            return await result

        return self.caller.loop.call(wait, None)

    def _capture(
        self, example: Example, progress: _Progress, answer: HttpResponse | None, session: StateSession, index: int
    ) -> Capture:
        own: dict[str, Any] = {}
        if progress.failure is not None:
            own[FAILURE_KEY] = {"code": progress.failure.code.value, "message": progress.failure.text}
        if progress.traceback:
            own[TRACEBACK_KEY] = progress.traceback
        request = progress.requests[-1] if progress.requests else None
        return Capture(
            request=HttpRequest(body=None) if request is None else request,
            response=None if request is None else answer,
            error=NO_RESPONSE if request is None else None,
            example=example.key,
            contract=self.names.get(id(example.contract), example.contract.label),
            provider_version=self.provider_version,
            states=tuple((name, dict(params)) for name, params in session.states),
            started=datetime.now(UTC).isoformat(),
            index=index,
            raw={OWN_KEY: own} if own else None,
        )

    def _judged(
        self, example: Example, need: CallNeed, form: RunsCalls, progress: _Progress, values: Mapping[str, JSON]
    ) -> MatchResult:
        match: MatchResult | None = None
        if need.kind == "caller" and progress.arguments:
            match = form.check_arguments(example, progress.arguments[-1], self.dialect)
        elif need.kind == "function" and progress.has_outcome:
            try:
                match = form.check_outcome(example, progress.outcome, self.dialect, values)
            except (TypeError, ValueError) as error:
                text = f"the function {need.name!r} returned what JSON does not have: {in_short(error)}"
                progress.fail(ReasonCode.PROVIDER_ERROR, text)
        if progress.failure is None and match is not None:
            return match
        reason = progress.failure or Reason(ReasonCode.NO_ANSWER, "nothing was called")
        mismatches = () if match is None else match.mismatches
        subject = "arguments" if need.kind == "caller" else "result"
        return MatchResult("error", mismatches, reason=reason, subject=subject, dialect=self.dialect, example=example)
