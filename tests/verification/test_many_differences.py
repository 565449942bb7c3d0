"""Of many differences of one kind the first thousand are told, and the others are counted, in every view."""

from __future__ import annotations

import json
import pickle

from small_contracts import TYPE, contract_of, http, part_of

import contractlab as cl
from contractlab.values.result import MORE_DIFFERENCES
from contractlab.verification.pairing import _MOST_AMBIGUOUS
from contractlab.views import present


def capture(body: object) -> cl.Capture:
    return cl.Capture(cl.HttpRequest("GET", "/"), cl.HttpResponse(json=body))


def test_differences_of_one_kind() -> None:
    response = {"status": 200, **part_of([1], {"$": TYPE}, "3.0")}
    contract = contract_of(http("x", request={"method": "GET", "path": "/"}, response=response))
    result = contract[0].check_response(cl.HttpResponse(json=["x"] * 3_000))
    assert (result.verdict, len(result.mismatches), result.left_out) == ("failed", 1_000, 2_000)
    assert [note.reason for note in result.unchecked][-1] == MORE_DIFFERENCES
    for same in (result, pickle.loads(pickle.dumps(result))):
        assert all("2,000 or more differences" in text for text in present(same).values())
        assert (len(same.mismatches), same.left_out) == (1_000, 2_000)
        assert "1,000 mismatches and 2,000 or more" in repr(same)


def test_rules_about_keys_are_not_multiplied_by_keys() -> None:
    rules = [{"match": "eachKey", "rules": [{"match": "regex", "regex": f"x{n}"}], "value": "x"} for n in range(50)]
    response = {"status": 200, **part_of({"a": 1}, {"$": {"combine": "AND", "matchers": rules}}, "3.0")}
    contract = contract_of(http("x", request={"method": "GET", "path": "/"}, response=response))
    result = contract[0].check_response(cl.HttpResponse(json={f"k{n}": 1 for n in range(1_000)}))
    assert result.verdict == "failed"
    assert len(result.mismatches) <= 10_000
    assert result.left_out > 0


def test_recordings_that_fit_many_examples() -> None:
    request = {"method": "GET", "path": "/"}
    made = [http(f"x{n}", request=request, response={"status": 200, **part_of({"a": n}, {}, "3.0")}) for n in range(3)]
    captures = [capture({"a": 1000 + n}) for n in range(_MOST_AMBIGUOUS + 20)]
    run = cl.verify(contract_of(*made), captures)
    assert len(run.results) == 3 * _MOST_AMBIGUOUS
    assert {result.verdict for result in run.results} == {"error"}
    assert len(run.unpaired) == 20
    assert "fits several examples" in run.unpaired[0].note
    assert json.dumps(run.to_dict())
