"""What a desk keeps for a screen that is opened later, or connects again, is what its panels say now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support import examples, require
from widgets.live_desks import desk

import contractlab as cl

require("anywidget")

from contractlab.widgets.desk.view import DeskView  # noqa: E402


def take_back(lab: cl.Lab, view: Any) -> None:
    if lab.history.done:
        lab.history.undo()


def fix(lab: cl.Lab, view: Any) -> None:
    rows = view.view["panels"].get("repairs", {}).get("rows", [])
    for row in rows:
        if row["applies"]:
            view.handle({"op": "apply", "panel": "repairs", "id": 1, "number": row["number"]})
            view.handle({"op": "renew", "panel": "repairs", "id": 1})
            return


def asked(op: str, **more: Any) -> Callable[[cl.Lab, Any], None]:
    def ask(lab: cl.Lab, view: Any) -> None:
        view.handle({"op": op, "id": 1, **more})

    return ask


STEPS = {
    "states": asked("open", name="states"),
    "captures": asked("open", name="captures"),
    "edit": asked("edit", panel="matrix", row=0, column=0),
    "edit another": asked("edit", panel="matrix", row=1, column=1),
    "close the editor": asked("close_editor"),
    "what to fix": asked("repairs", cause=0),
    "fix": fix,
    "close the fixes": asked("close_repairs"),
    "rename": asked("describe", panel="editor", text="renamed"),
    "type": asked("set_value", panel="editor", part="response", at=["b"], text="renamed"),
    "undo": take_back,
    "redo": asked("redo"),
}


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_panels_are_kept_as_they_are(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        lab = desk(Path(folder))
        view = DeskView(lab, lab)
        shown: list[Any] = []
        view.send = lambda content, buffers=None: shown.append(content)
        for name in names:
            STEPS[name](lab, view)
            assert view.view["panels"] == {panel: live.view for panel, live in view._panels.items()}, name
            if view.editor is not None:
                assert view.view["panels"]["editor"]["title"] == view.editor.model.example.description
        opened = DeskView(lab, lab)
        assert json.dumps(view.view["panels"]["matrix"]) == json.dumps(opened.view["panels"]["matrix"])
        view.close()
        opened.close()


def test_an_example_that_was_renamed_is_edited_again(tmp_path: Path) -> None:
    """The matrix shows it by the name that is saved."""
    lab = desk(tmp_path)
    view = DeskView(lab, lab)
    for name in ("edit", "rename", "close the editor", "edit"):
        STEPS[name](lab, view)
    assert view.editor is not None
    assert view.editor.model.example.description == "renamed"
    lab.history.undo()
    assert lab.edit()[lab.contracts[0].examples[0]].description == "GET /0"
