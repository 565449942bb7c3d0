"""What edits share: one reading for edits that are gathered, and one check for examples that expect the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import TYPE, contract_of, http, part_of
from small_runs import answers

import contractlab as cl
from contractlab.contracts import match
from contractlab.editing.baseline import Baseline
from contractlab.editing.contract_edit import Edit
from contractlab.errors import InvalidEdit
from contractlab.verification.verifying import verify

BODIES: list[Any] = [{"a": 1}, {"a": 2}, {"a": "x"}]
VALUES: list[Any] = [1, "x", None, match.integer(3), match.like("y")]


def contract(count: int = 4) -> cl.Contract:
    return contract_of(*(answers(f"/{number}", BODIES[0]) for number in range(count)))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["$.a", "$.b"]), st.sampled_from(VALUES)), max_size=6))
def test_gathered_edits_are_those_made_one_after_another(edits: list[tuple[int, str, Any]]) -> None:
    loaded = contract()
    apart, together = cl.edit(loaded), cl.edit(loaded)
    for number, path, value in edits:
        apart[number].response.body[path] = value
    with together.gathered():
        for number, path, value in edits:
            together[number].response.body[path] = value
    assert together.document == apart.document
    assert [step.code for step in together.steps] == [step.code for step in apart.steps]
    assert [example.response.body for example in together.revised.examples] == [
        example.response.body for example in apart.revised.examples
    ]


def test_examples_that_go_while_edits_are_gathered_leave_the_others_their_place() -> None:
    edit = cl.edit(contract())
    with edit.gathered():
        edit[3].response.body["$.a"] = 5
        edit[0].remove()
        edit[2].response.body["$.b"] = 6
    bodies = [example.response.body.value for example in edit.revised.examples]
    assert bodies == [BODIES[0], BODIES[0], {"a": 5, "b": 6}]


def put_both(edit: Edit) -> None:
    with edit.as_one("both"), edit.gathered():
        edit[0].response.body["$.a"] = 5
        edit.put("/interactions/1", 7)


def test_an_edit_that_leaves_an_example_unreadable_is_refused() -> None:
    edit = cl.edit(contract())
    with pytest.raises(InvalidEdit, match="an interaction must be an object"):
        edit.put("/interactions/1", 7)
    assert not edit.steps


def test_gathered_edits_that_leave_no_contract_are_taken_back_together() -> None:
    edit = cl.edit(contract())
    with pytest.raises(InvalidEdit):
        put_both(edit)
    assert not edit.steps
    assert edit.revised is edit.original


@settings(max_examples=30)
@given(st.lists(st.sampled_from(BODIES), min_size=2, max_size=5), st.lists(st.sampled_from(BODIES), min_size=5))
def test_a_check_that_is_shared_says_what_one_made_alone_says(expected: list[Any], answered: list[Any]) -> None:
    """Of examples that expect the same, each has the places of its own rules."""
    examples = [
        http(f"number {number}", request={"method": "GET", "path": f"/{number}"}, response=part_of(body, {"$.a": TYPE}))
        for number, body in enumerate(expected)
    ]
    loaded = contract_of(*examples)
    captures = cl.Captures()
    for number, body in enumerate(answered[: len(expected)]):
        captures.add(cl.HttpRequest("GET", f"/{number}"), cl.HttpResponse(200, json=body))
    alone = {id(result.capture): result for result in verify([loaded], captures).results if result.match is not None}
    shared = Baseline(loaded, captures, "reference").results.values()
    assert len(alone) == len(shared)
    for result in shared:
        own = alone[id(result.capture)]
        assert result.verdict == own.verdict
        assert result.example is own.example
        assert result.mismatches == own.mismatches
        assert [str(each.rule and each.rule.declared_at) for each in result.mismatches] == [
            str(each.rule and each.rule.declared_at) for each in own.mismatches
        ]
        assert str(result.explanation.body) == str(own.explanation.body)
