"""The hash of a Pact file's content: what counts, what does not, and how Ruby writes numbers."""

from __future__ import annotations

import hashlib
import json
import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.formats.pact.content_hash import content_hash, interaction_ids, number_text
from contractlab.values.json_text import NotJson

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
listed = st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=4)


def file_of(document: Any, **layout: Any) -> bytes:
    return json.dumps(document, **layout).encode()


def contract(**parts: Any) -> dict[str, Any]:
    return {"consumer": {"name": "shop"}, "provider": {"name": "stock"}, **parts}


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def shuffled(value: Any, chance: random.Random) -> Any:
    """Equal, with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(child, chance) for child in value] if isinstance(value, list) else value


@given(listed, st.randoms(use_true_random=False), st.sampled_from(["interactions", "messages"]))
def test_layout_and_order_do_not_count(examples: list[Any], chance: random.Random, name: str) -> None:
    moved = shuffled(examples, chance)
    chance.shuffle(moved)
    before = file_of(contract(**{name: examples}, metadata={"pactSpecification": {"version": "3.0.0"}, "by": "a"}))
    after = {"metadata": {"by": "b", "pactSpecification": {"version": "3.0.0"}}, name: moved, "provider": {"name": "x"}}
    assert content_hash(before) == content_hash(file_of(after, indent=2, ensure_ascii=False))
    assert sorted(interaction_ids(before)) == sorted(interaction_ids(file_of(after)))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(number: float) -> None:
    text = number_text(number)
    assert float(text) == number
    assert math.copysign(1, float(text)) == math.copysign(1, number)
    assert json.loads(text) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (-100.0, "-100.0"), (1.1, "1.1"), (120.5, "120.5"),
        (1e14, "100000000000000.0"), (1e15, "1e+15"), (1.5e16, "1.5e+16"), (0.00001234567, "0.00001234567"),
        (0.1, "0.1"), (1e-6, "0.000001"), (1e-9, "0.000000001"), (1e-10, "1e-10"), (1.5e-10, "1.5e-10"),
        (1.25e-5, "0.0000125"), (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (123456789012345680.0, "1.2345678901234568e+17"),
    ],
)  # fmt: skip
def test_ruby_writes_numbers_in_its_own_way(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("document", "content"),
    [
        pytest.param(
            contract(interactions=[{"b": 1, "a": {"d": [2, 1], "c": "é/"}}]),
            '{"interactions":[{"a":{"c":"é/","d":[2,1]},"b":1}]}',
            id="keys in order, lists as they are",
        ),
        pytest.param(
            contract(interactions=[{"a": 2}, {"a": 1}], messages=[{"b": 2}, {"b": 1}]),
            '{"interactions":[{"a":1},{"a":2}],"messages":[{"b":2},{"b":1}]}',
            id="only the first list is put into order",
        ),
        pytest.param(
            contract(interactions=None, messages=[{"b": 2}, {"b": 1}]),
            '{"messages":[{"b":1},{"b":2}]}',
            id="null is absent",
        ),
        pytest.param(contract(interactions=[]), '{"interactions":[]}', id="an empty list is there"),
        pytest.param(
            contract(interactions=[{"a": 10}, {"a": 9}]), '{"interactions":[{"a":10},{"a":9}]}', id="order is of texts"
        ),
        pytest.param(
            contract(interactions=[], metadata={"pact-specification": {"version": "2.0"}}),
            '{"interactions":[],"pact_specification_version":"2.0"}',
            id="the older place of the version",
        ),
        pytest.param(
            contract(interactions=[], metadata={"pactSpecification": {"version": None}, "pactSpecificationVersion": 4}),
            '{"interactions":[],"pact_specification_version":4}',
            id="the oldest place of the version",
        ),
        pytest.param(contract(interactions=[], metadata="2.0"), '{"interactions":[]}', id="metadata that are none"),
        pytest.param(
            {"provider": {"name": "b"}, "consumer": {"name": "a"}},
            '{"provider":{"name":"b"},"consumer":{"name":"a"}}',
            id="without any list all of it counts as it stands",
        ),
    ],
)
def test_this_is_the_content(document: Any, content: str) -> None:
    assert content_hash(file_of(document)) == sha1(content)
    loaded = cl.load(file_of(document, indent=4))
    assert format_of(loaded).content_hash(loaded) == sha1(content)


def test_integers_keep_all_their_digits() -> None:
    digits = "9" * 300
    written = b'{"interactions": [{"n": -0, "big": ' + digits.encode() + b"}]}"
    assert content_hash(written) == sha1(f'{{"interactions":[{{"big":{digits},"n":0}}]}}')


def test_an_edit_gives_another_hash_and_a_save_keeps_it() -> None:
    before = cl.load(file_of(contract(interactions=[{"description": "d", "request": {}, "response": {"status": 200}}])))
    edit = cl.edit(before)
    edit["d"].response.status = 201
    after = edit.contract
    assert format_of(after).content_hash(after) != format_of(before).content_hash(before)
    assert format_of(after).content_hash(after) == content_hash(after.to_bytes())


def test_an_id_of_the_authors_own_is_kept_and_counts() -> None:
    plain, own = {"description": "d"}, {"description": "d", "_id": "mine"}
    data = file_of(contract(interactions=[plain, own], messages=[{"_id": 7, "b": 1, "a": 2}]))
    assert interaction_ids(data) == (sha1('{"description":"d"}'), "mine", sha1('{"a":2,"b":1}'))
    assert content_hash(file_of(contract(interactions=[plain]))) != content_hash(file_of(contract(interactions=[own])))


@pytest.mark.parametrize("data", [b"", b"[1, 2", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(NotJson):
        content_hash(data)
