"""Telling apart examples with the same request, by what else a recording holds.

In this order: headers, the order of a verifier's run, and at last the answer, where only one example fits it. States
come before all of these (`contractlab.verification.recorded_states`).
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from contractlab.captures import AnyCapture, Capture
from contractlab.values.display import quiet
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest
from contractlab.verification.check_pair import pairing_dialect
from contractlab.verification.contract_order import ranks_of_contracts
from contractlab.verification.pairing_notes import PairingNote
from contractlab.verification.recorded_states import recording_of
from contractlab.verification.request_index import Candidate
from contractlab.verification.verifier_agents import is_of_verifier

__all__ = ["Pairable", "settle"]

Answers = Callable[[Candidate, AnyCapture], bool | None]
"""Whether the answer of a recording is one that an example accepts; None once too many were judged."""


@quiet
@dataclass(frozen=True, slots=True)
class Pairable:
    """A recording with the examples that it may be of.

    Attributes
    ----------
    capture : Capture or MessageCapture
    fitting : tuple of Candidate
        In the order of contracts and files.
    notes : tuple of PairingNote
    """

    capture: AnyCapture
    fitting: tuple[Candidate, ...]
    notes: tuple[PairingNote, ...] = ()

    @property
    def settled(self) -> bool:
        """True if there is one example, or none."""
        return len(self.fitting) < 2

    def only(self, candidate: Candidate, *notes: PairingNote) -> Pairable:
        """The recording with one of its examples."""
        return replace(self, fitting=(candidate,), notes=(*self.notes, *notes))


def settle(pairables: Sequence[Pairable], accepts: Answers, with_calls: Iterable[Hashable] = ()) -> list[Pairable]:
    """Leave one example to each recording where something tells them apart.

    Parameters
    ----------
    pairables : sequence of Pairable
        In the order in which they were recorded.
    accepts : callable
        From a candidate and a recording to whether the example accepts its answer.
    with_calls : iterable
        Recordings that hold state-change calls, by `recording_of`: a verifier made them.
    """
    settled = list(pairables)
    groups: dict[Hashable, list[int]] = {}
    for number, each in enumerate(pairables):
        if not each.settled:
            members = tuple(candidate.place for candidate in each.fitting)
            groups.setdefault((recording_of(each.capture), members), []).append(number)
    sequences = _Sequences(pairables, frozenset(with_calls), accepts)
    for numbers in groups.values():
        group = [settled[number] for number in numbers]
        for number, each in zip(numbers, _settle_group(group, numbers, accepts, sequences), strict=True):
            settled[number] = each
    return settled


def _settle_group(group: list[Pairable], numbers: list[int], accepts: Answers, sequences: _Sequences) -> list[Pairable]:
    """Settle recordings with the same candidates."""
    evidence = _evidence(group)
    best = [_best(row) for row in evidence]
    chosen = {places[0] for places in best if len(places) == 1}
    count = len(group[0].fitting)
    by_evidence = all(len(places) == 1 for places in best) and (len(chosen) == count or len(group) < count)
    if not by_evidence:
        ordered = _by_order(group, numbers, evidence, accepts, sequences)
        if ordered is not None:
            return ordered
    narrowed = [
        replace(each, fitting=tuple(each.fitting[place] for place in places))
        for each, places in zip(group, best, strict=True)
    ]
    return _by_answer(narrowed, accepts)


def _best(row: Sequence[tuple[int, ...]]) -> list[int]:
    least = min(row)
    return [place for place, cost in enumerate(row) if cost == least]


# Headers and values


def _evidence(group: list[Pairable]) -> list[list[tuple[int, ...]]]:
    """For each recording, what speaks against each of its candidates; the lower the better.

    Distance of the values first, then headers that differ, then (the other way round) headers that agree.
    """
    if not _headers_differ(group[0].fitting):
        return [[(candidate.distance,) for candidate in each.fitting] for each in group]
    names = sorted({name for candidate in group[0].fitting if candidate.forms for name in candidate.forms.headers})
    by_headers: dict[Hashable, list[tuple[int, int]]] = {}
    rows: list[list[tuple[int, ...]]] = []
    for each in group:
        costs = [(0, 0)] * len(each.fitting)
        if isinstance(each.capture, Capture) and len(each.capture.request.headers):
            request = each.capture.request
            kept = [(name, value) for name, value in request.headers if name.lower() in names]
            key = (tuple(kept), request.redacted, request.not_recorded)
            if key not in by_headers:
                by_headers[key] = [_header_cost(candidate, Headers(kept), request) for candidate in each.fitting]
            costs = by_headers[key]
        rows.append([(candidate.distance, *cost) for candidate, cost in zip(each.fitting, costs, strict=True)])
    return rows


def _headers_differ(fitting: Sequence[Candidate]) -> bool:
    """True if headers may tell some of the examples apart; most examples with the same request have the same ones."""
    first = fitting[0].forms
    return first is not None and any(
        candidate.forms is None
        or candidate.forms.headers != first.headers
        or candidate.example.request.rules.get("header")
        for candidate in fitting
    )


def _header_cost(candidate: Candidate, headers: Headers, recorded: HttpRequest) -> tuple[int, int]:
    """Headers of an example that a recording has otherwise, and (negative) those that it has."""
    forms = candidate.forms
    if forms is None:
        return 0, 0
    agreeing = 0
    removed = {place.name.lower() for place in recorded.redacted if place.part == "header"}
    for name, values in forms.headers.items():
        seen = headers.by_name.get(name)
        if seen is None:
            continue
        same = len(seen) == len(values) and all(
            form.distance(value) is not None for form, value in zip(values, seen, strict=True)
        )
        agreeing += same or name in removed
    # The example's own request with the recorded headers: rules on headers have their say, and nothing else has.
    asked = forms.request
    own = HttpRequest(
        asked.method,
        asked.path,
        asked.query,
        headers,
        asked.body,
        not_recorded=recorded.not_recorded,
        redacted=[place for place in recorded.redacted if place.part == "header"],
    )
    result = candidate.example.check_request(own, dialect=pairing_dialect(candidate.example))
    differing = {mismatch.path.lower() for mismatch in result.mismatches if mismatch.part == "headers"}
    return len(differing), -agreeing


# Order


class _Sequence:
    """In which order the recordings of one file ask the examples that are settled.

    Parameters
    ----------
    pairables : sequence of (int, Pairable)
        With their places among all recordings, in order; those that fit nothing left out.
    accepts : callable
        As in `settle`.
    """

    def __init__(self, pairables: Sequence[tuple[int, Pairable]], accepts: Answers) -> None:
        settled = [(number, each.fitting[0]) for number, each in pairables if each.settled]
        ranks: dict[int, int] = {}
        for _, candidate in settled:
            ranks.setdefault(id(candidate.example.contract), len(ranks))
        self._ranks = ranks_of_contracts([(each.capture, each.fitting) for _, each in pairables], ranks, accepts)
        self._numbers = [number for number, _ in settled]
        self._turns = [self.turn(candidate) for _, candidate in settled]
        self._falls = _falls(self._turns)

    def turn(self, candidate: Candidate) -> tuple[int, int]:
        """Where an example stands in the order in which a verifier asks."""
        return self._ranks[id(candidate.example.contract)], candidate.place

    def falls_with(self, numbers: Sequence[int], candidates: Sequence[Candidate]) -> int:
        """How often the order goes back if these recordings are of these examples."""
        between: dict[int, list[tuple[int, int]]] = {}
        for number, candidate in zip(numbers, candidates, strict=True):
            between.setdefault(bisect(self._numbers, number), []).append(self.turn(candidate))
        falls = self._falls
        for place, turns in between.items():
            around = self._turns[max(0, place - 1) : place], self._turns[place : place + 1]
            falls += _falls([*around[0], *turns, *around[1]]) - _falls([*around[0], *around[1]])
        return falls


def _falls(turns: Sequence[tuple[int, int]]) -> int:
    return sum(later < earlier for earlier, later in pairwise(turns))


class _Sequences:
    """The order of recordings by file, and which of them a verifier made.

    Parameters
    ----------
    pairables : sequence of Pairable
    with_calls : frozenset
        Recordings that hold state-change calls.
    accepts : callable
        As in `settle`.
    """

    def __init__(self, pairables: Sequence[Pairable], with_calls: frozenset[Hashable], accepts: Answers) -> None:
        self._with_calls = with_calls
        numbered: dict[Hashable, list[tuple[int, Pairable]]] = {}
        for number, each in enumerate(pairables):
            if each.fitting:
                numbered.setdefault(recording_of(each.capture), []).append((number, each))
        self._by_recording = {recording: _Sequence(members, accepts) for recording, members in numbered.items()}

    def of_verifier(self, each: Pairable) -> bool:
        """True if a recording says that a verifier asked."""
        return recording_of(each.capture) in self._with_calls or is_of_verifier(each.capture)

    def of(self, each: Pairable) -> _Sequence:
        """The order within the file of a recording."""
        return self._by_recording[recording_of(each.capture)]


def _by_order(
    group: list[Pairable],
    numbers: list[int],
    evidence: list[list[tuple[int, ...]]],
    accepts: Answers,
    sequences: _Sequences,
) -> list[Pairable] | None:
    """The first recording is of the first example, and so on, if all recordings and examples go up in that."""
    fitting = group[0].fitting
    rounds, left = divmod(len(group), len(fitting))
    if left or not rounds:
        return None
    sequence = sequences.of(group[0])
    order = sorted(range(len(fitting)), key=lambda place: sequence.turn(fitting[place])) * rounds
    if sequence.falls_with(numbers, [fitting[place] for place in order]) >= rounds:
        return None
    if not _no_swap_is_better(evidence, order, len(fitting)):
        return None
    if not all(map(sequences.of_verifier, group)):
        # Anybody may ask the same thing again and again; that alone is no round of a verifier.
        unsupported = rounds > 1 and not any(
            accepts(each.fitting[place], each.capture) for each, place in zip(group, order, strict=True)
        )
        if unsupported or _contradicted(group, order, accepts):
            return None
    return [each.only(each.fitting[place], PairingNote.BY_ORDER) for each, place in zip(group, order, strict=True)]


def _no_swap_is_better(evidence: list[list[tuple[int, ...]]], order: list[int], count: int) -> bool:
    """No two recordings of one round would fit better if they changed places."""
    if all(len(set(row)) == 1 for row in evidence):
        return True
    for start in range(0, len(order), count):
        members = range(start, start + count)
        for first in members:
            for second in range(first + 1, start + count):
                here, there = order[first], order[second]
                kept = _sum(evidence[first][here], evidence[second][there])
                if _sum(evidence[first][there], evidence[second][here]) < kept:
                    return False
    return True


def _sum(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(int.__add__, left, right))


def _contradicted(group: list[Pairable], order: list[int], accepts: Answers) -> bool:
    """An answer fits another example and not the one whose turn it was."""
    for each, place in zip(group, order, strict=True):
        if accepts(each.fitting[place], each.capture) is False and any(
            accepts(candidate, each.capture) for candidate in each.fitting
        ):
            return True
    return False


# Answers


def _by_answer(group: list[Pairable], accepts: Answers) -> list[Pairable]:
    """The example that accepts the answer, if only one does."""
    settled: list[Pairable] = []
    for each in group:
        accepting = None if each.settled else _only_accepting(each, accepts)
        settled.append(each if accepting is None else each.only(accepting, PairingNote.BY_ANSWER))
    return settled


def _only_accepting(each: Pairable, accepts: Answers) -> Candidate | None:
    accepting: Candidate | None = None
    for candidate in each.fitting:
        accepted = accepts(candidate, each.capture)
        if accepted is None or (accepted and accepting is not None):
            return None
        accepting = candidate if accepted else accepting
    return accepting
