"""The live panel of repairs: what could make a cause go away, each with what it would change, and a button to do it.

Beside it stands what could be done about the run as a whole, such as a base path; without a cause that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from contractlab.contracts.contract import Contract, Example
from contractlab.editing import Edit
from contractlab.editing.preview import Preview
from contractlab.editing.repair import CauseRepairs, Repair
from contractlab.editing.repair_finder import RepairFinder
from contractlab.errors import InvalidEdit
from contractlab.values.text import shorten, visible
from contractlab.verification.causes import Cause, cause_key, shared_sentence
from contractlab.verification.matrix import Matrix
from contractlab.views.model import tell as in_spans
from contractlab.views.pasted import pasted
from contractlab.views.words import count, file_name
from contractlab.widgets.assets import module, style
from contractlab.widgets.changed_cells import changed_cells
from contractlab.widgets.desk_protocol import DeskProtocol
from contractlab.widgets.edit_events import tell
from contractlab.widgets.live import LiveView, PanelHost
from contractlab.widgets.looking import Looking
from contractlab.widgets.protocol import LineJson, Message, SentenceAnswer
from contractlab.widgets.repairs.options import DeskOptions
from contractlab.widgets.repairs.protocol import (
    EffectCell,
    FoldedRepair,
    OptionRow,
    RepairDetails,
    RepairRow,
    RepairsAnswer,
    RepairsPayload,
)
from contractlab.widgets.rpc import Operation, text_of, whole_number
from contractlab.widgets.saving_panel import difference_lines
from contractlab.widgets.span_json import spans_json
from contractlab.widgets.verdict_counts import count_changes

__all__ = ["RepairsView"]

_CELLS = 60
_TEXT = 4_000


class RepairsView(LiveView):
    """The fixes of one cause, and what could be done about the run as a whole.

    Parameters
    ----------
    desk : Desk
        Whose edits are changed.
    matrix : callable
        Gives the matrix as it is shown now.
    cause : Cause or None
        Without one, only the run as a whole is looked at.
    example : Example, optional
        The one that is looked at.
    host : PanelHost, optional
        As in `LiveView`.

    Raises
    ------
    InvalidEdit
        If there is no cause, and nothing to be done about the run either.
    """

    _esm = module("repairs.js")
    _css = style("base.css", "repairs.css")
    view: RepairsPayload

    def __init__(
        self,
        desk: DeskProtocol,
        matrix: Callable[[], Matrix],
        cause: Cause | None,
        example: Example | None = None,
        *,
        host: PanelHost | None = None,
    ) -> None:
        self.desk = desk
        self._matrix = matrix
        self._example = example
        self._key = None if cause is None else cause_key(cause.mismatches[0])
        self._options = DeskOptions(desk, matrix)
        self._cause = cause
        self._looking: Looking[CauseRepairs] | None = None
        if cause is not None:
            self._look(cause)
        payload = self._payload()
        if cause is None and not payload["options"]:
            raise InvalidEdit("this cell has no cause to fix")
        super().__init__(host=host, view=payload)
        desk.history.listen(self._heard)

    def _look(self, cause: Cause) -> None:
        """Begin to look what could be done about a cause; what is small is done at once."""
        desk, matrix = self.desk, self._matrix()
        finder = RepairFinder(
            matrix.causes, matrix.results, desk.captures, self._edit_of, desk.dialect, desk.redaction,
            verdicts=desk.checks.verdicts if matrix is desk.matrix else None,
        )  # fmt: skip
        self._cause = cause
        self._looking = Looking(finder.find_in_steps(cause, self._example), finder.pieces(cause))
        self._looking.go_on()

    @property
    def repairs(self) -> CauseRepairs | None:
        """What could be done about the cause; None without one, and before all was tried."""
        return None if self._looking is None else self._looking.made

    def _edit_of(self, contract: Contract) -> Edit | None:
        mine = any(own is contract for own in self.desk.contracts)
        return self.desk.edit_of(contract) if mine else None

    def _payload(self) -> RepairsPayload:
        options = self._options.rows()
        if self.repairs is not None:
            return self._payload_of(self.repairs, options)
        cause, looking = self._cause, self._looking
        nothing = "" if options else "There is nothing more to do about the run as a whole."
        if looking is not None:
            nothing = "" if looking.running else "Stopped: not every change was tried, so none is shown."
        return {
            "letter": "" if cause is None else cause.letter,
            "sentence": [] if cause is None else _sentence(cause),
            "note": nothing,
            "rows": [],
            "folded": [],
            "options": options,
            "text": "",
            "about": "",
            "looking": None if looking is None else looking.json,
        }

    def _payload_of(self, repairs: CauseRepairs, options: list[OptionRow]) -> RepairsPayload:
        cause = repairs.cause
        rows = [self._row(number, repair) for number, repair in enumerate(repairs.helping)]
        helps = any(row["applies"] for row in rows)
        versions = len({capture.provider_version for capture in self.desk.captures})
        tried = sum(1 for repair in repairs if not repair.text)
        checked = f"{count(tried, 'change')} checked against {count(len(self.desk.captures), 'capture')}"
        folded: list[FoldedRepair] = [
            {"name": shorten(repair.name, 120), "reason": shorten(repair.why_not, 240)} for repair in repairs.folded
        ]
        return {
            "letter": cause.letter,
            "sentence": _sentence(cause),
            "note": "" if helps else repairs.sentence,
            "rows": rows,
            "folded": folded,
            "options": options,
            "text": _text(next((repair.text for repair in repairs if repair.text), "")),
            "about": f"{checked} at {count(versions, 'version')}." if tried else "",
            "looking": None,
        }

    def _row(self, number: int, repair: Repair) -> RepairRow:
        counted = repair.counts()
        mended = counted.get(("failed", "passed"), 0)
        return {
            "number": number,
            "name": shorten(repair.name, 160),
            "meaning": shorten(repair.meaning, 300),
            "evidence": shorten(repair.evidence, 200),
            "strictness": repair.strictness.sentence if repair.strictness else "",
            "rather": shorten(repair.why_last, 200),
            "applies": repair.applies,
            "counts": count_changes(counted) if repair.applies else [],
            "of": f" of {repair.total:,}" if mended <= repair.total else "",
            "still": repair.still_in_words if repair.applies else "",
        }

    def operations(self) -> Mapping[str, Operation]:
        """See `LiveView`."""
        return {
            "details": self._details,
            "apply": self._apply,
            "apply_option": self._apply_option,
            "renew": self._renew,
            "go_on": self._go_on,
            "stop": self._stop,
        }

    def previews(self, number: int) -> tuple[Preview, ...]:
        """What a fix would change, by its number.

        Raises
        ------
        InvalidEdit
            If this fix is gone.
        """
        return self._numbered(number).previews

    def _at(self, message: Message) -> Repair:
        return self._numbered(whole_number(message, "number"))

    def _numbered(self, number: int) -> Repair:
        helping = () if self.repairs is None else self.repairs.helping
        if not 0 <= number < len(helping):
            raise InvalidEdit("this fix no longer exists")
        return helping[number]

    def _details(self, message: Message) -> RepairDetails:
        repair = self._at(message)
        cells: list[EffectCell] = [
            (shorten(cell.description, 120), shorten(cell.version, 40), cell.before or "", cell.after or "")
            for preview in repair.previews
            for cell in changed_cells(preview)
        ]
        names = [shorten(file_name(edit.original.source.name), 80) for edit in repair.edited]
        return {
            "cells": cells[:_CELLS],
            "more": max(len(cells) - _CELLS, 0),
            "lines": [line for difference in repair.differences() for line in difference_lines(difference.text)],
            "file": ", ".join(names),
            "code": _text(pasted(repair.code, _TEXT - 100)),
        }

    def _apply(self, message: Message) -> SentenceAnswer:
        repair = self._at(message)
        edits = repair.apply()
        self.desk.history.take_together(edits)
        for edit in edits:
            tell(edit)
        return {"sentence": f"Done: {shorten(repair.name, 120)}. It is one unsaved change; undo takes it back."}

    def _apply_option(self, message: Message) -> SentenceAnswer:
        return {"sentence": self._options.apply(whole_number(message, "number"), text_of(message, "name", 400))}

    def _renew(self, _message: Message) -> RepairsAnswer:
        if self._key is not None:
            self._look_again(self._key)
        return self._shown()

    def _go_on(self, _message: Message) -> RepairsAnswer:
        """Look for one slice more; what was stopped goes on."""
        if self._looking is not None:
            self._looking.go_on()
        return self._shown()

    def _stop(self, _message: Message) -> RepairsAnswer:
        if self._looking is not None:
            self._looking.stop()
        return self._shown()

    def _shown(self) -> RepairsAnswer:
        payload = self._payload()
        self.keep(payload)
        return {"view": payload}

    def _look_again(self, key: Hashable) -> None:
        cause = next((own for own in self._matrix().causes if cause_key(own.mismatches[0]) == key), None)
        if cause is None:
            raise InvalidEdit("this cause no longer exists")
        self._look(cause)

    def _heard(self) -> None:
        self.push("stale", {})


def _sentence(cause: Cause) -> LineJson:
    shown = cause.results[0].mask.mismatch(cause.mismatches[0])
    return spans_json(in_spans(shared_sentence(cause.mismatches, cause.path, shown=shown)))


def _text(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))[:_TEXT]
