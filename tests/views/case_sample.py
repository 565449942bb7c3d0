"""ContractCase contracts for the views: a small world, and one made of somebody else's text."""

from __future__ import annotations

import copy
import json
from typing import Any

from case_contracts import (
    CALLER_READS,
    SERVER_READS,
    M,
    document,
    example,
    load,
    matcher,
    named,
    named_state,
    request,
    response,
    shaped,
    state_with,
    users,
    variable,
)

import contractlab as cl

__all__ = ["captures", "case_items", "contract", "converted", "run"]


def contract() -> Any:
    """A server as provider, a server as consumer, and a function."""
    value = users()
    call = {f"{M}type": "_case:FunctionArgumentsMatcher", "arguments": [1, shaped("x")]}
    done = {f"{M}type": "_case:FunctionResultMatcher", "success": {"total": matcher("Integer", example=3)}}
    asked = request(
        method="POST", path="/orders", query={"page": shaped("1")}, headers={"accept": "application/json"},
        body={"items": matcher("ArrayEachEntryLike", matcher={"id": shaped(1), "kind": "book"})},
    )  # fmt: skip
    value["examples"] += [
        example(named("place an order", asked), named("placed", response(201)), setup=SERVER_READS),
        example(named("add up", call), named("the total", done), setup=CALLER_READS, functionName="add"),
    ]
    return load(value, "case-contracts/user-page-main.case.json")


def captures() -> list[Any]:
    """What a provider answered, and what another asked."""

    def user(number: str, **fields: Any) -> Any:
        answer = cl.HttpResponse(200, json={"id": number, "name": "Ada", "active": True, **fields})
        states = (("up", {}), ("a user exists", {"userId": number}))
        return cl.Capture(cl.HttpRequest("GET", f"/users/{number}"), answer, states=states)

    order = cl.HttpRequest(
        "POST", "/orders", "page=2", {"Accept": "text/html", "Content-Type": "application/json"},
        b'{"items": [{"id": "1", "kind": "book"}, {"id": 2, "kind": "film"}]}',
    )  # fmt: skip
    return [user("5"), user("6", id="7", name=None), cl.Capture(order, None)]


def run() -> Any:
    return cl.verify(contract(), captures())


def converted() -> Any:
    return cl.convert(contract(), "pact", spec_version="3.0")


def _hostile(text: str) -> Any:
    body = {text: text, "typed": shaped(text), "odd": matcher(text), "of": variable(text), "n": named(text, text)}
    asked = request(
        path=matcher("StringPrefix", prefix=f"/{text}", suffix=shaped(text)),
        headers={text: text},
        query={text: shaped(text)},
    )
    function = {f"{M}type": "_case:FunctionArgumentsMatcher", "arguments": [text, {text: text}]}
    thrown = {f"{M}type": "_case:FunctionResultMatcher", "errorClassName": text, "message": text}
    value = document(
        example(
            named(text, asked), named(f"{text}!", response(body=body)), named_state(text),
            state_with(f"{text}?", **{text: shaped(text)}), result=text,
        ),
        example(
            named(f"{text}2", asked),
            named(f"{text}3", response(body={text: text, "typed": shaped(text)}, headers={text: text})),
            named_state(text),
        ),
        example(named(f"{text}2", asked), named(f"{text}4", response(body={text: text})), setup=SERVER_READS),
        example(named(f"{text}5", function), named(f"{text}6", thrown), setup=CALLER_READS, functionName=text),
        example(request(), response(), setup={"write": {"type": text}, "read": {"type": text}}),
        lookup={f"matcher:{text}": shaped(text), f"variable:default:{text}": text},
    )  # fmt: skip
    value["description"] = {"consumerName": text, "providerName": text}
    return load(copy.deepcopy(value), f"case/{text}")


def case_items(text: str) -> dict[str, Any]:
    """Everything that shows a ContractCase contract made of `text`, by name."""
    made = _hostile(text)
    answer = cl.HttpResponse(200, {"X": text}, json.dumps({text: f"{text}.", "typed": 1}).encode())
    asked = cl.HttpRequest("GET", f"/{text}", text, {"X": text}, text.encode("utf-8", "replace"))
    ran = cl.verify(made, [cl.Capture(asked, answer), cl.Capture(asked, answer, states=((text, {text: text}),))])
    items: dict[str, Any] = {"case contract": made, "case run": ran, "case converted": cl.convert(made, "pact")}
    items |= {f"case example {example.index}": example for example in made.examples}
    items |= {f"case result {index}": result for index, result in enumerate(ran.results)}
    for case_example in made.examples:
        items[f"case response {case_example.index}"] = case_example.check_response(answer)
        items[f"case request {case_example.index}"] = case_example.check_request(asked)
        items[f"case call {case_example.index}"] = case_example.check_call([text])
        items[f"case return {case_example.index}"] = case_example.check_return({text: text})
    return items
