"""Answers of a browser's cache get no verdict; those of a provider that says "not modified" do."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import contractlab as cl
from contractlab.values.reasons import ReasonCode
from contractlab.verification.pairing_notes import PairingNote

WORDS = "answered from the browser's cache: disable the cache, and record it again"


def contract(status: int = 200, **request: Any) -> cl.Contract:
    response: dict[str, Any] = {"status": status}
    if status == 200:
        response["body"] = {"a": 1}
    interaction = {"description": "d", "request": {"method": "GET", "path": "/a", **request}, "response": response}
    return cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [interaction],
            "metadata": {"pactSpecification": {"version": "3.0.0"}},
        }
    )


def captures(status: int, *, creator: str = "lab", sent: Any = (), text: str = '{"a": 1}', **more: Any) -> cl.Captures:
    headers = [{"name": name, "value": value} for name, value in dict(sent).items()]
    received = [{"name": "Content-Type", "value": "application/json"}]
    content = {"mimeType": "application/json", **({"text": text} if text else {"size": 0})}
    entry = {
        "request": {"method": "GET", "url": "http://h.test/a", "headers": headers},
        "response": {"status": status, "headers": received, "content": content},
        **more,
    }
    return cl.load_captures({"log": {"creator": {"name": creator}, "entries": [entry]}})


def verdict(run: cl.Run) -> tuple[str, ReasonCode | None]:
    (result,) = run.results
    assert result.match is not None
    if result.match.reason_code is ReasonCode.FROM_CACHE:
        assert result.match.reason == WORDS
    return result.verdict, result.match.reason_code


NO_VERDICT = ("error", ReasonCode.FROM_CACHE)
CONDITION = {"If-None-Match": '"x"'}


@pytest.mark.parametrize("body", ['{"a": 1}', '{"a": 2}'])
def test_an_answer_of_the_cache_neither_passes_nor_fails(body: str) -> None:
    assert verdict(cl.verify(contract(), captures(200, _fromCache="disk", text=body))) == NO_VERDICT


@pytest.mark.parametrize("more", [{"creator": "Firefox"}, {"sent": CONDITION}, {"sent": {"if-modified-since": "x"}}])
def test_a_304_that_a_cache_asked_for_is_no_verdict(more: dict[str, Any]) -> None:
    assert verdict(cl.verify(contract(), captures(304, text="", **more))) == NO_VERDICT


def test_a_304_that_nobody_asked_for_fails() -> None:
    assert verdict(cl.verify(contract(), captures(304, text=""))) == ("failed", None)


def test_a_304_that_the_example_asks_for_is_judged() -> None:
    asking = {"headers": CONDITION}
    assert verdict(cl.verify(contract(304, **asking), captures(304, text="", sent=CONDITION))) == ("passed", None)
    assert verdict(cl.verify(contract(200, **asking), captures(304, text="", sent=CONDITION))) == ("failed", None)
    assert verdict(cl.verify(contract(304), captures(304, text="", creator="Firefox"))) == ("passed", None)


def test_an_equal_answer_of_the_provider_does_not_lend_its_verdict() -> None:
    cached, asked = captures(200, _fromCache="disk"), captures(200)
    for both in (cached + asked, asked + cached):
        run = cl.verify(contract(), cl.Captures(both))
        assert sorted(result.verdict for result in run.results) == ["error", "passed"]
        with ThreadPoolExecutor(1) as executor:
            elsewhere = cl.verify(contract(), cl.Captures(both), executor=executor)
        assert [result.verdict for result in elsewhere.results] == [result.verdict for result in run.results]


def test_the_reason_survives_a_saved_run(tmp_path: Path) -> None:
    run = cl.verify(contract(), captures(200, _fromCache="disk"))
    assert verdict(cl.load_run(run.save(tmp_path / "run.json"))) == NO_VERDICT


def test_a_response_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    entry = {"request": {"method": "GET", "url": "http://h.test/a"}}
    recorded = cl.load_captures({"log": {"entries": [entry]}})
    (result,) = cl.verify(contract(), recorded).results
    assert result.match is not None
    assert result.match.reason == "no response was recorded: the recording holds the request alone"
    silent = cl.load_captures({"log": {"entries": [{**entry, "response": {"status": 0}}]}})
    for captured in (silent, cl.load_captures(silent.save(tmp_path / "x.har"))):
        (result,) = cl.verify(contract(), captured).results
        assert result.match is not None
        assert result.match.reason == "no response was recorded"


def test_requests_without_listed_headers_pair_with_a_reservation() -> None:
    agreed = contract(headers={"Accept": "application/json"})
    recorded = captures(200, creator="Playwright")
    assert verdict(cl.verify(agreed, recorded)) == ("passed", None)
    assert "lists no header" in recorded.problems[0].message
    assert cl.verify(agreed, recorded).results[0].pairing_notes == (PairingNote.HEADERS_NOT_RECORDED,)
    assert json.loads(json.dumps(recorded[0].raw))
