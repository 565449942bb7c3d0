"""Kinds of input that were generated and cost too much: each does work that grows with the input, not faster.

What is counted is processor time of an input beside one of a quarter of its size, in one process: four times the work
may take four times as long and a little more, never sixteen times.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from support import in_turns

import contractlab as cl
from contractlab.captures import Captures
from contractlab.engine.limits import MOST_COLLECTED, collecting
from contractlab.reports import Report, render_summary
from contractlab.reports.annotations import findings_of_run
from contractlab.values.internal import fault_count
from contractlab.views import present
from contractlab.views.markdown import escape_text

SIZE = 2_000
GROWTH = 9.0
"""Between four times and sixteen times."""


def contract(response: dict[str, Any], path: str = "/", rules: dict[str, Any] | None = None) -> cl.Contract:
    request = {"method": "GET", "path": path, **({"matchingRules": rules} if rules else {})}
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [{"description": "d", "request": request, "response": response}],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    return cl.load(json.dumps(document).encode())


def run_of(made: cl.Contract, body: Any) -> cl.Run:
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, json=body))
    return cl.verify(made, captures)


def many_rules_of_a_list(size: int) -> None:
    """Each rule of an array once judged all of its items by all of their rules."""
    rules = {
        "$.list": {"matchers": [{"match": "type", "min": 1 + at % 2} for at in range(size)]},
        "$.list[*].id": {"matchers": [{"match": "regex", "regex": "\\d+"} for _ in range(size)]},
    }
    made = contract({"status": 200, "body": {"list": [{"id": "1"}]}, "matchingRules": {"body": rules}})
    assert made.problems is not None
    present(run_of(made, {"list": [{"id": "x"}] * 3}))


def many_rules_at_many_differences(size: int) -> None:
    """The names of all rules were joined for each difference."""
    rules = {"$.list": {"matchers": [{"match": "integer"} for _ in range(size)]}}
    made = contract({"status": 200, "body": {"list": [1]}, "matchingRules": {"body": rules}})
    present(run_of(made, {"list": ["x", "y"]}))


def many_causes_in_a_summary(size: int) -> None:
    """A line was written for each cause, though a few are listed."""
    run = run_of(contract({"status": 200, "body": {f"k{at}": at for at in range(size)}}), {})
    assert "more" in render_summary(Report(run), None)


def one_long_word(size: int) -> None:
    """A pattern looked for an address from every letter of a word to its end."""
    assert escape_text("differs" * size * 3)


def many_headers_that_differ(size: int) -> None:
    """For each header that differs all lines that were sent were walked through."""
    made = contract({"status": 200, "headers": {f"X-{at}": "v" for at in range(size)}})
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, headers=[(f"X-{at}", "w") for at in range(size)]))
    result = cl.verify(made, captures).results[0]
    assert len(result.mismatches) + result.match.left_out == size


def many_causes_in_annotations(size: int) -> None:
    """For each cause all differences of a result were walked through."""
    run = run_of(contract({"status": 200, "body": {f"k{at}": at for at in range(size)}}), {})
    assert len(findings_of_run(run)) == len(run.causes)


@pytest.mark.parametrize(
    "use",
    [
        many_rules_of_a_list,
        many_rules_at_many_differences,
        many_causes_in_a_summary,
        one_long_word,
        many_headers_that_differ,
        many_causes_in_annotations,
    ],
    ids=lambda use: use.__name__,
)
def test_the_work_grows_with_the_input(use: Callable[[int], None]) -> None:
    use(10)  # what is imported on first use
    # The quickest of three: a search for cycles lengthened it least.
    small, large = in_turns(lambda: use(SIZE // 4), lambda: use(SIZE))
    assert large < max(small * GROWTH, 0.5), (small, large)


def test_of_a_result_with_thousands_of_causes_a_few_are_repaired_in_a_look() -> None:
    """Each change that is tried judges all of its differences again."""
    few = cl.repairs(run_of(contract({"status": 200, "body": {f"k{at}": at for at in range(50)}}), {}))
    assert "… 38 more" in present(few)["text/html"]
    many = cl.repairs(run_of(contract({"status": 200, "body": {f"k{at}": at for at in range(7_000)}}), {}))
    assert len(many) > 1_000
    assert f"… {len(many) - 1:,} more" in present(many)["text/html"]


def test_rules_for_names_that_are_not_there_are_told_once_for_all() -> None:
    """For each difference and rule all names were folded again; the rule that was meant is still named."""
    size = 1_500
    headers = {f"X-{at}": "v" for at in range(size)}
    rules = {f"$.headers.X_{at}": {"match": "type"} for at in range(size)}
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [
            {
                "description": "d",
                "request": {"method": "GET", "path": "/"},
                "response": {"status": 200, "headers": headers, "matchingRules": rules},
            }
        ],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    }
    made = cl.load(json.dumps(document).encode())
    answer = cl.HttpResponse(200, headers=[(name, "w") for name in headers])
    (small, large) = in_turns(lambda: made[0].check_response(answer), lambda: made[0].check_response(answer))
    result = made[0].check_response(answer)
    assert "meant" in result.mismatches[0].facts
    assert max(small, large) < 2.0


def test_suggestions_for_thousands_of_examples_say_how_many_were_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each edit that is tried reads the contract again, so that the work grew with the square of the examples."""
    size, budget = 20, 100
    listed = [
        {
            "description": f"d{at}",
            "request": {"method": "GET", "path": f"/{at}"},
            "response": {"status": 200, "body": {"a": 1}},
        }
        for at in range(size)
    ]
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": listed,
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    edit = cl.edit(cl.load(json.dumps(document).encode()))
    captures = Captures()
    for at in range(size):
        captures.add(cl.HttpRequest("GET", f"/{at}"), cl.HttpResponse(200, json={"a": "x"}))
    everything = edit.suggestions(captures)
    assert everything.examples_left == 0
    assert "not looked at" not in repr(everything)
    monkeypatch.setattr("contractlab.editing.suggestions._MOST_READ", budget)
    first = edit.suggestions(captures)
    left = first.examples_left
    assert 0 < left < size
    assert len({each.example for each in first}) == size - left
    sentence = f"{left} further examples not looked at: give the captures of these alone"
    assert sentence in repr(first)
    assert sentence in str(first)
    assert sentence in present(first)["text/html"]
    names = {each.example for each in first}
    while left:
        further = edit.suggestions(list(captures)[size - left :])
        assert further.examples_left < left
        left = further.examples_left
        names |= {each.example for each in further}
    assert names == {each.example for each in everything}


