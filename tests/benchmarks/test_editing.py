"""Editing beside its budget: the preview of one edit checks again only what changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import contractlab as cl
from contractlab import match

from .test_checking import best_of, measured

Report = Callable[[str, str, str], None]


def contract(count: int) -> cl.Contract:
    interactions = [
        {
            "type": "Synchronous/HTTP",
            "description": f"example {number}",
            "request": {"method": "GET", "path": f"/items/{number}"},
            "response": {
                "status": 200,
                "headers": {"Content-Type": ["application/json"]},
                "body": {"content": {"id": number, "price": 1.5, "tags": ["a"]}, "contentType": "application/json"},
                "matchingRules": {"body": {"$.id": {"matchers": [{"match": "integer"}]}}},
            },
        }
        for number in range(count)
    ]
    document = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": interactions}
    document["metadata"] = {"pactSpecification": {"version": "4.0"}}
    return cl.load(json.dumps(document, indent=2).encode(), name="many.json")


def test_the_preview_of_one_edit(benchmark: Any, report: Report) -> None:
    answer = {"id": 1, "price": 1.5, "tags": ["a"]}
    captures = [
        cl.Capture(cl.HttpRequest("GET", f"/items/{number}"), cl.HttpResponse(200, json=answer), index=number)
        for number in range(1_000)
    ]
    edit = cl.edit(contract(1_000))
    edit.preview(captures)
    prices = iter(range(1_000_000))

    def one_edit() -> str:
        edit[500].response.body["$.price"] = match.integer(next(prices))
        return edit.preview(captures).sentence

    assert one_edit() == "If saved: 1 passed → failed"
    taken = measured(benchmark, one_edit)
    report("an edit and its preview, 1,000 × 1,000", f"{taken * 1000:.0f} ms", "goal 50 ms")
    written = best_of(edit.to_bytes, 3)
    report("  the text of the file after it", f"{written * 1000:.0f} ms", "")
