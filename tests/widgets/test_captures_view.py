"""The live view of recordings, and states, in plain Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_runs import BROKEN, CONTRACT, entry, leaked, secret_files, write_har
from widgets.live_desks import case_desk, desk, stateful

import contractlab as cl
from contractlab.widgets.captures.view import CapturesView
from contractlab.widgets.states.view import StatesEditor


def ask(view: Any, op: str, **more: Any) -> Any:
    return view.handle({"op": op, "id": 1, **more})


def test_what_fits_nothing_comes_first_and_says_what_is_nearest() -> None:
    view = CapturesView(cl.open(CONTRACT, BROKEN))
    assert view.view["sentence"] == "11 captures: 9 matched, 0 ambiguous, 2 unmatched"
    first = view.view["rows"][0]
    assert not first["fits"]
    assert "matches no example. Nearest:" in "".join(text for _, text, *_ in first["why"])
    assert view.view["rows"][2]["letter"]


def test_a_file_is_dropped_assigned_and_promoted(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = CapturesView(lab)
    har = write_har(tmp_path / "more.har", entry("/2", {"a": "x"}), entry("/new", {"id": 1}))
    answer = ask(view, "drop", name="more.har", text=har.read_text(), version="2.0.0")
    assert answer["ok"], answer
    assert "2 captures from more.har" in answer["sentence"]
    assert lab.matrix.versions == ("1.0.0", "1.1.0", "2.0.0")
    lone = next(row for row in answer["view"]["rows"] if not row["fits"])
    assert ask(view, "promote", number=lone["number"], name="a new thing", contract=0)["ok"]
    assert [example.description for example in lab.edit().revised.examples][-1] == "a new thing"
    assert ask(view, "assign", number=lone["number"], contract=0, example=1)["ok"]
    mine = next(row for row in view.view["rows"] if row["number"] == lone["number"])
    assert (mine["fits"], mine["by_hand"], mine["verdict"]) == (True, True, "failed")
    assert ask(view, "assign", number=lone["number"], example=None)["ok"]
    assert not next(row for row in view.view["rows"] if row["number"] == lone["number"])["fits"]
    assert [change.label for change in lab.history.done[1:]] == ["Matched to 'GET /1'", "Manual match removed"]


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "\ud800", '{"log": {}}', "x: [", "GIF89a"])
def test_files_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    lab = desk(tmp_path)
    before = len(lab.captures)
    answer = ask(CapturesView(lab), "drop", name="bad", text=text, version="")
    assert answer["ok"] is False
    assert answer["error"]
    assert len(lab.captures) == before


@pytest.mark.parametrize("junk", [None, -1, 99, "x", [], True, 1.5])
def test_messages_that_make_no_sense_are_answered(tmp_path: Path, junk: Any) -> None:
    lab = desk(tmp_path)
    for view in (CapturesView(lab), StatesEditor(lab)):
        for op in view.operations():
            for field in ("number", "contract", "example", "name", "text", "key", "index"):
                message = {
                    "op": op,
                    "id": 1,
                    "number": 0,
                    "contract": 0,
                    "example": 0,
                    "name": "n",
                    "text": "1",
                    field: junk,
                }
                answer = view.handle(message)
                assert answer["ok"] or answer["error"]
        json.dumps(view.view)


def test_secrets_are_counted_and_never_shown(tmp_path: Path) -> None:
    contract, har = secret_files(tmp_path)
    view = CapturesView(cl.open(contract, har))
    assert view.view["removed"]
    assert leaked(json.dumps(view.view)) == []


def test_states_are_edited_one_by_one_and_undone(tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    view = StatesEditor(lab)
    at = {"contract": 0, "example": 0, "name": "a user exists"}
    assert ask(view, "param", **at, key="id", text='"7"')["ok"]
    assert ask(view, "param", **at, key="more", text="null")["ok"]
    assert ask(view, "drop_param", **at, key="more")["ok"]
    assert ask(view, "move", **at, index=1)["ok"]
    assert ask(view, "add", contract=0, example=1, name="paid")["ok"]
    assert ask(view, "remove", contract=0, example=2, name="up")["ok"]
    edit = lab.edit()
    assert [[state.name for state in example.states] for example in edit] == [
        ["up", "a user exists"], ["a user exists", "up", "paid"], ["a user exists"],
    ]  # fmt: skip
    assert dict(next(iter(state for state in edit[0].states if state.params)).params) == {"id": "7"}
    for _ in range(6):
        lab.history.undo()
    assert not edit.changed
    with pytest.raises(cl.InvalidEdit, match="nothing to undo"):
        lab.history.undo()
    assert ask(view, "param", **at, key="id", text="{")["error"]


def test_variables_of_contractcase_are_states_with_defaults(tmp_path: Path) -> None:
    lab = case_desk(tmp_path)
    view = StatesEditor(lab)
    assert view.view["parameters"] == "variables"
    assert ask(view, "param", contract=0, example=0, name="a user exists", key="userId", text='"7"')["ok"]
    assert lab.edit()[0].request.path == "/users/7"


def test_a_state_is_renamed_in_every_contract(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        stateful(tmp_path / folder)
    lab = cl.open([tmp_path / "a", tmp_path / "b"], cl.Captures())
    view = StatesEditor(lab)
    assert ask(view, "rename", name="up", text="the server is up")["ok"]
    assert [state["used"] for state in view.view["states"]] == ["6 examples", "6 examples"]
    saved = ask(lab.explore(), "save", files=[0, 1])["saved"]
    assert saved == "2 files saved: stateful.json, stateful.json."
