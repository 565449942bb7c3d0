"""Which capture exercises which example.

By hand first, then by what the recording says of itself, then by the request: as a verifier sends it, or as the
matching rules allow it. Examples with the same request are told apart by the states that were in force, by headers, by
the order of a verifier's run, and at last by the answer. Messages say whose they are; where they do not, the example
that they fit is the one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from contractlab.captures import AnyCapture, Capture, MessageCapture
from contractlab.captures.capture import LEFT_UNMATCHED
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.engine.pattern_time import PatternTime, shared_pattern_time
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest
from contractlab.values.internal import keep_fault, reason_of_fault
from contractlab.verification.base_paths import detect_base_path
from contractlab.verification.check_pair import check_capture, pairing_dialect
from contractlab.verification.example_content import ExampleContents
from contractlab.verification.pairing_notes import PairingNote
from contractlab.verification.recorded_states import RecordedStates, by_states
from contractlab.verification.request_index import Candidate, RequestIndex
from contractlab.verification.settling import Pairable, settle
from contractlab.verification.unpaired import Unpaired, message_check

__all__ = ["ExampleFinder", "Pair", "Pairing", "address_of", "pair_captures"]

LEFT_BY_HAND = "it was left unmatched by hand"
"""Why a capture fits nothing that somebody said it of."""

_MOST_ANSWERS = 5_000
"""A thousand recordings may fit the same hundred examples; a guess is not worth more time."""


_MOST_AMBIGUOUS = 100
"""Results "ambiguous" that one example gets; what follows says nothing more of it."""

_TOO_MANY_ALIKE = f"it fits several examples, of which each has {_MOST_AMBIGUOUS} such recordings already"


_PATTERNS_TOO_SLOW = "a limit: patterns of examples take too long to tell whether it is of one of them"


class _Others(Sequence[Example]):
    """Examples without one of them; a view, because many recordings may fit the same many examples."""

    def __init__(self, fitting: Sequence[Candidate], left_out: int) -> None:
        self._fitting, self._left_out = fitting, left_out

    def __len__(self) -> int:
        return len(self._fitting) - 1

    @overload
    def __getitem__(self, index: int) -> Example: ...
    @overload
    def __getitem__(self, index: slice) -> list[Example]: ...
    def __getitem__(self, index: int | slice) -> Example | list[Example]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self._fitting[place + (place >= self._left_out)].example

    def __iter__(self) -> Iterator[Example]:
        return (each.example for place, each in enumerate(self._fitting) if place != self._left_out)


@quiet
@dataclass(frozen=True, slots=True)
class Pair:
    """A capture with the example it exercises.

    Attributes
    ----------
    example : Example
    capture : Capture or MessageCapture
    also : sequence of Example
        Other examples that the request fits as well and that nothing tells apart; then the pairing is ambiguous.
    notes : tuple of PairingNote
        What is to be shown of how they were paired.
    """

    example: Example
    capture: AnyCapture
    also: Sequence[Example] = ()
    notes: tuple[PairingNote, ...] = ()


@quiet
@dataclass(frozen=True, slots=True)
class Pairing:
    """The outcome for all captures.

    Attributes
    ----------
    pairs : tuple of Pair
    unpaired : tuple of Unpaired
    state_calls : tuple of Capture
        State-change calls of a verifier, which are of no example and lack none.
    base_path : str
        What seems to stand before the contract's paths in captures that fit no example; empty for nothing.
    """

    pairs: tuple[Pair, ...]
    unpaired: tuple[Unpaired, ...]
    state_calls: tuple[AnyCapture, ...] = ()
    base_path: str = ""


def _is_message(example: Example) -> bool:
    return example.kind in ("message", "sync-message")


def address_of(example: Example, contracts: Sequence[Contract]) -> str:
    """The name by which captures are assigned to an example: its key, behind the file where another contract has it."""
    same = sum(each.key == example.key for contract in contracts for each in contract.examples)
    return example.key if same < 2 else f"{example.contract.source.name}#{example.key}"


def pair_captures(
    contracts: Sequence[Contract],
    captures: Iterable[AnyCapture],
    wanted: frozenset[int] | None = None,
    finder: ExampleFinder | None = None,
) -> Pairing:
    """Pair every capture with its example.

    Parameters
    ----------
    contracts : sequence of Contract
    captures : iterable of Capture and MessageCapture
    wanted : frozenset of int, optional
        ``id`` of the examples to be checked; captures of others are passed over in silence.
    finder : ExampleFinder, optional
        Of these contracts, where captures of several versions are paired one after the other.
    """
    finder = ExampleFinder(contracts) if finder is None else finder
    with shared_pattern_time() as time:
        return _pair_captures(finder, list(captures), wanted, time)


def _pair_captures(
    finder: ExampleFinder, listed: Sequence[AnyCapture], wanted: frozenset[int] | None, time: PatternTime
) -> Pairing:
    states = RecordedStates(listed, finder.finds)
    pairables: list[Pairable] = []
    unpaired: list[Unpaired] = []
    for capture in listed:
        if id(capture) in states.calls:
            continue
        try:
            candidates, note = finder.find(capture)
        except Exception as error:
            candidates, note = [], reason_of_fault(error, "it cannot be paired").text
        if not candidates:
            unpaired.append(Unpaired(capture, finder.examples, note, time))
            continue
        fitting = candidates
        try:
            if len(candidates) > 1:
                fitting = by_states(candidates, states.of(capture))
        except Exception as error:
            keep_fault(error, "states cannot tell examples with the same request apart")
        pairables.append(Pairable(capture, tuple(fitting)))
    pairs: list[Pair] = []
    ambiguous: dict[int, int] = {}
    try:
        settled = list(settle(pairables, _Answers(), states.with_calls))
    except Exception as error:
        keep_fault(error, "examples with the same request cannot be told apart")
        settled = pairables
    for each in settled:
        notes = (*each.notes, *_headers_note(each))
        kept = 0
        for place, candidate in enumerate(each.fitting):
            if wanted is None or id(candidate.example) in wanted:
                also: Sequence[Example] = () if each.settled else _Others(each.fitting, place)
                if also:
                    ambiguous[candidate.place] = ambiguous.get(candidate.place, 0) + 1
                    if ambiguous[candidate.place] > _MOST_AMBIGUOUS:
                        continue
                kept += 1
                pairs.append(Pair(candidate.example, each.capture, also, notes))
        if not kept and not each.settled and wanted is None:
            unpaired.append(Unpaired(each.capture, finder.examples, _TOO_MANY_ALIKE, time))
    calls = tuple(capture for capture in listed if id(capture) in states.calls)
    base_path = detect_base_path((each.capture for each in unpaired if not each.note), finder.has)
    return Pairing(tuple(pairs), tuple(unpaired), calls, base_path)


def _headers_note(pairable: Pairable) -> tuple[PairingNote, ...]:
    try:
        return _unknown_headers(pairable)
    except Exception as error:
        keep_fault(error, "whether headers were recorded cannot be told")
        return ()


def _unknown_headers(pairable: Pairable) -> tuple[PairingNote, ...]:
    """The reservation about a recording without any request header, where an example names some."""
    capture = pairable.capture
    if not isinstance(capture, Capture) or len(capture.request.headers):
        return ()
    named = any(each.example.request.headers for each in pairable.fitting if each.forms is not None)
    return (PairingNote.HEADERS_NOT_RECORDED,) if named else ()


class ExampleFinder:
    """Finds the examples that a capture may be of.

    Parameters
    ----------
    contracts : sequence of Contract
    """

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self._contracts = contracts
        self.examples = [example for contract in contracts for example in contract.examples]
        self._places = {id(example): place for place, example in enumerate(self.examples)}
        self._index = RequestIndex(self.examples)
        self._keys: dict[str, list[tuple[Contract, Example]]] = {}
        self._descriptions: dict[str, list[tuple[Contract, Example]]] = {}
        self._messages: dict[str, list[Example]] = {}
        for example in self.examples:
            if _is_message(example):
                self._messages.setdefault(example.kind, []).append(example)
        for contract in contracts:
            for example in contract.examples:
                self._keys.setdefault(example.key, []).append((contract, example))
                self._keys.setdefault(f"{contract.source.name}#{example.key}", []).append((contract, example))
                self._descriptions.setdefault(example.description, []).append((contract, example))

    def find(self, capture: AnyCapture) -> tuple[list[Candidate], str]:
        """Candidates in the order of contracts and files; if there are none, why, where that can be named."""
        if capture.assigned == LEFT_UNMATCHED:
            return [], LEFT_BY_HAND
        for name, relation in ((capture.assigned, "assigned to"), (capture.example, "recorded for")):
            if name is not None:
                named = self._named(name, capture.contract)
                alike = [each for each in named if _is_message(each) == isinstance(capture, MessageCapture)]
                note = "" if named else f"it was {relation} {name!r}, and there is no such example"
                return self._candidates(alike or named), note
        if isinstance(capture, MessageCapture):
            listed = self._messages.get(capture.kind, []) if capture.parts else []
            return self._candidates([example for example in listed if _fits(example, capture)]), ""
        request = capture.relative_request
        fitting = self._index.candidates(request, capture.states) or self._index.nearest_callers(capture)
        return fitting, "" if fitting or not self._index.was_limited(request) else _PATTERNS_TOO_SLOW

    def finds(self, capture: AnyCapture) -> bool:
        """True if there is a candidate; of a capture that cannot be looked at, False."""
        try:
            return bool(self.find(capture)[0])
        except Exception:
            return False  # it is found for itself, too, and that is where its fault is kept

    def _named(self, name: str, contract: str | None) -> list[Example]:
        """Examples with a key, or else a description; within a contract where the recording names one."""
        within = [
            each
            for each in self._contracts
            if contract in (None, each.label, each.source.name, each.file_name, each.consumer)
        ]
        allowed = set(map(id, within or self._contracts))
        for listed in (self._keys.get(name, ()), self._descriptions.get(name, ())):
            named = [example for owner, example in listed if id(owner) in allowed]
            if named:
                return named
        return []

    def has(self, request: HttpRequest) -> bool:
        """True if an example has such a request."""
        return bool(self._index.candidates(request))

    def _candidates(self, examples: Sequence[Example]) -> list[Candidate]:
        return [Candidate(example, self._places[id(example)]) for example in examples]


def _fits(example: Example, capture: MessageCapture) -> bool:
    """The message is one that the example describes; what was not recorded speaks for nothing."""
    result = message_check(example, capture)
    return result.passed or (result.verdict == "error" and not result.mismatches)


class _Answers:
    """Whether examples accept recorded answers: equal ones are judged once by those that judge alike, up to a limit."""

    def __init__(self) -> None:
        self._accepted: dict[tuple[Hashable, Hashable], bool] = {}
        self._content = ExampleContents(by_answer=True)

    def __call__(self, candidate: Candidate, capture: AnyCapture) -> bool | None:
        """None once too many were judged."""
        example = candidate.example
        alike = format_of(example.contract).checks_by_content
        dialect = pairing_dialect(example)
        key = (self._content(example, dialect) if alike else candidate.place, _answer_of(capture))
        accepted = self._accepted.get(key)
        if accepted is None and len(self._accepted) < _MOST_ANSWERS:
            result = check_capture(example, capture, dialect)
            accepted = self._accepted[key] = result is not None and result.passed
        return accepted


def _answer_of(capture: AnyCapture) -> Hashable:
    response = capture.response if isinstance(capture, Capture) else None
    if response is None or capture.states:
        return id(capture)
    return response.status, response.headers, response.body, response.not_recorded, response.redacted
