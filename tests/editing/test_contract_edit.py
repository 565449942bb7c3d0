"""Edits of Pact contracts: what each does to the file, and that rules move with the values they belong to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_contracts import JSON, contract_of, document_of, http, matchers, part_of

import contractlab as cl
from contractlab import match
from contractlab.errors import InvalidEdit, SaveConflict

TYPE = {"match": "type"}
BODY = {"id": 1, "total": 9.5, "items": [{"id": 1}, {"id": 2}], "odd key": True}
RULES = {"$.id": TYPE, "$.items": {"match": "type", "min": 1}, "$.items[0].id": TYPE, "$.items[1].id": TYPE}


def edit_of(version: str = "4.0", **more: Any) -> cl.Edit:
    part = part_of(BODY, RULES, version)
    if version == "2.0":
        part["matchingRules"] = {f"$.body{path[1:]}": rule for path, rule in RULES.items()}
    made = http("one", request={"method": "POST", "path": "/", **part}, response={"status": 200, **part}, **more)
    if version == "4.0":
        made["type"] = "Synchronous/HTTP"
    text = json.dumps(document_of(made, http("two"), version=version), indent=2)
    return cl.edit(cl.load(text.encode(), name="here.json"))


def body_of(edit: cl.Edit, side: str = "response") -> Any:
    body = edit.document["interactions"][0][side]["body"]
    return body["content"] if edit.version == "4.0" else body


def rules_of(edit: cl.Edit, side: str = "response") -> Any:
    rules = edit.document["interactions"][0][side]["matchingRules"]
    return rules if edit.version == "2.0" else rules["body"]


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_a_value_and_its_rule_together(version: str) -> None:
    edit = edit_of(version)
    edit["one"].response.body["$.total"] = match.like(12.5)
    assert body_of(edit)["total"] == 12.5
    path = "$.body.total" if version == "2.0" else "$.total"
    wanted = TYPE if version == "2.0" else {"matchers": [TYPE], "combine": "AND"}
    assert rules_of(edit)[path] == wanted
    assert edit.contract[0].check_response(cl.HttpResponse(200, json={**BODY, "total": 3.25})).passed


def test_a_plain_value_keeps_its_rule() -> None:
    edit = edit_of()
    edit["one"].response.body["$.id"] = 77
    assert body_of(edit)["id"] == 77
    assert "$.id" in rules_of(edit)


def test_a_matcher_without_an_example_changes_the_rule_alone() -> None:
    edit = edit_of()
    edit["one"].response.body["$.items[*].id"] = match.integer()
    edit["one"].response.body.set_rule("$.total", match.decimal())
    assert body_of(edit) == BODY
    assert edit["one"].response.body.rules("$.items[*].id") == ({"match": "integer"},)
    assert edit["one"].response.body.rules("$.total") == ({"match": "decimal"},)
    edit["one"].response.body.drop_rule("$.total")
    assert edit["one"].response.body.rules("$.total") == ()


def test_matchers_inside_a_value() -> None:
    edit = edit_of()
    edit["one"].response.body["$.items"] = match.each_like({"id": match.integer(1), "name": match.like("x")}, min=2)
    assert body_of(edit)["items"] == [{"id": 1, "name": "x"}] * 2
    assert {path: rules["matchers"] for path, rules in rules_of(edit).items()} == {
        "$.id": [TYPE],
        "$.items": [{"match": "type", "min": 2}],
        "$.items[*].id": [{"match": "integer"}],
        "$.items[*].name": [TYPE],
    }


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_rules_move_with_their_values(version: str) -> None:
    edit = edit_of(version)
    prefix = "$.body" if version == "2.0" else "$"
    body = edit["one"].response.body
    body.insert("$.items", 0, {"id": 0})
    assert {f"{prefix}.items[1].id", f"{prefix}.items[2].id"} <= set(rules_of(edit))
    del body["$.items[1]"]
    assert f"{prefix}.items[1].id" in rules_of(edit)
    assert f"{prefix}.items[2].id" not in rules_of(edit)
    body.rename("$.items", "entries")
    assert set(rules_of(edit)) == {f"{prefix}.id", f"{prefix}.entries", f"{prefix}.entries[1].id"}
    del body["$.entries"]
    assert set(rules_of(edit)) == {f"{prefix}.id"}
    assert body_of(edit) == {"id": 1, "total": 9.5, "odd key": True}
    edit.undo(4)
    assert edit.to_bytes() == edit.original.source.data


def test_headers_query_path_status_and_method() -> None:
    edit = edit_of()
    example = edit["one"]
    example.request.method = "PUT"
    example.request.path = match.regex("/items/1", regex=r"/items/\d+")
    example.request.query["page"] = match.regex("1", regex=r"\d+")
    example.request.headers["X-Id"] = "7"
    example.request.headers["content-type"] = "application/vnd.x+json"
    example.response.status = match.status_code("success", 201)
    request, response = (edit.document["interactions"][0][side] for side in ("request", "response"))
    assert (request["method"], request["path"], request["query"]) == ("PUT", "/items/1", {"page": ["1"]})
    assert request["headers"] == {"Content-Type": "application/vnd.x+json", "X-Id": ["7"]}
    assert request["matchingRules"]["path"]["matchers"] == [{"match": "regex", "regex": r"/items/\d+"}]
    assert request["matchingRules"]["query"]["page"]["matchers"] == [{"match": "regex", "regex": r"\d+"}]
    assert (response["status"], response["matchingRules"]["status"]["matchers"]) == (
        201,
        [{"match": "statusCode", "status": "success"}],
    )
    example.request.headers.rename("X-Id", "X-Number")
    del example.request.query["page"]
    assert "page" not in edit.document["interactions"][0]["request"]["matchingRules"].get("query", {})
    assert dict(example.request.headers)["X-Number"] == ["7"]


def test_a_query_of_v2_is_text() -> None:
    edit = cl.edit(contract_of(http(request={"method": "GET", "path": "/", "query": "a=1&b=2"}), version="2.0"))
    edit[0].request.query["b"] = "3 4"
    assert edit.document["interactions"][0]["request"]["query"] == "a=1&b=3+4"


def test_examples_come_go_and_move() -> None:
    edit = edit_of()
    example = edit["one"]
    copy = example.duplicate("one again")
    assert [example.description for example in edit] == ["one", "one again", "two"]
    copy.move(2)
    assert [example.description for example in edit] == ["one", "two", "one again"]
    example.remove()
    with pytest.raises(InvalidEdit, match="was removed"):
        _ = example.description
    copy.description = "renamed"
    edit.add({"type": "Synchronous/HTTP", "description": "new", "request": {}, "response": {}})
    assert [example.description for example in edit] == ["two", "renamed", "new"]
    edit.undo(3)
    assert example.description == "one"


def test_states_of_one_example_and_of_all() -> None:
    states = [{"name": "a user exists", "params": {"id": 1}}, {"name": "logged in"}]
    edit = cl.edit(contract_of(http("one", states={"a user exists": {"id": 1}}), http("two", providerStates=states)))
    edit.states.rename("a user exists", "a customer exists")
    assert [use.name for use in edit.states] == ["a customer exists", "logged in"]
    edit["one"].states.add("logged in")
    edit["one"].states.move("logged in", 0)
    edit["one"].states.set_params("a customer exists", {"id": 2})
    assert [(state.name, dict(state.params)) for state in edit["one"].states] == [
        ("logged in", {}),
        ("a customer exists", {"id": 2}),
    ]
    edit.states.add_to([0, 1], "the moon is full", {"phase": 4})
    edit.states.remove("logged in")
    assert [use.name for use in edit.contract.states] == ["a customer exists", "the moon is full"]


def test_v2_knows_one_state_and_says_how_to_get_more() -> None:
    edit = cl.edit(contract_of(http("one", providerState="up"), version="2.0"))
    with pytest.raises(InvalidEdit, match="convert the contract to V3"):
        edit["one"].states.add("down")
    edit["one"].states.rename("up", "really up")
    assert edit.document["interactions"][0]["providerState"] == "really up"
    assert not edit.undo().changed


def test_messages() -> None:
    contents = {"content": {"id": 1}, "contentType": "application/json"}
    message = {"type": "Asynchronous/Messages", "description": "m", "contents": contents, "metadata": {"topic": "a"}}
    ask = {"contents": contents, "metadata": {}}
    answered = {"type": "Synchronous/Messages", "description": "s", "request": ask, "response": [ask]}
    edit = cl.edit(contract_of(message, answered, version="4.0"))
    edit["m"].contents["$.id"] = match.integer(5)
    edit["m"].metadata["topic"] = match.regex("b", regex="[ab]")
    edit["s"].responses[0].contents["$.price"] = match.decimal(9.5)
    edit["s"].request.metadata["kind"] = "quote"
    contract = edit.contract
    assert contract["m"].check_message(b'{"id": 9}', {"topic": "a", "contentType": "application/json"}).passed
    kind = {"contentType": "application/json"}
    assert contract["s"].check_message(b'{"id": 1, "price": 1.5}', kind, part="response").passed
    assert not contract["s"].check_message(b'{"id": 1, "price": 1}', kind, part="response").passed


@pytest.mark.parametrize(
    ("edit_it", "message"),
    [
        (lambda example: example.response.body.__setitem__("$.x.y", 1), "there is nothing at $.x"),
        (lambda example: example.response.body.__setitem__("x[", 1), "is not a path"),
        (lambda example: example.response.body.__setitem__("$.items[*].id", 1), "names several values"),
        (lambda example: example.response.body.__delitem__("$.nothing"), "there is nothing at $.nothing"),
        (lambda example: example.response.body.rename("$.id", "total"), "is there already"),
        (lambda example: example.response.body.insert("$.items", 9, 1), "no array with place 9"),
        (lambda example: setattr(example.response, "status", "200"), "is not a status"),
        (lambda example: setattr(example.response, "content_type", "json"), "is not a content type"),
        (lambda example: example.states.remove("x"), "does not need a state"),
        (lambda example: setattr(example, "description", ""), "a description must be non-empty text"),
        (lambda example: example.request.headers.__delitem__("nope"), "there is no header"),
        (
            lambda example: example.response.body.__setitem__("$.a", match.state_variable("v")),
            "ProviderState generator",
        ),
        (lambda example: example.contents, "has no contents"),
        (lambda example: example.edit.put("", 1), "names no place in the file"),
        (lambda example: example.edit.put("/interactions", 1), "would leave a contract that cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(edit_it: Any, message: str) -> None:
    edit = edit_of()
    with pytest.raises(InvalidEdit) as caught:
        edit_it(edit["one"])
    assert message in str(caught.value)
    assert edit.steps == ()
    assert edit.to_bytes() == edit.original.source.data


@pytest.mark.parametrize(
    ("version", "matcher", "message"),
    [
        ("2.0", match.integer(1), "integer came with Pact V3"),
        ("3.0", match.semver("1.2.3"), "semver came with Pact V4"),
        ("3.0", match.status_code("success"), "statusCode came with Pact V4"),
        ("2.0", match.like(1) & match.regex("1", regex="."), "one rule for a value"),
    ],
)
def test_a_matcher_that_the_version_cannot_say_names_the_nearest(version: str, matcher: Any, message: str) -> None:
    edit = edit_of(version)
    with pytest.raises(InvalidEdit, match=message):
        edit["one"].response.body["$.id"] = matcher


def test_saving_writes_the_file_and_refuses_what_changed_underneath(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(edit_of().original.source.data)
    edit = cl.edit(cl.load(path))
    edit["one"].response.status = 201
    edit.save()
    assert cl.load(path)[0].response.status == 201
    assert not edit.changed
    edit["one"].response.status = 202
    changed = path.read_bytes().replace(b'"two"', b'"three"')
    path.write_bytes(changed)
    with pytest.raises(SaveConflict) as caught:
        edit.save()
    assert '-      "description": "two"' in str(caught.value)
    assert '+        "status": 202' in str(caught.value)
    assert path.read_bytes() == changed
    assert edit["one"].response.status == 202
    edit.save(tmp_path / "other.json")
    edit.undo()
    assert edit["one"].response.status == 201


def test_an_edit_is_a_value_with_its_inverse() -> None:
    edit = edit_of()
    edit["one"].response.status = 404
    (step,) = edit.steps
    assert step.code == "edit['one'].response.status = 404"
    assert step.inverse.after is step.before
    edit.undo()
    with pytest.raises(InvalidEdit, match="nothing to undo"):
        edit.undo()
    edit.redo()
    with pytest.raises(InvalidEdit, match="nothing to redo"):
        edit.redo()


def test_the_preview_tells_verdicts_before_and_after() -> None:
    edit = edit_of()
    captures = [cl.Capture(cl.HttpRequest("POST", "/", json=BODY), cl.HttpResponse(200, json={**BODY, "total": "x"}))]
    assert edit.preview(captures).sentence == "If saved: no verdict changes"
    edit["one"].response.body["$.total"] = match.regex("9.50", regex=".*")
    preview = edit.preview(captures)
    assert preview.sentence == "If saved: 1 failed → passed"
    assert [(change.example, change.before, change.after) for change in preview.changes] == [
        ("one", "failed", "passed")
    ]
    edit["one"].request.path = "/other"
    assert edit.preview(captures).sentence == "If saved: 1 failed → not exercised"
    edit.undo()
    edit["one"].description = "renamed"
    assert edit.preview(captures).counts() == {("failed", "passed"): 1}


def test_headers_stay_as_they_are_where_nothing_is_said() -> None:
    edit = edit_of()
    assert dict(edit["one"].response.headers) == JSON
    assert edit["one"].response.content_type == "application/json"
    assert matchers({}) == {}


@pytest.mark.parametrize("value", ["a\ud800", {"\udfff": 1}, [1, [float("nan")]], {"a": float("inf")}, {1, 2}, b"x"])
def test_what_no_file_can_hold_is_refused(value: Any) -> None:
    edit = edit_of()
    with pytest.raises(InvalidEdit):
        edit["one"].response.body["$.id"] = value
    with pytest.raises(InvalidEdit):
        edit.put("/metadata/x", value)
    assert not edit.steps
    assert edit.to_bytes() == edit.original.source.data
