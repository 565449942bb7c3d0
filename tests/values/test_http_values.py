"""Requests, responses and headers as values."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import httpx
import pytest
import requests

from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse, Redacted
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.message import Message


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (None, ""),
        ("a=1&a=2", "a=1&a=2"),
        ("a=%41+b", "a=%41+b"),
        (b"a=1", "a=1"),
        ([("a", "1"), ("a", "2")], "a=1&a=2"),
        ([("a b", "c&d"), ("é", "=")], "a+b=c%26d&%C3%A9=%3D"),
        ({"a": "1", "b": ["2", 3]}, "a=1&b=2&b=3"),
        ([("flag", None), ("n", 0)], "flag&n=0"),
        ({}, ""),
    ],
)
def test_a_query_is_kept_as_sent_and_pairs_are_encoded(query: object, text: str) -> None:
    assert HttpRequest(query=query).query == text


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (None, None), (b"", b""), (b"x", b"x"), ("é", "é".encode()), ("", b""), (bytearray(b"x"), b"x"),
        (memoryview(b"x"), b"x"), (NOT_RECORDED, NOT_RECORDED),
    ],
)  # fmt: skip
def test_a_body_is_bytes_absent_or_not_recorded(body: object, kept: object) -> None:
    assert HttpResponse(body=body).body == kept
    assert HttpRequest(body=body).body == kept


@pytest.mark.parametrize("kind", [HttpRequest, HttpResponse])
def test_a_parsed_body_has_to_be_given_as_json(kind: type) -> None:
    with pytest.raises(TypeError, match="use json="):
        kind(body={"a": 1})


@pytest.mark.parametrize("kind", [HttpRequest, HttpResponse])
def test_json_writes_the_body_and_adds_its_type_where_there_is_none(kind: type) -> None:
    made = kind(json={"é": [1, None]})
    assert made.body == '{"é":[1,null]}'.encode()
    assert made.headers["content-type"] == "application/json"
    assert kind(json=None).body == b"null"
    own = kind(headers={"content-TYPE": "application/hal+json"}, json=1)
    assert own.headers.items() == (("content-TYPE", "application/hal+json"),)


def test_defaults_are_the_least_that_can_be_said() -> None:
    request, response = HttpRequest(), HttpResponse()
    assert (request.method, request.path, request.query, request.body, len(request.headers)) == (
        "GET",
        "/",
        "",
        None,
        0,
    )
    assert (response.status, response.body, len(response.headers)) == (200, None, 0)
    assert (response.not_recorded, response.redacted) == (frozenset(), ())


def test_target_is_the_request_line() -> None:
    assert HttpRequest(path="/a", query="b=1").target == "/a?b=1"
    assert HttpRequest(path="/a").target == "/a"


def test_names_that_were_not_recorded_are_lower_case() -> None:
    assert HttpResponse(not_recorded=["Set-Cookie"]).not_recorded == {"set-cookie"}
    assert HttpRequest(redacted=[Redacted("query", "token")]).redacted == (Redacted("query", "token"),)


def test_a_repr_tells_no_secret() -> None:
    request = HttpRequest("GET", "/a", "token=SECRET", {"Authorization": "SECRET"}, b"SECRET")
    response = HttpResponse(200, {"Set-Cookie": "SECRET"}, b"SECRET")
    message = Message(b"SECRET", {"a": 1})
    assert "SECRET" not in repr(request) + repr(response) + repr(message)
    assert repr(request) == "<HttpRequest GET /a>"
    assert repr(response) == "<HttpResponse 200, 6 bytes>"
    assert repr(HttpResponse()) == "<HttpResponse 200, no body>"
    assert repr(HttpResponse(body=NOT_RECORDED)) == "<HttpResponse 200, body not recorded>"
    assert "\u202e" not in repr(HttpRequest(path="/\u202e"))


def test_values_cannot_be_changed_and_are_equal_by_content() -> None:
    with pytest.raises(AttributeError):
        HttpResponse().status = 404  # type: ignore[misc]
    assert HttpResponse(200, {"A": "1"}, b"x") == HttpResponse(200, [("A", "1")], b"x")
    assert len({HttpRequest("GET", "/a"), HttpRequest("GET", "/a")}) == 1
    assert HttpResponse(200, {"A": "1"}, b"x") != HttpResponse(200, {"A": "1"}, None)


# -- of() -------------------------------------------------------------------------------------------------------------


def test_a_response_of_httpx_keeps_repeated_headers_apart() -> None:
    given = httpx.Response(201, headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], content=b"x")
    taken = HttpResponse.of(given)
    assert (taken.status, taken.body) == (201, b"x")
    assert taken.headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_a_response_of_requests_is_taken_over() -> None:
    given = requests.Response()
    given.status_code = 404
    given._content = b'{"a":1}'
    given.headers["Content-Type"] = "application/json"
    taken = HttpResponse.of(given)
    assert (taken.status, taken.body, taken.headers["content-type"]) == (404, b'{"a":1}', "application/json")


def test_a_request_of_httpx_is_taken_over_as_sent() -> None:
    given = httpx.Request("POST", "http://h/a%20b?x=1&x=%2F", headers={"A": "1"}, json={"k": 1})
    taken = HttpRequest.of(given)
    assert (taken.method, taken.path, taken.query) == ("POST", "/a%20b", "x=1&x=%2F")
    assert taken.body == given.content
    assert taken.headers["a"] == "1"
    assert HttpRequest.of(httpx.Request("GET", "http://h")).path == "/"
    assert HttpRequest.of(httpx.Request("GET", "http://h")).body is None


def test_a_request_of_requests_is_taken_over() -> None:
    given = requests.Request("PUT", "http://h/p", params={"q": "1"}, data="text", headers={"A": "1"}).prepare()
    taken = HttpRequest.of(given)
    assert (taken.method, taken.target, taken.body, taken.headers["A"]) == ("PUT", "/p?q=1", b"text", "1")


def test_what_is_already_a_value_stays_itself() -> None:
    request, response = HttpRequest(), HttpResponse()
    assert HttpRequest.of(request) is request
    assert HttpResponse.of(response) is response


def test_anything_shaped_like_a_response_will_do() -> None:
    shaped = SimpleNamespace(status_code="200", headers={"A": "1"}, content=None)
    assert HttpResponse.of(shaped) == HttpResponse(200, {"A": "1"}, None)


@pytest.mark.parametrize("value", [None, 200, {"status": 200}, SimpleNamespace(status_code=200)])
def test_what_is_no_response_says_what_to_give(value: object) -> None:
    with pytest.raises(TypeError, match=r"is not a response: use cl\.HttpResponse"):
        HttpResponse.of(value)
    with pytest.raises(TypeError, match="is not a request"):
        HttpRequest.of(value)


# -- headers ----------------------------------------------------------------------------------------------------------


def test_headers_keep_order_case_and_repeats() -> None:
    headers = Headers([("B", "1"), ("a", "2"), ("b", "3")])
    assert headers.items() == (("B", "1"), ("a", "2"), ("b", "3"))
    assert list(headers) == list(headers.items())
    assert len(headers) == 3
    assert headers.get("b") == headers["B"] == "1, 3"
    assert headers.get_all("B") == ["1", "3"]
    assert "A" in headers
    assert "c" not in headers
    assert 1 not in headers


def test_a_header_that_is_not_there_is_none_or_a_key_error() -> None:
    headers = Headers()
    assert headers.get("a") is None
    assert headers.get("a", "d") == "d"
    assert headers.get_all("a") == []
    with pytest.raises(KeyError, match="a"):
        headers["a"]


def test_an_empty_header_is_not_an_absent_one() -> None:
    assert Headers({"A": ""}).get("a", "default") == ""
    assert Headers({"A": []}).get("a") is None


@pytest.mark.parametrize("given", [{"A": ["1", 2]}, [("A", "1"), ("A", 2)], Headers([("A", "1"), ("A", "2")])])
def test_headers_come_from_mappings_pairs_and_headers(given: object) -> None:
    assert Headers(given).items() == (("A", "1"), ("A", "2"))  # type: ignore[arg-type]


def test_headers_are_values() -> None:
    headers = Headers({"A": "1"})
    assert headers == Headers([("A", "1")])
    assert headers != Headers([("a", "1")])
    assert hash(headers) == hash(Headers([("A", "1")]))
    assert pickle.loads(pickle.dumps(headers)) == headers
    assert repr(headers) == "Headers([('A', '1')])"


def test_what_is_given_out_cannot_change_what_is_kept() -> None:
    headers = Headers({"A": "1"})
    headers.get_all("a").append("2")
    assert headers.get_all("a") == ["1"]


@pytest.mark.parametrize(("marker", "text"), [(MISSING, "MISSING"), (NOT_RECORDED, "NOT_RECORDED")])
def test_markers_are_false_single_and_survive_pickling(marker: object, text: str) -> None:
    assert not marker
    assert repr(marker) == text
    assert pickle.loads(pickle.dumps(marker)) is marker
    assert marker is not None


def test_a_header_may_stand_without_a_value() -> None:
    headers = Headers({"X-A": "1"}, valueless=["X-B", "X-A"])
    assert "x-b" in headers
    assert headers.get_all("X-B") == []
    assert headers.get_all("x-a") == ["1"], "a name that has a value counts as usual"
    assert list(headers) == [("X-A", "1")]
    assert headers != Headers({"X-A": "1"})
    assert pickle.loads(pickle.dumps(headers)) == headers
    assert hash(pickle.loads(pickle.dumps(headers))) == hash(headers)
