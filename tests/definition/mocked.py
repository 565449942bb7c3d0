"""Contracts for mocks, and clients that ask them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

import contractlab as cl
from contractlab.definition.mock import MockProvider

Json = Mapping[str, Any]


def example(description: str, method: str, path: str, response: Json | int = 200, **more: Any) -> dict[str, Any]:
    """An example of V4; `more` are parts of its request, and its states."""
    states = more.pop("states", ())
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "providerStates": [{"name": name, "params": dict(params)} for name, params in states],
        "request": {"method": method, "path": path, **more},
        "response": {"status": response} if isinstance(response, int) else dict(response),
    }


def json_body(value: Any) -> Json:
    return {"contentType": "application/json", "content": value}


def rules(category: str, **paths: str) -> Json:
    """Matching rules of one name each; `body="type"` stands at ``$``."""
    made = {"$" if path == "root" else f"$.{path}": {"matchers": [{"match": rule}]} for path, rule in paths.items()}
    return {category: made}


def pact(examples: Sequence[Json]) -> cl.Contract:
    document = {
        "consumer": {"name": "BillingService"},
        "provider": {"name": "CustomerService"},
        "interactions": list(examples),
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    return cl.load(document)


@contextmanager
def asking(provider: MockProvider) -> Iterator[httpx.Client]:
    """A client without a socket."""
    with httpx.Client(transport=provider.transport, base_url="http://mock") as client:
        yield client
