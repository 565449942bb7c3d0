"""Paths of an edit: any key that JSON can have, as mismatches and views write it, and stars that are no keys."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import contract_of, http, part_of
from support import examples

import contractlab as cl
from contractlab import match
from contractlab.errors import InvalidEdit
from contractlab.values.json_path import read_path
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, format_path

ODD = [
    "it's",
    'say "hi"',
    "",
    "*",
    "[*]",
    "a.b",
    "a b",
    "back\\slash",
    "two\\\\",
    "\\'",
    "日本",
    "$",
    "0",
    "a\nb",
    "#x",
    "@id",
    "#",
]


def edit_of(body: Any, rules: Any = None, version: str = "4.0") -> cl.Edit:
    made = http("one", response={"status": 200, **part_of(body, rules, version)})
    if version == "4.0":
        made["type"] = "Synchronous/HTTP"
    return cl.edit(contract_of(made, version=version))


@settings(max_examples=examples(300))
@given(st.lists(st.one_of(st.integers(0, 99), st.text(), st.sampled_from([*ODD, EVERY_ITEM, EVERY_KEY])), max_size=4))
def test_what_is_written_is_read(tokens: list[Any]) -> None:
    read = read_path(format_path(tuple(tokens)))
    assert read == tuple(tokens)
    assert [type(token) for token in read] == [type(token) for token in tokens]


@pytest.mark.parametrize("path", ["$[", "$..x", "$.a[-1]", "$.", "$.a b", "$['a", "$x", "", "$.a['b'c]"])
def test_what_is_no_path_is_none(path: str) -> None:
    assert read_path(path) is None or path == ""


@pytest.mark.parametrize("key", ODD)
def test_any_key_can_be_edited_by_the_path_that_views_show(key: str) -> None:
    edit = edit_of({key: 1, "other": {key: [1]}})
    body = edit[0].response.body
    body[format_path((key,))] = 2
    body[format_path(("other", key, 0))] = 3
    assert (body[format_path((key,))], body.value) == (2, {key: 2, "other": {key: [3]}})
    body.rename(format_path((key,)), "plain")
    del body[format_path(("other", key))]
    assert edit[0].response.body.value == {"plain": 2, "other": {}}
    again = cl.edit(edit.original)
    for step in edit.steps:
        exec(step.code, {"edit": again})
    assert again.to_bytes() == edit.to_bytes()


def test_a_key_that_is_a_star_is_not_every_key() -> None:
    edit = edit_of({"*": 1, "name": "x"})
    edit[0].response.body["$['*']"] = match.integer(5)
    assert list(edit[0].response.document["matchingRules"]["body"]) == ["$['*']"]
    edit[0].response.body["$"] = {"*": match.integer(1), "[*]": match.integer(2), "name": "x"}
    assert list(edit[0].response.document["matchingRules"]["body"]) == ["$['*']", "$['[*]']"]
    example = edit.contract[0]
    assert example.check_response(cl.HttpResponse(200, json={"*": 7, "[*]": 8, "name": "x"})).passed
    assert not example.check_response(cl.HttpResponse(200, json={"*": 7, "[*]": 8, "name": 5})).passed


def test_a_star_means_every_item_or_key_and_takes_no_value() -> None:
    edit = edit_of({"items": [{"id": 1}], "map": {"a": 1}})
    body = edit[0].response.body
    body["$.items[*].id"] = match.integer()
    body["$.map.*"] = match.like()
    assert list(edit[0].response.document["matchingRules"]["body"]) == ["$.items[*].id", "$.map.*"]
    with pytest.raises(InvalidEdit, match="several values"):
        body["$.items[*].id"] = 5


@pytest.mark.parametrize("key", ["it's", ""])
def test_a_key_without_a_path_in_pact_takes_values_and_no_rules(key: str) -> None:
    edit = edit_of({key: 1, "a": {"b": 1}}, {"$.a.b": {"match": "type"}})
    body = edit[0].response.body
    body[format_path((key,))] = 5
    with pytest.raises(InvalidEdit, match="no path for the key"):
        body[format_path((key,))] = match.integer(5)
    with pytest.raises(InvalidEdit, match="no path for the key"):
        body.rename("$.a", "" if key else "x'y")
    assert json.loads(edit.to_bytes())["interactions"][0]["response"]["body"]["content"][key] == 5


def test_generators_of_odd_keys() -> None:
    edit = edit_of({"*": 1, "items": [{"id": 1}]})
    generators = edit[0].response.generators
    for place in ("$['*']", "$.items[*].id", "$.*"):
        generators[place] = {"type": "RandomInt", "min": 1, "max": 5}
        assert generators[place]["max"] == 5
    assert list(generators) == ["$['*']", "$.items[*].id", "$.*"]
    del generators["$['*']"]
    assert list(edit[0].response.document["generators"]["body"]) == ["$.items[*].id", "$.*"]


def test_a_case_contract_is_edited_at_any_key() -> None:
    from case_contracts import document, example, request, response

    edit = cl.edit(cl.load(document(example(request(), response(body={"it's": 1, "*": 2, "": 3})))))
    body = edit[0].response.body
    for key in ("it's", "*", ""):
        body[format_path((key,))] = 9
    assert body.value == {"it's": 9, "*": 9, "": 9}
