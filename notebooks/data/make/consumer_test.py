"""The consumer test of the billing service: running it writes the contract.

PACT_DO_NOT_TRACK=true python -m pytest notebooks/data/make/consumer_test.py
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

# Pact's core reports its use to its makers unless this is set before it loads.
os.environ["PACT_DO_NOT_TRACK"] = "true"

import pytest
from billing_client import CustomerClient, UnknownCustomer
from pact import Pact, match

CONTRACT_FOLDER = Path(__file__).parent.parent

JSON = "application/json"
CUSTOMER = {
    "id": match.regex("CU-000123", regex=r"^CU-\d{6}$"),
    "name": match.type("Ada Byron"),
    "creditLimit": match.decimal(1200.5),
    "currency": match.regex("EUR", regex=r"^[A-Z]{3}$"),
}
ADDRESS = {
    "street": "12 Saint James's Square",
    "city": "London",
    "postcode": "W1U 6QT",
    "country": "GB",
}


@pytest.fixture(scope="module", autouse=True)
def fresh_contract():
    """Examples are added to the file, so that of the last run has to go first."""
    (CONTRACT_FOLDER / "billing-service-customer-service.json").unlink(missing_ok=True)


@pytest.fixture
def pact():
    made = Pact("billing-service", "customer-service").with_specification("V4")
    yield made
    made.write_file(CONTRACT_FOLDER)


@pytest.fixture
def client():
    """The billing service's own client, for an address that is known once the mock server runs."""
    return lambda server: CustomerClient(str(server.url))


def test_a_customer(pact, client):
    (
        pact.upon_receiving("a request for customer 123")
        .given("customer 123 exists", id=123)
        .with_request("GET", "/customers/123")
        .with_header("Accept", JSON)
        .will_respond_with(200)
        .with_header("Content-Type", JSON)
        .with_body(
            match.type(
                {
                    **CUSTOMER,
                    "address": ADDRESS,
                    "createdAt": match.datetime("2026-01-15T09:30:00+00:00", "%Y-%m-%dT%H:%M:%S%:z"),
                    "tags": match.each_like("wholesale"),
                    "preferences": match.each_key_matches(
                        {"language": "en"}, rules=match.regex("language", regex=r"^[a-z]+(-[a-z]+)*$")
                    ),
                }
            ),
            content_type=JSON,
        )
    )
    with pact.serve() as server:
        assert client(server).credit_limit(123) == Decimal("1200.5")


def test_an_unknown_customer(pact, client):
    (
        pact.upon_receiving("a request for an unknown customer")
        .given("customer 999 does not exist", id=999)
        .with_request("GET", "/customers/999")
        .will_respond_with(404)
        .with_header("Content-Type", "application/problem+json")
        .with_body(
            {"type": "about:blank", "title": match.type("No such customer"), "status": 404},
            content_type="application/problem+json",
        )
    )
    with pact.serve() as server, pytest.raises(UnknownCustomer, match="No such customer"):
        client(server).customer(999)


def test_the_first_page(pact, client):
    (
        pact.upon_receiving("a request for the first page of customers")
        .given("many customers exist", count=20)
        .with_request("GET", "/customers")
        .with_query_parameters({"page": "1", "size": "20"})
        .will_respond_with(200)
        .with_header("Content-Type", JSON)
        .with_body(
            {
                "page": match.integer(1),
                "total": match.integer(20),
                "customers": match.each_like(CUSTOMER, min=1),
            },
            content_type=JSON,
        )
    )
    with pact.serve() as server:
        assert client(server).customers()[0]["currency"] == "EUR"


def test_nobody_found(pact, client):
    (
        pact.upon_receiving("a search that finds nobody")
        .given("no customer is named Nobody")
        .with_request("GET", "/customers")
        .with_query_parameter("name", "Nobody")
        .will_respond_with(200)
        .with_header("Content-Type", JSON)
        .with_body({"customers": []}, content_type=JSON)
    )
    with pact.serve() as server:
        assert client(server).find("Nobody") == []


def test_a_new_customer(pact, client):
    (
        pact.upon_receiving("a request to create a customer")
        .given("the next customer number is 1001", number=1001)
        .with_request("POST", "/customers")
        .with_header("Content-Type", JSON)
        .with_body({"name": match.type("Grace Hopper"), "currency": "USD"}, content_type=JSON)
        .will_respond_with(201)
        .with_header("Location", match.regex("/customers/1001", regex=r"^/customers/\d+$"))
        .with_body({**CUSTOMER, "name": match.type("Grace Hopper"), "currency": "USD"}, content_type=JSON)
    )
    with pact.serve() as server:
        assert client(server).create("Grace Hopper", "USD") == "/customers/1001"


def test_a_new_billing_address(pact, client):
    (
        pact.upon_receiving("a request to change the billing address")
        .given("customer 123 exists", id=123)
        .with_request("PUT", "/customers/123/billing-address")
        .with_body(match.type(ADDRESS), content_type=JSON)
        .will_respond_with(200)
        .with_header("Content-Type", JSON)
        .with_body(
            {
                "id": CUSTOMER["id"],
                "address": match.type(ADDRESS),
                "changedAt": match.datetime("2026-03-02T08:00:00+00:00", "%Y-%m-%dT%H:%M:%S%:z"),
            },
            content_type=JSON,
        )
    )
    with pact.serve() as server:
        assert client(server).change_billing_address(123, ADDRESS) == "W1U 6QT"


def test_open_invoices(pact, client):
    (
        pact.upon_receiving("a request for the open invoices of customer 123")
        .given("customer 123 exists", id=123)
        .given("customer 123 has open invoices", id=123, count=2)
        .with_request("GET", "/customers/123/invoices")
        .with_query_parameter("status", "open")
        .will_respond_with(200)
        .with_header("Content-Type", JSON)
        .with_body(
            {
                "invoices": match.each_like(
                    {
                        "number": match.regex("INV-2026-00017", regex=r"^INV-\d{4}-\d{5}$"),
                        "amount": match.decimal(99.95),
                        "dueDate": match.date("2026-03-31", "%Y-%m-%d"),
                        "reminders": match.integer(0),
                    },
                    min=1,
                )
            },
            content_type=JSON,
        )
    )
    with pact.serve() as server:
        assert client(server).open_invoices(123) == [("INV-2026-00017", date(2026, 3, 31))]


def test_a_statement(pact, client):
    (
        pact.upon_receiving("a request for the statement of customer 123")
        .given("customer 123 exists", id=123)
        .with_request("GET", "/customers/123/statement")
        .will_respond_with(200)
        .with_header("Content-Type", JSON)
        .with_header("Cache-Control", "no-store")
        .with_body({"customer": CUSTOMER["id"], "balance": match.number(-42.75)}, content_type=JSON)
    )
    with pact.serve() as server:
        assert client(server).statement(123) == Decimal("-42.75")


def test_a_closed_account(pact, client):
    (
        pact.upon_receiving("a request to close an account")
        .given("customer 124 owes nothing", id=124)
        .with_request("DELETE", "/customers/124")
        .will_respond_with(204)
    )
    with pact.serve() as server:
        client(server).close_account(124)
