"""The customer service, the provider: a small FastAPI application in two versions.

2.4.0 keeps what billing relies on. 2.5.0 was tidied up with the best of intentions and breaks it in five ways, each
marked below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

GOOD, BROKEN = "2.4.0", "2.5.0"
NOW = "2026-03-02T08:00:00+00:00"  # a clock that stands still: recordings are the same every time

NAMES = ["Ada Byron", "Grace Hopper", "Mary Somerville", "Emmy Noether", "Hedy Lamarr", "Rosalind Franklin"]


class Store:
    """Customers in memory."""

    def __init__(self) -> None:
        self.customers: dict[int, dict[str, Any]] = {}
        self.invoices: dict[int, list[dict[str, Any]]] = {}
        self.next_number = 1

    def put(self, number: int, name: str = "Grace Hopper", currency: str = "EUR") -> dict[str, Any]:
        self.customers[number] = {
            "id": f"CU-{number:06d}",
            "name": name,
            "creditLimit": 1200.5 + (number - 123) % 7,
            "currency": currency,
            "address": {
                "street": "12 Saint James's Square",
                "city": "London",
                "postcode": "SW1Y 4JH",
                "country": "GB",
            },
            "createdAt": "2026-01-15T09:30:00+00:00",
            "tags": [],
            "preferences": {"language": "en", "paper-invoices": False, "reminder-days": 14},
            "loyaltyTier": "gold",
        }
        return self.customers[number]

    # -- what the contract calls provider states ------------------------------------------------------------------

    def customer_exists(self, id: int) -> None:  # noqa: A002 - the contract's name for it
        self.put(id)

    def customer_is_missing(self, id: int) -> None:  # noqa: A002
        self.customers.pop(id, None)

    def many_customers(self, count: int) -> None:
        for number in range(123, 123 + count):
            self.put(number, NAMES[number % len(NAMES)])

    def open_invoices(self, id: int, count: int) -> None:  # noqa: A002
        self.invoices[id] = [
            {
                "number": f"INV-2026-{17 + index:05d}",
                "amount": 99.95 + index,
                "dueDate": f"2026-03-{31 - index}",
                "reminders": index,
                "open": True,
            }
            for index in range(count)
        ]

    def nobody(self) -> None:
        self.customers = {number: one for number, one in self.customers.items() if one["name"] != "Nobody"}

    def next_customer(self, number: int) -> None:
        self.next_number = number

    def bring_about(self, state: str, parameters: dict[str, Any]) -> None:
        """Make a provider state true."""
        handlers: dict[str, Callable[..., None]] = {
            "customer 123 exists": self.customer_exists,
            "customer 999 does not exist": self.customer_is_missing,
            "many customers exist": self.many_customers,
            "customer 123 has open invoices": self.open_invoices,
            "no customer is named Nobody": self.nobody,
            "the next customer number is 1001": self.next_customer,
            "customer 124 owes nothing": self.customer_exists,
        }
        handlers[state](**parameters)


def build_app(version: str) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    version : str
        ``"2.4.0"`` or ``"2.5.0"``.
    """
    app = FastAPI(title="customer-service", version=version)
    store = app.state.store = Store()
    broken = version == BROKEN

    def shown(customer: dict[str, Any]) -> dict[str, Any]:
        if broken:  # 1, a type: money became text, "to keep its digits"
            return {**customer, "creditLimit": f"{customer['creditLimit']:.2f}"}
        return customer

    def unknown_customer() -> Response:
        content = {"type": "about:blank", "title": "No such customer", "status": 404}
        # 2, a status: "nothing found is no error"
        return JSONResponse(content, status_code=200 if broken else 404, media_type="application/problem+json")

    @app.get("/customers/{number}")
    def one(number: int) -> Response:
        customer = store.customers.get(number)
        if customer is None:
            return unknown_customer()
        return JSONResponse(shown(customer))

    @app.get("/customers")
    def several(page: int = 1, size: int = 20, name: str | None = None) -> Response:
        found = [one for one in store.customers.values() if name is None or one["name"] == name]
        part = [shown(one) for one in found[(page - 1) * size : page * size]]
        brief = [{key: one[key] for key in ("id", "name", "creditLimit", "currency")} for one in part]
        return JSONResponse({"page": page, "total": len(found), "customers": brief})

    @app.post("/customers")
    async def create(request: Request) -> Response:
        wanted = await request.json()
        number = store.next_number
        store.next_number += 1
        customer = store.put(number, wanted["name"], wanted["currency"])
        # The limit of a new customer is decided later, and written by code that nobody touched.
        return JSONResponse(customer, status_code=201, headers={"Location": f"/customers/{number}"})

    @app.put("/customers/{number}/billing-address")
    async def change_address(number: int, request: Request) -> Response:
        customer = store.customers.get(number)
        if customer is None:
            return unknown_customer()
        customer["address"] = dict(await request.json())
        address = dict(customer["address"])
        if broken:  # 3, a missing field: renamed on the way out
            address["zip"] = address.pop("postcode")
        return JSONResponse({"id": customer["id"], "address": address, "changedAt": NOW})

    @app.get("/customers/{number}/invoices")
    def invoices(number: int, status: str = "open") -> Response:
        found = [one for one in store.invoices.get(number, []) if one["open"] == (status == "open")]
        brief = [{key: value for key, value in one.items() if key != "open"} for one in found]
        if broken:  # 4, a format: dates as the accountants like them
            brief = [{**one, "dueDate": "/".join(reversed(one["dueDate"].split("-")))} for one in brief]
        return JSONResponse({"invoices": brief})

    @app.get("/customers/{number}/statement")
    def statement(number: int) -> Response:
        customer = store.customers.get(number)
        if customer is None:
            return unknown_customer()
        # 5, a header: one word for another; a cache may now keep the statement
        caching = "no-cache" if broken else "no-store"
        return JSONResponse({"customer": customer["id"], "balance": -42.75}, headers={"Cache-Control": caching})

    @app.delete("/customers/{number}")
    def close(number: int) -> Response:
        store.customers.pop(number, None)
        return Response(status_code=204)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "up", "version": version}

    return app
