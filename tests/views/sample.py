"""A contract between a billing service and a customer service, and a day on which the customer service broke it."""

from __future__ import annotations

import json
from typing import Any

import contractlab as cl
from contractlab import match
from contractlab.captures import Captures
from contractlab.contracts.contract import Contract
from contractlab.verification import Run

JSON = {"Content-Type": "application/json"}
SECRET = "eyJhbGciOiJub25lIn0.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl"
VERSION = "2.5.0"

CUSTOMER: dict[str, Any] = {
    "id": "CU-000123",
    "name": "Ada Byron",
    "creditLimit": 1200.5,
    "currency": "EUR",
    "address": {"street": "Dorset Street 1", "city": "London", "postcode": "W1U 6QT", "country": "GB"},
    "tags": ["vip"],
    "preferences": {"newsletter": True, "paper": False, "sms": False},
    "closedAt": None,
}


def rule(**matcher: Any) -> dict[str, Any]:
    return {"combine": "AND", "matchers": [matcher]}


CUSTOMER_RULES = {
    "$": rule(match="type"),
    "$.*": rule(match="type"),
    "$.id": rule(match="regex", regex=r"^CU-\d{6}$"),
    "$.creditLimit": rule(match="decimal"),
    "$.currency": rule(match="equality"),
    "$.preferences": {
        "combine": "AND",
        "matchers": [{"match": "eachKey", "rules": [{"match": "regex", "regex": "^[a-z]+$"}]}],
    },
    "$.closedAt": rule(match="null"),
}


def http(description: str, request: dict[str, Any], response: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "Synchronous/HTTP", "description": description, "request": request, "response": response, **more}


def body(value: Any) -> dict[str, Any]:
    return {"contentType": "application/json", "encoded": False, "content": value}


def response(status: int = 200, value: Any = None, rules: dict[str, Any] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"status": status, "headers": {"Content-Type": ["application/json"]}}
    if value is not None:
        made["body"] = body(value)
    if rules:
        made["matchingRules"] = {"body": rules}
    return made


def state(name: str, **params: Any) -> dict[str, Any]:
    return {"name": name, "params": params} if params else {"name": name}


DOCUMENT: dict[str, Any] = {
    "consumer": {"name": "billing-service"},
    "provider": {"name": "customer-service"},
    "interactions": [
        http(
            "a request for customer 123",
            {"method": "GET", "path": "/customers/123", "headers": {"Accept": ["application/json"]}},
            response(200, CUSTOMER, CUSTOMER_RULES),
            providerStates=[state("customer 123 exists", id=123)],
        ),
        http(
            "a request for the first page of customers",
            {"method": "GET", "path": "/customers", "query": {"page": ["1"], "size": ["20"]}},
            response(
                200,
                {"page": 1, "customers": [{"id": "CU-000001", "creditLimit": 10.5}]},
                {
                    "$.customers": rule(match="type", min=1),
                    "$.customers[*].id": rule(match="type"),
                    "$.customers[*].creditLimit": rule(match="decimal"),
                },
            ),
            providerStates=[state("some customers exist")],
        ),
        http(
            "a request to change the billing address",
            {
                "method": "PUT",
                "path": "/customers/123/billing-address",
                "headers": {"Content-Type": ["application/json"]},
                "body": body({"postcode": "W1U 6QT"}),
                "matchingRules": {"body": {"$.postcode": rule(match="type")}},
            },
            response(
                200,
                {"address": {"street": "Dorset Street 1", "postcode": "W1U 6QT"}},
                {"$.address": rule(match="type")},
            ),
            providerStates=[state("customer 123 exists", id=123)],
        ),
        http("a request for an unknown customer", {"method": "GET", "path": "/customers/999"}, response(404)),
        {
            "type": "Asynchronous/Messages",
            "description": "a customer changed",
            "contents": body({"id": "CU-000123"}),
            "metadata": {"topic": "customers"},
        },
        http(
            "a request to create a customer",
            {
                "method": "POST",
                "path": "/customers",
                "headers": {"Content-Type": ["application/json"]},
                "body": body({"name": "Ada Byron"}),
                "matchingRules": {"body": {"$.name": rule(match="type")}},
            },
            response(
                201, {"id": "CU-000124", "tags": ["new"]}, {"$.id": rule(match="type"), "$.tags": rule(match="type")}
            ),
        ),
        http(
            "a request for open invoices",
            {"method": "GET", "path": "/customers/123/invoices", "query": {"status": ["open"]}},
            response(200, [{"number": 1}], {"$": rule(match="type")}),
        ),
        http("a request to close an account", {"method": "DELETE", "path": "/customers/123"}, {"status": 204}),
    ],
    "metadata": {"pactSpecification": {"version": "4.0"}},
}


