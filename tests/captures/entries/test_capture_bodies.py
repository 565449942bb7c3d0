"""What is in a body, and what kind of nothing."""

from __future__ import annotations

import base64

import pytest

from contractlab.captures import load_captures
from contractlab.captures.entries.har_bodies import body_as_text, text_as_body
from contractlab.values.markers import NOT_RECORDED


def har(request=None, response=None, **entry):
    return {
        "log": {
            "entries": [
                {
                    "request": {"method": "GET", "url": "http://h.test/a", "headers": [], **(request or {})},
                    "response": {"status": 200, "headers": [], **(response or {})},
                    **entry,
                }
            ]
        }
    }


def response_body(content, **response):
    return load_captures(har(response={"content": content, **response}))[0].response.body


def request_body(**request):
    return load_captures(har(request={"method": "POST", **request}))[0].request.body


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"size": 2, "text": "ok"}, b"ok"),
        ({"text": "ok"}, b"ok"),
        ({"size": 0, "text": ""}, b""),
        ({"size": 0}, b""),
        ({"size": 12}, NOT_RECORDED),
        ({"size": 12, "text": ""}, NOT_RECORDED),
        ({"size": -1}, NOT_RECORDED),
        ({}, NOT_RECORDED),
        (None, NOT_RECORDED),
        ({"text": "b2s=", "encoding": "base64"}, b"ok"),
        ({"text": "b2s", "encoding": "BASE64"}, b"ok"),
        ({"text": "b\n2s=\n", "encoding": "base64"}, b"ok"),
        ({"text": "é", "mimeType": "text/plain"}, "é".encode()),
        ({"text": "é", "mimeType": "text/plain; charset=ISO-8859-1"}, b"\xe9"),
        ({"text": "€", "mimeType": "text/plain; charset=iso-8859-1"}, b"\x80"),
        ({"text": "€", "mimeType": "text/plain; charset=us-ascii"}, "€".encode()),
        ({"text": "é", "mimeType": 'text/plain; charset="utf-16-le"'}, b"\xe9\x00"),
        ({"text": "é", "mimeType": "text/plain; charset=klingon"}, "é".encode()),
        ({"text": "abc", "mimeType": "text/plain; charset=rot13"}, b"abc"),
        ({"text": "é", "mimeType": "text/plain; charset=idna"}, "é".encode()),
    ],
)
def test_response_body(content, expected):
    assert response_body(content) == expected


def test_absent_size_asks_the_body_size():
    assert response_body({"mimeType": "x"}, bodySize=0) == b""
    assert response_body({"mimeType": "x"}, bodySize=7) is NOT_RECORDED


@pytest.mark.parametrize("status", [204, 304])
def test_status_without_body(status):
    assert response_body({"size": 0, "text": ""}, status=status) is None


def test_head_has_no_body():
    captures = load_captures(har(request={"method": "head"}, response={"content": {"size": 300}}))
    assert captures[0].response.body is None


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ({"text": "%%%", "encoding": "base64"}, "/log/entries/0/response/content/text"),
        ({"text": 12}, "/log/entries/0/response/content/text"),
        ("ok", "/log/entries/0/response/content"),
    ],
)
def test_unreadable_response_body_is_not_recorded_and_noted(content, pointer):
    captures = load_captures(har(response={"content": content}))
    assert captures[0].response.body is NOT_RECORDED
    (problem,) = captures.problems
    assert (problem.pointer, problem.severity) == (pointer, "warning")
    assert captures[0].problems[0].pointer == pointer


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({}, None),
        ({"bodySize": 0}, None),
        ({"bodySize": -1}, None),
        ({"bodySize": 12}, NOT_RECORDED),
        ({"postData": None}, None),
        ({"postData": {"text": ""}}, b""),
        ({"postData": {"text": "", "params": []}, "bodySize": 0}, b""),
        ({"postData": {"text": "", "params": []}, "bodySize": 40}, NOT_RECORDED),
        ({"postData": {"mimeType": "application/json", "text": "{}"}}, b"{}"),
        ({"postData": {"text": "AAE=", "_contractlab_encoding": "base64"}}, b"\x00\x01"),
        ({"postData": {"text": "AAE=", "encoding": "base64"}}, b"\x00\x01"),
        ({"postData": {"params": [{"name": "a b", "value": "1&2"}]}}, b"a+b=1%262"),
        ({"postData": {"params": [{"name": "a", "value": "x%20y"}]}}, b"a=x%20y"),
        ({"postData": {"params": [{"name": "a", "value": "100%20 off"}]}}, b"a=100%2520+off"),
        ({"postData": {"params": [{"name": "a"}]}}, b"a="),
        ({"postData": {"params": [{"name": "f", "fileName": "x.png", "value": ""}]}}, NOT_RECORDED),
        ({"postData": {"mimeType": "multipart/form-data", "params": [{"name": "a", "value": "b"}]}}, NOT_RECORDED),
        ({"postData": {"mimeType": "image/png", "text": "\ufffdPNG"}}, NOT_RECORDED),
        ({"postData": {"mimeType": "text/plain", "text": "\ufffd"}}, "\ufffd".encode()),
        ({"postData": {"mimeType": "application/x-protobuf", "_file": "a.bin"}}, NOT_RECORDED),
        ({"postData": "a=b"}, NOT_RECORDED),
        ({"postData": {"text": 3}}, NOT_RECORDED),
        ({"postData": {"text": "§", "_contractlab_encoding": "base64"}}, NOT_RECORDED),
    ],
)
def test_request_body(request_, expected):
    assert request_body(**request_) == expected


@pytest.mark.parametrize("mime_type", ["", "application/json", "text/plain; charset=latin-1", "a/b; charset=utf-16"])
@pytest.mark.parametrize("body", [b"", b"abc", "é€".encode(), b"\xff\xfe\x00", bytes(range(256)), b"\xed\xa0\x80"])
def test_every_body_is_written_so_that_it_is_read_back(body, mime_type):
    text, encoding = body_as_text(body, mime_type)
    assert (base64.b64decode(text) if encoding else text_as_body(text, mime_type)) == body


def test_half_a_surrogate_pair_survives():
    body = response_body({"text": "\ud83d"})
    text, encoding = body_as_text(body, "")
    assert encoding == "base64"
    assert base64.b64decode(text) == body
