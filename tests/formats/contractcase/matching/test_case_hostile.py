"""Matchers and values that somebody made to do harm: a verdict with a reason, in no time, and no markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from case_matchers import by_type, matcher
from support import cpu_time

from contractlab.formats.contractcase import check_matcher
from contractlab.formats.contractcase.matching import CasePlan, World
from contractlab.views import render_html, render_markdown, render_text

DEEP = 100_000


def nested(depth: int, wrap: Any, inside: Any = 1) -> Any:
    for _ in range(depth):
        inside = wrap(inside)
    return inside


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: [inner],
        lambda inner: {"a": inner},
        by_type,
        lambda inner: matcher("And", children=[inner]),
        lambda inner: matcher("ArrayEachEntryLike", matcher=inner),
        lambda inner: matcher("Base64Encoded", child=inner),
        lambda inner: matcher("StringPrefix", prefix="a", suffix=inner),
        lambda inner: {**matcher("HttpResponseMatcher"), "status": 200, "body": inner},
        lambda inner: {**matcher("FunctionResultMatcher"), "success": inner},
    ],
)
def test_matchers_deep_in_one_another(wrap: Any) -> None:
    raw = nested(DEEP, wrap)
    answer = check_matcher(raw, 1)
    assert not answer.passed
    assert "selfVerify" in answer.thrown
    result = CasePlan(raw, "", World()).check({"status": 200, "body": 1})
    assert result.verdict == "error"
    assert result.reason


def test_values_deep_in_one_another() -> None:
    value = nested(DEEP, lambda inner: [{"a": inner}])
    with cpu_time() as taken:
        for raw in (
            "x",
            {"b": 1},
            by_type([1]),
            matcher("JsonEncoded", child=1),
            matcher("ArrayContains", matchers=["x"]),
        ):
            assert not check_matcher(raw, value).passed
        text = "[" * DEEP + "]" * DEEP
        answer = check_matcher(matcher("JsonEncoded", child=[1]), text)
        assert "too deep" in answer.thrown["check"]
    assert taken.seconds < 20


def test_names_that_lead_in_a_circle() -> None:
    circle = {"matcher:a": matcher("Lookup", uniqueName="b"), "matcher:b": matcher("Lookup", uniqueName="a")}
    answer = check_matcher(matcher("Lookup", uniqueName="a"), 1, lookup=circle)
    assert set(answer.thrown) == {"check", "strip", "describe", "validate", "selfVerify"}
    assert "refer to themselves" in answer.thrown["check"]
    itself = matcher("Lookup", uniqueName="a", child={"next": matcher("Lookup", uniqueName="a")})
    assert check_matcher(itself, {"next": 1}).thrown
    fork = {"matcher:a": [matcher("Lookup", uniqueName="a"), matcher("Lookup", uniqueName="a")]}
    assert check_matcher(matcher("Lookup", uniqueName="a"), [[], []], lookup=fork).thrown
    variable = matcher("ContextVariable", variableName="v")
    assert check_matcher(variable, 1, variables={"v": variable}).thrown


def test_a_list_that_holds_itself_by_name_is_judged_as_far_as_values_go() -> None:
    tree = {"matcher:node": {"value": 1, "children": by_type([])}}
    assert check_matcher(matcher("Lookup", uniqueName="node"), {"value": 1, "children": []}, lookup=tree).passed


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e308, float("inf"), float("nan"), 5e-324])
def test_huge_numbers(number: float) -> None:
    for raw in (1, by_type(1), matcher("Integer", example=1), matcher("HttpStatusCode", rule="2XX"), number):
        check_matcher(raw, number)
        check_matcher(raw, [number])
    finite = check_matcher(by_type(1), number)
    assert finite.passed == (abs(number) < 2**1024)
    check_matcher(matcher("ArrayLength", minLength=number, maxLength=number), [1])


def test_halves_of_characters() -> None:
    assert check_matcher(matcher("StringContains", contains="\ude00", example="😀"), "😀").passed
    assert not check_matcher(matcher("StringContains", contains="\ude01", example="😀"), "😀" * 10).passed
    assert check_matcher(matcher("StringPrefix", prefix="\ud83d", suffix="\ude00b"), "😀b").passed


def test_a_long_text_costs_little() -> None:
    with cpu_time() as taken:
        long = "\ud83d" + "a" * 1_000_000
        for kind in ("Base64Encoded", "UrlEncodedString", "JsonEncoded"):
            check_matcher(matcher(kind, child="x"), long)
            check_matcher(matcher(kind, child="x"), "YWFh" * 250_000 + "*")
            check_matcher(matcher(kind, child="x"), "%41" * 300_000 + "%")
    assert taken.seconds < 20


def test_no_markup_gets_through() -> None:
    script = "<script>alert(1)</script>"
    raw = {
        **matcher("HttpResponseMatcher"),
        "status": 200,
        "body": {script: script, "p": matcher("StringPrefix", prefix=script, suffix="x"), "u": matcher(script)},
    }
    plain = {**raw, "body": {key: value for key, value in raw["body"].items() if key != "u"}}
    for case in (raw, plain):
        result = CasePlan(case, "", World()).check(
            {"status": 200, "body": {script: f"{script}!", "p": script, script * 2: 1}}
        )
        assert result.verdict == ("error" if case is raw else "failed")
        assert "<script>" not in render_html(result)
        assert "<script>" not in re.sub(r"`[^`]*`", "", render_markdown(result))  # code spans show it as it is
        assert render_text(result)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: matcher("JsonEncoded", child=inner),
        lambda inner: matcher("Base64Encoded", child=inner),
        lambda inner: matcher("HttpBasicAuth", username=inner, password="p"),
        lambda inner: {**matcher("FunctionResultMatcher"), "success": inner},
    ],
)
def test_encoded_text_that_grows_with_every_level(wrap: Any) -> None:
    with cpu_time() as taken:
        raw = nested(150, wrap, '"☃"')
        assert "longer than" in check_matcher(raw, "a").thrown["strip"]
        result = CasePlan({**matcher("HttpResponseMatcher"), "status": 200, "body": raw}, "", World()).check(
            {"status": 200, "body": "YQ=="}
        )
        assert result.verdict == "error"
    assert taken.seconds < 60


@pytest.mark.parametrize(
    "fork",
    [
        lambda inner: [inner, inner],
        lambda inner: {"a": inner, "b": inner},
        lambda inner: matcher("And", children=[inner, inner]),
        lambda inner: matcher("ArrayContains", matchers=[inner, inner], example=[]),
    ],
)
def test_names_that_lead_to_others_twice(fork: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contractlab.formats.contractcase.matching.context.MAX_MATCHERS", 50_000)
    with cpu_time() as taken:
        names = {f"matcher:a{level}": fork(matcher("Lookup", uniqueName=f"a{level + 1}")) for level in range(38)}
        actual = nested(38, lambda inner: [inner])
        for raw in (matcher("Lookup", uniqueName="a0"), matcher("Lookup", uniqueName="a0", child=[])):
            answer = check_matcher(raw, actual, lookup={**names, "matcher:a38": "x"})
            assert any("in all" in message for message in answer.thrown.values())
        forks = {f"v{level}": [matcher("ContextVariable", variableName=f"v{level + 1}")] * 2 for level in range(38)}
        assert check_matcher(matcher("ContextVariable", variableName="v0"), [[]], variables={**forks, "v38": 1}).thrown
    assert taken.seconds < 30


def test_many_keys_that_are_missing() -> None:
    with cpu_time() as taken:
        answer = check_matcher({f"k{index}": 1 for index in range(2_000)}, {f"x{index}": "y" for index in range(2_000)})
        assert len(answer.errors) == 2_000
    assert taken.seconds < 10
