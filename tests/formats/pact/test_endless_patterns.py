"""Groups that call themselves: those that Oniguruma refuses are refused, and no others; nothing fills the memory."""

from __future__ import annotations

import random
import tracemalloc
import warnings

import pytest
from small_contracts import contract_of, http, part_of
from support import examples, require

import contractlab as cl
from contractlab.formats.pact.predicates.oniguruma import InvalidPattern, UnsupportedPattern, translate
from contractlab.values.internal import fault_count

ENDLESS = [
    r"(\g<1>){2}", r"(?<a>(\g<a>){2})", r"(\g<1>)*", r"(\g<1>|a)", r"(a?\g<1>){3}", r"(?:(\g<1>))+", r"(a\g<1>)",
    r"((\g<2>)(\g<1>)){2,5}", r"((?=\g<1>)a)", r"(\g<2>)(\g<1>)", r"(?<a>\g<b>)(?<b>\g<a>)", r"(a|b\g<1>\g<2>)(\g<2>)",
]  # fmt: skip
ENDING = [r"(a\g<1>?b)", r"(a|b\g<1>{2}){2}", r"(\g<1>{0}a)", r"(a\g<1>|b)", r"(?<x>\(\g<x>*\))", r"([ab]?)(\g<1>)"]
LARGE = [r"((((a{1000}){1000}){1000}){1000})", r"(((a{900}){900}){900}){0,3}", r"(?:(?:(b{99}){99}){99}){99}"]


@pytest.mark.parametrize("pattern", ENDLESS)
def test_endless_ones_are_refused(pattern: str) -> None:
    with pytest.raises(InvalidPattern, match="without an end"):
        translate(pattern)


@pytest.mark.parametrize("pattern", ENDING)
def test_others_are_read(pattern: str) -> None:
    assert translate(pattern).text


@pytest.mark.parametrize("pattern", ENDLESS + ENDING + LARGE)
def test_no_pattern_fills_the_memory(pattern: str) -> None:
    before = fault_count()
    rules = {"$.a": {"match": "regex", "regex": pattern}}
    tracemalloc.start()
    try:
        contract = contract_of(http("x", response={"status": 200, **part_of({"a": "ab"}, rules, "3.0")}))
        _ = contract.problems
        assert contract[0].check_response(cl.HttpResponse(200, json={"a": "xx"})).verdict != "passed"
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert fault_count() == before


def _pattern(rng: random.Random, depth: int) -> str:
    kind = rng.randrange(10)
    if depth == 0 or kind < 2:
        return rng.choice(["a", "b", r"\d", "[ab]", "^", "$", r"\b", "."])
    if kind < 4:
        return f"\\g<{rng.randrange(1, 4)}>"
    below = _pattern(rng, depth - 1)
    if kind < 5:
        return below + rng.choice("*+?")
    if kind < 6:
        return f"(?:{below})" + rng.choice(["{2}", "{0,2}", "{0}", "{1,}", "*?"])
    if kind < 7:
        return f"(?:{below}|{_pattern(rng, depth - 1)})"
    return rng.choice(["(?=", "(?!", "(?>"]) + below + ")" if kind < 8 else below + _pattern(rng, depth - 1)


def _verdict_of_oniguruma(pattern: str) -> str:
    engine = require("onigurumacffi")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            engine.compile(pattern)
        except engine.OnigError as error:
            return "endless" if "never ending" in str(error) else "refused"
    return "read"


def _verdict_of_ours(pattern: str) -> str:
    try:
        translate(pattern)
    except InvalidPattern as error:
        return "endless" if "without an end" in str(error) else "refused"
    except UnsupportedPattern:
        return "unsupported"
    return "read"


def test_the_law_of_oniguruma() -> None:
    rng = random.Random(7)
    tried = 0
    for _ in range(20 * examples(1000)):
        pattern = f"({_pattern(rng, 3)})({_pattern(rng, 3)})({_pattern(rng, 2)})"
        oracle = _verdict_of_oniguruma(pattern)
        if oracle != "refused":
            tried += 1
            assert (pattern, _verdict_of_ours(pattern)) == (pattern, oracle)
    assert tried > 200


def test_many_ways_are_not_followed() -> None:
    calls = "".join(rf"(\g<{number + 1}>\g<{number + 1}>|a)" for number in range(1, 30)) + "(a)"
    with pytest.raises((InvalidPattern, UnsupportedPattern)):
        translate(calls + r"(b\g<1>\g<1>\g<31>|c)")