def contract(document: dict[str, Any] | None = None, name: str = "pacts/billing-customers.json") -> Contract:
    """The contract as it would be loaded from a file."""
    data = json.dumps(DOCUMENT if document is None else document, indent=2, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
    return cl.load(data, name=name)


def captures(version: str | None = VERSION) -> Captures:
    """What the provider answered on the bad day."""
    recorded = Captures()

    def add(
        method: str, path: str, status: int, value: Any = None, query: str = "", sent: Any = None, **more: Any
    ) -> None:
        request_headers = {"Accept": "application/json", "Authorization": f"Bearer {SECRET}"}
        request = (
            cl.HttpRequest(method, path, query, request_headers)
            if sent is None
            else cl.HttpRequest(method, path, query, {**request_headers, **JSON}, json.dumps(sent).encode())
        )
        answer = (
            cl.HttpResponse(status, JSON, json.dumps(value).encode()) if value is not None else cl.HttpResponse(status)
        )
        recorded.add(request, answer, provider_version=version, duration_ms=41.0, **more)

    changed = {**CUSTOMER, "name": "Grace Hopper", "creditLimit": "1200.50", "tags": [], "loyaltyTier": "gold"}
    add("GET", "/customers/123", 200, changed)
    page = [{"id": f"CU-{number:06}", "creditLimit": "1200.50"} for number in range(20)]
    add("GET", "/customers", 200, {"page": 1, "customers": page}, "page=1&size=20")
    add(
        "PUT",
        "/customers/123/billing-address",
        200,
        {"address": {"street": "Dorset Street 1", "zip": "W1U 6QT"}},
        sent={"postcode": "E1"},
    )
    add("GET", "/customers/999", 200, {"id": "CU-000999"})
    add("POST", "/customers", 201, {"id": "CU-000777", "tags": []}, sent={"name": "Grace Hopper"})
    add("GET", "/customers/123/invoices", 200, [], "status=open")
    add("DELETE", "/customers/123", 204)
    add("GET", "/customers/123/", 200, {"id": "CU-000123"})
    add("POST", "/customers", 201, {}, sent=None, example="a customer changed")
    return recorded


def run() -> Run:
    """The run of that day: four failed, one could not be checked, three passed."""
    return cl.verify(contract(), captures())


def fixed(version: str, *wrong: str) -> Captures:
    """What a version answered that keeps the contract but for the named examples."""
    bad = {
        (capture.request.method, capture.request.path): capture
        for capture in captures(version)
        if isinstance(capture, cl.Capture)
    }
    recorded = Captures()
    for example in contract().examples:
        if example.kind != "http":
            continue
        request, answer = (part.recording for part in example.own_parts)
        broken = bad.get((request.method, request.path)) if example.description in wrong else None  # type: ignore[union-attr]
        response = answer if broken is None else broken.response
        recorded.add(request, response, provider_version=version, example=example.key, duration_ms=41.0)
    return recorded


def matrix() -> cl.Matrix:
    """Four versions: kept, broken once, broken in several ways, partly mended and partly not asked."""
    customer, page, address = (
        "a request for customer 123", "a request for the first page of customers",
        "a request to change the billing address",
    )  # fmt: skip
    return cl.matrix(
        contract(),
        {
            "2.2.0": fixed("2.2.0"),
            "2.3.0": fixed("2.3.0", customer, page),
            "2.4.0": fixed("2.4.0", customer, page, address, "a request for an unknown customer"),
            "2.5.0": Captures(list(fixed("2.5.0", address))[:5]),
        },
    )


def wide_matrix() -> cl.Matrix:
    """Fourteen versions, so that what lasts is a bar; two consumers, the second with quiet examples."""
    customer, address = "a request for customer 123", "a request to change the billing address"
    quiet = {
        **DOCUMENT,
        "consumer": {"name": "crm-web"},
        "interactions": [
            http(f"a request for picture {number}", {"method": "GET", "path": f"/pictures/{number}"}, response(200))
            for number in range(13)
        ],
    }
    contracts = [contract(), contract(quiet, "pacts/crm-web.json")]
    answers = {}
    for number in range(14):
        captures = fixed(f"2.{number}.0", *([customer] if number >= 9 else []), *([address] if 3 <= number < 6 else []))
        for picture in range(13):
            status = 404 if (picture, number) in {(4, 13), (5, 13)} else 200
            captures.add(cl.HttpRequest("GET", f"/pictures/{picture}"), cl.HttpResponse(status, JSON))
        answers[f"2.{number}.0"] = captures
    return cl.matrix(contracts, answers)


def big_matrix(examples: int = 300, versions: int = 30) -> cl.Matrix:
    """Three consumers, many examples, many versions; two things broke in one version each, one more for a while."""
    contracts = []
    for number, consumer in enumerate(("billing-service", "checkout-web", "mobile-app")):
        listed = [
            http(f"a request for thing {n}", {"method": "GET", "path": f"/{number}/{n}"},
                 response(200, {"id": n, "total": 1.5, "name": "x"}, {"$.total": rule(match="decimal"),
                                                                       "$.name": rule(match="type")}))
            for n in range(examples // 3)
        ]  # fmt: skip
        document = {**DOCUMENT, "consumer": {"name": consumer}, "interactions": listed}
        contracts.append(contract(document, f"pacts/{consumer}.json"))
    recorded = {}
    for version in range(versions):
        captures = Captures()
        for number in range(3):
            for n in range(examples // 3):
                total = "1.50" if version >= 20 and n % 9 == number else 1.5
                value = {"id": n, "total": total, "name": None if version >= 26 and n % 31 == 5 else "x"}
                status = 500 if version == 11 and n % 40 == 1 else 200
                captures.add(
                    cl.HttpRequest("GET", f"/{number}/{n}"), cl.HttpResponse(status, JSON, json.dumps(value).encode())
                )
        recorded[f"2.{version}.0"] = captures
    return cl.matrix(contracts, recorded)


def desk() -> cl.Lab:
    return cl.open(contract(), captures())


def edit() -> cl.Edit:
    """Edits of which one mends, one breaks and one makes something odd."""
    made = cl.edit(contract())
    result = made["a request for customer 123"]
    result.response.body["$.creditLimit"] = match.like("1200.50")
    result.response.body.set_rule("$.name", match.regex(regex=".*"))
    made["a request to close an account"].response.status = 202
    made["a request for an unknown customer"].description = "a request for somebody unknown"
    return made


def verifier_run() -> Run:
    """What a verifier said of the same day."""
    answers = [
        {"description": "a request for customer 123", "result": "Error", "mismatch": {"mismatches": [
            {"type": "BodyMismatch", "path": "$.creditLimit", "expected": "1200.5", "actual": '"1200.50"',
             "mismatch": "Expected '1200.50' (String) to be a decimal number"}]}},
        {"description": "a request for an unknown customer", "result": "Error", "mismatch": {"mismatches": [
            {"type": "StatusMismatch", "expected": 404, "actual": 200, "mismatch": "expected 404 but was 200"}]}},
        {"description": "a request to create a customer", "result": "OK"},
        {"description": "nobody knows", "result": "OK"},
    ]  # fmt: skip
    return cl.load_verifier_results({"interactionResults": answers}, contract(), provider_version=VERSION)


def big_run(items: int = 10_000) -> Run:
    """One example whose array has `items` items, of which some are broken in two ways."""
    document = {
        **DOCUMENT,
        "interactions": [
            http(
                "a request for the customer export",
                {"method": "GET", "path": "/customers/export"},
                response(
                    200,
                    {"customers": [CUSTOMER]},
                    {
                        "$.customers": rule(match="type", min=1),
                        "$.customers[*].*": rule(match="type"),
                        "$.customers[*].creditLimit": rule(match="decimal"),
                    },
                ),
            )
        ],
    }
    values = []
    for number in range(items):
        customer = {**CUSTOMER, "id": f"CU-{number:06}"}
        if number % 100 == 12:
            customer["creditLimit"] = f"{number}.50"
        if number % 2500 == 512:
            customer["address"] = {key: value for key, value in CUSTOMER["address"].items() if key != "postcode"}
        values.append(customer)
    captures = Captures()
    captures.add(
        cl.HttpRequest("GET", "/customers/export"),
        cl.HttpResponse(200, JSON, json.dumps({"customers": values}).encode()),
        provider_version=VERSION,
    )
    return cl.verify(contract(document), captures)


def message_run() -> Run:
    """Messages over a queue: one broken, one without its handler, one answered wrongly, one that fits nothing."""

    def message(description: str, value: Any, rules: dict[str, Any]) -> dict[str, Any]:
        metadata = {"contentType": "application/json", "topic": "customers"}
        return {
            "type": "Asynchronous/Messages",
            "description": description,
            "contents": body(value),
            "metadata": metadata,
            "matchingRules": {"body": rules},
        }

    ask = {"contents": body({"quote": 1}), "metadata": {"contentType": "application/json"}}
    reply = {
        "contents": body({"price": 9.5}),
        "metadata": {},
        "matchingRules": {"body": {"$.price": rule(match="decimal")}},
    }
    document = {
        **DOCUMENT,
        "interactions": [
            message("a customer changed", CUSTOMER, CUSTOMER_RULES),
            message("a customer left", {"id": "CU-000123"}, {"$.id": rule(match="type")}),
            {"type": "Synchronous/Messages", "description": "a quote", "request": ask, "response": [reply, reply]},
        ],
    }
    captures = Captures()
    metadata = {"contentType": "application/json", "topic": "clients", "apiKey": SECRET}
    changed = {**CUSTOMER, "creditLimit": "1200.50"}
    captures.add_message(json.dumps(changed), metadata, example="a customer changed", provider_version=VERSION)
    answer = {"contentType": "application/json"}
    captures.add_message(
        b'{"price": "9.50"}', answer, request=cl.Message(b'{"quote": 1}', answer), provider_version=VERSION
    )
    captures.add_message(b'{"name": "Grace Hopper"}', metadata, provider_version=VERSION)
    return cl.verify(contract(document, "pacts/billing-customer-events.json"), captures)
