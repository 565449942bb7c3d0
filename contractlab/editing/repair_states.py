"""A state that an example lacks: others of the same endpoint got the status that it waits for, in a state of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from contractlab.captures import Capture
from contractlab.contracts.contract import Example
from contractlab.editing.contract_edit import Edit
from contractlab.editing.repair_ground import Change, RepairGround, Spot
from contractlab.editing.repair_kinds import Candidate, RepairKind, Way
from contractlab.editing.states_edit import ExampleStates
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.mismatch import Mismatch
from contractlab.values.text import shorten
from contractlab.verification.path_template import path_template
from contractlab.verification.results import Result

__all__ = ["state_candidates"]

_MOST = 2
"""Different states that are proposed."""

_NOT_OF_DATA = frozenset({401, 407, 429})
"""Statuses that tell of who asks and how often, and nothing of what is there."""

_States = tuple[tuple[str, Mapping[str, JSON]], ...]
"""Names and parameters."""


@quiet
@dataclass(slots=True)
class _Seen:
    """States in which the endpoint gave the status, with the paths that were asked for then."""

    states: _States
    path: str
    label: str
    paths: set[str] = field(default_factory=set)


def _may_lack_a_state(mismatch: Mismatch) -> bool:
    """True for a status that data decide: 404 where 200 was expected, 200 where 404 was."""
    wanted, came = mismatch.expected, mismatch.actual
    if mismatch.part != "status" or not isinstance(wanted, int) or not isinstance(came, int):
        return False
    is_of_data = all(status // 100 in (2, 4) and status not in _NOT_OF_DATA for status in (wanted, came))
    return is_of_data and wanted // 100 != came // 100


def state_candidates(spots: Sequence[Spot], results: Iterable[Result]) -> Iterator[Candidate]:
    """The states in which others of the endpoint got what an example waits for, one candidate for each.

    Parameters
    ----------
    spots : sequence of Spot
        Where the cause is; not empty.
    results : iterable of Result
        All results, those that passed too.
    """
    first = spots[0]
    if not _may_lack_a_state(first.mismatches[0]) or first.side.part.by != "provider":
        return
    by_endpoint = _states_by_endpoint(results, int(first.mismatches[0].expected))
    offered = _offered(first, by_endpoint)
    for states, seen in offered[:_MOST]:
        yield _candidate([(first, states)], seen)
    if len(spots) > 1:
        several = [(spot, mine[0]) for spot in spots if (mine := _offered(spot, by_endpoint))]
        if len(several) > 1:
            yield _candidate([(spot, states) for spot, (states, _) in several], several[0][1][1])


def _candidate(wanted: Sequence[tuple[Spot, _States]], seen: _Seen) -> Candidate:
    spot, states = wanted[0]
    example = spot.part_owner.example
    named = " and ".join(f"“{shorten(name, 80)}”" for name, _ in states)
    lost = " and ".join(f"“{shorten(state.name, 80)}”" for state in example.states if state.name)
    name = f"Ask in the state {named}" + (f", not {lost}" if lost else "")
    if len(wanted) > 1:
        name = f"Ask in a state of others of the endpoint, in {len(wanted):,} examples"
    times = f"{len(seen.paths):,} {'path' if len(seen.paths) == 1 else 'paths'}"
    evidence = f"“{shorten(seen.label, 80)}” got {spot.mismatches[0].expected} in it ({times})"
    meaning = "Asks for the same, of a provider that was brought there first. Only asking it again can tell."
    changes: list[tuple[RepairGround, Change]] = [(each.ground, partial(_put, each, mine)) for each, mine in wanted]
    return Candidate(RepairKind.STATE, name, (Way(meaning, tuple(changes)),), (spot,), evidence)


def _put(spot: Spot, states: _States, edit: Edit) -> None:
    """Give an example these states, and no others."""
    place = spot.place_in(edit)
    own = ExampleStates(place)
    wanted = {name for name, _ in states}
    for state in tuple(own):
        if state.name and state.name not in wanted:
            own.remove(state.name)
    for name, params in states:
        if name in own:
            own.set_params(name, params)
        elif edit.state_form.parameters == "params":
            own.add(name, params or None)
        else:
            own.add(name, variables=params or None)


def _endpoint(example: Example) -> tuple[str, str, str]:
    request = example.request
    return (example.contract.provider, request.method.upper(), path_template(request.path))


def _states_by_endpoint(results: Iterable[Result], status: int) -> dict[tuple[str, str, str], dict[str, _Seen]]:
    """States in which endpoints gave a status: those that the example asks for, else those that were recorded."""
    gave: dict[tuple[str, str, str], dict[str, _Seen]] = {}
    for result in results:
        example, capture = result.example, result.capture
        if example.kind != "http" or not isinstance(capture, Capture) or result.verdict == "error":
            continue
        response = capture.response
        if response is None or response.status != status:
            continue
        states: _States = tuple((state.name, state.params) for state in example.states if state.name)
        states = states or tuple(capture.states)
        if states:
            seen = gave.setdefault(_endpoint(example), {}).setdefault(
                repr(states), _Seen(states, example.request.path, example.description)
            )
            seen.paths.add(example.request.path)
    return gave


def _offered(
    spot: Spot, by_endpoint: Mapping[tuple[str, str, str], Mapping[str, _Seen]]
) -> list[tuple[_States, _Seen]]:
    """States that an example might need, those that served most paths first; what it needs already is left out."""
    example = spot.part_owner.example
    if example.kind != "http":
        return []
    own = tuple((state.name, dict(state.params)) for state in example.states if state.name)
    made: dict[str, tuple[_States, _Seen]] = {}
    seen_here = by_endpoint.get(_endpoint(example), {}).values()
    for seen in sorted(seen_here, key=lambda each: -len(each.paths)):
        states = tuple(_adapted(state, seen.path, example.request.path) for state in seen.states)
        if tuple((name, dict(params)) for name, params in states) != own:
            made.setdefault(repr(states), (states, seen))
    return list(made.values())


def _adapted(state: tuple[str, Mapping[str, JSON]], theirs: str, ours: str) -> tuple[str, Mapping[str, JSON]]:
    """A state of another path, about the thing that this path is about: customer 123 where theirs was 456."""
    name, params = state
    pairs = [(old, new) for old, new in zip(theirs.split("/"), ours.split("/"), strict=False) if old != new]
    written = " ".join(dict(pairs).get(word, word) for word in name.split(" "))
    return written, {key: _in_place_of(value, pairs) for key, value in params.items()}


def _in_place_of(value: JSON, pairs: Sequence[tuple[str, str]]) -> JSON:
    for old, new in pairs:
        if value == old:
            return new
        if isinstance(value, int) and not isinstance(value, bool) and str(value) == old and new.isdecimal():
            return int(new)
    return value
