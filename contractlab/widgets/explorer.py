"""The live matrix with its inspector."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

from contractlab.captures import Redaction
from contractlab.errors import InvalidEdit
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run
from contractlab.widgets.answers import Answer
from contractlab.widgets.assets import module, style
from contractlab.widgets.explorer_model import ExplorerModel, matrix_shown
from contractlab.widgets.live import LiveView
from contractlab.widgets.what_if import ChangedCell

__all__ = ["Explorer"]


class Explorer(LiveView):
    """A matrix to move in; choosing a cell explains it.

    Parameters
    ----------
    item : Run, Matrix or Lab
    redaction : Redaction, optional
    on_edit : callable, optional
        Called with the example that is to be edited; returns what to say.
    """

    _esm = module("explorer.js")
    _css = style("base.css", "explorer.css")
    live = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self, item: Any, *, redaction: Redaction | None = None, on_edit: Callable[[Any], str] | None = None
    ) -> None:
        self.model = ExplorerModel(matrix_shown(item), redaction)
        self._on_edit = on_edit
        # As the README and the tours call them: the code is to be read before it is run.
        kind = "matrix" if isinstance(item, Matrix) or getattr(item, "matrix", None) is self.model.matrix else "run"
        self._name = kind if isinstance(item, Run | Matrix) else f"lab.{kind}"
        super().__init__(view=self.model.view())

    def operations(self) -> Mapping[str, Callable[[dict[str, Any]], Answer | None]]:
        """See `LiveView`."""
        model = self.model
        return {
            "cell": lambda message: {"cell": model.cell(message.get("row"), message.get("column"))},
            "raw": lambda message: {"raw": model.raw(message.get("row"), message.get("column"), message.get("offset"))},
            "unfold": self._unfold,
            "edit": self._edit,
            "code": self._code,
        }

    def _unfold(self, message: dict[str, Any]) -> Answer:
        return {"rows": self.model.unfold(message.get("row"), message.get("column"), message.get("fold"))}

    def _edit(self, message: dict[str, Any]) -> Answer:
        row = self.model.row_at(message.get("row"))
        if self._on_edit is None:
            raise InvalidEdit("editing needs a desk: lab = cl.open(contracts, captures), then lab.explore()")
        return {"said": self._on_edit(row.example)}

    def _code(self, message: dict[str, Any]) -> Answer:
        row = self.model.row_at(message.get("row"))
        column = message.get("column")
        self.model.result_at(message.get("row"), column)  # there is such a cell
        version = self.model.matrix.versions[int(str(column))]
        which = repr((row.consumer, row.provider, row.key))
        versioned = self._name.endswith("matrix")
        return {"code": f"{self._name}[{which}, {version!r}]" if versioned else f"{self._name}[{which}]"}

    def refresh(self, item: Any) -> None:
        """Show another matrix of the same examples: only rows that changed go to the screen.

        Parameters
        ----------
        item : Run, Matrix or Lab
        """
        matrix: Matrix = matrix_shown(item)
        before = self.view
        self.model.refreshed(matrix)
        now = self.model.view()
        # The trait is brought up to date without sending all of it again.
        self._trait_values["view"] = now
        if before["columns"] != now["columns"]:
            self.push("view", view=now)
            return
        rest = {key: value for key, value in now.items() if key != "rows"}
        self.push("rows", rows=self.model.differences(before["rows"]), count=len(now["rows"]), view=rest)

    def show_changes(self, changed: Sequence[ChangedCell], said: str) -> None:
        """Draw what edits would change, before anything is saved.

        Parameters
        ----------
        changed : sequence of ChangedCell
        said : str
            The same in words.
        """
        self.push("changes", cells=self.model.overlay(changed), said=said)
