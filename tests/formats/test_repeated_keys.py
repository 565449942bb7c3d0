"""Keys that a JSON object has twice: readers pass over all but the last, lint does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_contracts import contract_of, http

import contractlab as cl
from contractlab.contracts.repeated_keys import RepeatedKey, find_repeated_keys, may_repeat_keys

PACT = """{
 "consumer": {"name": "c"}, "provider": {"name": "p"},
 "interactions": [
  {"description": "a", "request": {}, "response": {
    "status": 200,
    "body": {"id": 1, "tags": [{"a/b": 1, "a/b": 2}], "id": 2},
    "status": 201}}
 ],
 "metadata": {"pactSpecification": {"version": "3.0.0"}}
}"""


def test_each_is_told_with_its_place_and_every_line() -> None:
    contract = cl.load(PACT.encode())
    listed = [problem for problem in contract.problems if problem.code == "repeated-key"]
    start = "/interactions/0/response"
    assert [(problem.pointer, problem.line) for problem in listed] == [
        (f"{start}/body/tags/0/a~1b", 6),
        (f"{start}/body/id", 6),
        (f"{start}/status", 7),
    ]
    assert listed[2].message == (
        'the key "status" is written twice in one object, in lines 5 and 7; readers take the last and pass over the '
        "others"
    )
    assert listed[1].message.startswith('the key "id" is written twice in one object, in line 6;')
    assert {problem.example for problem in listed} == {contract[0].key}


def test_contracts_of_every_json_format_are_looked_at() -> None:
    text = json.dumps(cl.convert(contract_of(http()), to="contractcase").document)
    contract = cl.load(text.replace('"contractType":', '"contractType": "x", "contractType":', 1).encode())
    assert [problem.pointer for problem in contract.problems if problem.code == "repeated-key"] == ["/contractType"]


def test_more_than_twice() -> None:
    text = '{\n"a": 1,\n"a": 2,\n"a": {"b": 1}}'
    assert list(find_repeated_keys(text)) == [RepeatedKey("/a", "a", (2, 3, 4))]


@pytest.mark.parametrize("text", ["", "{", '{"a"', '{"a":1,"a":', "]", "[,]", '{"a":1}}', "\x00"])
def test_what_is_broken_ends_the_search(text: str) -> None:
    assert list(find_repeated_keys(text)) == []


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(JSONS)
def test_a_value_that_python_wrote_has_none(value: Any) -> None:
    assert list(find_repeated_keys(json.dumps(value, indent=1))) == []
    assert not may_repeat_keys(json.dumps(value))


@given(JSONS.filter(lambda value: isinstance(value, dict)), st.text(max_size=3), JSONS, JSONS, st.booleans())
def test_a_key_written_again_is_found_wherever_it_stands(
    around: dict[str, Any], key: str, first: Any, second: Any, nested: bool
) -> None:
    inner = f"{{{json.dumps(key)}: {json.dumps(first)}, {json.dumps(key)}: {json.dumps(second)}}}"
    around.pop("here", None)
    others = "".join(f"{json.dumps(name)}: {json.dumps(value)}, " for name, value in around.items())
    text = f'{{{others}"here": [{inner}]}}' if nested else inner
    assert may_repeat_keys(text)
    (repeated,) = find_repeated_keys(text)
    assert repeated.key == key
    assert repeated.lines == (1, 1)
    assert repeated.pointer.startswith("/here/0/" if nested else "/")


def test_depth_is_no_matter() -> None:
    assert list(find_repeated_keys('{"a":' * 5_000)) == []
    assert may_repeat_keys('{"a":' * 100_000 + "1" + "}" * 100_000)


def test_numbers_of_any_length_are_no_matter() -> None:
    assert not may_repeat_keys(f'{{"a": {"9" * 50_000}, "b": NaN, "c": 1e999}}')
