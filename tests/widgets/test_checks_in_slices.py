"""Checks that take long are made a slice at a time: the screen sees how far they are, and what was done is kept."""

from __future__ import annotations

from typing import Any

import matrices
import pytest
from support import require

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.reasons import ReasonCode

require("anywidget")

from contractlab.widgets.desk import checks  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402
from contractlab.widgets.explorer.model import ExplorerModel  # noqa: E402

KINDS = ["good"] * 199 + ["text"]
VERSIONS = ("1.0.0", "1.1.0", "1.2.0")


def captures(kinds: list[str] = KINDS) -> Captures:
    recorded = Captures()
    for version in VERSIONS:
        recorded = recorded + matrices.provider(kinds, version)
    return recorded


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> cl.Lab:
    """600 captures, of which each slice checks one."""
    monkeypatch.setattr(checks, "_SLICE", 0.0)
    return cl.open(matrices.contract(200), captures())


def ask(view: DeskView, op: str, **more: Any) -> dict[str, Any]:
    answer = view.handle({"op": op, "id": 1, **more})
    assert answer["ok"], answer
    return answer


def go_on(view: DeskView) -> int:
    """Until everything is checked; how many slices that took."""
    slices = 1
    while ask(view, "go_on")["checks"] is not None:
        slices += 1
    return slices


def heard_by(view: DeskView) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []
    view.send = heard.append
    return heard


def test_few_captures_are_checked_before_anything_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_SLICE", 0.0)
    view = cl.open(matrices.contract(3), matrices.provider(["good", "text", "gone"], "1.0.0")).explore()
    assert view.view["bar"]["checks"] is None


def test_many_are_shown_as_they_are_checked(lab: cl.Lab) -> None:
    view = lab.explore()
    checks_shown = view.view["bar"]["checks"]
    assert checks_shown["running"]
    assert (checks_shown["done"], checks_shown["total"]) == (0, 600)
    heard = heard_by(view)
    first = ask(view, "go_on")["checks"]
    assert first["done"] <= 1
    assert go_on(view) > 500
    assert view.view["bar"]["checks"] is None
    assert [message["op"] for message in heard if message["op"] in ("view", "bar")] == ["view", "bar"]
    shown = view.explorer.view
    assert shown == ExplorerModel(cl.matrix(matrices.contract(200), captures())).view()
    assert shown["rows"][0][2] == "fff"
    assert lab.matrix is view.explorer.model.matrix


def test_cancelling_keeps_what_was_done_and_the_rest_can_follow(lab: cl.Lab) -> None:
    view = lab.explore()
    for _ in range(300):
        ask(view, "go_on")
    heard = heard_by(view)
    cancelled = ask(view, "cancel_checks")["checks"]
    assert not cancelled["running"]
    assert 200 < cancelled["done"] < 600
    assert [message["bar"]["checks"] for message in heard if message["op"] == "bar"] == [cancelled]
    left = [result for result in lab.matrix.results if result.reason_code is ReasonCode.CANCELLED]
    assert left
    assert all(result.verdict == "error" for result in left)
    assert {result.verdict for result in lab.matrix.runs["1.2.0"].results} == {"passed", "failed"}
    made = lab._cache.made
    ask(view, "check_rest")
    go_on(view)
    assert view.view["bar"]["checks"] is None
    assert not [result for result in lab.matrix.results if result.reason_code is ReasonCode.CANCELLED]
    assert lab._cache.made - made <= 200


def test_an_editor_waits_for_the_checks_and_makes_none(lab: cl.Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    view = lab.explore()
    editor = view.open_editor(lab.contracts[0][199])
    answer = view.handle({"op": "rest", "id": 1, "panel": "editor"})
    assert answer["ok"]
    assert editor.view["partial"] == 600
    edited = {"op": "set_value", "id": 2, "part": "response", "at": ["a"], "text": "2", "panel": "editor"}
    assert view.handle(edited)["ok"]
    assert view.view["bar"]["edits"] == "1 change not saved"
    assert view.view["bar"]["counts"] == []
    heard = heard_by(view)
    from contractlab.editing.baseline import Baseline

    judged: list[Any] = []
    judge = Baseline.judge
    monkeypatch.setattr(
        Baseline, "judge", lambda self, contract, pair: judged.append(pair) or judge(self, contract, pair)
    )
    go_on(view)
    assert "partial" not in editor.view
    assert editor.view["what_if"]["sentence"]
    assert any(message.get("panel") == "editor" for message in heard)
    assert view.view["bar"]["counts"]
    assert {pair.example.index for pair in judged} == {199}


def test_after_a_cancel_edits_tell_of_what_was_reached(lab: cl.Lab) -> None:
    view = lab.explore()
    for _ in range(250):
        ask(view, "go_on")
    ask(view, "cancel_checks")
    editor = view.open_editor(lab.contracts[0][199])
    assert view.handle({"op": "rest", "id": 1, "panel": "editor"})["ok"]
    assert [place["version"] for place in editor.view["seen"]] == ["1.2.0"]


def test_captures_dropped_later_leave_the_old_matrix_until_they_are_checked(lab: cl.Lab) -> None:
    view = lab.explore()
    go_on(view)
    rows = view.explorer.view["rows"]
    lab.add_captures(matrices.provider(KINDS, "1.3.0"))
    heard = heard_by(view)
    lab.history.tell()
    assert view.view["bar"]["checks"]["total"] == 800
    assert view.explorer.view["rows"] == rows
    go_on(view)
    assert view.explorer.view["columns"] == [*VERSIONS, "1.3.0"]
    assert heard


def test_all_views_of_a_desk_hear_of_it(lab: cl.Lab) -> None:
    first, second = lab.explore(), DeskView(lab, lab)
    go_on(first)
    assert second.view["bar"]["checks"] is None
    assert second.explorer.view == first.explorer.view
    assert ask(second, "go_on")["checks"] is None


def test_code_that_asks_for_the_matrix_gets_all_of_it(lab: cl.Lab) -> None:
    view = lab.explore()
    assert all(result.match is not None for result in lab.matrix.results)
    assert ask(view, "go_on")["checks"] is None
    assert view.explorer.model.matrix is lab.matrix


def test_the_only_version_is_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_SLICE", 0.0)
    lab = cl.open(matrices.contract(600), matrices.provider(["good"] * 599 + ["text"]))
    view = lab.explore()
    go_on(view)
    assert view.explorer.view["rows"][0][2] == "f"
    assert lab.run.failures[0].example.description == view.explorer.view["rows"][0][0]
