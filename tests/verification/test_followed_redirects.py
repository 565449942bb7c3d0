"""What only followed a redirect is judged with the request before it, and as nothing else where a verifier asked."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.values.reasons import ReasonCode

VERIFIER = {"User-Agent": "pact_verifier/1.4.7"}
FOLLOWING = {**VERIFIER, "Referer": "http://shop.test/old"}
BROWSER = {"User-Agent": "Mozilla/5.0"}


def expecting(path: str, **response: Any) -> dict[str, Any]:
    return http(path, request={"method": "GET", "path": path}, response={"status": 200, **response})


ANY_PATH = http(
    "any path",
    request={"method": "GET", "path": "/things/1", "matchingRules": {"path": {"matchers": [{"match": "type"}]}}},
    response={"status": 201},
)


def recorded(*exchanges: tuple[str, dict[str, str], int]) -> cl.Captures:
    """Captures by path, headers of the request and status; 302 leads to ``/new``."""
    captures = cl.Captures()
    for path, headers, status in exchanges:
        request = cl.HttpRequest("GET", path, "", {"Host": "shop.test", **headers})
        captures.add(request, cl.HttpResponse(status, {"Location": "/new"} if status == 302 else {}, b""))
    return captures


def verdicts(contract: Any, captures: cl.Captures) -> list[tuple[str, str]]:
    run = cl.verify(contract, captures)
    assert run.unpaired == ()
    return [(result.example.description, result.verdict) for result in run.results]


def test_what_a_verifier_followed_is_no_answer_to_another_example() -> None:
    captures = recorded(("/old", VERIFIER, 302), ("/new", FOLLOWING, 200))
    assert verdicts(contract_of(expecting("/old"), ANY_PATH), captures) == [
        ("/old", "passed"),
        ("any path", "not exercised"),
    ]
    assert verdicts(contract_of(expecting("/old"), expecting("/new")), captures) == [
        ("/old", "passed"),
        ("/new", "not exercised"),
    ]


@pytest.mark.parametrize("headers", [VERIFIER, BROWSER])
def test_an_example_that_was_asked_for_itself_is_not_judged_by_what_was_followed(headers: dict[str, str]) -> None:
    following = FOLLOWING if headers is VERIFIER else BROWSER
    captures = recorded(("/old", headers, 302), ("/new", following, 200), ("/things/1", headers, 201))
    assert verdicts(contract_of(expecting("/old"), ANY_PATH), captures) == [("/old", "passed"), ("any path", "passed")]


def test_a_browser_that_followed_says_something_of_the_other_example_too() -> None:
    captures = recorded(("/old", BROWSER, 302), ("/new", BROWSER, 200))
    assert verdicts(contract_of(expecting("/old"), expecting("/new", status=201)), captures) == [
        ("/old", "passed"),
        ("/new", "failed"),
    ]


def test_a_verifier_that_does_not_follow_is_judged_by_the_redirect() -> None:
    """Its next request is one of its own: it does not say where it came from."""
    captures = recorded(("/old", VERIFIER, 302), ("/new", VERIFIER, 200))
    contract = contract_of(expecting("/old", status=302), expecting("/new"))
    assert verdicts(contract, captures) == [("/old", "passed"), ("/new", "passed")]
    run = cl.verify(contract_of(expecting("/old"), expecting("/new")), captures)
    assert [(result.verdict, result.reason_code) for result in run.results] == [
        ("error", ReasonCode.REDIRECTED),
        ("passed", None),
    ]


def below_base_path(headers: dict[str, str]) -> cl.Captures:
    """The answer leads to ``/new``, and what was asked for then stands below the base path once more."""
    captures = cl.Captures(base_path="/api/v1")
    for path, sent, status in (("/api/v1/old", VERIFIER, 302), ("/api/v1/new", headers, 201)):
        request = cl.HttpRequest("GET", path, "", {"Host": "shop.test", **sent})
        captures.add(request, cl.HttpResponse(status, {"Location": "/new"} if status == 302 else {}, b""))
    return captures


def test_a_proxy_that_adds_the_base_path_adds_it_to_what_is_followed_too() -> None:
    """pact-js stands such a proxy between its verifier and the provider."""
    contract = contract_of(expecting("/old", status=201))
    assert verdicts(contract, below_base_path(FOLLOWING)) == [("/old", "passed")]
    assert verdicts(contract_of(expecting("/old")), below_base_path(FOLLOWING)) == [("/old", "failed")]


@pytest.mark.parametrize("headers", [VERIFIER, BROWSER])
def test_below_the_base_path_only_what_says_that_it_follows_does(headers: dict[str, str]) -> None:
    run = cl.verify(contract_of(expecting("/old", status=201)), below_base_path(headers))
    assert [result.reason_code for result in run.results] == [ReasonCode.REDIRECTED]
