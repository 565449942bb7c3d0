"""Of parts that ask alike one is asked for all: what comes out is what asking each by itself gives."""

from __future__ import annotations

import json
from typing import Any

from conformance.data import PACT_CONTRACTS, needs, pact_files
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import TYPE, contract_of, http, part_of

import contractlab as cl
from contractlab.editing.probing import Side
from contractlab.errors import InvalidContract
from contractlab.insight.asks import Asks, AsksOfParts, asks_of_examples
from contractlab.values.internal import Losses
from contractlab.values.json_shape import shape_key
from contractlab.values.steps import last_of

RULES: list[dict[str, Any]] = [
    {},
    {"$": TYPE},
    {"$.a": {"match": "eachKey", "rules": [TYPE]}},
    {"$.a": {"match": "values"}},
    {"$.a": {**TYPE, "min": 0}},
    {"$.b": {"match": "regex", "regex": "\\d+"}},
    {"$.a": {"match": "eachValue", "rules": [TYPE]}, "$.b": TYPE},
]
LEAVES = st.sampled_from([1, 2, 1.5, "x", "7", None, True, [], {}, [1], [1, 2], {"c": 1}, {"c": "x"}, {"d": [{}]}])
BODIES = st.fixed_dictionaries({"a": LEAVES, "b": LEAVES})


def plain(asks: Asks) -> Any:
    """Kinds, examples and rules of all asks, without the objects that hold them."""
    return {
        path: {
            consumer: (str(ask.kind), [(key, value.tokens, value.expected) for key, (_, value) in ask.by.items()])
            for consumer, ask in of_field.items()
        }
        for path, of_field in asks.items()
    }


def alone(contract: cl.Contract) -> Asks:
    """The same with each example asked by itself."""
    asks: Asks = {}
    for example in contract.examples:
        for path, of_field in last_of(asks_of_examples([example], Losses(), AsksOfParts())).items():
            for consumer, ask in of_field.items():
                for own, value in ask.by.values():
                    mine = asks.setdefault(path, {}).setdefault(consumer, ask)
                    mine.add(ask.kind, own, lambda value=value: value)  # type: ignore[misc]
    return asks


@settings(max_examples=20)
@given(st.lists(BODIES, min_size=2, max_size=5), st.sampled_from(RULES))
def test_parts_that_ask_alike_are_asked_once(bodies: list[Any], rules: dict[str, Any]) -> None:
    listed = [
        http(f"example {number}", request={"method": "GET", "path": "/c"}, response=part_of(body, rules))
        for number, body in enumerate(bodies)
    ]
    contract = contract_of(*listed, version="4.0")
    assert plain(last_of(asks_of_examples(contract.examples, Losses(), AsksOfParts()))) == plain(alone(contract))


@needs(PACT_CONTRACTS)
def test_real_contracts_ask_the_same_whoever_is_asked() -> None:
    compared = 0
    for path in sorted(pact_files())[::12]:
        try:
            contract = cl.load(path)
        except InvalidContract:
            continue
        asked = last_of(asks_of_examples(contract.examples, Losses(), AsksOfParts()))
        assert plain(asked) == plain(alone(contract)), path
        compared += 1
    assert compared > 5


def test_one_of_many_alike_is_asked() -> None:
    listed = [
        http(f"{number}", request={"method": "GET", "path": f"/{number}"}, response=part_of({"a": number, "b": [1]}))
        for number in range(5)
    ]
    of_parts = AsksOfParts()
    contract = contract_of(*listed, version="4.0")
    made = [
        of_parts.of(Side(own)) for example in contract.examples for own in example.own_parts if own.by == "provider"
    ]
    assert all(each is made[0] for each in made)


@given(st.lists(BODIES, min_size=2, max_size=2))
def test_shapes_are_equal_where_keys_lengths_and_types_are(pair: list[Any]) -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(below) for key, below in value.items()}
        return [shape(item) for item in value] if isinstance(value, list) else type(value).__name__

    left, right = pair
    assert (shape_key(left) == shape_key(right)) == (json.dumps(shape(left)) == json.dumps(shape(right)))
