"""A contract of which a plugin compares one half, and what a verifier that ran the plugin said of a provider."""

from __future__ import annotations

import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "plugins"

CONTRACT = {
    "consumer": {"name": "ledger"},
    "provider": {"name": "export-service"},
    "interactions": [
        {
            "type": "Synchronous/HTTP",
            "description": "a request for the list of exports",
            "request": {"method": "GET", "path": "/exports"},
            "response": {
                "status": 200,
                "headers": {"Content-Type": ["application/json"]},
                "body": {"content": [{"id": 7, "rows": 2}], "contentType": "application/json", "encoded": False},
                "matchingRules": {"body": {"$": {"combine": "AND", "matchers": [{"match": "type", "min": 1}]}}},
            },
        },
        {
            "type": "Synchronous/HTTP",
            "description": "a request for the invoices as a table",
            "pluginConfiguration": {"csv": {"csvHeaders": False}},
            "request": {"method": "GET", "path": "/exports/7.csv"},
            "response": {
                "status": 200,
                "headers": {"Content-Type": ["text/csv;charset=utf-8"]},
                "body": {
                    "content": "INV-2026-00001,99.95,2026-03-31\n",
                    "contentType": "text/csv;charset=utf-8",
                    "encoded": False,
                },
                "matchingRules": {
                    "body": {
                        "column:1": {"combine": "AND", "matchers": [{"match": "regex", "regex": "INV-\\d{4}-\\d{5}"}]},
                        "column:2": {"combine": "AND", "matchers": [{"match": "number"}]},
                    }
                },
            },
        },
    ],
    "metadata": {
        "pactSpecification": {"version": "4.0"},
        "plugins": [{"name": "csv", "version": "0.0.6", "configuration": {}}],
    },
}

MISMATCH = {
    "interactionId": "",
    "mismatches": [
        {
            "actual": "twelve",
            "expected": "99.95",
            "mismatch": "Expected 'twelve' to match a number",
            "path": "column:2",
            "type": "BodyMismatch",
        }
    ],
    "type": "mismatches",
}


def result(description: str, **more: object) -> dict[str, object]:
    """What a verifier says of one example."""
    parties = {"consumer": "ledger", "provider": "export-service"}
    return {**parties, "description": description, "duration": "0ms", "pending": False, "providerStates": [], **more}


RESULTS = {
    "errors": [
        {
            "interaction": "Verifying a pact between ledger and export-service - a request for the invoices as a table",
            "mismatch": MISMATCH,
        }
    ],
    "interactionResults": [
        result("a request for the list of exports", result="OK"),
        result("a request for the invoices as a table", result="Error", mismatch=MISMATCH),
    ],
    "notices": [],
    "pendingErrors": [],
    "result": False,
}

if __name__ == "__main__":
    for name, document in (("ledger-export-service.json", CONTRACT), ("1.1.0-verifier.json", RESULTS)):
        (DATA / name).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
