"""The live editor of one example."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.editing.contract_edit import Edit, ExampleEdit
from contractlab.verification.results import Result
from contractlab.widgets.assets import module, style
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.edit_events import listen, tell
from contractlab.widgets.editor.actions import LOOKING, READING, example_operations
from contractlab.widgets.editor.model import EditorModel
from contractlab.widgets.editor.protocol import EditorPayload
from contractlab.widgets.editor.sections import editor_payload
from contractlab.widgets.editor.start import start_of
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.protocol import Answer, JSONValue
from contractlab.widgets.rpc import Operation
from contractlab.widgets.run_desk import RunDesk
from contractlab.widgets.selected_examples import SelectedExamples

__all__ = ["ExampleEditor"]


class ExampleEditor(LiveView):
    """An example to be edited; every edit shows at once what it would change.

    Parameters
    ----------
    example : ExampleEdit
        What it shows and edits; the same Edit can be used in code, and other views of it stay in step.
    desk : Desk, optional
        Captures to look at, and how they are checked.
    start : Result, optional
        A failing result: the first value that differs is looked at first.
    host : PanelHost, optional
        As in `LiveView`.
    selected : SelectedExamples, optional
        Examples that are selected in the matrix beside it.

    Attributes
    ----------
    edit : Edit
    """

    _esm = module("editor.js")
    _css = style("base.css", "editor.css")
    view: EditorPayload

    def __init__(
        self,
        example: ExampleEdit,
        desk: DeskProtocol | None = None,
        *,
        start: Result | None = None,
        host: PanelHost | None = None,
        selected: SelectedExamples | None = None,
    ) -> None:
        self.model = EditorModel(example, desk if desk is not None else RunDesk(), selected, in_slices=host is not None)
        self._operations = example_operations(self.model)
        self._telling = False
        if start is not None:
            self.model.look_at_capture(start.capture)
        payload = editor_payload(self.model)
        if start is not None:
            payload["start"] = start_of(start, payload["tabs"])
        super().__init__(host=host, view=payload)
        self._stop = listen(self.edit, self._heard)

    @property
    def edit(self) -> Edit:
        """The edit that the example belongs to."""
        return self.model.edit

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return self._operations

    def handle(self, message: JSONValue) -> Answer:
        """See `LiveView`; after an edit the answer holds what changed on the screen, and other views are told."""
        answer = super().handle(message)
        if answer["ok"] and answer["op"] not in READING:
            # Not while the desk is being checked: it says when it is.
            self.model.checked = self.model.desk.checks.gradual is None
            answer["delta"] = self._delta()
        if answer["ok"] and answer["op"] not in READING | LOOKING:
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
            self.push("delta", {"delta": delta})

    def look_again(self) -> None:
        """Hear that the captures of the desk were checked."""
        self.model.checked = True
        self._heard()

    def _delta(self) -> dict[str, object]:
        """What is other than on the screen; tabs that are the same are None."""
        before, now = self.view, editor_payload(self.model)
        old: Mapping[str, object] = before
        changed: dict[str, object] = {key: value for key, value in now.items() if old.get(key) != value}
        if "tabs" in changed:
            by_id = {tab["id"]: tab for tab in before["tabs"]}
            changed["tabs"] = [None if by_id.get(tab["id"]) == tab else tab for tab in now["tabs"]]
            changed["tab_ids"] = [tab["id"] for tab in now["tabs"]]
        self.keep(now)
        return changed

    def close(self) -> None:
        """Stop listening, and take the view away."""
        self._stop()
        super().close()

    def __repr__(self) -> str:
        return f"<ExampleEditor {self.model.example.description!r}>" if self.model.there else "<ExampleEditor>"
