"""ContractCase's matchers beside parsing the bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from contractlab.formats.contractcase.matching import CasePlan, World

from .test_checking import best_of, measured

Report = Callable[[str, str, str], None]


def _matcher(kind: str, **attributes: Any) -> dict[str, Any]:
    return {
        "_case:matcher:type": f"_case:{kind}",
        **{f"_case:matcher:{key}": attribute for key, attribute in attributes.items()},
    }


def _shape() -> dict[str, Any]:
    record = {
        "id": _matcher("Integer", example=1),
        "name": "someone",
        "email": _matcher("StringSuffix", prefix="a", suffix="@example.org"),
        "score": 1.5,
        "active": True,
        "address": {"street": "High Street", "city": "York", "tags": _matcher("ArrayEachEntryLike", matcher="home")},
    }
    by_type = {**_matcher("CascadingContext", child=record), "_case:context:matchBy": "type"}
    return {**_matcher("HttpResponseMatcher"), "status": 200, "body": _matcher("ArrayEachEntryLike", matcher=by_type)}


def _records() -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "name": f"person {number}",
            "email": f"p{number}@example.org",
            "score": number / 7,
            "active": number % 2 == 0,
            "address": {"street": f"{number} High Street", "city": "Leeds", "tags": ["home", "post"]},
        }
        for number in range(10_000)
    ]


def test_ten_thousand_entries(benchmark: Any, report: Report) -> None:
    data = json.dumps(_records()).encode()
    body = json.loads(data)
    plan = CasePlan(_shape(), "", World())
    assert plan.check({"status": 200, "body": body}).passed
    limit = best_of(lambda: json.loads(data))
    taken = measured(benchmark, lambda: plan.check({"status": 200, "body": body}))
    report(f"ContractCase: {len(data) / 1e6:.1f} MB, 10,000 entries", f"{taken / limit:.2f} × json.loads", "goal 1.0")


def test_ten_thousand_entries_of_which_one_differs(benchmark: Any, report: Report) -> None:
    records = _records()
    records[9000]["score"] = "x"
    data = json.dumps(records).encode()
    body = json.loads(data)
    plan = CasePlan(_shape(), "", World())
    result = plan.check({"status": 200, "body": body})
    assert [mismatch.path for mismatch in result.mismatches] == ["$[9000].score"]
    limit = best_of(lambda: json.loads(data))
    taken = measured(benchmark, lambda: plan.check({"status": 200, "body": body}).mismatches)
    report("  with one difference", f"{taken / limit:.2f} × json.loads", "")
