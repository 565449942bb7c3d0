"""Pairings made by hand, as one change of the desk: undone and made again like any edit."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.captures import AnyCapture
from contractlab.contracts.contract import Example
from contractlab.widgets.desk_history import DeskAction
from contractlab.widgets.desk_protocol import DeskProtocol

__all__ = ["assign_by_hand"]


def assign_by_hand(desk: DeskProtocol, captures: Sequence[AnyCapture], example: Example | None, label: str) -> None:
    """Say which example some captures belong to.

    Parameters
    ----------
    desk : DeskProtocol
    captures : sequence of Capture
        Of the desk.
    example : Example or None
        None takes earlier pairings back.
    label : str
        The change in words.
    """
    before: dict[str, str | None] = {capture.key: capture.assigned for capture in captures}
    key = None if example is None else example.key

    def assign(by_capture: dict[str, str | None]) -> None:
        there = {capture.key for capture in desk.captures}  # captures may have been loaded anew since
        for capture, assigned in by_capture.items():
            if capture in there:
                desk.captures.assign(capture, assigned)
        desk.recheck()

    after: dict[str, str | None] = dict.fromkeys(before, key)
    assign(after)
    code = "\n".join(f"lab.captures.assign({capture!r}, {key!r})" for capture in before)
    desk.history.record(DeskAction(label, code, lambda: assign(before), lambda: assign(after)))
