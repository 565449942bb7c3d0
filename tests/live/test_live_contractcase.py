"""ContractCase's HTTP providers: handlers bring the variables, which stand in request and response."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import contractlab as cl

VARIABLE = {"_case:matcher:type": "_case:ContextVariable", "_case:matcher:variableName": "userId"}
BY_TYPE = {"_case:matcher:type": "_case:CascadingContext", "_case:context:matchBy": "type"}


def contract(read: str = "state") -> cl.Contract:
    """An example that asks for a user whose id a state brings; `read` as in the example's set-up."""
    return cl.load(
        {
            "contractType": "case::contract",
            "description": {"consumerName": "c", "providerName": "p"},
            "matcherLookup": {},
            "metadata": {},
            "examples": [
                {
                    "states": [
                        {
                            "_case:state:type": "_case:StateWithVariables",
                            "stateName": "A user exists",
                            "variables": {"userId": {**BY_TYPE, "_case:matcher:child": "123"}},
                        }
                    ],
                    "mock": {
                        "_case:mock:type": "_case:MockHttpServer",
                        "request": {
                            "_case:matcher:type": "_case:HttpRequestMatcher",
                            "method": "GET",
                            "path": "/users",
                            "query": {"id": VARIABLE},
                        },
                        "response": {
                            "_case:matcher:type": "_case:HttpResponseMatcher",
                            "status": 200,
                            "body": {"userId": VARIABLE},
                        },
                        "_case:run:context:setup": {
                            "write": {
                                "type": "_case:MockHttpServer",
                                "stateVariables": "default",
                                "triggers": "provided",
                            },
                            "read": {
                                "type": "_case:MockHttpClient",
                                "stateVariables": read,
                                "triggers": "generated",
                            },
                        },
                    },
                    "result": "VERIFIED",
                }
            ],
        }
    )


class Provider:
    """Gives the user who is asked for, or another one."""

    def __init__(self, answers: str | None = None) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def __call__(self, request: cl.HttpRequest) -> cl.HttpResponse:
        self.asked.append(request.target)
        return cl.HttpResponse(json={"userId": self._answers or request.query.removeprefix("id=")})


def handlers(log: list[str], values: Any) -> cl.StateHandlers:
    states = cl.StateHandlers()

    @states("A user exists")
    def exists(params: dict[str, Any]) -> Iterator[Any]:
        log.append(f"default {params['userId']}")
        yield values
        log.append("undone")

    return states


def test_variables_reach_request_and_verdict() -> None:
    log: list[str] = []
    provider = Provider()
    run = cl.verify(contract(), provider=provider, states=handlers(log, {"userId": "u-42"}))
    assert run.passed
    assert provider.asked == ["/users?id=u-42"]
    assert log == ["default 123", "undone"]
    assert run.captures[0].states == (("A user exists", {"userId": "u-42"}),)


def test_another_value_than_the_variable_s_fails_and_the_captures_say_so() -> None:
    run = cl.verify(contract(), provider=Provider("u-43"), states=handlers([], {"userId": "u-42"}))
    (result,) = run.results
    assert result.verdict == "failed"
    (offline,) = cl.verify(run.contracts, run.captures).results
    assert (offline.verdict, offline.mismatches) == (result.verdict, result.mismatches)


@pytest.mark.parametrize(("values", "words"), [(None, "is missing"), ({"userId": 5}, "does not have the shape")])
def test_values_of_another_shape_are_refused_before_anything_is_asked(values: Any, words: str) -> None:
    log: list[str] = []
    provider = Provider()
    (result,) = cl.verify(contract(), provider=provider, states=handlers(log, values)).results
    assert result.verdict == "error"
    assert words in (result.reason or "")
    assert provider.asked == []
    assert log == ["default 123", "undone"]


def test_defaults_need_no_handler() -> None:
    provider = Provider()
    assert cl.verify(contract("default"), provider=provider, states=cl.StateHandlers()).passed
    assert provider.asked == ["/users?id=123"]
