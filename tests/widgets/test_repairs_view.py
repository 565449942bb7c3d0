"""Fix this, on the desk: fixes of a cause with what each would change, applied as one change of the one history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_contracts import document_of, http, part_of
from support import require
from widgets.live_desks import below_desk, desk, nearly_named
from widgets.test_types import Heard

import contractlab as cl
from contractlab.captures import Captures

require("anywidget")

from contractlab.widgets.desk.view import DeskView  # noqa: E402
from contractlab.widgets.repairs.view import RepairsView  # noqa: E402
from contractlab.widgets.run_desk import RunDesk, desk_of  # noqa: E402


def heard(lab: cl.Desk, cause: int = 0) -> Heard:
    return Heard("repairs", RepairsView(lab, lambda: lab.matrix, lab.matrix.causes[cause]))


def first_fix(payload: Any) -> int:
    """The number of the first fix that changes the contract."""
    return next(row["number"] for row in payload["rows"] if row["applies"])


def pushed(view: Any) -> list[str]:
    ops: list[str] = []
    view.send = lambda message: ops.append(message["op"])
    return ops


def test_fixes_are_shown_with_both_figures_and_nothing_is_changed(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    screen = heard(lab)
    rows = screen.view.view["rows"]
    assert [row["number"] for row in rows] == list(range(len(rows)))
    for row in rows:
        if row["applies"]:
            assert [count["text"].split(" ", 1)[1] for count in row["counts"][:2]] == [
                "failed → passed", "passed → failed",
            ]  # fmt: skip
            details = screen.ask("details", number=row["number"])
            assert details["lines"]
            assert details["code"]
            changed = sum(count["number"] for count in row["counts"])
            assert len(details["cells"]) == changed, "one capture for each cell here"
    assert screen.view.view["text"]
    assert not lab.history.done
    assert not screen.ask("details", number=99)["ok"]


def test_an_applied_fix_is_one_change_and_undo_takes_it_back(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    screen = heard(lab)
    row = next(row for row in screen.view.view["rows"] if row["applies"])
    sentence = screen.ask("apply", number=row["number"])["sentence"]
    assert row["name"] in sentence
    assert "stale" in screen.pushed
    assert [change.label for change in lab.history.done] == [row["name"][:1].lower() + row["name"][1:]]
    again = screen.ask("renew")["view"]
    assert again["note"] == "The edits that are not saved settle it."
    lab.history.undo()
    assert not lab.history.done
    assert screen.ask("renew")["view"]["rows"] == screen.view.view["rows"]
    assert screen.view.view["rows"][row["number"]]["name"] == row["name"]


def shared_field(folder: Path) -> cl.Desk:
    """Two contracts of two consumers that ask for the same field."""
    captures = Captures()
    for consumer in ("one", "two"):
        part = part_of({"limit": 1.5}, {"$.limit": {"match": "decimal"}}, "3.0")
        made = http("a limit", request={"method": "GET", "path": f"/{consumer}"}, response={"status": 200, **part})
        document = document_of(made, consumer=consumer)
        (folder / f"{consumer}.json").write_text(json.dumps(document, indent=1))
        for version, limit in (("1.0.0", 2.5), ("1.1.0", 3)):
            answer = cl.HttpResponse(200, json={"limit": limit})
            captures.add(cl.HttpRequest("GET", f"/{consumer}"), answer, provider_version=version)
    return cl.open([folder / "one.json", folder / "two.json"], captures)


def test_a_fix_of_several_contracts_is_undone_and_redone_as_one(tmp_path: Path) -> None:
    lab = shared_field(tmp_path)
    screen = heard(lab)
    first = screen.view.view["rows"][0]
    assert first["name"] == "Loosen limit everywhere it is used"
    assert [count["number"] for count in first["counts"]] == [2, 0]
    screen.ask("apply", number=0)
    assert len(lab.history.changed) == 2
    lab.history.undo()
    assert lab.history.changed == []
    assert len(lab.history.undone) == 2
    lab.history.redo()
    assert len(lab.history.changed) == 2
    assert lab.history.undo_to(0) == 2
    assert lab.history.done == ()


def test_the_desk_opens_the_fixes_of_a_cause_and_looks_at_one(tmp_path: Path) -> None:
    view = desk(tmp_path).explore()
    ops = pushed(view)
    assert view.handle({"op": "repairs", "id": 1, "cause": 0, "row": 0})["ok"]
    assert ops == ["repairs"]
    assert "repairs" in view.view["panels"] or view._panels["repairs"].view["rows"]
    cells: list[Any] = []
    view.explorer.show_changes = lambda changed, *_: cells.append(list(changed))
    number = first_fix(view._panels["repairs"].view)
    assert view.handle({"op": "look", "id": 2, "number": number})["ok"]
    assert view.handle({"op": "look", "id": 3, "number": -1})["ok"]
    assert cells[0]
    assert cells[1] == []
    assert view.handle({"op": "apply", "id": 4, "panel": "repairs", "number": number})["ok"]
    assert view.view["bar"]["edits"] == "1 change not saved"
    assert view.handle({"op": "close_repairs", "id": 5})["ok"]
    assert not view.handle({"op": "renew", "id": 6, "panel": "repairs"})["ok"]


@pytest.mark.parametrize("message", [{"cause": 99}, {"cause": -1}, {}, {"cause": "A"}, {"cause": 0, "row": 99}])
def test_what_a_screen_sends_is_not_trusted(message: dict[str, Any], tmp_path: Path) -> None:
    view = desk(tmp_path).explore()
    answer = view.handle({"op": "repairs", "id": 1, **message})
    assert not answer["ok"]
    assert answer["error"]


def test_a_cause_that_is_gone_says_so(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = lab.explore()
    assert view.handle({"op": "repairs", "id": 1, "cause": 0})["ok"]
    number = first_fix(view._panels["repairs"].view)
    assert view.handle({"op": "apply", "id": 2, "panel": "repairs", "number": number})["ok"]
    assert view.handle({"op": "save", "id": 3, "files": [0]})["ok"]
    answer = view.handle({"op": "renew", "id": 4, "panel": "repairs"})
    assert answer["error"] == "This cause no longer exists."


def test_a_base_path_is_offered_without_a_cause_and_one_click_does_it(tmp_path: Path) -> None:
    lab = below_desk(tmp_path)
    assert not lab.matrix.causes
    view = lab.explore()
    assert view.view["bar"]["options"]
    assert view.handle({"op": "repairs", "id": 1, "cause": None, "row": 0})["ok"]
    panel = Heard("repairs", view._panels["repairs"])
    payload = panel.view.view
    assert (payload["letter"], payload["rows"]) == ("", [])
    (option,) = payload["options"]
    assert option["name"] == "Read the recordings below /api"
    assert option["sentence"].startswith("3 captures match then: 2 passed, 1 failed")
    assert sorted(after for _, _, _, after in option["cells"]) == ["failed", "passed", "passed"]
    assert option["applies"]
    assert {capture.base_path for capture in lab.captures} == {""}, "looking changes nothing"
    promised = {(example, after) for example, _, _, after in option["cells"]}
    done = panel.ask("apply_option", number=0, name=option["name"])
    assert done["sentence"] == "Base path /api for 3 captures. No contract changes; undo takes it back."
    assert {(result.example.description, result.verdict) for result in lab.matrix.results} == promised
    assert lab.history.done[-1].code == option["code"]
    assert not view.view["bar"]["options"]
    assert panel.ask("renew")["view"]["options"] == []
    assert not panel.ask("apply_option", number=0, name=option["name"])["ok"]
    lab.history.undo()
    assert {capture.base_path for capture in lab.captures} == {""}
    assert panel.ask("renew")["view"]["options"] == [option]
    exec(option["code"], {"lab": lab})
    assert {capture.base_path for capture in lab.captures} == {"/api"}


def test_a_base_path_stands_beside_the_fixes_of_a_cause(tmp_path: Path) -> None:
    lab = desk(tmp_path, ["text", "good", "good"])
    for number in range(1, 3):
        answer = cl.HttpResponse(200, json={"a": 1})
        lab.captures.add(cl.HttpRequest("GET", f"/v2/{number}"), answer, provider_version="1.1.0")
    lab.recheck()
    screen = heard(lab)
    payload = screen.view.view
    assert payload["letter"] == "A"
    assert payload["rows"]
    assert [option["name"] for option in payload["options"]] == ["Read the recordings below /v2"]


def test_a_state_is_called_as_the_handler_that_nobody_needs() -> None:
    run = nearly_named()
    lab = desk_of(run)
    view = DeskView(run, lab)
    assert view.handle({"op": "repairs", "id": 1, "cause": None})["ok"]
    panel = Heard("repairs", view._panels["repairs"])
    (option,) = panel.view.view["options"]
    assert option["name"] == "Call the state “a user exists”, not “a user exist”"
    assert option["sentence"] == "Only asking the provider again can tell what it mends."
    assert not panel.ask("apply_option", number=0, name="another")["ok"]
    assert "undo takes it back" in panel.ask("apply_option", number=0, name=option["name"])["sentence"]
    (edit,) = lab.history.changed
    assert [state.name for state in edit.contract.examples[0].states] == ["a user exists"]
    lab.history.undo()
    assert not lab.history.changed


def test_without_cause_and_option_there_is_nothing_to_open(tmp_path: Path) -> None:
    view = desk(tmp_path, ["good", "good", "good"]).explore()
    assert not view.view["bar"]["options"]
    answer = view.handle({"op": "repairs", "id": 1, "cause": None})
    assert answer["error"] == "This cell has no cause to fix."


def test_a_desk_without_the_captures_gives_the_code_only(tmp_path: Path) -> None:
    lab = below_desk(tmp_path)
    matrix = lab.matrix
    empty = RunDesk(Captures(), lab.contracts)
    screen = Heard("repairs", RepairsView(empty, lambda: matrix, None))
    (option,) = screen.view.view["options"]
    assert not option["applies"]
    assert option["code"]
    assert "copy the code" in screen.ask("apply_option", number=0, name=option["name"])["error"]
