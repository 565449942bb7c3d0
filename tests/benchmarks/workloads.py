"""The two workloads of the budgets: one big response, and many small examples."""

from __future__ import annotations

import json
from typing import Any


def rule(name: str, **values: Any) -> dict[str, Any]:
    return {"matchers": [{"match": name, **values}]}


def record(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"customer {number}",
        "email": f"c{number}@example.org",
        "created": f"2026-0{number % 9 + 1}-{number % 28 + 1:02}",
        "score": number + 0.5,
        "active": number % 2 == 0,
        "address": {"street": "High Street", "zip": "W1U 6QT", "city": "London"},
        "tags": ["a", "b"],
        "status": "open" if number % 3 else "closed",
        "ref": f"CU-{number:06d}",
    }


BIG_RULES = {
    "$.items": rule("type", min=1),
    "$.items[*].id": rule("integer"),
    "$.items[*].name": rule("type"),
    "$.items[*].email": rule("regex", regex=r"\w+@\w+\.\w+"),
    "$.items[*].created": rule("date", format="yyyy-MM-dd"),
    "$.items[*].score": rule("decimal"),
    "$.items[*].active": rule("boolean"),
    "$.items[*].address.*": rule("type"),
    "$.items[*].tags[*]": rule("type"),
    "$.items[*].status": rule("regex", regex="open|closed"),
    "$.items[*].ref": rule("regex", regex=r"CU-\d{6}"),
}

SMALL_RULES = {
    "$.name": rule("type"),
    "$.score": rule("decimal"),
    "$.created": rule("date", format="yyyy-MM-dd"),
    "$.ref": rule("regex", regex=r"CU-\d{6}"),
}

JSON = {"Content-Type": "application/json"}


def contract(interactions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "consumer": {"name": "bench"},
        "provider": {"name": "records"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }


def interaction(path: str, body: Any, rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": f"a request for {path}",
        "request": {"method": "GET", "path": path},
        "response": {"status": 200, "headers": JSON, "body": body, "matchingRules": {"body": rules}},
    }


def big_contract() -> dict[str, Any]:
    return contract([interaction("/items", {"items": [record(1)]}, BIG_RULES)])


def big_body(records: int = 10_000) -> bytes:
    return json.dumps({"items": [record(number) for number in range(records)]}).encode()


def small_contract(count: int = 1000) -> dict[str, Any]:
    return contract([interaction(f"/items/{n}", record(n), SMALL_RULES) for n in range(count)])


def small_bodies(count: int = 1000) -> list[bytes]:
    return [json.dumps(record(number)).encode() for number in range(count)]
