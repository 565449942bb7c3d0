"""Patterns as the Rust core takes them: the whole value, in Oniguruma's dialect, within a time limit."""

from __future__ import annotations

import itertools
import time

import pytest
from support import cpu_time

import contractlab as cl
from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.predicates.oniguruma import (
    FOLDS_TO_SEVERAL,
    InvalidPattern,
    UnsupportedPattern,
    translate,
)
from contractlab.formats.pact.predicates.regexes import InvalidRegex, regex_budget, whole_match

SLOW = r"(?:a|a)*?(?:a|a)*(?:b|a)*[b-z]\d"
TEXT = "a" * 28


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"\d+", "123", True),
        ("(?>(?=(a|b)))*", "", True),
        ("(?>^)?a", "a", True),
        ("a(?<=(a))b", "ab", True),
        ("(?<!(?<!a)b)c", "c", True),
        ("(?>(?=a|b))*b", "b", True),
        (r"\d+", "a123", False),
        (r"\d+", "123\n", False),
        (r"\d", "٣", True),
        ("a|ab", "ab", True),
        (".", "\n", False),
        ("(?m).", "\n", True),
        ("^a$\n^b$", "a\nb", True),
        (r"\h+", "cafe", True),
        (r"\h", "g", False),
        ("a(?i)b|c", "aC", True),
        ("a(?i)b|c", "c", False),
        ("a{,2}", "aa", True),
        ("a{,2}", "aaa", False),
        (r"\d{3}?", "", True),
        (r"\d{1,2}+", "12345", True),
        (r"(?<year>\d)-\k<year>", "1-1", True),
        (r"\Q.\E", "QxE", True),
        (r"\w", "²", True),
        (r"[\w]", "²", False),
        (r"[[:punct:]]", "$", True),
        (r"[a-z&&[^aeiou]]", "e", False),
        (r"\x{e9}", "é", True),
        (r"\p{^Lu}", "A", False),
        (r"a\Kb", "ab", True),
    ],
)
def test_what_matches(pattern: str, text: str, matches: bool) -> None:
    assert whole_match(pattern)(text) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        "(?P<n>a)",
        "(?:(?=a))*",
        "(?=a)*",
        r"(?<=a\z)",
        r"(?<!(?:\Z))",
        "(?<=(?!a))",
        "(?<=(?<!a))",
        "(?<!(a))",
        "(?<!(?<n>a))",
        "*a",
        "(",
        ")",
        "[z-a]",
        "[]",
        r"\p{IsL}",
        r"(?<n>a)(b)\2",
        "(?s:a)",
        r"[\w-z]",
        "a{100001}",
        r"\8",
        r"(?:a|\b)*",
    ],
)
def test_what_oniguruma_refuses_matches_nothing(pattern: str) -> None:
    with pytest.raises(InvalidPattern):
        translate(pattern)
    with pytest.raises(InvalidRegex):
        whole_match(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?~ab)c",
        "(?(a)b|c)",
        "(?:(a)|b)*(?(1)c|d)",
        "(a)(?(1))",
        "(?i)ﬁ",
        "(?i)[ß]",
        "(?~|a|b)",
        "(" * 200 + "a" + ")" * 200,
        "a" * 20_000,
    ],
)
def test_what_has_no_counterpart_cannot_be_checked(pattern: str) -> None:
    with pytest.raises(UnsupportedPattern):
        translate(pattern)
    with pytest.raises(CannotCheck, match="is not understood"):
        whole_match(pattern)


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [
        ("(a)?(?(1)b|c)", ["ab", "c"], ["b", "ac", "a"]),
        ("(a)?(?(1)b)", ["ab", ""], ["b", "a"]),
        ("(a)?(?(-1)b|c|d)", ["ab", "c", "d"], ["ac"]),
        ("(?<n>a)?(?(<n>)b|c)", ["ab", "c"], ["b", "ac"]),
        ("x(?~b)y", ["xy", "xaay"], ["xby"]),
        (r"((?~a))\1", ["", "bb"], ["ba", "b"]),
        ("(?i)ss", ["SS", "Ss"], ["s", "xs"]),
    ],
)
def test_conditions_and_absence(pattern: str, accepted: list[str], refused: list[str]) -> None:
    match = whole_match(pattern)
    assert [text for text in accepted if not match(text)] == []
    assert [text for text in refused if match(text)] == []


def test_letters_that_are_several_in_the_other_case_have_no_verdict_where_case_does_not_count() -> None:
    several = {chr(code) for code in range(0x110000) if len(chr(code).casefold()) > 1}
    assert {chr(code) for code in range(0x110000) if FOLDS_TO_SEVERAL.match(chr(code))} == several
    with pytest.raises(CannotCheck, match="ignores case, which is not understood of ﬁ"):
        whole_match("(?i)fi")("ﬁ")
    with pytest.raises(CannotCheck, match="ignores case, which is not understood of ß"):
        whole_match("(?i)s(s)")("ß")
    assert not whole_match("ss")("ß")
    assert whole_match("(?-i)ß")("ß")


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        ("(?i)ss", ["SS", "ß", "ẞ"], ["s", "ssß"]),
        ("(?i)straße", ["STRASSE", "STRAẞE", "strasse"], ["strase"]),
        ("(?i)s+", ["sSs"], ["ß"]),
        ("(?i)ß{2}", ["ssẞ", "SSSS"], ["ß"]),
        ("(?i:ss)xss", ["ßxss"], ["ssxß"]),
        ("(?i)a(?-i)ss", ["Ass"], ["aß", "aSS"]),
    ],
)
def test_the_sharp_s_is_two_letters_where_case_does_not_count(
    pattern: str, fits: list[str], does_not: list[str]
) -> None:
    assert [text for text in fits if not whole_match(pattern)(text)] == []
    assert [text for text in does_not if whole_match(pattern)(text)] == []


def test_the_limit_is_shared_by_all_patterns_of_a_check() -> None:
    match = whole_match(SLOW)
    with cpu_time() as taken, regex_budget(0.2):
        with pytest.raises(CannotCheck, match=r"takes longer than 0\.2 s"):
            match(TEXT)
        with regex_budget(100), pytest.raises(CannotCheck):
            match(TEXT)
    assert taken.seconds < 4


def test_what_a_busy_machine_makes_a_match_wait_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(0, 3_600)  # an hour goes by in each match
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(clock)))
    match = whole_match("(a|b)+(?<last>c)")
    with regex_budget(0.5):
        assert [match("abc"), match("ab"), match("é"), match("bbc")] == [True, False, False, True]
        with pytest.raises(CannotCheck, match=r"takes longer than 0\.5 s"):
            whole_match(SLOW)(TEXT)


def test_a_slow_pattern_is_an_error_and_no_verdict() -> None:
    rules = {"body": {"$.a": {"matchers": [{"match": "regex", "regex": SLOW}]}}}
    response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"a": "b1"}}
    listed = [{"description": "d", "request": {"path": "/"}, "response": {**response, "matchingRules": rules}}]
    metadata = {"pactSpecification": {"version": "3.0.0"}}
    document = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": listed, "metadata": metadata}
    body = f'{{"a": "{TEXT}"}}'.encode()
    result = cl.load(document)[0].check_response(cl.HttpResponse(200, {"Content-Type": "application/json"}, body))
    assert result.verdict == "error"
    assert "takes longer than 1 s" in str(result.reason)
    assert result.unchecked is not None
    assert list(result.explanation.walk()) is not None
