"""What generators make, judged by pact-python's verifier with the matcher of the same kind."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from conformance.rust_core import judge_responses
from conformance.test_live_exact import PAIRS, _contract, _sent, _written
from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples, require

pytestmark = pytest.mark.oracle

JSON = [("Content-Type", "application/json")]
BATCH = 40
"""Values in one run of the verifier, which takes longer to start than to judge them."""


def _made(pair: tuple[Any, Any, Any], seed: int) -> bytes:
    generator, _, example = pair
    contract = _contract(_written("body", example, generator, "4.0"), "4.0")
    body: bytes = _sent(contract, random=Random(seed)).body
    return body


def _expected(pair: tuple[Any, Any, Any]) -> dict[str, Any]:
    _, rule, example = pair
    return {
        "headers": {"Content-Type": "application/json"},
        "body": {"g": example},
        "matchingRules": {"body": {"$.g": {"matchers": [rule]}}},
    }


@settings(max_examples=examples(6), deadline=None)
@given(st.lists(PAIRS, min_size=BATCH, max_size=BATCH), st.integers(0, 2**32))
def test_the_verifier_accepts_what_is_made(pairs: list[tuple[Any, Any, Any]], seed: int) -> None:
    require("pact")
    bodies = [_made(pair, seed + number) for number, pair in enumerate(pairs)]
    verdicts = judge_responses(list(map(_expected, pairs)), [(200, JSON, body) for body in bodies], "3.0.0")
    assert verdicts is not None
    refused = [(pair, body) for pair, body, passed in zip(pairs, bodies, verdicts, strict=True) if not passed]
    assert refused == []


def test_it_refuses_what_is_not_of_the_kind() -> None:
    require("pact")
    pair = ({"type": "RandomHexadecimal", "digits": 4}, {"match": "regex", "regex": "[0-9A-F]{4}"}, "example")
    made = _made(pair, 1)
    assert judge_responses([_expected(pair)] * 2, [(200, JSON, made), (200, JSON, b'{"g":"XYZ"}')], "3.0.0") == [
        True,
        False,
    ]
