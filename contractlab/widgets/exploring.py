"""The live desk: the matrix, and below it the editor of whatever was asked for; every edit is seen on the matrix."""

from __future__ import annotations

import sys
from typing import Any

import ipywidgets

from contractlab.contracts.example import Example
from contractlab.editing import Edit
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run
from contractlab.views import render_html, render_text
from contractlab.widgets.desk import Desk, bench_of
from contractlab.widgets.editor import ExampleEditor
from contractlab.widgets.explorer import Explorer
from contractlab.widgets.explorer_model import matrix_shown
from contractlab.widgets.in_step import listen
from contractlab.widgets.what_if import ChangedCell, changed_cells

__all__ = ["DeskView", "explore", "stand_in"]


class DeskView(ipywidgets.VBox):  # type: ignore[misc]
    """A live matrix with its inspector; ``e`` opens the editor of an example below it.

    Parameters
    ----------
    item : Run, Matrix or Lab
    desk : Desk, optional
        What belongs to it; what the run or the matrix was made of where it is left out.
    """

    def __init__(self, item: Any, desk: Desk | None = None) -> None:
        self.desk: Desk = desk if desk is not None else bench_of(item)
        self.explorer = Explorer(item, redaction=self.desk.redaction, on_edit=self._open)
        self._provider = matrix_shown(item).axis == "provider"
        self._slot = ipywidgets.Box(layout=ipywidgets.Layout(flex_flow="column", overflow="visible"))
        self._heard: dict[int, tuple[Edit, Any]] = {}
        self._stops: list[Any] = []
        super().__init__([self.explorer, self._slot])

    @property
    def editor(self) -> ExampleEditor | None:
        """The editor that is open."""
        return next(iter(self._slot.children), None)

    def edit(self, example: Example) -> ExampleEditor:
        """Open the editor of an example below the matrix."""
        edit = self.desk.edit_of(self._contract_of(example))
        if id(edit) not in self._heard:
            self._heard[id(edit)] = (edit, edit.original)
            self._stops.append(listen(edit, self._edited))
        old = self.editor
        made = ExampleEditor(edit[example], self.desk)
        self._slot.children = (made,)
        if old is not None:
            old.close()
        return made

    def _contract_of(self, example: Example) -> Any:
        """The contract at the desk that has the example; it was loaded again, perhaps, since the matrix was made."""
        named = (example.contract.consumer, example.contract.provider)
        same = [one for one in self.desk.contracts if one is example.contract]
        alike = [one for one in self.desk.contracts if (one.consumer, one.provider) == named]
        return (same or alike or [example.contract])[0]

    def _open(self, example: Example) -> str:
        self.edit(example)
        return f"The editor of {example.description[:80]!r} is open below."

    def _edited(self) -> None:
        saved = [edit for edit, original in self._heard.values() if edit.original is not original]
        for edit in saved:
            self.desk.adopt(edit)
            self._heard[id(edit)] = (edit, edit.original)
        if saved:
            self.refresh()
        cells: list[ChangedCell] = []
        told: list[str] = []
        for edit, _ in self._heard.values():
            if edit.changed and self._provider:
                preview = edit.preview(self.desk.captures, dialect=self.desk.dialect)
                cells += changed_cells(preview)
                told.append(preview.sentence)
        self.explorer.show_changes(cells, ". ".join(told) or self.explorer.view["status"])

    def refresh(self) -> None:
        """Check the desk again, and show what changed."""
        if self._provider:
            self.explorer.refresh(self.desk)

    def close(self) -> None:
        """Stop listening, and take the view away."""
        for stop in self._stops:
            stop()
        super().close()

    def __repr__(self) -> str:
        return "the live desk; it needs a running kernel, and what stands above does not"


def explore(item: Any, desk: Desk | None = None) -> DeskView:
    """Show a run, a matrix or a desk as something to move in; in a notebook its static view is written first.

    Parameters
    ----------
    item : Run, Matrix or Lab
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
    made = DeskView(item, desk)
    stand_in(item if isinstance(item, Run | Matrix) else shown)
    return made


def stand_in(item: Any) -> None:
    """Write the static view of something into a notebook, for whoever opens it without a kernel.

    A live view hides it while it is alive.

    Parameters
    ----------
    item : object
        Anything that has a view.
    """
    shell = None if "IPython" not in sys.modules else sys.modules["IPython"].get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return
    from IPython.display import display

    html = f'<div class="contractlab-stands-in">{render_html(item)}</div>'
    display({"text/html": html, "text/plain": render_text(item)}, raw=True)  # type: ignore[no-untyped-call]
