"""The tabs of the live desk, and the panels that are made when theirs are opened."""

from __future__ import annotations

from contractlab.errors import InvalidEdit
from contractlab.verification.matrix import Matrix
from contractlab.widgets.captures.picture import unsettled_figure
from contractlab.widgets.captures.view import CapturesView
from contractlab.widgets.desk.protocol import DeskTab, Place
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.insight.view import InsightView
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.selected_examples import SelectedExamples
from contractlab.widgets.states.view import StatesEditor

__all__ = ["PANELS", "panel_of", "tabs_of"]

PANELS = ("states", "captures", "live", "define", "insight")
"""Tabs with a panel that is made when it is opened."""


def panel_of(name: str, desk: DeskProtocol, host: PanelHost, selected: SelectedExamples) -> LiveView:
    """The panel of one of `PANELS`.

    Parameters
    ----------
    name : str
    desk : DeskProtocol
    host : PanelHost
    selected : SelectedExamples
        Of its matrix.

    Raises
    ------
    InvalidEdit
        If nothing is being defined at the desk.
    """
    if name == "states":
        return StatesEditor(desk, host=host, selected=selected)
    if name == "captures":
        return CapturesView(desk, host=host)
    if name == "define":
        from contractlab.widgets.define.view import DefineView  # with a server

        if desk.definition is None:
            raise InvalidEdit("nothing is being defined here; lab.define(consumer, provider) begins")
        return DefineView(desk.definition, host=host)
    if name == "insight":
        return InsightView(desk, host=host)
    from contractlab.widgets.provider.view import RunPanel  # with packages that only asking needs

    return RunPanel(desk, host=host)


def tabs_of(desk: DeskProtocol, matrix: Matrix, unsaved: int, first: Place) -> list[DeskTab]:
    """What stands on top.

    Parameters
    ----------
    desk : DeskProtocol
    matrix : Matrix
        As it is shown.
    unsaved : int
        Changes that are not saved.
    first : str
        The tab that was shown first.
    """
    states = {state.name for contract in desk.contracts for state in contract.states}
    changes: DeskTab = {"id": "changes", "label": "Changes", "figure": f"{unsaved} unsaved" if unsaved else ""}
    if unsaved:
        changes["dot"] = True
    tabs: list[DeskTab] = [
        {"id": "matrix", "label": "Matrix", "figure": ""},
        changes,
        {"id": "states", "label": "States", "figure": f"{len(states):,}"},
        {"id": "captures", "label": "Captures", "figure": unsettled_figure(desk, matrix)},
        {"id": "insight", "label": "Insight", "figure": ""},
    ]
    if desk.provider is not None or first == "live":
        tabs.append({"id": "live", "label": "Live", "figure": ""})
    if desk.definition is not None:
        tabs.append({"id": "define", "label": "Define", "figure": ""})
    return tabs
