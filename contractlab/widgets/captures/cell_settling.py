"""Settling an ambiguous cell of the matrix: what its captures may have been, for them alone or for all alike."""

from __future__ import annotations

from collections.abc import Sequence

from contractlab.captures import AnyCapture
from contractlab.errors import InvalidEdit
from contractlab.values.reasons import ReasonCode
from contractlab.verification.ambiguous import AmbiguousGroup
from contractlab.verification.results import Result
from contractlab.widgets.captures.candidates import IN_TURN, candidates_of, settle_group
from contractlab.widgets.captures.picture import picture_of
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.protocol import Unsettled

__all__ = ["CellSettling"]


class CellSettling:
    """Settles cells of a desk's matrix.

    Parameters
    ----------
    desk : DeskProtocol
    """

    def __init__(self, desk: DeskProtocol) -> None:
        self._desk = desk

    def offer(self, results: Sequence[Result]) -> Unsettled | None:
        """What a cell offers; None where nothing in it is ambiguous.

        Parameters
        ----------
        results : sequence of Result
            Of the cell.
        """
        asked = self._ambiguous(results)
        if asked is None:
            return None
        group, captures = asked
        candidates = candidates_of(self._desk, group)["candidates"]
        return {
            "choices": [candidate for candidate in candidates if candidate["choice"] != IN_TURN],
            "here": len(captures),
            "alike": len(group.captures),
        }

    def settle(self, results: Sequence[Result], choice: int, *, alike: bool) -> str:
        """Settle a cell in one change; what was done is returned in words.

        Parameters
        ----------
        results : sequence of Result
            Of the cell.
        choice : int
            As in `settle_group`.
        alike : bool
            True for all captures of which the same examples are in question.

        Raises
        ------
        InvalidEdit
            If nothing in the cell is ambiguous.
        """
        asked = self._ambiguous(results)
        if asked is None:
            raise InvalidEdit("nothing is ambiguous here any more")
        group, captures = asked
        return settle_group(self._desk, group if alike else AmbiguousGroup(group.examples, captures), choice)

    def _ambiguous(self, results: Sequence[Result]) -> tuple[AmbiguousGroup, tuple[AnyCapture, ...]] | None:
        """The group of the first ambiguous capture of a cell, and its captures that are in the cell.

        Nothing is asked of the matrix unless there is one, nor while it is being made: it would be made at once.
        """
        mine = [each.capture for each in results if each.capture and each.reason_code == ReasonCode.AMBIGUOUS]
        if not mine or self._desk.checks.gradual is not None:
            return None
        group = picture_of(self._desk).ambiguous_with(mine[0])
        if group is None:
            return None
        keys = {capture.key for capture in mine}
        return group, tuple(capture for capture in group.captures if capture.key in keys)
