"""What a recording becomes in a ContractCase file: what ContractCase cannot ask for is left out."""

from __future__ import annotations

from typing import Any

import pytest
from case_contracts import load, users

import contractlab as cl
from contractlab.captures import Capture

M = "_case:matcher:"


def promoted(response: cl.HttpResponse, **more: Any) -> tuple[Any, Any]:
    edit: Any = cl.edit(load(users()))
    request = cl.HttpRequest("post", "/a", "x=1&x=2&y=", {"Content-Type": "text/plain", "Accept": "*/*"}, b"hello")
    edit.promote(Capture(request, response), **more)
    assert edit.contract.problems == ()
    mock = edit.document["examples"][-1]["mock"]
    return mock["request"][f"{M}child"], mock["response"][f"{M}child"].get("body", "left out")


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ({"id": 1, "none": {}}, {"id": 1}),
        ([], []),
        ({}, "left out"),
        (0, "left out"),
        (None, "left out"),
        ("text", "text"),
    ],
)
def test_values_that_are_asked_for_exactly(body: Any, written: Any) -> None:
    assert promoted(cl.HttpResponse(200, json=body), by_type=False)[1] == written


def test_values_by_type_and_items_like_the_first() -> None:
    _, body = promoted(cl.HttpResponse(200, json={"a": [{"b": 1}, {"b": 2}], "c": [], "d": {}}))
    assert body["_case:context:matchBy"] == "type"
    inside = body[f"{M}child"]
    assert inside["a"][f"{M}matcher"] == {"b": 1}
    assert inside["c"][f"{M}type"] == "_case:ArrayLength"
    assert "d" not in inside


@pytest.mark.parametrize(
    ("data", "kind", "written"),
    [
        (b"plain", "text/plain", "plain"),
        (b"[1]", "text/plain", [1]),
        (b"\xff\xfe", "application/octet-stream", "left out"),
        (b"{broken", "application/json", "{broken"),
        (b"", "application/json", "left out"),
    ],
)
def test_bodies_that_are_no_json(data: bytes, kind: str, written: Any) -> None:
    assert promoted(cl.HttpResponse(200, {"Content-Type": kind}, data))[1] == written


def test_requests_are_written_as_they_were_sent() -> None:
    request, _ = promoted(cl.HttpResponse(204), headers=["accept"])
    assert (request["method"], request["path"], request["body"]) == ("POST", "/a", "hello")
    assert request["query"] == {"x": ["1", "2"], "y": ""}
    assert request["headers"] == {"content-type": "text/plain", "accept": "*/*"}
