"""Desks whose captures are ambiguous, or match nothing for one reason each."""

from __future__ import annotations

import json
from dataclasses import replace

from small_contracts import contract_of, http, part_of
from small_runs import answers

import contractlab as cl
from contractlab.captures import Capture, Captures

__all__ = ["ambiguous_desk", "unmatched_desk"]

STATES = ("is open", "is closed", "is gone")


def ambiguous_desk(things: int = 3, versions: int = 2, rounds: int = 1, source: str = "") -> cl.Desk:
    """Three examples for each request, told apart by states alone: two accept each answer, the closed one does not."""
    contract = contract_of(
        *(
            http(
                f"a request for thing {item} that {state}",
                states={f"thing {item} {state}": {"id": item}},
                request={"method": "GET", "path": f"/things/{item}"},
                response={
                    "status": 200,
                    **part_of({"id": 1, "closed": state == "is closed"}, {"$.id": {"match": "type"}}, "3.0"),
                },
            )
            for item in range(things)
            for state in STATES
        )
    )
    captures: list[Capture] = []
    for version in range(versions):
        name = f"2.{version}.0"
        for number in range(things * len(STATES) * rounds):
            body = json.dumps({"id": number, "closed": False}).encode()
            captures.append(
                Capture(
                    cl.HttpRequest("GET", f"/things/{number % things}"),
                    cl.HttpResponse(200, [("Content-Type", "application/json")], body),
                    source=source or f"{name}.har",
                    index=number,
                    provider_version=name,
                )
            )
    return cl.open([contract], Captures(captures))


def unmatched_desk(matched: int = 2) -> cl.Desk:
    """Captures of which some match, and the others are below /api, of another host, or nearly match."""
    contract = contract_of(answers("/customers/1", {"a": 1}), answers("/customers", {"a": 1}))
    listed: list[Capture] = []

    def add(method: str, path: str, times: int = 1, host: str = "customers.test", body: object = None) -> None:
        response = cl.HttpResponse(200, json={"a": 1} if body is None else body)
        made = Capture(cl.HttpRequest(method, path), response, provider_version="1.0.0", origin=f"http://{host}")
        listed.extend([made] * times)

    add("GET", "/customers/1", matched)
    add("GET", "/api/customers/1", 3)
    add("GET", "/api/customers", 2, body={"a": "text"})
    add("GET", "/baskets/7", 4, host="baskets.test")
    add("GET", "/health", 2)
    add("GET", "/customers/1/")
    add("OPTIONS", "/customers")
    return cl.open([contract], Captures(replace(each, source="x.har", index=at) for at, each in enumerate(listed)))
