"""What processes define is put together: equal examples once, different ones are a conflict."""

from __future__ import annotations

import json
from typing import Any

import pytest
from definition.test_definition_laws import EXAMPLES, made_of
from hypothesis import given, settings
from hypothesis import strategies as st

import contractlab as cl
from contractlab.errors import SaveConflict


@given(EXAMPLES, st.lists(st.integers(0, 2), min_size=5, max_size=5))
@settings(max_examples=30, deadline=None)
def test_any_split_over_processes_gives_the_same_file(examples: list[Any], cuts: list[int]) -> None:
    parts = [made_of([each for each, number in zip(examples, cuts, strict=False) if number == at]) for at in range(3)]
    for part in parts:
        for example in part.contract:
            part.note_proof(example)
    whole = cl.define("Shop", "Stock")
    for part in reversed(parts):
        whole.take(json.loads(json.dumps(part.handed_on())))
    assert whole.contract.to_bytes() == made_of(examples).contract.to_bytes()
    assert len(whole.proved) == len(examples)


def item(status: int, *, proved: bool) -> cl.Definition:
    shop = cl.define("Shop", "Stock")
    shop.example("item").with_request("GET", "/").will_respond_with(status)
    if proved:
        shop.note_proof("item")
    return shop


@pytest.mark.parametrize("first", [True, False])
def test_an_example_is_proved_where_either_has_proved_it(first: bool) -> None:
    whole = cl.define("Shop", "Stock")
    whole.take(item(200, proved=first).handed_on())
    whole.take(item(200, proved=not first).handed_on())
    assert [example.description for example in whole.proved] == ["item"]


def test_one_example_in_two_ways_is_a_conflict() -> None:
    whole = cl.define("Shop", "Stock")
    whole.take(item(200, proved=True).handed_on())
    with pytest.raises(SaveConflict, match="in two ways"):
        whole.take(item(201, proved=True).handed_on())


def test_what_lacks_something_is_handed_on_by_name() -> None:
    shop = cl.define("Shop", "Stock")
    shop.example("half").with_request("GET", "/")
    assert shop.handed_on()["unfinished"] == ["half (lacks a response: .will_respond_with(…))"]
