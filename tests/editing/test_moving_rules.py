"""Rules go along with the values they belong to, with stars too, and no matcher is lost on the way into the file."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import contract_of, http, part_of

import contractlab as cl
from contractlab import match
from contractlab.errors import InvalidEdit

TYPE = {"match": "type"}
REGEX = {"match": "regex", "regex": "."}


def edit_of(body: Any, rules: Any = None, version: str = "3.0", **more: Any) -> cl.Edit:
    response = {"status": 200, **part_of(body, rules, version), **more}
    if version == "2.0":
        response["matchingRules"] = {f"$.body{path[1:]}": rule for path, rule in (rules or {}).items()}
    return cl.edit(contract_of(http("one", type="Synchronous/HTTP", response=response), version=version))


def paths(edit: cl.Edit) -> list[str]:
    rules = edit[0].response.document.get("matchingRules", {})
    return [rule.replace("$.body", "$") for rule in rules] if "body" not in rules else list(rules["body"])


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_the_rule_of_all_items_follows_the_only_one(version: str) -> None:
    edit = edit_of({"items": [{"id": "a", "n": 1}]}, {"$.items": TYPE, "$.items[*].id": REGEX}, version)
    edit[0].response.body.rename("$.items[0].id", "name")
    assert paths(edit) == ["$.items", "$.items[*].name"]
    del edit[0].response.body["$.items[0].name"]
    assert paths(edit) == ["$.items"]
    edit.undo(2)
    assert paths(edit) == ["$.items", "$.items[*].id"]


def test_a_rule_that_others_share_stays_and_the_renamed_value_keeps_its_own() -> None:
    edit = edit_of([{"id": "a"}, {"id": "b"}], {"$": TYPE, "$[*].id": REGEX})
    edit[0].response.body.rename("$[0].id", "name")
    assert paths(edit) == ["$", "$[*].id", "$[0].name"]
    del edit[0].response.body["$[0].name"]
    assert paths(edit) == ["$", "$[*].id"]


def test_the_rule_of_one_place_wins_over_the_copy_of_one_for_all() -> None:
    edit = edit_of([{"id": "a"}, {"id": "b"}], {"$[*].id": TYPE, "$[0].id": REGEX})
    edit[0].response.body.rename("$[0].id", "name")
    assert paths(edit) == ["$[*].id", "$[0].name"]
    assert edit[0].response.body.rules("$[0].name") == (REGEX,)


def test_a_key_of_all_items_is_renamed_and_removed_by_a_star() -> None:
    rules = {"$.items[*].id": REGEX, "$.items[1].id": TYPE, "$.*[*].id": TYPE}
    generators = {"body": {"$.items[*].id": {"type": "Uuid"}}}
    edit = edit_of({"items": [{"id": "a"}, {"id": "b"}, {}]}, rules, generators=generators)
    edit[0].response.body.rename("$.items[*].id", "name")
    assert edit[0].response.body.value == {"items": [{"name": "a"}, {"name": "b"}, {}]}
    assert paths(edit) == ["$.items[*].name", "$.items[1].name", "$.*[*].name"]
    assert list(edit[0].response.generators) == ["$.items[*].name"]
    del edit[0].response.body["$.items[*].name"]
    assert (edit[0].response.body.value, paths(edit)) == ({"items": [{}, {}, {}]}, [])
    again = cl.edit(edit.original)
    for step in edit.steps:
        exec(step.code, {"edit": again})
    assert again.to_bytes() == edit.to_bytes()
    with pytest.raises(InvalidEdit, match="several items"):
        del edit[0].response.body["$.items[*]"]
    with pytest.raises(InvalidEdit, match="there is nothing"):
        edit[0].response.body.rename("$.items[*].nope", "x")


def test_places_below_a_star_shift_where_the_star_means_one_array() -> None:
    edit = edit_of([["a", "b"]], {"$[*][1]": REGEX})
    edit[0].response.body.insert("$[0]", 0, "new")
    assert paths(edit) == ["$[*][2]"]
    del edit[0].response.body["$[0][0]"]
    assert paths(edit) == ["$[*][1]"]
    two = edit_of([["a", "b"], ["c", "d"]], {"$[*][1]": REGEX})
    two[0].response.body.insert("$[0]", 0, "new")
    assert paths(two) == ["$[*][1]"]


def test_text_that_the_matcher_takes_apart_gets_rules_by_path() -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    edit = edit_of("age=7&name=x", {"$.age": TYPE}, headers=headers)
    edit[0].response.body["$.age"] = match.regex(regex=r"\d+")
    assert edit[0].response.body.rules("$.age") == ({"match": "regex", "regex": r"\d+"},)
    assert edit.warnings == ()
    with pytest.raises(InvalidEdit, match="one text"):
        edit[0].response.body["$.age"] = match.regex("8", regex=r"\d+")


def test_rules_under_their_oldest_name_are_rules() -> None:
    response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"a": "x"}}
    response["responseMatchingRules"] = {"$.body.a": TYPE}
    edit = cl.edit(contract_of(http("one", response=response), version="2.0"))
    edit[0].response.body["$.a"] = match.regex("y", regex="[xy]")
    assert edit[0].response.document["responseMatchingRules"] == {"$.body.a": {"match": "regex", "regex": "[xy]"}}
    assert "matchingRules" not in edit[0].response.document
    example = edit.contract[0]
    assert [example.check_response(cl.HttpResponse(200, json={"a": text})).passed for text in "xz"] == [True, False]


# -- nothing is lost on the way into the file -------------------------------------------------------------------------


def test_a_word_of_type_around_a_matcher_adds_nothing() -> None:
    edit = edit_of({"v": 0})
    edit[0].response.body["$.v"] = match.like(match.each_like(match.like(match.integer(1)), min=2))
    assert edit[0].response.body["$.v"] == [1, 1]
    assert paths(edit) == ["$.v", "$.v[*]"]
    assert edit[0].response.body.rules("$.v[*]") == ({"match": "integer"},)
    edit[0].response.body["$.v"] = match.like(match.integer(1)) | match.null()
    assert edit[0].response.body.rules("$.v") == ({"match": "integer"}, {"match": "null"})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: match.equality(match.integer(1)), "takes a value, not a matcher"),
        (lambda: match.each_value_matches({"a": {"b": 1}}, rules=match.like({"b": match.null()})), "with a star"),
        (lambda: match.each_value_matches({"a": [1]}, rules=match.each_like(1)), "a path with a star"),
        (lambda: match.each_value_matches({"a": 1}, rules=match.nullable(1)), "no alternatives inside"),
        (lambda: match.each_key_matches({"a": 1}, rules=match.regex(regex="b")), "does not match text matching b"),
        (lambda: match.each_value_matches({"a": "x"}, rules=match.integer()), "does not match an integer"),
        (lambda: match.each_like(5, max=0), "does not match an array of 0 items"),
    ],
)  # fmt: skip
def test_what_pact_would_lose_is_refused(make: Any, message: str) -> None:
    edit = edit_of({"v": 0}, version="4.0")
    with pytest.raises(InvalidEdit, match=message):
        edit[0].response.body["$.v"] = make()
    assert not edit.changed
