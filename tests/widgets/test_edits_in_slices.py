"""An editor of a big desk takes what the matrix knows, and what pairs captures anew is found out a slice at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matrices
import pytest
from support import require

import contractlab as cl
from contractlab.captures import Captures
from contractlab.editing import baseline
from contractlab.editing.baseline import Baseline
from contractlab.verification import causes, gradual, matrix_rows, pairing
from contractlab.verification.gradual import GradualMatrix

require("anywidget")

from contractlab.widgets.desk import checks  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402
from contractlab.widgets.explorer.model import ExplorerModel  # noqa: E402

VERSIONS = ("1.0.0", "1.1.0", "1.2.0")
KINDS = ["good"] * 199 + ["text"]


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> DeskView:
    """A desk of 600 captures whose matrix is there; each slice makes one piece."""
    monkeypatch.setattr(checks, "_SLICE", 0.0)
    recorded = Captures()
    for version in VERSIONS:
        recorded = recorded + matrices.provider(KINDS, version)
    made = cl.open(matrices.contract(200), recorded).explore()
    go_on(made)
    return made


def ask(view: DeskView, op: str, **more: Any) -> dict[str, Any]:
    answer = view.handle({"op": op, "id": 1, **more})
    assert answer["ok"], answer
    return answer


def go_on(view: DeskView, most: int | None = None) -> int:
    """Until everything is looked at, or so many slices; how many there were."""
    slices = 0
    while view.view["bar"]["checks"] is not None and slices != most:
        slices += 1
        if ask(view, "go_on")["checks"] is None:
            break
    return slices


def set_path(view: DeskView, path: str) -> dict[str, Any]:
    return ask(view, "set_field", panel="editor", part="request", name="path", text=path)


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[Any]:
    calls: list[Any] = []
    made: Callable[..., Any] = getattr(owner, name)

    def count(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        return made(*arguments, **named)

    monkeypatch.setattr(owner, name, count)
    return calls


def test_an_editor_pairs_nothing_and_checks_what_is_edited(view: DeskView, monkeypatch: pytest.MonkeyPatch) -> None:
    paired = [counted(monkeypatch, module, "pair_captures") for module in (pairing, baseline)]
    searched = counted(monkeypatch, pairing.ExampleFinder, "find")
    judged = counted(monkeypatch, Baseline, "judge")
    editor = view.open_editor(view.desk.contracts[0][199])
    ask(view, "rest", panel="editor")
    assert [place["version"] for place in editor.view["seen"]] == list(VERSIONS)
    ask(view, "set_value", panel="editor", part="response", at=["a"], text='"2"')
    ask(view, "describe", panel="editor", text="another name")
    assert not any(paired)
    assert not searched
    assert {call[2].example.index for call in judged} == {199}
    assert len(judged) <= 2  # versions answer alike
    assert view.view["bar"]["checks"] is None
    assert view.view["bar"]["counts"][0]["text"] == "3 failed → passed"


def test_another_address_is_looked_at_in_slices(view: DeskView) -> None:
    editor = view.open_editor(view.desk.contracts[0][0])
    ask(view, "rest", panel="editor")
    before = editor.view["seen"]
    heard: list[dict[str, Any]] = []
    view.send = heard.append
    set_path(view, "/elsewhere")
    assert editor.view["partial"] == 600
    assert editor.view["what_if"]["sentence"] == ""
    assert editor.view["seen"] == before  # what was there stays until more is known
    assert view.view["bar"]["checks"]["running"]
    assert view.view["bar"]["counts"] == []
    assert go_on(view) > 500
    assert view.view["bar"]["checks"] is None
    assert "partial" not in editor.view
    assert editor.view["what_if"]["sentence"] == "If saved: 3 passed → not exercised"
    assert editor.view["what_if"]["versions"] == [
        {"version": version, "before": "passed", "after": "not exercised"} for version in VERSIONS
    ]
    assert [message["delta"]["what_if"]["sentence"] for message in heard if message["op"] == "delta"] == [
        editor.view["what_if"]["sentence"]
    ]
    cells = [message["cells"] for message in heard if message["op"] == "changes"][-1]
    assert [cell[2:] for cell in cells] == [["p", "n"]] * 3


def test_it_is_stopped_and_goes_on(view: DeskView) -> None:
    view.open_editor(view.desk.contracts[0][0])
    ask(view, "rest", panel="editor")
    set_path(view, "/elsewhere")
    go_on(view, most=300)
    stopped = ask(view, "cancel_checks")["checks"]
    assert not stopped["running"]
    assert 200 < stopped["done"] < 600
    assert view.view["bar"]["counts"]
    ask(view, "check_rest")
    go_on(view)
    assert view.view["bar"]["checks"] is None
    assert "3 passed → not exercised" in [each["text"] for each in view.view["bar"]["counts"]]


def test_undo_needs_no_slice(view: DeskView, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = counted(monkeypatch, gradual, "plan_run")
    view.open_editor(view.desk.contracts[0][0])
    ask(view, "rest", panel="editor")
    set_path(view, "/elsewhere")
    go_on(view, most=20)
    begun.clear()
    ask(view, "undo")
    assert view.view["bar"]["checks"] is None
    assert not begun


def test_slices_and_one_go_say_the_same(view: DeskView) -> None:
    lab = view.desk
    edit = lab.edit_of(lab.contracts[0])
    with edit.as_one("two at once"):
        edit[0].request.path = "/elsewhere"
        edit[1].response.body["$.a"] = "text"
    lab.history.tell()
    go_on(view)
    at_once = cl.edit(lab.contracts[0])
    at_once[0].request.path = "/elsewhere"
    at_once[1].response.body["$.a"] = "text"
    assert at_once.preview(lab.captures).counts() == {
        ("passed", "not exercised"): 3,
        ("passed", "failed"): 3,
    }
    counts = {entry["text"] for entry in view.view["bar"]["counts"] if entry["number"]}
    assert counts == {"3 passed → not exercised", "3 passed → failed"}


def test_a_slice_makes_a_piece(view: DeskView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.open_editor(view.desk.contracts[0][0])
    ask(view, "rest", panel="editor")
    set_path(view, "/elsewhere")
    pieces = counted(monkeypatch, GradualMatrix, "go_on")
    judged = counted(monkeypatch, gradual, "plan_run")
    ask(view, "go_on")
    assert len(pieces) == 1
    assert len(judged) <= 1


def test_what_is_shown_of_many_rows_is_made_in_slices_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_SLICE", 0.0)
    drawn = counted(monkeypatch, ExplorerModel, "_row")
    made = counted(monkeypatch, matrix_rows, "_cell")
    looked = counted(monkeypatch, causes, "cause_key")
    recorded = Captures()
    for version in VERSIONS:
        recorded = recorded + matrices.provider(["text"] * 1_000, version)
    view = cl.open(matrices.contract(1_000), recorded).explore()
    most = {"rows drawn": 0, "cells made": 0, "mismatches grouped": 0}
    while view.view["bar"]["checks"] is not None:
        for calls in (drawn, made, looked):
            calls.clear()
        answer = ask(view, "go_on")
        for name, calls in zip(most, (drawn, made, looked), strict=True):
            most[name] = max(most[name], len(calls))
        if answer["checks"] is None:
            break
    assert most == {"rows drawn": 50, "cells made": 150, "mismatches grouped": 2_000}
    assert view.explorer.view["rows"][0][2] == "fff"
