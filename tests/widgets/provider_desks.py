"""Small desks with a provider that is asked now: it can be broken and mended, slow, and hold secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from small_contracts import document_of, http, part_of

import contractlab as cl

PLANTED = "planted-4711-secret"
TOKEN = "Bearer " + "s3cr3t" * 5


@dataclass
class Shop:
    """A provider as a WSGI app, with handlers for its states.

    Attributes
    ----------
    mended : bool
        False: two of its answers are wrong, and one raises.
    before : callable
        Called with each path before it is answered.
    log : list of str
        What handlers and app did.
    """

    mended: bool = False
    before: Callable[[str], object] = lambda path: None
    log: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.log.append(path)
        self.before(path)
        if path == "/customers/999":
            token = PLANTED  # noqa: F841 - a local that no traceback shows
            if not self.mended:
                raise KeyError("999")
            start_response("404 Not Found", [])
            return [b""]
        if environ["REQUEST_METHOD"] == "DELETE":
            start_response("405 Method Not Allowed", [])
            return [b""]
        start_response("200 OK", [("Content-Type", "application/json")])
        limit: object = 1200.5 if self.mended else "1200.50"
        return [json.dumps({"id": 124, "creditLimit": limit}).encode()] if path.startswith("/customers") else [b"{}"]

    def states(self) -> cl.StateHandlers:
        """Handlers for two of its three states; one of them fails until the shop is mended."""
        states = cl.StateHandlers()

        @states("customer 123 exists")
        def customer(params: dict[str, str]) -> Iterator[dict[str, object]]:
            self.log.append(f"+{params['id']}")
            yield {"userId": 124, "password": PLANTED}
            self.log.append(f"-{params['id']}")

        @states("the account is settled")
        def settled(balance: int) -> None:
            token = PLANTED  # noqa: F841 - likewise
            if not self.mended:
                raise LookupError("no such account")

        states.register("an admin is logged in", lambda: None)
        return states


def shop_contract() -> cl.Contract:
    """Seven examples: with one state, two, a state that nobody brings about, pending, and without any."""

    def state(name: str, **params: object) -> dict[str, object]:
        return {"name": name, "params": params}

    customer = state("customer 123 exists", id="123")
    path = {"generators": {"path": {"type": "ProviderState", "expression": "/customers/${userId}"}}}
    rules = {"$.creditLimit": {"match": "decimal"}, "$.id": {"match": "integer"}}
    answer = {"status": 200, **part_of({"id": 123, "creditLimit": 1200.5}, rules, "4.0")}
    return cl.load(
        document_of(
            http(
                "close an account",
                providerStates=[customer, state("the account is settled", balance=0)],
                request={"method": "GET", "path": "/accounts/1"},
            ),
            http(
                "customer 123",
                providerStates=[customer],
                request={"method": "GET", "path": "/customers/123", **path},
                response=answer,
            ),
            http("unknown customer", request={"method": "GET", "path": "/customers/999"}, response={"status": 404}),
            http(
                "open invoices",
                providerStates=[state("customer 123 has open invoices", count=2)],
                request={"method": "GET", "path": "/invoices"},
            ),
            http(
                "delete a customer",
                pending=True,
                request={"method": "DELETE", "path": "/customers/1"},
                response={"status": 204},
            ),
            http("health", request={"method": "GET", "path": "/health"}),
            http("readiness", request={"method": "GET", "path": "/ready"}),
            version="4.0",
        )
    )


def shop_desk(shop: Shop | None = None, **more: Any) -> cl.Lab:
    """A desk with the shop as its provider."""
    chosen = shop if shop is not None else Shop()
    client = httpx.Client(headers={"Authorization": TOKEN})
    return cl.open(shop_contract(), provider=chosen, states=chosen.states(), client=client, seed=1, **more)
