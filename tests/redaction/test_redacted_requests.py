"""What is removed from headers, queries and paths, what stays, and where it is listed."""

from __future__ import annotations

import copy
import pickle

import pytest

from contractlab.redaction import REDACTED, Redaction
from contractlab.values.http import HttpRequest, HttpResponse, Redacted

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Authorization", "Bearer abc.def", "Bearer ‹redacted›"),
        ("authorization", "abc def ghi", "‹redacted›"),
        ("Proxy-Authorization", "Basic dTpw", "Basic ‹redacted›"),
        ("Cookie", "session=abc; theme=dark", "session=‹redacted›; theme=‹redacted›"),
        ("Cookie", "a=b; loose", "a=‹redacted›; ‹redacted›"),
        ("Cookie", "loose", "‹redacted›"),
        ("Cookie", "empty=; a=1", "empty=; a=‹redacted›"),
        ("Set-Cookie", "s=abc; Path=/; HttpOnly", "s=‹redacted›; Path=/; HttpOnly"),
        (
            "Set-Cookie",
            "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2; Path=/, c=3; Secure, d=4; Max-Age=5",
            "a=X; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=X; Path=/, c=X; Secure, d=X; Max-Age=5".replace(
                "X", REDACTED
            ),
        ),
        ("X-Api-Key", "abc", "‹redacted›"),
        ("X-AUTH-TOKEN", "abc", "‹redacted›"),
        ("X-Amz-Security-Token", "abc", "‹redacted›"),
        ("X-CSRF-Token", "abc", "‹redacted›"),
        ("X-XSRF-TOKEN", "abc", "‹redacted›"),
        ("Private-Token", "abc", "‹redacted›"),
        ("Location", "https://h.test/cb?access_token=abc&x=1#id_token=d", None),
        ("Referer", "https://u:p@h.test/?api_key=abc", "https://‹redacted›@h.test/?api_key=‹redacted›"),
        ("Link", '<https://h.test/?token=abc>; rel="next"', '<https://h.test/?token=‹redacted›>; rel="next"'),
    ],
)
def test_headers(name, value, expected):
    if expected is None:
        expected = "https://h.test/cb?access_token=‹redacted›&x=1#id_token=‹redacted›"
    redacted = Redaction().redact_response(HttpResponse(200, [(name, value), ("X-Other", "kept")]))
    assert redacted.headers.items() == ((name, expected), ("X-Other", "kept"))
    assert redacted.redacted == (Redacted("header", name),)


@pytest.mark.parametrize(
    ("query", "expected", "names"),
    [
        ("a=1&access_token=abc&b=2", "a=1&access_token=‹redacted›&b=2", ["access_token"]),
        ("Api-Key=x&client%5Fsecret=y", "Api-Key=‹redacted›&client%5Fsecret=‹redacted›", ["Api-Key", "client_secret"]),
        ("user%5Bpassword%5D=x", "user%5Bpassword%5D=‹redacted›", ["user[password]"]),
        ("token=a&token=b", "token=‹redacted›&token=‹redacted›", ["token"]),
        ("sig=abc&X-Amz-Signature=def", "sig=‹redacted›&X-Amz-Signature=‹redacted›", ["sig", "X-Amz-Signature"]),
        ("key=name&code=DE&state=CA", "key=name&code=DE&state=CA", []),
        ("key=AIzaSyA1234567890abcdef", "key=‹redacted›", ["key"]),
        ("pageToken=abc&next_page_token=d", "pageToken=abc&next_page_token=d", []),
        ("token=&token", "token=&token", []),
        ("a=%41+b&&=&c", "a=%41+b&&=&c", []),
        (
            "next=https%3A%2F%2Fh.test%2F%3Faccess_token%3Dabc",
            "next=https://h.test/%3Faccess_token%3D‹redacted›",
            ["next"],
        ),
        ("", "", []),
    ],
)
def test_query(query, expected, names):
    redacted = Redaction().redact_request(HttpRequest("GET", "/a", query))
    assert redacted.query == expected
    assert [place.name for place in redacted.redacted] == names


def test_configured_names():
    redaction = Redaction.of(["X-Tenant", "session_key", "$.iban"])
    request = HttpRequest(
        "GET", "/", "sessionKey=1&x-tenant=2", {"x-tenant": "3", **JSON}, '{"SESSION-KEY":"4","iban":"5"}'
    )
    redacted = redaction.redact_request(request)
    assert redacted.query == "sessionKey=‹redacted›&x-tenant=‹redacted›"
    assert redacted.headers["X-Tenant"] == REDACTED
    assert redacted.body.decode() == '{"SESSION-KEY":"‹redacted›","iban":"‹redacted›"}'
    assert Redaction(headers="X-One").redact_response(HttpResponse(200, {"x-one": "1"})).headers["x-one"] == REDACTED
    assert "$.iban" in repr(redaction)


def test_nothing_to_redact_changes_nothing():
    request = HttpRequest("POST", "/a;v=1/b", "?x=1", {"Accept": "*/*", **JSON}, '{"a": [1, {"b": "c"}]}')
    assert Redaction().redact_request(request) == request


def test_session_in_the_path():
    redacted = Redaction().redact_request(HttpRequest("GET", "/a;jsessionid=ABC/b"))
    assert redacted.path == "/a;jsessionid=‹redacted›/b"
    assert redacted.redacted == (Redacted("path", "path"),)


def test_known_places_stay_listed():
    request = HttpRequest("GET", "/", redacted=[Redacted("header", "X-Old")])
    assert Redaction().redact_request(request).redacted == (Redacted("header", "X-Old"),)


def test_redacting_twice_changes_nothing():
    request = HttpRequest(
        "POST", "/a", "token=x", {"Cookie": "a=b", "Authorization": "Bearer abcdefgh", **JSON}, '{"password":"p"}'
    )
    once = Redaction().redact_request(request)
    assert Redaction().redact_request(once) == once


def test_a_redaction_can_be_sent_to_another_process():
    redaction = Redaction.of(["X-Tenant", "session_key", "$.users[*].iban", "$..pin"])
    request = HttpRequest("GET", "/", "sessionKey=1", {"x-tenant": "3", **JSON}, '{"users":[{"iban":1}],"a":{"pin":2}}')
    for again in (pickle.loads(pickle.dumps(redaction)), copy.deepcopy(redaction)):
        assert repr(again) == repr(redaction)
        assert again.redact_request(request) == redaction.redact_request(request)
        assert [place.name for place in again.redact_request(request).redacted][-2:] == ["$.users[0].iban", "$.a.pin"]
