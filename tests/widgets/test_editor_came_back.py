"""What came back beside what is expected, the matchers that would take it, and one matcher across examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_contracts import document_of, http, part_of
from widgets.live_desks import desk
from widgets.test_editor import ask, done, rows

import contractlab as cl
from contractlab.captures import Captures
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.editor.view import ExampleEditor

DECIMAL = {"match": "decimal"}


def limits(folder: Path, versions: dict[str, list[Any]]) -> cl.Lab:
    """Examples with a creditLimit of a decimal number, and what each version answers."""
    count = len(next(iter(versions.values())))
    body = {"id": "C-1", "creditLimit": 1200.5, "items": [{"due": "2026-01-31"}]}
    rules = {"$.creditLimit": DECIMAL, "$.items": {"match": "type"}}
    examples = [
        http(
            f"customer {number}", request={"method": "GET", "path": f"/{number}"},
            response={"status": 200, **part_of(body, rules, "3.0")},
        )
        for number in range(count)
    ]  # fmt: skip
    path = folder / "limits.json"
    path.write_text(json.dumps(document_of(*examples), indent=2))
    captures = Captures()
    for version, values in versions.items():
        for number, value in enumerate(values):
            answer = {**body, "creditLimit": value, "tier": "gold"}
            if value is None:
                del answer["creditLimit"]
            captures.add(
                cl.HttpRequest("GET", f"/{number}"), cl.HttpResponse(200, json=answer), provider_version=version
            )
    return cl.open(path, captures)


def editor_of(lab: cl.Lab, start: Any = None) -> ExampleEditor:
    return ExampleEditor(lab.edit()[0], lab, start=start)


LIMIT = {"part": "response", "field": "body", "at": ["creditLimit"]}


def test_each_value_stands_beside_what_came_back_and_says_whether_it_would_pass(tmp_path: Path) -> None:
    editor = editor_of(limits(tmp_path, {"1.0": [950.75], "1.1": [1000]}))
    assert [(seen["version"], seen["verdict"]) for seen in editor.view["seen"]] == [
        ("1.0", "passed"),
        ("1.1", "failed"),
    ]
    assert editor.view["seen_at"] == 1
    assert rows(editor)["creditLimit"]["came"] == {"text": "1000", "mark": "failed"}
    assert rows(editor)["id"]["came"] == {"text": '"C-1"', "mark": "passed"}
    assert rows(editor)[""]["came"]["text"] == "4 keys"
    done(editor, "set_matcher", **LIMIT, matcher="number", fields={})
    assert rows(editor)["creditLimit"]["came"] == {"text": "1000", "mark": "mended"}
    done(editor, "look_at", number=0)
    assert rows(editor)["creditLimit"]["came"] == {"text": "950.75", "mark": "passed"}
    done(editor, "set_matcher", **LIMIT, matcher="equality", fields={})
    assert rows(editor)["creditLimit"]["came"] == {"text": "950.75", "mark": "broken"}
    assert ask(editor, "look_at", number=2)["ok"] is False


def test_the_cell_that_was_opened_is_looked_at_and_a_missing_key_says_so(tmp_path: Path) -> None:
    lab = limits(tmp_path, {"1.0": [None], "1.1": [1000]})
    result = next(result for result in lab.matrix.runs["1.0"].results if result.verdict == "failed")
    editor = editor_of(lab, result)
    assert editor.view["seen_at"] == 0
    assert rows(editor)["creditLimit"]["came"] == {"text": "missing", "mark": "failed"}
    body = next(tab for tab in editor.view["tabs"] if tab["label"] == "Response body")["sections"][0]
    assert [(key["at"], key["came"]) for key in body["unasked"]] == [(["tier"], '"gold"')]


def test_choices_say_how_many_captured_values_match(tmp_path: Path) -> None:
    editor = editor_of(limits(tmp_path, {"1.0": [1200.5], "1.1": [1000], "1.2": [950.75]}))
    panel = done(editor, "panel", **LIMIT)["panel"]
    assert [(value["text"], value["versions"]) for value in panel["values"]] == [
        ("1200.5", "1.0"), ("1000", "1.1"), ("950.75", "1.2"),
    ]  # fmt: skip
    counted = {choice["matcher"]: (choice["matched"], choice["of"]) for choice in panel["choices"]}
    assert counted == {"decimal": (2, 3), "number": (3, 3), "like": (3, 3), "equality": (1, 3)}
    first = panel["choices"][0]
    assert (first["now"], first["matcher"], first["takes"]) == (True, "decimal", [True, False, True])
    assert panel["choices"][1]["matcher"] == "number"
    assert not editor.edit.changed


@pytest.mark.parametrize(
    ("values", "matched"), [([1, 2, 3], 0), ([1.5, 2.5], 2), (["x", 1.5, "y"], 1), ([None, 1.5], 1)], ids=repr
)
def test_counts_are_what_the_verifier_says(tmp_path: Path, values: list[Any], matched: int) -> None:
    """The count of the matcher in force is the number of captures whose value passes."""
    lab = limits(tmp_path, {f"1.{number}": [value] for number, value in enumerate(values)})
    now = done(editor_of(lab), "panel", **LIMIT)["panel"]["choices"][0]
    passed = sum(result.passed for run in lab.matrix.runs.values() for result in run.results)
    assert (now["matched"], now["of"]) == (matched, len(values)) == (passed, len(values))


def test_one_matcher_for_a_field_of_all_examples_is_one_step(tmp_path: Path) -> None:
    lab = limits(tmp_path, {"1.0": [1000, 1.5], "1.1": [2000, 3000]})
    editor = editor_of(lab)
    alike = done(editor, "alike", **LIMIT)["alike"]
    assert [(place["example"], place["path"], place["rule"]) for place in alike] == [
        ("customer 0", "$.creditLimit", "decimal"), ("customer 1", "$.creditLimit", "decimal"),
    ]  # fmt: skip
    asked = {**LIMIT, "matcher": "number", "fields": {}, "places": None}
    tried = done(editor, "try_across", **asked)
    assert tried["button"] == "Apply to both examples with creditLimit: 3 failed → passed"
    assert not editor.edit.changed
    some = done(editor, "try_across", **{**asked, "places": [1]})
    assert some["button"] == "Apply to 1 of 2 examples with creditLimit: 1 failed → passed"
    done(editor, "set_across", **asked)
    assert len(editor.edit.steps) == 1
    assert editor.edit.preview(lab.captures).counts() == {("failed", "passed"): 3}
    assert editor.edit.code().count("match.number") == 2
    done(editor, "undo")
    assert not editor.edit.changed


@pytest.mark.parametrize("places", [[], [9], ["0"], [True], {}, [-1]], ids=repr)
def test_places_that_are_none_change_nothing(tmp_path: Path, places: Any) -> None:
    editor = editor_of(limits(tmp_path, {"1.0": [1000, 1.5]}))
    answer = ask(editor, "set_across", **LIMIT, matcher="number", fields={}, places=places)
    assert answer["ok"] is False
    assert not editor.edit.changed


def test_a_matcher_that_cannot_be_said_leaves_every_example_as_it_was(tmp_path: Path) -> None:
    editor = editor_of(limits(tmp_path, {"1.0": [1000, 1.5]}))
    answer = ask(editor, "set_across", **LIMIT, matcher="regex", fields={"regex": "("}, places=None)
    assert answer["ok"] is False
    assert not editor.edit.changed
    assert editor.edit.steps == ()


def test_many_captures_are_checked_after_the_first_sight(tmp_path: Path) -> None:
    lab = limits(tmp_path, {f"1.{number}": [1000, 1.5] for number in range(260)})
    editor = editor_of(lab)
    assert editor.view["partial"] == 520
    assert rows(editor)["creditLimit"]["value"] == "1200.5"
    assert "came" not in rows(editor)["creditLimit"]
    delta = done(editor, "rest")["delta"]
    assert {"tabs", "what_if", "seen"} <= set(delta)
    assert "partial" not in editor.view
    assert rows(editor)["creditLimit"]["came"]["mark"] == "failed"
    assert not editor.edit.changed
    assert done(editor, "rest")["delta"] == {}


def test_an_answer_on_the_desk_keeps_a_panel_of_its_own(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = DeskView(lab, lab, example=lab.contracts[0][0])
    at = {"part": "response", "field": "body", "at": ["b"]}
    answer: Any = view.handle({"op": "panel", "id": 1, "panel": "editor", **at})
    assert answer["of"] == "editor"
    assert answer["panel"]["choices"]
