"""Laws of definitions: the order of examples does not matter, and what is saved and loaded judges the same."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab import match
from contractlab.errors import InvalidEdit

TEXTS = st.text("abcxyz_-. é/'\"*$0", max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-5, 300) | st.sampled_from([0.5, 1e20]) | TEXTS
KEYS = st.text("abc_-. é*$0", min_size=1, max_size=4)


def matched(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values under matchers that every one of them fits."""
    return st.one_of(
        values.map(match.like),
        values.map(match.each_like),
        st.integers(0, 9).map(match.integer),
        st.sampled_from([match.uuid(), match.date(), match.int(), match.str(), match.regex(regex="[a-c]{2}")]),
    )


JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        SCALARS.map(match.equality)
        | st.lists(inner, max_size=3)
        | st.dictionaries(KEYS, inner, max_size=3)
        | matched(inner)
    ),
    max_leaves=6,
)

EXAMPLES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["", "s", "t"]), JSON_VALUES, st.sampled_from([200, 404])),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each[:2],
)


def made_of(examples: Sequence[tuple[str, str, Any, int]]) -> cl.Definition:
    definition = cl.define("Shop", "Stock")
    for name, state, body, status in examples:
        chain = definition.example(name)
        if state:
            chain.given(state)
        try:
            chain.with_request("POST", f"/{name}", json=body).will_respond_with(status, json=body)
        except InvalidEdit as error:  # the one thing here that Pact cannot say
            assume("share their rules" not in str(error))
            raise
    return definition


def _interactions(contract: cl.Contract) -> list[Any]:
    document: Any = contract.document
    return list(document["interactions"])


@given(EXAMPLES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_examples_in_any_order_give_the_same_file(examples: list[tuple[str, str, Any, int]], random: Any) -> None:
    shuffled = list(examples)
    random.shuffle(shuffled)
    assert made_of(shuffled).contract.to_bytes() == made_of(examples).contract.to_bytes()


@given(EXAMPLES, st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_any_split_over_workers_gives_the_same_file(examples: list[tuple[str, str, Any, int]], cut: int) -> None:
    with tempfile.TemporaryDirectory() as room:
        stateless_first = sorted(examples, key=lambda each: each[1])  # one with states beside one without is merged so
        for part in (stateless_first[:cut], stateless_first[cut:]):
            if part:
                made_of(part).save(room, unproved=True)
        assert (Path(room) / "Shop-Stock.json").read_bytes() == made_of(examples).contract.to_bytes()


@given(EXAMPLES)
@settings(max_examples=60, deadline=None)
def test_a_definition_fits_itself_and_judges_the_same_when_it_is_loaded(
    examples: list[tuple[str, str, Any, int]],
) -> None:
    definition = made_of(examples)
    with tempfile.TemporaryDirectory() as room:
        loaded = cl.load(definition.save(room, unproved=True))
    assert loaded.to_bytes() == definition.contract.to_bytes()
    broken = {
        example.description
        for example in loaded
        for problem in loaded.problems
        if problem.code == "example-fails" and problem.pointer.startswith(example.pointer)
    }
    for ours, theirs, written in zip(definition.contract, loaded, _interactions(loaded), strict=True):
        own = cl.HttpResponse(ours.response.status, json=written["response"]["body"]["content"])
        for answer in (cl.HttpResponse(200, json={"a": 1}), own):
            here, there = ours.check_response(answer), theirs.check_response(answer)
            assert here.verdict == there.verdict
            assert [each.message for each in here.mismatches] == [each.message for each in there.mismatches]
        if written["response"]["body"]["content"] not in (None, ""):  # to the reference both are no body
            # Items of a list share the rules that pact-python writes for all of them, which is then a problem.
            assert theirs.check_response(own).passed or theirs.description in broken
    assert not [problem for problem in loaded.problems if problem.code == "unreadable-path"]


@given(EXAMPLES)
@settings(max_examples=60, deadline=None)
def test_the_code_of_a_definition_gives_the_same_file(examples: list[tuple[str, str, Any, int]]) -> None:
    definition = made_of(examples)
    room: dict[str, Any] = {}
    exec(definition.code(), room)
    assert room["billing"].contract.to_bytes() == definition.contract.to_bytes()
    assert room["billing"].code() == definition.code()


def test_a_thousand_examples_are_built_whole() -> None:
    definition = made_of([(f"e{number}", "", {"a": match.like(number)}, 200) for number in range(1_000)])
    assert len(definition.contract) == 1_000
    assert definition.contract is definition.contract  # built once, not for each question
