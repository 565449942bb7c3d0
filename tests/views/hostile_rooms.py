"""Strangers' texts in the rooms beside a run: definitions, mocks, brokers, coverage, repairs, drift, API documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import httpx
from views import hostile
from views.hostile import Spread

import contractlab as cl
from contractlab import match
from contractlab.errors import ContractLabError


def rooms(texts: str | Sequence[str]) -> dict[str, Any]:
    """Every kind of object of these rooms that has a view, by name; without those that refuse the texts."""
    spread = Spread.of(texts).writable()
    makers: tuple[Callable[[Spread], Iterator[tuple[str, Any]]], ...] = (
        _insight, _definition, _mock, _broker, _api, _handlers,
    )  # fmt: skip
    items: dict[str, Any] = {}
    for make in makers:
        with suppress(ContractLabError):  # refused with a reason: nothing is shown of it
            for name, item in make(spread):
                items[name] = item
    return items


def _insight(spread: Spread) -> Iterator[tuple[str, Any]]:
    made, recorded = hostile.contract(spread.texts), hostile.captures(spread.texts)
    of_all = spread["contract"]
    run = cl.verify(made, recorded)
    seen = cl.coverage(made, recorded)
    yield "coverage", seen
    yield from ((f"coverage of endpoint {number}", each) for number, each in enumerate(seen.endpoints[:2]))
    strict = cl.strictness(made)
    yield "strictness", strict
    yield "repairs", cl.repairs(run)
    matrix = cl.matrix(made, {of_all or "1": recorded, f"{of_all} next": hostile.captures(f"{of_all}x")})
    yield "drift", cl.drift(matrix)
    yield "inferred", cl.infer(recorded, consumer=of_all or "c", provider=of_all or "p")


def definition_of(texts: str | Sequence[str]) -> cl.Definition:
    """A definition with the texts in its examples."""
    return _define(Spread.of(texts).writable())


def _define(spread: Spread) -> cl.Definition:
    whole, plain, message = spread["all"] or "x", spread["plain"] or "x", spread["message"] or "x"
    made = cl.define(whole, plain)
    (
        made.example(whole)
        .given(whole, {whole: whole})
        .with_request("GET", "/a", query={whole: whole}, headers={"X-Plain": plain.split("\n")[0]})
        .will_respond_with(200, json={whole: match.like(whole), "deep": [{plain: match.regex("1", regex="\\d")}]})
    )
    made.example(f"{plain} message", "Async").with_body({message: message})
    return made


def _definition(spread: Spread) -> Iterator[tuple[str, Any]]:
    made = _define(spread)
    yield "definition", made
    yield "an example that is not finished", made.example(spread["odd"] or "x")


def _mock(spread: Spread) -> Iterator[tuple[str, Any]]:
    provider = cl.mock(_define(spread).contract, require_calls=False)
    text = spread["text"]
    with httpx.Client(transport=provider.transport, base_url="http://mock") as client:
        client.request("GET", "/a", params={text: text}, content=text.encode())
        client.post("/nowhere", json={text: text})
    yield "mock", provider
    yield "requests", provider.requests
    yield "a request that missed", provider.requests[0]


def _broker(spread: Spread) -> Iterator[tuple[str, Any]]:
    of_all, whole = spread["contract"].strip() or "x", spread["all"].strip() or "x"
    made = hostile.contract(spread.texts)
    broker = cl.broker(":memory:")
    broker.publish(made, version=whole, branch=whole, tags=[whole])
    broker.create_environment("live", production=True, display_name=whole)
    yield "problems of a broker", broker.problems
    yield "graph", broker.graph()
    yield "matrix of a broker", broker.matrix(made.consumer, made.provider)
    yield "answer of a broker", broker.can_i_deploy(made.consumer or of_all, version=whole, environment="live")


def _api(spread: Spread) -> Iterator[tuple[str, Any]]:
    whole, plain = spread["all"], spread["plain"]
    schema = {
        "type": "object", "required": [whole], "additionalProperties": False, "description": whole,
        "properties": {plain: {"type": "integer", "enum": [whole], "format": whole}},
    }  # fmt: skip
    operation = {
        "operationId": whole, "summary": whole, "description": whole, "tags": [whole],
        "parameters": [{"in": "query", "name": whole or "x", "required": True, "schema": {"type": whole}}],
        "responses": {"200": {"description": whole, "content": {"application/json": {"schema": schema}}}},
    }  # fmt: skip
    paths = {"/all": {"get": operation}, "/plain": {"get": operation}, f"/{whole}": {"post": operation}}
    document = {"openapi": "3.0.3", "info": {"title": whole, "version": whole}, "paths": paths}
    loaded = cl.load_openapi(json.dumps(document).encode(), name=f"{whole}.json")
    agreement = cl.verify(hostile.contract(spread.texts), hostile.captures(spread.texts), openapi=loaded)
    yield "agreement", agreement


def _handlers(spread: Spread) -> Iterator[tuple[str, Any]]:
    states = cl.StateHandlers()
    for text in dict.fromkeys(spread.texts):
        states.register(text or "x", lambda: None)
    yield "handlers", states
