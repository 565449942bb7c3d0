"""One example against a provider: its states, its request, what came back, and all of it undone."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from typing import Any, Protocol, cast, runtime_checkable

import httpx

from contractlab.captures.capture import FAILURE_KEY, FOLLOWS_KEY, TRACEBACK_KEY, Capture, State
from contractlab.contracts.contract import Example
from contractlab.contracts.format import RequestSender, format_of
from contractlab.contracts.transport import FollowsRedirects, KnowsClient, RecordedAnswer
from contractlab.engine.errors import CannotCheck
from contractlab.live.asking import Asked, Asker, Prepare, with_own
from contractlab.live.handler_calls import HandlerCaller
from contractlab.live.state_session import StateFault, StateSession, StateSource
from contractlab.live.state_steps import REQUEST
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.reasons import ReasonCode
from contractlab.verification.transport import recorded_answer

__all__ = ["ExampleRunner", "PrepareFunction"]

PrepareFunction = Callable[..., httpx.Request]
"""Takes the request, and the example and the variables where its signature has ``example`` and ``variables``."""


@runtime_checkable
class _Follower(KnowsClient, FollowsRedirects, Protocol):
    """A format whose client goes where redirects lead."""


@lru_cache(maxsize=64)
def _has(kind: type, protocol: type) -> bool:
    """True if a format can do what a protocol says; asked once, because that looks for every member by name."""
    return issubclass(kind, protocol)


@quiet
@dataclass(frozen=True, slots=True)
class _Failure:
    """Why an example has no verdict."""

    code: ReasonCode
    sentence: str
    traceback: str = ""


class _NotMade(Exception):
    """The request of an example that cannot be made."""

    def __init__(self, failure: _Failure) -> None:
        self.failure = failure
        super().__init__(failure.sentence)


@quiet
@dataclass(frozen=True, slots=True)
class ExampleRunner:
    """Runs examples against one provider.

    Attributes
    ----------
    asker : Asker
    states : StateSource
    caller : HandlerCaller
    seed : int
        What random values are made from, together with the example's own name: it gets the same in every run.
    names : mapping of int to str
        By what captures name contracts, by the ``id`` of each.
    prepare : callable or None
    follow_redirects : bool
    """

    asker: Asker
    states: StateSource
    caller: HandlerCaller
    seed: int
    names: Mapping[int, str]
    prepare: PrepareFunction | None = None
    follow_redirects: bool = True

    def run(self, example: Example, index: int) -> list[Capture]:
        """Bring the states of an example about, ask, and undo them.

        Parameters
        ----------
        example : Example
            Of kind ``"http"``.
        index : int
            Number of the first capture.

        Returns
        -------
        list of Capture
            What was asked first, and what redirects led to.
        """
        session = self.states.begin(example, self.caller)
        asked: list[Capture] = []
        failure: _Failure | None = None
        faults: tuple[StateFault, ...] = ()
        try:
            fault = session.set_up()
            if fault is None:
                with self.caller.steps.step(REQUEST):
                    failure = self._ask(example, session, asked)
            else:
                failure = _Failure(ReasonCode.STATE_FAILED, fault.sentence, fault.traceback)
        finally:
            faults = session.tear_down()
            self.asker.forget()
        if not asked:
            asked.append(replace(_unasked(example, failure), provider_version=self.asker.provider_version))
        asked[0] = _with_failure(asked[0], failure, faults)
        return [
            self._marked(capture, example, session, index + number, first=number == 0)
            for number, capture in enumerate(asked)
        ]

    def _ask(self, example: Example, session: StateSession, asked: list[Capture]) -> _Failure | None:
        try:
            request, made = self._request(example, session.params)
        except _NotMade as error:
            return error.failure
        prepare = _bound(self.prepare, example, session.values)
        first = self.asker.ask(request, prepare)
        capture = with_own(first.capture, {"generated": made}) if made else first.capture
        asked.append(capture)
        if first.code is not None:
            return _Failure(first.code, first.capture.error or "", first.capture.traceback)
        form = format_of(example.contract)
        if not self.follow_redirects or not _has(type(form), _Follower):
            return None
        follower = cast(_Follower, form)
        hops = _Hops(self.asker, follower, capture, asked)
        follower.seen_answer(example, recorded_answer(capture), hops.follow)
        return hops.failure

    def _request(self, example: Example, params: Mapping[str, JSON]) -> tuple[HttpRequest, list[str]]:
        """The request with its generated values, and the parts in which there are any."""
        form = format_of(example.contract)
        if not _has(type(form), RequestSender):
            raise _NotMade(_Failure(ReasonCode.UNSUPPORTED, "the format of the contract does not say what is sent"))
        contract, base_path = example.contract, self.asker.provider.base_path
        random = Random(f"{self.seed} {contract.consumer} {contract.provider} {example.key}")  # noqa: S311
        try:
            made = form.generated_request(
                example, params=params, random=random, now=datetime.now(UTC).replace(tzinfo=None), base_path=base_path
            )
            if example.request.generators is None and not params:
                return made, []
            plain = form.sent_request(example, base_path=base_path)
        except CannotCheck as error:
            raise _NotMade(_Failure(error.code, str(error))) from None
        return made, _differing(plain, made)

    def _marked(self, capture: Capture, example: Example, session: StateSession, index: int, *, first: bool) -> Capture:
        """A capture that says which example it is of, and what was in force."""
        own: JSONObject = {}
        if first and session.values:
            own["values"] = dict(session.values)
        if not self.follow_redirects:
            own[FOLLOWS_KEY] = False
        return replace(
            with_own(capture, own) if own else capture,
            example=example.key,
            contract=self.names.get(id(example.contract), example.contract.label),
            states=_as_recorded(session.states),
            base_path=self.asker.provider.base_path,
            index=index,
        )


class _Hops:
    """Goes where redirects lead, as the format's client does."""

    def __init__(self, asker: Asker, form: FollowsRedirects, first: Capture, asked: list[Capture]) -> None:
        self._asker, self._form, self._last, self._asked = asker, form, first, asked
        self.failure: _Failure | None = None

    def follow(self, method: str, address: str) -> RecordedAnswer | None:
        """As `contractlab.contracts.transport.Follow`: asks."""
        last = self._last
        assert last.response is not None
        request = self._form.redirected_request(last.request, last.origin, last.response.status, method, address)
        origin = "/".join(address.split("/")[:3])
        hop: Asked = self._asker.ask(request, origin=origin, again=True)
        self._asked.append(hop.capture)
        if hop.code is not None or hop.capture.response is None:
            self.failure = _Failure(
                hop.code or ReasonCode.PROVIDER_ERROR,
                f"after a redirect, {hop.capture.error or 'nothing came back'}",
                hop.capture.traceback,
            )
            return None
        self._last = hop.capture
        return recorded_answer(hop.capture)


