"""The request that is sent for a ContractCase example: with defaults, and with the values of its state variables."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from case_contracts import load, users

from contractlab.contracts.format import format_of, request_forms_of

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def test_defaults_stand_in_for_variables() -> None:
    example = load(users())[0]
    forms = request_forms_of(example)
    assert (forms.varies, forms.path.value) == (False, "/users/123")


def test_values_of_variables_are_sent() -> None:
    example = load(users())[0]
    params = {"userId": "77", "nobody": 1}
    sent = format_of(example.contract).generated_request(
        example, params=params, random=Random(1), now=NOW, base_path="/api", custom_headers={"X": "1"}
    )
    assert (sent.target, sent.headers["x"]) == ("/api/users/77", "1")
    without = format_of(example.contract).generated_request(example, params={}, random=Random(1), now=NOW)
    assert without.target == "/users/123"
