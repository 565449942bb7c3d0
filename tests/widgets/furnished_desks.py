"""A desk on which every tab has something to show, with values that are longer than their columns."""

from __future__ import annotations

from browser.live_views import definition
from small_contracts import document_of, http, part_of

import contractlab as cl
from contractlab.captures import Capture, Captures

__all__ = ["LINK", "furnished_desk"]

LINK = "/pacticipants/{pacticipant}/versions/{pacticipantVersionNumber}"
_PATTERN = r".*(\/pacticipants\/\{pacticipant\}\/versions\/\{pacticipantVersionNumber\})$"
_VERSIONS: dict[str, dict[str, object]] = {
    "2.4.0": {
        "creditLimit": 1200.5,
        "link": LINK,
        "note": "a note that is longer than its column, by far",
    },
    "2.5.0": {"creditLimit": "1200.50", "link": None, "note": "", "loyaltyTier": "gold"},
}


def _contract() -> cl.Contract:
    body = {**_VERSIONS["2.4.0"], "tags": ["wholesale"]}
    rules = {
        "$": {"match": "type"},
        "$.creditLimit": {"match": "decimal"},
        "$.link": {"match": "regex", "regex": _PATTERN},
    }
    return cl.load(
        document_of(
            http(
                "a request for the customer with the most invoices",
                states={"the customer with the most invoices exists": {"number": "CU-000123"}},
                request={"method": "GET", "path": "/customers/CU-000123"},
                response={"status": 200, **part_of(body, rules, "3.0")},
            ),
            http(
                "a request for an unknown customer",
                states=("no customer has the number 999", "the archive can be reached"),
                request={"method": "GET", "path": "/customers/999"},
                response={"status": 404},
            ),
            http(
                "a request to close an account", states=("an account without debts exists",),
                request={"method": "DELETE", "path": "/accounts/1"}, response={"status": 204},
            ),
            http("health", request={"method": "GET", "path": "/health"}, response={"status": 200}),
            consumer="the billing service of the north",
            provider="the customer service of everybody",
        )
    )  # fmt: skip


def _captures() -> Captures:
    held = Captures()
    for version, body in _VERSIONS.items():
        answers = {
            "/customers/CU-000123": cl.HttpResponse(200, json={**body, "tags": []}),
            "/customers/999": cl.HttpResponse(404 if version == "2.4.0" else 200),
            "/health": cl.HttpResponse(200),
            "/customers/CU-000123/": cl.HttpResponse(307),
            "/api/a-path-that-is-in-no-contract-at-all/and-is-long": cl.HttpResponse(200),
        }
        for number, (path, answer) in enumerate(answers.items()):
            request = cl.HttpRequest("GET", path)
            held += Captures(
                [Capture(request, answer, provider_version=version, source=f"{version}.har", index=number)]
            )
    return held


def _provider(request: cl.HttpRequest) -> cl.HttpResponse:
    if request.path == "/customers/999":
        raise LookupError("the archive of customers cannot be reached at present")
    status = 405 if request.method == "DELETE" else 200
    return cl.HttpResponse(status, json={**_VERSIONS["2.5.0"], "tags": ["wholesale"]})


def furnished_desk() -> cl.Lab:
    """Two versions of captures, matched and not; a provider with two handlers, one of which fails; a definition."""
    states = cl.StateHandlers()

    @states("the customer with the most invoices exists")
    def customer(number: str) -> dict[str, object]:
        return {"userId": number, "invoices": 1_000}

    @states("an account without debts exists")
    def account() -> None:
        raise LookupError("no account is without debts")

    lab = cl.open([_contract()], _captures(), provider=_provider, states=states, seed=1)
    lab.definition = definition()
    return lab
