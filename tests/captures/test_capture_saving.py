"""Saving: nothing secret in the file, everything else back again, and never half a file."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest

from contractlab.captures import REDACTED, Captures, Redaction, load_captures
from contractlab.captures.saving import replace_file
from contractlab.errors import SaveConflict
from contractlab.values.http import HttpRequest, HttpResponse, Redacted
from contractlab.values.markers import NOT_RECORDED

DATA = Path(__file__).parent / "data"


def planted():
    """A recording with a numbered secret in every place that can hold one."""
    entry = {
        "_initiator": {
            "type": "script",
            "url": "https://app.test/?access_token=s3cret-01",
            "stack": {"callFrames": [{"url": "https://app.test/x.js#id_token=s3cret-02"}]},
        },
        "_webSocketMessages": [{"type": "send", "data": '{"auth":{"password":"s3cret-03"}}', "time": 1}],
        "_headersText": "GET / HTTP/1.1\r\nAuthorization: Bearer s3cret-04x\r\n",
        "_note": "it was s3cret-05 all along",
        "comment": "see https://u:s3cret-06@h.test/",
        "_env": {"API_KEY": "s3cret-07", "list": ["https://h.test/?sig=s3cret-08", {"client-secret": ["s3cret-09"]}]},
        "_s3cret-05": 1,
        "pageref": "page_s3cret-10",
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 5,
        "cache": {"beforeRequest": {"eTag": "x", "comment": "token=s3cret-11"}},
        "timings": {"send": 0, "wait": 5, "receive": 0},
        "request": {
            "method": "POST",
            "url": "https://user:s3cret-12@h.test/a;jsessionid=s3cret-13/b?api_key=s3cret-14&u=https%3A%2F%2Fx%2F%3Ftoken%3Ds3cret-15",
            "httpVersion": "HTTP/1.1",
            "headers": [
                {"name": ":path", "value": "/a?api_key=s3cret-14"},
                {"name": "Authorization", "value": "Bearer s3cret-05"},
                {"name": "Cookie", "value": "sid=s3cret-16; loose-s3cret-17"},
                {"name": "X-Api-Key", "value": "s3cret-18"},
                {"name": "Referer", "value": "https://h.test/?password=s3cret-19"},
                {"name": "X-Tenant", "value": "s3cret-20"},
                {"name": "Content-Type", "value": "application/x-www-form-urlencoded"},
                {"name": "X-Echo", "value": "again s3cret-05"},
            ],
            "cookies": [{"name": "sid", "value": "s3cret-16", "path": "/", "_raw": {"value": "s3cret-21"}}],
            "queryString": [
                {"name": "api_key", "value": "s3cret-14"},
                {"name": "u", "value": "https://x/?token=s3cret-15"},
            ],
            "postData": {
                "mimeType": "application/x-www-form-urlencoded",
                "text": "password=s3cret-22&a=b",
                "params": [{"name": "password", "value": "s3cret-22"}, {"name": "a", "value": "b"}],
                "comment": "password=s3cret-22",
            },
            "headersSize": -1,
            "bodySize": 22,
        },
        "response": {
            "status": 302,
            "statusText": "Found",
            "httpVersion": "HTTP/1.1",
            "headers": [
                {"name": "Set-Cookie", "value": "sid=s3cret-23; Path=/"},
                {"name": "set-cookie", "value": "a=s3cret-24; Path=/, b=s3cret-25; Secure"},
                {"name": "Location", "value": "https://h.test/cb?code=s3cret-26-0123456789"},
                {"name": "Content-Type", "value": "application/json"},
            ],
            "cookies": [{"name": "sid", "value": "s3cret-23"}],
            "content": {
                "size": 10,
                "mimeType": "application/json",
                "text": json.dumps(
                    {
                        "refresh_token": "s3cret-27",
                        "deep": [{"clientSecret": {"v": "s3cret-28"}}],
                        "links": {"next": "/x?access_token=s3cret-29"},
                        "echo": "you sent s3cret-05",
                        "iban": "s3cret-30",
                        "kept": "public",
                    }
                ),
                "_decoded": {"refresh_token": "s3cret-27"},
            },
            "redirectURL": "https://h.test/cb?code=s3cret-26-0123456789",
            "headersSize": -1,
            "bodySize": -1,
            "_error": None,
        },
        "_contractlab": {
            "states": [{"name": "logged in", "params": {"password": "s3cret-31", "id": 1}}],
            "_later": {"token": "s3cret-32"},
        },
    }
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "x"},
            "pages": [{"title": "?token=s3cret-33"}],
            "entries": [entry],
        }
    }


@pytest.mark.parametrize("name", ["out.har", "out.jsonl"])
def test_no_secret_survives(tmp_path, name):
    captures = load_captures(planted())
    file = captures.save(tmp_path / name, redaction=Redaction(headers=["X-Tenant"], body=["$.iban"]))
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"s3cret-\d+", text) == []
    assert "public" in text
    assert "page_" not in text
    again = load_captures(file)
    assert again.problems == []
    (capture,) = again
    assert capture.request.path == "/a;jsessionid=‹redacted›/b"
    assert capture.request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert capture.response.status == 302
    assert json.loads(capture.response.body)["kept"] == "public"
    assert set(capture.request.redacted) == {
        Redacted("url", "userinfo"),
        Redacted("path", "path"),
        Redacted("query", "api_key"),
        Redacted("query", "u"),
        Redacted("header", "Authorization"),
        Redacted("header", "Cookie"),
        Redacted("header", "X-Api-Key"),
        Redacted("header", "Referer"),
        Redacted("header", "X-Tenant"),
        Redacted("header", "X-Echo"),
        Redacted("body", "$.password"),
    }
    assert set(capture.response.redacted) == {
        Redacted("header", "Set-Cookie"),
        Redacted("header", "set-cookie"),
        Redacted("header", "Location"),
        Redacted("body", "$.refresh_token"),
        Redacted("body", "$.deep[0].clientSecret"),
        Redacted("body", "$.links.next"),
        Redacted("body", "$.echo"),
        Redacted("body", "$.iban"),
    }
    assert capture.states == (("logged in", {"password": REDACTED, "id": 1}),)


def test_captures_stay_raw_in_memory(tmp_path):
    captures = load_captures(planted())
    captures.save(tmp_path / "out.har")
    assert captures[0].request.headers["authorization"] == "Bearer s3cret-05"
    assert captures[0].request.redacted == ()


def test_redacted_capture_holds_no_secret_at_all():
    redacted = Redaction(headers=["X-Tenant"], body=["$.iban"]).redact_capture(load_captures(planted())[0])
    everything = repr(
        (redacted.request, redacted.response, redacted.request.body, redacted.response.body, redacted.raw)
    )
    assert re.findall(r"s3cret-\d+", everything + redacted.origin + repr(redacted.states)) == []


@pytest.mark.parametrize("recorder", ["chrome", "firefox", "mitmproxy", "playwright"])
@pytest.mark.parametrize("suffix", [".har", ".jsonl"])
def test_recordings_of_others_come_back(tmp_path, recorder, suffix):
    before = load_captures(DATA / f"{recorder}.har")
    file = before.save(tmp_path / f"x{suffix}")
    after = load_captures(file)
    assert after.problems == []
    redaction = Redaction()
    for capture, reread in zip(before, after, strict=True):
        expected = redaction.redact_capture(capture)
        assert reread.request == expected.request
        assert reread.response == expected.response
        for field in ("started", "duration_ms", "provider_version", "error", "origin"):
            assert getattr(reread, field) == getattr(expected, field), field


def test_fields_of_other_tools_are_kept(tmp_path):
    file = load_captures(DATA / "chrome.har").save(tmp_path / "x.har")
    first = json.loads(file.read_text(encoding="utf-8"))["log"]["entries"][0]
    assert first["_priority"] == "High"
    assert first["_initiator"]["stack"]["callFrames"][0]["lineNumber"] == 18
    assert first["timings"]["_blocked_queueing"] == 1.2
    assert first["response"]["_transferSize"] == 212
    assert first["serverIPAddress"] == "127.0.0.1"
    assert [header["name"] for header in first["request"]["headers"]] == ["accept", "x-requested-with"]


def test_what_is_written_is_har(tmp_path):
    captures = Captures()
    captures.add(
        HttpRequest("POST", "/a", "x=1&y", {"Content-Type": "text/plain"}, b"hi"),
        HttpResponse(201, {"Location": "/a/1"}, b""),
    )
    captures.add(HttpRequest("GET", "/b"), error="timed out")
    document = json.loads(captures.save(tmp_path / "x.har").read_text(encoding="utf-8"))
    log = document["log"]
    assert log["version"] == "1.2"
    assert log["creator"]["name"] == "contractlab"
    for entry in log["entries"]:
        assert set(entry) >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
        both = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
        assert set(entry["request"]) >= {*both, "method", "url", "queryString"}
        assert set(entry["response"]) >= {*both, "status", "statusText", "content", "redirectURL"}
    first, second = log["entries"]
    assert first["request"]["postData"] == {"mimeType": "text/plain", "text": "hi"}
    assert first["request"]["queryString"] == [{"name": "x", "value": "1"}, {"name": "y", "value": ""}]
    assert first["response"]["redirectURL"] == "/a/1"
    assert "_contractlab" not in first or first["_contractlab"] == {}
    assert second["response"]["status"] == 0
    assert second["response"]["_error"] == "timed out"


@pytest.mark.parametrize(
    ("method", "status", "body"),
    [(m, s, b) for m in ("GET", "HEAD") for s in (200, 204, 304) for b in (None, b"", b"x", b"\xff", NOT_RECORDED)],
)
@pytest.mark.parametrize("suffix", [".har", ".jsonl"])
def test_every_kind_of_body_comes_back(tmp_path, method, status, body, suffix):
    captures = Captures()
    captures.add(HttpRequest(method, "/a", body=body), HttpResponse(status, body=body))
    (again,) = load_captures(captures.save(tmp_path / f"x{suffix}"))
    assert again.request.body == body
    assert again.response.body == body


def test_pairings_and_states_come_back(tmp_path):
    captures = Captures()
    captures.add(
        HttpRequest(), HttpResponse(), example="e1", contract="c", states=["s", ("t", {"id": 1})], provider_version="1"
    )
    captures.assign(0, "e2")
    (again,) = load_captures(captures.save(tmp_path / "9.9.9.har"))
    assert (again.example, again.contract, again.provider_version) == ("e2", "c", "1")
    assert again.states == (("s", {}), ("t", {"id": 1}))


def test_not_recorded_headers_come_back(tmp_path):
    captures = load_captures(DATA / "chrome.har")
    again = load_captures(captures.save(tmp_path / "x.har"))
    assert again[0].request.not_recorded == {"cookie", "authorization"}
    assert again[0].response.not_recorded == {"set-cookie"}


def test_saving_twice_gives_the_same_file(tmp_path):
    file = load_captures(planted()).save(tmp_path / "1.har")
    first = file.read_bytes()
    again = load_captures(file, provider_version=None).save(tmp_path / "1.har")
    assert json.loads(again.read_bytes())["log"]["entries"] == [
        {**entry, "_contractlab": {**entry["_contractlab"], "provider_version": "1"}}
        for entry in json.loads(first)["log"]["entries"]
    ]


def test_values_that_json_cannot_write(tmp_path):
    odd = '"_a": 1e999, "_half": "\\ud83d", "_big": ' + "9" * 9000 + ', "_deep": ' + "[" * 400 + "]" * 400
    exchange = '"request": {"method": "GET", "url": "http://h.test/\\ud83d"}, "response": {"status": 200}'
    text = f'{{"log": {{"entries": [{{{odd}, {exchange}}}]}}}}'
    captures = load_captures(text.encode())
    file = captures.save(tmp_path / "x.har")
    entry = json.loads(file.read_bytes())["log"]["entries"][0]
    assert entry["_a"] is None
    assert entry["_big"] is None
    assert load_captures(file)[0].request.path == "/\ud83d"


@pytest.mark.parametrize("name", ["x.json", "x", "har"])
def test_the_name_says_the_format(tmp_path, name):
    with pytest.raises(SaveConflict, match=r"\.har .*or \.jsonl"):
        Captures().save(tmp_path / name)


def test_a_missing_folder(tmp_path):
    with pytest.raises(SaveConflict, match="Make it first"):
        Captures().save(tmp_path / "none" / "x.har")


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "x.har"
    file.write_text("old", encoding="utf-8")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(SaveConflict, match="No space left"):
        Captures().save(file)
    assert file.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["x.har"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.har").write_text("old", encoding="utf-8")
    link = tmp_path / "link.har"
    link.symlink_to(tmp_path / "real.har")
    Captures().save(link)
    assert link.is_symlink()
    assert len(load_captures(tmp_path / "real.har")) == 0


def test_a_file_is_replaced_without_touching_another(tmp_path: Path) -> None:
    private = tmp_path / "private.har"
    private.write_bytes(b"old")
    private.chmod(0o600)
    replace_file(private, b"new")
    assert private.read_bytes() == b"new"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600, "nobody else may read it now"
    longest = tmp_path / ("n" * 251 + ".har")
    replace_file(longest, b"x")
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(["private.har", longest.name])


@pytest.mark.parametrize("name", ["a\0b.har", "n" * 300 + ".har", "there/is/none.har"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(SaveConflict) as caught:
        replace_file(tmp_path / name, b"x")
    assert "\0" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
