"""Which example answers: what asks for most, what the states need, what stands first; or as the reference chooses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mocked import asking, example, json_body, pact, rules

import contractlab as cl
from contractlab.definition.choosing import demand

PLAIN = example("plain", "GET", "/x/1", 201)
PATTERN = example(
    "pattern",
    "GET",
    "/x/2",
    202,
    matchingRules={"path": {"matchers": [{"match": "regex", "regex": "/x/\\d+"}], "combine": "AND"}},
)
HEADER = example("header", "GET", "/x/1", 203, headers={"X-A": ["1"]})


def _answer(examples: list[dict[str, Any]], path: str = "/x/1", **options: Any) -> int:
    headers = options.pop("headers", {})
    with asking(cl.mock(pact(examples), **options)) as client:
        return client.get(path, headers=headers).status_code


@pytest.mark.parametrize("examples", [[PLAIN, PATTERN], [PATTERN, PLAIN]])
def test_a_value_that_must_be_equal_asks_for_more_than_a_pattern(examples: list[dict[str, Any]]) -> None:
    assert _answer(examples) == 201
    assert _answer(examples, "/x/7") == 202


@pytest.mark.parametrize("examples", [[PLAIN, HEADER], [HEADER, PLAIN]])
def test_the_example_that_asks_for_most_answers(examples: list[dict[str, Any]]) -> None:
    assert _answer(examples, headers={"X-A": "1"}) == 203
    assert _answer(examples, headers={"X-A": "2"}) == 201


def test_of_equals_the_states_in_force_decide_then_the_first() -> None:
    here, gone = (
        example(name, "GET", "/x/1", status, states=[(name, {})]) for name, status in (("here", 200), ("gone", 404))
    )
    assert _answer([here, gone]) == 200
    assert _answer([here, gone], states=["gone"]) == 404
    assert _answer([gone, here]) == 404
    assert _answer([gone, here], states="here") == 200


def test_what_nearly_fits_keeps_out_what_fits_for_the_reference_alone() -> None:
    greedy = example("greedy", "GET", "/x/1", 204, headers={"X-A": ["1"], "X-B": ["1"], "X-C": ["1"]})
    headers = {"X-A": "1", "X-B": "1", "X-C": "2"}
    assert _answer([PLAIN, greedy], headers=headers) == 201
    assert _answer([PLAIN, greedy], headers=headers, dialect="reference") == 500


@pytest.mark.parametrize(("differing", "status"), [(120, 201), (131, 500), (200, 500)])
def test_the_score_of_the_reference_wraps(differing: int, status: int) -> None:
    """One for method and path each, less one for each value that differs, in eight bits with a sign."""
    wide = {f"k{number}": number for number in range(differing)}
    sent = {key: value + 1 for key, value in wide.items()}
    fits = example("fits", "POST", "/x", 201)
    far = example("far", "POST", "/x", 202, body=json_body(wide))
    provider = cl.mock(pact([fits, far]), dialect="reference")
    with asking(provider) as client:
        assert client.post("/x", json=sent).status_code == status


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from("abc"), below, max_size=3),
    max_leaves=8,
)


@given(_VALUES)
def test_an_example_whose_values_may_vary_asks_for_less(value: Any) -> None:
    exact = example("e", "POST", "/x", body=json_body({"v": value, "w": 1}))
    loose = example("l", "POST", "/x", body=json_body({"v": value, "w": 1}), matchingRules=rules("body", root="type"))
    contract = pact([exact, loose])
    assert demand(contract[0]) > demand(contract[1]) > demand(pact([example("n", "POST", "/x")])[0])


@given(_VALUES, st.permutations(range(3)))
def test_the_order_of_examples_decides_only_between_equals(value: Any, order: list[int]) -> None:
    loose = rules("body", w="type")
    made = [
        example("none", "POST", "/x", 201),
        example("exact", "POST", "/x", 202, body=json_body({"v": value, "w": 1})),
        example("loose", "POST", "/x", 203, body=json_body({"v": value, "w": 1}), matchingRules=loose),
    ]
    provider = cl.mock(pact([made[place] for place in order]))
    with asking(provider) as client:
        assert client.post("/x", json={"v": value, "w": 1}).status_code == 202
        assert client.post("/x", json={"v": value, "w": 2}).status_code == 203
        assert client.post("/x", json={"other": 1}).status_code == 201
