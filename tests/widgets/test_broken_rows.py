"""One row or cell that cannot be drawn does not take its table along, and a panel that cannot be built is one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import require
from widgets.live_desks import below_desk, desk, stateful

import contractlab as cl
from contractlab.values.internal import fault_count

require("anywidget")

from widgets.provider_desks import Shop, shop_desk  # noqa: E402
from widgets.test_define_view import billing  # noqa: E402
from widgets.test_insight_view import insight_desk  # noqa: E402

from contractlab.widgets.captures import view as captures_module  # noqa: E402
from contractlab.widgets.captures.view import CapturesView  # noqa: E402
from contractlab.widgets.define import view as define_module  # noqa: E402
from contractlab.widgets.define.view import DefineView  # noqa: E402
from contractlab.widgets.desk import tabs  # noqa: E402
from contractlab.widgets.desk import view as desk_module  # noqa: E402
from contractlab.widgets.desk.view import DeskView  # noqa: E402
from contractlab.widgets.explorer import model as matrix_module  # noqa: E402
from contractlab.widgets.explorer.model import CODES  # noqa: E402
from contractlab.widgets.insight import topics as topics_module  # noqa: E402
from contractlab.widgets.insight import view as insight_module  # noqa: E402
from contractlab.widgets.insight.view import InsightView  # noqa: E402
from contractlab.widgets.provider import view as provider_module  # noqa: E402
from contractlab.widgets.provider.view import RunPanel  # noqa: E402
from contractlab.widgets.repairs import options as options_module  # noqa: E402
from contractlab.widgets.repairs.view import RepairsView  # noqa: E402
from contractlab.widgets.states import view as states_module  # noqa: E402
from contractlab.widgets.states.view import StatesEditor  # noqa: E402

SECRET = "q7Zx7fLm9Rt2VdK1w"
LINE = "cannot be drawn: a fault in contractlab (KeyError), not in your input."


def break_call(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, number: int = 2) -> None:
    """Let the call of so many of a builder raise what nobody foresaw, and no other call."""
    whole = getattr(module, name)
    calls = 0

    def sometimes(*given: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            raise KeyError(SECRET)
        return whole(*given, **more)

    monkeypatch.setattr(module, name, sometimes)


def hold(before: Any, after: Any) -> None:
    """All but one item is as it was, and that one says so."""
    assert len(before) == len(after) > 1
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    words = json.dumps(changed, ensure_ascii=False)
    assert LINE in words
    assert SECRET not in words


def live(tmp_path: Path) -> cl.Lab:
    return shop_desk(Shop())


ROWS: dict[str, tuple[Callable[[Path], cl.Lab], Any, str, Any, Callable[[Any], Any]]] = {
    "matrix": (desk, matrix_module, "request_line", DeskView, lambda view: view["panels"]["matrix"]["rows"]),
    "captures": (desk, captures_module, "capture_line", CapturesView, lambda view: view["rows"]),
    "users of a state": (
        stateful, states_module, "params_rows", StatesEditor,
        lambda view: [user for shown in view["states"] for user in shown["users"]],
    ),
    "code of a state": (
        stateful, states_module, "handler_stub", StatesEditor,
        lambda view: [shown["stub"] for shown in view["states"]],
    ),
    "live": (live, provider_module, "row_of", RunPanel, lambda view: view["rows"]),
    "insight": (insight_desk, insight_module, "shorten", InsightView,
                lambda view: [*view["rows"], view["title"]]),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_one_row_is_one_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, module, builder, view_of, rows_of = ROWS[name]
    lab = make(tmp_path)
    whole = rows_of(view_of(lab).view)
    faults = fault_count()
    break_call(monkeypatch, module, builder)
    hold(whole, rows_of(view_of(lab).view))
    assert fault_count() == faults + 1


def test_a_broken_row_of_the_matrix_keeps_its_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = desk(tmp_path)
    whole = DeskView(lab).view["panels"]["matrix"]["rows"]
    break_call(monkeypatch, matrix_module, "request_line", 1)
    view = DeskView(lab)
    assert view.view["panels"]["matrix"]["rows"][0][2:4] == whole[0][2:4]
    answer = view.handle({"op": "cell", "id": 1, "row": 0, "column": 1, "panel": "matrix"})
    assert answer["ok"], "it is inspected all the same"


def test_one_cell_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = desk(tmp_path)
    whole = DeskView(lab).view["panels"]["matrix"]["rows"]
    break_call(monkeypatch, matrix_module, "_code")
    rows = DeskView(lab).view["panels"]["matrix"]["rows"]
    assert rows[1:] == whole[1:]
    assert list(rows[0]) == [*whole[0][:2], whole[0][2][0] + CODES["error"], *whole[0][3:]]


def test_one_cause_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = desk(tmp_path)
    whole = DeskView(lab).view["panels"]["matrix"]["causes"]
    break_call(monkeypatch, matrix_module, "tell", 1)
    hold(whole, DeskView(lab).view["panels"]["matrix"]["causes"])


def test_one_group_of_captures_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> cl.Lab:
        made = desk(tmp_path)
        for path in ("/a/b", "/c/d/e"):
            for method in ("PUT", "DELETE"):
                made.captures.add(cl.HttpRequest(method, path), cl.HttpResponse(200))
        return made

    whole = CapturesView(lost()).view["groups"]
    break_call(monkeypatch, captures_module, "group_json", 1)
    hold(whole, CapturesView(lost()).view["groups"])


def test_what_is_defined(monkeypatch: pytest.MonkeyPatch) -> None:
    view = DefineView(billing())
    for number in range(3):
        view.provider.answer(cl.HttpRequest("GET", f"/{number}"))
    whole = view.handle({"op": "look", "id": 1})["view"]
    with monkeypatch.context() as patch:
        break_call(patch, define_module, "_request_text")
        hold(whole["examples"], view.handle({"op": "look", "id": 1})["view"]["examples"])
    with monkeypatch.context() as patch:
        break_call(patch, define_module, "_line")
        hold(whole["received"], view.handle({"op": "look", "id": 1})["view"]["received"])
    with monkeypatch.context() as patch:
        break_call(patch, define_module, "build_definition", 1)
        now = view.handle({"op": "look", "id": 1})["view"]
        assert LINE in json.dumps(now["card"])
        assert now["examples"] == whole["examples"]
    view.close()


@pytest.mark.parametrize("topic", ["coverage", "strictness", "drift"])
def test_one_topic_of_advice_is_one_line(topic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = InsightView(insight_desk(tmp_path))
    break_call(monkeypatch, topics_module, f"{topic}_in_steps", 1)
    first = {"op": "renew", "id": 1} if topic == "coverage" else {"op": "show", "id": 1, "topic": topic}
    answer = view.handle(first)
    assert answer["ok"]
    assert LINE in answer["view"]["title"]
    shown = view.handle({"op": "renew", "id": 2})["view"]
    while shown["looking"] is not None:
        shown = view.handle({"op": "go_on", "id": 3})["view"]
    assert shown["rows"], "the next time it is there"


PANELS = {
    "states": (stateful, tabs, "StatesEditor"),
    "captures": (desk, tabs, "CapturesView"),
    "insight": (insight_desk, tabs, "InsightView"),
    "live": (live, provider_module, "RunPanel"),
    "define": (desk, define_module, "DefineView"),
}


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("first", [False, True])
def test_a_panel_that_cannot_be_built_is_one_line(
    name: str, first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, module, builder = PANELS[name]
    lab = make(tmp_path)
    if name == "define":
        monkeypatch.setattr(lab, "definition", billing())
    break_call(monkeypatch, module, builder, 1)
    view = DeskView(lab, place=name if first else "matrix")
    if first:  # it could not be built at once, and is asked for again
        assert name not in view.view["panels"]
        break_call(monkeypatch, module, builder, 1)
    answer = view.handle({"op": "open", "id": 1, "name": name})
    assert answer["ok"]
    assert "view" not in answer
    (line,) = answer["broken"]
    assert LINE in json.dumps(line)
    assert SECRET not in json.dumps(line)
    assert view.view["panels"]["matrix"]["rows"]
    assert "view" in view.handle({"op": "open", "id": 2, "name": name}), "the next time it is there"
    view.close()


BAR = {
    "options": ("has_options", False),
    "sources": ("origin_summary", ""),
    "origins": ("origins_json", []),
}


@pytest.mark.parametrize("piece", BAR)
def test_a_piece_of_the_bar_costs_itself(piece: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builder, instead = BAR[piece]
    lab = below_desk(tmp_path)
    whole = DeskView(lab).view["bar"]
    assert whole[piece] != instead
    break_call(monkeypatch, desk_module, builder, 1)
    assert DeskView(lab).view["bar"] == {**whole, piece: instead}


@pytest.mark.parametrize("builder", ["run_options", "base_path_code"])
def test_what_mends_a_run_costs_itself(builder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = below_desk(tmp_path)
    break_call(monkeypatch, options_module, builder, 1)
    (row,) = RepairsView(lab, lambda: lab.matrix, None).view["options"]
    assert LINE in row["name"]
    assert not row["applies"]
    assert SECRET not in json.dumps(row)
