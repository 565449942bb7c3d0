"""What browsers and their drivers write that is no answer of the provider, or leave out."""

from __future__ import annotations

from typing import Any

import pytest

from contractlab.captures import Capture, load_captures
from contractlab.values.http import EVERY_HEADER
from contractlab.values.markers import NOT_RECORDED

BROWSERS = ["WebInspector", "Firefox", "Playwright", "Microsoft Edge", "WebKit Web Inspector"]
FILLED = {"size": 7, "mimeType": "application/json", "text": '{"a":1}'}


def read(creator: str = "lab", *, request: Any = None, response: Any = None, **more: Any) -> Capture:
    entry = {
        "request": {
            "method": "GET",
            "url": "http://h.test/a",
            "headers": [{"name": "A", "value": "b"}],
            **(request or {}),
        },
        "response": {"status": 200, "headers": [], "content": FILLED, **(response or {})},
        **more,
    }
    (capture,) = load_captures({"log": {"creator": {"name": creator}, "entries": [entry]}})
    assert isinstance(capture, Capture)
    return capture


@pytest.mark.parametrize("creator", BROWSERS)
def test_a_browsers_304_comes_from_its_cache(creator: str) -> None:
    capture = read(creator, response={"status": 304, "content": {"size": 0}})
    assert capture.from_cache
    assert capture.response is not None
    assert capture.response.body is None


@pytest.mark.parametrize(
    "more",
    [
        {"response": {"status": 304, "content": FILLED}},
        {"response": {"status": 304, "content": {"size": 9}}},
        {"response": {"status": 304, "content": {}}, "cache": {"afterRequest": {"hitCount": 3}}},
        {"response": {"status": 304, "content": {}}, "cache": {"beforeRequest": {"eTag": "x"}}},
        {"_fromCache": "disk"},
        {"_fromCache": "memory"},
        {"_fromDiskCache": True},
        {"_servedFromCache": True},
        {"response": {"fromCache": True}},
        {"response": {"_fetchedViaServiceWorker": True, "_serviceWorkerResponseSource": "cache-storage"}},
        {"response": {"_transferSize": 0}},
    ],
)
def test_any_tool_that_writes_a_bodys_cache_tells_it(more: dict[str, Any]) -> None:
    assert read(**more).from_cache


@pytest.mark.parametrize("creator", BROWSERS)
@pytest.mark.parametrize("response", [{"_transferSize": 0}, {"bodySize": 0}])
def test_browsers_count_what_was_transferred(creator: str, response: dict[str, Any]) -> None:
    assert read(creator, response=response).from_cache
    assert not read(creator, response={**response, "_transferSize": 9, "bodySize": 9}).from_cache


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"response": {"bodySize": 0}},
        {"response": {"status": 304, "content": {"size": 0}}},
        {"response": {"_transferSize": 0, "content": {"size": 0}}},
        {"response": {"_transferSize": -1}},
        {"cache": {"afterRequest": {"hitCount": 3}}},
        {"_fromCache": False},
        {"response": {"_fetchedViaServiceWorker": True, "_serviceWorkerResponseSource": "network"}},
        {"_fromCache": None},
    ],
)
def test_other_answers_are_the_providers(more: dict[str, Any]) -> None:
    assert not read(**more).from_cache


@pytest.mark.parametrize("suffix", [".har", ".jsonl"])
def test_that_an_answer_was_cached_survives_a_save(suffix: str, tmp_path: Any) -> None:
    document = {
        "log": {
            "creator": {"name": "Firefox"},
            "entries": [
                {"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 304}},
                {"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}},
            ],
        }
    }
    again = load_captures(load_captures(document).save(tmp_path / f"x{suffix}"))
    assert [capture.from_cache for capture in again] == [True, False]


def test_what_a_test_answered_itself_is_left_out() -> None:
    entry = {"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}}
    captures = load_captures(
        {"log": {"entries": [{**entry, "_wasFulfilled": True}, {**entry, "_wasFulfilled": False}]}}
    )
    assert [capture.index for capture in captures] == [1]
    assert [(problem.severity, problem.pointer) for problem in captures.problems] == [
        ("warning", "/log/entries/0/_wasFulfilled")
    ]


def test_playwright_may_list_no_request_headers() -> None:
    capture = read("Playwright", request={"headers": []})
    assert capture.request.not_recorded == {EVERY_HEADER}
    assert "accept" in capture.request.not_recorded
    assert [problem.pointer for problem in capture.problems] == ["/log/entries/0/request/headers"]
    assert not read("Playwright").request.not_recorded
    assert not read("lab", request={"headers": []}).request.not_recorded


def test_headers_that_were_not_listed_stay_so_after_a_save(tmp_path: Any) -> None:
    entry = {"request": {"method": "GET", "url": "http://h.test/a"}, "response": {"status": 200}}
    document = {"log": {"creator": {"name": "Playwright"}, "entries": [entry]}}
    for suffix in (".har", ".jsonl"):
        (again,) = load_captures(load_captures(document).save(tmp_path / f"x{suffix}"))
        assert "whatever" in again.request.not_recorded


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ({"mimeType": "application/octet-stream", "text": "", "params": []}, NOT_RECORDED),
        ({"mimeType": "application/json", "text": "{}", "params": []}, b"{}"),
    ],
)
def test_playwright_leaves_the_bytes_of_requests_out(post: dict[str, Any], expected: Any) -> None:
    assert read("Playwright", request={"method": "POST", "postData": post}).request.body == expected


@pytest.mark.parametrize("response", [None, "absent"])
def test_an_entry_without_a_response_says_so_once(response: Any) -> None:
    entry: dict[str, Any] = {"request": {"method": "GET", "url": "http://h.test/a"}}
    if response is None:
        entry["response"] = None
    (capture,) = load_captures({"log": {"entries": [entry]}})
    assert capture.response is None
    assert capture.error == "the recording holds the request alone"
