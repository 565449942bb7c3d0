"""Every matcher of the vocabulary, written by an edit, is judged by the Rust core as by us: it passes and it fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support import require

import contractlab as cl
from contractlab import match
from contractlab.contracts.match import Matcher
from contractlab.errors import InvalidEdit

pytestmark = pytest.mark.oracle

UUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
VOCABULARY: list[tuple[Matcher, Any, Any]] = [
    # matcher, a value that passes, one that fails
    (match.like("x"), "y", 1),
    (match.like({"a": 1}), {"a": 2}, {"a": "1"}),
    (match.shaped_like(1), 2.5, "1"),
    (match.equality("x"), "x", "y"),
    (match.exactly_like(1), 1, 2),
    (match.any_string("x"), "", 1),
    (match.any_number(1), 2.5, "1"),
    (match.number(1), 7, None),
    (match.integer(1), 7, 7.5),
    (match.decimal(1.5), 7.5, 7),
    (match.boolean(True), False, 1),
    (match.null(), None, 0),
    (match.nullable("x"), None, 1),
    (match.regex("ab", regex="[a-c]+"), "cab", "d"),
    (match.includes("abc", includes="b"), "xbx", "x"),
    (match.string_prefix("a.b", prefix="a."), "a.\nz", "ab"),
    (match.string_suffix("x (1)", suffix=" (1)"), "y (1)", "y 1"),
    (match.uuid(UUID), UUID.upper(), "no"),
    (match.semver("1.2.3"), "2.0.0-rc.1", "2.0"),
    (match.date("2026-01-31"), "2025-12-01", "2026-02-30"),
    (match.time("10:20:30"), "23:59:59", "25:00:00"),
    (match.datetime("2026-01-31T10:20:30+01:00"), "2025-12-01T00:00:00+02:00", "2025-12-01"),
    (match.date("31.01.2026", format="dd.MM.yyyy"), "01.02.2025", "2025-02-01"),
    (match.not_empty("x"), "y", ""),
    (match.each_like({"id": match.integer(1)}, min=1), [{"id": 2}, {"id": 3}], [{"id": "x"}]),
    (match.each_like(1, min=2), [1, 2], [1]),
    (match.each_like("x", max=2), ["a"], ["a", "b", "c"]),
    (match.array_containing([match.integer(1), {"k": match.like("x")}]), [{"k": "z"}, 5, None], [5]),
    (match.each_key_matches({"a1": 1}, rules=match.regex(regex="[a-z][0-9]")), {"b2": 1}, {"b": 1}),
    (match.each_value_matches({"a": 1}, rules=match.integer()), {"z": 5}, {"z": "5"}),
    (match.like("abc") & match.regex("abc", regex="[a-c]+"), "cab", "xyz"),
    (match.integer(1) | match.regex("x", regex="[a-z]"), "y", "Y"),
]
JSON = {"Content-Type": "application/json"}
VERSIONS = ["2.0", "3.0", "4.0"]


def base(version: str) -> cl.Contract:
    body: Any = {"v": "nothing yet"}
    body = {"content": body, "contentType": "application/json"} if version == "4.0" else body
    made = {
        "description": "case 0",
        "request": {"method": "GET", "path": "/case/0"},
        "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": body},
    }
    made |= {"type": "Synchronous/HTTP"} if version == "4.0" else {}
    participants = {"consumer": {"name": "c"}, "provider": {"name": "p"}}
    metadata = {"pactSpecification": {"version": version}}
    return cl.load({**participants, "interactions": [made], "metadata": metadata})


@pytest.mark.parametrize("version", VERSIONS)
def test_every_matcher_is_judged_alike(version: str) -> None:
    require("pact")
    from conformance.rust_core import judge_responses

    expected: list[dict[str, Any]] = []
    answers: list[tuple[int, list[tuple[str, str]], bytes]] = []
    ours: list[bool] = []
    wanted: list[bool] = []
    accepted, refused = 0, []
    for matcher, good, bad in VOCABULARY:
        edit = cl.edit(base(version))
        try:
            edit[0].response.body["$.v"] = matcher
        except InvalidEdit as error:
            refused.append(str(error))
            continue
        accepted += 1
        example = edit.contract[0]
        response = edit.document["interactions"][0]["response"]
        for value, passes in ((good, True), (bad, False)):
            body = json.dumps({"v": value}).encode()
            expected.append(response)
            answers.append((200, [("Content-Type", "application/json")], body))
            ours.append(example.check_response(cl.HttpResponse(200, JSON, body)).passed)
            wanted.append(passes)
    verdicts = judge_responses(expected, answers, version)
    print(f"V{version[0]}: {accepted} of {len(VOCABULARY)} matchers can be said, {len(answers)} verdicts alike")
    assert all("came with Pact V" in text or "one rule for a value" in text for text in refused)
    assert ours == wanted
    assert verdicts == wanted


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_outside_of_bodies_too(version: str) -> None:
    edit = cl.edit(base(version))
    edited = edit[0]
    edited.response.headers["X-Id"] = match.regex("7", regex=r"\d+")
    edited.request.query["page"] = match.regex("1", regex=r"\d+")
    edited.request.path = match.regex("/case/0", regex=r"/case/\d+")
    example = edit.contract[0]
    assert example.check_request(cl.HttpRequest("GET", "/case/55", "page=9")).passed
    assert not example.check_request(cl.HttpRequest("GET", "/case/x", "page=9")).passed
    kind = {"Content-Type": "application/json"}
    body = b'{"v": "nothing yet"}'
    assert example.check_response(cl.HttpResponse(200, {**kind, "X-Id": "12"}, body)).passed
    assert not example.check_response(cl.HttpResponse(200, {**kind, "X-Id": "x"}, body)).passed
