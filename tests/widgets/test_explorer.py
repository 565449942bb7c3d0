"""The live matrix: what goes to the screen, how much of it, and what a screen may ask for."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import matrices
import pytest
from small_runs import broken_run, leaked, secret_files
from views.payloads import PAYLOADS
from widgets.live_desks import case_desk, desk, hostile_desk, stateful

import contractlab as cl
from contractlab.values.text import visible
from contractlab.widgets.captures.view import CapturesView
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.explorer.model import ExplorerModel, matrix_shown
from contractlab.widgets.explorer.view import Explorer
from contractlab.widgets.exploring import explore
from contractlab.widgets.states.view import StatesEditor


def ask(view: Any, op: str, **more: Any) -> Any:
    answer = view.handle({"op": op, "id": 7, **more})
    assert (answer["id"], answer["op"]) == (7, op)
    return answer


def test_the_picture_is_compact_and_by_trouble() -> None:
    view = ExplorerModel(matrix_shown(broken_run())).view()
    assert view["title"] == "billing-service → customer-service"
    assert view["columns"] == ["2.5.0"]
    assert [row[2] for row in view["rows"]] == ["f"] * 6 + ["p"] * 3
    assert {row[3] for row in view["rows"][:6]} == {"A", "B", "C", "D", "E"}
    assert [cause["letter"] for cause in view["causes"]] == ["A", "B", "C", "D", "E"]
    assert view["status"] == "6 of 9 failed, 5 causes."


def test_nine_thousand_cells_are_less_than_fifty_kilobytes() -> None:
    captures = {f"1.{number}.0": matrices.provider((["text", "null"] + ["good"] * 8) * 30) for number in range(30)}
    view = ExplorerModel(cl.matrix(matrices.contract(300), captures)).view()
    assert len(json.dumps(view, ensure_ascii=False).encode()) < 50_000
    assert view["dense"]
    assert len(view["rows"]) == 300


def difference(view: Any, description: str) -> tuple[int, list[dict[str, Any]]]:
    """Row of an example, and the rows of its difference."""
    row = next(number for number, row in enumerate(view.view["rows"]) if row[0] == description)
    tabs = ask(view, "cell", row=row, column=0)["cell"]["tabs"]
    return row, tabs[0]["blocks"][0]["rows"]


def test_what_is_folded_is_told_when_asked() -> None:
    view = Explorer(broken_run())
    row, rows = difference(view, "a request for customer 123")
    folded = next(row for row in rows if row.get("fold"))
    assert "address" in json.dumps(folded["cells"][1])
    answer = ask(view, "unfold", row=row, column=0, fold=folded["fold"])
    assert answer["ok"]
    assert len(answer["rows"]) == 4
    assert all(row["cells"][1]["indent"] == 2 for row in answer["rows"])


@pytest.mark.parametrize(
    "fold",
    [None, 7, [], ["branch"], ["eval", [], 0, 0, 0], ["branch", ["__class__"], 0, 0, 0], ["branch", [True], 0, 0, 0],
     ["branch", [0] * 5_000, 0, 0, 0], ["branch", [[0]], 0, 0, 0], ["branch", {}, 0, 0, 0], [["branch"], [], 0, 0, 0],
     ["branch", [], 0.5, 0, 0], ["way", [], 0, 0, 99], ["branch", [10**40], 0, 0, 0]],
)  # fmt: skip
def test_a_fold_that_is_none_is_refused(fold: Any) -> None:
    view = Explorer(broken_run())
    row, _ = difference(view, "a request for customer 123")
    assert ask(view, "unfold", row=row, column=0, fold=fold)["error"] == "This row no longer exists."


def test_why_is_one_tab_and_the_difference_names_the_rule(tmp_path: Path) -> None:
    view = Explorer(desk(tmp_path))
    for at in range(len(view.view["rows"])):
        for column in range(2):
            tabs = ask(view, "cell", row=at, column=column)["cell"]["tabs"]
            assert len({tab["id"] for tab in tabs}) == len(tabs)
    row, _ = difference(Explorer(broken_run()), "a request for customer 123")
    cell = ask(Explorer(broken_run()), "cell", row=row, column=0)["cell"]
    text = "".join(span[1] for span in cell["tabs"][0]["blocks"][-1]["line"])
    assert text.startswith("decimal at $.creditLimit, billing-service-customer-service.json line ")
    assert "won 8 to 2 over type at $" in text
    exact, _ = difference(view := Explorer(broken_run()), "a request for an unknown customer")
    cell = ask(view, "cell", row=exact, column=0)["cell"]
    text = "".join(span[1] for span in cell["tabs"][0]["blocks"][-1]["line"])
    assert text.startswith("No rule applies, so it must be exactly what the example says: billing-service")


def test_the_code_of_a_cell_shows_its_result(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    run, matrix = lab.run, lab.matrix
    explored = desk(tmp_path, ["text", "good", "good"])
    for item, names in (
        (lab, {"lab": lab}),
        (run, {"run": run}),
        (matrix, {"matrix": matrix}),
        (explored, {"lab": explored}),
    ):
        answer = ask(Explorer(item), "code", row=0, column=0)
        value = eval(answer["code"], dict(names))
        assert "GET /" in str(value.example.description if hasattr(value, "example") else value[0].example.description)
    assert ask(Explorer(explored), "code", row=0, column=0)["code"].startswith("lab.run[(")
    assert ask(Explorer(lab), "code", row=0, column=1)["code"].endswith(", '1.1.0']")


def test_a_cell_tells_everything_when_asked(tmp_path: Path) -> None:
    view = Explorer(broken_run())
    row = next(number for number, row in enumerate(view.view["rows"]) if row[0] == "a request for customer 123")
    cell = ask(view, "cell", row=row, column=0)["cell"]
    assert cell["verdict"] == "failed"
    labels = [tab["label"] for tab in cell["tabs"]]
    assert labels[0] == "Difference"
    assert "Raw" in labels
    assert "Why" in labels
    assert "Not checked 3" in labels
    assert [copied["name"] for copied in cell["copy"]] == ["curl", "httpx", "pytest"]
    text = json.dumps(cell["head"], ensure_ascii=False)
    assert "$.creditLimit" in text


def test_values_over_versions_are_told(tmp_path: Path) -> None:
    view = Explorer(desk(tmp_path))
    cell = ask(view, "cell", row=0, column=1)["cell"]
    assert "".join(text for _, text, *_ in cell["history"]).startswith("$.a was 1 (1.0.0), then")


def test_a_large_body_comes_in_pieces() -> None:
    contract = matrices.contract(1)
    captures = cl.Captures()
    captures.add(cl.HttpRequest("GET", "/0"), cl.HttpResponse(200, json={"a": "x" * 120_000, "b": "x"}))
    view = Explorer(cl.verify(contract, captures))
    raw = next(tab["raw"] for tab in ask(view, "cell", row=0, column=0)["cell"]["tabs"] if tab["id"] == "raw")
    assert (len(raw["text"]), raw["next"]) == (50_000, 50_000)
    rest = ask(view, "raw", row=0, column=0, offset=100_000)["raw"]
    assert rest["next"] is None
    assert len(rest["text"]) == raw["total"] - 100_000


@pytest.mark.parametrize(
    "message",
    [
        None, 1, "x", [], {}, {"op": None}, {"op": "nothing"}, {"op": "cell"}, {"op": "cell", "row": "0", "column": 0},
        {"op": "cell", "row": -1, "column": 0}, {"op": "cell", "row": True, "column": 0}, {"op": "cell", "row": 1e9},
        {"op": "raw", "row": 0, "column": 99, "offset": 0}, {"op": "edit", "row": 0}, {"op": "code", "row": 0},
        {"op": "code", "row": 0, "column": [1]},
    ],
)  # fmt: skip
def test_messages_that_make_no_sense_are_answered(message: Any) -> None:
    answer = Explorer(broken_run()).handle(message)
    assert answer["ok"] is False
    assert answer["error"]


@pytest.mark.parametrize("name", [payload for payload in PAYLOADS if payload != "surrogate"])
def test_strangers_characters_are_visible(name: str) -> None:
    view = Explorer(hostile_desk(PAYLOADS[name]))
    texts: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(view.view)
    for row in range(len(view.view["rows"])):
        walk(ask(view, "cell", row=row, column=0)["cell"])
    hidden = [text for text in texts if any(visible(line) != line for line in text.split("\n"))]
    assert hidden == []


def test_secrets_stay_out(tmp_path: Path) -> None:
    contract, har = secret_files(tmp_path)
    view = Explorer(cl.verify(cl.load_all(contract), cl.load_captures(har)))
    shown = json.dumps(view.view)
    for row in range(len(view.view["rows"])):
        shown += json.dumps(ask(view, "cell", row=row, column=0)["cell"])
    assert leaked(shown) == []


def test_what_cannot_be_explored_is_said() -> None:
    with pytest.raises(TypeError, match="a run, a matrix or a desk"):
        cl.explore("no run")


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_what_could_not_be_made_goes_away_silently() -> None:
    for view in (DeskView, Explorer, StatesEditor, CapturesView):
        with pytest.raises((TypeError, AttributeError)):
            view("no run")  # type: ignore[arg-type]
        gc.collect()


def test_nothing_to_see_says_what_is_so(tmp_path: Path) -> None:
    assert ExplorerModel(matrix_shown(cl.verify(matrices.contract(0), cl.Captures()))).view()["empty"]
    idle = ExplorerModel(matrix_shown(cl.verify(matrices.contract(2), cl.Captures()))).view()
    assert idle["empty"][0] == "2 not exercised."


class Sent:
    """What a view pushes to its screen."""

    def __init__(self, view: Any) -> None:
        self.messages: list[dict[str, Any]] = []
        view.send = self.messages.append

    def last(self, op: str) -> dict[str, Any]:
        return [message for message in self.messages if message["op"] == op][-1]


def test_an_edit_is_seen_on_the_matrix_and_saved(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = DeskView(lab, lab)
    sent = Sent(view)
    row = next(number for number, row in enumerate(view.explorer.view["rows"]) if row[2] == "pf" and "/0" in row[0])
    assert ask(view.explorer, "edit", row=row)["ok"]
    editor = view.editor
    assert editor is not None
    answer = ask(editor, "set_value", part="response", at=["a"], text='"a text"')
    assert answer["ok"], answer
    changes = sent.last("changes")
    assert [row, 1, "f", "p"] in changes["cells"]
    assert [row, 0, "p", "f"] in changes["cells"]
    ask(editor, "undo")
    assert sent.last("changes")["cells"] == []
    ask(editor, "redo")
    assert ask(editor, "save")["saved"] == "Saved to small.json."
    rows = dict(sent.last("rows")["rows"])
    assert [row[2] for row in rows.values()] == ["fp"]
    assert cl.load(tmp_path / "small.json")[0].response.body.value == {"a": "a text", "b": "x"}
    assert lab.run.contracts[0][0].response.body.value["a"] == "a text"


def test_edits_in_code_are_seen_when_the_cell_has_run(tmp_path: Path) -> None:
    from contractlab.widgets.edit_events import look_again

    lab = desk(tmp_path)
    view = DeskView(lab, lab)
    sent = Sent(view)
    editor = view.open_editor(lab.contracts[0][0])
    lab.edit()[0].response.body["$.a"] = "a text"
    look_again()
    assert sent.last("changes")["cells"]
    assert editor.view["changed"] is True


def test_a_run_alone_can_be_edited_and_a_matrix_of_contracts_too(tmp_path: Path) -> None:
    lab = desk(tmp_path)
    view = explore(cl.verify(lab.contracts, lab.captures))
    assert ask(view.explorer, "edit", row=0)["ok"]
    captures = {"1.0.0": matrices.provider(["good"] * 3), "1.1.0": matrices.provider(["text"] * 3)}
    wide = explore(cl.matrix(matrices.contract(), captures))
    sent = Sent(wide)
    editor = wide.open_editor(wide.explorer.model.rows[0].example)
    ask(editor, "set_value", part="response", at=["a"], text='"x"')
    assert len(sent.last("changes")["cells"]) == 2
    consumers = explore(cl.matrix({"a": matrices.contract(2), "b": matrices.contract(3)}, matrices.provider(["text"])))
    assert ask(consumers.explorer, "edit", row=0)["ok"]


def test_contractcase_is_explored_and_edited_on_the_same_desk(tmp_path: Path) -> None:
    lab = case_desk(tmp_path)
    view = lab.explore()
    assert ask(view.explorer, "cell", row=0, column=0)["ok"]
    editor = view.open_editor(lab.contracts[0][0])
    labels = [tab["label"] for tab in editor.view["tabs"]]
    assert labels[:2] == ["Request", "Response body"]
    answer = ask(editor, "set_value", part="response", at=["active"], text="false")
    assert answer["ok"], answer
    assert lab.edit()[0].response.body["$.active"] is False
    assert "failed" in editor.view["what_if"]["sentence"]


def test_states_of_three_examples_are_renamed_at_once(tmp_path: Path) -> None:
    lab = stateful(tmp_path)
    states = StatesEditor(lab)
    assert [state["used"] for state in states.view["states"]] == ["3 examples", "3 examples"]
    assert ask(states, "rename", name="a user exists", text="a customer exists")["ok"]
    assert states.view["states"][0]["name"] == "a customer exists"
    assert ask(lab.states(), "save", files=[0])["saved"] == "1 file saved: stateful.json."
    names = [[state.name for state in example.states] for example in cl.load(tmp_path / "stateful.json")]
    assert names == [["a customer exists", "up"]] * 3
