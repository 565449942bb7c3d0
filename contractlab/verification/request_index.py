"""Examples by the requests that are made for them, so that a recording is not compared with every one of them.

Two ways lead from a recorded request to examples: what a verifier sends, and what the matching rules of an example
allow a consumer to send. The first is asked first; both leave headers aside, which only tell apart what is left.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from contractlab.captures import Capture
from contractlab.captures.capture import State
from contractlab.contracts.contract import Example
from contractlab.contracts.format import request_forms_of
from contractlab.contracts.request_forms import RequestForms
from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import collecting
from contractlab.values.display import quiet
from contractlab.values.http import HttpRequest
from contractlab.values.internal import keep_fault
from contractlab.values.reasons import ReasonCode
from contractlab.values.result import MatchResult
from contractlab.verification.check_pair import pairing_dialect
from contractlab.verification.request_fit import RecordedRequest, exact_key, request_distance

__all__ = ["Candidate", "RequestIndex", "likeness", "of_headers_alone"]

_BY_LIMIT = (ReasonCode.LIMIT, ReasonCode.TIMED_OUT)
_LIKE_ENOUGH = 0.6
"""How like its own path the path of a request must be for an example that tests the caller."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An example that a recorded request may be of.

    Attributes
    ----------
    example : Example
    place : int
        Among all examples, in the order of contracts and files.
    distance : int
        0 if every value is the one that is surely sent; see `request_distance`.
    forms : RequestForms or None
        What a verifier sends; None where the caller is tested.
    """

    example: Example
    place: int
    distance: int = 0
    forms: RequestForms | None = None


@quiet
@dataclass(slots=True)
class _SamePath:
    """Examples of one method and one path that does not vary.

    Attributes
    ----------
    by_content : dict
        Those whose query and body do not vary either, by both.
    all : list of Candidate
    inexact : list of Candidate
        Those that are not in `by_content`.
    """

    by_content: dict[Hashable, list[Candidate]] = field(default_factory=dict)
    all: list[Candidate] = field(default_factory=list)
    inexact: list[Candidate] = field(default_factory=list)


class RequestIndex:
    """Finds the examples that a recorded request may be of.

    Parameters
    ----------
    examples : iterable of Example
        In the order of contracts and files; those of other kinds than ``"http"`` are left out.
    """

    def __init__(self, examples: Iterable[Example]) -> None:
        self._fixed: dict[tuple[str, str], _SamePath] = {}
        self._varying: dict[str, list[Candidate]] = {}
        self._by_target: dict[tuple[str, str], list[Candidate]] = {}
        self._by_rule: dict[str, list[Candidate]] = {}
        self._callers: dict[str, list[Candidate]] = {}
        self._remembered: dict[Hashable, list[Candidate]] = {}
        self._found: dict[Hashable, list[Candidate]] = {}  # versions of a provider were asked for the same
        self._limited: set[Hashable] = set()
        for place, example in enumerate(examples):
            if example.kind == "http":
                try:
                    self._add(example, place)
                except Exception as error:
                    keep_fault(error, "no recording can be paired with an example")

    def _add(self, example: Example, place: int) -> None:
        request = example.request
        if example.judged == "request":
            self._callers.setdefault(request.method, []).append(Candidate(example, place))
            return
        forms = request_forms_of(example)
        candidate = Candidate(example, place, 0, forms)
        if request.rules.get("path"):
            self._by_rule.setdefault(request.method, []).append(candidate)
        else:
            self._by_target.setdefault((request.method, request.path), []).append(candidate)
        method = forms.request.method
        if forms.path.varies:
            self._varying.setdefault(method, []).append(candidate)
            return
        same = self._fixed.setdefault((method, str(forms.path.value)), _SamePath())
        same.all.append(candidate)
        key = exact_key(forms)
        if key is None:
            same.inexact.append(candidate)
        else:
            same.by_content.setdefault(key, []).append(candidate)

    def candidates(self, request: HttpRequest, states: Iterable[State] = ()) -> list[Candidate]:
        """Examples that a request fits, in order.

        Parameters
        ----------
        request : HttpRequest
            Without the base path.
        states : iterable of (str, mapping)
            Those in force: some formats read variables from them.
        """
        key = _content_of(request)
        sent = self._found.get(key)
        if sent is None:
            recorded = RecordedRequest(request)
            sent = self._sent(recorded)
            if not sent and not request.headers and request.body is None:
                # No client sends a request without one header: a recording without them says nothing of a body, too.
                recorded.body_known = False
                sent = self._sent(recorded)
            self._found[key] = sent
        return list(sent) or self._allowed(request, tuple(states))

    def was_limited(self, request: HttpRequest) -> bool:
        """True if a pattern took too long to tell whether some example describes a request."""
        return _content_of(request) in self._limited

    def described(self, request: HttpRequest) -> list[Example]:
        """Examples whose method and path may be those of a request, in order; headers, query and body are not asked.

        Parameters
        ----------
        request : HttpRequest
        """
        method = request.method.upper()
        near = self._by_target.get((method, request.path), []) + self._by_rule.get(method, [])
        near += self._callers.get(method, [])
        return [each.example for each in sorted(near, key=lambda candidate: candidate.place)]

    def _sent(self, recorded: RecordedRequest) -> list[Candidate]:
        same = self._fixed.get((recorded.method, recorded.path))
        compared = list(self._varying.get(recorded.method, ()))
        fitting: list[Candidate] = []
        if same is not None and recorded.is_whole:
            fitting += same.by_content.get(recorded.key, ())
            compared += same.inexact
        elif same is not None:
            compared += same.all
        if any(place.part == "path" for place in recorded.request.redacted):
            compared += [
                each for (method, _), same in self._fixed.items() if method == recorded.method for each in same.all
            ]
        distances: dict[Hashable, int | None] = {}
        for candidate in compared:
            forms = candidate.forms
            if forms is None:
                continue
            key = candidate.place if forms.made_by is None else forms.made_by
            if key not in distances:
                distances[key] = _distance(forms, recorded)
            distance = distances[key]
            if distance is not None:
                fitting.append(Candidate(candidate.example, candidate.place, distance, forms))
        return sorted(fitting, key=lambda candidate: candidate.place) if len(fitting) > 1 else fitting

    def _allowed(self, request: HttpRequest, states: tuple[State, ...]) -> list[Candidate]:
        """Examples whose matching rules allow the request; equal requests are judged once."""
        method = request.method.upper()
        near = self._by_target.get((method, request.path), []) + self._by_rule.get(method, [])
        if not near:
            return []
        key = _content_of(request)
        remembered = None if states else self._remembered.get(key)
        if remembered is None:
            remembered = _allowing(near, request, states, self._limited)
            remembered.sort(key=lambda candidate: candidate.place)
            if not states:
                self._remembered[key] = remembered
        return remembered

    def nearest_callers(self, capture: Capture) -> list[Candidate]:
        """Examples that test the caller, by method and nearest path; those that the request fits, if it fits any.

        Here the request gets the verdict, so it need not fit to be paired.
        """
        request = capture.relative_request
        listed = self._callers.get(request.method, [])
        checked = [(caller, _check(caller.example, request, capture.states)) for caller in listed]
        fitting = [caller for caller, result in checked if result.passed]
        if fitting:
            return fitting
        asked = [caller for caller, result in checked if all(mismatch.part != "path" for mismatch in result.mismatches)]
        like = {caller.place: likeness(request.path, caller.example.request.path) for caller in listed}
        near = asked or [caller for caller in listed if like[caller.place] >= _LIKE_ENOUGH]
        differences = {caller.place: len(result.mismatches) for caller, result in checked}
        best = max(((like[caller.place], -differences[caller.place]) for caller in near), default=None)
        return [caller for caller in near if (like[caller.place], -differences[caller.place]) == best]


def _distance(forms: RequestForms, recorded: RecordedRequest) -> int | None:
    """How far a request is from what is sent; None too where a pattern cannot tell, which costs no other example."""
    try:
        return request_distance(forms, recorded)
    except CannotCheck:
        return None


def _content_of(request: HttpRequest) -> Hashable:
    """What makes two recorded requests the same one here."""
    headers = tuple(request.headers)
    return (request.method.upper(), request.target, headers, request.body, request.not_recorded, request.redacted)


def likeness(path: str, example_path: str) -> float:
    """How much two paths have in common, from 0 to 1."""
    return SequenceMatcher(None, path, example_path).ratio()


def _check(example: Example, request: HttpRequest, states: Iterable[State]) -> MatchResult:
    return example.check_request(request, dialect=pairing_dialect(example), variables=example.variables_of(states))


def of_headers_alone(result: MatchResult) -> bool:
    """True if nothing but headers keeps a request from being one that the example describes."""
    return bool(result.mismatches) and all(mismatch.part == "headers" for mismatch in result.mismatches)


def _allowing(
    candidates: Iterable[Candidate], request: HttpRequest, states: Iterable[State], limited: set[Hashable]
) -> list[Candidate]:
    """Examples that describe a request; of those that judge alike one is asked. Adds to `limited` what is not known."""
    answers: dict[Hashable, bool] = {}
    allowing: list[Candidate] = []
    for candidate in candidates:
        judged_by = None if candidate.forms is None else candidate.forms.judged_by
        key = candidate.place if judged_by is None else judged_by
        if key not in answers:
            try:
                answers[key] = _allows(candidate.example, request, states)
            except CannotCheck:  # what cannot be told is no pair: its answer would pass for an example it is not of
                answers[key] = False
                limited.add(_content_of(request))
        if answers[key]:
            allowing.append(candidate)
    return allowing


def _allows(example: Example, request: HttpRequest, states: Iterable[State]) -> bool:
    """The request is one that the example describes; what was not recorded speaks for nothing, and headers neither."""
    with collecting(1 + len(request.redacted)):  # a difference at each removed value counts for nothing
        result = _check(example, request, states)
    if result.reason_code in _BY_LIMIT:
        raise CannotCheck(str(result.reason), ReasonCode.LIMIT)
    return result.passed or of_headers_alone(result) or (result.verdict == "error" and not result.mismatches)
