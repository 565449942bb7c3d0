"""Which capture exercises which example.

By hand first, then by what the recording says of itself, then by the request: an index over method and path finds
candidates, and the request check decides. Examples with the same request are told apart by recorded states. Messages
say whose they are; where they do not, the example that they fit is the one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from contractlab.captures import AnyCapture, Capture, MessageCapture, Redaction
from contractlab.contracts.contract import Contract, Example
from contractlab.values.display import Shown
from contractlab.values.mismatch import Mismatch
from contractlab.values.pickling import lasting_state
from contractlab.values.result import MatchResult
from contractlab.verification.check_pair import check_capture, hindrance_of

__all__ = ["Pair", "Pairing", "Unpaired", "pair_captures"]

_LIKE_ENOUGH = 0.6
"""How like its own path the path of a request must be for an example that tests the caller."""

_NEAREST_CANDIDATES = 40
"""How many examples are compared in full when the nearest is looked for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A capture with the example it exercises.

    Attributes
    ----------
    example : Example
    capture : Capture or MessageCapture
    also : tuple of Example
        Other examples that the request fits as well and that nothing tells apart; then the pairing is ambiguous.
    """

    example: Example
    capture: AnyCapture
    also: tuple[Example, ...] = ()


class Unpaired(Shown):
    """A capture that fits no example; it fails nothing.

    Attributes
    ----------
    capture : Capture or MessageCapture
    note : str
        Why, where the recording named an example that does not exist.
    redaction : Redaction or None
        What views must not show; the run that it belongs to says it.
    """

    redaction: Redaction | None = None

    def __init__(self, capture: AnyCapture, examples: Sequence[Example], note: str = "") -> None:
        self.capture = capture
        self.note = note
        self._examples = examples

    def __getstate__(self) -> dict[str, Any]:
        return lasting_state(self)

    @cached_property
    def _nearest(self) -> tuple[Example | None, tuple[Mismatch, ...]]:
        if isinstance(self.capture, MessageCapture):
            return self._nearest_message(self.capture)
        request = self.capture.relative_request
        target = request.path.split("/")

        def distance(example: Example) -> tuple[bool, float]:
            expected = example.request
            likeness = SequenceMatcher(None, target, expected.path.split("/")).ratio()
            letters = SequenceMatcher(None, request.path, expected.path).quick_ratio()
            return (expected.method != request.method.upper(), -(likeness + letters))

        near = sorted((example for example in self._examples if example.kind == "http"), key=distance)[
            :_NEAREST_CANDIDATES
        ]
        best: tuple[Example | None, tuple[Mismatch, ...]] = (None, ())
        least = None
        for example in near:
            mismatches = _owning_check(example, self.capture).mismatches
            likeness = _likeness(request.path, example.request.path)
            prices = {"path": 2 + 8 * (1 - likeness), "method": 3}
            cost = sum(prices.get(mismatch.part, 1) for mismatch in mismatches)
            if mismatches and (least is None or cost < least):
                best, least = (example, mismatches), cost
        return best

    def _nearest_message(self, capture: MessageCapture) -> tuple[Example | None, tuple[Mismatch, ...]]:
        candidates = [example for example in self._examples if example.kind == capture.kind][:_NEAREST_CANDIDATES]
        checked = [(example, _owning_check(example, capture).mismatches) for example in candidates]
        near = [pair for pair in checked if pair[1]]
        return min(near, key=lambda pair: len(pair[1])) if near else (None, ())

    @property
    def nearest(self) -> Example | None:
        """The example that comes nearest; None where there is none at all."""
        return self._nearest[0]

    @property
    def differences(self) -> tuple[Mismatch, ...]:
        """Every difference between what was recorded and the nearest example."""
        return self._nearest[1]

    def __repr__(self) -> str:
        return f"<Unpaired {self.capture.label}>"


@dataclass(frozen=True, slots=True)
class Pairing:
    """The outcome for all captures."""

    pairs: tuple[Pair, ...]
    unpaired: tuple[Unpaired, ...]


class _Index:
    """Examples by method and path; those whose path has a rule are candidates for every path."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self.by_target: dict[tuple[str, str], list[Example]] = {}
        self.by_rule: dict[str, list[Example]] = {}
        self.messages: dict[str, list[Example]] = {}
        self.callers: dict[str, list[Example]] = {}
        for example in examples:
            if _is_message(example):
                self.messages.setdefault(example.kind, []).append(example)
            if example.kind != "http":
                continue
            request = example.request
            if example.judged == "request":
                self.callers.setdefault(request.method, []).append(example)
            elif request.rules.get("path"):
                self.by_rule.setdefault(request.method, []).append(example)
            else:
                self.by_target.setdefault((request.method, request.path), []).append(example)

    def candidates(self, method: str, path: str) -> list[Example]:
        fitting = self.by_target.get((method, path), []) + self.by_rule.get(method, [])
        return sorted(fitting, key=lambda example: example.index) if len(fitting) > 1 else fitting

    def nearest_callers(self, capture: Capture) -> list[Example]:
        """Examples that test the caller, by method and nearest path; those that the request fits, if it fits any.

        Here the request gets the verdict, so it need not fit to be paired.
        """
        request = capture.relative_request
        listed = self.callers.get(request.method, [])
        checked = [(example, _owning_check(example, capture)) for example in listed]
        fitting = [caller for caller, result in checked if result.passed]
        if fitting:
            return fitting
        asked = [caller for caller, result in checked if all(mismatch.part != "path" for mismatch in result.mismatches)]
        likeness = {id(example): _likeness(request.path, example.request.path) for example in listed}
        near = asked or [example for example in listed if likeness[id(example)] >= _LIKE_ENOUGH]
        differences = {id(caller): len(result.mismatches) for caller, result in checked}
        best = max(((likeness[id(example)], -differences[id(example)]) for example in near), default=None)
        return [example for example in near if (likeness[id(example)], -differences[id(example)]) == best]


