"""The states of one example: brought about in order, with the values they gave, and undone in the other order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from contractlab.captures.capture import State
from contractlab.contracts.contract import Example
from contractlab.contracts.states import StateDefinition
from contractlab.live.handler_calls import HandlerCaller, WrongShape
from contractlab.live.handlers import Call, CannotCall, Handler
from contractlab.live.private_loop import StillRunning
from contractlab.live.tracebacks import in_short, user_traceback
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.text import shorten

__all__ = ["NO_STATE", "HandlerSession", "NoStates", "StateFault", "StateSession", "StateSource", "ValuesInForce"]

NO_STATE = StateDefinition("")
"""Stands for the state of an example that has none."""


@quiet
@dataclass(frozen=True, slots=True)
class StateFault:
    """A state that could not be brought about, or not undone.

    Attributes
    ----------
    state : str
        Its name; empty for what is done around every example.
    action : str
        ``"setup"`` or ``"teardown"``.
    sentence : str
        What went wrong, for people.
    traceback : str
        Of the handler, from the user's code on; empty where nothing was raised.
    """

    state: str
    action: str
    sentence: str
    traceback: str = ""

    @property
    def reason(self) -> Reason:
        """The sentence with its code."""
        return Reason(ReasonCode.STATE_FAILED, self.sentence)


class StateSession(Protocol):
    """The states of one example. `tear_down` must follow `set_up`, whatever happens in between."""

    @property
    def params(self) -> Mapping[str, JSON]:
        """Parameters of the states, and over them the values that were given, as generators see them."""

    @property
    def values(self) -> Mapping[str, JSON]:
        """What handlers gave, later ones over earlier ones."""

    @property
    def states(self) -> tuple[State, ...]:
        """The states in force, as captures hold them: with their parameters and values."""

    def set_up(self) -> StateFault | None:
        """Bring the states about, in order; the first that fails is the last that is tried."""

    def tear_down(self) -> tuple[StateFault, ...]:
        """Undo what was begun, the last first, and all of it, also where something fails."""


class StateSource(Protocol):
    """What brings states about: functions, or an address."""

    def require(self, examples: Sequence[Example]) -> None:
        """Find what is missing for some examples, all of it at once.

        Raises
        ------
        StateError
            If something is.
        """

    def unused(self, examples: Iterable[Example]) -> tuple[str, ...]:
        """What no example asks for, as one names it to people."""

    def begin(self, example: Example, caller: HandlerCaller) -> StateSession:
        """Prepare the states of an example; nothing is called yet."""


class ValuesInForce:
    """Parameters of states and the values that came back for them.

    Source: pact-python 4.2.0. Parameters of later states replace those of earlier ones; values that come back replace
    every parameter, also of later states.
    """

    def __init__(self, states: Sequence[StateDefinition]) -> None:
        self._states = tuple(states)
        self._given: list[JSONObject] = [{} for _ in states]
        self._general: JSONObject = {}

    def give(self, place: int | None, values: Mapping[str, JSON]) -> None:
        """Note what the handler of the state at a place gave; None for what belongs to no state."""
        if place is None:
            self._general.update(values)
        else:
            self._given[place].update(values)

    @property
    def values(self) -> JSONObject:
        """What came back, later over earlier."""
        merged = dict(self._general)
        for given in self._given:
            merged.update(given)
        return merged

    @property
    def params(self) -> JSONObject:
        """As `StateSession.params`."""
        merged: JSONObject = {}
        for state in self._states:
            merged.update(state.params)
        return {**merged, **self.values}

    @property
    def in_force(self) -> tuple[State, ...]:
        """As `StateSession.states`."""
        return tuple(
            (state.name, {**state.params, **given}) for state, given in zip(self._states, self._given, strict=True)
        )


class NoStates:
    """A `StateSource` for runs that nobody gave one: every example is asked for as the provider stands."""

    def require(self, examples: Sequence[Example]) -> None:
        """Nothing is missing."""

    def unused(self, examples: Iterable[Example]) -> tuple[str, ...]:
        """Nothing is idle."""
        return ()

    def begin(self, example: Example, caller: HandlerCaller) -> StateSession:
        """The parameters of the states count, as they do for the reference without an address for states."""
        return HandlerSession(
            example, (), [(state, None) for state in example.states_to_bring if state.name], {}, {}, caller
        )


class HandlerSession:
    """A `StateSession` of functions.

    Parameters
    ----------
    example : Example
    around : sequence of Handler
        What is done around every example.
    setups : sequence of (StateDefinition, Handler or None)
        In order; None where only the teardown has a handler.
    teardowns : mapping of str to Handler
        By name of the state.
    provided : mapping of str to object
    caller : HandlerCaller
    lacking : sequence of str
        States that nothing brings about: where there is one, nothing is called.
    """

    def __init__(
        self,
        example: Example,
        around: Sequence[Handler],
        setups: Sequence[tuple[StateDefinition, Handler | None]],
        teardowns: Mapping[str, Handler],
        provided: Mapping[str, object],
        caller: HandlerCaller,
        lacking: Sequence[str] = (),
    ) -> None:
        self._example = example
        self._around = around
        self._setups = setups
        self._teardowns = teardowns
        self._provided = provided
        self._caller = caller
        self._lacking = lacking
        self._in_force = ValuesInForce([state for state, _ in setups if state is not NO_STATE])
        self._undo: list[tuple[str, Callable[[], None]]] = []

    @property
    def params(self) -> Mapping[str, JSON]:
        """See `StateSession`."""
        return self._in_force.params

    @property
    def values(self) -> Mapping[str, JSON]:
        """See `StateSession`."""
        return self._in_force.values

    @property
    def states(self) -> tuple[State, ...]:
        """See `StateSession`."""
        return self._in_force.in_force

    def set_up(self) -> StateFault | None:
        """See `StateSession`."""
        if self._lacking:
            name = self._lacking[0]
            return StateFault(name, "setup", f"state {shorten(name, 80)!r} has no handler")
        for around in self._around:
            fault = self._begin(None, NO_STATE, around)
            if fault is not None:
                return fault
        place = 0
        for state, handler in self._setups:
            at = None if state is NO_STATE else place
            place += at is not None
            fault = self._begin(at, state, handler) if handler is not None else None
            if fault is not None:
                return fault
            teardown = self._teardowns.get(state.name)
            if teardown is not None:
                call = self._call(state, teardown, "teardown")
                self._undo.append((state.name, partial(self._caller.finish, teardown, call)))
        return None

    def _begin(self, place: int | None, state: StateDefinition, handler: Handler) -> StateFault | None:
        call = self._call(state, handler, "setup")
        try:
            with self._caller.steps.step("setup", state.name):
                begun = self._caller.begin(handler, call)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return _fault(state.name, "setup", error)
        if begun.undo is not None:
            self._undo.append((state.name, begun.undo))
        if handler.takes_action:
            last = self._call(state, handler, "teardown")
            self._undo.append((state.name, partial(self._caller.finish, handler, last)))
        refused = self._example.refused_values(state, begun.values) if place is not None else None
        if refused is not None:
            self._caller.steps.failed()
            return StateFault(state.name, "setup", f"state {shorten(state.name, 80)!r}: {refused}")
        self._in_force.give(place, begun.values)
        return None

    def _call(self, state: StateDefinition, handler: Handler, action: str) -> Call:
        named = {} if state is NO_STATE else handler.named(state.name) or {}
        return Call(state, action, named, {"example": self._example, **self._provided})

    def tear_down(self) -> tuple[StateFault, ...]:
        """See `StateSession`."""
        faults: list[StateFault] = []
        interrupt: KeyboardInterrupt | None = None
        while self._undo:
            name, undo = self._undo.pop()
            try:
                with self._caller.steps.step("teardown", name):
                    undo()
            except KeyboardInterrupt as error:
                interrupt = error
            except BaseException as error:
                faults.append(_fault(name, "teardown", error))
        if interrupt is not None:
            raise interrupt
        return tuple(faults)


def _fault(state: str, action: str, error: BaseException) -> StateFault:
    """What a handler raised, as a sentence with its traceback."""
    subject = f"state {shorten(state, 80)!r}" if state else "what is done around every example"
    if isinstance(error, CannotCall | WrongShape):
        return StateFault(state, action, f"{subject}: {error}")
    if isinstance(error, StillRunning):
        return StateFault(state, action, f"{subject}: its handler for {action} hangs: {error}")
    what = "could not be brought about" if action == "setup" else "could not be undone"
    return StateFault(state, action, f"{subject} {what}: {in_short(error)}", user_traceback(error))
