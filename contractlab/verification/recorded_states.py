"""Which states were in force for each recording, and which examples they leave.

A recording says them itself, or the state-change calls do that were recorded before it. Where others of the same
recording say theirs, one that says none had none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from contractlab.captures import AnyCapture, Capture
from contractlab.captures.capture import State
from contractlab.captures.state_calls import StatesInForce, state_call_of
from contractlab.contracts.contract import Example
from contractlab.values.internal import Losses
from contractlab.values.json_text import json_equal, json_text, to_string
from contractlab.values.json_types import JSON
from contractlab.verification.request_index import Candidate

__all__ = ["RecordedStates", "by_states", "recording_of"]

KnownStates = tuple[State, ...] | None
"""None where nothing is known."""


def recording_of(capture: AnyCapture) -> tuple[str, str | None]:
    """What was recorded in one go, as far as can be known: a file, and a version of the provider."""
    return capture.source, capture.provider_version


class RecordedStates:
    """States by recording, worked out in the order in which captures stand in their files.

    Parameters
    ----------
    captures : iterable of Capture and MessageCapture
    fits_example : callable
        From a capture to whether it is a request of an example: then it is no state-change call, whatever its shape.

    Attributes
    ----------
    calls : frozenset of int
        ``id`` of the captures that are state-change calls.
    with_calls : frozenset
        Recordings that hold such calls, by `recording_of`.
    """

    def __init__(self, captures: Iterable[AnyCapture], fits_example: Callable[[Capture], bool]) -> None:
        self._states: dict[int, KnownStates] = {}
        calls: set[int] = set()
        followed: dict[tuple[str, str | None], StatesInForce] = {}
        telling: set[tuple[str, str | None]] = set()
        listed = list(captures)

        def take(capture: AnyCapture) -> None:
            recording = recording_of(capture)
            follower = followed.setdefault(recording, StatesInForce())
            call = state_call_of(capture) if isinstance(capture, Capture) else None
            if call is not None and isinstance(capture, Capture) and not fits_example(capture):
                calls.add(id(capture))
                response = capture.response
                follower.call(call, succeeded=response is not None and response.status < 300)
                return
            called = follower.request()
            if capture.states:
                telling.add(recording)
            self._states[id(capture)] = capture.states or called

        for _ in Losses().each(listed, take, "the states it was recorded in cannot be told", lambda each: each.key):
            pass
        for capture in listed:
            if self._states.get(id(capture), ()) is None and recording_of(capture) in telling:
                self._states[id(capture)] = ()
        self.calls = frozenset(calls)
        self.with_calls = frozenset(recording_of(capture) for capture in listed if id(capture) in calls)

    def of(self, capture: AnyCapture) -> KnownStates:
        """The states that were in force for a capture; None where nothing is known."""
        return self._states.get(id(capture))


def by_states(fitting: Sequence[Candidate], states: KnownStates) -> list[Candidate]:
    """Those whose states were in force, with their parameters if that tells them apart, else by name; else all.

    Parameters
    ----------
    fitting : sequence of Candidate
    states : tuple of (str, mapping), or None
    """
    if states is None:
        return list(fitting)
    ranks = [_rank(candidate.example, states) for candidate in fitting]
    best = max((rank for rank in ranks if rank is not None), default=None)
    if best is None:
        return list(fitting)
    return [candidate for candidate, rank in zip(fitting, ranks, strict=True) if rank == best]


def _rank(example: Example, states: tuple[State, ...]) -> tuple[int, int, int] | None:
    """How well recorded states are those of an example: all of them, how many of them, how many parameters agree."""
    wanted = [(state.name, state.params) for state in example.states if state.name]
    # Setup goes on after a handler that failed, and no request follows: what was called last counts.
    last = states[len(states) - len(wanted) :] if len(wanted) <= len(states) else ()
    if sorted(name for name, _ in wanted) != sorted(name for name, _ in last):
        return None
    if not wanted and states:
        return None
    whole = int(len(last) == len(states))
    agreeing = _agreeing(wanted, last)
    # Parameters count if all of them agree: some of them may have been removed before storing.
    return whole, len(wanted), -1 if agreeing is None else agreeing


def _agreeing(wanted: Sequence[tuple[str, Mapping[str, JSON]]], states: Sequence[State]) -> int | None:
    left = list(states)
    agreeing = 0
    for name, params in wanted:
        place = next((at for at, state in enumerate(left) if state[0] == name and _holds(state[1], params)), None)
        if place is None:
            return None
        agreeing += len(params)
        del left[place]
    return agreeing


def _holds(recorded: Mapping[str, JSON], params: Mapping[str, JSON]) -> bool:
    return all(name in recorded and _same(recorded[name], value) for name, value in params.items())


def _same(recorded: JSON, value: JSON) -> bool:
    # In a query every value is a text.
    if json_equal(recorded, value):
        return True
    return isinstance(recorded, str) and recorded in (to_string(value), json_text(value))
