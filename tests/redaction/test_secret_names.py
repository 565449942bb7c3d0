"""Which names are those of secrets."""

from __future__ import annotations

import pytest

from contractlab.redaction import REDACTED, Redaction
from contractlab.redaction.names import is_secret_header, is_secret_key, is_secret_parameter
from contractlab.values.http import HttpRequest

SECRET = "q7Xz001kLmP9vRt2"


@pytest.mark.parametrize(
    "name",
    ["Accept", "Content-Type", "Idempotency-Key", "Sec-WebSocket-Key", "X-Next-Page-Token", "ETag", "WWW-Authenticate"],
)
def test_headers_that_are_no_secret(name):
    assert not is_secret_header(name)


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("password", "x", True),
        ("newPassword", "x", True),
        ("signature", "x", True),
        ("otp", "1", True),
        ("pass", "x", True),
        ("page_access_token", "x", True),
        ("q", "x", False),
        ("code", "4/0AX4XfWh1234567890", True),
        ("author", "x", False),
        ("tokens", "5", False),
    ],
)
def test_parameters(name, value, secret):
    assert is_secret_parameter(name, value) is secret


@pytest.mark.parametrize(
    "name", ["signature", "code", "key", "tokens", "max_tokens", "nextPageToken", "author", "secretary", "pass", "auth"]
)
def test_keys_that_are_no_secret_in_a_body(name):
    assert not is_secret_key(name)


@pytest.mark.parametrize("name", ["X_Api_Key", "Access_Token", "jwt", "X-Auth", "X-Session", "Authorization "])
def test_headers_in_other_spellings(name):
    assert SECRET not in str(Redaction().redact_request(HttpRequest("GET", "/", "", [(name, SECRET)])).headers)


@pytest.mark.parametrize("name", ["token[]", "api_key[0]", "user[password][]"])
def test_parameters_that_are_lists(name):
    assert Redaction().redact_request(HttpRequest("GET", "/", f"{name}={SECRET}")).query == f"{name}={REDACTED}"
