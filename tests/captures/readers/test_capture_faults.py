"""Recordings that are broken, and what is said about them."""

from __future__ import annotations

import json

import pytest
from support import cpu_time

from contractlab.captures import load_captures
from contractlab.errors import InvalidCapture

GOOD = {"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}}


def document(*entries, **log):
    return {"log": {"entries": list(entries), **log}}


def entry(request=None, response=None):
    return {"request": {**GOOD["request"], **(request or {})}, "response": {**GOOD["response"], **(response or {})}}


@pytest.mark.parametrize(
    ("bad", "pointer", "word"),
    [
        (3, "", "expected an entry"),
        (None, "", "got null"),
        ([], "", "got an array"),
        ({}, "/request", "expected an object"),
        ({"request": "GET /"}, "/request", 'got "GET /"'),
        (entry({"method": None}), "/request/method", "got null"),
        (entry({"method": " "}), "/request/method", "such as GET"),
        (entry({"url": 4}), "/request/url", "expected an address, got 4"),
        (entry({"url": "nowhere"}), "/request/url", "not an address of HTTP"),
        (entry({"headers": "x"}), "/request/headers", "expected an array"),
        (entry({"headers": [{"value": "x"}]}), "/request/headers/0", "expected a name"),
        (entry({"headers": [{"name": "a", "value": {}}]}), "/request/headers/0/value", "got an object"),
        (entry({"headers": [{"name": "a", "value": True}]}), "/request/headers/0/value", "got true"),
        (entry(response={"status": "200"}), "/response/status", 'expected a number, got "200"'),
        (entry(response={"status": True}), "/response/status", "got true"),
        (entry(response={"status": 200.5}), "/response/status", "got 200.5"),
        (entry(response={"status": 42}), "/response/status", "between 100 and 999"),
        (entry(response={"status": 10**4000}), "/response/status", "about 4,001 digits"),
        ({**GOOD, "response": 5}, "/response", "expected an object"),
    ],
)
def test_a_bad_entry_is_left_out_and_the_others_stay(bad, pointer, word):
    captures = load_captures(document(GOOD, bad, GOOD))
    assert [capture.index for capture in captures] == [0, 2]
    (problem,) = captures.problems
    assert problem.pointer == f"/log/entries/1{pointer}"
    assert word in problem.message
    assert problem.severity == "error"


def test_all_faults_of_all_entries_are_told_at_once():
    bad = entry({"method": 1, "url": 2, "headers": [{}, {"name": "a", "value": []}]}, {"status": "x"})
    with pytest.raises(InvalidCapture) as caught:
        load_captures(document(bad, 7))
    assert [fault.pointer for fault in caught.value.faults] == [
        "/log/entries/0/request/method",
        "/log/entries/0/request/url",
        "/log/entries/0/request/headers/0",
        "/log/entries/0/request/headers/1/value",
        "/log/entries/0/response/status",
        "/log/entries/1",
    ]
    assert "for 6 reasons" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "word", "line"),
    [
        ("", "is not valid JSON", 1),
        ("{", "is not valid JSON", 1),
        ('{"log":\n{"entries": [}}', "is not valid JSON: expecting value at column 14", 2),
        ("[" * 100_000, "nested too deeply", None),
        ('{"log":{"entries":' + '{"a":' * 50_000 + "1", "nested too deeply", None),
        ("null", "not a HAR document", 1),
        ('"log"', "not a HAR document", 1),
        ("{}", "not a HAR document", 1),
        ('{"log": []}', "not a HAR document", 1),
        ('{"log": {}}', "expected an array of entries", 1),
        ('{"log": {"entries": {}}}', "expected an array of entries", 1),
    ],
)
def test_what_is_no_recording(tmp_path, text, word, line):
    file = tmp_path / "x.har"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidCapture) as caught:
        load_captures(file)
    (fault,) = caught.value.faults
    assert word in fault.message
    assert fault.line == line
    assert str(file) in str(caught.value)


