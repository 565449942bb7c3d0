"""Write two versions of a contract, and what six versions of the provider answered.

    python notebooks/data/make/versions.py

A smaller world than that of `record.py`, made for the matrix: nothing is started, the answers are written down here.
Writes ``versions/billing-service-1.json``, ``versions/billing-service-2.json`` and ``versions/customer-service.jsonl``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import contractlab as cl
from contractlab.captures import Captures

TARGET = Path(__file__).parent.parent / "versions"
JSON = {"Content-Type": "application/json"}
DAYS = {
    "2.0.0": "2026-01-12",
    "2.1.0": "2026-01-26",
    "2.2.0": "2026-02-09",
    "2.3.0": "2026-02-23",
    "2.4.0": "2026-03-09",
    "2.5.0": "2026-03-23",
}


# -- the contract -----------------------------------------------------------------------------------------------------


def example(
    description: str, request: dict[str, Any], status: int, body: Any, rules: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    written = {path: {"combine": "AND", "matchers": [rule]} for path, rule in rules.items()}
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "request": request,
        "response": {
            "status": status,
            "headers": {"Content-Type": ["application/json"]},
            "body": {"content": body, "contentType": "application/json", "encoded": False},
            "matchingRules": {"body": written},
        },
    }


def contract(version: int) -> dict[str, Any]:
    """The second version wants decimals where the first took any number, and the day on which an invoice is due."""
    limit = {"match": "number" if version == 1 else "decimal"}
    like = {"match": "type"}
    invoice: dict[str, Any] = {"number": "INV-17", "amount": 99.95}
    invoice_rules: dict[str, dict[str, Any]] = {"$": {"match": "type", "min": 1}, "$[*].amount": {"match": "number"}}
    if version == 2:
        invoice["dueDate"] = "2026-03-31"
        invoice_rules["$[*].dueDate"] = {"match": "date", "format": "yyyy-MM-dd"}
    customer = {"id": "CU-000123", "name": "Ada Byron", "creditLimit": 1200.5}
    sent = {"content": {"postcode": "W1U 6QT"}, "contentType": "application/json", "encoded": False}
    return {
        "consumer": {"name": "billing-service"},
        "provider": {"name": "customer-service"},
        "interactions": [
            example(
                "a request for customer 123",
                {"method": "GET", "path": "/customers/123"},
                200,
                customer,
                {"$": like, "$.creditLimit": limit},
            ),
            example(
                "a request for the first page of customers",
                {"method": "GET", "path": "/customers", "query": {"page": ["1"]}},
                200,
                {"customers": [customer]},
                {"$.customers": {"match": "type", "min": 1}, "$.customers[*].creditLimit": limit},
            ),
            example(
                "a request to change the billing address",
                {"method": "PUT", "path": "/customers/123/billing-address", "body": sent},
                200,
                {"street": "Dorset Street 1", "postcode": "W1U 6QT"},
                {"$": like},
            ),
            example(
                "a request for an unknown customer",
                {"method": "GET", "path": "/customers/999"},
                404,
                {"title": "No such customer"},
                {"$": like},
            ),
            example(
                "a request for open invoices",
                {"method": "GET", "path": "/customers/123/invoices", "query": {"status": ["open"]}},
                200,
                [invoice],
                invoice_rules,
            ),
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


# -- the provider -----------------------------------------------------------------------------------------------------

LIMITS = {"2.0.0": 1200.5, "2.1.0": 1200.5, "2.2.0": 1200, "2.3.0": 950.75, "2.4.0": 1000, "2.5.0": 1310.25}
"""Customer 123's limit on the day of the recording. JSON has no decimal point for a round one."""


def answers(version: str) -> list[tuple[str, str, str, int, Any]]:
    """Method, path, query, status and body of each answer."""
    customer = {"id": "CU-000123", "name": "Ada Byron", "creditLimit": LIMITS[version]}
    other = {"id": "CU-000124", "name": "Grace Hopper", "creditLimit": 80.25}
    code = "zip" if version >= "2.4.0" else "postcode"
    invoice: dict[str, Any] = {"number": "INV-17", "amount": 99.95}
    if version >= "2.1.0":
        invoice["dueDate"] = "31/03/2026" if version == "2.5.0" else "2026-03-31"
    return [
        ("GET", "/customers/123", "", 200, customer),
        ("GET", "/customers", "page=1", 200, {"customers": [customer, other]}),
        ("PUT", "/customers/123/billing-address", "", 200, {"street": "Dorset Street 1", code: "W1U 6QT"}),
        ("GET", "/customers/999", "", 404, {"title": "No such customer"}),
        ("GET", "/customers/123/invoices", "status=open", 200, [invoice]),
    ]


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for version in (1, 2):
        text = json.dumps(contract(version), indent=2) + "\n"
        (TARGET / f"billing-service-{version}.json").write_text(text, encoding="utf-8")
    told = Captures()
    for version, day in DAYS.items():
        for number, (method, path, query, status, body) in enumerate(answers(version)):
            sent = b'{"postcode": "W1U 6QT"}' if method == "PUT" else None
            told.add(
                cl.HttpRequest(method, path, query, JSON if sent else {}, sent),
                cl.HttpResponse(status, JSON, json.dumps(body).encode()),
                provider_version=version,
                started=f"{day}T10:00:0{number}.000Z",
                duration_ms=10.0,
            )
    told.save(TARGET / "customer-service.jsonl")


if __name__ == "__main__":
    main()
