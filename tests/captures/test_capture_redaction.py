"""Redaction of whole captures: what is removed in one part is looked for in all others."""

from __future__ import annotations

import base64

import pytest

from contractlab.captures import REDACTED, Capture, Captures, MessageCapture, Redaction, load_captures
from contractlab.values.http import HttpRequest, HttpResponse

JSON = {"Content-Type": "application/json"}
SECRET = "q7Xz001kLmP9vRt2"


def test_a_secret_is_found_again_by_its_bytes():
    request = HttpRequest("GET", "/", "", {"Authorization": "Bearer p\xe4ss-12345678"})
    response = HttpResponse(
        200, {"Content-Type": "text/plain; charset=iso-8859-1"}, "was p\xe4ss-12345678".encode("latin-1")
    )
    assert Redaction().redact_capture(Capture(request, response)).response.body == f"was {REDACTED}".encode()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("headers", [f"Authorization: Bearer {SECRET}"]),
        ("url", f"http//u:{SECRET}@h/"),
        ("url", f"http//h/?token={SECRET}"),
        ("method", {"a": SECRET}),
    ],
)
def test_what_is_said_about_a_recording_repeats_no_secret(part, value):
    entry = {"request": {"method": "GET", "url": "http://h/", part: value}, "response": {"status": 200}}
    entry["_contractlab"] = {"why_not_recorded": {"request": f"https://h/?token={SECRET}"}}
    good = {"request": {"method": "GET", "url": "http://h/"}, "response": {"status": 200}, "_contractlab": SECRET}
    good["_contractlab"] = f"https://h/?token={SECRET}"
    captures = load_captures({"log": {"entries": [entry, good]}})
    assert captures.problems
    assert SECRET[:6] not in " ".join(map(str, captures.problems))


def test_secrets_are_found_again_in_the_same_capture():
    basic = base64.b64encode(b"ada:correct horse battery").decode()
    request = HttpRequest(
        "POST",
        "/bot/tok-12345678/send",
        "trace=tok-12345678",
        {"Authorization": "Bearer tok-12345678", "X-Echo": "was tok-12345678", "Proxy-Authorization": f"Basic {basic}"},
        '{"echo":"tok-12345678","tok-12345678":1}',
    )
    response = HttpResponse(
        200, JSON, '{"you":"sent \\"tok-12345678\\"","pw":"correct horse battery","session_token":"new-87654321"}'
    )
    capture = Capture(request, response, error="tok-12345678")
    redacted = Redaction().redact_capture(capture)
    shown = repr(redacted.request) + str(redacted.request.body) + str(redacted.response.body) + redacted.error
    assert "12345678" not in shown
    assert "correct horse" not in shown
    names = {(place.part, place.name) for place in redacted.request.redacted}
    assert {("path", "path"), ("query", "trace"), ("header", "X-Echo"), ("body", "$.echo"), ("body", "$")} <= names
    assert {place.name for place in redacted.response.redacted} == {"$.you", "$.pw", "$.session_token"}


def test_a_secret_with_characters_that_json_escapes():
    request = HttpRequest("GET", "/", "", {"X-Api-Key": 'a"b/cdéfgh'})
    response = HttpResponse(200, JSON, '{"a":"a\\"b\\/cd\\u00e9fgh"}')
    redacted = Redaction().redact_capture(Capture(request, response))
    assert redacted.response.body.decode() == '{"a":"‹redacted›"}'


def test_short_cookies_do_not_erase_ordinary_values():
    request = HttpRequest("GET", "/customers/CU-000123", "", {"Cookie": "customer=CU-000123; lang=en"})
    response = HttpResponse(200, JSON, '{"id":"CU-000123","lang":"en"}')
    redacted = Redaction().redact_capture(Capture(request, response))
    assert redacted.response == response
    assert redacted.request.path == "/customers/CU-000123"


def test_names_of_har_hold_for_entries_alone(tmp_path):
    """An entry's ``pageref`` and ``request/url`` are written anew; state parameters and metadata may be called so."""
    params = {"pageref": "p-1", "request": {"url": "http://h.test/"}}
    captures = Captures()
    captures.add(HttpRequest(), HttpResponse(), states=[("a page", params)])
    captures.add_message(b"{}", params, states=[("a page", params)])
    exchange, message = load_captures(captures.save(tmp_path / "a.jsonl"))
    assert exchange.states == message.states == (("a page", params),)
    assert isinstance(message, MessageCapture)
    assert message.message.metadata == params
    assert message.message.redacted == ()


def test_redaction_takes_whatever_can_be_swept():
    """The room knows nothing of captures: it asks an object to redact its own parts."""

    class Pair:
        def __init__(self, first, second):
            self.first, self.second = first, second

        def without_secrets(self, sweep):
            return Pair(sweep.request(self.first), sweep.text(self.second))

    pair = Redaction().redact_capture(Pair(HttpRequest(query="token=abcd-1234"), "it was abcd-1234"))
    assert (pair.first.query, pair.second) == ("token=‹redacted›", "it was ‹redacted›")
