"""What a Pact file declares beside a value, whatever its form, and where to take it out."""

from __future__ import annotations

import json
from typing import Any

import pytest

import contractlab as cl
from contractlab.errors import InvalidEdit

TYPE = {"match": "type"}
V3 = {
    "body": {
        "$": {"matchers": [{"match": "equality"}], "combine": "AND"},
        "$.id": {"matchers": [TYPE, {"match": "integer"}], "combine": "OR"},
        "$.tags[*]": {"matchers": [TYPE]},
    },
    "header": {"X-Id": {"matchers": [{"match": "regex", "regex": "1+"}], "combine": "AND"}},
    "status": {"matchers": [{"match": "statusCode", "status": "success"}]},
}
V2 = {"$.body.id": TYPE, "$.headers.X-Id": {"match": "regex", "regex": "1+"}}


def edit_of(rules: Any, version: str) -> Any:
    response = {"status": 200, "headers": {"X-Id": "1"}, "body": {"id": 1, "tags": ["a"]}, "matchingRules": rules}
    pact = {
        "consumer": {"name": "a"},
        "provider": {"name": "b"},
        "interactions": [{"description": "d", "request": {"method": "GET", "path": "/"}, "response": response}],
        "metadata": {"pactSpecification": {"version": version}},
    }
    return cl.edit(cl.load(json.dumps(pact).encode()))


@pytest.mark.parametrize(
    ("field", "place", "rules", "combine", "pointer"),
    [
        ("body", ("id",), (TYPE, {"match": "integer"}), "OR", "/body/$.id"),
        ("body", (), ({"match": "equality"},), "AND", "/body/$"),
        ("headers", ("x-id",), ({"match": "regex", "regex": "1+"},), "AND", "/header"),
        ("status", (), ({"match": "statusCode", "status": "success"},), "None", "/status"),
    ],
)
def test_rules_of_v3(field: str, place: Any, rules: Any, combine: str, pointer: str) -> None:
    edit = edit_of(V3, "3.0.0")
    declared = edit["d"].response.declared(field, place)
    assert (declared.rules, declared.combine) == (rules, combine)
    assert declared.pointer == f"/interactions/0/response/matchingRules{pointer}"
    edit.drop(declared.pointer)
    assert edit["d"].response.declared(field, place) is None
    assert all(edit.document["interactions"][0]["response"]["matchingRules"].values())


def test_rules_of_v2_stand_side_by_side() -> None:
    edit = edit_of(V2, "2.0.0")
    for field, place in (("headers", ("X-ID",)), ("body", ("id",))):
        edit.drop(edit["d"].response.declared(field, place).pointer)
        assert edit["d"].response.declared(field, place) is None
    assert "matchingRules" not in edit.document["interactions"][0]["response"]


def test_nothing_is_declared_for_what_has_no_rule() -> None:
    response = edit_of(V3, "3.0.0")["d"].response
    assert response.declared("body", ("tags",)) is None
    assert response.declared("headers", ("ETag",)) is None
    assert response.declared("path") is None


def test_a_path_for_a_rule_is_refused_where_pact_has_none() -> None:
    body = edit_of(V3, "3.0.0")["d"].response.body
    assert body.rule_path(("tags", 0)) == "$.tags[0]"
    with pytest.raises(InvalidEdit, match="no path for the key"):
        body.rule_path(("it's",))


def test_what_a_part_was_before_it_was_edited() -> None:
    edit = edit_of(V3, "3.0.0")
    edit["d"].response.headers["X-Id"] = "2"
    assert edit["d"].response.before.named("headers").get("X-Id") == "1"
    assert edit["d"].duplicate("e").response.before is None
