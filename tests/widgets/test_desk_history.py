"""One history over everything that is done at a desk, and one way to save it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_runs import entry, write_har
from widgets.live_desks import desk, stateful

import contractlab as cl
from contractlab.widgets.captures.view import CapturesView


def ask(view: Any, op: str, **more: Any) -> Any:
    answer = view.handle({"op": op, "id": 1, **more})
    assert answer["ok"], answer
    return answer


def two_contracts(folder: Path) -> cl.Desk:
    for name in ("one", "two"):
        (folder / name).mkdir()
        stateful(folder / name)
    return cl.open([folder / "one", folder / "two"], cl.Captures())


def test_undo_goes_back_over_all_contracts_in_the_order_of_doing(tmp_path: Path) -> None:
    lab = two_contracts(tmp_path)
    first, second = (lab.edit(number) for number in (0, 1))
    first[0].description = "a"
    second[0].description = "b"
    first[1].description = "c"
    labels = [change.label for change in lab.history.done]
    assert len(labels) == 3
    assert lab.history.undo().label == labels[2]
    assert lab.history.undo().label == labels[1]
    assert (len(first.steps), len(second.steps)) == (1, 0)
    assert lab.history.redo().label == labels[1]
    assert second[0].description == "b"


def test_what_one_edit_takes_back_by_itself_can_be_redone_by_the_desk(tmp_path: Path) -> None:
    lab = two_contracts(tmp_path)
    first, second = (lab.edit(number) for number in (0, 1))
    first[0].description = "a"
    second[0].description = "b"
    first.undo()
    assert [change.label for change in lab.history.done] == [second.steps[0].label]
    lab.history.redo()
    assert first[0].description == "a"
    second[1].description = "new"
    assert lab.history.undone == ()


def test_a_pairing_by_hand_is_a_change_like_any_other(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = CapturesView(lab)
    har = write_har(tmp_path / "more.har", entry("/new", {"a": 1, "b": "x"}))
    answer = ask(view, "drop", name="more.har", text=har.read_text(), version="2.0.0")
    number = next(row["number"] for row in answer["view"]["rows"] if not row["fits"])
    lab.edit()[0].description = "another name"
    ask(view, "assign", number=number, contract=0, example=1)
    assert lab.captures[number].assigned is not None
    lab.history.undo()
    assert lab.captures[number].assigned is None
    lab.history.redo()
    assert lab.captures[number].assigned is not None
    assert lab.history.undo_to(0) == 2
    assert not lab.edit().changed


@given(st.lists(st.sampled_from(["first", "second", "undo", "redo", "undo first", "redo second"]), max_size=20))
def test_history_and_edits_never_disagree(actions: list[str]) -> None:
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [{"description": "d", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}],
    }
    lab = cl.open([cl.load(document, name="a.json"), cl.load(document, name="b.json")], cl.Captures())
    first, second = (lab.edit_of(contract) for contract in lab.contracts)
    for number, action in enumerate(actions):
        try:
            if action in ("first", "second"):
                (first if action == "first" else second)[0].description = f"d{number}"
            elif action == "undo":
                lab.history.undo()
            elif action == "redo":
                lab.history.redo()
            elif action == "undo first":
                first.undo()
            else:
                second.redo()
        except cl.InvalidEdit:
            pass
        in_force = [change.step for change in lab.history.done]
        for edit in (first, second):
            mine = [step for step in in_force if any(step is own for own in edit.steps)]
            assert mine == list(edit.steps)
        assert len(in_force) == len(first.steps) + len(second.steps)
    while lab.history.done:
        lab.history.undo()
    assert not first.changed
    assert not second.changed


def test_views_of_one_desk_stay_in_step(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    explorer, recordings = lab.explore(), lab.recordings()
    rows = len(explorer.explorer.view["rows"])
    har = write_har(tmp_path / "more.har", entry("/new", {"id": 1}))
    captures = recordings._panels["captures"]
    answer = ask(captures, "drop", name="more.har", text=har.read_text(), version="1.1.0")
    number = next(row["number"] for row in answer["view"]["rows"] if not row["fits"])
    ask(captures, "promote", number=number, name="new", contract=0)
    assert explorer.view["bar"]["edits"] == "1 change not saved"
    ask(explorer, "save", files=[0])
    assert len(explorer.explorer.view["rows"]) == rows + 1
    assert len(recordings.explorer.view["rows"]) == rows + 1
    ask(recordings, "undo")
    assert explorer.view["bar"]["redo"]


def test_a_version_dropped_later_gets_a_column_however_the_desk_was_opened(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    by_version = {name: captures for name, captures in lab.captures.by_version().items() if name == "1.0.0"}
    opened = cl.open(tmp_path / "small.json", by_version)
    view = opened.explore()
    har = write_har(tmp_path / "more.har", entry("/0", {"a": 1, "b": "x"}))
    captures = CapturesView(opened)
    answer = ask(captures, "drop", name="more.har", text=har.read_text(), version="9.0.0")
    assert "matched" in answer["view"]["sentence"] or "fit" in answer["view"]["sentence"]
    assert opened.matrix.versions == ("1.0.0", "9.0.0")
    assert view.explorer.view["columns"] == ["1.0.0", "9.0.0"]
    assert all(row["fits"] for row in answer["view"]["rows"] if row["version"] == "9.0.0")


def test_files_are_saved_all_or_none(tmp_path: Path) -> None:
    lab = two_contracts(tmp_path)
    lab.edit(0)[0].description = "a"
    lab.edit(1)[0].description = "b"
    path = tmp_path / "two" / "stateful.json"
    before = (tmp_path / "one" / "stateful.json").read_bytes()
    path.write_bytes(path.read_bytes() + b"\n")
    view = lab.explore()
    files = ask(view, "saving")["files"]
    assert ["conflict" in file for file in files] == [False, True]
    assert "Nothing was written." in ask(view, "save", files=[0, 1])["problem"]
    assert (tmp_path / "one" / "stateful.json").read_bytes() == before
    assert ask(view, "save", files=[0])["saved"] == "1 file saved: stateful.json."
    assert view.view["bar"]["edits"] == "1 change not saved"
    assert json.loads((tmp_path / "one" / "stateful.json").read_bytes())["interactions"][0]["description"] == "a"


@pytest.mark.parametrize("junk", [None, [], ["x"], [99], [-1], 7, [True], [[0]]])
def test_saving_nonsense_is_answered(tmp_path: Path, junk: Any) -> None:
    lab = desk(tmp_path)
    lab.edit()[0].description = "a"
    answer = lab.explore().handle({"op": "save", "id": 1, "files": junk})
    assert not answer["ok"]
    assert lab.edit().changed


def test_each_change_says_what_it_did_to_the_verdicts(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    lab.edit()[0].response.body["$.a"] = "a text"
    lab.edit()[0].description = "another name"
    newest, oldest = ask(lab.explore(), "changes")["changes"]
    assert newest["effects"] == []
    assert [effect["text"] for effect in oldest["effects"]] == ["1 failed → passed", "1 passed → failed"]