def _likeness(path: str, example_path: str) -> float:
    return SequenceMatcher(None, path, example_path).ratio()


def _is_message(example: Example) -> bool:
    return example.kind in ("message", "sync-message")


def _state_names(example: Example) -> list[str]:
    return sorted(state.name for state in example.states)


def _by_states(fitting: list[Example], capture: AnyCapture) -> list[Example]:
    """Those whose states were in force: with their parameters if that tells them apart, else by name."""
    if not capture.states:
        return fitting
    recorded = sorted((name, dict(params)) for name, params in capture.states) if _sortable(capture) else []
    exact = [example for example in fitting if recorded and _same_states(example, capture)]
    if len(exact) == 1:
        return exact
    names = sorted(name for name, _ in capture.states)
    named = [example for example in fitting if _state_names(example) == names]
    return exact or named or fitting


def _sortable(capture: AnyCapture) -> bool:
    return len({name for name, _ in capture.states}) == len(capture.states)


def _same_states(example: Example, capture: AnyCapture) -> bool:
    mine = {state.name: dict(state.params) for state in example.states}
    return len(mine) == len(capture.states) and all(
        name in mine and mine[name] == dict(params) for name, params in capture.states
    )


def _named(name: str, contract: str | None, contracts: Sequence[Contract]) -> list[Example]:
    """Examples with a key, or else a description; within `contract` where the recording names one."""
    within = [
        each for each in contracts if contract in (None, each.label, each.source.name, each.file_name, each.consumer)
    ]
    examples = [example for each in within or contracts for example in each.examples]
    return [example for example in examples if example.key == name] or [
        example for example in examples if example.description == name
    ]


def _owning_check(example: Example, capture: AnyCapture) -> MatchResult:
    """The check that says whose a recording is: of the request, or of the message where nothing was asked."""
    # What the reference has no verdict for is paired by what the file says.
    dialect = "reference" if hindrance_of(example, "reference") is None else "spec"
    if isinstance(capture, Capture):
        variables = example.variables_of(capture.states)
        return example.check_request(capture.relative_request, dialect=dialect, variables=variables)
    if capture.request is not None:
        return example.check_message(capture.request, part="request", dialect=dialect)
    result = check_capture(example, capture, dialect)
    return MatchResult("error") if result is None else result


def _fits(example: Example, capture: AnyCapture) -> bool:
    """The recorded request is one that the example describes; what was not recorded speaks for nothing."""
    result = _owning_check(example, capture)
    return result.passed or (result.verdict == "error" and not result.mismatches)


def pair_captures(
    contracts: Sequence[Contract], captures: Iterable[AnyCapture], wanted: frozenset[int] | None = None
) -> Pairing:
    """Pair every capture with its example.

    Parameters
    ----------
    contracts : sequence of Contract
    captures : iterable of Capture and MessageCapture
    wanted : frozenset of int, optional
        ``id`` of the examples to be checked; captures of others are passed over in silence.
    """
    examples = [example for contract in contracts for example in contract.examples]
    index = _Index(examples)
    pairs: list[Pair] = []
    unpaired: list[Unpaired] = []
    for capture in captures:
        fitting, note = _find(capture, contracts, index)
        if not fitting:
            unpaired.append(Unpaired(capture, examples, note))
            continue
        if len(fitting) > 1:
            fitting = _by_states(fitting, capture)
        for example in fitting:
            if wanted is None or id(example) in wanted:
                others = tuple(each for each in fitting if each is not example)
                pairs.append(Pair(example, capture, others))
    return Pairing(tuple(pairs), tuple(unpaired))


def _find(capture: AnyCapture, contracts: Sequence[Contract], index: _Index) -> tuple[list[Example], str]:
    for name, how in ((capture.assigned, "assigned to"), (capture.example, "recorded for")):
        if name is not None:
            named = _named(name, capture.contract, contracts)
            if named:
                alike = [each for each in named if _is_message(each) == isinstance(capture, MessageCapture)]
                return alike or named, ""
            return [], f"it was {how} {name!r}, and there is no such example"
    if isinstance(capture, MessageCapture):
        candidates = index.messages.get(capture.kind, []) if capture.parts else []
    else:
        request = capture.relative_request
        candidates = index.candidates(request.method.upper(), request.path)
    fitting = [example for example in candidates if _fits(example, capture)]
    if not fitting and isinstance(capture, Capture):
        fitting = index.nearest_callers(capture)
    return fitting, ""
