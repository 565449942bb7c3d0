"""The live desk: one place for matrix, editor, states, captures and changes, with one history and one way to save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from contractlab.contracts.contract import Contract, Example
from contractlab.editing import Edit
from contractlab.editing.preview import Preview
from contractlab.editing.repair_options import has_options
from contractlab.errors import ContractLabError, InvalidEdit
from contractlab.values.text import shorten
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.views.guard import broken_block
from contractlab.views.origin import origin_summary
from contractlab.views.words import count
from contractlab.widgets.assets import module, style
from contractlab.widgets.block_json import blocks_json
from contractlab.widgets.captures.cell_settling import CellSettling
from contractlab.widgets.changed_cells import ChangedCell, changed_cells, edited_examples
from contractlab.widgets.desk.changes import changes_of
from contractlab.widgets.desk.checks import ChecksInSlices, checks_json
from contractlab.widgets.desk.files import files_to_save, save_file_as, save_files
from contractlab.widgets.desk.origins import origins_json
from contractlab.widgets.desk.protocol import (
    ChangesAnswer,
    DeskBar,
    DeskPanels,
    DeskPayload,
    FilesAnswer,
    FilesSaved,
    PanelAnswered,
    Place,
)
from contractlab.widgets.desk.tabs import PANELS, panel_of, tabs_of
from contractlab.widgets.desk_protocol import DeskProtocol, previews_of
from contractlab.widgets.drawn import drawn
from contractlab.widgets.editor.view import ExampleEditor
from contractlab.widgets.explorer.model import Explorable, matrix_shown
from contractlab.widgets.explorer.view import Explorer
from contractlab.widgets.live import LiveView
from contractlab.widgets.protocol import (
    Answer,
    BlockJson,
    CodeAnswer,
    JSONValue,
    Message,
    Nothing,
    SentenceAnswer,
    VerdictCount,
)
from contractlab.widgets.repairs.view import RepairsView
from contractlab.widgets.rpc import Operation, failed, text_of, whole_number
from contractlab.widgets.run_desk import desk_of
from contractlab.widgets.selected_examples import SelectedExamples
from contractlab.widgets.stand_in import stand_in
from contractlab.widgets.states.view import StatesEditor
from contractlab.widgets.unsaved_code import unsaved_code
from contractlab.widgets.verdict_counts import counts_of_changes

if TYPE_CHECKING:
    from contractlab.definition import Definition

__all__ = ["DeskView"]


class DeskView(LiveView):
    """Everything of one place of work: a matrix to move in, an editor beside it, states, captures and changes.

    Parameters
    ----------
    item : Run, Matrix or Desk
    desk : Desk, optional
        What belongs to it; what the run or the matrix was made of where it is left out.
    place : str
        The tab that is shown first.
    example : Example, optional
        Whose editor is open at first.

    Attributes
    ----------
    desk : Desk
    explorer : Explorer
    """

    _esm = module("desk.js")
    _css = style(
        *("base.css", "explorer.css", "editor.css", "states.css", "captures.css", "repairs.css", "provider.css"),
        *("define.css", "insight.css", "desk.css"),
    )
    view: DeskPayload

    def __init__(
        self,
        item: Explorable,
        desk: DeskProtocol | None = None,
        *,
        place: Place = "matrix",
        example: Example | None = None,
    ) -> None:
        self.desk = desk if desk is not None else _desk_around(item)
        self._renew_stand_in: Callable[[], None] = _nothing
        self._selected = SelectedExamples(lambda: self.explorer.model.rows)
        self._checks = ChecksInSlices(self.desk, self.refresh, self._prepare)
        glimpse = self._checks.first_sight() if item is self.desk else None
        self._by_provider = glimpse is not None or matrix_shown(item).axis == "provider"
        self.explorer = Explorer(
            item,
            glimpse=glimpse,
            redaction=self.desk.redaction,
            on_edit=self._open_from_matrix,
            on_select=self._select,
            settling=CellSettling(self.desk) if self._by_provider else None,
            host=self,
        )
        self._panels: dict[str, LiveView] = {"matrix": self.explorer}
        self._originals: dict[Edit, Contract] = {edit: edit.original for edit in self.desk.history.edits}
        self._checked = (self.desk.contracts, self.desk.captures, self._decided())
        if place in PANELS:
            self._panel_or_line(place)  # the screen asks again for one that could not be built
        self._first = place
        if example is not None:
            self._make_editor(example, None)
        super().__init__(view={"bar": self._bar(), "tab": place, "panels": self._payloads()})
        self._show_changes()
        self.desk.history.listen(self._look_again)

    # Checks that take long

    def _prepare(self, matrix: Matrix) -> Iterator[None]:
        """Draw what will be shown of a matrix, in pieces that are short."""
        return self.explorer.prepare(matrix, again=self._checks.showed_glimpse)

    def _show_checked(self) -> None:
        """Show what was checked, all of it or as far as it came."""
        if self._checks.showed_glimpse:  # the rows with most trouble come first, which nobody knew before
            self.explorer.start_again(self.desk)
        else:
            self.explorer.refresh(self.desk)
        self._checks.shown()
        if self.editor is not None:
            self.editor.look_again()
        self._renew_stand_in()

    def stand_in_by(self, item: Callable[[], object]) -> None:
        """Write a static view beside this one into the notebook: when the checks are over, where they take long.

        Parameters
        ----------
        item : callable
            Gives what is shown there.
        """
        self._renew_stand_in = stand_in(item, later=self._checks.awaited)

    # Panels

    def relay(self, panel: LiveView, content: Mapping[str, object]) -> None:
        """See `PanelHost`."""
        name = next((name for name, shown in self._panels.items() if shown is panel), None)
        if name is not None:  # one that was closed says nothing any more
            self.send({**content, "panel": name})

    def kept(self, panel: LiveView) -> None:
        """See `PanelHost`."""
        if any(shown is panel for shown in self._panels.values()):
            self._keep_panels()

    def _payloads(self) -> DeskPanels:
        return cast(DeskPanels, {name: panel.view for name, panel in self._panels.items()})

    def _make_panel(self, name: str) -> LiveView:
        made = panel_of(name, self.desk, self, self._selected)
        self._panels[name] = made
        return made

    def _panel_or_line(self, name: str) -> LiveView | list[BlockJson]:
        """The panel; where it cannot be built, the line that stands in its tab."""
        try:
            return self._make_panel(name)
        except ContractLabError:
            raise
        except Exception as error:
            return blocks_json([broken_block(error)])

    @property
    def definition(self) -> Definition:
        """What is being defined at the desk; InvalidEdit where nothing is."""
        if self.desk.definition is None:
            raise InvalidEdit("nothing is being defined here; lab.define(consumer, provider) begins")
        return self.desk.definition

    def _make_editor(self, example: Example, result: Result | None) -> ExampleEditor:
        edit = self.desk.edit_of(self._contract_of(example))
        self._originals.setdefault(edit, edit.original)
        before = self._panels.get("editor")
        start = result if result is not None and result.mismatches else None
        editor = ExampleEditor(edit[example], self.desk, start=start, host=self, selected=self._selected)
        self._panels["editor"] = editor
        if before is not None:
            before.close()
        return editor

    @property
    def editor(self) -> ExampleEditor | None:
        """The editor that is open."""
        editor = self._panels.get("editor")
        return editor if isinstance(editor, ExampleEditor) else None

    @property
    def edit(self) -> Edit:
        """The edit of the contract whose example is being edited.

        Raises
        ------
        InvalidEdit
            If no editor is open.
        """
        if self.editor is None:
            raise InvalidEdit("no example is being edited; lab.edit(example) opens its editor")
        return self.editor.edit

    def open_editor(self, example: Example, result: Result | None = None) -> ExampleEditor:
        """Open the editor of an example beside the matrix.

        Parameters
        ----------
        example : Example
        result : Result, optional
            A failing result, whose first difference is looked at first.
        """
        editor = self._make_editor(example, result)
        self._keep_panels()
        self.push("panel", {"name": "editor", "view": editor.view})
        return editor

    def _open_from_matrix(self, example: Example, result: Result | None) -> str:
        self.open_editor(example, result)
        return f"Editing {example.description[:80]!r}."

    def _select(self, rows: Sequence[int]) -> None:
        self._selected.select(rows)
        states = self._panels.get("states")
        if isinstance(states, StatesEditor):
            states.look_again()

    def _contract_of(self, example: Example) -> Contract:
        """The contract at the desk that has the example; it was loaded again, perhaps, since the matrix was made."""
        mine = example.contract
        pair = (mine.consumer, mine.provider)
        same = [contract for contract in self.desk.contracts if contract is mine]
        alike = [contract for contract in self.desk.contracts if (contract.consumer, contract.provider) == pair]
        return (same or alike or [mine])[0]

    # What the screen asks for

    def handle(self, message: JSONValue) -> Answer:
        """See `LiveView`; a message to a panel is the panel's."""
        name = message.get("panel") if isinstance(message, dict) else None
        if name is None:
            return super().handle(message)
        panel = self._panels.get(name) if isinstance(name, str) else None
        if panel is None:
            return {**failed(message, InvalidEdit("this panel no longer exists")), "panel": name, "of": name}
        # An answer may have a `panel` of its own, so whose it is stands under another name too.
        return {"panel": name, **panel.handle(message), "of": name}

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {
            "open": self._open_panel,
            "undo": self._undo,
            "redo": self._redo,
            "undo_to": self._undo_to,
            "changes": self._changes,
            "saving": self._saving,
            "save": self._save,
            "save_as": self._save_as,
            "code": self._code,
            "close_editor": self._close_editor,
            "repairs": self._open_repairs,
            "look": self._look_at_repair,
            "close_repairs": self._close_repairs,
            "again": self._again,
            **self._checks.operations,
        }

    def _open_panel(self, message: Message) -> PanelAnswered:
        name = message.get("name")
        if not isinstance(name, str) or name not in PANELS:
            raise InvalidEdit("unknown tab")
        panel = self._panels.get(name) or self._panel_or_line(name)
        if not isinstance(panel, LiveView):
            return {"broken": panel}
        self._keep_panels()
        return {"view": panel.view}

    def _undo(self, _message: Message) -> SentenceAnswer:
        return {"sentence": f"Undone: {shorten(self.desk.history.undo().label, 120)}."}

    def _redo(self, _message: Message) -> SentenceAnswer:
        return {"sentence": f"Redone: {shorten(self.desk.history.redo().label, 120)}."}

    def _undo_to(self, message: Message) -> SentenceAnswer:
        return {"sentence": f"{count(self.desk.history.undo_to(whole_number(message, 'number')), 'change')} undone."}

    def _changes(self, _message: Message) -> ChangesAnswer:
        return changes_of(self.desk)

    def _saving(self, _message: Message) -> FilesAnswer:
        return {"files": files_to_save(self.desk)}

    def _save(self, message: Message) -> FilesSaved:
        numbers = message.get("files")
        if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
            raise InvalidEdit("choose at least one file")
        return save_files(self.desk, [number for number in numbers if isinstance(number, int)])

    def _save_as(self, message: Message) -> FilesSaved:
        return save_file_as(self.desk, whole_number(message, "number"), text_of(message, "name", 400))

    def _code(self, _message: Message) -> CodeAnswer:
        return {"code": "\n".join(change.code for change in self.desk.history.done)}

    def _close_editor(self, _message: Message) -> Nothing:
        self._close_panel("editor")
        return {}

    def _open_repairs(self, message: Message) -> Nothing:
        causes = self.explorer.model.matrix.causes
        # None is said: a message without a cause is no question.
        number = None if message.get("cause", "") is None else whole_number(message, "cause")
        if number is not None and not 0 <= number < len(causes):
            raise InvalidEdit("this cause no longer exists")
        cause = None if number is None else causes[number]
        row = message.get("row")
        example = None if row is None else self.explorer.model.row_at(row).example
        before = self._panels.get("repairs")
        panel = RepairsView(self.desk, lambda: self.explorer.model.matrix, cause, example, host=self)
        self._panels["repairs"] = panel
        if before is not None:
            before.close()
        self._keep_panels()
        self.push("repairs", {"view": panel.view})
        return {}

    def _look_at_repair(self, message: Message) -> Nothing:
        """Show on the matrix what a fix would change, or only what was edited."""
        panel, number = self._panels.get("repairs"), whole_number(message, "number")
        self._show_changes(panel.previews(number) if isinstance(panel, RepairsView) and number >= 0 else ())
        return {}

    def _close_repairs(self, _message: Message) -> Nothing:
        self._close_panel("repairs")
        return {}

    def _again(self, message: Message) -> SentenceAnswer:
        """Ask for the example of a row again; the screen of the Run panel goes on with it."""
        provider = self.desk.provider
        row = self.explorer.model.row_at(message.get("row"))
        if provider is None:
            raise InvalidEdit('asking again needs a provider: lab = cl.open(…, provider="http://…")')
        place = provider.place_of(row.example)
        if place is None:
            raise InvalidEdit("the provider is not asked for this example")
        from contractlab.widgets.provider.view import RunPanel

        panel = self._panels.get("live") or self._make_panel("live")
        assert isinstance(panel, RunPanel), "the panel of this name"
        answer = panel.run_again(place)
        self._keep_panels()
        self.push("live", {"view": panel.view})
        return {"sentence": answer or panel.view["problem"]}

    def _close_panel(self, name: str) -> None:
        panel = self._panels.pop(name, None)
        if panel is not None:
            panel.close()
        self._keep_panels()

    # What changes by itself

    def _look_again(self) -> None:
        """Show what was edited, assigned, dropped or saved, here or elsewhere."""
        for edit in self.desk.history.edits:
            original = self._originals.setdefault(edit, edit.original)
            if edit.original is not original:
                self._originals[edit] = edit.original
                if not any(contract is edit.original for contract in self.desk.contracts):
                    self.desk.adopt(edit)
        checked = (self.desk.contracts, self.desk.captures, self._decided())
        if checked != self._checked:
            self._checked = checked
            self.refresh()
        if self._checks.awaited and self.desk.checks.gradual is None:
            self._show_checked()
        elif self._checks.edits_looked_at() and self.editor is not None:
            self.editor.look_again()
        self._show_changes()
        bar = self._bar()
        if bar != self.view["bar"]:
            self.push("bar", {"bar": bar})
        self._keep_panels(bar)

    def _decided(self) -> dict[str, tuple[str | None, str]]:
        """What was decided by hand about captures, which stay the same object then."""
        return {
            capture.key: (capture.assigned, capture.base_path)
            for capture in self.desk.captures
            if capture.assigned is not None or capture.base_path
        }

    def _keep_panels(self, bar: DeskBar | None = None) -> None:
        """Bring what a screen opened later would draw up to date."""
        self.keep({**self.view, "bar": bar if bar is not None else self.view["bar"], "panels": self._payloads()})

    def _show_changes(self, more: Iterable[Preview] = ()) -> None:
        cells: list[ChangedCell] = []
        edited: list[Example] = []
        sentences: list[str] = []
        if self._by_provider and self.desk.checks.gradual is None:
            for preview in previews_of(self.desk):
                if not preview.ready:
                    continue
                cells += changed_cells(preview)
                edited += edited_examples(preview)
                sentences.append(preview.sentence)
            for preview in more:  # of what is looked at only; it goes on from the edits
                cells += changed_cells(preview)
                edited += edited_examples(preview)
        self.explorer.show_changes(cells, ". ".join(sentences) or self.explorer.view["status"], edited)

    def _bar(self) -> DeskBar:
        history = self.desk.history
        done, undone, changed = history.done, history.undone, history.changed
        unsaved = sum(len(edit.unsaved_steps) for edit in changed)
        previews = previews_of(self.desk)
        return {
            "checks": checks_json(self.desk),
            "title": self.explorer.view["title"],
            "tabs": tabs_of(self.desk, self.explorer.model.matrix, unsaved, self._first),
            "undo": shorten(done[-1].label, 120) if done else "",
            "redo": shorten(undone[-1].label, 120) if undone else "",
            "edits": f"{count(unsaved, 'change')} not saved" if unsaved else "",
            "code": unsaved_code(changed),
            "counts": drawn(partial(_counts, previews), lambda _: [], "what would change"),
            "plain": "" if changed else self.explorer.view["status"],
            "options": drawn(partial(has_options, self.explorer.model.matrix.runs), lambda _: False, "a button"),
            "sources": drawn(partial(origin_summary, self.desk.contracts), lambda _: "", "the sources"),
            "origins": drawn(partial(origins_json, self.desk.contracts), lambda _: [], "the sources"),
        }

    def refresh(self) -> None:
        """Check the desk again, and show what changed: at once, or when it is checked where that takes long."""
        if not self._by_provider:
            return
        if self._checks.begin():
            self.explorer.refresh(self.desk)

    def close(self) -> None:
        """Stop listening, and take the view away."""
        for panel in self._panels.values():
            panel.close()
        super().close()

    def __repr__(self) -> str:
        return "the live desk; it needs a running kernel, and what stands above does not"


def _counts(previews: Sequence[Preview]) -> list[VerdictCount]:
    """What would change if all were saved; none before that is known."""
    return counts_of_changes(previews) if previews and all(each.ready for each in previews) else []


def _nothing() -> None:
    """No static view stands in."""


def _desk_around(item: Explorable) -> DeskProtocol:
    if isinstance(item, Run | Matrix):
        return desk_of(item)
    if not hasattr(type(item), "matrix"):
        matrix_shown(item)  # which says what can be explored
    return item
