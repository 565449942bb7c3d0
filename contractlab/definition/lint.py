"""What is odd about a definition: the contract's own problems, and examples that one request fits."""

from __future__ import annotations

from collections.abc import Iterator

from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.defining import Defines
from contractlab.contracts.format import format_of
from contractlab.contracts.problems import Problem
from contractlab.contracts.sample_exchange import request_of
from contractlab.engine.errors import CannotCheck
from contractlab.errors import ContractLabError
from contractlab.values.http import HttpRequest
from contractlab.values.text import quote

__all__ = ["definition_problems"]

_ORDER = {"error": 0, "warning": 1, "info": 2}
_MOST_TRIED = 2_000
"""So many pairs of examples are tried against each other."""


def definition_problems(contract: Contract) -> tuple[Problem, ...]:
    """Problems of a contract that is being defined, worst first."""
    if not contract.examples:
        return ()  # that there is none yet is seen without being told
    form = format_of(contract)
    own = form.defining.own_problems if isinstance(form, Defines) else ()
    listed = (problem for problem in contract.problems if problem.code not in own)
    found_problems = [*listed, *_overlaps(contract), *_states(contract)]
    return tuple(sorted(found_problems, key=lambda problem: _ORDER[problem.severity]))


def _overlaps(contract: Contract) -> Iterator[Problem]:
    """Examples whose own request fits another one too, so that a mock has to choose."""
    tried = 0
    by_method: dict[str, list[tuple[Example, HttpRequest]]] = {}
    for example in contract.examples:
        if example.kind == "http":
            request = request_of(example.request)
            by_method.setdefault(request.method, []).append((example, request))
    for group in by_method.values():
        for example, request in group:
            for rival, _ in group:
                if rival is example or _state_names(rival) != _state_names(example):
                    continue
                tried += 1
                if tried > _MOST_TRIED:
                    return
                if _fits(rival, request):
                    yield Problem(
                        "warning",
                        "overlapping-examples",
                        f"the request of {quote(example.description, 60)} fits {quote(rival.description, 60)} too, "
                        "with the same states: a mock has to choose; give them other requests or other states",
                        example.location,
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
