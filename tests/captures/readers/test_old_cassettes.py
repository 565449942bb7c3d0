"""Cassettes of VCR 1 for Ruby, and of VCR.py before its version 1."""

from __future__ import annotations

import json

import pytest

from contractlab.captures import load_captures
from contractlab.captures.readers import sniff_reader
from contractlab.errors import InvalidCapture

RUBY = """---
- !ruby/struct:VCR::HTTPInteraction
  request: !ruby/struct:VCR::Request
    method: :get
    uri: http://example.test:80/foo?a=1
    body:
    headers:
      accept:
      - "*/*"
  response: !ruby/struct:VCR::Response
    status: !ruby/struct:VCR::ResponseStatus
      code: 200
      message: OK
    headers:
      content-type:
      - text/html;charset=utf-8
      set-cookie:
      - a=1
      - b=2
    body: Hello foo
    http_version: "1.1"
- !ruby/struct:VCR::HTTPInteraction
  request: !ruby/struct:VCR::Request
    method: :post
    uri: http://example.test/bar
    body: !ruby/string "sent"
    headers:
  response: !ruby/struct:VCR::Response
    status: !ruby/struct:VCR::ResponseStatus
      code: 201
      message: Created
    headers:
    body: !binary |
      AAH/
    http_version:
"""


@pytest.mark.parametrize("end", ["\n", " \n", "\r\n"])
@pytest.mark.parametrize("name", ["struct", "object"])
def test_ruby_structures_are_read(name: str, end: str) -> None:
    data = RUBY.replace("!ruby/struct:", f"!ruby/{name}:").replace("\n", end).encode()
    assert sniff_reader(data) is not None
    first, second = captures = load_captures(data)
    assert captures.problems == []
    assert (first.request.method, first.request.target) == ("GET", "/foo?a=1")
    assert first.request.headers.items() == (("accept", "*/*"),)
    assert first.request.body is None
    assert first.response.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert first.response.body == b"Hello foo"
    assert first.http_version == "1.1"
    assert (first.line, second.line) == (2, 22)
    assert (second.request.method, second.request.body) == ("POST", b"sent")
    assert (second.response.status, second.response.body) == (201, b"\x00\x01\xff")


@pytest.mark.parametrize(
    "text",
    [
        """:http_interactions:
- :request:
    :method: :put
    :uri: http://h.test/a
    :body:
      :encoding: UTF-8
      :string: x
    :headers: {A: [b]}
  :response:
    :status:
      :code: 200
    :headers: {}
    :body:
      :string: y
""",
        """- :request:
    :method: :put
    :uri: http://h.test/a
    :body: x
    :headers: {A: [b]}
  :response:
    :status:
      :code: 200
    :body: y
""",
        """-
  request: {method: put, uri: 'http://h.test/a', body: x, headers: {A: b}}
  response: {status: {code: 200}, headers: {}, body: y}
""",
        """- request: {method: PUT, host: h.test, port: 80, path: /a, protocol: http, body: x, headers: {A: b}}
  response: {status: {code: 200}, headers: [], body: {string: y}}
""",
    ],
)
def test_symbols_and_old_fields_are_read(text: str) -> None:
    (capture,) = captures = load_captures(text.encode())
    assert captures.problems == []
    assert (capture.request.method, capture.request.path, capture.origin) == ("PUT", "/a", "http://h.test")
    assert capture.request.headers.items() == (("A", "b"),)
    assert (capture.request.body, capture.response.body) == (b"x", b"y")


def test_old_json_of_vcr_py() -> None:
    request = {"method": "GET", "host": "h.test", "port": 8080, "path": "/a?b", "protocol": "https", "headers": {}}
    lines = ["Content-Type: text/plain\r\n", "X: 1\r\n", "X: 2\r\n"]
    response = {"status": {"code": 200, "message": "OK"}, "headers": lines, "body": {"string": "ok"}}
    data = json.dumps([{"request": request, "response": response}]).encode()
    (capture,) = load_captures(data)
    assert (capture.origin, capture.request.target) == ("https://h.test:8080", "/a?b")
    assert capture.response.headers.get_all("x") == ["1", "2"]
    assert capture.response.body == b"ok"


def test_a_list_of_har_entries_stays_one() -> None:
    entries = [{"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}}]
    assert load_captures(json.dumps(entries).encode())[0].request.path == "/a"


@pytest.mark.parametrize("tag", ["python/object:vcr.request.Request", "python/object:vcr.compat.Thing"])
def test_python_objects_of_old_cassettes_are_named(tag: str) -> None:
    text = f"- request: !!{tag}\n    method: GET\n    path: /\n  response: {{status: {{code: 200}}}}\n"
    with pytest.raises(InvalidCapture, match=r"of VCR\.py before version 1, which wrote Python objects") as caught:
        load_captures(text.encode())
    assert caught.value.faults[0].line == 1


@pytest.mark.parametrize("tag", ["!ruby/object:OpenStruct", "!ruby/regexp", "!ruby/object:Gem::Requirement"])
def test_objects_of_others_are_refused_as_ever(tag: str) -> None:
    text = RUBY.replace("!ruby/struct:VCR::Request\n    method: :get", f"{tag}\n    method: :get")
    with pytest.raises(InvalidCapture, match="asks for an object"):
        load_captures(text.encode())
