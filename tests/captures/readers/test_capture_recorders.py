"""Recordings as four real recorders write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from contractlab.captures import load_captures
from contractlab.values.markers import NOT_RECORDED

DATA = Path(__file__).parents[1] / "data"


def test_chrome_keeps_what_was_sent():
    first = load_captures(DATA / "chrome.har")[0]
    assert first.request.method == "GET"
    assert first.request.path == "/customers/caf%C3%A9"
    assert first.request.query == "expand=tags&expand=address&q=a+b%20c"
    assert first.request.headers.items() == (("accept", "application/json"), ("x-requested-with", "fetch"))
    assert first.request.body is None
    assert first.response.status == 200
    assert first.response.headers.get_all("Vary") == ["Accept", "Origin"]
    assert first.response.body == '{"id":"CU-000123","name":"Ada Café"}'.encode()
    assert first.http_version == "http/2.0"
    assert first.origin == "https://api.example.test"
    assert first.started == "2026-03-02T09:14:05.301Z"
    assert first.duration_ms == 41.27


def test_chrome_export_without_cookies_marks_them_as_not_recorded():
    first = load_captures(DATA / "chrome.har")[0]
    assert first.request.not_recorded == {"cookie", "authorization"}
    assert first.response.not_recorded == {"set-cookie"}


@pytest.mark.parametrize("place", ["header", "cookies"])
def test_chrome_export_with_sensitive_data_is_complete(place):
    document = _chrome()
    request = document["log"]["entries"][1]["request"]
    if place == "header":
        request["headers"].append({"name": "Cookie", "value": "a=1"})
    else:
        request["cookies"] = [{"name": "a", "value": "1"}]
    captures = load_captures(document)
    assert all(not capture.request.not_recorded for capture in captures)


def test_chrome_form_is_put_together_from_its_parameters():
    login = load_captures(DATA / "chrome.har")[1]
    assert login.request.body == b"user=ada%40example.test&note=a+b"
    assert login.response.body is None, "204 has no body"


def test_chrome_drops_large_bodies():
    assert load_captures(DATA / "chrome.har")[2].response.body is NOT_RECORDED


def test_chrome_failed_request_has_no_response():
    failed = load_captures(DATA / "chrome.har")[3]
    assert failed.response is None
    assert failed.error == "net::ERR_CONNECTION_REFUSED"
    assert failed.label == "GET /health → no response"


def test_chrome_data_url_is_a_problem_not_a_capture():
    captures = load_captures(DATA / "chrome.har")
    assert len(captures) == 4
    (problem,) = captures.problems
    assert problem.message == "is not an exchange over HTTP but data:; it is left out."
    assert problem.pointer == "/log/entries/4/request/url"
    lines = (DATA / "chrome.har").read_text(encoding="utf-8").splitlines()
    assert '"_resourceType": "image"' in lines[problem.line], "the line is that of the entry"
    assert problem.severity == "warning"


def test_firefox_reads_bodies_in_their_character_set():
    first = load_captures(DATA / "firefox.har")[0]
    assert first.request.body == b'{"name":"Grace Hopper"}'
    assert first.response.body == '{"name":"é"}'.encode("latin-1")
    assert first.response.headers.get_all("set-cookie") == ["a=1; Path=/", "b=2; Path=/"]
    assert not first.request.not_recorded


def test_firefox_shows_a_cached_body_with_304_that_was_never_sent():
    assert load_captures(DATA / "firefox.har")[1].response.body is None


def test_firefox_without_response_bodies():
    assert load_captures(DATA / "firefox.har")[2].response.body is NOT_RECORDED


def test_mitmproxy_bodies_are_decoded_already():
    first, binary, broken = load_captures(DATA / "mitmproxy.har")
    assert first.response.headers["content-encoding"] == "gzip"
    assert first.response.body == b'{"postcode": "W1U 6QT"}'
    assert first.request.headers["authorization"].startswith("Bearer ")
    assert binary.response.body == b"\x00\x01\xfe\xff"
    assert len(binary.request.headers) == 0
    assert broken.response is None


def test_playwright_leaves_out_what_it_did_not_embed():
    first, upload, aborted = load_captures(DATA / "playwright.har")
    assert first.request.query == "dryRun=true"
    assert first.response.body == b'{"id":"CU-000001"}'
    assert upload.request.body is NOT_RECORDED
    assert upload.response.body is NOT_RECORDED, "the body stands in another file"
    assert aborted.response is None
    assert aborted.error == "net::ERR_ABORTED"
    assert aborted.duration_ms is None


def _chrome():
    import json

    return json.loads((DATA / "chrome.har").read_text(encoding="utf-8"))
