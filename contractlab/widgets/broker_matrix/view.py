"""The live matrix of a broker: contents by provider versions, each cell open to interactions and mismatches."""

from __future__ import annotations

from collections.abc import Mapping

import traitlets

from contractlab.broker.results import MatrixTable
from contractlab.errors import InvalidEdit
from contractlab.widgets.assets import module, style
from contractlab.widgets.broker_matrix.model import BrokerMatrixModel
from contractlab.widgets.explorer.protocol import CellAnswer, ExplorerPayload, ViewAnswer
from contractlab.widgets.live import LiveView
from contractlab.widgets.protocol import CodeAnswer, Message
from contractlab.widgets.rpc import Operation
from contractlab.widgets.stand_in import stand_in

__all__ = ["BrokerMatrixView", "explore_broker"]


class BrokerMatrixView(LiveView):
    """A broker's matrix to move in; nothing is written there.

    Parameters
    ----------
    table : MatrixTable

    Raises
    ------
    BrokerError
        If the broker does not answer.
    """

    _esm = module("explorer.js")
    _css = style("base.css", "explorer.css")
    view: ExplorerPayload
    live = traitlets.Bool(True).tag(sync=True)

    def __init__(self, table: MatrixTable) -> None:
        self.model = BrokerMatrixModel(table)
        super().__init__(view=self.model.view())

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {"cell": self._cell, "code": self._code, "ask": self._ask}

    def _cell(self, message: Message) -> CellAnswer:
        return {"cell": self.model.cell(message.get("row"), message.get("column"))}

    def _code(self, message: Message) -> CodeAnswer:
        return {"code": self.model.code(message.get("row"), message.get("column"))}

    def _ask(self, _message: Message) -> ViewAnswer:
        source = self.model.table.source
        if source is None:
            raise InvalidEdit("this matrix does not know its broker; ask it again with broker.matrix(…)")
        self.model.show(source.again())
        payload = self.model.view()
        self.keep(payload)
        return {"view": payload}

    def refresh(self) -> None:
        """Ask the broker again, and show what it says now.

        Raises
        ------
        BrokerError
            If it does not answer; what it said before stays.
        """
        self.push("view", self._ask({}))


def explore_broker(table: MatrixTable) -> BrokerMatrixView:
    """Show a broker's matrix as something to move in; in a notebook its static view is written first."""
    view = BrokerMatrixView(table)
    stand_in(lambda: view.model.table)
    return view
