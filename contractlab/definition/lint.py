"""What is odd about a definition: the contract's own problems, and examples that one request fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defining import Defines, DefinitionNote
from contractlab.contracts.format import format_of
from contractlab.contracts.problems import Problem
from contractlab.contracts.sample_exchange import request_of
from contractlab.definition.changing_values import clock_values
from contractlab.definition.choosing import Chooser
from contractlab.engine.errors import CannotCheck
from contractlab.errors import ContractLabError
from contractlab.values.http import HttpRequest
from contractlab.values.source import Location
from contractlab.values.text import quote

__all__ = ["Remark", "definition_problems"]

_ORDER = {"error": 0, "warning": 1, "info": 2}
_MOST_COMBINED = 300
"""So many pairs are tried with the headers of both."""
_MOST_TRIED = 2_000
"""So many pairs of examples are tried against each other."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd about an example as it was defined.

    Attributes
    ----------
    note : DefinitionNote
    example : Example
        Of the definition's contract.
    location : Location or None
        Where it stands, if that is not in the contract: in the API document that it was made of.
    """

    note: DefinitionNote
    example: Example
    location: Location | None = None


def definition_problems(contract: Contract, remarks: Iterable[Remark] = ()) -> tuple[Problem, ...]:
    """Problems of a contract that is being defined, worst first.

    Parameters
    ----------
    contract : Contract
    remarks : iterable of Remark
        What the examples were defined by.
    """
    if not contract.examples:
        return ()  # that there is none yet is seen without being told
    form = format_of(contract)
    own = form.defining.own_problems if isinstance(form, Defines) else ()
    found_problems = [
        *(problem for problem in contract.problems if problem.code not in own),
        *_overlaps(contract),
        *_states(contract),
        *_changing(contract),
        *map(_remarked, remarks),
    ]
    return tuple(sorted(found_problems, key=lambda problem: _ORDER[problem.severity]))


def _remarked(remark: Remark) -> Problem:
    note, example = remark.note, remark.example
    location = remark.location if remark.location is not None else example.location
    return Problem(note.severity, note.code, note.text, location, example.key)


def _overlaps(contract: Contract) -> Iterator[Problem]:
    """Examples whose own request fits another one too, so that a mock has to choose."""
    tried = 0
    by_method: dict[str, list[tuple[Example, HttpRequest]]] = {}
    for example in contract.examples:
        if example.kind == "http":
            request = request_of(example.request)
            by_method.setdefault(request.method, []).append((example, request))
    ours, reference = Chooser(contract), Chooser(contract, dialect="reference")
    for group in by_method.values():
        for example, request in group:
            for rival, _ in group:
                if rival is example or _state_names(rival) != _state_names(example):
                    continue
                tried += 1
                if tried > _MOST_TRIED:
                    return
                if _fits(rival, request):
                    yield _overlap(example, rival, request, ours)
                elif tried <= _MOST_COMBINED and _is_refused(example, rival, request, reference):
                    yield _refused(example, rival)


def _overlap(example: Example, rival: Example, request: HttpRequest, ours: Chooser) -> Problem:
    winner = ours.choose(request).example
    answers = "" if winner is None else f"; {quote(winner.description, 60)} answers it"
    return Problem(
        "warning",
        "overlapping-examples",
        f"the request of {quote(example.description, 60)} fits {quote(rival.description, 60)} too, with the same "
        f"states{answers}: give them other requests or other states",
        example.location,
        example.key,
    )


def _is_refused(example: Example, rival: Example, request: HttpRequest, reference: Chooser) -> bool:
    """True if a request that fits an example is refused by the reference's mock, for it has a rival's headers too.

    The reference takes the example with the most equal parts, and only then asks whether it fits.
    """
    names = {name.lower() for name, _ in request.headers}
    more = [pair for pair in request_of(rival.request).headers if pair[0].lower() not in names]
    if not more:
        return False
    both = HttpRequest(request.method, request.path, request.query, [*request.headers, *more], request.body)
    try:
        return _fits(example, both) and reference.choose(both).example is None
    except (CannotCheck, ContractLabError):
        return False


def _refused(example: Example, rival: Example) -> Problem:
    return Problem(
        "info",
        "reference-refuses",
        f"a request of {quote(example.description, 60)} that has the headers of {quote(rival.description, 60)} as well "
        "fits, and the reference's own mock answers it 500: it takes what is most alike before it asks what fits",
        example.location,
        example.key,
    )


def _changing(contract: Contract) -> Iterator[Problem]:
    """Values that change with every run, and the file with them."""
    now = datetime.now().astimezone()
    for example in contract.examples:
        for pointer, value in clock_values(example.document, now):
            yield Problem(
                "warning",
                "changing-value",
                f"{quote(value, 60)} is the time of now, so that every run writes another file; give a fixed one, "
                "and a generator where the moment matters",
                contract.source.at(example.pointer + pointer),
                example.key,
            )


def _fits(example: Example, request: HttpRequest) -> bool:
    try:
        return example.check_request(request).passed
    except (CannotCheck, ContractLabError):
        return False


def _state_names(example: Example) -> tuple[str, ...]:
    return tuple(sorted(state.name for state in example.states))


def _states(contract: Contract) -> Iterator[Problem]:
    """One state that examples name with parameters of other names."""
    params: dict[str, tuple[frozenset[str], Example]] = {}
    told_of: set[str] = set()
    for example in contract.examples:
        for state in example.states:
            names = frozenset(state.params)
            first, first_example = params.setdefault(state.name, (names, example))
            if first != names and state.name not in told_of:
                told_of.add(state.name)
                yield Problem(
                    "info",
                    "state-parameters-differ",
                    f"the state {quote(state.name, 60)} has the parameters {', '.join(sorted(names)) or 'none'} here, "
                    f"and {', '.join(sorted(first)) or 'none'} in {quote(first_example.description, 60)}",
                    example.location,
                    example.key,
                )
