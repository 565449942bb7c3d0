"""Laws of editing: undone is undone, code repeats it, nothing unknown is lost, and the preview is what comes true."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_contracts import document_of, http, part_of
from support import examples

import contractlab as cl
from contractlab import match
from contractlab.captures import Capture
from contractlab.errors import InvalidEdit
from contractlab.values.json_rewriting import same_value

VERSIONS = st.sampled_from(["2.0", "3.0", "4.0"])
STYLES = st.sampled_from([{"indent": 2}, {"indent": 4, "ensure_ascii": False}, {}, {"separators": (",", ":")}])
BODY: dict[str, Any] = {"id": 1, "name": "é", "items": [{"id": 1}, {"id": 2}], "deep": {"odd key": [1.5, None]}}
PATHS = ["$", "$.id", "$.name", "$.items", "$.items[0]", "$.items[0].id", "$.items[1].id", "$.deep['odd key']", "$.new"]
RULES = {"$.id": {"match": "type"}, "$.items": {"match": "type"}, "$.items[1].id": {"match": "type"}}


def contract(version: str, style: Any) -> cl.Contract:
    part = part_of(BODY, RULES, version)
    if version == "2.0":
        part["matchingRules"] = {f"$.body{path[1:]}": rule for path, rule in RULES.items()}
    listed = []
    for number in range(3):
        state = {"providerState": "up"} if version == "2.0" else {"providerStates": [{"name": "up"}]}
        made = http(
            f"example {number}", request={"method": "POST", "path": f"/{number}"}, response={"status": 200, **part},
            unknown={"kept": 1e2}, **state,
        )  # fmt: skip
        if version == "4.0":
            made["type"] = "Synchronous/HTTP"
        listed.append(made)
    document = document_of(*listed, version=version, extra={"by": "another tool"})
    return cl.load(json.dumps(document, **style).encode(), name="laws.json")


VALUES = st.sampled_from([0, 2.5, "x", None, True, [], {}, [1, 2], {"id": 3}, {"k": [{"z": 1}]}])
MATCHERS = st.one_of(
    VALUES.map(match.like),
    st.just(match.regex("ab", regex="[a-c]+")),
    st.just(match.regex(regex="[0-9]+")),
    st.just(match.integer(7)),
    st.just(match.decimal()),
    st.just(match.each_like({"id": match.like(1)}, min=1)),
    st.just(match.nullable(match.like("x"))),
)
NUMBERS = st.integers(0, 2)
ACTIONS = st.one_of(
    st.tuples(st.just("set"), NUMBERS, st.sampled_from(PATHS), st.one_of(VALUES, MATCHERS)),
    st.tuples(st.just("delete"), NUMBERS, st.sampled_from(PATHS)),
    st.tuples(st.just("rename"), NUMBERS, st.sampled_from(PATHS), st.sampled_from(["other", "id"])),
    st.tuples(st.just("insert"), NUMBERS, st.sampled_from(["$.items", "$.deep['odd key']"]), st.integers(0, 2)),
    st.tuples(st.just("status"), NUMBERS, st.sampled_from([200, 201, 404])),
    st.tuples(st.just("path"), NUMBERS, st.sampled_from(["/0", "/1", "/other"])),
    st.tuples(st.just("describe"), NUMBERS, st.sampled_from(["example 1", "renamed", "é"])),
    st.tuples(st.just("header"), NUMBERS, st.sampled_from(["X-A", "content-type"]), st.sampled_from(["a", "b"])),
    st.tuples(st.just("state"), NUMBERS, st.sampled_from(["add", "remove", "rename", "everywhere"])),
    st.tuples(st.just("duplicate"), NUMBERS),
    st.tuples(st.just("remove"), NUMBERS),
    st.tuples(st.just("move"), NUMBERS, NUMBERS),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)  # fmt: skip


def act(edit: cl.Edit, action: tuple[Any, ...]) -> None:
    """One edit; what cannot be done is refused and leaves everything as it was."""
    name, *rest = action
    before = edit.state
    try:
        if name in ("undo", "redo"):
            edit.undo() if name == "undo" else edit.redo()
            return
        if rest[0] >= len(edit):
            return
        example = edit[rest[0]]
        body = example.response.body
        if name == "set":
            body[rest[1]] = rest[2]
        elif name == "delete":
            del body[rest[1]]
        elif name == "rename":
            body.rename(rest[1], rest[2])
        elif name == "insert":
            body.insert(rest[1], rest[2], {"id": 9})
        elif name == "status":
            example.response.status = rest[1]
        elif name == "path":
            example.request.path = rest[1]
        elif name == "describe":
            example.description = rest[1]
        elif name == "header":
            example.response.headers[rest[1]] = rest[2]
        elif name == "state":
            states = example.states
            {
                "add": lambda: states.add("more", params={"n": 1}),
                "remove": lambda: states.remove("up"),
                "rename": lambda: states.rename("up", "down"),
                "everywhere": lambda: edit.states.rename("up", "everywhere"),
            }[rest[1]]()
        elif name == "duplicate":
            example.duplicate("a copy")
        elif name == "remove":
            example.remove()
        else:
            example.move(min(rest[1], len(edit) - 1))
    except InvalidEdit:
        assert edit.state is before


@settings(max_examples=examples(150))
@given(VERSIONS, STYLES, st.lists(ACTIONS, max_size=8))
def test_undone_is_the_original_byte_for_byte(version: str, style: Any, actions: list[tuple[Any, ...]]) -> None:
    edit = cl.edit(contract(version, style))
    for action in actions:
        act(edit, action)
    done = len(edit.steps)
    after = edit.document
    edit.undo(done)
    assert edit.to_bytes() == edit.original.source.data
    edit.redo(done)
    assert edit.document is after


@settings(max_examples=examples(150))
@given(VERSIONS, STYLES, st.lists(ACTIONS, max_size=8))
def test_the_text_holds_the_document_and_every_unknown_field(version: str, style: Any, actions: list[Any]) -> None:
    edit = cl.edit(contract(version, style))
    for action in actions:
        act(edit, action)
    written = json.loads(edit.to_bytes())
    assert same_value(written, edit.document)
    assert written["extra"] == {"by": "another tool"}
    assert all(interaction["unknown"] == {"kept": 100.0} for interaction in written["interactions"])
    if written["interactions"]:
        assert b"100.0" in edit.to_bytes()
    # What is read anew and what was taken over say the same.
    assert [example.key for example in edit.contract] == [example.key for example in edit.revised]


@settings(max_examples=examples(150))
@given(VERSIONS, st.lists(ACTIONS, max_size=6))
def test_code_makes_the_same_document_again(version: str, actions: list[Any]) -> None:
    original = contract(version, {"indent": 2})
    edit = cl.edit(original)
    for action in actions:
        act(edit, action)
    again = cl.edit(original)
    for step in edit.steps:
        exec(step.code, {"edit": again, "match": match, "cl": cl})
    assert same_value(again.document, edit.document)


@settings(max_examples=examples(120))
@given(VERSIONS, st.lists(ACTIONS, max_size=5))
def test_what_the_preview_says_comes_true(version: str, actions: list[Any]) -> None:
    original = contract(version, {"indent": 2})
    captures = [
        Capture(cl.HttpRequest("POST", f"/{number % 4}"), cl.HttpResponse(status, json=body), index=number)
        for number, (status, body) in enumerate(
            [(200, BODY), (200, {**BODY, "id": "x"}), (404, {}), (200, []), (200, {**BODY, "items": []})]
        )
    ]
    edit = cl.edit(original)
    edit.preview(captures)
    for action in actions:
        act(edit, action)
    preview = edit.preview(captures)
    saved = cl.load(edit.to_bytes(), name="saved.json")
    run = cl.verify(saved, captures)
    promised = sorted(
        (result.example.index, result.capture.index, result.verdict) for result in preview.results if result.capture
    )
    real = sorted(
        (result.example.index, result.capture.index, result.verdict) for result in run.results if result.capture
    )
    assert promised == real


@settings(max_examples=examples(60))
@given(st.lists(ACTIONS.filter(lambda action: action[0] not in ("undo", "redo")), max_size=6))
def test_an_example_stays_itself_while_others_come_and_go(actions: list[Any]) -> None:
    edit = cl.edit(contract("4.0", {"indent": 2}))
    last = edit[2]
    last.key = "mine"
    for action in actions:
        act(edit, action)
    with contextlib.suppress(InvalidEdit):  # it was removed
        assert last.document["key"] == "mine"
