"""The live editor of one example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.widgets.answers import Answer
from contractlab.widgets.assets import module, style
from contractlab.widgets.desk import Bench, Desk
from contractlab.widgets.editor_actions import READING, example_operations
from contractlab.widgets.editor_model import EditorModel
from contractlab.widgets.in_step import listen, tell
from contractlab.widgets.live import LiveView
from contractlab.widgets.matcher_panel import panel

__all__ = ["ExampleEditor"]


class ExampleEditor(LiveView):
    """An example to be edited; every edit shows at once what it would change.

    Parameters
    ----------
    example : ExampleEdit
        What it shows and edits; the same Edit can be used in code, and other views of it stay in step.
    desk : Desk, optional
        Captures to look at, and how they are checked.

    Attributes
    ----------
    edit : Edit
    """

    _esm = module("editor.js")
    _css = style("base.css", "editor.css")

    def __init__(self, example: ExampleEdit, desk: Desk | None = None) -> None:
        self.model = EditorModel(example, desk if desk is not None else Bench())
        self._operations = example_operations(self.model)
        self._operations["panel"] = lambda message: {"panel": panel(self.model, message)}
        self._operations["warnings"] = lambda message: {"warnings": self.model.warnings()}
        self._telling = False
        super().__init__(view=self.model.view())
        self._stop = listen(self.edit, self._heard)

    @property
    def edit(self) -> Edit:
        """The edit that the example belongs to."""
        return self.model.edit

    def operations(self) -> Mapping[str, Callable[[dict[str, Any]], Answer | None]]:
        """See `LiveView`."""
        return self._operations

    def handle(self, message: Any) -> Answer:
        """See `LiveView`; after an edit the answer holds what changed on the screen, and other views are told."""
        answer = super().handle(message)
        if answer["ok"] and answer["op"] not in READING:
            answer["delta"] = self._delta()
            self._telling = True
            try:
                tell(self.edit)
            finally:
                self._telling = False
        return answer

    def _heard(self) -> None:
        if self._telling:
            return
        delta = self._delta()
        if delta:
            self.push("delta", delta=delta)

    def _delta(self) -> dict[str, Any]:
        """What is other than on the screen; tabs that are the same are None."""
        before, now = self.view, self.model.view()
        changed = {key: value for key, value in now.items() if before.get(key) != value}
        if "tabs" in changed:
            known = {tab["id"]: tab for tab in before.get("tabs", [])}
            changed["tabs"] = [None if known.get(tab["id"]) == tab else tab for tab in now["tabs"]]
            changed["tab_ids"] = [tab["id"] for tab in now["tabs"]]
        # The trait is brought up to date without sending all of it again.
        self._trait_values["view"] = now
        return changed

    def close(self) -> None:
        """Stop listening, and take the view away."""
        self._stop()
        super().close()

    def __repr__(self) -> str:
        return f"<ExampleEditor {self.model.example.description!r}>" if self.model.there else "<ExampleEditor>"
