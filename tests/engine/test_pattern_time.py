"""Slow patterns of many checks share their processor time, and cost what is quick no verdict."""

from __future__ import annotations

import pickle

import pytest
from support import cpu_time

import contractlab as cl
from contractlab.engine.errors import CannotCheck
from contractlab.engine.pattern_time import PatternTime, current_pattern_time, shared_pattern_time
from contractlab.formats.pact.predicates.regexes import whole_match
from contractlab.values.reasons import ReasonCode
from contractlab.views import present

SLOW = [r"(a|aa)+", r"(a*)*c", r"(.*a){20}!", r"^(\w+\s?)*!"]
EXPLODING = "a" * 3_000 + "!"


def test_what_is_used_up_stops_slow_patterns_alone() -> None:
    with shared_pattern_time(PatternTime(0.05)) as time:
        with pytest.raises(CannotCheck) as stopped:
            whole_match(SLOW[0])(EXPLODING)
        assert stopped.value.code is ReasonCode.LIMIT
        assert whole_match(SLOW[0])("aaa"), "quick for another text"
        time.use(SLOW[0], 1.0, ended=False)
        with pytest.raises(CannotCheck) as refused:
            whole_match(SLOW[0])("aaa")
        assert refused.value.code is ReasonCode.LIMIT
        assert whole_match(r"(b|bb)+")("bbb")
        assert not whole_match(r"(b|bb)+")("bbc")
        assert current_pattern_time() is time
    assert current_pattern_time() is None
    assert whole_match(SLOW[0])("aaa")


def test_one_within_another_goes_on_with_it() -> None:
    with shared_pattern_time() as outer, shared_pattern_time(PatternTime(9)) as inner:
        assert inner is outer


def test_it_is_pickled_with_what_holds_it() -> None:
    time = PatternTime(1)
    time.use("x", 9, ended=False)
    with pytest.raises(CannotCheck):
        pickle.loads(pickle.dumps(time)).allowed("x")


def example(number: int, pattern: str) -> dict[str, object]:
    rules = {"path": {"matchers": [{"match": "regex", "regex": pattern}]}}
    request = {"method": "GET", "path": f"/x{number}", "matchingRules": rules}
    response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"a": 1}}
    return {"description": f"d{number}", "request": request, "response": response}


def contract(*examples: dict[str, object]) -> cl.Contract:
    metadata = {"pactSpecification": {"version": "3.0.0"}}
    document = {"consumer": {"name": "c"}, "provider": {"name": "p"}, "interactions": list(examples)}
    return cl.load({**document, "metadata": metadata})


def capture(path: str, body: object) -> cl.Capture:
    return cl.Capture(cl.HttpRequest("GET", path), cl.HttpResponse(json=body))


def test_many_paths_that_explode_cost_no_other_verdict() -> None:
    size = 6
    exploding = [example(number, f"/{SLOW[number % len(SLOW)]}x{number}$") for number in range(size)]
    good, bad = example(100, r"/good/(b|bb)+"), example(101, r"/bad/(b|bb)+")
    hostile = [capture(f"/{EXPLODING}{number}", {"a": 1}) for number in range(size)]
    with cpu_time() as taken:
        run = cl.verify(
            contract(*exploding, good, bad), [*hostile, capture("/good/bbb", {"a": 1}), capture("/bad/bb", {"a": 2})]
        )
        present(run)
        for unpaired in run.unpaired:
            _ = unpaired.differences
    assert taken.seconds < size * size / 2, "each of the pairs may take a second by itself"
    assert run["d100"].verdict == "passed"
    assert run["d101"].verdict == "failed"
    assert any("too long" in unpaired.note for unpaired in run.unpaired)
    others = {result.verdict for result in run.results} - {"passed", "failed"}
    assert others <= {"error", "not exercised"}
    assert sum(result.passed for result in run.results) == 1


def test_who_gives_one_check_more_time_gives_all_of_them_more() -> None:
    usual = PatternTime().seconds
    with cl.limits(regex_seconds=4.0):
        assert PatternTime().seconds == 4 * usual