def _bound(prepare: PrepareFunction | None, example: Example, values: Mapping[str, JSON]) -> Prepare | None:
    """The user's function of a request alone; it gets the example and the variables where it asks for them."""
    if prepare is None:
        return None
    offered: dict[str, Any] = {"example": example, "variables": dict(values)}
    try:
        parameters = inspect.signature(prepare).parameters
    except (TypeError, ValueError):
        return prepare
    listed = list(parameters.values())[1:]
    takes_any = any(each.kind is each.VAR_KEYWORD for each in listed)
    wanted = {name: value for name, value in offered.items() if takes_any or any(each.name == name for each in listed)}
    return lambda request: prepare(request, **wanted)


def _differing(plain: HttpRequest, made: HttpRequest) -> list[str]:
    """The parts of a request whose values were made at run time."""
    pairs = {
        "path": (plain.path, made.path),
        "query": (plain.query, made.query),
        "headers": (plain.headers, made.headers),
        "body": (plain.body, made.body),
    }
    return [name for name, (before, after) in pairs.items() if before != after]


def _unasked(example: Example, failure: _Failure | None) -> Capture:
    """Stands for an exchange that did not take place; the request is the one of the contract."""
    request = HttpRequest(body=None)
    form = format_of(example.contract)
    if isinstance(form, RequestSender):
        with suppress(CannotCheck):  # the reason says so
            request = form.sent_request(example)
    return Capture(request=request, response=None, error=None if failure is None else failure.sentence)


def _with_failure(capture: Capture, failure: _Failure | None, faults: tuple[StateFault, ...]) -> Capture:
    """The first failure counts; what cannot be undone after it is told as well."""
    sentences = [failure.sentence] if failure is not None else []
    sentences += [fault.sentence for fault in faults]
    if not sentences:
        return capture
    code = failure.code if failure is not None else ReasonCode.STATE_FAILED
    tracebacks = [failure.traceback] if failure is not None else [capture.traceback]
    tracebacks += [fault.traceback for fault in faults]
    own: JSONObject = {FAILURE_KEY: {"code": code.value, "message": "; ".join(sentences)}}
    joined = "\n\n".join(dict.fromkeys(text for text in tracebacks if text))
    if joined:
        own[TRACEBACK_KEY] = joined
    return with_own(capture, own)


def _as_recorded(states: tuple[State, ...]) -> tuple[State, ...]:
    return tuple((name, dict(params)) for name, params in states)
