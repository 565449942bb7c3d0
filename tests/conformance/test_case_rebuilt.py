"""Real contracts of ContractCase, defined again by hand: the same contracts, and the same code for each."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from conformance.data import CASE_CONTRACTS, case_files, needs
from conformance.rebuilt_cases import REBUILT

_FROM_JAVA = frozenset(list(REBUILT)[-3:])


@cache
def _by_hash() -> dict[str, str]:
    """Texts of real contracts by the hash that they record."""
    texts = {}
    for path in case_files():
        text = path.read_text(encoding="utf-8")
        recorded = json.loads(text).get("metadata", {}).get("_case", {}).get("hash")
        if recorded is not None:
            texts[recorded] = text
    return texts


def _content(text: str) -> dict[str, Any]:
    return {key: value for key, value in json.loads(text).items() if key != "metadata"}


@needs(CASE_CONTRACTS)
@pytest.mark.parametrize("recorded", REBUILT, ids=lambda recorded: recorded[:12])
def test_a_contract_that_is_defined_again_is_the_same(recorded: str) -> None:
    text = _by_hash()[recorded]
    made = REBUILT[recorded]()
    ours = made.contract.to_bytes().decode()
    assert _content(ours) == _content(text)
    assert list(_content(ours)["matcherLookup"]) == list(_content(text)["matcherLookup"])
    if recorded not in _FROM_JAVA:
        assert made.contract.content_hash == recorded
        assert ours.replace("0.30.1", "case-internal-tests", 1) == text


@needs(CASE_CONTRACTS)
@pytest.mark.parametrize("recorded", REBUILT, ids=lambda recorded: recorded[:12])
def test_the_code_of_a_contract_defines_it_again(recorded: str) -> None:
    made = REBUILT[recorded]()
    room: dict[str, Any] = {}
    exec(made.code(), room)
    assert room["billing"].contract.to_bytes() == made.contract.to_bytes()
