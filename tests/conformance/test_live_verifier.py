"""Live runs beside the real verifier: a good provider and broken ones, over HTTP and in the same process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conformance.shop import FAULTS, contract
from conformance.test_recording_verifier import SHOPS, verdicts_of_the_verifier
from conformance_wire import saved
from support import require

import contractlab as cl

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("fault", [None, *FAULTS])
@pytest.mark.parametrize("shop", SHOPS)
def test_verdicts_are_those_of_the_verifier(shop: str, fault: str | None, tmp_path: Path) -> None:
    require("pact")
    framework, build, serve = SHOPS[shop]
    require(framework)
    pact = tmp_path / "till-shop.json"
    pact.write_text(json.dumps(contract()), encoding="utf-8")
    asked = cl.load(pact)
    with serve(build(fault)) as address:
        verifier = verdicts_of_the_verifier(address, pact)
        runs = {"HTTP": cl.verify(asked, provider=address)}
    runs["in process"] = cl.verify(asked, provider=build(fault))
    assert all(verifier.values()) == (fault is None)
    for way, run in runs.items():
        assert {each.example.description: each.passed for each in run.results} == verifier, way
        assert run.passed == (fault is None)
        again = cl.verify(asked, run.captures)
        assert [each.verdict for each in again.results] == [each.verdict for each in run.results]
        unlike = [
            result.example.description
            for result, asked_result in zip(cl.verify(asked, saved(run.captures)).results, run.results, strict=True)
            if result.verdict != asked_result.verdict
        ]
        # Of a secret that was taken out, a recording does not even tell the type.
        assert unlike == (["a token"] if fault == "type" else [])
