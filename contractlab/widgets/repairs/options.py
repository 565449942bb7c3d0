"""What could be done about a run as a whole, on the desk: with the verdicts that it would give, and done by a click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from contractlab.captures import AnyCapture
from contractlab.editing import Edit
from contractlab.editing.repair_options import OptionKind, RunOption, run_options
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten, visible
from contractlab.verification.matrix import Matrix
from contractlab.views.pasted import pasted
from contractlab.views.words import count, cut
from contractlab.widgets.captures.assigning import base_path_code, use_base_path
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.drawn import drawn
from contractlab.widgets.edit_events import tell
from contractlab.widgets.repairs.protocol import EffectCell, OptionRow

__all__ = ["DeskOptions"]

_CELLS = 20
_MOST = 12
_TEXT = 4_000


class DeskOptions:
    """What could be done about the runs of a desk's matrix.

    Parameters
    ----------
    desk : DeskProtocol
    matrix : callable
        Gives the matrix as it is shown now.
    """

    def __init__(self, desk: DeskProtocol, matrix: Callable[[], Matrix]) -> None:
        self._desk, self._matrix = desk, matrix
        self._found: tuple[Matrix, tuple[RunOption, ...]] | None = None

    def _options(self) -> list[RunOption]:
        """Those that are still to be done; looked for once for each matrix."""
        matrix = self._matrix()
        if self._found is None or self._found[0] is not matrix:
            called = {f"lab.matrix.runs[{version!r}]": run for version, run in matrix.runs.items()}
            self._found = (matrix, run_options(called))
        return [option for option in self._found[1] if not self._is_done(option)]

    def _is_done(self, option: RunOption) -> bool:
        """True for a state that was renamed already and is not saved."""
        edit = self._edit_of(option)
        return edit is not None and option.state not in edit.states

    def _edit_of(self, option: RunOption) -> Edit | None:
        contract = option.contract
        mine = contract is not None and any(own is contract for own in self._desk.contracts)
        return self._desk.edit_of(contract) if contract is not None and mine else None

    def _captures_of(self, option: RunOption) -> list[AnyCapture]:
        """Its captures as they are at the desk; none where the desk has not all of them."""
        there = {capture.key: capture for capture in self._desk.captures}
        mine = [there[capture.key] for capture in option.captures if capture.key in there]
        return mine if len(mine) == len(option.captures) else []

    def rows(self) -> list[OptionRow]:
        """What a screen draws."""
        return drawn(self._rows, lambda sentence: [_broken(0, sentence)], "what could be done about the run as a whole")

    def _rows(self) -> list[OptionRow]:
        listed = enumerate(self._options()[:_MOST])
        return [drawn(partial(self._row, number, option), partial(_broken, number)) for number, option in listed]

    def _row(self, number: int, option: RunOption) -> OptionRow:
        cells: list[EffectCell] = [
            (shorten(result.example.description, 120), shorten(result.provider_version or "", 40), "", result.verdict)
            for result in option.results
        ]
        captures = self._captures_of(option)
        code = pasted(base_path_code(captures, option.value) if captures else option.code, _TEXT - 100)
        return {
            "number": number,
            "name": shorten(option.name, 200),
            "meaning": shorten(option.meaning, 400),
            "sentence": shorten(option.sentence, 300),
            "applies": self._edit_of(option) is not None or bool(captures),
            "cells": cells[:_CELLS],
            "more": max(len(cells) - _CELLS, 0),
            "code": "\n".join(map(visible, code.split("\n"))),
        }

    def apply(self, number: int, name: str) -> str:
        """Do one of them as one change of the desk; what was done is returned in words.

        Parameters
        ----------
        number : int
        name : str
            As the screen has it: another one may stand at its place by now.

        Raises
        ------
        InvalidEdit
            If it is gone, or the desk cannot do it.
        """
        options = self._options()[:_MOST]
        if not 0 <= number < len(options) or shorten(options[number].name, 200) != name:
            raise InvalidEdit("this no longer exists; look again")
        option = options[number]
        if option.kind is OptionKind.BASE_PATH:
            return self._read_below(option)
        edit = self._edit_of(option)
        if edit is None:
            raise InvalidEdit("the contract is not at this desk; copy the code instead")
        edit.states.rename(option.state, option.value)
        tell(edit)
        return f"Done: {shorten(option.name, 120)}. It is one unsaved change; undo takes it back."

    def _read_below(self, option: RunOption) -> str:
        captures = self._captures_of(option)
        if not captures:
            raise InvalidEdit("these captures are not at this desk; copy the code instead")
        label = f"Base path {cut(option.value, 60)} for {count(len(captures), 'capture')}"
        use_base_path(self._desk, captures, option.value, label)
        return f"{label}. No contract changes; undo takes it back."


def _broken(number: int, sentence: str) -> OptionRow:
    return {
        "number": number, "name": sentence, "meaning": "", "sentence": "", "applies": False, "cells": [], "more": 0,
        "code": "",
    }  # fmt: skip
