"""The live editor in plain Python: every operation, its delta, and messages that make no sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_contracts import CALLER_READS, document, example, load, matcher, named, shaped
from small_contracts import TYPE, contract_of, http, part_of
from views.payloads import PAYLOADS
from widgets.live_desks import case_desk, desk, hostile_desk

import contractlab as cl
from contractlab.editing import edit as edit_of
from contractlab.values.text import visible
from contractlab.widgets.editor.view import ExampleEditor
from contractlab.widgets.run_desk import RunDesk


def ask(editor: ExampleEditor, op: str, **more: Any) -> Any:
    return editor.handle({"op": op, "id": 1, **more})


def done(editor: ExampleEditor, op: str, **more: Any) -> Any:
    answer = ask(editor, op, **more)
    assert answer["ok"], answer
    return answer


@pytest.fixture
def editor(tmp_path: Path) -> ExampleEditor:
    lab = desk(tmp_path)
    return ExampleEditor(lab.edit()[0], lab)


def rows(editor: ExampleEditor) -> dict[str, Any]:
    body = next(tab for tab in editor.view["tabs"] if tab["label"] == "Response body")["sections"][0]
    return {row["key"]: row for row in body["rows"]}


def test_everything_is_there_to_begin_with(editor: ExampleEditor) -> None:
    view = editor.view
    assert view["title"] == "GET /0"
    assert [tab["label"] for tab in view["tabs"]] == ["Request", "Response body", "Headers 1", "Status 200"]
    assert view["what_if"]["sentence"] == "If saved: no verdict changes"
    assert rows(editor)["a"]["seen"] == "1 integer and 1 string: 1 of 2 matches"
    assert view["captures"] == 2


def test_a_value_is_edited_undone_and_made_again(editor: ExampleEditor) -> None:
    answer = done(editor, "set_value", part="response", at=["a"], text="2.5")
    assert {"tabs", "undo", "changed", "edits"} <= set(answer["delta"])
    assert [tab is None for tab in answer["delta"]["tabs"]] == [True, False, True, True]
    assert rows(editor)["a"]["value"] == "2.5"
    assert rows(editor)["a"]["edited"]
    done(editor, "undo")
    assert rows(editor)["a"]["value"] == "1"
    assert not editor.view["changed"]
    done(editor, "redo")
    assert rows(editor)["a"]["value"] == "2.5"
    assert "match" not in done(editor, "code")["code"]


def test_an_error_is_a_sentence_and_nothing_changes(editor: ExampleEditor) -> None:
    before = editor.edit.document
    answer = ask(editor, "set_value", part="response", at=["a"], text='"1200,50')
    assert answer["error"].startswith('‹"1200,50› is not JSON: missing closing quote.')
    assert editor.edit.document is before


def test_matchers_are_tried_set_and_dropped(editor: ExampleEditor) -> None:
    at = {"part": "response", "field": "body", "at": ["b"]}
    panel = done(editor, "panel", **at)["panel"]
    assert "regex" in [form["name"] for form in panel["forms"]]
    tried = done(editor, "try", **at, matcher="regex", fields={"regex": "[0-9]+"})
    assert not tried["fits"]
    assert tried["text"]
    done(editor, "set_matcher", **at, matcher="regex", fields={"regex": "[a-z]+"})
    assert rows(editor)["b"]["rule"]["label"] == "regex [a-z]+"
    assert rows(editor)["b"]["rule"]["edited"]
    assert ask(editor, "set_matcher", **at, matcher="regex", fields={"regex": "("})["ok"] is False
    done(editor, "set_matcher", **at, matcher="")
    assert rows(editor)["b"]["rule"]["origin"] == "inherited"


def test_warnings_are_asked_for_apart(editor: ExampleEditor) -> None:
    assert done(editor, "warnings")["warnings"] == []
    at = {"part": "response", "field": "body", "at": ["b"]}
    done(editor, "set_matcher", **at, matcher="regex", fields={"regex": "[0-9]+"})
    warnings = done(editor, "warnings")["warnings"]
    assert any("b" in warning["text"] for warning in warnings)


def test_keys_come_go_and_are_renamed(editor: ExampleEditor) -> None:
    done(editor, "add_key", part="response", at=[], key="c", text="[1]")
    done(editor, "add_key", part="response", at=["c"], text="2")
    done(editor, "rename_key", part="response", at=["c"], key="d")
    assert editor.edit[0].response.body["$.d"] == [1, 2]
    done(editor, "remove", part="response", at=["d"])
    assert "d" not in rows(editor)
    assert ask(editor, "add_key", part="response", at=[], key="a", text="1")["ok"] is False
    done(editor, "set_body", part="response", text='{"a": 1}')
    assert list(rows(editor)) == ["", "a"]


def test_headers_parameters_status_path_and_states(editor: ExampleEditor) -> None:
    done(editor, "set_named", part="response", field="headers", name="X-A", text="one", new=True)
    done(editor, "set_named", part="request", field="query", name="q", text="1", new=True)
    done(editor, "rename_named", part="request", field="query", name="q", key="page")
    done(editor, "remove_named", part="response", field="headers", name="X-A")
    done(editor, "set_field", part="response", name="status", text="201")
    done(editor, "set_field", part="request", name="path", text="/other")
    done(editor, "set_field", part="request", name="method", text="put")
    done(editor, "state_add", name="a user exists")
    done(editor, "param_set", state="a user exists", name="id", text="7", new=True)
    done(editor, "state_rename", name="a user exists", key="a customer exists", everywhere=True)
    done(editor, "describe", text="another name")
    example = editor.edit[0]
    assert (example.response.status, example.request.path, example.request.method) == (201, "/other", "PUT")
    assert dict(example.request.query) == {"page": ["1"]}
    assert [(state.name, dict(state.params)) for state in example.states] == [("a customer exists", {"id": 7})]
    assert editor.view["title"] == "another name"
    assert editor.view["edits"] == "11 edits not saved"
    for wrong in (
        {"name": "status", "part": "response", "text": "x"},
        {"name": "path", "part": "request", "text": "x"},
    ):
        assert ask(editor, "set_field", **wrong)["ok"] is False


def test_suggestions_are_applied_by_their_name(tmp_path: Path) -> None:
    lab = desk(tmp_path, ["good", "good", "good"], ["null"] * 3, ["null"] * 3)
    editor = ExampleEditor(lab.edit()[0], lab)
    chip = rows(editor)["b"]["suggestions"][0]
    assert "null" in chip["label"]
    done(editor, "suggest", name=chip["id"])
    assert "2 failed → passed" in editor.view["what_if"]["sentence"]
    assert ask(editor, "suggest", name=chip["id"])["ok"] is False


def test_saving_shows_the_difference_and_a_conflict_shows_both(editor: ExampleEditor, tmp_path: Path) -> None:
    assert done(editor, "saving")["saving"]["nothing"]
    done(editor, "set_value", part="response", at=["a"], text="2")
    saving = done(editor, "saving")["saving"]
    assert saving["button"] == "Save to small.json"
    assert any(kind == "added" for kind, _ in saving["lines"])
    path = tmp_path / "small.json"
    path.write_bytes(path.read_bytes().replace(b"GET /1", b"GET one"))
    conflict = done(editor, "save")["conflict"]
    assert conflict["title"] == "The file changed on disk since you opened it"
    assert conflict["theirs"]
    assert editor.view["changed"]
    assert ask(editor, "save_as", name="../x.json")["ok"] is False
    assert done(editor, "save_as", name="mine")["saved"] == "Saved to mine.json."
    assert not editor.view["changed"]
    assert cl.load(tmp_path / "mine.json")[0].response.body.value["a"] == 2


def test_two_editors_of_one_example_stay_in_step(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    first, two = ExampleEditor(lab.edit()[0], lab), ExampleEditor(lab.edit()[0], lab)
    sent: list[Any] = []
    two.send = sent.append
    done(first, "set_value", part="response", at=["a"], text="5")
    assert rows(two)["a"]["value"] == "5"
    assert sent[-1]["op"] == "delta"
    two.close()
    done(first, "undo")
    assert len(sent) == 1


def test_an_example_that_is_removed_says_so(editor: ExampleEditor) -> None:
    editor.edit[0].remove()
    assert editor._delta()["title"] == "This example was removed"
    assert ask(editor, "set_value", part="response", at=["a"], text="1")["ok"] is False
    done(editor, "undo")
    assert editor.view["title"] == "GET /0"


JUNK: list[Any] = [None, True, -1, 1.5, "", "x" * 10, [], ["*"], [None], {}, {"a": 1}, [[1]], "\ud800", ["nothing", 3]]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_messages_that_make_no_sense_change_nothing(editor: ExampleEditor, junk: Any) -> None:
    before = editor.edit.document
    for op in editor.operations():
        for field in ("part", "at", "text", "name", "key", "field", "matcher", "fields", "state", "index"):
            usual = {"part": "response", "at": ["a"], "text": "1", "name": "x", "key": "k", "field": "body"}
            message = {**usual, "op": op, "id": 3, field: junk}
            answer = editor.handle(message)
            assert answer["ok"] or answer["error"]
            if op in ("save", "save_as"):
                continue
            editor.edit.undo(len(editor.edit.steps))
            assert editor.edit.document is before or op in ("undo", "redo")
    json.dumps(editor.view)


def contents(value: Any, kind: str = "application/json", encoded: Any = False) -> dict[str, Any]:
    return {"content": value, "contentType": kind, "encoded": encoded}


def test_messages_and_bodies_that_have_no_tree_show() -> None:
    message = {"type": "Asynchronous/Messages", "description": "m", "contents": contents({"a": 1})}
    sync = {
        "type": "Synchronous/Messages", "description": "s", "request": {"contents": contents("x", "text/plain")},
        "response": [{"contents": contents({"b": 2})}],
    }  # fmt: skip
    answer = {"status": 200, "body": contents("AAEC", "image/png", "base64")}
    binary = {"type": "Synchronous/HTTP", **http("b", request={"method": "GET", "path": "/b"}, response=answer)}
    contract = contract_of(message, sync, binary, version="4.0")
    http_tabs = ["Request", "Response body", "Headers 0", "Status 200"]
    for index, labels in enumerate((["Message"], ["Request", "Reply 1"], http_tabs)):
        editor = ExampleEditor(edit_of(contract)[index], RunDesk())
        assert [tab["label"] for tab in editor.view["tabs"]] == labels
    editor = ExampleEditor(edit_of(contract)[0], RunDesk())
    done(editor, "set_value", part="message", at=["a"], text="7")
    assert editor.edit[0].contents["$.a"] == 7


def test_a_large_body_is_folded_and_windowed() -> None:
    body = {"items": [{"id": number, "name": "x" * 40} for number in range(20_000)]}
    answer = {"status": 200, **part_of(body, {"$": TYPE}, "3.0")}
    contract = contract_of(http("big", request={"method": "GET", "path": "/"}, response=answer))
    editor = ExampleEditor(edit_of(contract)[0], RunDesk())
    assert len(json.dumps(editor.view)) < 300_000


def test_functions_have_arguments_and_results() -> None:
    call = named("a call", matcher("FunctionArgumentsMatcher") | {"arguments": [1, shaped("x")]})
    result = named("it returns", matcher("FunctionResultMatcher") | {"success": shaped({"a": 1})})
    contract = load(document(example(call, result, setup=CALLER_READS, functionName="f")))
    editor = ExampleEditor(edit_of(contract)[0], RunDesk())
    assert [tab["label"] for tab in editor.view["tabs"]] == ["Arguments", "Result"]
    done(editor, "set_body", part="result", text='{"a": 2}')
    assert editor.edit[0].returns.value == {"a": 2}


def test_contractcase_says_what_it_cannot_say(tmp_path: Path) -> None:
    lab = case_desk(tmp_path)
    editor = ExampleEditor(lab.edit()[0], lab)
    at = {"part": "response", "field": "body", "at": ["name"]}
    answer = ask(editor, "set_matcher", **at, matcher="regex", fields={"regex": "[A-Z].*"})
    assert "ContractCase cannot say match.regex" in answer["error"]
    done(editor, "set_matcher", **at, matcher="string_prefix", fields={"prefix": "A"})
    assert rows(editor)["name"]["rule"]["edited"]


@pytest.mark.parametrize("name", [payload for payload in PAYLOADS if payload != "surrogate"])
def test_strangers_characters_are_visible(name: str) -> None:
    run = hostile_desk(PAYLOADS[name])
    contract = run.contracts[0]
    edit = edit_of(contract)
    shown: list[str] = []

    def walk(value: Any, key: str = "") -> None:
        if isinstance(value, str):
            # Names and values of fields are edited, so they are sent as they are; a field shows no markup.
            if key not in ("value", "name", "description", "at", "raw") and not key.startswith("known"):
                shown.append(value)
        elif isinstance(value, dict):
            for inner, inner_value in value.items():
                walk(inner_value, inner)
        elif isinstance(value, list):
            for inner_value in value:
                walk(inner_value, key)

    for edited in edit:
        walk(ExampleEditor(edited, RunDesk(run.captures, run.contracts)).view)
    assert [text for text in shown if any(visible(line) != line for line in text.split("\n"))] == []


def test_a_body_of_thousands_of_values_keeps_nobody_waiting() -> None:
    body = {f"k{number}": number for number in range(1_500)}
    metadata = {f"k{number}": str(number) for number in range(1_500)}
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [{"description": "d", "request": {"method": "GET", "path": "/x"}, "response": {"body": body}}],
    }
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200, {"Content-Type": "application/json"}, json=metadata))
    editor = cl.open(cl.load(document, name="c.json"), captures).edit("d").editor
    assert 20 <= len(editor.model.suggestions) <= 100


def test_names_are_shown_without_hidden_characters() -> None:
    hidden = "a\u202eb"
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [
            {
                "description": "d",
                "providerStates": [{"name": "s", "params": {hidden: 1}}],
                "request": {"method": "GET", "path": "/x"},
                "response": {"status": 200, "headers": {hidden: "y"}},
            }
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    view = cl.open(cl.load(document, name="c.json"), cl.Captures()).edit("d").editor.view
    shown = {
        row["shown"]
        for tab in view["tabs"]
        for section in tab["sections"]
        if section["kind"] == "named"
        for row in section["rows"]
    }
    assert "a‹U+202E›b" in shown
    assert view["states"][0]["params"][0]["shown"] == "a‹U+202E›b"
