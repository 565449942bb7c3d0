"""From a definition over the mock to a file that holds what was proved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

import contractlab as cl
from contractlab import match
from contractlab.errors import ContractBroken, InvalidEdit


def billing() -> cl.Definition:
    definition = cl.define("BillingService", "CustomerService")
    (
        definition.example("a request for customer 123")
        .given("a customer exists", id="123")
        .with_request(
            "GET", match.concat("/customers/", match.state_variable("id")), headers={"Accept": "application/json"}
        )
        .will_respond_with(200, json={"id": match.state_variable("id"), "name": match.str("Alice Smith")})
    )
    definition.example("no customer").with_request("GET", "/customers").will_respond_with(404)
    return definition


@pytest.mark.parametrize("trigger", [5, None, "http://127.0.0.1:1"])
def test_what_cannot_be_called_is_no_trigger(trigger: Any) -> None:
    made = cl.define("Shop", "Stock")
    made.example("x").with_request("GET", "/").will_respond_with(200)
    with pytest.raises(InvalidEdit, match="is not a trigger"):
        made.prove("x", trigger)


def test_what_the_consumer_asked_for_is_proved_and_written(tmp_path: Path) -> None:
    definition = billing()
    with definition.mock() as provider:
        answer = httpx.get(f"{provider.url}/customers/123", headers={"Accept": "application/json"})
        assert answer.json() == {"id": "123", "name": "Alice Smith"}
    assert [example.description for example in definition.proved] == ["a request for customer 123"]
    with pytest.raises(ContractBroken, match=r"no customer \(not proved\)"):
        definition.save(tmp_path)
    (written,) = json.loads((tmp_path / "BillingService-CustomerService.json").read_bytes())["interactions"]
    assert written["description"] == "a request for customer 123"


def test_a_request_that_fits_nothing_breaks_the_mock_and_proves_nothing() -> None:
    definition = billing()
    provider = definition.mock().start()
    answer = httpx.get(f"{provider.url}/customers/123")
    provider.stop()
    assert answer.status_code == 500
    with pytest.raises(ContractBroken, match="Accept"):
        provider.require_passed()
    assert definition.proved == ()


def test_examples_that_are_defined_while_the_mock_runs_count() -> None:
    definition = cl.define("Shop", "Stock")
    with definition.mock() as provider:
        definition.example("late").with_request("GET", "/late").will_respond_with(204)
        assert httpx.get(f"{provider.url}/late").status_code == 204
    assert [example.description for example in definition.proved] == ["late"]


def test_one_example_is_proved_by_a_trigger() -> None:
    definition = billing()

    def customer(provider: cl.MockProvider) -> str:
        answer = httpx.get(f"{provider.url}/customers/123", headers={"Accept": "application/json"})
        return str(answer.raise_for_status().json()["name"])

    proof = definition.prove("a request for customer 123", customer)
    assert proof.passed
    assert proof.returned == "Alice Smith"
    assert "proved" in proof._repr_mimebundle_()["text/plain"]
    assert len(definition.proved) == 1
    assert not definition.prove("no customer", customer).passed


def test_a_consumer_that_must_fail_and_one_that_must_not() -> None:
    definition = billing()

    async def customers(provider: cl.MockProvider) -> None:
        async with httpx.AsyncClient() as client:
            (await client.get(f"{provider.url}/customers")).raise_for_status()

    assert definition.prove("no customer", customers, raises=httpx.HTTPStatusError).require_passed().raised is not None
    with pytest.raises(ContractBroken, match="The consumer failed: HTTPStatusError"):
        definition.prove("no customer", customers).require_passed()
    lazy = definition.prove("no customer", lambda provider: None)
    assert lazy.why == "The trigger sent no request."
    brave = definition.prove("no customer", lambda provider: httpx.get(f"{provider.url}/customers"), raises=ValueError)
    assert brave.why == "The consumer did not fail, as it must."
