"""What a request is told that matches no example: the differences from the nearest, each with rule and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mocked import asking, example, json_body, pact, rules

import contractlab as cl
from contractlab.definition.mock import MockProvider
from contractlab.values.display import present

ADDRESS = {"street": "1 Baker St", "lines": [{"postcode": "W1U 6QT"}]}
CHANGE = example(
    "a request to change the address",
    "PUT",
    "/customers/123/address",
    headers={"Content-Type": ["application/json"], "X-Tenant": ["blue"]},
    body=json_body(ADDRESS),
    matchingRules=rules("body", root="type"),
)
READ = example("a request for customer 123", "GET", "/customers/123")
CLOSE = example("a request to close an account", "DELETE", "/customers/123/account")
LIST = example("a request for customers", "GET", "/customers", query={"page": ["1"]})
HEADERS = {"Content-Type": "application/json", "X-Tenant": "blue"}


def _missed(method: str, path: str, *, headers: Any = None, **more: Any) -> dict[str, Any]:
    """The JSON of the answer."""
    with asking(cl.mock(pact([CHANGE, READ, CLOSE, LIST]))) as client:
        response = client.request(method, path, headers=headers, **more)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    answer: dict[str, Any] = response.json()
    return answer


def _messages(answer: dict[str, Any]) -> list[str]:
    return [each["message"] for each in answer["nearest"][0]["mismatches"]]


def test_a_missing_header_is_named() -> None:
    answer = _missed("PUT", "/customers/123/address", headers={"Content-Type": "application/json"}, json=ADDRESS)
    assert _messages(answer) == ["header X-Tenant: expected exactly blue, but the header is missing."]
    assert answer["error"].endswith("header X-Tenant: expected exactly blue, but the header is missing.")
    assert answer["nearest"][0]["example"] == "a request to change the address"


def test_a_wrong_type_deep_in_a_body_is_named_with_its_rule() -> None:
    body = {"street": "1 Baker St", "lines": [{"postcode": 6217}]}
    answer = _missed("PUT", "/customers/123/address", headers=HEADERS, json=body)
    (mismatch,) = answer["nearest"][0]["mismatches"]
    assert (mismatch["path"], mismatch["rule"]) == ("$.lines[0].postcode", "type")
    assert (mismatch["expected"], mismatch["actual"]) == ("W1U 6QT", 6217)


def test_a_wrong_path_names_up_to_three_examples_the_nearest_first() -> None:
    answer = _missed("GET", "/customer/123")
    assert len(answer["nearest"]) == 3
    assert answer["nearest"][0]["example"] == "a request for customer 123"
    assert _messages(answer) == ["path: expected /customers/123, got /customer/123."]


def test_of_two_near_examples_the_one_with_fewer_differences_comes_first() -> None:
    near = [example(name, "GET", "/x", headers={"X-A": ["1"], "X-B": [name]}) for name in ("one", "two")]
    with asking(cl.mock(pact(near))) as client:
        answer = client.get("/x", headers={"X-B": "two"}).json()
    assert [each["example"] for each in answer["nearest"]] == ["two", "one"]
    assert [len(each["mismatches"]) for each in answer["nearest"]] == [1, 2]


def test_lines_are_those_of_the_contract_or_where_the_example_was_defined(tmp_path: Path) -> None:
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(pact([READ]).document, indent=2))
    contract = cl.load(path)
    with asking(cl.mock(contract)) as client:
        (mismatch,) = client.get("/customers/9").json()["nearest"][0]["mismatches"]
    lines = path.read_text().splitlines()
    assert '"path": "/customers/123"' in lines[mismatch["line"] - 1]
    assert mismatch["at"] == f"line {mismatch['line']}"
    provider = MockProvider(contract, place_of=lambda example: f"cell 4, example {example.index + 1}")
    with asking(provider) as client:
        (mismatch,) = client.get("/customers/9").json()["nearest"][0]["mismatches"]
    assert mismatch["at"] == "cell 4, example 1"


@pytest.mark.parametrize(
    ("accept", "is_text"),
    [
        ("text/plain", True),
        ("text/plain;q=0.5, text/html", True),
        ("application/json, text/plain", False),
        ("*/*", False),
    ],
)
def test_text_is_given_where_the_client_asks_for_it(accept: str, is_text: bool) -> None:
    provider = cl.mock(pact([READ]))
    with asking(provider) as client:
        response = client.get("/customers/9", headers={"Accept": accept})
    assert response.headers["content-type"].startswith("text/plain" if is_text else "application/json")
    if is_text:
        assert "expected /customers/123, got /customers/9" in response.text
        assert response.text.strip() == present(provider.requests[0])["text/plain"].strip()


@pytest.mark.parametrize(("path", "word"), [("/customers/123", "Request-Mismatch"), ("/zz", "Unexpected-Request")])
def test_the_header_of_the_reference_is_kept(path: str, word: str) -> None:
    with asking(cl.mock(pact([example("e", "GET", "/customers/123", headers={"X-A": ["1"]})]))) as client:
        assert client.get(path).headers["x-pact"] == word


def test_many_differences_and_large_values_are_cut() -> None:
    wide = {f"k{number}": number for number in range(500)}
    with asking(cl.mock(pact([example("wide", "POST", "/x", body=json_body(wide))]))) as client:
        response = client.post("/x", json=dict.fromkeys(wide, "x" * 10000))
    assert len(response.content) < 5_200_000
    (near,) = response.json()["nearest"]
    assert len(near["mismatches"]) == 50
    assert near["more"] == 450
    assert all(len(each["actual"]) <= 1_000 for each in near["mismatches"])


HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize("medium", ["text/html", "text/markdown", "text/plain"])
def test_views_are_readable_and_harmless(medium: str) -> None:
    examples = [CHANGE, READ, example(HOSTILE, "GET", f"/{HOSTILE}", headers={HOSTILE: [HOSTILE]})]
    provider = cl.mock(pact(examples))
    with asking(provider) as client:
        client.get("/customers/123")
        client.get(f"/{HOSTILE}", headers={"X-A": HOSTILE})
        client.put("/customers/123/address", headers=HEADERS, json={**ADDRESS, "street": 5})
        client.get("/customers", params={"q": HOSTILE})
    shown = [provider, provider.requests, *provider.requests]
    texts = [present(each)[medium] for each in shown]
    assert all(texts)
    if medium == "text/html":
        assert not [text for text in texts if "<script" in text]
    assert "$.street" in texts[4].replace("&#36;", "$").replace("\\", "")
    assert "3 of 4 requests match no example" in texts[0]


def test_secrets_stay_out_of_answers_and_views() -> None:
    provider = cl.mock(pact([CHANGE]))
    headers = {"Authorization": "Bearer s3cr3t-t0k3n", "Cookie": "sid=s3cr3t-c00kie"}
    with asking(provider) as client:
        answer = client.put("/customers/123/address?access_token=s3cr3t-qu3ry", headers=headers, json={"a": 1})
    texts = [answer.text, *present(provider).values(), *present(provider.requests[0]).values()]
    assert not [text for text in texts if "s3cr3t" in text]


@pytest.mark.parametrize(
    ("sent", "first_line"),
    [
        (
            ("PUT", "/customers/123/address", {"Content-Type": "application/json"}, ADDRESS),
            "header X-Tenant: expected exactly blue, but the header is missing.",
        ),
        (
            ("PUT", "/customers/123/address", HEADERS, {"street": "x", "lines": [{"postcode": 6217}]}),
            '$.lines[0].postcode: expected a string like "W1U 6QT", got the number 6217.',
        ),
        (("GET", "/customer/123", {}, None), "path: expected /customers/123, got /customer/123."),
        (("GET", "/customers?page=2", {}, None), 'query page: expected exactly "1", got "2".'),
    ],
    ids=["header", "deep", "path", "query"],
)
def test_the_first_line_of_a_broken_mock_names_what_is_wrong(sent: Any, first_line: str) -> None:
    method, target, headers, body = sent
    provider = cl.mock(pact([CHANGE, READ, CLOSE, LIST]))
    with asking(provider) as client:
        client.request(method, target, headers=headers, **({} if body is None else {"json": body}))
    with pytest.raises(cl.ContractBroken) as broken:
        provider.require_passed()
    first, _, view = str(broken.value).partition("\n")
    assert first.startswith(f"{method} {target} matches no example. Nearest: “a request ")
    assert first.endswith(first_line)
    assert view == present(provider.requests[0])["text/plain"]


def test_the_first_line_counts_what_else_matches_nothing_and_hides_secrets() -> None:
    provider = cl.mock(pact([example("a", "GET", "/a", headers={"Authorization": ["Bearer x"]})]))
    with asking(provider) as client:
        for _ in range(3):
            client.get("/a", headers={"Authorization": "Bearer planted-7c1"})
    with pytest.raises(cl.ContractBroken) as broken:
        provider.require_passed()
    assert str(broken.value).partition("\n")[0].endswith("(2 more requests match none.)")
    assert "planted-7c1" not in str(broken.value)
