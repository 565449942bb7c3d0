"""What is odd about ContractCase contracts: each with a pointer and a line."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from case_contracts import (
    M,
    document,
    example,
    load,
    matcher,
    named,
    named_state,
    request,
    response,
    shaped,
    state_with,
    users,
    variable,
)

import contractlab as cl


def problem_of(value: Any, code: str) -> Any:
    contract = load(value)
    mine = [problem for problem in contract.problems if problem.code == code]
    assert mine, [problem.code for problem in contract.problems]
    assert all(problem.line is not None for problem in mine)
    return mine[0]


def test_a_good_contract_has_none() -> None:
    assert load(users()).problems == ()


def test_two_matchers_of_one_name() -> None:
    value = document(
        example(named("asked", request()), named("answered", response())),
        example(named("asked", request(method="PUT")), named("answered", response())),
    )
    problem = problem_of(value, "conflicting-names")
    assert problem.severity == "error"
    assert problem.pointer == "/examples/1/mock/request"
    assert "uniqueName" in problem.message


def test_one_of_two_copies_was_edited() -> None:
    value = users()
    value["matcherLookup"]["matcher:the user"]["status"] = 201
    problem = problem_of(value, "copies-differ")
    assert (problem.severity, problem.pointer) == ("error", "/examples/0/mock/response")
    assert "matcherLookup" in problem.message


def test_a_reference_inside_is_the_same_as_the_matcher_it_names() -> None:
    value = document(example(named("outer", named("inner", request())), named("answered", response())))
    value["matcherLookup"]["matcher:outer"] = {f"{M}type": "_case:Lookup", f"{M}uniqueName": "inner"}
    value["matcherLookup"]["matcher:inner"] = request()
    assert not {"copies-differ", "conflicting-names"} & {problem.code for problem in load(value).problems}


def test_names_that_lead_nowhere() -> None:
    reference = {f"{M}type": "_case:Lookup", f"{M}uniqueName": "nobody"}
    value = document(example(named("a", request(body=reference)), named("b", response())))
    assert problem_of(value, "unknown-name").pointer.endswith("/body")
    value = document(example(named("a", request()), named("b", response(body=variable("lost")))))
    assert "lost" in problem_of(value, "unknown-variable").message


def test_a_type_that_nobody_knows_loads_and_is_told() -> None:
    value = document(example(named("a", request()), named("b", response(body=matcher("Weather", x=1)))))
    problem = problem_of(value, "unknown-matcher")
    assert problem.pointer.endswith(f"/body/{M}type")
    assert "_case:Weather" in problem.message


def test_header_names_in_upper_case() -> None:
    value = document(example(named("a", request(headers={"X-Id": "1"})), named("b", response())))
    problem = problem_of(value, "header-case")
    assert problem.pointer.endswith("/headers/X-Id")
    assert '"x-id"' in problem.message
    value = document(example(named("a", request(headers=shaped({"accept": "1"}))), named("b", response())))
    assert "header-case" not in [problem.code for problem in load(value).problems]


def test_response_headers_cannot_be_verified() -> None:
    value = document(example(named("a", request()), named("b", response(headers={"x-id": "1"}))))
    problem = problem_of(value, "response-headers")
    assert (problem.severity, problem.pointer[-8:]) == ("error", "/headers")


@pytest.mark.parametrize("result", ["FAILED", "PENDING", None, 3])
def test_only_what_is_verified_can_be_verified(result: Any) -> None:
    value = document(example(named("a", request()), named("b", response()), result=result))
    assert problem_of(value, "not-verified").pointer == "/examples/0/result"


def test_hashes_that_do_not_fit() -> None:
    value = json.loads(load(users()).to_bytes())
    value["metadata"]["_case"]["hash"] = "0" * 64
    contract = cl.load(json.dumps(value, indent=2).encode(), name=f"user-page-{'1' * 64}.case.json")
    by_code = {problem.code: problem for problem in contract.problems}
    assert by_code["hash"].pointer == "/metadata/_case/hash"
    assert contract.content_hash[:12] in by_code["hash"].message
    assert "file-name-hash" in by_code


def test_the_recorded_kind_may_be_wrong_and_decides_nothing() -> None:
    value = users()
    value["examples"][0]["mock"]["_case:mock:type"] = "_case:MockHttpClient"
    assert problem_of(value, "mock-type").severity == "info"
    del value["examples"][0]["mock"]["_case:run:context:setup"]
    assert problem_of(value, "unknown-kind").severity == "error"


def test_states_and_variables() -> None:
    value = users()
    value["examples"][0]["states"].append({"stateName": 3})
    assert problem_of(value, "states").pointer == "/examples/0/states/2"
    value = users()
    value["matcherLookup"]["variable:state:userId"] = "7"
    assert problem_of(value, "state-variable").severity == "warning"


def test_the_frame() -> None:
    value = users()
    del value["contractType"]
    value["description"] = {"consumerName": "a"}
    codes = [problem.code for problem in load(value).problems]
    assert {"contract-type", "participant"} <= set(codes)
    assert [problem.code for problem in load({**users(), "examples": []}).problems][:1] == ["no-examples"]


def test_what_nothing_refers_to_is_only_a_remark() -> None:
    value = users()
    value["matcherLookup"]["matcher:forgotten"] = 1
    value["matcherLookup"]["variable:default:x::test[0]"] = 1
    unused = [problem for problem in load(value).problems if problem.code.startswith("unused")]
    assert {problem.severity for problem in unused} == {"info"}
    assert len(unused) == 2


def test_an_example_that_fails_its_own_matcher() -> None:
    value = document(
        example(
            named("a", request()),
            named("b", response(body={"id": matcher("Integer", example=1.5)})),
            named_state("up"),
        )
    )
    problem = problem_of(value, "example-fails")
    assert problem.pointer.startswith("/examples/0/mock/response")
    assert "integer" in problem.message


def test_a_variable_with_two_defaults() -> None:
    value = users()
    value["examples"][0]["states"].append(state_with("again", userId=shaped("other")))
    assert problem_of(value, "variable-defaults").severity == "error"


def test_states_of_a_contract_are_told_with_users_and_defaults() -> None:
    contract = load(copy.deepcopy(users()))
    up, known_user, _ = contract.states
    assert up.examples == tuple(example.key for example in contract)
    assert known_user.params == ("userId",)
    assert known_user.defaults == {"userId": ("123",)}
    assert known_user.handlers
    state = contract.examples[0].states[1]
    assert str(state) == "a user exists, userId = 123"
    assert state.variables["userId"].default == "123"
    assert state.variables["userId"].pointer == "/examples/0/states/1/variables/userId"
