"""Real ContractCase contracts, live: perfect providers of every kind pass as the files say, and broken ones do not.

Every file says of its examples that ContractCase verified them. Providers here do what the examples themselves say,
with other values for state variables than the defaults; a broken one answers with another status, sends another method,
calls with one argument more, or returns something else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from conformance.data import CASE_CONTRACTS, case_files, needs

import contractlab as cl
from contractlab.contracts.calls import RunsCalls
from contractlab.contracts.format import format_of
from contractlab.contracts.sample_exchange import response_of
from contractlab.engine.errors import CannotCheck

pytestmark = needs(CASE_CONTRACTS)


def contracts() -> list[cl.Contract]:
    """Those that can be read, each once."""
    return list(cl.load_all(*case_files()))


def _defaults(example: cl.Example) -> dict[str, dict[str, Any]]:
    return {state.name: {name: each.default for name, each in state.variables.items()} for state in example.states}  # type: ignore[attr-defined]


def _states(example: cl.Example) -> cl.StateHandlers:
    states = cl.StateHandlers()
    for name, values in _defaults(example).items():
        states.register(name, lambda values=values: values)
    return states


def _run(example: cl.Example, *, broken: bool) -> cl.Result:
    """One example against a provider that is perfect, or broken."""
    form = format_of(example.contract)
    assert isinstance(form, RunsCalls)
    need = form.call_need(example)
    options: dict[str, Any]
    if need is None:
        answer = response_of(example.response)
        if broken:
            answer = cl.HttpResponse(333, answer.headers, answer.body)
        options = {"provider": lambda request: answer}
    elif need.kind == "client":
        options = {"triggers": {need.trigger: lambda url: _send(example, url, broken)}}
    elif need.kind == "caller":
        arguments = form.call_arguments(example, {})
        options = {"triggers": {need.trigger: _calling([*arguments, 1] if broken else arguments)}}
    else:
        outcome = form.mock_outcome(example)

        def function(*arguments: Any) -> Any:
            if broken:
                raise type("SomethingElse", (Exception,), {})("planted")
            if outcome.error_class:
                raise type(outcome.error_class, (Exception,), {})(outcome.message)
            return outcome.value

        options = {"functions": {need.name: function}}
    (result,) = cl.verify(example.contract, only=example, states=_states(example), **options).results
    return result


def _calling(arguments: list[Any]) -> Callable[..., Any]:
    def trigger(function: Callable[..., Any]) -> None:
        with suppress(Exception):  # which the example may expect
            function(*arguments)

    return trigger


def _send(example: cl.Example, url: str, broken: bool) -> None:
    request = format_of(example.contract).sent_request(example)
    method = "TRACE" if broken else request.method
    headers = {name.lower(): value for name, value in request.headers}
    if request.body is not None:
        headers.setdefault("content-type", "application/json")
    content = request.body if isinstance(request.body, bytes) else None
    httpx.request(method, f"{url}{request.target}", headers=headers, content=content, trust_env=False)


@pytest.mark.parametrize("broken", [False, True], ids=["perfect", "broken"])
def test_real_contracts_live(broken: bool) -> None:
    otherwise: list[str] = []
    kinds: dict[str, int] = {}
    seen: set[str] = set()
    untold = 0
    for contract in contracts():
        for example in contract.examples:
            named = f"{contract.source.name}: {example.description}"
            same = repr(example.content)
            if example.kind == "unknown" or same in seen:
                continue
            seen.add(same)
            try:
                result = _run(example, broken=broken)
            except CannotCheck:
                # Some files have a bare value where the result of a function belongs, so nobody knows what is perfect.
                untold += 1
                continue
            kinds[example.judged] = kinds.get(example.judged, 0) + 1
            if result.passed == broken:
                otherwise.append(
                    f"{named}: {result.verdict} {result.reason} {[str(m.message) for m in result.mismatches]}"
                )
    assert otherwise == []
    assert untold < sum(kinds.values()) / 10
    assert set(kinds) == {"response", "request", "arguments", "result"}
