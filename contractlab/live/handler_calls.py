"""Calling one handler, whatever kind of function it is, and what has to be undone for it later."""

from __future__ import annotations

import contextvars
import inspect
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from contractlab.live.handlers import Call, Handler
from contractlab.live.private_loop import PrivateLoop, run_in_thread
from contractlab.live.state_steps import StepLog
from contractlab.values.display import quiet
from contractlab.values.json_types import JSONObject
from contractlab.values.text import shorten

__all__ = ["Begun", "HandlerCaller", "WrongShape"]

T = TypeVar("T")


class WrongShape(Exception):
    """A handler that gave something else than values; the text is a sentence."""


@quiet
@dataclass(frozen=True, slots=True)
class Begun:
    """What came of a setup.

    Attributes
    ----------
    values : dict
        What the handler returned or yielded.
    undo : callable or None
        Ends what it began: the code after the yield, the end of the context.
    """

    values: JSONObject
    undo: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class HandlerCaller:
    """How handlers are called.

    Attributes
    ----------
    loop : PrivateLoop
        For asynchronous ones.
    timeout : float or None
        Seconds; synchronous handlers then run in a thread of their own.
    steps : StepLog
        Where it is noted what was called.
    """

    loop: PrivateLoop
    timeout: float | None = None
    steps: StepLog = field(default_factory=StepLog)

    def begin(self, handler: Handler, call: Call) -> Begun:
        """Call a handler for setup.

        Raises
        ------
        CannotCall, WrongShape, StillRunning
            With a sentence.
        BaseException
            Whatever the handler raised.
        """
        positional, keywords = handler.arguments(call)
        name = f"state {shorten(call.state.name, 60)!r}"
        result = self._here(partial(handler.function, *positional, **keywords), name)
        if inspect.isawaitable(result):
            result = self.loop.call(partial(_awaited, result), self.timeout)
        if inspect.isgenerator(result):
            return self._generator(result, name)
        if inspect.isasyncgen(result):
            return self._async_generator(result)
        if not isinstance(result, Mapping):
            if isinstance(result, AbstractContextManager):
                value = self._here(result.__enter__, name)
                undo: Callable[[], Any] = partial(result.__exit__, None, None, None)
                return Begun(_entered(value, result), partial(self._undone, undo, name))
            if isinstance(result, AbstractAsyncContextManager):
                value = self.loop.call(result.__aenter__, self.timeout)
                leave = partial(result.__aexit__, None, None, None)
                return Begun(_entered(value, result), lambda: _nothing(self.loop.call(leave, self.timeout)))
        if handler.of_mapping and not isinstance(result, Mapping):
            return Begun({})  # pact-python takes no notice of what its handlers return
        return Begun(_values(result))

    def finish(self, handler: Handler, call: Call) -> None:
        """Call a handler for teardown; what it gives does not count. Raises as `begin`."""
        begun = self.begin(handler, call)
        if begun.undo is not None:
            begun.undo()

    def _here(self, function: Callable[[], T], name: str) -> T:
        """Call something synchronous: in this thread, or where it may not take as long as it likes, in its own."""
        if self.timeout is None:
            return function()
        context = contextvars.copy_context()
        return run_in_thread(lambda: context.run(function), self.timeout, f"contractlab {name}")

    def _undone(self, undo: Callable[[], Any], name: str) -> None:
        self._here(undo, name)

    def _generator(self, generator: Any, name: str) -> Begun:
        ended = object()
        value = self._here(lambda: next(generator, ended), name)
        if value is ended:
            raise WrongShape("its handler has a yield and ended without one; yield once, also where there is no value")

        def undo() -> None:
            if self._here(lambda: next(generator, ended), name) is not ended:
                self._here(generator.close, name)
                raise WrongShape("its handler yielded twice; what follows the first yield is the teardown")

        try:
            return Begun(_values(value), undo)
        except WrongShape:
            undo()
            raise

    def _async_generator(self, generator: Any) -> Begun:
        ended = object()

        async def step() -> Any:
            return await anext(generator, ended)

        value = self.loop.call(step, self.timeout)
        if value is ended:
            raise WrongShape("its handler has a yield and ended without one; yield once, also where there is no value")

        def undo() -> None:
            if self.loop.call(step, self.timeout) is not ended:
                self.loop.call(generator.aclose, self.timeout)
                raise WrongShape("its handler yielded twice; what follows the first yield is the teardown")

        try:
            return Begun(_values(value), undo)
        except WrongShape:
            undo()
            raise


async def _awaited(result: Any) -> Any:
    return await result


def _nothing(_: object) -> None:
    return None


def _entered(value: object, manager: object) -> JSONObject:
    """Values of a context: what it gives on entering, unless that is no mapping, as with most such objects."""
    decorated = isinstance(manager, AbstractContextManager | AbstractAsyncContextManager) and hasattr(manager, "gen")
    return _values(value) if decorated or isinstance(value, Mapping) else {}


def _values(result: object) -> JSONObject:
    """What a handler gives: a mapping of names to JSON values, or nothing.

    Raises
    ------
    WrongShape
        For anything else.
    """
    if result is None:
        return {}
    if not isinstance(result, Mapping):
        kind = type(result).__name__
        raise WrongShape(f"its handler gave a value of the type {kind}; it gives a dictionary of values, or nothing")
    values = dict(result)
    for name, value in values.items():
        if not isinstance(name, str):
            raise WrongShape(f"its handler gave a value under {shorten(repr(name), 60)}; names of values are text")
        if not _is_json(value):
            raise WrongShape(
                f"its handler gave {shorten(name, 60)!r} as {type(value).__name__}, which JSON does not have"
            )
    return values


def _is_json(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True
