"""Patterns judged by Oniguruma itself: generated ones, and every pattern of the real contracts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from conformance.data import PACT_CONTRACTS, needs, pact_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import cpu_time, require

from contractlab.engine.errors import CannotCheck
from contractlab.formats.pact.predicates.regexes import InvalidRegex, whole_match

ATOMS = [
    "a", "b", "c", "1", "-", ".", r"\d", r"\w", r"\s", r"\S", r"\W", r"\D", r"\h", r"\H", r"\b", r"\B", "^", "$", r"\A",
    r"\z", r"\Z", "[a-c]", "[^a]", "[a-c&&[^b]]", "[[:alpha:]]", "[[:^digit:]]", r"[\w.-]", r"[\d\-]", r"\p{Lu}",
    r"\p{^Lu}", r"\.", r"\-", r"\n", r"\t", r"\u0061", r"\x62", "é", r"\/", "{", "}", "]", "(?i)", "(?m)", "(?i:A)",
    "(?m:.)", "(?=a)", "(?!b)", "(?<=a)", "(?<!a)", "(?#x)", "(?>a+)", r"\R", r"\N", "[é-ü]", "_", " ", "[]a]", "\\Q",
    "s", "ss", "[s-z]", "ſ", "ß",
]  # fmt: skip
QUANTIFIERS = [
    "", "", "", "", "*", "+", "?", "*?", "+?", "??", "*+", "++", "?+", "{2}", "{1,2}", "{,2}", "{1,}", "{2}?", "{1,2}+",
    "{1,2}?", "{2,1}", "{a}", "**", "+*",
]  # fmt: skip
TEXTS = st.text("abcABC1 -._\n\té²{}]sSßſK", max_size=5)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    piece = st.tuples(inner, st.sampled_from(QUANTIFIERS)).map("".join)
    branch = st.lists(piece, max_size=3).map("".join)
    group = st.sampled_from(["(", "(?:", "(?>", "(?i:", "(?="])
    return st.one_of(
        branch,
        st.tuples(group, branch).map(lambda pair: f"{pair[0]}{pair[1]})"),
        st.tuples(branch, branch).map("|".join),
        branch.map(lambda text: f"(a|{text})\\1"),
        branch.map(lambda text: f"(?<n>{text})\\k<n>"),
        st.tuples(branch, branch, branch).map(lambda three: f"(a|{three[0]})?(?(1){three[1]}|{three[2]})"),
        st.tuples(branch, branch).map(lambda pair: f"(?:(?<n>b)|{pair[0]})*(?(<n>){pair[1]})"),
        st.tuples(st.sampled_from(["a", "b|c", "ab", r"\d", "[^b]"]), branch).map(lambda two: f"(?~{two[0]}){two[1]}"),
    )


PATTERNS = st.recursive(st.sampled_from(ATOMS), _joined, max_leaves=6)


def oracle(pattern: str) -> Any:
    """Oniguruma's pattern for a whole match; None if it refuses it."""
    oniguruma = require("onigurumacffi")
    try:
        oniguruma.compile(pattern)
        return oniguruma.compile(f"(?:{pattern})\\z")
    except oniguruma.OnigError:
        return None


def ours(pattern: str) -> Any:
    """Our function; None if the pattern is invalid, "unsupported" if it has no counterpart."""
    try:
        return whole_match(pattern)
    except InvalidRegex:
        return None
    except CannotCheck:
        return "unsupported"


@settings(
    max_examples=int(os.environ.get("CONTRACTLAB_REGEX_EXAMPLES", "1500")),
    deadline=None,
    derandomize="CONTRACTLAB_REGEX_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=6))
def test_generated_patterns(pattern: str, texts: list[str]) -> None:
    theirs, mine = oracle(pattern), ours(pattern)
    if mine == "unsupported":
        return
    assert (theirs is None) == (mine is None), "one refuses the pattern"
    if mine is None:
        return
    for text in ["", "a", "ab", *texts]:
        try:
            matched = mine(text)
        except CannotCheck:
            continue
        assert matched == (theirs.match(text) is not None), text


def _patterns(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("regex"), str):
            yield value["regex"]
        for inner in value.values():
            yield from _patterns(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _patterns(inner)


@needs(PACT_CONTRACTS)
def test_every_pattern_of_the_real_contracts() -> None:
    patterns: set[str] = set()
    for path in pact_files():
        patterns |= set(_patterns(json.loads(path.read_bytes().decode("utf-8-sig"))))
    assert patterns
    for pattern in sorted(patterns):
        assert ours(pattern) != "unsupported", pattern
        assert (oracle(pattern) is None) == (ours(pattern) is None), pattern


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a*)*c", r"(\w+\s?)*!", "((a+)+)+$", r"(?:a?){60}a{60}"])
def test_patterns_that_explode_end_in_time(pattern: str) -> None:
    reason = ""
    with cpu_time() as taken:
        try:
            assert not whole_match(pattern)("a" * 59 + "€")
        except CannotCheck as error:
            reason = str(error)
    assert reason == "" or "takes longer than 1 s" in reason
    assert taken.seconds < 5
