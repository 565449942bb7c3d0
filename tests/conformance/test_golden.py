"""Verdicts of the Rust core, recorded: every one must be met."""

from __future__ import annotations

from collections import Counter

import pytest
from conformance.data import (
    PACT_CONTRACTS,
    REQUEST_PROBES,
    REQUESTS,
    RESPONSE_PROBES,
    RESPONSES,
    needs,
    pact_contract,
    pact_files,
    request_of,
    response_of,
    rows,
)

import contractlab as cl
from contractlab.formats.pact import PactExample
from contractlab.values.reasons import ReasonCode


@needs(RESPONSES, PACT_CONTRACTS)
def test_captured_responses() -> None:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong: list[str] = []
    refused: set[str] = set()
    for row in rows(RESPONSES):
        example = pact_contract(row["file"]).examples[row["index"]]
        result = example.check_response(response_of(row))
        if result.reason_code is ReasonCode.REFUSED_FILE:
            # The core was asked about the response in a contract of its own: that of the row cannot be loaded.
            assert isinstance(example, PactExample)
            refused.add(row["file"])
            result = example.judge_response(response_of(row))
        asked[row["spec"]] += 1
        if result.verdict == ("passed" if row["passed"] else "failed"):
            right[row["spec"]] += 1
        else:
            wrong.append(f"{row['file']}#{row['index']} {row['variant']}: {result.verdict}, core: {row['passed']}")
    print({spec: f"{right[spec]} of {asked[spec]}" for spec in sorted(asked)}, f"{len(refused)} files refused")
    assert wrong[:20] == []
    assert asked
    assert len(refused) <= max(1, len(pact_files()) // 100)


@needs(REQUESTS)
def test_requests_to_the_mock_server() -> None:
    wrong: list[str] = []
    asked: Counter[str] = Counter()
    contracts: dict[str, cl.Contract] = {}
    for row in rows(REQUESTS):
        text = repr(row["pact"])
        if text not in contracts:
            contracts[text] = cl.load(row["pact"])
        contract = contracts[text]
        result = contract[0].check_request(request_of(row))
        asked[contract.spec_version] += 1
        if result.verdict != ("passed" if row["passed"] else "failed"):
            wrong.append(f"{row['variant']}: {result.verdict}, core: {row['passed']}")
    print(dict(asked))
    assert wrong[:20] == []
    assert asked


@needs(RESPONSE_PROBES)
def test_response_probes() -> None:
    wrong: list[str] = []
    asked = 0
    for row in rows(RESPONSE_PROBES):
        asked += 1
        if row["load_error"]:
            with pytest.raises(cl.InvalidContract):
                cl.load(row["pact"])
            continue
        result = cl.load(row["pact"])[0].check_response(response_of(row))
        # An unknown matcher fails in the core, and is an error here: never a pass.
        if result.passed is not row["passed"] or (result.verdict == "error" and "frob" not in (result.reason or "")):
            wrong.append(f"{row['variant']}: {result.verdict} {result.reason}, core: {row['passed']}")
    assert wrong == []
    assert asked


@needs(REQUEST_PROBES)
def test_request_probes() -> None:
    wrong: list[str] = []
    asked = 0
    for row in rows(REQUEST_PROBES):
        asked += 1
        result = cl.load(row["pact"])[0].check_request(request_of(row))
        if result.verdict != ("passed" if row["passed"] else "failed"):
            wrong.append(f"{row['variant']}: {result.verdict}, core: {row['passed']}")
    assert wrong == []
    assert asked


@needs(RESPONSES, PACT_CONTRACTS)
def test_mismatches_stand_where_the_core_saw_them() -> None:
    """A help, not a gate: paths of failed bodies overlap in nearly all rows (a missing key is named itself here)."""
    near = asked = 0
    for row in rows(RESPONSES):
        recorded = {
            mismatch.get("path") for mismatch in row.get("mismatches", ()) if mismatch["type"] == "BodyMismatch"
        }
        if not recorded or None in recorded or len(recorded) > 1:
            continue
        result = pact_contract(row["file"]).examples[row["index"]].check_response(response_of(row))
        paths = {mismatch.path for mismatch in result.mismatches if mismatch.part == "body"}
        path = recorded.pop()
        asked += 1
        near += path == "/" or any(ours == path or ours.startswith(path) for ours in paths)
    print(f"{near} of {asked}")
    assert near >= 0.97 * asked
