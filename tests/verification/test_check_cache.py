"""Identical checks are made once, and what is spared changes nothing."""

from __future__ import annotations

import matrices
from matrices import provider
from small_contracts import TYPE, contract_of, http
from small_runs import answers

import contractlab as cl
from contractlab.verification.check_cache import CheckCache


def test_the_same_answers_of_many_versions_are_checked_once() -> None:
    cache = CheckCache()
    versions = {str(number): provider(["good", "text", "good"]) for number in range(10)}
    cl.matrix(matrices.contract(), versions, cache=cache)
    assert (cache.made, cache.spared) == (3, 27)


def test_an_edited_contract_is_checked_where_it_was_edited() -> None:
    cache, contract, captures = CheckCache(), matrices.contract(5), provider(["text"] * 5)
    before = cl.verify(contract, captures, cache=cache)
    edit = cl.edit(contract)
    edit["GET /2"].response.status = 201
    after = cl.verify(edit.contract, captures, cache=cache)
    assert (cache.made, cache.spared) == (6, 4)
    assert [result.verdict for result in after] == ["failed"] * 5
    assert [len(result.mismatches) for result in after] == [1, 1, 2, 1, 1]
    assert [(mismatch.path, mismatch.message) for mismatch in after[0].mismatches] == [
        (mismatch.path, mismatch.message) for mismatch in before[0].mismatches
    ]


def test_content_counts_not_who_loaded_it_and_rules_are_declared_where_they_are() -> None:
    cache, captures = CheckCache(), provider(["good", "text"])
    first = matrices.contract(2)
    second = contract_of(answers("/7", matrices.GOOD), *(answers(f"/{number}", matrices.GOOD) for number in range(2)))
    cl.verify(first, captures, cache=cache)
    run = cl.verify(second, captures, cache=cache)
    assert (cache.made, cache.spared) == (2, 2)
    shared = run["GET /1"]
    alone = cl.verify(second, captures)["GET /1"]
    assert shared.mismatches == alone.mismatches
    assert shared.mismatches[0].rule.declared_at.pointer.startswith("/interactions/2/")
    assert shared.mismatches[0].rule.declared_at.source is second.source
    assert shared.explanation.body.actual == alone.explanation.body.actual
    assert shared.unchecked == alone.unchecked


def test_what_differs_in_any_way_is_checked() -> None:
    contract = contract_of(answers("/x", {"a": 1}))
    bodies = [b'{"a": 1}', b'{"a": 1.0}', b'{"a": true}', b'{"a": "1"}']
    captures = cl.Captures()
    for body in bodies:
        captures.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200, {"Content-Type": "application/json"}, body))
    captures.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(201, {"Content-Type": "application/json"}, bodies[0]))
    captures.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200, {"Content-Type": "text/plain"}, bodies[0]))
    cache = CheckCache()
    cl.verify(contract, captures, cache=cache)
    assert (cache.made, cache.spared) == (6, 0)
    cl.verify(contract, captures, cache=cache, dialect="spec")
    assert (cache.made, cache.spared) == (12, 0)
    # An expected 1 is not an expected 1.0, nor an expected true.
    for value in (1.0, True):
        cl.verify(contract_of(answers("/x", {"a": value})), captures, cache=cache)
    assert cache.spared == 0
    answer = answers("/x", {"a": 1})
    answer["response"]["matchingRules"] = {"body": {"$.a": {"matchers": [TYPE]}}}
    cl.verify(contract_of(answer), captures, cache=cache)
    cl.verify(contract_of(answers("/x", {"a": 1}), version="2.0"), captures, cache=cache)
    assert cache.spared == 0


def test_ambiguous_pairs_and_broken_answers_are_not_mixed_up() -> None:
    twin = {"method": "GET", "path": "/twin"}
    contract = contract_of(
        http("one", states=["a"], request=twin, response={"status": 200}),
        http("two", states=["b"], request=twin, response={"status": 404}),
    )
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/twin"), cl.HttpResponse(418))
    captures.add(cl.HttpRequest("GET", "/twin"), cl.HttpResponse(200), example="one")
    captures.add(cl.HttpRequest("GET", "/twin"), None, example="one", error="reset")
    run = cl.verify(contract, captures, cache=CheckCache())
    assert {result.verdict for result in run.results if result.capture is captures[0]} == {"error"}
    assert [result.verdict for result in run.results if result.capture is captures[1]] == ["passed"]
    assert "reset" in str([result.reason for result in run.results if result.capture is captures[2]])