@pytest.mark.parametrize("year", ["2" + "0" * 60, "-1", "20260101T", "٢٠٢٦"], ids=["long", "negative", "iso", "arabic"])
def test_a_date_that_is_none_costs_no_recording(year: str) -> None:
    entry = {
        "request": {"method": "GET", "uri": "http://h.test/", "body": "", "headers": {}},
        "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": "{}"}},
        "recorded_at": f"Thu, 01 Jan {year} 00:00:00 GMT",
    }
    captures = cl.load_captures(json.dumps({"http_interactions": [entry], "version": 1}).encode())
    assert len(captures) == 1
    assert not captures.problems


def test_a_long_query_is_told_in_part_and_held_against_many_examples() -> None:
    """Each example listed every parameter; whether a request is one of it needs the first."""
    size, count = 15_000, 40
    request = {"method": "GET", "path": "/", "query": {"a": ["1"]}}
    listed = [{"description": f"d{at}", "request": request, "response": {"status": 200}} for at in range(count)]
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": listed,
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    made = cl.load(json.dumps(document).encode())
    asked = cl.HttpRequest("GET", "/", "&".join(f"q{at}=1" for at in range(size)))
    result = made[0].check_request(asked)
    assert result.verdict == "failed"
    assert len(result.mismatches) + result.left_out == MOST_COLLECTED + 1
    captures = Captures()
    captures.add(asked, cl.HttpResponse(200))
    with collecting(1):
        assert len(made[0].check_request(asked).mismatches) == 2
    run = cl.verify(made, captures)
    assert {each.verdict for each in run.results} == {"not exercised"}
    near = run.unpaired[0]
    assert len(near.differences) > 200  # ranked by few, told in full


def test_a_pattern_without_counterpart_is_no_fault_of_a_look() -> None:
    rules = {"path": {"matchers": [{"match": "regex", "regex": "/a/" + "[" * 300 + "a" + "]" * 300}]}}
    made = contract({"status": 200}, "/a/b", rules)
    before = fault_count()
    problems = made.problems
    assert fault_count() == before
    assert [each.code for each in problems].count("cannot-check") == 1
