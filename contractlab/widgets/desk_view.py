"""The live desk: the matrix, and below it the editor of whatever was asked for; every edit is seen on the matrix."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from contractlab.contracts.contract import Contract, Example
from contractlab.editing import Edit
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run
from contractlab.widgets.changed_cells import ChangedCell, changed_cells
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.edit_events import listen
from contractlab.widgets.editor.view import ExampleEditor
from contractlab.widgets.explorer.model import Explorable, matrix_shown
from contractlab.widgets.explorer.view import Explorer
from contractlab.widgets.run_desk import desk_of
from contractlab.widgets.stand_in import stand_in

__all__ = ["DeskView", "explore"]


class DeskView(ipywidgets.VBox):  # type: ignore[misc]
    """A live matrix with its inspector; ``e`` opens the editor of an example below it.

    Parameters
    ----------
    item : Run, Matrix or Desk
    desk : Desk, optional
        What belongs to it; what the run or the matrix was made of where it is left out.
    """

    def __init__(self, item: Explorable, desk: DeskProtocol | None = None) -> None:
        self.desk = desk if desk is not None else _desk_around(item)
        self.explorer = Explorer(item, redaction=self.desk.redaction, on_edit=self._open)
        self._by_provider = matrix_shown(item).axis == "provider"
        self._slot = ipywidgets.Box(layout=ipywidgets.Layout(flex_flow="column", overflow="visible"))
        self._originals: dict[Edit, Contract] = {}
        self._stops: list[Callable[[], None]] = []
        super().__init__([self.explorer, self._slot])

    @property
    def editor(self) -> ExampleEditor | None:
        """The editor that is open."""
        return next(iter(self._slot.children), None)

    def edit(self, example: Example) -> ExampleEditor:
        """Open the editor of an example below the matrix."""
        edit = self.desk.edit_of(self._contract_of(example))
        if edit not in self._originals:
            self._originals[edit] = edit.original
            self._stops.append(listen(edit, self._edited))
        before = self.editor
        editor = ExampleEditor(edit[example], self.desk)
        self._slot.children = (editor,)
        if before is not None:
            before.close()
        return editor

    def _contract_of(self, example: Example) -> Contract:
        """The contract at the desk that has the example; it was loaded again, perhaps, since the matrix was made."""
        mine = example.contract
        pair = (mine.consumer, mine.provider)
        same = [contract for contract in self.desk.contracts if contract is mine]
        alike = [contract for contract in self.desk.contracts if (contract.consumer, contract.provider) == pair]
        return (same or alike or [mine])[0]

    def _open(self, example: Example) -> str:
        self.edit(example)
        return f"The editor of {example.description[:80]!r} is open below."

    def _edited(self) -> None:
        saved = [edit for edit, original in self._originals.items() if edit.original is not original]
        for edit in saved:
            self.desk.adopt(edit)
            self._originals[edit] = edit.original
        if saved:
            self.refresh()
        cells: list[ChangedCell] = []
        sentences: list[str] = []
        for edit in self._originals:
            if edit.changed and self._by_provider:
                preview = edit.preview(self.desk.captures, dialect=self.desk.dialect)
                cells += changed_cells(preview)
                sentences.append(preview.sentence)
        self.explorer.show_changes(cells, ". ".join(sentences) or self.explorer.view["status"])

    def refresh(self) -> None:
        """Check the desk again, and show what changed."""
        if self._by_provider:
            self.explorer.refresh(self.desk)

    def close(self) -> None:
        """Stop listening, and take the view away."""
        for stop in self._stops:
            stop()
        super().close()

    def __repr__(self) -> str:
        return "the live desk; it needs a running kernel, and what stands above does not"


def _desk_around(item: Explorable) -> DeskProtocol:
    return desk_of(item) if isinstance(item, Run | Matrix) else item


def explore(item: Explorable, desk: DeskProtocol | None = None) -> DeskView:
    """Show a run, a matrix or a desk as something to move in; in a notebook its static view is written first.

    Parameters
    ----------
    item : Run, Matrix or Desk
    desk : Desk, optional

    Returns
    -------
    DeskView

    Raises
    ------
    TypeError
        If there is nothing to explore in it.
    """
    shown = matrix_shown(item)
    view = DeskView(item, desk)
    stand_in(item if isinstance(item, Run | Matrix) else shown)
    return view
