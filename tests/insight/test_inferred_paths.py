"""Which steps of a path vary, by what was recorded; and what else an inferred contract says of a place."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

import contractlab as cl

JSON = [("Content-Type", "application/json")]
UUIDS = "-".join(f"[0-9a-fA-F]{{{length}}}" for length in (8, 4, 4, 4, 12))
FULL = {"name": "x", "size": 1}


def recorded(
    *paths: str, status: int = 200, body: Any = FULL, headers: tuple[tuple[str, str], ...] = ()
) -> cl.Captures:
    captures = cl.Captures()
    for path in paths:
        response = cl.HttpResponse(status, JSON, json.dumps(body).encode())
        captures.add(cl.HttpRequest("GET", path), response, provider_version="1")
    return captures


def made(captures: cl.Captures, **more: Any) -> cl.InferredDefinition:
    """Inferred; all the captures pass, as they were recorded and without being assigned."""
    inferred = cl.infer(captures, consumer="c", provider="p", **more)
    run = cl.verify(inferred.contract, captures)
    assert run.passed, [result.mismatches for result in run.failures]
    return inferred


def pattern_of(example: cl.Example) -> str:
    (matcher,) = example.document["request"]["matchingRules"]["path"]["matchers"]
    return str(matcher["regex"])


@pytest.mark.parametrize(
    ("steps", "pattern"),
    [
        (("2026-01-01", "2026-01-02"), r"/of/\d{4}-\d{2}-\d{2}"),
        (("1", "22"), r"/of/\d+"),
        (tuple(str(uuid.UUID(int=number)) for number in (1, 2)), None),
        (("a" * 40, "b" * 40), "/of/[0-9a-fA-F]{40}"),
        (("5", "2026-01-01"), "/of/[^/]+"),
    ],
)
def test_steps_that_look_like_names_of_things_have_their_pattern(steps: tuple[str, ...], pattern: str | None) -> None:
    (example,) = made(recorded(*(f"/of/{step}" for step in steps))).contract.examples
    assert example.description.startswith("GET /of/{id} ")
    assert pattern_of(example) == (
        pattern or "/of/[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
    )


REPOSITORIES = ("acme/web", "acme/api", "zeta/core", "umbra/ray")


def test_owners_and_their_things_vary_together() -> None:
    inferred = made(recorded(*(f"/repos/{name}" for name in REPOSITORIES)))
    (example,) = inferred.contract.examples
    assert example.description == "GET /repos/{id}/{id} is answered with 200"
    assert [use.name for use in example.states] == ["repos: it exists"]


def test_what_was_not_there_is_one_of_them() -> None:
    captures = cl.Captures(
        [
            *recorded(*(f"/repos/{name}" for name in REPOSITORIES)),
            *recorded("/repos/acme/none", status=404, body={"message": "no"}),
        ]
    )
    there, gone = made(captures).contract.examples
    assert gone.description == "GET /repos/{id}/{id} is answered with 404"
    assert [use.name for use in gone.states] == ["repos: it does not exist"]
    assert pattern_of(there) == f"/repos/({'|'.join(REPOSITORIES)})"


@pytest.mark.parametrize("bodies", [[{"a": 1}, {"b": 1}, {"c": 1}, {"d": 1}], [[], [], [], []]])
def test_words_of_a_path_stay_where_answers_say_too_little(bodies: list[Any]) -> None:
    captures = cl.Captures()
    for path, body in zip(
        ("/api/users/list", "/api/orders/find", "/api/carts/new", "/api/bills/all"), bodies, strict=True
    ):
        captures.add(cl.HttpRequest("GET", path), cl.HttpResponse(200, JSON, json.dumps(body).encode()))
    assert all("{id}" not in example.description for example in made(captures).contract.examples)


def test_a_document_says_which_steps_vary_below_its_servers_too() -> None:
    operation = {"get": {"responses": {"200": {"description": "x"}}}}
    api = {
        "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://x.example/v1"}],
        "paths": {"/shops/{name}/open": operation},
    }  # fmt: skip
    captures = recorded("/v1/shops/kiosk/open", "/v1/shops/corner/open")
    assert len(made(captures).contract.examples) == 2
    (example,) = made(captures, openapi=cl.load_openapi(api)).contract.examples
    assert example.description == "GET /v1/shops/{id}/open is answered with 200"
    assert pattern_of(example) == "/v1/shops/[^/]+/open"


def _created(*locations: str | None) -> cl.Captures:
    captures = cl.Captures()
    for number, location in enumerate(locations):
        headers = [*JSON, *([("Location", location)] if location else [])]
        request = cl.HttpRequest("POST", "/orders", headers=JSON, body=json.dumps({"size": number}).encode())
        captures.add(request, cl.HttpResponse(201, headers, b'{"id": 1}'))
    return captures


def test_where_something_new_lies_is_asked_by_its_form() -> None:
    (example,) = made(_created("/orders/1", "/orders/22")).contract.examples
    assert example.document["response"]["headers"]["Location"] == ["/orders/1"]
    (rule,) = example.document["response"]["matchingRules"]["header"]["Location"]["matchers"]
    assert rule["regex"] == r"/orders/\d+"
    assert not example.states


@pytest.mark.parametrize(
    "locations", [("/orders/1", None), ("/orders/1", "/bills/1"), ("/orders/1?a=1", "/orders/2?a=2")]
)
def test_where_it_is_said_in_several_ways_it_is_not_dared(locations: tuple[str | None, ...]) -> None:
    inferred = made(_created(*locations))
    assert [each.path for each in inferred.not_dared] == ["Location"]


def test_a_state_tells_apart_only_what_the_requests_do_not() -> None:
    captures = cl.Captures()
    for body, status in (({"size": 1}, 201), ({"colour": "red"}, 422), ({"size": 2}, 409)):
        request = cl.HttpRequest("POST", "/orders", headers=JSON, body=json.dumps(body).encode())
        captures.add(request, cl.HttpResponse(status, JSON, b'{"id": 1}'))
    inferred = cl.infer(captures, consumer="c", provider="p")
    states = {example.response.status: [use.name for use in example.states] for example in inferred.contract.examples}
    assert states == {201: ["the answer is 201"], 422: [], 409: ["the answer is 409"]}


@pytest.mark.parametrize("form", [{"spec_version": "3.0"}, {"spec_version": "2.0"}, {"format": "contractcase"}])
def test_every_format_is_inferred_and_tells_what_it_cannot_say(form: dict[str, str]) -> None:
    inferred = made(recorded("/orders/1", "/orders/2"), **form)
    assert form.items() <= {"format": inferred.format, "spec_version": inferred.spec_version}.items()
    reasons = [each.why for each in inferred.not_dared if "cannot say" in each.why]
    assert bool(reasons) is (form != {"spec_version": "3.0"})


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        ((None, None), False),
        (("application/json", None), False),
        (("application/json", "application/hal+json"), False),
        (("application/hal+json", "application/hal+json"), True),
        (("application/json", "application/json; charset=utf-8"), True),
        (("text/html", "text/html"), True),
    ],
)
def test_all_captures_pass_whatever_their_content_types(kinds: tuple[str | None, ...], asked: bool) -> None:
    captures = cl.Captures()
    for number, kind in enumerate(kinds):
        headers = [("Content-Type", kind)] if kind else []
        body = json.dumps({"n": number}).encode()
        captures.add(cl.HttpRequest("POST", "/a", headers=headers, body=body), cl.HttpResponse(200, headers, body))
    (example,) = made(captures).contract.examples
    names = {name.lower() for name in example.document["response"].get("headers", {})}
    assert ("content-type" in names) is asked
    is_json = kinds[0] != "text/html"
    assert ("body" in example.document["response"]) is is_json
