"""The live matrix with its inspector."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Protocol

import traitlets

from contractlab.captures import Redaction
from contractlab.contracts.contract import Example
from contractlab.errors import InvalidEdit
from contractlab.verification.matrix import Matrix
from contractlab.verification.results import Result
from contractlab.verification.run import Run
from contractlab.widgets.assets import module, style
from contractlab.widgets.changed_cells import ChangedCell
from contractlab.widgets.explorer.model import Explorable, ExplorerModel, matrix_shown, rows_changed
from contractlab.widgets.explorer.protocol import (
    CellAnswer,
    ExplorerPayload,
    PicturesAnswer,
    RawAnswer,
    RowsAnswer,
    ViewAnswer,
)
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.protocol import CodeAnswer, Message, Nothing, SentenceAnswer, Unsettled
from contractlab.widgets.rpc import Operation, whole_number

__all__ = ["Explorer"]


class SettlesCells(Protocol):
    """Settles cells that are ambiguous; a desk has one."""

    def offer(self, results: Sequence[Result]) -> Unsettled | None:
        """What the results of a cell offer; None where nothing is ambiguous."""
        ...

    def settle(self, results: Sequence[Result], choice: int, *, alike: bool) -> str:
        """Settle a cell; what was done is returned in words."""
        ...


class Explorer(LiveView):
    """A matrix to move in; choosing a cell explains it.

    Parameters
    ----------
    item : Run, Matrix or Desk
    redaction : Redaction, optional
    on_edit : callable, optional
        Called with the example that is to be edited and the result that is looked at; returns what to say.
    on_select : callable, optional
        Called with the numbers of the rows that are selected together.
    settling : SettlesCells, optional
        Settles ambiguous cells; without it they offer nothing.
    host : PanelHost, optional
        As in `LiveView`.
    glimpse : Matrix, optional
        What is shown of the item until it is all there.
    """

    _esm = module("explorer.js")
    _css = style("base.css", "explorer.css")
    view: ExplorerPayload
    live = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        item: Explorable,
        *,
        redaction: Redaction | None = None,
        on_edit: Callable[[Example, Result | None], str] | None = None,
        on_select: Callable[[Sequence[int]], None] | None = None,
        settling: SettlesCells | None = None,
        host: PanelHost | None = None,
        glimpse: Matrix | None = None,
    ) -> None:
        shown = matrix_shown(item) if glimpse is None else glimpse
        self.model = ExplorerModel(shown, redaction, rows=0 if glimpse is None else _rows_of(glimpse))
        self._ahead: tuple[Matrix, ExplorerModel, ExplorerPayload] | None = None
        self._on_edit = on_edit
        self._on_select = on_select
        self._settling = settling
        self._name = _name_in_code(item, self.model.matrix)
        super().__init__(host=host, view=self.model.view())

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {
            "cell": self._cell,
            "raw": self._raw,
            "unfold": self._unfold,
            "edit": self._edit,
            "select": self._select,
            "settle": self._settle,
            "code": self._code,
            "pictures": self._pictures,
            "ask": self._ask,
        }

    def _cell(self, message: Message) -> CellAnswer:
        cell = self.model.cell(message.get("row"), message.get("column"))
        if self._settling is not None and not self.model.is_beside(message["column"]):
            offered = self._settling.offer(self.model.results_at(message["row"], message["column"]))
            if offered is not None:
                cell["unsettled"] = offered
        return {"cell": cell}

    def _raw(self, message: Message) -> RawAnswer:
        plain = message.get("plain") is True
        return {"raw": self.model.raw(message.get("row"), message.get("column"), message.get("offset"), plain=plain)}

    def _unfold(self, message: Message) -> RowsAnswer:
        return {"rows": self.model.unfold(message.get("row"), message.get("column"), message.get("fold"))}

    def _pictures(self, message: Message) -> PicturesAnswer:
        return self.model.pictures()

    def _ask(self, message: Message) -> ViewAnswer:
        raise InvalidEdit("this matrix was not asked of a broker")

    def _edit(self, message: Message) -> SentenceAnswer:
        row = self.model.row_at(message.get("row"))
        if self._on_edit is None:
            raise InvalidEdit("editing needs a desk: lab = cl.open(contracts, captures), then lab.explore()")
        column = message.get("column")
        result = None
        if column is not None and not self.model.is_beside(column):
            result = self.model.result_at(message["row"], column)
        return {"sentence": self._on_edit(row.example, result)}

    def _select(self, message: Message) -> Nothing:
        rows = message.get("rows")
        if not isinstance(rows, list) or not all(isinstance(row, int) and row >= 0 for row in rows):
            raise InvalidEdit("these rows no longer exist")
        if self._on_select is not None:
            self._on_select([row for row in rows if isinstance(row, int)])
        return {}

    def _settle(self, message: Message) -> SentenceAnswer:
        results = self.model.results_at(message.get("row"), message.get("column"))
        if self._settling is None:
            raise InvalidEdit("this needs a desk: lab = cl.open(contracts, captures), then lab.explore()")
        choice, alike = whole_number(message, "choice"), message.get("alike") is True
        return {"sentence": self._settling.settle(results, choice, alike=alike)}

    def _code(self, message: Message) -> CodeAnswer:
        row = self.model.row_at(message.get("row"))
        if self.model.is_beside(message.get("column")):
            named = "matrix" if self._name == "matrix" else "lab.matrix"
            mine = f'findings["example"] == {row.example.description!r}'
            return {"code": f"{named}.document.to_frame().loc[lambda findings: {mine}]"}
        version = self.model.version_at(message.get("row"), message.get("column"))
        example = repr((row.consumer, row.provider, row.key))
        by_version = self._name.endswith("matrix")
        return {"code": f"{self._name}[{example}, {version!r}]" if by_version else f"{self._name}[{example}]"}

    def refresh(self, item: Explorable) -> None:
        """Show another matrix of the same examples: only rows that changed go to the screen.

        Parameters
        ----------
        item : Run, Matrix or Desk
        """
        before, matrix = self.view, matrix_shown(item)
        now = self._drawn_ahead(matrix)
        if now is None:
            self.model.refreshed(matrix)
            now = self.model.view()
        self.keep(now)
        if before["columns"] != now["columns"]:
            self.push("view", {"view": now})
            return
        rest = {key: value for key, value in now.items() if key != "rows"}
        changed = rows_changed(before["rows"], now["rows"])
        self.push("rows", {"rows": changed, "count": len(now["rows"]), "view": rest})

    def start_again(self, item: Explorable) -> None:
        """Show what is all there now, the rows with most trouble first; parameters as in `refresh`."""
        matrix = matrix_shown(item)
        view = self._drawn_ahead(matrix)
        if view is None:
            self.model.show(matrix)
            view = self.model.view()
        self.keep(view)
        self.push("view", {"view": self.view})

    def prepare(self, matrix: Matrix, *, again: bool) -> Iterator[None]:
        """Draw another matrix before it is shown, in pieces that are short.

        Parameters
        ----------
        matrix : Matrix
        again : bool
            True for `start_again`, False for `refresh`.
        """
        model = copy(self.model)
        if again:
            model.show(matrix)
        else:
            model.refreshed(matrix)
        yield
        view = yield from model.view_in_steps()
        self._ahead = (matrix, model, view)

    def _drawn_ahead(self, matrix: Matrix) -> ExplorerPayload | None:
        """What was prepared for a matrix; None where nothing was."""
        ahead, self._ahead = self._ahead, None
        if ahead is None or ahead[0] is not matrix:
            return None
        self.model = ahead[1]
        return ahead[2]

    def show_changes(self, changed: Sequence[ChangedCell], sentence: str, edited: Sequence[Example] = ()) -> None:
        """Draw what edits would change, before anything is saved.

        Parameters
        ----------
        changed : sequence of ChangedCell
        sentence : str
            The same in words.
        edited : sequence of Example
            Examples as they are now, for the document beside the versions.
        """
        self.push("changes", {"cells": self.model.overlay(changed, edited), "sentence": sentence})


def _rows_of(glimpse: Matrix) -> int:
    """How many rows there will be of a matrix that is being made."""
    return max((sum(len(each.examples) for each in run.contracts) for run in glimpse.runs.values()), default=0)


def _name_in_code(item: Explorable, shown: Matrix) -> str:
    """What code calls the item, as the README and the tours do: the code is to be read before it is run."""
    if isinstance(item, Run):
        return "run"
    if isinstance(item, Matrix):
        return "matrix"
    return "lab.matrix" if len(shown.versions) > 1 else "lab.run"
