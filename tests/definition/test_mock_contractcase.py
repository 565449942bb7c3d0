"""A mock of a ContractCase contract: as its core answers, and with the response's headers."""

from __future__ import annotations

import json

import pytest
from case_contracts import document, example, matcher, named_state, request, response, shaped, state_with, variable
from mocked import asking

import contractlab as cl

USER = example(
    request(path="/users/1", headers={"accept": "application/json"}),
    response(200, headers={"X-Trace": "abc"}, body=shaped({"id": variable("userId"), "name": "Ann"})),
    state_with("a user exists", userId="42"),
)
MISSING = example(request(path="/users/9"), response(404), named_state("no user"))
CHANGE = example(
    request(method="POST", path="/users", body=shaped({"name": "Ann", "age": matcher("MatchNumber", example=3)})),
    response(201),
)


def _contract() -> cl.Contract:
    return cl.load(json.dumps(document(USER, MISSING, CHANGE)).encode())


def test_the_response_is_sent_with_its_headers_and_the_values_of_its_states() -> None:
    provider = cl.mock(_contract())
    with asking(provider) as client:
        answer = client.get("/users/1", headers={"Accept": "application/json"})
        assert client.get("/users/9").status_code == 404
    assert answer.json() == {"id": "42", "name": "Ann"}
    assert answer.headers["x-trace"] == "abc"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert provider.passed
    assert len(provider.uncalled) == 1


@pytest.mark.parametrize("dialect", [None, "reference"])
def test_every_request_is_judged_not_the_last_alone(dialect: str | None) -> None:
    provider = cl.mock(_contract(), dialect=dialect)
    with asking(provider) as client:
        assert client.post("/users", json={"name": "Bob", "age": 7}).status_code == 201
        missed = client.post("/users", json={"name": "Bob", "age": "7"})
        assert client.post("/users", json={"name": "Cid", "age": 8}).status_code == 201
    assert [each.verdict for each in provider.requests] == ["passed", "failed", "passed"]
    mismatches = missed.json()["nearest"][0]["mismatches"]
    assert [each["path"] for each in mismatches] == ["$.age"]
    assert mismatches[0]["line"] is not None
    assert not provider.passed


def test_an_example_that_cannot_be_judged_says_so() -> None:
    unknown = example(
        request(method="POST", path="/users", body=shaped({"age": matcher("MatchTomorrow")})), response(201)
    )
    provider = cl.mock(cl.load(json.dumps(document(unknown)).encode()))
    with asking(provider) as client:
        answer = client.post("/users", json={"age": 3})
    assert "cannot be judged" in answer.json()["error"]
    assert provider.requests[0].verdict == "error"
    with pytest.raises(cl.ContractBroken, match="cannot be judged"):
        provider.require_passed()
