"""Captures that match several examples: grouped by these, tried without changing anything, settled by hand."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import contract_of, http, part_of
from support import examples

import contractlab as cl
from contractlab.captures import Capture, Captures, Redaction
from contractlab.verification.ambiguous import Trial, group_ambiguous
from contractlab.verification.pairing import address_of


def contract(things: int = 2, states: int = 2, name: str = "things.json") -> cl.Contract:
    """Examples of which `states` have the same request each; the third of them wants another `kind`."""
    made = contract_of(
        *(
            http(
                f"thing {item} in state {state}",
                states=[f"thing {item} is {state}"],
                request={"method": "GET", "path": f"/things/{item}"},
                response={"status": 200, **part_of({"id": 1, "kind": state // 2}, {"$.id": {"match": "type"}}, "3.0")},
            )
            for item in range(things)
            for state in range(states)
        )
    )
    return cl.load(made.document, name=name)


def captured(item: int, kind: int, number: int, version: str = "1.0.0") -> Capture:
    body = json.dumps({"id": number, "kind": kind}).encode()
    response = cl.HttpResponse(200, [("Content-Type", "application/json")], body)
    request = cl.HttpRequest("GET", f"/things/{item}")
    return Capture(request, response, source=f"{version}.har", index=number, provider_version=version)


def test_captures_alike_are_one_group() -> None:
    captures = Captures(captured(number // 6, 0, number) for number in range(10))
    run = cl.verify(contract(2, 3), captures)
    groups = group_ambiguous(run.results)
    assert [(len(group.captures), len(group.examples)) for group in groups] == [(6, 3), (4, 3)]
    assert groups[0].in_turn is not None
    assert groups[1].in_turn is None
    assert [each.description for each in groups[0].in_turn] == [f"thing 0 in state {state}" for state in (0, 1, 2)] * 2


def test_ids_of_groups_last() -> None:
    first = group_ambiguous(cl.verify(contract(), Captures([captured(0, 0, 0)])).results)
    second = group_ambiguous(cl.verify(contract(), Captures(captured(0, 0, number) for number in range(3))).results)
    assert [group.id for group in first] == [group.id for group in second]
    assert second[0].of_version("1.0.0").captures == second[0].captures
    assert second[0].of_version("2.0.0").captures == ()


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=8), st.integers(2, 4))
def test_a_trial_says_what_assigning_gives(asked: list[tuple[int, int]], states: int) -> None:
    captures = Captures(captured(item, kind, number) for number, (item, kind) in enumerate(asked))
    agreed = contract(2, states)
    groups = group_ambiguous(cl.verify(agreed, captures).results)
    trial = Trial(captures, "reference", Redaction())
    for group in groups:
        for example in group.examples:
            wanted = trial.count((example, capture) for capture in group.captures)
            captures.assign(group.captures, example)
            mine = {capture.key for capture in group.captures}
            results = [result for result in cl.verify(agreed, captures).results if result.capture]
            judged = [result for result in results if result.capture.key in mine]
            assert len(judged) == len(group.captures)
            assert all(result.example is example for result in judged)
            assert sum(result.passed for result in judged) == wanted["passed"]
        order = [
            trial.count((example, each) for each in group.captures)["passed"] for example in trial.likeliest(group)
        ]
        assert order == sorted(order, reverse=True)


def test_what_is_left_unmatched_by_hand_exercises_nothing() -> None:
    captures = Captures([captured(0, 0, 0)])
    captures.leave_unmatched(0)
    run = cl.verify(contract(), captures)
    assert [unpaired.note for unpaired in run.unpaired] == ["it was left unmatched by hand"]
    assert run.counts()["not exercised"] == 4
    captures.assign(0, None)
    assert not cl.verify(contract(), captures).unpaired


def test_an_example_of_one_of_two_contracts_can_be_meant() -> None:
    pair = [contract(name="one.json"), contract(name="two.json")]
    captures = Captures([captured(0, 0, 0)])
    example = pair[1].examples[1]
    assert address_of(example, pair) == f"two.json#{example.key}"
    captures.assign(0, address_of(example, pair))
    (result,) = [result for result in cl.verify(pair, captures).results if result.capture is not None]
    assert result.example is example
