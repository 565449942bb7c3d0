"""Small ContractCase contracts for tests."""

from __future__ import annotations

import copy
import json
from typing import Any

import contractlab as cl

M = "_case:matcher:"
CLIENT_READS = {
    "write": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
    "read": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
}
SERVER_READS = {
    "write": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
    "read": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
}
CALLER_READS = {
    "write": {"type": "_case:MockFunctionExecution", "stateVariables": "default", "triggers": "provided"},
    "read": {"type": "_case:MockFunctionCaller", "stateVariables": "state", "triggers": "generated"},
}
EXECUTION_READS = {
    "write": {"type": "_case:MockFunctionCaller", "stateVariables": "state", "triggers": "generated"},
    "read": {"type": "_case:MockFunctionExecution", "stateVariables": "default", "triggers": "provided"},
}


def matcher(kind: str, **fields: Any) -> dict[str, Any]:
    """A matcher; names of fields get the prefix."""
    return {f"{M}type": f"_case:{kind}", **{f"{M}{name}": value for name, value in fields.items()}}


def named(name: str, child: Any) -> dict[str, Any]:
    return {f"{M}type": "_case:Lookup", f"{M}uniqueName": name, f"{M}child": child}


def shaped(child: Any) -> dict[str, Any]:
    return {f"{M}type": "_case:CascadingContext", f"{M}child": child, "_case:context:matchBy": "type"}


def variable(name: str) -> dict[str, Any]:
    return matcher("ContextVariable", variableName=name)


def request(**fields: Any) -> dict[str, Any]:
    return {"method": "GET", "path": "/users", **fields, f"{M}type": "_case:HttpRequestMatcher"}


def response(status: Any = 200, **fields: Any) -> dict[str, Any]:
    return {"status": status, **fields, f"{M}type": "_case:HttpResponseMatcher"}


def named_state(name: str) -> dict[str, Any]:
    return {"_case:state:type": "_case:NamedState", "stateName": name}


def state_with(name: str, **variables: Any) -> dict[str, Any]:
    return {"_case:state:type": "_case:StateWithVariables", "stateName": name, "variables": variables}


def example(
    asked: Any, answered: Any, *states: Any, setup: Any = CLIENT_READS, result: Any = "VERIFIED", **mock: Any
) -> dict[str, Any]:
    return {
        "states": list(states),
        "mock": {
            "request": asked,
            "response": answered,
            "_case:mock:type": setup["write"]["type"],
            "_case:run:context:setup": setup,
            **mock,
        },
        "result": result,
    }


def document(*examples: Any, lookup: Any = None, **top: Any) -> dict[str, Any]:
    """A whole contract; lookups of named parts are added as ContractCase adds them."""
    made: dict[str, Any] = {}
    for example in examples:
        for part in ("request", "response"):
            node = example["mock"].get(part)
            if isinstance(node, dict) and node.get(f"{M}type") == "_case:Lookup":
                made["matcher:" + node[f"{M}uniqueName"]] = copy.deepcopy(node[f"{M}child"])
    return {
        "contractType": "case::contract",
        "description": {"consumerName": "user page", "providerName": "user service"},
        "metadata": {"_case": {"version": "0.30.1", "hash": ""}},
        "matcherLookup": {**made, **(lookup or {})},
        "examples": list(examples),
        **top,
    }


def users() -> dict[str, Any]:
    """A contract with a variable: one user by id, and one that is not there."""
    asked = named("get a user", request(path=matcher("StringPrefix", prefix="/users/", suffix=variable("userId"))))
    answer = named("the user", response(body={"id": variable("userId"), "name": shaped("Ada"), "active": True}))
    gone = named("no user", response(404))
    return document(
        example(asked, answer, named_state("up"), state_with("a user exists", userId=shaped("123"))),
        example(asked, gone, named_state("up"), state_with("no user exists", userId=shaped("321"))),
        lookup={
            "variable:default:userId::test[0]": shaped(shaped("123")),
            "variable:default:userId::test[1]": shaped(shaped("321")),
        },
    )


def load(value: dict[str, Any], name: str | None = None) -> Any:
    """The contract, with its hash in order."""
    from contractlab.formats.contractcase.writing import write_document

    return cl.load(write_document(copy.deepcopy(value)), name=name)


def codes(contract: Any) -> list[str]:
    return [problem.code for problem in contract.problems]


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
