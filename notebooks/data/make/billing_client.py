"""How the billing service talks to the customer service: the consumer's own code, which the contract is made from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import httpx


class UnknownCustomer(Exception):
    """There is no customer with this number."""


class CustomerClient:
    """What billing needs to know of customers, and may change.

    Parameters
    ----------
    base_url : str
        Address of the customer service.
    """

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, headers={"Accept": "application/json"})

    def close(self) -> None:
        self._http.close()

    def customer(self, number: int) -> dict[str, Any]:
        response = self._http.get(f"/customers/{number}")
        if response.status_code == 404:
            raise UnknownCustomer(response.json()["title"])
        return self._json(response)

    def credit_limit(self, number: int) -> Decimal:
        return Decimal(str(self.customer(number)["creditLimit"]))

    def customers(self, page: int = 1, size: int = 20) -> list[dict[str, Any]]:
        return self._json(self._http.get("/customers", params={"page": page, "size": size}))["customers"]

    def find(self, name: str) -> list[dict[str, Any]]:
        return self._json(self._http.get("/customers", params={"name": name}))["customers"]

    def create(self, name: str, currency: str) -> str:
        response = self._http.post("/customers", json={"name": name, "currency": currency})
        self._json(response)
        return response.headers["Location"]

    def change_billing_address(self, number: int, address: dict[str, str]) -> str:
        """Give the postcode as the customer service understood it."""
        changed = self._json(self._http.put(f"/customers/{number}/billing-address", json=address))
        return changed["address"]["postcode"]

    def open_invoices(self, number: int) -> list[tuple[str, date]]:
        found = self._json(self._http.get(f"/customers/{number}/invoices", params={"status": "open"}))
        return [(one["number"], date.fromisoformat(one["dueDate"])) for one in found["invoices"]]

    def statement(self, number: int) -> Decimal:
        """Give the balance. Statements must never be stored on the way, so billing insists on that."""
        response = self._http.get(f"/customers/{number}/statement")
        if response.headers.get("Cache-Control") != "no-store":
            raise RuntimeError("the statement may have been stored on its way")
        return Decimal(str(self._json(response)["balance"]))

    def close_account(self, number: int) -> None:
        self._http.delete(f"/customers/{number}").raise_for_status()

    @staticmethod
    def _json(response: httpx.Response) -> Any:
        response.raise_for_status()
        return response.json()
