"""The live editor offers two examples for a value that is null at times, and makes them as one edit."""

from __future__ import annotations

import json
from pathlib import Path

from small_contracts import TYPE, http, part_of
from small_runs import entry, write_contract, write_har

import contractlab as cl
from contractlab.widgets.editor.view import ExampleEditor


def test_the_chip_adds_the_second_example(tmp_path: Path) -> None:
    part = part_of({"n": {"k": 1}}, {"$": TYPE}, "3.0")
    contract = write_contract(
        tmp_path / "c.json", http("one", request={"method": "GET", "path": "/a"}, response=part, states=["s"])
    )
    entries = [entry("/a", {"n": value}, states=[name]) for value, name in (({"k": 1}, "s"), (None, "t"))]
    har = write_har(tmp_path / "1.0.0.har", *entries)
    lab = cl.open(contract, captures=har)
    editor = ExampleEditor(lab.edit()[0], lab)
    (name,) = [name for name, each in editor.model.suggestions.items() if each.kind == "two-examples"]
    assert "two examples, one with null" in json.dumps(editor.view, default=str)
    assert editor.handle({"op": "suggest", "name": name, "id": 1})["ok"]
    edit = editor.model.edit
    assert [example.description for example in edit.revised.examples] == ["one", "one, n is null"]
    assert len(edit.steps) == 1
