"""Converted contracts beside their originals: the same verdict on every golden response, or the list says why not."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest
from conformance.data import (
    CASE_CONTRACTS,
    PACT_CONTRACTS,
    RESPONSES,
    Row,
    case_files,
    needs,
    pact_contract,
    response_of,
    rows,
)

import contractlab as cl

TARGETS = [("pact", "1.0"), ("pact", "2.0"), ("pact", "3.0"), ("pact", "4.0"), ("contractcase", None)]


@cache
def rows_by_contract() -> dict[str, list[Row]]:
    by_file: dict[str, list[Row]] = defaultdict(list)
    for row in rows(RESPONSES):
        by_file[row["file"]].append(row)
    return by_file


@needs(RESPONSES, PACT_CONTRACTS)
@pytest.mark.parametrize(("to", "version"), TARGETS)
def test_every_golden_response_gets_its_verdict_or_a_reason(to: str, version: str | None) -> None:
    same = announced = 0
    silent: list[str] = []
    for name, listed in rows_by_contract().items():
        contract = pact_contract(name)
        converted = cl.convert(contract, to, spec_version=version)
        lost = {problem.example for problem in converted.lost if problem.severity != "info"}
        gone = {problem.example for problem in converted.lost if problem.code == "example-lost"}
        assert all(problem.line is not None for problem in converted.lost)
        left = [example for example in contract if example.key not in gone]
        if to == "pact" and version < "4.0":  # messages stand in a list of their own
            left.sort(key=lambda example: example.kind == "message")
        pairs = dict(zip([example.key for example in left], converted.examples, strict=True))
        for row in listed:
            example = contract.examples[row["index"]]
            if example.key in gone:
                announced += 1
                continue
            answer = response_of(row)
            if example.check_response(answer).verdict == pairs[example.key].check_response(answer).verdict:
                same += 1
            elif example.key in lost:
                announced += 1
            else:
                silent.append(f"{name}#{row['index']} {row['variant']}")
    print(f"{to} {version}: {same} the same, {announced} listed")
    assert silent == []
    assert same > 0.6 * (same + announced)


@needs(RESPONSES, PACT_CONTRACTS)
def test_nothing_is_lost_on_the_way_up() -> None:
    contract = pact_contract(next(iter(rows_by_contract())))
    again = cl.convert(cl.convert(contract, spec_version="4.0"), spec_version="4.0")
    assert again.lost == ()


@needs(CASE_CONTRACTS)
def test_real_contractcase_contracts_become_pacts_that_accept_their_own_examples() -> None:
    checked = 0
    for contract in cl.load_all(*case_files()):
        for version in ("2.0", "3.0", "4.0"):
            converted = cl.convert(contract, "pact", spec_version=version)
            gone = {problem.example for problem in converted.lost if problem.code == "example-lost"}
            kept = [example for example in contract if example.key not in gone]
            assert len(kept) == len(converted)
            for original, made in zip(kept, converted, strict=True):
                expected = original.response
                present = expected.body.presence == "present"
                headers = {"Content-Type": "application/json"} if present else {}
                answer = cl.HttpResponse(expected.status, headers, expected.body.data if present else None)
                assert original.check_response(answer).passed
                messages = [problem.message for problem in converted.lost if problem.example == original.key]
                assert made.check_response(answer).passed or messages
                checked += 1
    assert checked