def test_bytes_that_are_no_text(tmp_path):
    file = tmp_path / "x.har"
    file.write_bytes(b'{"log":\n "\xff"}')
    with pytest.raises(InvalidCapture, match=r"line 2: is not valid UTF-8"):
        load_captures(file)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_unicode_encodings_are_read(tmp_path, encoding):
    file = tmp_path / "x.har"
    file.write_bytes(json.dumps(document(GOOD)).encode(encoding))
    assert len(load_captures(file)) == 1


def test_numbers_that_are_none():
    text = (
        '{"log": {"entries": [{"time": NaN, "_big": ' + "9" * 10_000 + ', "_far": 1e999, "_low": -Infinity,'
        '"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 2e2}}]}}'
    )
    captures = load_captures(text.encode())
    assert captures[0].response.status == 200
    assert captures[0].duration_ms is None


def test_what_a_verdict_does_not_need_may_be_anything():
    odd = {
        **GOOD,
        "startedDateTime": 5,
        "time": "soon",
        "cache": None,
        "_contractlab": {
            "provider_version": 5,
            "example": [],
            "states": [1],
            "redacted": [3, {"part": 1}],
            "body": {"request": []},
            "not_recorded": {"request": "cookie"},
        },
    }
    captures = load_captures(document(odd, creator=4, browser={"name": 4}))
    (capture,) = captures
    assert (capture.started, capture.duration_ms, capture.provider_version) == (None, None, None)
    assert [problem.pointer for problem in captures.problems] == [
        "/log/entries/0/_contractlab/redacted/0",
        "/log/entries/0/_contractlab/redacted/1",
        "/log/entries/0/_contractlab/provider_version",
        "/log/entries/0/_contractlab/example",
        "/log/entries/0/_contractlab/states",
    ]
    assert {problem.severity for problem in captures.problems} == {"warning"}


def test_problems_name_the_line_of_the_entry(tmp_path):
    file = tmp_path / "x.har"
    text = json.dumps(document(GOOD, 7, "a,b", {"request": {"x": [1, {"y": [2]}]}}, GOOD), indent=1)
    file.write_text(text, encoding="utf-8")
    captures = load_captures(file)
    lines = text.splitlines()
    located = [(problem.pointer, lines[problem.line - 1].strip()) for problem in captures.problems]
    assert located[0] == ("/log/entries/1", "7,")
    assert located[1] == ("/log/entries/2", '"a,b",')
    assert located[2][0].startswith("/log/entries/3/")
    assert located[2][1] == "{"


def test_header_values_of_other_kinds_are_taken_as_text():
    captures = load_captures(document(entry({"headers": [{"name": "a", "value": 5}, {"name": "b"}]})))
    assert captures[0].request.headers.items() == (("a", "5"), ("b", ""))


def test_headers_as_an_object_are_understood():
    captures = load_captures(document(entry({"headers": {"Accept": "text/plain"}})))
    assert captures[0].request.headers["accept"] == "text/plain"


@pytest.mark.parametrize(
    ("url", "path", "query", "origin"),
    [
        ("http://h.test", "/", "", "http://h.test"),
        ("HTTP://H.test:80/A%2fb/../c?x=%41#frag", "/A%2fb/../c", "x=%41", "HTTP://H.test:80"),
        ("http://h.test?a=1", "/", "a=1", "http://h.test"),
        ("http://h.test/a??b", "/a", "?b", "http://h.test"),
        ("http://u:p@h.test/a", "/a", "", "http://u:p@h.test"),
        ("http://[::1", "/", "", "http://[::1"),
        ("/only/target?x", "/only/target", "x", ""),
        ("http://h.test/a b\t?c d", "/a b\t", "c d", "http://h.test"),
    ],
)
def test_addresses_are_cut_and_never_rewritten(url, path, query, origin):
    (capture,) = load_captures(document(entry({"url": url})))
    assert (capture.request.path, capture.request.query, capture.origin) == (path, query, origin)


def test_hostile_text_takes_linear_time():
    with cpu_time() as taken:
        with pytest.raises(InvalidCapture):
            load_captures(b'{"log": {"entries": [1, "' + b'\\"' * 500_000)
        load_captures(document(GOOD, "x" + '\\"' * 200_000))
    assert taken.seconds < 20
