"""`explore`: what there is to move in, as the live view that fits it."""

from __future__ import annotations

from typing import overload

from contractlab.broker.results import MatrixTable
from contractlab.verification.matrix import Matrix
from contractlab.verification.run import Run
from contractlab.widgets.broker_matrix.view import BrokerMatrixView, explore_broker
from contractlab.widgets.desk.view import DeskView
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.explorer.model import Explorable, matrix_shown

__all__ = ["explore"]


@overload
def explore(item: MatrixTable, desk: None = None) -> BrokerMatrixView: ...
@overload
def explore(item: Explorable, desk: DeskProtocol | None = None) -> DeskView: ...
def explore(item: Explorable | MatrixTable, desk: DeskProtocol | None = None) -> DeskView | BrokerMatrixView:
    """Show a run, a matrix, a desk or a broker's matrix as something to move in; its static view is written first.

    Parameters
    ----------
    item : Run, Matrix or Desk; or what ``broker.matrix("Consumer", "Provider")`` gives
    desk : Desk, optional

    Returns
    -------
    DeskView; BrokerMatrixView for a broker's matrix

    Raises
    ------
    TypeError
        If there is nothing to explore in it.
    BrokerError
        If the broker of a matrix does not answer.
    """
    if isinstance(item, MatrixTable):
        return explore_broker(item)
    view = DeskView(item, desk)
    view.stand_in_by(lambda: item if isinstance(item, Run | Matrix) else matrix_shown(item))
    return view
