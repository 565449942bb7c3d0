"""`Captures` as a sequence: versions, pairings by hand, live recordings."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest
import requests

from contractlab.captures import Capture, Captures, load_captures
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import NOT_RECORDED

OK = HttpResponse(200)


def recorded(*versions, started=()):
    captures = Captures()
    for index, version in enumerate(versions):
        captures.add(
            HttpRequest("GET", f"/{index}"),
            OK,
            provider_version=version,
            started=started[index] if index < len(started) else None,
        )
    return captures


def test_sequence():
    captures = recorded("1", "1", "2")
    assert len(captures) == 3
    assert [capture.request.path for capture in captures] == ["/0", "/1", "/2"]
    assert captures[-1].request.path == "/2"
    assert captures["<recorded>#1"] is captures[1]
    assert isinstance(captures[1:], Captures)
    assert len(captures[1:]) == 2
    assert captures[0] in captures
    with pytest.raises(KeyError, match="<recorded>#0"):
        captures["nowhere#1"]
    with pytest.raises(IndexError):
        captures[3]


def test_nothing_shows_a_secret():
    captures = Captures()
    captures.add(HttpRequest("GET", "/a", "token=SECRET", {"Authorization": "SECRET"}, b"SECRET"), OK)
    assert "SECRET" not in repr(captures) + repr(captures[0]) + str(captures[0]) + captures[0].label
    assert repr(captures[0]) == "<Capture GET /a → 200, <recorded>#0>"


def test_labels_are_safe_to_show():
    capture = Capture(HttpRequest("GET", "/a\u202e" + "b" * 500), None)
    assert "\u202e" not in capture.label
    assert len(capture.label) < 130


def test_two_together():
    first, second = recorded("1", "1"), recorded("2")
    both = first + second
    assert [capture.key for capture in both] == ["<recorded>#0", "<recorded>#1", "<recorded>#2"]
    assert [capture.key for capture in second] == ["<recorded>#0"]
    both.add(HttpRequest(), OK)
    assert both[-1].key == "<recorded>#3"
    with pytest.raises(TypeError):
        first + [1]  # noqa: RUF005 - the operator is what is tested


@pytest.mark.parametrize(
    ("versions", "started", "expected"),
    [
        (["2.10.0", "2.9.0", "2.10.0-rc.1"], (), ["2.9.0", "2.10.0-rc.1", "2.10.0"]),
        (["b", "a"], (), ["b", "a"]),
        (["b", "a"], ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00+01:00"), ["a", "b"]),
        (["b", "a", "b"], ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00", "2025-01-01T00:00:00Z"), ["b", "a"]),
        (["b", "a"], ("soon", "2026-01-01T00:00:00Z"), ["a", "b"]),
        (["2.0.0", "1"], ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"), ["1", "2.0.0"]),
        ([None, "1.0.0"], (), ["1.0.0"]),
        (["9" * 5000 + ".0.0", "1.0.0"], (), ["9" * 5000 + ".0.0", "1.0.0"]),
        ([], (), []),
    ],
)
def test_order_of_versions(versions, started, expected):
    assert recorded(*versions, started=started).provider_versions == expected


def test_by_version():
    groups = recorded("2.10.0", None, "2.9.0", "2.10.0").by_version()
    assert list(groups) == ["2.9.0", "2.10.0", None]
    assert [capture.request.path for capture in groups["2.10.0"]] == ["/0", "/3"]


def test_assign():
    captures = recorded("1", "1", "1")
    example = SimpleNamespace(key="e1")
    assert captures.assign(captures[0], example).assign(1, "e2").assign("<recorded>#2", "e3") is captures
    assert captures.assignments == {"<recorded>#0": "e1", "<recorded>#1": "e2", "<recorded>#2": "e3"}
    assert captures[0].assigned == "e1"
    assert captures.by_version()["1"][0].assigned == "e1"
    captures.assign(-1, None)
    assert "<recorded>#2" not in captures.assignments
    with pytest.raises(TypeError, match="is not an example"):
        captures.assign(0, 5)
    with pytest.raises(KeyError):
        captures.assign("other#0", "e")
    with pytest.raises(IndexError):
        captures.assign(7, "e")


def test_add_plain_values():
    captures = Captures(base_path="/api")
    capture = captures.add(
        HttpRequest("GET", "/api/x"),
        OK,
        provider_version="1",
        example="e",
        contract="c.json",
        states=["s", ("t", {"id": 1})],
        started="2026-01-01T00:00:00Z",
        duration_ms=2.5,
    )
    assert capture is captures[0]
    assert capture.states == (("s", {}), ("t", {"id": 1}))
    assert (capture.example, capture.contract, capture.duration_ms) == ("e", "c.json", 2.5)
    assert capture.relative_request.path == "/x"
    assert captures.add(HttpRequest("GET", "/y")).error == "no response was recorded"


def test_add_a_response_of_httpx():
    def answer(request):
        return httpx.Response(201, headers=[("X-A", "1"), ("X-A", "2")], json={"id": 1})

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        response = client.post("https://user:pw@h.test/a%20b?x=1&x=2", json={"a": 1})
    response.elapsed = timedelta(milliseconds=12.5)
    captures = Captures()
    capture = captures.add(response)
    assert capture.request.method == "POST"
    assert (capture.request.path, capture.request.query) == ("/a%20b", "x=1&x=2")
    assert capture.request.body == b'{"a":1}'
    assert capture.response.headers.get_all("x-a") == ["1", "2"]
    assert capture.response.body == b'{"id":1}'
    assert capture.duration_ms == 12.5
    assert capture.started.endswith("Z")
    assert capture.http_version == "HTTP/1.1"
    assert capture.origin == "https://user:pw@h.test"
    assert len(captures) == 1


def test_add_what_was_streamed_and_never_read():
    def pieces():
        yield b"a"

    request = httpx.Request("POST", "http://h.test/", content=pieces())
    response = httpx.Response(200, stream=httpx.ByteStream(b"x"), request=request)
    capture = Captures().add(response)
    assert capture.request.body is NOT_RECORDED
    assert capture.response.body is NOT_RECORDED
    assert capture.duration_ms is None


def test_add_a_response_of_requests():
    prepared = requests.Request("POST", "http://h.test/a?b=1", data="x=1", headers={"X-B": "2"}).prepare()
    response = requests.Response()
    response.status_code, response._content, response.request = 404, b"{}", prepared
    response.headers["Content-Type"] = "application/json"
    capture = Captures().add(response)
    assert capture.request.query == "b=1"
    assert capture.request.body == b"x=1"
    assert capture.request.headers["x-b"] == "2"
    assert capture.response.status == 404
    assert capture.origin == "http://h.test"


def test_add_a_request_without_an_answer():
    capture = Captures().add(httpx.Request("GET", "http://h.test/a"), error="timed out")
    assert capture.response is None
    assert capture.error == "timed out"


@pytest.mark.parametrize("pair", [(3,), (HttpRequest(), 3), (object(), OK), (OK,)])
def test_add_refuses_what_is_no_exchange(pair):
    with pytest.raises(TypeError):
        Captures().add(*pair)


def test_a_response_that_forgot_its_request():
    with pytest.raises(TypeError, match="does not know its request"):
        Captures().add(httpx.Response(200))


def test_loaded_and_recorded_together():
    loaded = load_captures(
        {"log": {"entries": [{"request": {"method": "GET", "url": "/a"}, "response": {"status": 200}}]}}
    )
    both = loaded + recorded("1")
    assert [capture.key for capture in both] == ["<document>#0", "<recorded>#0"]
    assert both.files == ["<document>"]
